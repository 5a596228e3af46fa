"""HTML and XHTML that is an article already -> its text, paragraph by paragraph.

Whole web pages, where the article must be found first, are `index.extraction`'s.
"""

import html
import itertools
import re
from typing import Any

from index.errors import UnreadableArticle

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details div dl dt figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary "
        "table tbody tfoot thead tr ul",
    )
)
_SILENT = ("head", "iframe", "noscript", "object", "script", "style", "svg", "template")
_TAG = re.compile(
    r"</?(?:a|article|b|blockquote|br|div|em|figure|h[1-6]|i|img|li|ol|p|section|span|strong|table"
    r"|ul)(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE | re.ASCII)


def parse(markup: str) -> Any:
    """Parse HTML or XHTML, however broken; no entity of its own is followed.

    Returns:
        An lxml element tree's root.

    Raises:
        UnreadableArticle: If nothing in it is markup or text.
    """
    import lxml.etree
    import lxml.html

    # Only the HTML parser: it knows no entities but HTML's, so there is nothing to expand.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    data = markup.replace("\0", "").encode("utf-8", "replace")
    try:
        return lxml.html.document_fromstring(data, parser=parser)
    except lxml.etree.LxmlError as error:
        raise UnreadableArticle("the markup holds nothing that can be read") from error


def plain(tree: Any) -> str:
    """Give the text of a parsed tree: an empty line between blocks, no scripts, no comments."""
    import lxml.etree

    lxml.etree.strip_elements(
        tree, lxml.etree.Comment, lxml.etree.ProcessingInstruction, *_SILENT, with_tail=False
    )
    parts: list[str] = []
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        if element.tag in _BLOCKS:
            parts.append("\n\n")
        elif element.tag in ("td", "th"):
            parts.append(" ")
        elif element.tag == "br" and event == "start":
            parts.append("\n")
        words = element.text if event == "start" else element.tail
        if words and not (event == "end" and element is tree):
            parts.append(re.sub(r"\s+", " ", words))
    blocks = (block.strip() for block in "".join(parts).split("\n\n"))
    return "\n\n".join(block for block in blocks if block)


def unmarked(text: str) -> str:
    """Give a text of a data file without HTML, if it plainly is HTML, and without its entities.

    A text that opens with a tag, or holds two of those that articles are set in, is HTML.
    """
    tags = len(list(itertools.islice(_TAG.finditer(text), 2)))
    if tags == 2 or (tags and _TAG.match(text.lstrip())):
        return plain(parse(text))
    return _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
