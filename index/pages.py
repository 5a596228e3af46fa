"""HTML pages -> the article's text, and what the page states of it.

The text is trafilatura's; what is stated comes from JSON-LD about this very page, meta elements and
the page's own head, in this order where they differ. Dates: index/page_dates.py.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from index.dates import puts_day_first
from index.errors import UnreadableArticle
from index.extraction import Extract, canonical, decode, one_line
from index.linked_data import page_object, text_of
from index.opening import byline
from index.page_dates import page_dates
from index.page_places import find_head, header_blocks, is_elsewhere, name_and_content
from index.page_walls import headline_links, page_suspicion, visible_text

_AUTHOR_NAMES = (
    *("author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator"),
    *("dcterms.creator", "citation_author", "og:article:author", "cxenseparse:author"),
)
_SECTION_NAMES = ("article:section", "section", "parsely-section", "cxenseparse:recs:category")
_LANGUAGE_NAMES = ("content-language", "language", "dc.language", "dcterms.language")
_BY = re.compile(r"\A(?:words\s)?(?:by|from|written by)\s+", re.IGNORECASE)
# Between a headline and the outlet in a window's title.
_TITLE_MARKS = (" | ", " - ", " – ", " — ")
_LONGEST_NAME = 120
# Elements; a live blog of a whole day has about 10,000.
_LARGE_PAGE = 20_000


def extract_html(data: bytes, name: str, url: str = "") -> Extract:
    """Read an HTML page: its article without menus, banners and comments, and its metadata.

    Args:
        data: The page as it was sent or saved.
        name: What to call it in messages.
        url: Where it was fetched from, if it was; used when the page names no canonical address.

    Raises:
        UnreadableArticle: If no article text is found in the page, nor a reason for that.
    """
    import trafilatura
    from trafilatura.metadata import examine_meta

    text, note = decode(data, name)
    tree = trafilatura.load_html(text)
    if tree is None:
        raise UnreadableArticle("no article text was found in the page")
    metas = _metas(tree)
    address = _address(tree, metas, url)
    known = examine_meta(tree)
    titles = [known.title or "", _heading(tree)]
    thing = page_object(tree, [url, address, metas.get("og:url", "")], titles)
    title = one_line(titles[0] or text_of(thing.get("headline")) or titles[1])
    source = known.sitename or text_of(thing.get("publisher")) or metas.get("application-name", "")
    language = _language(tree, metas, thing)
    published, updated = page_dates(tree, thing, title, puts_day_first(language))
    author = _author(tree, metas, thing, title)
    shown, links = visible_text(tree), headline_links(tree)
    # Last, because trafilatura changes the tree.
    body = _body(tree, url, title)
    quarantine = page_suspicion(thing, title, shown, links, body)
    if not body and not quarantine:
        raise UnreadableArticle("no article text was found in the page")
    return Extract(
        body or shown,
        title=_without_outlet(title, source),
        source=source,
        author=author,
        url=address or url,
        section=one_line(_first(text_of(thing.get("articleSection")), metas, _SECTION_NAMES)),
        language=language[:2].lower(),
        published=published,
        updated=updated,
        quarantine=quarantine,
        note=note,
    )


def _heading(tree: Any) -> str:
    """Give the headline that readers see, which is not the paper's own name above it."""
    from trafilatura.metadata import extract_title

    found = one_line(extract_title(tree) or "")
    window = one_line(tree.findtext(".//title") or "")
    for mark in _TITLE_MARKS:
        head, _, tail = window.rpartition(mark)
        if head and tail == found:
            return head
    return found


def _body(tree: Any, url: str, title: str) -> str:
    import trafilatura
    from trafilatura.settings import Document

    found = trafilatura.bare_extraction(
        tree,
        url=url or None,
        include_comments=False,
        include_tables=True,
        # The second opinion it takes needs the square of the time: minutes for a page like this.
        fast=sum(1 for _ in tree.iter()) > _LARGE_PAGE,
    )
    if not isinstance(found, Document):
        return ""
    lines = [line for line in (found.text or "").split("\n") if line.strip()]
    if len(lines) > 1 and one_line(lines[0]) == title:
        del lines[0]
    return canonical("\n\n".join(lines))


def _metas(tree: Any) -> dict[str, str]:
    """Give the page's meta elements, each name's first that is not empty."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name, content = name_and_content(meta)
        if name and content:
            metas.setdefault(name, content)
    return metas


def _first(stated: str, metas: dict[str, str], names: Iterable[str]) -> str:
    return stated or next((metas[name] for name in names if name in metas), "")


def _address(tree: Any, metas: dict[str, str], url: str) -> str:
    """Give the canonical address; "" where the page names none that can be an article's.

    A front page's address on an article's page is a mistake of the site's: taken at its word, all
    its articles would be one.
    """
    links = tree.xpath("//link[@rel='canonical']/@href | //link[@rel='Canonical']/@href")
    for stated in (*map(str, links[:3]), metas.get("og:url", "")):
        try:
            address = urljoin(url, stated.strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and (parts.path.strip("/") or parts.query):
            return address
    return ""


def _language(tree: Any, metas: dict[str, str], thing: dict[str, Any]) -> str:
    """Give the page's language tag ("en-GB"), the one with a country where several are named."""
    root = next(iter(tree.iter("html")), None)
    stated = "" if root is None else root.get("lang") or root.get("xml:lang") or ""
    candidates = [stated, text_of(thing.get("inLanguage")), metas.get("og:locale", "")]
    candidates += [metas.get(name, "") for name in _LANGUAGE_NAMES]
    tags = [tag.strip().replace("_", "-") for tag in candidates]
    tags = [tag for tag in tags if re.fullmatch(r"[A-Za-z]{2}(?:-[A-Za-z0-9]{2,8}){0,3}", tag)]
    if not tags:
        return ""
    same = [tag for tag in tags if tag[:2].lower() == tags[0][:2].lower()]
    return max(same, key=lambda tag: "-" in tag)


def _author(tree: Any, metas: dict[str, str], thing: dict[str, Any], title: str) -> str:
    stated = thing.get("author") or thing.get("creator")
    names = [text_of(one) for one in (stated if isinstance(stated, list) else [stated])]
    if not any(map(_is_name, names)):
        names = [metas.get(name, "") for name in _AUTHOR_NAMES]
        names = [next(filter(_is_name, names), "")]
    if not any(names):
        names = _byline(tree, title)
    tidy = [_BY.sub("", one_line(name)) for name in names if _is_name(name)]
    return ", ".join(dict.fromkeys(name for name in tidy if name))


def _byline(tree: Any, title: str) -> list[str]:
    """Give the names that the head of the article marks, or shows, as its authors'."""
    head = find_head(tree, title)
    marked = tree.xpath("//*[@rel='author' or contains(@itemprop, 'author')]")[:20]
    own = [e for e in marked if not is_elsewhere(e, head)]
    if own:
        return [" ".join("".join(e.itertext()).split()) or e.get("content") or "" for e in own[:5]]
    shown = (byline(text) for _, text in header_blocks(tree, head))
    return [next(filter(None, shown), "")]


def _is_name(text: str) -> bool:
    """Tell a name from the address of a profile."""
    return bool(text) and len(text) <= _LONGEST_NAME and "://" not in text and "@" not in text


def _without_outlet(title: str, source: str) -> str:
    """Take " | The Harbinger" off a title where that is the outlet's name."""
    for mark in _TITLE_MARKS:
        head, _, tail = title.rpartition(mark)
        if head and tail.strip().lower() == source.strip().lower():
            return head
    return title
