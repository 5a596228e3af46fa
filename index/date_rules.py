"""How date phrases of English are written, most telling first, and who reads each."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from index import date_periods as periods
from index import relative_dates as relative
from index import stated_dates as stated
from index.calendars import Days
from index.date_words import (
    COUNT,
    DAY,
    EVENT,
    FEAST,
    MONTH,
    OF_DAY,
    ORDINAL,
    SEASON,
    SHORT_WEEKDAY,
    UNIT,
    WEEKDAY,
    YEAR,
    Moment,
)

_START = r"(?<![\w$€£#/+–-])(?<!\d[.,:])"
_END = r"(?!\w|[.,:/–-]\d|%)"
_TO = r"(?: ?[-–—] ?| to | through | until | till )"
_WEEKDAYS = rf"(?:{SHORT_WEEKDAY}(?:(?:[-–]| and | to | through ){SHORT_WEEKDAY})?,? )?"
_REL = r"(?:last|this|next)"
_OF_YEAR = rf"(?:(?:,| of)? (?P<y>{YEAR})|(?: of)? (?P<rel>{_REL}) year)?"
_MONTH = (
    rf"(?:(?P<mrel>{_REL}) )?(?P<m>{MONTH})"
    rf"(?:(?:,| of)? (?P<y>{YEAR})|(?: of)? (?P<yrel>{_REL}) year)?"
)
_SEASON = (
    rf"(?:(?P<srel>{_REL}) )?(?P<season>{SEASON})(?:(?: of)? (?P<sy>{YEAR})(?P<sy2>[-–/]\d\d)?)?"
)
_PERIOD = (
    rf"(?:{_MONTH}|{_SEASON}|(?P<dec>(?:1[5-9]|20)\d0)['’]?s|['’](?P<short>[2-9]0|00|10)s"
    rf"|(?P<cent>\d\d?)(?:st|nd|rd|th)[- ]century"
    rf"|(?P<unitrel>{_REL}) (?P<u>week|weekend|month|quarter|year|decade|century)|(?P<year>{YEAR}))"
)
_PART = (
    r"(?:(?P<part>(?:very )?early(?: in)?|earlier(?: in)?|mid|late(?: in)?|later(?: in)?"
    r"|(?:the )?(?:start|beginning|middle|end|turn|close) of)"
    rf"|(?:the )?(?P<nth>{ORDINAL}) (?P<piece>half|quarter|third) of)[ -](?:the )?"
)


@dataclass(frozen=True)
class Rule:
    """One way of writing a date.

    Attributes:
        kind: What sort of date it is.
        pattern: For lower-case text; its named groups are the reader's.
        read: Says what it means: None, or ValueError, if nothing certain.
    """

    kind: str
    pattern: re.Pattern[str]
    read: Callable[[stated.Groups, Moment], Days | None]


_patterns: list[str] = []


def _rule(kind: str, pattern: str, read: Callable[[stated.Groups, Moment], Days | None]) -> Rule:
    _patterns.append(re.sub(r"\?P<\w+>", "?:", pattern))
    return Rule(kind, re.compile(f"{_START}(?:{pattern}){_END}"), read)


def _ranges(
    kind: str, one: str, two: str, read: Callable[[stated.Groups, Moment], Days | None]
) -> list[Rule]:
    return [
        _rule(kind, f"between {one} and {two}", read),
        _rule(kind, f"(?:from )?{one}{_TO}{two}", read),
    ]


RULES = (
    _rule(
        "day",
        rf"(?P<y>{YEAR})[-/](?P<month>\d\d)[-/](?P<d>\d\d)(?:t\d\d:\d\d[\d:.z+]{{0,20}})?",
        stated.iso,
    ),
    _rule("day", rf"(?P<one>\d\d?)(?P<mark>[/.])(?P<two>\d\d?)[/.](?P<y>{YEAR})", stated.slashed),
    *_ranges(
        "days", rf"(?P<d>{DAY})", rf"(?P<d2>{DAY})(?: of)? (?P<m>{MONTH}){_OF_YEAR}", stated.days
    ),
    _rule("days", rf"(?P<d>{DAY}) and (?P<d2>{DAY}) (?P<m>{MONTH}){_OF_YEAR}", stated.days),
    *_ranges(
        "days",
        rf"{_WEEKDAYS}(?P<m>{MONTH}) (?P<d>{DAY})",
        rf"(?P<d2>{DAY}){_OF_YEAR}",
        stated.days,
    ),
    *_ranges(
        "days",
        rf"(?P<m>{MONTH}) (?P<d>{DAY})(?:,? (?P<y1>{YEAR}),?)?",
        rf"(?P<m2>{MONTH}) (?P<d2>{DAY}){_OF_YEAR}",
        stated.days,
    ),
    *_ranges(
        "days",
        rf"(?P<d>{DAY}) (?P<m>{MONTH})(?: (?P<y1>{YEAR}))?",
        rf"(?P<d2>{DAY}) (?P<m2>{MONTH}){_OF_YEAR}",
        stated.days,
    ),
    *_ranges(
        "months",
        rf"(?P<m>{MONTH})(?:,? (?P<y1>{YEAR}))?",
        rf"(?P<m2>{MONTH}){_OF_YEAR}",
        stated.days,
    ),
    *_ranges("years", rf"(?P<y>{YEAR})", rf"(?P<y2>{YEAR}|(?<=[-–])\d\d)", stated.years),
    *_ranges("weekdays", rf"(?P<wd>{WEEKDAY})", rf"(?P<wd2>{WEEKDAY})", relative.weekdays),
    _rule(
        "feast",
        rf"(?:(?P<r>{_REL}) )?(?P<feast>{FEAST})(?: day| thursday)?{_OF_YEAR}",
        stated.feast,
    ),
    _rule(
        "day",
        rf"(?:(?P<wd>{SHORT_WEEKDAY}),? (?:the )?)?(?:(?P<lead>last|this) )?"
        rf"(?:(?P<d>{DAY})(?: of)? (?P<m>{MONTH})|(?P<m2>{MONTH}) (?:the )?(?P<d2>{DAY}))"
        rf"(?:,? (?P<y>{YEAR})|,? (?:of )?(?P<rel>{_REL}) year)?",
        stated.day,
    ),
    _rule(
        "nth",
        rf"(?:the )?(?P<nth>{ORDINAL}) (?P<u>half|week|weekend|{WEEKDAY}) (?:of|in) "
        rf"(?P<m>{MONTH}){_OF_YEAR}",
        stated.nth,
    ),
    _rule("period", rf"q(?P<q>[1-4]),?(?: of)? (?P<year>{YEAR})", periods.quarter),
    _rule(
        "period",
        rf"{_PART}(?:{_PERIOD}|(?P<own>week|month|year|decade|century))",
        periods.period,
    ),
    _rule("period", _PERIOD, periods.period),
    _rule(
        "weekday",
        rf"(?:(?P<rel>last|past|this coming|this past|this|coming|next) )?(?P<wd>{WEEKDAY}){OF_DAY}"
        rf"(?:(?: of)? (?P<week>{_REL}) week)?",
        relative.weekday,
    ),
    _rule("weekend", r"(?:over|during|at|on) the weekend", relative.weekend),
    _rule(
        "word",
        r"(?P<word>the day (?:before yesterday|after tomorrow)|today|tonight|yesterday|tomorrow"
        rf"|this (?:morning|afternoon|evening)|last night){OF_DAY}",
        relative.word,
    ),
    _rule(
        "ago",
        rf"(?P<n>{COUNT}) (?P<u>hour|minute|{UNIT})s? ago(?: this (?P<m>{MONTH}))?",
        relative.ago,
    ),
    _rule(
        "ahead",
        rf"in (?P<n>{COUNT}) (?P<u>{UNIT})s?(?P<time>['’]? time)?"
        rf"|(?P<n2>{COUNT}) (?P<u2>{UNIT})s? from (?:now|today)",
        relative.ahead,
    ),
    _rule(
        "stretch",
        r"(?:(?P<lead>in|over|during|for|within|throughout) )?"
        rf"the (?P<dir>last|past|previous|next|coming) (?:(?P<n>{COUNT}) )?"
        rf"(?P<u>{UNIT}|weekend)(?P<s>s)?(?! of | and a half| for which| in which)",
        relative.stretch,
    ),
    _rule(
        "event",
        rf"(?:(?P<n>{COUNT}) (?P<u>{UNIT})s?|the (?P<u2>day|week)|on (?:the )?(?P<eve>eve))"
        r" (?P<dir>before|after|following|ahead of|of) (?:the|his|her|its|their) "
        rf"(?P<event>{EVENT})",
        relative.event,
    ),
    _rule(
        "later",
        rf"(?P<n>{COUNT}) (?P<u>{UNIT})s? (?P<dir>earlier|later|prior|previously|beforehand"
        r"|afterwards?|(?:before|after)(?=[.,;:!?\n]|\Z))",
        relative.later,
    ),
    _rule(
        "beside",
        rf"(?:the (?P<dir>following|next|previous|preceding)|(?P<that>that(?: same)?))"
        rf" (?:(?P<u>{UNIT}|weekend)|(?P<wd>{WEEKDAY}){OF_DAY})"
        rf"|the same (?P<u3>{UNIT})(?=[.,;:!?\n]|\Z)"
        r"|the (?P<u2>day|week|month|year) (?P<after>before|after)(?=[.,;:!?\n]|\Z)",
        relative.beside,
    ),
)  # fmt: skip
# Where any of them starts; groups are not wanted there, and cost time.
CANDIDATE = re.compile(f"{_START}(?:{'|'.join(_patterns)}){_END}")
# Every date phrase holds one of these, at most BEHIND characters after its start, and is known for
# one AHEAD characters after it; looking near them only is several times faster than everywhere.
TRIGGER = re.compile(
    r"jan|feb|mar(?:ch|\b)|apr|may\b|ju[nl]|aug|sep(?:t|\b)|oct|nov|dec(?:em|ade|\b)|day|night|week"
    r"|month|year|century|quarter|tomorrow|afternoon|morning|evening|spring|summer|autumn|fall\b"
    r"|winter|christmas|easter|halloween|thanksgiving|ago\b|eve of|(?:1[5-9]|20)\d\d|\d0s"
)
BEHIND, AHEAD = 40, 30
# Groups that hold a name, which an article writes with a capital.
NAMES = ("m", "m2", "wd", "wd2", "feast")
