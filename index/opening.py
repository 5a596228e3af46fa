"""What the opening lines of a text say of it: when it appeared, when it changed, who wrote it."""

import re
from dataclasses import dataclass

from index.dates import DATE_IN_TEXT, PublicationDate, is_today, publication_date

# A byline stands under the headline, a date line opens the first paragraph.
_OPENING_LINES = 8
_DATE = DATE_IN_TEXT.pattern
_LABELLED = re.compile(
    # Within a sentence ("was published on …") it would not open a part of the line.
    r"(?:\A|[|·•–—,]\s?|\s(?=[A-Z]))(?P<label>(?i:(?:first |originally )?published|posted|date|"
    r"(?:last )?updated|(?:last )?modified))(?i:\s(?:on|at))?\s?:?\s"
    rf"(?:\w{{3,9}},?\s)?(?P<date>(?i:{_DATE}))"
)
# "WRENMOUTH, Sept. 12, 2025 (Invented Wire) — The ferry ..."
_DATELINE = re.compile(
    rf"(?P<place>[A-Z][A-Z .’'-]{{2,40}}(?:,\s[A-Z][\w.]{{1,20}})?),\s(?P<date>(?i:{_DATE}))"
    r"(?:\s\([^)]{2,40}\))?\s?[—–-]"
)
# "Wrenmouth, Friday 12 September 2025", "Friday, September 12, 2025": a line of hardly more.
_LINE = re.compile(
    rf"(?:[A-Z][\w.’'-]{{1,20}}(?:\s[A-Z][\w.’'-]{{1,20}}){{0,3}},?\s)?"
    rf"(?:[A-Z][a-z]{{2,5}}day,?\s)?(?P<date>(?i:{_DATE}))"
    r"(?:,?\s(?:at\s)?\d{1,2}[.:]\d\d.{0,12})?"
)
_NAME = r"(?:[A-Z][\w.’'-]{0,20})(?:\s(?:[A-Z][\w.’'-]{0,20}|d[aeiu]|de[lr]?|v[ao]n|al|bin)){1,4}"
_BYLINE = re.compile(rf"(?:By|BY|by)\s(?P<names>{_NAME}(?:(?:,|\sand|,\sand|\s&)\s{_NAME}){{0,4}})")


@dataclass(frozen=True)
class Opening:
    """What the first lines of a text say; each is None or "" where they do not say it."""

    published: PublicationDate | None = None
    updated: PublicationDate | None = None
    author: str = ""


def read_opening(text: str, day_first: bool | None = None) -> Opening:
    """Read what the first lines of a text say of it.

    "Published: 6 December 2023", "Updated: …", "By Nell Ashcombe", a line that is a date and
    hardly more, and a date line that opens a paragraph and names its year. Dates in sentences are
    what the article tells of, and are left alone; so is a bare line that shows today, as a clock
    does, and one of several, as a diary has.

    Args:
        text: Canonical text, before it is cleaned.
        day_first: Whether 06/12/2023 is 6 December; None where that is not known.
    """
    diary = sum(bool(_LINE.fullmatch(line)) for line in text.split("\n") if len(line) < 60) > 1
    published = updated = None
    author = ""
    lines = [line for line in text[:4_000].split("\n") if line][:_OPENING_LINES]
    for line in lines:
        for label, stated in _stated(line):
            date = publication_date(stated, "date line", day_first)
            if date and label.lower().endswith(("updated", "modified")):
                updated = updated or date
            elif date and (label or not (diary or is_today(date.value))):
                published = published or date
        author = author or byline(line)
    return Opening(_shown(published), _shown(updated), author)


def byline(line: str) -> str:
    """Give the names of a line that is a byline ("By Nell Ashcombe | The Harbinger"); else ""."""
    found = _BYLINE.fullmatch(line.split(" | ")[0].strip()) if len(line) <= 160 else None
    return found["names"] if found else ""


def _stated(line: str) -> list[tuple[str, str]]:
    if len(line) <= 120 and (labelled := list(_LABELLED.finditer(line))):
        return [(m["label"], m["date"]) for m in labelled]
    if place := _DATELINE.match(line):
        return [("dateline", place["date"])]
    alone = _LINE.fullmatch(line.strip(" ."))
    return [("", alone["date"])] if alone else []


def _shown(date: PublicationDate | None) -> PublicationDate | None:
    """Only readers are shown it, so it is of medium confidence."""
    return PublicationDate(date.value, date.origin, "medium") if date else None
