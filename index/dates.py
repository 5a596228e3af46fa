"""Publication dates: what an article states, how exactly, and where it says so.

A date is kept as ISO 8601 text cut to what is known: "2023-12-06", "2023-12" or "2023". For
filters it spans a first and a last day, as integers YYYYMMDD, because Chroma compares numbers only.
"""

import calendar
import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dateutil import parser as dateutil_parser

# " date 2023-12-06 They included ..." and "Date: 2023-12-06" on a line of its own.
_HEAD = re.compile(
    r"\A\s*(?:date|published)\s*:?\s*(\d{4}-\d{2}-\d{2})(?:T\S+)?(?=\s|\Z)[ \t]*\n*",
    re.IGNORECASE | re.ASCII,
)
_MASTHEAD_LINES = 6
# "12 September 2025", "September 12, 2025" or "2025-09-12" at the end of a short line.
_DATE_AT_END = re.compile(
    r"\A.{0,60}?\b(\d{1,2}\s+[^\W\d]+\s+\d{4}|[^\W\d]+\s+\d{1,2},?\s+\d{4}|\d{4}-\d\d-\d\d)\.?\s*\Z"
)
_ISO = re.compile(
    r"\A\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?\s*\Z", re.DOTALL | re.ASCII
)
_DIGITS_ONLY = re.compile(
    r"\A\s*(?P<one>\d\d?)(?P<mark>[./])(?P<two>\d\d?)(?P=mark)(?P<year>\d{4})\b"
)
# A year alone says nothing about a day before the printing press; such values are mistakes.
_FIRST_YEAR = 1500


@dataclass(frozen=True)
class PublicationDate:
    """A publication date and where it was found.

    Attributes:
        value: ISO 8601, as exact as it was stated ("2023-12-06", "2023-12", "2023").
        origin: Where it was found: "head", "front matter", "record", "JSON-LD", "meta", "time
            element", "date line" or "page text".
        confidence: How far the origin can be trusted: "high", "medium" or "low".
    """

    value: str
    origin: str
    confidence: str = "high"


def parse_date(text: str) -> str | None:
    """Read one stated date.

    Args:
        text: A date as people and machines write it: ISO 8601, RFC 2822, "6 December 2023".

    Returns:
        ISO 8601 cut to what was stated, or None when the text is no date or names no year.
    """
    return _iso(text) or _free_form(text)


def publication_date(text: str, origin: str) -> PublicationDate | None:
    """Read a stated date as a publication date: one in the future cannot be one.

    Args:
        text: A date as people and machines write it.
        origin: Where it was found.
    """
    value = parse_date(text)
    # A day's grace: it is tomorrow already in some time zones.
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    if value is None or date_bounds(value)[0] > int(tomorrow.strftime("%Y%m%d")):
        return None
    return PublicationDate(value, origin)


def _iso(text: str) -> str | None:
    match = _ISO.match(text)
    if match is None:
        return None
    parts = [part.zfill(2) for part in match.groups() if part is not None]
    try:
        datetime.date(*(int(part) for part in (*parts, "1", "1")[:3]))
    except ValueError:
        return None
    return "-".join(parts) if int(parts[0]) >= _FIRST_YEAR else None


def _free_form(text: str) -> str | None:
    digits = _DIGITS_ONLY.match(text)
    if digits and digits["mark"] == "/" and _could_be_a_month(digits["one"], digits["two"]):
        # 6 December here is 12 June there: the year is all that is said.
        return _iso(digits["year"])
    # dateutil fills what a text leaves out from a default; parsing against two defaults that
    # differ in every part shows which parts were really stated.
    readings = []
    for default in (datetime.datetime(1904, 1, 1), datetime.datetime(1908, 2, 2)):
        try:
            readings.append(
                dateutil_parser.parse(text, default=default, dayfirst="." in text, ignoretz=True)
            )
        except (ValueError, OverflowError):
            return None
    one, other = readings
    if one.year != other.year or one.year < _FIRST_YEAR:
        return None
    if one.month != other.month:
        return f"{one.year:04}"
    if one.day != other.day:
        return f"{one.year:04}-{one.month:02}"
    return one.date().isoformat()


def _could_be_a_month(one: str, other: str) -> bool:
    return one != other and int(one) <= 12 and int(other) <= 12


def date_bounds(value: str) -> tuple[int, int]:
    """Give the first and last day a date may mean.

    Args:
        value: ISO 8601, possibly cut ("2023-12").

    Returns:
        Two integers YYYYMMDD, both inclusive: (20231201, 20231231).

    Raises:
        ValueError: If the value is no calendar date.
    """
    numbers = [int(part) for part in value.split("-")]
    match numbers:
        case [year]:
            first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        case [year, month]:
            days = calendar.monthrange(year, month)[1]
            first, last = datetime.date(year, month, 1), datetime.date(year, month, days)
        case [year, month, day]:
            first = last = datetime.date(year, month, day)
        case _:
            raise ValueError(f"not a date: {value!r}")
    return int(first.strftime("%Y%m%d")), int(last.strftime("%Y%m%d"))


def head_date(text: str) -> tuple[PublicationDate | None, str]:
    """Split a date line off the head of a text.

    Args:
        text: A whole article as it was read, perhaps opening " date 2023-12-06 ".

    Returns:
        The date, if the text opens with a valid one, and the text without that head.
    """
    match = _HEAD.match(text)
    published = publication_date(match.group(1), "head") if match else None
    if match is None or published is None:
        return None, text
    return published, text[match.end() :]


def line_date(text: str) -> PublicationDate | None:
    """Find a date line under a printed masthead: "Wrenmouth, Friday 12 September 2025".

    Args:
        text: A whole article; only its first few lines are looked at, and only a line that ends
            with a whole date counts.
    """
    for line in [line for line in text.split("\n") if line.strip()][:_MASTHEAD_LINES]:
        match = _DATE_AT_END.search(line)
        if match and (published := publication_date(match.group(1), "date line")):
            return published
    return None


def page_date(tree: Any) -> PublicationDate | None:
    """Find the publication date that an HTML page states in its markup.

    The order is JSON-LD, meta elements, then a `<time>` element: most deliberate first.

    Args:
        tree: The page as an lxml element tree.
    """
    for origin, candidates in (
        ("JSON-LD", _json_ld_dates(tree)),
        ("meta", tree.xpath(_META_DATES)),
        ("time element", tree.xpath("//article//time/@datetime | //time[@pubdate]/@datetime")),
    ):
        for candidate in candidates:
            if published := publication_date(str(candidate), origin):
                return published
    return None


_META_DATES = " | ".join(
    f"//meta[@{attribute}='{name}']/@content"
    for attribute, name in (
        ("property", "article:published_time"),
        ("property", "og:published_time"),
        ("itemprop", "datePublished"),
        ("name", "pubdate"),
        ("name", "publish-date"),
        ("name", "date"),
        ("name", "dc.date"),
        ("name", "DC.date.issued"),
    )
)


def _json_ld_dates(tree: Any) -> Iterator[str]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            pending = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while pending:
            item = pending.pop(0)
            if isinstance(item, list):
                pending.extend(item)
            elif isinstance(item, dict):
                if isinstance(stated := item.get("datePublished"), str):
                    yield stated
                pending.extend(value for value in item.values() if isinstance(value, (dict, list)))
