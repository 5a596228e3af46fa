"""Web addresses -> articles: a page, or what a feed or sitemap lists."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urldefrag

from index.articles import Read, Refused, Unchanged, complete
from index.errors import UnreadableArticle
from index.extraction import Extract, extract_pdf, extract_text
from index.feeds import feed_of, read_feed
from index.fetching import Page
from index.listings import Listed, filled, newest_first
from index.pages import extract_html
from index.sitemaps import read_sitemaps
from index.visiting import Visitor

# In a page's head, as HTML or XML spells it.
_DECLARED = re.compile(rb"charset\s*=|encoding\s*=", re.IGNORECASE)
# Those of the web. Python knows more under such names, some of which take hours to decode.
_ENCODINGS = re.compile(r"(iso-?8859|windows-|cp|koi8|mac|gb|big5|euc-|shift|iso-2022-jp|utf-?16)")
# What was always meant by these names on the web (encoding.spec.whatwg.org).
_LATIN = re.compile(r"^(iso-?8859-1|latin-?1|us-ascii|ascii)$")
_LISTS = {"feed": "--feed", "sitemap": "--sitemap"}


def read_address(
    url: str,
    visitor: Visitor,
    *,
    feed: bool = False,
    sitemap: bool = False,
    limit: int | None = None,
) -> Iterator[Read | Refused | Unchanged]:
    """Read the article at a web address, or those that a feed or sitemap there lists.

    Args:
        url: An http or https address.
        visitor: Fetches the pages.
        feed: The address is a feed's, or that of a page that names one.
        sitemap: The address is a sitemap's, or a site's root.
        limit: The most articles of a feed or sitemap; the newest are read.
    """
    if feed:
        yield from _read_listed(_feed(url, visitor), visitor, limit)
    elif sitemap:
        yield from _read_listed(read_sitemaps(url, visitor), visitor, limit)
    else:
        yield _read_page(Listed(url), visitor)


def _feed(url: str, visitor: Visitor) -> Iterator[Listed | Refused]:
    try:
        page = visitor.listing(url)
        if page.kind == "html":
            page = visitor.listing(feed_of(page))
        if page.kind == "sitemap":
            raise UnreadableArticle("this is a sitemap, no feed; name it with --sitemap")
        listed = newest_first(read_feed(page))
        visitor.remember(page)
    except UnreadableArticle as error:
        yield Refused(url, str(error))
    except Exception as error:
        # A parser of what strangers wrote, as everywhere.
        yield Refused.by(error, url)
    else:
        yield from listed


def _read_listed(
    listed: Iterable[Listed | Refused], visitor: Visitor, limit: int | None
) -> Iterator[Read | Refused | Unchanged]:
    """Read each article once, however often it is listed."""
    seen: set[str] = set()
    for item in listed:
        if isinstance(item, Refused):
            yield item
            continue
        name = urldefrag(item.url)[0] or item.key
        if name in seen:
            continue
        seen.add(name)
        yield _read_page(item, visitor) if item.url else _read_content(item)
        # Not before the next one: to see that one, another sitemap may have to be fetched.
        if len(seen) == limit:
            return


def _read_page(item: Listed, visitor: Visitor) -> Read | Refused | Unchanged:
    try:
        page = visitor.page(item.url)
        if isinstance(page, Unchanged):
            return page
        read = complete(
            filled(_extract(page, item.url), item),
            page.url,
            item.url,
            url=page.url,
            original=page.data,
            media_type=page.media_type,
        )
    except UnreadableArticle as error:
        return Refused(item.url, str(error))
    except Exception as error:
        return Refused.by(error, item.url)
    visitor.remember(page, read)
    return read


def _read_content(item: Listed) -> Read | Refused:
    """Read an article that stands in the feed itself and nowhere else."""
    try:
        if not item.content.strip():
            raise UnreadableArticle("the feed gives neither an address nor a text")
        page = f"<html><body><article>{item.content}</article></body></html>".encode()
        extract = filled(extract_html(page, item.key), item)
        return complete(extract, item.key, item.key, original=page, media_type="text/html")
    except UnreadableArticle as error:
        return Refused(item.key, str(error))
    except Exception as error:
        return Refused.by(error, item.key)


def _extract(page: Page, name: str) -> Extract:
    if page.kind == "html":
        return extract_html(_as_declared(page), name, url=page.url)
    if page.kind == "pdf":
        return extract_pdf(page.data, name)
    if page.kind == "text":
        return extract_text(_as_declared(page), name)
    if option := _LISTS.get(page.kind):
        what = option.removeprefix("--")
        raise UnreadableArticle(
            f"this is a {what}, no article; {option} reads the articles that it lists"
        )
    raise UnreadableArticle(f"{page.media_type or 'an unnamed type'} is no article's format")


def _as_declared(page: Page) -> bytes:
    """Give the page in UTF-8 if nothing but the server's header names its encoding.

    A server is often set to name one encoding for all of its pages, so what is UTF-8 beyond
    doubt, and a page that names its own, are left as they are.
    """
    name = _LATIN.sub("windows-1252", page.charset.lower())
    if not _ENCODINGS.match(name) or (page.kind == "html" and _DECLARED.search(page.data[:2000])):
        return page.data
    if not page.data.isascii() and _decoded(page.data, "utf-8"):
        return page.data
    text = _decoded(page.data, name)
    return text.encode("utf-8", "replace") if text else page.data


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        return ""
