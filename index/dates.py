"""Publication dates: what an article states, how exactly, and where it says so.

A date is kept as ISO 8601 text cut to what is known: "2023-12-06", "2023-12" or "2023". For
filters it spans a first and a last day, as integers YYYYMMDD, because Chroma compares numbers only.
"""

import calendar
import datetime
import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

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
_IN_DIGITS = re.compile(
    r"(?<![\d./-])(?P<one>\d\d?)(?P<mark>[./-])(?P<two>\d\d?)(?P=mark)(?P<year>\d{4}|\d\d)(?![\d./-]\d|\d)"
)
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
# A whole date within a text: "6 December 2023", "Dec. 6th, 2023", "2023-12-06", "06/12/2023".
DATE_IN_TEXT = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.?\s(?:of\s)?(?:{_MONTH})\b\.?,?\s\d{{4}}\b"
    rf"|\b(?:{_MONTH})\b\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}\b"
    r"|\b\d{4}-\d\d-\d\d\b"
    r"|(?<![\d./-])(?:\d\d?/\d\d?/\d{4}|\d\d?\.\d\d?\.\d{4}|\d\d?-\d\d?-\d{4})\b",
    re.IGNORECASE | re.ASCII,
)
# A part of a path of its own; "/2021/05/10-best-walks" says no day.
_IN_ADDRESS = re.compile(
    rf"/(?P<year>(?:19|20)\d\d)/(?P<month>\d\d?|{_MONTH})(?:/(?P<day>\d\d?))?(?=/|\.html?|\Z)"
    r"|/(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?=[-_/.]|\Z)|/(?P<digits>(?:19|20)\d{6})(?=[/_-])",
    re.IGNORECASE | re.ASCII,
)
_IN_NAME = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)",
    re.ASCII,
)
# Where English puts the month first; "en" alone does not say which English it is.
_MONTH_FIRST = ("en-us", "en-ph", "es-us", "es-pr", "fil")
# A year alone says nothing about a day before the printing press; such values are mistakes.
_FIRST_YEAR = 1500


@dataclass(frozen=True)
class PublicationDate:
    """A publication date and where it was found.

    Attributes:
        value: ISO 8601, as exact as it was stated ("2023-12-06", "2023-12", "2023").
        origin: Where it was found: "head", "front matter", "record", "metadata", "feed",
            "sitemap", "JSON-LD", "meta", "microdata", "time element", "byline", "date line", "url"
            or "file name".
        confidence: "high" for what was stated for machines, or twice; "medium" for what only
            readers are shown; "low" where another place says otherwise by more than a day, or only
            the address or the file's name says it.
    """

    value: str
    origin: str
    confidence: str = "high"


def parse_date(text: str, day_first: bool | None = None) -> str | None:
    """Read one stated date; the day is the one stated, in whatever time zone.

    Args:
        text: A date as people and machines write it: ISO 8601, RFC 2822, "6 December 2023".
        day_first: Whether 06/12/2023 is 6 December; where that is not known, the year is kept.

    Returns:
        ISO 8601 cut to what was stated, or None when the text is no date or names no year.
    """
    return _iso(text) or _free_form(text, day_first)


def publication_date(
    text: str, origin: str, day_first: bool | None = None
) -> PublicationDate | None:
    """Read a stated date as a publication date: one in the future cannot be one.

    Args:
        text: A date as people and machines write it.
        origin: Where it was found.
        day_first: Whether 06/12/2023 is 6 December; None where that is not known.
    """
    value = parse_date(text, day_first)
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


def _free_form(text: str, day_first: bool | None) -> str | None:
    if digits := _IN_DIGITS.search(text):
        return _from_digits(digits, day_first)
    # dateutil fills what a text leaves out from a default; parsing against two defaults that
    # differ in every part shows which parts were really stated.
    readings = []
    for default in (datetime.datetime(1904, 1, 1), datetime.datetime(1908, 2, 2)):
        try:
            # The day is kept as stated, so its time zone does not matter.
            readings.append(dateutil_parser.parse(text, default=default, ignoretz=True))
        except (ValueError, OverflowError):
            # "6 December 2023, 10.15 GMT": the date is plain, what stands beside it is not.
            inside = DATE_IN_TEXT.search(text)
            shorter = inside is not None and inside.group() != text
            return parse_date(inside.group(), day_first) if inside and shorter else None
    one, other = readings
    if one.year != other.year or one.year < _FIRST_YEAR:
        return None
    if one.month != other.month:
        return f"{one.year:04}"
    if one.day != other.day:
        return f"{one.year:04}-{one.month:02}"
    return one.date().isoformat()


def _from_digits(digits: re.Match[str], day_first: bool | None) -> str | None:
    one, two, year = int(digits["one"]), int(digits["two"]), digits["year"]
    if digits["mark"] == ".":
        day_first = True
    if one > 12 or two > 12:
        day_first = one > 12
    if one != two and day_first is None:
        # 6 December here is 12 June there: the year is all that is said, if it is said.
        return _iso(year) if len(year) == 4 else None
    day, month = (one, two) if day_first else (two, one)
    return _iso(f"{year if len(year) == 4 else '20' + year}-{month}-{day}")


def puts_day_first(language: str) -> bool | None:
    """Tell whether a language writes 06/12/2023 for 6 December.

    Args:
        language: A language tag: "en-GB", "de"; "" where it is not known.

    Returns:
        None where it cannot be told: English of no stated country is written both ways.
    """
    tag = language.strip().lower().replace("_", "-")
    if tag in ("", "en", "en-ca"):
        return None
    return not tag.startswith(_MONTH_FIRST)


def apart(one: str, other: str) -> int:
    """Count the days between two dates as far as they are known; 0 where they may be the same."""
    first, second = sorted((date_bounds(one), date_bounds(other)))
    if second[0] <= first[1]:
        return 0
    end, start = (datetime.date.fromisoformat(str(day)) for day in (first[1], second[0]))
    return (start - end).days


def is_today(value: str) -> bool:
    """Tell whether a date may be today, in any time zone."""
    return apart(value, datetime.date.today().isoformat()) <= 1


def address_date(url: str) -> PublicationDate | None:
    """Find the date in an address's path: "/2023/12/06/bridge", "/2023/12/bridge"."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    found = None
    for match in _IN_ADDRESS.finditer(path):
        parts = [part for part in (match["year"], match["month"], match["day"]) if part]
        named = any(part.isalpha() for part in parts)
        stated = match["iso"] or match["digits"] or "-".join(parts)
        stated = " ".join(reversed(parts)) if named else stated
        date = publication_date(stated, "url")
        # "/2023/12/2023-12-06-bridge": the more exact one.
        if date and (found is None or len(date.value) > len(found.value)):
            found = replace(date, confidence="low")
    return found


def name_date(name: str) -> PublicationDate | None:
    """Find the date in a file's name: "2023-12-06-bridge.html", "bridge_20231206.txt"."""
    for match in _IN_NAME.finditer(name):
        stated = "-".join((match["year"], match["month"], match["day"]))
        if date := publication_date(stated, "file name"):
            return replace(date, confidence="low")
    return None


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


def settled(published: PublicationDate | None, url: str, name: str) -> PublicationDate | None:
    """Weigh what an article states against what its place says.

    Args:
        published: The date as the article states it; None if it states none.
        url: Its address; "" if it has none.
        name: The name of its file; "" if it has none of its own.

    Returns:
        The stated date: of low confidence where the address says otherwise by more than a day,
        of high where it says the same; the place's date, of low confidence, where none is stated.
    """
    place = address_date(url)
    if published is None:
        return place or name_date(name)
    if place and apart(place.value, published.value) > 1:
        return replace(published, confidence="low")
    if place and published.confidence == "medium":
        return replace(published, confidence="high")
    return published


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
            return replace(published, confidence="medium")
    return None
