"""What dates mean that are stated by day, month, season, year, decade or feast.

Readers take the groups of a rule's pattern (date_rules.py) and the moment of writing. A reader
raises ValueError for a day that is in no calendar, and gives None for what its words leave open;
both mean that the phrase is no date.
"""

import re
from collections.abc import Callable

from index.calendars import (
    Day,
    Days,
    around,
    century,
    decade,
    feast_day,
    month,
    part,
    season,
    shift,
    weekday_of_month,
    year,
)
from index.date_words import ORDINALS, Moment, month_number, number, weekday_number

Groups = dict[str, str | None]

# --- days and months, with their year or without -------------------------------------------------


_YEARLY_BEFORE = re.compile(r"\b(?:usually|traditionally|typically|annually|each year|every year)\b")
_YEARLY_AFTER = re.compile(r" (?:of )?(?:every|each) (?:single )?year\b| annually\b")


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
    at_hand = (ahead[0][0] - at.day).days <= (45 if at.tense == "past" else 60) and behind > 250
    single = past[-1][0] == past[-1][1]
    if at.tense == "future" or (at_hand and (single or at.tense != "past")):
        return ahead[0]
    return past[-1]


def _year_of(g: Groups, at: Moment, *names: str) -> int | None:
    for name in names:
        stated = g.get(name)
        if stated:
            moves = {"last": -1, "this": 0, "next": 1}
            return at.day.year + moves[stated] if stated in moves else int(stated)
    return None


def iso(g: Groups, at: Moment) -> Days:
    """ "2023-12-06" """
    day = Day(int(g["y"] or 0), int(g["month"] or 0), int(g["d"] or 0))
    return day, day


def slashed(g: Groups, at: Moment) -> Days | None:
    """ "13/06/2023"; "12/06/2023" is June here and December there """
    one, two, of_year = int(g["one"] or 0), int(g["two"] or 0), int(g["y"] or 0)
    if one != two and one <= 12 and two <= 12:
        return None  # 6 December here is 12 June there.
    day = Day(of_year, two, one) if one > 12 else Day(of_year, one, two)
    return day, day


def day(g: Groups, at: Moment) -> Days | None:
    """ "Wednesday, 6 December 2023", "Dec. 6" """
    word, stated = g["m"] or g["m2"], g["d"] or g["d2"]
    assert word
    assert stated
    if re.match(r" (?:of )?(?:that|the same|each|every) year", at.after):
        return None

    def build(of_year: int) -> Days:
        day = Day(of_year, month_number(word), number(stated))
        return day, day

    of_year = _year_of(g, at, "y", "rel") or _known_year(g, at)
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
    """ "3-5 November", "March to May 2022", "Dec. 28 to Jan. 3" """
    one, two = g["m"] or g["m2"], g.get("m2") or g["m"]
    assert one
    assert two
    first_year, last_year = _year_of(g, at, "y1"), _year_of(g, at, "y")

    def build(of_year: int) -> Days:
        # "28 December to 3 January": the year is that of the end.
        wraps = month_number(one) > month_number(two)
        from_year = first_year or of_year - wraps
        until_year = last_year or from_year + wraps
        whole = (
            month(from_year, month_number(one))[0],
            month(until_year, month_number(two))[1],
        )
        first = whole[0].replace(day=number(g["d"])) if g.get("d") else whole[0]
        last = whole[1].replace(day=number(g["d2"])) if g.get("d2") else whole[1]
        return first, last

    of_year = last_year or first_year
    return build(of_year) if of_year else in_year(build, at)


def years(g: Groups, at: Moment) -> Days:
    """ "2019-21", "between 2010 and 2015" """
    first, last = g["y"] or "", g["y2"] or ""
    return Day(int(first), 1, 1), Day(int(first[: -len(last)] + last), 12, 31)


def nth(g: Groups, at: Moment) -> Days:
    """ "the last week of November", "the first Monday in May" """
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

    of_year = _year_of(g, at, "y", "rel")
    return build(of_year) if of_year else in_year(build, at)


def feast(g: Groups, at: Moment) -> Days | None:
    """ "Christmas Day 2022", "last Thanksgiving" """
    name = (g["feast"] or "").replace("’", "'").replace("st. ", "st ")
    stated = _year_of(g, at, "y", "rel")
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
_FEAST_LEAD = re.compile(
    r"\b(?:on|at|by|before|after|until|till|since|over|around|between) $"
)


# --- months, seasons, years, decades, centuries, and their parts ----------------------------------


def period(g: Groups, at: Moment) -> Days | None:
    """ "early November", "the first half of 2023", "late last year", "the 1990s", "in 2022" """
    whole = _whole(g, at)
    if whole is None:
        return None
    lead, nth = g.get("part") or "", ORDINALS.get(g.get("nth") or "")
    if nth:
        pieces = 2 if g["piece"] == "half" else 4 if g["piece"] == "quarter" else 3
        return part(whole, f"{pieces if nth < 0 else nth}/{pieces}")
    if lead.startswith("earlier"):
        return (whole[0], at.day) if whole[0] <= at.day <= whole[1] else part(whole, "early")
    if lead.startswith("later"):
        return (at.day, whole[1]) if whole[0] <= at.day <= whole[1] else part(whole, "late")
    for start, name in _PARTS.items():
        if start in lead:
            return part(whole, name)
    return whole


_PARTS = {
    "early": "early", "mid": "mid", "late": "late", "start": "start", "beginning": "start",
    "turn": "start", "end": "end", "close": "end",
}  # fmt: skip


def _whole(g: Groups, at: Moment) -> Days | None:
    if g["m"]:
        return _month(g, at)
    if g["season"]:
        return _season(g, at)
    if g["unitrel"] or g.get("own"):
        return _deictic(g["unitrel"] or "this", g["u"] or g.get("own") or "", at)
    if g["dec"]:
        return decade(int(g["dec"]))
    if g["short"]:
        return decade(int(g["short"]) + (1900 if int(g["short"]) >= 20 else 2000))
    if g["cent"]:
        return century(int(g["cent"]))
    return _bare_year(g, at)


def _month(g: Groups, at: Moment) -> Days | None:
    of_month = month_number(g["m"] or "")
    of_year = _year_of(g, at, "y", "yrel")
    if of_year:
        return month(of_year, of_month)
    r, day = g.get("mrel"), at.day
    if r == "last":
        return month(day.year - (of_month >= day.month), of_month)
    if r == "next":
        return month(day.year + (of_month <= day.month), of_month)
    if r == "this":
        return month(day.year, of_month)
    if re.match(r" \d", at.after):
        return None
    unsure = g["m"] in ("march", "april", "may", "june", "august") or len(g["m"] or "") < 5
    if unsure and not g.get("part") and not _MONTH_LEAD.search(at.before):
        return None
    if NOT_ONE.search(at.before):
        return None
    return in_year(lambda y: month(y, of_month), at)


_MONTH_LEAD = re.compile(
    r"\b(?:in|since|until|till|by|during|from|through|throughout|of|before|after|late|early|mid) $"
)


def _season(g: Groups, at: Moment) -> Days | None:
    name = g["season"] or ""
    stated = g["sy"]
    led = g["srel"] or g.get("part") or _SEASON_LEAD.search(at.before)
    if not stated and (not led or _SEASONAL.match(at.after)):
        return None
    if stated:
        if name == "winter" and not g["sy2"]:
            # It may be the one that starts in this year or the one that ends in it.
            return season(name, int(stated) - 1)[0], season(name, int(stated))[1]
        return season(name, int(stated))
    options = [season(name, y) for y in range(at.day.year - 2, at.day.year + 3)]
    if g["srel"] == "last":
        return max(o for o in options if o[1] < at.day)
    if g["srel"] == "next":
        return min(o for o in options if o[0] > at.day)
    if g["srel"] == "this":
        return min(options, key=lambda o: abs((at.day - o[0]).days + (at.day - o[1]).days))
    return in_year(lambda y: season(name, y), at)


_SEASONAL = re.compile(r" (?:of|meetings?|months|games|olympics|camps?|semester)\b")
_SEASON_LEAD = re.compile(r"\b(?:in|over|during|by|since|until|of) the $")


def _deictic(rel: str, unit: str, at: Moment) -> Days | None:
    if _OWNED.search(at.before) and rel != "this":
        return None
    if unit == "weekend" and rel == "this" and at.day.weekday() < 5 and at.tense == "past":
        return around(shift(at.day, -7, "day"), unit)
    if unit in ("decade", "century") and rel == "last":
        return shift(at.day, -1, unit), at.day
    return around(shift(at.day, {"last": -1, "this": 0, "next": 1}[rel], unit), unit)


_OWNED = re.compile(r"(?:\b(?:his|her|its|their|my|our|your|the|whose)|['’]s) $")


def quarter(g: Groups, at: Moment) -> Days:
    """ "Q3 2023" """
    return part(year(int(g["year"] or 0)), f"{g['q']}/4")


def _bare_year(g: Groups, at: Moment) -> Days | None:
    of_year = int(g["year"] or 0)
    whole = g.get("part") or g.get("nth")
    led = whole or _YEAR_LEAD.search(at.before)
    if not led and not 1900 <= of_year <= at.day.year + 1:
        return None
    if (not whole and _NO_YEAR_BEFORE.search(at.before)) or _NO_YEAR_AFTER.match(at.after):
        return None
    return year(of_year)


_YEAR_LEAD = re.compile(
    r"\b(?:in|since|until|till|by|from|of|during|before|after|circa|year|and|to|through|the) $"
    r"|\($"
)
_NO_YEAR_BEFORE = re.compile(
    r"(?:\b(?:about|nearly|almost|over|than|some|least|most|roughly|approximately|no\.|number"
    r"|room|flight|route|highway|up to|at) |\d |[$€£#])$"
)
_NO_YEAR_AFTER = re.compile(
    r" ?(?:\d|people|men|women|children|jobs|troops|soldiers|students|homes|houses|times|points|votes"
    r"|miles|metres|meters|feet|km|kg|m\b|ft|mph|hours|days|years|weeks|gmt|est|edt|et\b|bst|utc"
    r"|dollars|pounds|euros|percent|per cent|million|billion|calories|mg|ml|degrees|acres|workers"
    r"|members|employees|patients|cases|deaths|copies|characters|words|pages|block|square|or so"
    r"|[a-z]{2,14} (?:st|ave|street|road|rd|avenue|boulevard|blvd|drive|lane)\b)"
)


