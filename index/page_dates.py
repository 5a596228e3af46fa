"""When an HTML page says that its article appeared, and when it was last changed.

Every statement of the page is collected with its place, and one rule decides:

1. Deliberate statements go first: JSON-LD about this very page, meta elements and microdata that
   name the publication. Then statements that may mean the publication (`<meta name="date">`,
   "dateCreated"). Then what readers are shown at the head of the article: a `<time>` element or a
   date in the byline.
2. Within the first of these groups that says anything, the earliest date is the publication: a
   later one is a change that was not named so. Of statements within a day of it, which time zones
   make of one moment, the more exact wins, and where that is in UTC, the day that the page states
   without a time zone: the day where the paper is, not the day in Greenwich.
3. What is named a change ("dateModified", "Updated …") is never a publication; the latest one is
   the update. Copyright years, the clock in the masthead, comments, related articles and footers
   are not looked at. A date in the future is none, and neither is one that shows the very minute
   in which the page is read: that is a server's clock.
4. Confidence is "low" if any statement differs from the chosen one by more than a day and from
   every named change; else "high" if it was stated for machines or twice; else "medium".
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.dates import (
    DATE_IN_TEXT,
    PublicationDate,
    apart,
    date_bounds,
    is_today,
    publication_date,
)
from index.linked_data import text_of
from index.page_places import Head, find_head, header_blocks, is_elsewhere, name_and_content

_PUBLISHED_NAMES = frozenset(
    (
        *(
            "article:published_time",
            "article:published",
            "og:published_time",
            "og:article:published_time",
        ),
        *(
            "og:pubdate",
            "pubdate",
            "publishdate",
            "publish-date",
            "publish_date",
            "publication_date",
        ),
        *("publication-date", "published_at", "published-date", "date_published", "datepublished"),
        *(
            "parsely-pub-date",
            "sailthru.date",
            "cxenseparse:recs:publishtime",
            "cxenseparse:publishtime",
        ),
        *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.created"),
        *("citation_publication_date", "citation_online_date", "originalpublicationdate"),
        *("article_date_original", "article.published", "rnews:datepublished", "displaydate"),
        *("shareaholic:article_published_time", "bt:pubdate", "ptime", "publishedtime"),
    )
)
_PERHAPS_NAMES = frozenset(("date", "dc.date", "dcterms.date", "dcterms.available", "created"))
_UPDATED_NAMES = frozenset(
    (
        *("article:modified_time", "article:modified", "og:updated_time", "og:modified_time"),
        *("lastmod", "last-modified", "last_modified", "lastmodified", "modified", "datemodified"),
        *("dcterms.modified", "dc.date.modified", "dc.modified", "article.updated", "revised"),
        *("cxenseparse:modificationtime", "utime", "updated_at", "sailthru.updated"),
    )
)
_CHANGE = re.compile(r"updat|modif|edited|revised|correct|amended|changed", re.IGNORECASE)
_NO_PUBLICATION = re.compile(r"©|copyright|\bexpires?\b|\bevent\b|\bborn\b|\bdied\b", re.IGNORECASE)
_LABEL = re.compile(r"publi|posted|issued|\bdate\b|first|\bby\b", re.IGNORECASE)
# Values that a content system writes where it knows none.
_NEVER = ("0001-01-01", "1900-01-01", "1969-12-31", "1970-01-01")
_UTC = re.compile(r"(?P<hour>\d\d):\d\d.*(?:Z|[+-]00:?00|GMT|UTC)\s*\Z")
_CLOCK_SECONDS = 120
_MOST_STATEMENTS = 200


@dataclass(frozen=True)
class _Statement:
    """One statement of a date.

    Attributes:
        value: ISO 8601, as exact as stated.
        origin: Where it stands, as `PublicationDate.origin`.
        group: 0 deliberate, 1 perhaps, 2 shown to readers.
        change: Whether it names a change, not the publication.
        hour: The hour, if it is a moment in UTC, whose day may be a neighbour of the day meant.
    """

    value: str
    origin: str
    group: int
    change: bool = False
    hour: int | None = None


def page_dates(
    tree: Any, thing: dict[str, Any], title: str = "", day_first: bool | None = None
) -> tuple[PublicationDate | None, PublicationDate | None]:
    """Find when a page's article appeared and when it was last changed, by the rule above.

    Args:
        tree: The page as an lxml element tree; it is not changed.
        thing: The JSON-LD object that describes the page's article, if there is one.
        title: The headline, to find the head of the article by.
        day_first: Whether 06/12/2023 is 6 December; None where that is not known.

    Returns:
        The publication and the last change; each None where the page does not say it.
    """
    head = find_head(tree, title)
    statements = [
        *_of_thing(thing, day_first),
        *_of_elements(tree, head, day_first),
        *_of_header(tree, head, day_first),
    ]
    changes = [s for s in statements if s.change]
    published = _published([s for s in statements if not s.change], changes)
    if not changes:
        return published, None
    last = max(changes, key=lambda s: (date_bounds(s.value)[1], -s.group))
    if published and date_bounds(last.value)[1] < date_bounds(published.value)[0]:
        return published, None
    return published, PublicationDate(last.value, last.origin, _CONFIDENCE[last.group])


_CONFIDENCE = ("high", "high", "medium")


def _published(stated: list[_Statement], changes: list[_Statement]) -> PublicationDate | None:
    if not stated:
        return None
    first_group = min(s.group for s in stated)
    group = [s for s in stated if s.group == first_group]
    earliest = min(group, key=lambda s: date_bounds(s.value))
    near = [s for s in stated if apart(s.value, earliest.value) <= 1]
    chosen = max(near, key=lambda s: (-s.group, len(s.value), s.hour is None))
    local = [s for s in near if _is_local_day(s, chosen)]
    if local and all(s.value != chosen.value for s in local):
        chosen = local[0]
    # The origin is the most deliberate place that says the same.
    chosen = next(s for s in near if (s.group, s.value) == (chosen.group, chosen.value))
    others = [s for s in stated if s not in near]
    conflict = any(all(apart(s.value, c.value) > 1 for c in changes) for s in others)
    if conflict:
        confidence = "low"
    elif first_group < 2 or len({s.origin for s in near}) > 1:
        confidence = "high"
    else:
        confidence = "medium"
    return PublicationDate(chosen.value, chosen.origin, confidence)


def _is_local_day(statement: _Statement, moment: _Statement) -> bool:
    """Tell whether a statement names the day that a moment in UTC was in its own place."""
    if moment.hour is None or statement.hour is not None or len(statement.value) < 10:
        return False
    if statement.value < moment.value:
        return moment.hour < 12
    # Clocks are at most 14 hours before Greenwich's, so a later day begins at 10 there.
    return statement.value == moment.value or moment.hour >= 10


def _statement(
    text: str, origin: str, group: int, day_first: bool | None, change: bool = False
) -> Iterator[_Statement]:
    text = text.strip()[:80]
    date = publication_date(text, origin, day_first)
    if date and date.value not in _NEVER and not _is_clock(text):
        moment = _UTC.search(text)
        yield _Statement(date.value, origin, group, change, int(moment["hour"]) if moment else None)


def _is_clock(text: str) -> bool:
    """Tell whether a statement shows this very minute, in its own zone, here or in UTC."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    if moment.tzinfo:
        moments = [moment]
    elif "T" in text or ":" in text:
        moments = [moment.astimezone(), moment.replace(tzinfo=datetime.UTC)]
    else:
        return False
    now = datetime.datetime.now(datetime.UTC)
    return any(abs((now - m).total_seconds()) <= _CLOCK_SECONDS for m in moments)


def _of_thing(thing: dict[str, Any], day_first: bool | None) -> Iterator[_Statement]:
    for name, group, change in (
        ("datePublished", 0, False),
        ("dateCreated", 1, False),
        ("uploadDate", 1, False),
        ("dateModified", 0, True),
    ):
        yield from _statement(text_of(thing.get(name)), "JSON-LD", group, day_first, change)


def _of_elements(tree: Any, head: Head, day_first: bool | None) -> Iterator[_Statement]:
    for meta in list(tree.iter("meta"))[:_MOST_STATEMENTS]:
        name, content = name_and_content(meta)
        if meta.get("itemprop") and is_elsewhere(meta, head):
            continue
        if name in _PUBLISHED_NAMES:
            yield from _statement(content, "meta", 0, day_first)
        elif name in _PERHAPS_NAMES:
            yield from _statement(content, "meta", 1, day_first)
        elif name in _UPDATED_NAMES:
            yield from _statement(content, "meta", 0, day_first, change=True)
    marked = tree.xpath("//*[not(self::meta)][@itemprop or @property or @pubdate]")
    for element in marked[: 5 * _MOST_STATEMENTS]:
        names = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
        change = "datemodified" in names
        published = "datepublished" in names or element.get("pubdate") is not None
        if (change or published) and not is_elsewhere(element, head):
            value = element.get("content") or element.get("datetime") or element.text or ""
            yield from _statement(value, "microdata", 0, day_first, change)


def _of_header(tree: Any, head: Head, day_first: bool | None) -> Iterator[_Statement]:
    for element, text in header_blocks(tree, head):
        if element.tag == "time":
            stated = element.get("datetime") or text
            around = " ".join(filter(None, (element.get("class"), element.get("itemprop"))))
            before = _text_before(element)
            change = bool(_CHANGE.search(f"{around} {before}"))
            yield from _statement(stated, "time element", 2, day_first, change)
        elif len(text) <= 160 and element.find(".//time") is None:
            yield from _of_byline(text, day_first)


def _text_before(element: Any) -> str:
    """Give the words right before an element within its parent: its label."""
    before = element.getprevious()
    if before is None:
        text = element.getparent().text or ""
    else:
        text = (before.tail or "").strip() or "".join(before.itertext())
    label = text[-40:]
    # Words that follow another date belong to that one.
    return re.split(r"\d{4}|[|·•]", label)[-1]


def _of_byline(text: str, day_first: bool | None) -> Iterator[_Statement]:
    dates = list(DATE_IN_TEXT.finditer(text))
    rest = len(re.findall(r"[^\W\d]+", DATE_IN_TEXT.sub(" ", text)))
    # "Mina Haverstock — 25 August 2025": a sentence is longer, or ends as one.
    if (
        not dates
        or rest > 12
        or _NO_PUBLICATION.search(text)
        or text.endswith((".", "!", "?", "”"))
    ):
        return
    start = 0
    for found in dates:
        before = text[start : found.start()]
        start = found.end()
        change = bool(_CHANGE.search(before))
        for statement in _statement(found.group(), "byline", 2, day_first, change):
            # A bare date of today may be the masthead's; with a label it is meant.
            if _LABEL.search(before) or change or not is_today(statement.value):
                yield statement
