"""Spans of days: weeks, months, seasons, decades, their parts, and feasts with a moving date.

A span is (first day, last day), both inclusive. Weeks run from Monday to Sunday (ISO 8601).
Seasons are the northern meteorological ones: spring is March to May. All functions raise
ValueError or OverflowError when a day lies outside the years 1 to 9999.
"""

import calendar
import datetime

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

Day = datetime.date
Days = tuple[datetime.date, datetime.date]

MONDAY, THURSDAY, FRIDAY, SATURDAY = 0, 3, 4, 5
_SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_FIXED = {
    "new year's day": (1, 1),
    "groundhog day": (2, 2),
    "valentine's day": (2, 14),
    "st patrick's day": (3, 17),
    "juneteenth": (6, 19),
    "independence day": (7, 4),
    "fourth of july": (7, 4),
    "bastille day": (7, 14),
    "halloween": (10, 31),
    "guy fawkes night": (11, 5),
    "bonfire night": (11, 5),
    "armistice day": (11, 11),
    "veterans day": (11, 11),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
}
# Feast -> month, weekday, which one of the month (-1 the last), days added.
_MOVING = {
    "memorial day": (5, MONDAY, -1, 0),
    "labor day": (9, MONDAY, 1, 0),
    "thanksgiving": (11, THURSDAY, 4, 0),
    "black friday": (11, THURSDAY, 4, 1),
    "cyber monday": (11, THURSDAY, 4, 4),
    "giving tuesday": (11, THURSDAY, 4, 5),
}
_FROM_EASTER = {"ash wednesday": -46, "good friday": -2, "easter sunday": 0, "easter monday": 1}
FEASTS = (*_FIXED, *_MOVING, *_FROM_EASTER, "easter")


def shift(day: Day, count: int, unit: str) -> Day:
    """Move a day by a number of units: "day", "week", "month", "year" and others.

    The end of a short month stands for the days it lacks.
    """
    if unit == "fortnight":
        return shift(day, 2 * count, "week")
    if unit == "quarter":
        return shift(day, 3 * count, "month")
    if unit in ("decade", "century"):
        return shift(day, (10 if unit == "decade" else 100) * count, "year")
    if unit in ("day", "night"):
        return day + datetime.timedelta(days=count)
    if unit in ("week", "weekend"):
        return day + datetime.timedelta(weeks=count)
    if unit == "month":
        return day + relativedelta(months=count)
    return day + relativedelta(years=count)


def around(day: Day, unit: str) -> Days:
    """Give the unit that holds a day; of a weekend the one of its week."""
    match unit:
        case "week" | "fortnight":
            monday = shift(day, -day.weekday(), "day")
            return monday, shift(monday, 6, "day")
        case "weekend":
            monday = shift(day, -day.weekday(), "day")
            return shift(monday, 5, "day"), shift(monday, 6, "day")
        case "month":
            return month(day.year, day.month)
        case "quarter":
            start = day.month - (day.month - 1) % 3
            return month(day.year, start)[0], month(day.year, start + 2)[1]
        case "year":
            return year(day.year)
        case "decade":
            return decade(day.year - day.year % 10)
        case "century":
            return century((day.year + 99) // 100)
    return day, day


def month(of_year: int, number: int) -> Days:
    """Give a month, 1 to 12, of a year."""
    last = calendar.monthrange(of_year, number)[1]
    return Day(of_year, number, 1), Day(of_year, number, last)


def year(number: int) -> Days:
    """Give a year."""
    return Day(number, 1, 1), Day(number, 12, 31)


def decade(start: int) -> Days:
    """Give the ten years from a year on; of a century's first year (1900) all hundred."""
    return Day(start, 1, 1), Day(start + (99 if start % 100 == 0 and start < 2000 else 9), 12, 31)


def century(number: int) -> Days:
    """Give a century: the 19th is 1801 to 1900."""
    return Day(100 * number - 99, 1, 1), Day(100 * number, 12, 31)


def season(name: str, of_year: int) -> Days:
    """Give a season by the year in which it starts (winter 2023 ends in February 2024)."""
    start = month(of_year, _SEASON_STARTS[name])[0]
    return start, shift(shift(start, 3, "month"), -1, "day")


def part(days: Days, name: str) -> Days:
    """Give a part of a span.

    Args:
        days: The whole.
        name: "early", "mid" or "late" (its thirds), "start" or "end" (its first or last twelfth,
            and of a month or less its fifth), "1/2", "2/2", "1/4" ... "4/4".
    """
    first, last = days
    if name in ("early", "mid", "late"):
        name = {"early": "1/3", "mid": "2/3", "late": "3/3"}[name]
    if name in ("start", "end"):
        pieces = 12 if (last - first).days > 31 else 5
        name = f"{1 if name == 'start' else pieces}/{pieces}"
    at, of = (int(number) for number in name.split("/"))
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    years, rest = divmod(months, 12)
    if years > 1 and not rest and first.day == 1:
        # 1993 is early and mid 1990s.
        from_year, to_year = years * (at - 1) // of, -(-years * at // of)
        return shift(first, from_year, "year"), shift(shift(first, to_year, "year"), -1, "day")
    if months % of == 0 and first.day == 1:
        start = shift(first, months // of * (at - 1), "month")
        return start, shift(shift(start, months // of, "month"), -1, "day")
    total = (last - first).days + 1
    return shift(first, total * (at - 1) // of, "day"), shift(first, total * at // of - 1, "day")


def weekday_of_month(of_year: int, number: int, weekday: int, nth: int) -> Day:
    """Give the nth weekday (Monday is 0) of a month; the last one for -1."""
    first, last = month(of_year, number)
    if nth < 0:
        return shift(last, -((last.weekday() - weekday) % 7), "day")
    found = shift(first, (weekday - first.weekday()) % 7 + 7 * (nth - 1), "day")
    if found > last:
        raise ValueError(f"no weekday number {nth} in {of_year}-{number:02}")
    return found


def feast_day(name: str, of_year: int) -> Day:
    """Give the day of a feast, one of `FEASTS`, in a year."""
    if name in _FIXED:
        return Day(of_year, *_FIXED[name])
    if name in _MOVING:
        number, weekday, nth, more = _MOVING[name]
        return shift(weekday_of_month(of_year, number, weekday, nth), more, "day")
    return shift(easter(of_year), _FROM_EASTER.get(name, 0), "day")
