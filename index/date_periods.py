"""What months, seasons, quarters, years, decades and centuries mean, and their parts.

Readers as in stated_dates.py.
"""

import re

from index.calendars import Days, around, century, decade, month, part, season, shift, year
from index.date_words import ORDINALS, Moment, month_number
from index.stated_dates import NOT_ONE, Groups, in_year, year_of


def period(g: Groups, at: Moment) -> Days | None:
    """Read "early November", "the first half of 2023", "late last year", "the 1990s", "in 2022"."""
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
    of_year = year_of(g, at, "y", "yrel")
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
    """Read "Q3 2023"."""
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
    r" ?(?:\d|people|men|women|children|jobs|troops|soldiers|students|homes|houses|times|points"
    r"|votes|miles|metres|meters|feet|km|kg|m\b|ft|mph|hours|days|years|weeks|gmt|est|edt|et\b|bst|utc"
    r"|dollars|pounds|euros|percent|per cent|million|billion|calories|mg|ml|degrees|acres|workers"
    r"|members|employees|patients|cases|deaths|copies|characters|words|pages|block|square|or so"
    r"|[a-z]{2,14} (?:st|ave|street|road|rd|avenue|boulevard|blvd|drive|lane)\b)"
)
