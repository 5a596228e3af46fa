"""What dates mean that are stated: days, spans of days or months, feasts.

Readers take the groups of a rule's pattern (date_rules.py) and the moment of writing. A reader
raises ValueError for a day that is in no calendar, and gives None for what its words leave open;
both mean that the phrase is no date.
"""

import re
from collections.abc import Callable

from index.calendars import Day, Days, feast_day, month, part, shift, weekday_of_month
from index.date_words import ORDINALS, Moment, month_number, number, weekday_number

Groups = dict[str, str | None]

# --- days and months, with their year or without -------------------------------------------------


_SHORT = 10
_YEARLY_BEFORE = re.compile(
    r"\b(?:usually|traditionally|typically|annually|often|each year|every year)\b"
)
_YEARLY_AFTER = re.compile(r",? (?:of )?(?:every|each|that)(?: single| same)? year\b| annually\b")


def in_year(build: Callable[[int], Days], at: Moment, weekday: str | None = None) -> Days:
    """Choose the year of a date that names none.

    Words of the future choose the next such date, otherwise it is the last one, unless that is
    ten months past and the next is at hand: news name the year of a date so far back.

    Args:
        build: Year -> days; years in which it raises ValueError are passed over.
        at: When it was written.
        weekday: A weekday stated beside it; only years in which it fits are looked at, if any.
    """
    if _YEARLY_BEFORE.search(at.before) or _YEARLY_AFTER.match(at.after):
        raise ValueError("a day of every year")
    options = []
    for of_year in range(at.day.year - 4, at.day.year + 5):
        try:
            options.append(build(of_year))
        except ValueError:
            continue
    if weekday:
        near = [o for o in options if abs(o[0].year - at.day.year) <= 1]
        fitting = [o for o in near if o[0].weekday() == weekday_number(weekday)]
        options = fitting or options
    past = [o for o in options if o[0] <= at.day]
    ahead = [o for o in options if o[1] >= at.day]
    if not options:
        raise ValueError("a day of no year near")
    if not past or not ahead:
        return past[-1] if past else ahead[0]
    behind = (at.day - past[-1][1]).days
    at_hand = (ahead[0][0] - at.day).days <= (30 if at.tense == "past" else 60) and behind > 250
    single = (past[-1][1] - past[-1][0]).days <= _SHORT
    if at.tense == "future" or (at_hand and (single or at.tense != "past")):
        return ahead[0]
    return past[-1]


def year_of(g: Groups, at: Moment, *names: str) -> int | None:
    """Give the year that one of these groups states, "last", "this" or "next" counted from now."""
    for name in names:
        stated = g.get(name)
        if stated:
            moves = {"last": -1, "this": 0, "next": 1}
            return at.day.year + moves[stated] if stated in moves else int(stated)
    return None


def iso(g: Groups, at: Moment) -> Days:
    """Read "2023-12-06"."""
    day = Day(int(g["y"] or 0), int(g["month"] or 0), int(g["d"] or 0))
    return day, day


def slashed(g: Groups, at: Moment) -> Days | None:
    """Read "13/06/2023"; "12/06/2023" is June here and December there."""
    one, two, of_year = int(g["one"] or 0), int(g["two"] or 0), int(g["y"] or 0)
    if one != two and one <= 12 and two <= 12:
        return None  # 6 December here is 12 June there.
    day = Day(of_year, two, one) if one > 12 else Day(of_year, one, two)
    return day, day


def day(g: Groups, at: Moment) -> Days | None:
    """Read "Wednesday, 6 December 2023", "Dec. 6"."""
    word, stated = g["m"] or g["m2"], g["d"] or g["d2"]
    assert word
    assert stated

    def build(of_year: int) -> Days:
        day = Day(of_year, month_number(word), number(stated))
        return day, day

    of_year = year_of(g, at, "y", "rel") or _known_year(g, at)
    if of_year:
        return build(of_year)
    if g["lead"] == "last":
        return max(d for d in map(build, _years_by(at)) if d[0] < at.day)
    return in_year(build, at, g["wd"])


def _known_year(g: Groups, at: Moment) -> int | None:
    """The two days that news name by their date alone, years after."""
    word = f"{(g['m'] or g['m2'] or '')[:3]} {number(g['d'] or g['d2'] or '')}"
    if _ATTACK.match(at.after) and not g["lead"]:
        return {"jan 6": 2021 if at.day.year > 2020 else None, "sep 11": 2001}.get(word)
    return None


_ATTACK = re.compile(
    r",? (?:(?:capitol|terror\w*|house|select|us|u\.s\.) ){0,2}(?:attacks?|insurrection\w*|riot\w*"
    r"|committee|hearings?|panel|siege|probe|investigation|case|defendants?)\b"
)


def days(g: Groups, at: Moment) -> Days:
    """Read "3-5 November", "March to May 2022", "Dec. 28 to Jan. 3"."""
    one, two = g["m"] or g["m2"], g.get("m2") or g["m"]
    assert one
    assert two
    first_year, last_year = year_of(g, at, "y1"), year_of(g, at, "y")

    def build(of_year: int) -> Days:
        # "28 December to 3 January": the year is that of the end.
        wraps = month_number(one) > month_number(two)
        from_year = first_year or of_year - wraps
        until_year = last_year or from_year + wraps
        whole = (
            month(from_year, month_number(one))[0],
            month(until_year, month_number(two))[1],
        )
        first = whole[0].replace(day=number(g["d"] or "")) if g.get("d") else whole[0]
        last = whole[1].replace(day=number(g["d2"] or "")) if g.get("d2") else whole[1]
        return first, last

    of_year = last_year or first_year
    return build(of_year) if of_year else in_year(build, at)


def years(g: Groups, at: Moment) -> Days:
    """Read "2019-21", "between 2010 and 2015"."""
    first, last = g["y"] or "", g["y2"] or ""
    return Day(int(first), 1, 1), Day(int(first[: -len(last)] + last), 12, 31)


def nth(g: Groups, at: Moment) -> Days:
    """Read "the last week of November", "the first Monday in May"."""
    nth, unit, word = ORDINALS[g["nth"] or ""], g["u"] or "", g["m"] or ""

    def build(of_year: int) -> Days:
        whole = month(of_year, month_number(word))
        if unit == "half":
            return part(whole, f"{2 if nth < 0 else nth}/2")
        if unit == "week" and nth > 0:
            return shift(whole[0], 7 * nth - 7, "day"), shift(whole[0], 7 * nth - 1, "day")
        if unit == "week":
            return shift(whole[1], -6, "day"), whole[1]
        wanted = 5 if unit == "weekend" else weekday_number(unit)
        day = weekday_of_month(of_year, month_number(word), wanted, nth)
        return day, shift(day, int(unit == "weekend"), "day")

    of_year = year_of(g, at, "y", "rel")
    return build(of_year) if of_year else in_year(build, at)


def feast(g: Groups, at: Moment) -> Days | None:
    """Read "Christmas Day 2022", "last Thanksgiving"."""
    name = (g["feast"] or "").replace("’", "'").replace("st. ", "st ")
    stated = year_of(g, at, "y", "rel")
    bare = name in ("christmas", "easter", "thanksgiving", "halloween") and not (stated or g["r"])
    if bare and not _FEAST_LEAD.search(at.before):
        return None
    if NOT_ONE.search(at.before):
        return None

    def build(of_year: int) -> Days:
        return feast_day(name, of_year), feast_day(name, of_year)

    if stated:
        return build(stated)
    if g["r"] == "last":
        return max(d for d in map(build, _years_by(at)) if d[0] < at.day)
    if g["r"] in ("next", "this"):
        return min(d for d in map(build, _years_by(at)) if d[0] >= at.day)
    return in_year(build, at)


def _years_by(at: Moment) -> range:
    return range(at.day.year - 1, at.day.year + 2)


NOT_ONE = re.compile(r"\b(?:every|each|most|any|per|first|a|an|one|some|many|on the) $")
_FEAST_LEAD = re.compile(r"\b(?:on|at|by|before|after|until|till|since|over|around|between) $")
