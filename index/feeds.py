"""RSS, Atom and JSON feeds -> the articles that they list."""

import html
import io
import json
import re
import time
from typing import Any

from index.errors import UnreadableArticle
from index.fetching import Page, web_address
from index.listings import Listed, listed_date, plain

# Far above any feed; its parser takes seconds for each million bytes of nonsense, and for elements
# in one another a time that grows with the square of their number.
MAX_BYTES = 5_000_000
MAX_DEPTH = 500
_TAG = re.compile(rb"<(/?)[a-z][^<>]*?(/?)>", re.IGNORECASE)
_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


def read_feed(page: Page) -> list[Listed]:
    """Read what a feed lists, in its order.

    Raises:
        UnreadableArticle: If it is no feed, too large, or lists nothing.
    """
    if len(page.data) > MAX_BYTES:
        raise UnreadableArticle(f"the feed is larger than {MAX_BYTES // 1_000_000} MB")
    listed = _json_items(page) if page.data.lstrip()[:1] == b"{" else _xml_entries(page)
    if not listed:
        raise UnreadableArticle("the feed lists no article")
    return listed


def feed_of(page: Page) -> str:
    """Give the address of the feed that an HTML page names.

    Raises:
        UnreadableArticle: If it names none.
    """
    import trafilatura

    tree: Any = trafilatura.load_html(page.data)
    for link in () if tree is None else tree.xpath("//link[@rel and @type and @href]"):
        if "alternate" in link.get("rel").lower().split() and link.get("type").lower() in _TYPES:
            base = web_address("".join(tree.xpath("//base/@href")[:1]), page.url)
            return str(web_address(link.get("href"), str(base)))
    raise UnreadableArticle("this page is no feed and names none; give the feed's own address")


def _depth(data: bytes) -> int:
    """Count the most elements that are open at once, roughly, in XML that may be broken."""
    first, *others = data.replace(b"\0", b"").split(b"<![CDATA[")
    markup = first + b"".join(other.partition(b"]]>")[2] for other in others)
    depth = deepest = 0
    for closing, closed in _TAG.findall(markup):
        depth += -1 if closing else 0 if closed else 1
        deepest = max(depth, deepest)
    return deepest


def _xml_entries(page: Page) -> list[Listed]:
    import feedparser

    if _depth(page.data) > MAX_DEPTH:
        raise UnreadableArticle(f"the feed has more than {MAX_DEPTH} elements in one another")
    # A stream, never bytes: bytes are taken for a file's name first. It does not fetch anything,
    # resolves no external entity, and expat bounds what the others may grow to.
    feed = feedparser.parse(
        io.BytesIO(page.data),
        response_headers={"content-type": page.content_type, "content-location": page.url},
        sanitize_html=False,
    )
    version = feed.get("version", "")
    if not version:
        raise UnreadableArticle("no feed of a kind that is read: RSS, Atom or JSON Feed")
    atom = version.startswith("atom")
    title = plain(feed.feed.get("title", ""))
    return [_xml_entry(entry, page.url, title, atom) for entry in feed.entries]


def _xml_entry(entry: Any, feed_url: str, source: str, atom: bool) -> Listed:
    # Its own `get` gives one date for the other where one is missing.
    published, updated = (dict.get(entry, name) or "" for name in ("published", "updated"))
    # Before Atom there was one date, under either name, and it meant publication.
    if not atom:
        published, updated = published or updated, ""
    moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    bodies = [body.get("value", "") for body in entry.get("content", [])]
    url = _absolute(entry.get("link", ""), feed_url)
    return Listed(
        url,
        title=plain(entry.get("title", "")),
        author=plain(", ".join(filter(None, (a.get("name") for a in entry.get("authors", []))))),
        source="" if url else source,
        published=listed_date(published, "feed"),
        updated=listed_date(updated, "feed"),
        content=max([*bodies, entry.get("summary", "")], key=len),
        key=f"{feed_url}#{entry.get('id') or entry.get('title', '')}",
        moment=time.strftime("%Y-%m-%dT%H:%M:%S", moment) if moment else "",
    )


def _json_items(page: Page) -> list[Listed]:
    try:
        feed = json.loads(page.data)
        items = [item for item in feed["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableArticle(f"not a JSON feed that can be read: {error}") from error
    return [_json_item(item, page.url, str(feed.get("title", ""))) for item in items]


def _json_item(item: dict[str, Any], feed_url: str, source: str) -> Listed:
    told = {name: value for name, value in item.items() if isinstance(value, str)}
    people = item.get("authors") or [item.get("author")]
    names = [p["name"] for p in people if isinstance(p, dict) and isinstance(p.get("name"), str)]
    url = _absolute(told.get("url", ""), feed_url)
    return Listed(
        url,
        title=plain(told.get("title", "")),
        author=", ".join(names),
        source="" if url else source,
        published=listed_date(told.get("date_published", ""), "feed"),
        updated=listed_date(told.get("date_modified", ""), "feed"),
        content=told.get("content_html") or html.escape(told.get("content_text", "")),
        key=f"{feed_url}#{item.get('id', '')}",
        moment=told.get("date_published", ""),
    )


def _absolute(link: str, feed_url: str) -> str:
    """Give a link's whole address, "" if it leads to no page of the web or to the feed itself."""
    try:
        url = str(web_address(link, feed_url))
    except UnreadableArticle:
        return ""
    return "" if url == feed_url else url
