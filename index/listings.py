"""What a feed or sitemap says of the articles that it lists."""

import datetime
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.dates import PublicationDate, publication_date
from index.extraction import Extract

_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Listed:
    """An article as a feed or sitemap lists it; what is not told is "" or None.

    Attributes:
        url: Where it is.
        title: The headline.
        author: The author or authors.
        source: The outlet.
        published: When it was published.
        updated: When it was last changed.
        content: The article itself, as HTML.
        key: What identifies it in its feed, where it has no address.
        moment: When it appeared, for the order alone; larger is later, "" is unknown.
    """

    url: str
    title: str = ""
    author: str = ""
    source: str = ""
    published: PublicationDate | None = None
    updated: PublicationDate | None = None
    content: str = ""
    key: str = ""
    moment: str = ""


def newest_first(listed: Iterable[Listed]) -> list[Listed]:
    """Sort by the moment; what has none, or one that is not yet, comes last as it was listed."""
    tomorrow = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)).isoformat()

    def moment(item: Listed) -> str:
        return item.moment if item.moment < tomorrow else ""

    return sorted(listed, key=moment, reverse=True)


def listed_date(text: str, origin: str) -> PublicationDate | None:
    """Read the date that a feed or sitemap gives an article.

    Args:
        text: As it is written there.
        origin: "feed" or "sitemap".
    """
    found = publication_date(text, origin) if text else None
    return replace(found, confidence="medium") if found else None


def filled(extract: Extract, item: Listed) -> Extract:
    """Fill what an article does not state of itself with what its feed or sitemap says of it."""
    published = extract.published
    if item.published and (published is None or published.confidence == "low"):
        published = item.published
    # A host is what is left of a page that names no outlet.
    unnamed = not extract.source or extract.source in item.url
    return replace(
        extract,
        title=extract.title or item.title,
        author=extract.author or item.author,
        source=item.source if unnamed and item.source else extract.source,
        published=published,
        updated=extract.updated or item.updated,
    )


def plain(text: str) -> str:
    """Give a title or name without markup."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())
