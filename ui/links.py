"""Where a citation leads: to the article as it is stored, and to the original on the web.

Both at the quoted words. The original is asked for them by a text directive (WICG, "URL Fragment
Text Directives"): browsers that know it scroll there, all others ignore it, and no server sees it.
"""

import hashlib
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode, urlsplit

from index.identity import linkable

PATH = "/article/"
MARK = "quote"
# Words of a quote that are asked for as they are. Of a longer one only its ends are: between them
# the original may have another apostrophe, a footnote or a picture.
_WHOLE, _END = 10, 5


def article_page(article_id: str, start: int, end: int, quote: str) -> str:
    """Give the path of an article's page at a quote, see `ui.reading`.

    Args:
        article_id: The article's id.
        start: Offset of the quote's first character in the article's text.
        end: Offset after its last character.
        quote: The quote; the page finds by it which version of the text is meant.
    """
    place = urlencode({"start": start, "end": end, "quote": digest(quote)})
    return f"{PATH}{percent_encoded(article_id, safe='')}?{place}#{MARK}"


def digest(quote: str) -> str:
    """Give what tells a quote from others: the beginning of its SHA-256."""
    return hashlib.sha256(quote.encode(errors="replace")).hexdigest()[:16]


def original(url: str, quote: str = "") -> str:
    """Give an article's own address, at a quote; "" if it is none that may stand in a link."""
    link = linkable(url)
    lines = [line.split() for line in quote.split("\n") if line.strip()]
    if not (link and lines):
        return link
    address, _, fragment = link.partition("#")
    # A directive that stands there already is another's.
    fragment = fragment.partition(":~:")[0]
    return f"{address}#{fragment}:~:text={_directive(lines)}"


def _directive(lines: list[list[str]]) -> str:
    # Lines may be blocks of their own in the original, and no part of a directive spans two.
    first, last = lines[0], lines[-1]
    if len(lines) == 1 and len(first) <= _WHOLE:
        return _encoded(first)
    return f"{_encoded(first[:_END])},{_encoded(last[-_END:])}"


def _encoded(words: list[str]) -> str:
    # A hyphen would end or begin a context of the quote, as a comma and an ampersand would.
    text = percent_encoded(" ".join(words), safe="", errors="replace")
    return text.replace("-", "%2D")


def site(url: str) -> str:
    """Name the site to which `original` leads, as it is followed: "paper.example"; "" for none."""
    return urlsplit(linkable(url)).netloc.rpartition("@")[2].lower().removeprefix("www.")
