"""Sitemaps -> the pages that they list."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.articles import Refused
from index.errors import UnreadableArticle
from index.fetching import unzip, web_address
from index.listings import Listed, listed_date, newest_first, plain
from index.visiting import Visitor

# Unpacked, by the protocol (sitemaps.org).
MAX_BYTES = 50_000_000
MAX_DEPTH = 3
MAX_SITEMAPS = 1000


def read_sitemaps(url: str, visitor: Visitor) -> Iterator[Listed | Refused]:
    """Read the pages that a sitemap lists, and the sitemaps that it lists, one after the other.

    Args:
        url: A sitemap, or a site's root, whose robots.txt names its sitemaps.
        visitor: Fetches them.

    Yields:
        The pages, newest first in each sitemap and the newest sitemap first; and each sitemap
        that cannot be read.
    """
    try:
        pending = [(start, 0) for start in _starts(url, visitor)]
    except UnreadableArticle as error:
        yield Refused(url, str(error))
        return
    seen: set[str] = set()
    while pending:
        place, depth = pending.pop(0)
        if place in seen:
            continue
        if len(seen) == MAX_SITEMAPS:
            yield Refused(url, f"more than {MAX_SITEMAPS} sitemaps; the rest is not read")
            return
        seen.add(place)
        try:
            sitemaps, pages = _read(visitor, place)
            if sitemaps and depth == MAX_DEPTH:
                raise UnreadableArticle(f"lists sitemaps, {MAX_DEPTH} below the one that was named")
        except UnreadableArticle as error:
            yield Refused(place, str(error))
            continue
        except Exception as error:
            # A parser of what strangers wrote, as everywhere.
            yield Refused.by(error, place)
            continue
        yield from newest_first(pages)
        pending[:0] = [(found.url, depth + 1) for found in newest_first(sitemaps)]


def _starts(url: str, visitor: Visitor) -> list[str]:
    here = web_address(url)
    if here.path != "/":
        return [str(here)]
    return visitor.sitemaps(url) or [str(here.join("/sitemap.xml"))]


def _read(visitor: Visitor, url: str) -> tuple[list[Listed], list[Listed]]:
    """Give the sitemaps and the pages that a sitemap lists."""
    page = visitor.listing(url)
    packed = page.kind == "gzip"
    unpacked = replace(page, data=unzip([page.data], MAX_BYTES)) if packed else page
    if unpacked.kind == "feed":
        raise UnreadableArticle("this is a feed, no sitemap; name it with --feed")
    if unpacked.kind != "sitemap":
        raise UnreadableArticle(
            "this is no sitemap; give a sitemap's address, or the site's root to find them"
        )
    found = _parsed(unpacked.data, page.url)
    visitor.remember(page)
    return found


def _parsed(data: bytes, url: str) -> tuple[list[Listed], list[Listed]]:
    from lxml import etree

    found: dict[str, list[Listed]] = {"sitemap": [], "url": []}
    elements = etree.iterparse(
        io.BytesIO(data),
        tag=("{*}sitemap", "{*}url"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in elements:
            if listed := _listed(element, url):
                found[etree.QName(element).localname].append(listed)
            # What was read is let go of: a sitemap as a tree takes ten times its size.
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise UnreadableArticle(f"not a sitemap that can be read: {error}") from error
    return found["sitemap"], found["url"]


def _listed(element: Any, base: str) -> Listed | None:
    """Read one entry; None if it names no page of the web."""
    # Only what belongs to the entry itself or to its news: an image has a `loc` and a title too.
    told: dict[str, str] = {}
    for part in element:
        for told_of in part.iter() if part.tag.endswith("}news") else (part,):
            name = told_of.tag.rpartition("}")[2]
            told.setdefault(name, " ".join((told_of.text or "").split()))
    try:
        url = str(web_address(told["loc"], base)) if told.get("loc") else ""
    except UnreadableArticle:
        url = ""
    if not url:
        return None
    published = listed_date(told.get("publication_date", ""), "sitemap")
    # When a page was last changed says nothing about its publication, and orders it all the same.
    return Listed(
        url,
        title=plain(told.get("title", "")),
        source=plain(told.get("name", "")),
        published=published,
        moment=told.get("publication_date") or told.get("lastmod", ""),
    )
