"""What dates mean that are told from another day: weekdays, "two weeks ago", "the day after".

Readers as in stated_dates.py.
"""

import re

from index.calendars import Day, Days, around, month, shift
from index.date_words import Moment, month_number, number, weekday_number
from index.stated_dates import NOT_ONE, Groups

STEPS = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "this": 0, "that": 0, "same": 0,
         "next": 1, "following": 1, "coming": 1}  # fmt: skip
_WORDS = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
# How long the date may be, in days, that "the following week" or "a day later" is counted from.
_LONGEST = {"day": 3, "night": 3, "week": 8, "weekend": 8, "fortnight": 15, "month": 31,
            "quarter": 92, "year": 366, "decade": 3700}  # fmt: skip
_NAME_BEFORE = re.compile(
    r"\b(?:super|bowl|bloody|holy|shrove|palm|ruby|freaky|fat|sheffield|taco|manic|casual"
    r"|meatless) $"
)
_NAME_AFTER = re.compile(
    r"(?: night)? (?:football|live|lights|fever|raw|times|mirror|telegraph|express|mail|post|addams"
    r"|independent|the 13th|ticket|brunch|schools?)\b"
)
_HOURS = re.compile(r"\b(?:hours|open|daily|\d ?[ap]\.?m)\b")
_RECORD = re.compile(r"\b(?:first|only|time|worst|best|most|[a-z]{2,12}(?:est|th))\b")
_INEXACT = re.compile(r"\b(?:more than|over|less than|fewer than|at least|up to|under|or|and|to) $")


def _weekday_near(weekday: int, at: Moment) -> Day:
    past = shift(at.day, -((at.day.weekday() - weekday) % 7), "day")
    return past if at.tense != "future" or past == at.day else shift(past, 7, "day")


def weekdays(g: Groups, at: Moment) -> Days | None:
    """Read "from Monday to Wednesday"; opening hours are no dates."""
    if _HOURS.search(at.before) or _HOURS.search(at.after):
        return None
    one, two = weekday_number(g["wd"] or ""), weekday_number(g["wd2"] or "")
    length = (two - one) % 7
    if at.tense == "future":
        first = _weekday_near(one, at)
    else:
        last = _weekday_near(two, at)
        first = shift(last, -length, "day")
    return first, shift(first, length, "day")


def weekday(g: Groups, at: Moment) -> Days | None:
    """Read "on Monday", "last Monday", "this Monday", "Monday last week"."""
    if NOT_ONE.search(at.before) or _NAME_BEFORE.search(at.before):
        return None
    if _NAME_AFTER.match(at.after):
        return None
    wanted, rel = weekday_number(g["wd"] or ""), g["rel"]
    if g["week"]:
        monday = around(shift(at.day, STEPS[g["week"]], "week"), "week")[0]
        day = shift(monday, wanted, "day")
    elif rel in ("last", "past"):
        # Nobody calls yesterday "last Tuesday".
        day = shift(at.day, -((at.day.weekday() - wanted - 2) % 7 + 2), "day")
    elif rel == "next":
        day = shift(around(at.day, "week")[0], 7 + wanted, "day")
    elif rel and at.tense != "past":
        day = shift(at.day, (wanted - at.day.weekday()) % 7, "day")
    else:
        day = _weekday_near(wanted, at)
    return day, day


def weekend(g: Groups, at: Moment) -> Days:
    """Read "over the weekend": this or the last one, with words of the future the next."""
    of_week = around(at.day, "weekend")
    if at.day >= of_week[0] or at.tense == "future":
        return of_week
    return around(shift(at.day, -1, "week"), "weekend")


def word(g: Groups, at: Moment) -> Days | None:
    """Read "today", "yesterday", "last night"."""
    if at.before.endswith("usa "):
        return None
    day = shift(at.day, _WORDS.get(g["word"] or "", 0), "day")
    return day, day


def ago(g: Groups, at: Moment) -> Days | None:
    """Read "two weeks ago": a day, or the week, month or year of it; hours reach a day back."""
    if _INEXACT.search(at.before):
        return None
    count, unit = number(g["n"] or ""), g["u"] or ""
    if unit in ("hour", "minute"):
        hours = count if unit == "hour" else 1
        return shift(at.day, -((hours + 23) // 24), "day"), at.day
    if g["m"]:
        return month(at.day.year - count, month_number(g["m"])) if unit == "year" else None
    return _counted(at.day, at.day, -count, unit)


def ahead(g: Groups, at: Moment) -> Days | None:
    """Read "two weeks from now", and "in two weeks" beside words of the future."""
    if g["n2"]:
        return _counted(at.day, at.day, number(g["n2"]), g["u2"] or "")
    lasting = g["n"] in ("a", "an", "one") or _RECORD.search(at.before) or at.tense != "future"
    if lasting and not g["time"]:
        return None
    return _counted(at.day, at.day, number(g["n"] or ""), g["u"] or "")


def stretch(g: Groups, at: Moment) -> Days | None:
    """Read "the past week", "over the last three months", "in the next two years"."""
    one = g["n"] is None
    if one and g["s"]:
        return None
    unit, step = g["u"] or "", STEPS[g["dir"] or ""]
    short = unit in ("day", "night", "weekend")
    if one and (short or g["dir"] == "previous" or (g["dir"] == "next" and not g["lead"])):
        return _step(at.anchor, step, unit)
    count = number(g["n"] or "1")
    if g["dir"] == "previous" or (step > 0 and at.tense == "past"):
        return None
    other = shift(at.day, step * count, unit)
    return min(other, at.day), max(other, at.day)


def later(g: Groups, at: Moment) -> Days | None:
    """Read "three days earlier", counted from the date before it in the paragraph."""
    if at.anchor is None or _INEXACT.search(at.before):
        return None
    step = 1 if (g["dir"] or "") in ("later", "after", "afterward", "afterwards") else -1
    unit = g["u"] or ""
    if (at.anchor[1] - at.anchor[0]).days >= _LONGEST[unit]:
        return None
    span = _counted(*at.anchor, step * number(g["n"] or ""), unit)
    # What has been told already cannot lie ahead: then it was counted from another date.
    return span if span[0] <= at.day or at.tense == "future" else None


def beside(g: Groups, at: Moment) -> Days | None:
    """Read "the following day", "the same week", "that year", "the week before", "that Monday"."""
    if g["after"]:
        return _step(at.anchor, 1 if g["after"] == "after" else -1, g["u2"] or "")
    step = STEPS[g["dir"] or "that"]
    if not g["wd"]:
        return _step(at.anchor, step, g["u"] or g["u3"] or "")
    if at.anchor is None or (at.anchor[1] - at.anchor[0]).days >= _LONGEST["week"]:
        return None
    wanted = weekday_number(g["wd"])
    if step == 0:
        day = shift(around(at.anchor[0], "week")[0], wanted, "day")
    elif step > 0:
        day = shift(at.anchor[1], (wanted - at.anchor[1].weekday() - 1) % 7 + 1, "day")
    else:
        day = shift(at.anchor[0], -((at.anchor[0].weekday() - wanted - 1) % 7 + 1), "day")
    return day, day


def event(g: Groups, at: Moment) -> Days | None:
    """Read "two days before the vote", when the anchor is the day of the vote."""
    if at.anchor is None or (g["dir"] == "of" and not g["eve"]):
        return None
    step = 1 if g["dir"] in ("after", "following") else -1
    return _counted(*at.anchor, step * number(g["n"] or "1"), g["u"] or g["u2"] or "day")


def _step(anchor: Days | None, step: int, unit: str) -> Days | None:
    if anchor is None or (anchor[1] - anchor[0]).days >= _LONGEST[unit]:
        return None
    return around(shift(anchor[1 if step > 0 else 0], step, unit), unit)


def _counted(first: Day, last: Day, count: int, unit: str) -> Days:
    if unit == "decade":
        # "a decade ago" is said of nine years and of eleven.
        return (
            around(shift(first, 10 * count - 1, "year"), "year")[0],
            around(shift(last, 10 * count + 1, "year"), "year")[1],
        )
    return around(shift(first, count, unit), unit)[0], around(shift(last, count, unit), unit)[1]
