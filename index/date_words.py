"""English date words: what they are written like, what they count, and which tense is near them.

All patterns are for lower-case text. Every repetition in them is bounded, so that matching takes
time linear in the text.
"""

import datetime
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from index.calendars import FEASTS, Days

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
)
NUMBERS = {word: number for number, word in enumerate(_COUNTED.split())} | {
    "a": 1, "an": 1, "a couple of": 2, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "final": -1}

MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan\b\.?|feb\b\.?|mar\b\.?|apr\b\.?|jun\b\.?|jul\b\.?|aug\b\.?|sept?\b\.?|oct\b\.?"
    r"|nov\b\.?|dec\b\.?)"
)
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
YEAR = r"(?:1[5-9]|20)\d\d"
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
SHORT_WEEKDAY = rf"(?:{WEEKDAY}|(?:mon|tues?|weds?|thurs?|thu|fri|sat|sun)\b\.?)"
SEASON = r"(?:spring|summer|autumn|fall|winter)"
COUNT = rf"(?:\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
UNIT = r"(?:day|night|week|fortnight|month|quarter|year|decade)"
ORDINAL = rf"(?:{'|'.join(ORDINALS)})"
FEAST = "|".join(
    name.replace("'", "['’]").replace("st ", r"st\.? ") for name in sorted(FEASTS, key=len)[::-1]
)
EVENT = (
    r"(?:vote|election|referendum|primary|caucus(?:es)?|ballot|debate|inauguration|coronation"
    r"|attacks?|assault|raid|invasion|coup|bombing|blast|explosion|shooting|killing|murder|death"
    r"|crash|collision|collapse|fire|quake|earthquake|storm|hurricane|tornado|flood|strike|protest"
    r"|march|summit|meeting|talks|conference|speech|ceremony|wedding|funeral|hearing|trial|verdict"
    r"|ruling|deadline|launch|landing|match|game|final|race|concert|festival|premiere|release)"
)
OF_DAY = r"(?: (?:morning|afternoon|evening|night|lunchtime))?"

_DUE = r"(?:due|set|expected|scheduled|slated|planned|going|likely|poised|about|to)\b"
_FUTURE = (
    r"(?:can|may|could|should|would|must|will|won['’]t|shall) (?!have)(?:not )?(?:be [a-z]+)?"
    rf"|(?:is|are|be)(?: also| now| currently| still)? {_DUE}"
    r"|(?:upcoming|forthcoming|begins?|starts?|opens|runs|tickets|expires?|airs|premieres"
    r"|resumes|reconvenes|kicks off|takes? (?:place|effect)|ahead of)\b"
    r"|(?:scheduled|slated|due|planned|planning|plans?|expects?|beginning|starting)"
    r" (?:for|to|on|in|by)\b|(?:set|hopes?|aims?|wants?) (?:for|to)\b|to (?:be [a-z]+|take place)\b"
)
PAST = (
    r"(?:was|were|had|did|said|told|wrote|began|went|came|took|won(?!['’])|lost|died|met|held|saw"
    r"|made|got|left|became|found|gave|led|fell|rose|struck|hit|beat|shot|spoke|sent"
    r"|set(?! to| for)|since|despite|follows?|following"
    r"|(?!united|hundred|need|indeed|speed|alleged)[a-z]{2,20}(?<!e)ed)\b"
)
_CUE = re.compile(rf"(?<![a-z])(?:(?P<past>{PAST})|(?:{_FUTURE}))|['’](?:ll\b|(?:s|re) {_DUE})")
_SENTENCE_END = re.compile(
    r"(?<!\bmr)(?<!\bdr)(?<!\bms)(?<!\bst)(?<!\bno)(?<!\b[a-z])(?<!\bmrs)(?<!\bsen)(?<!\brep)"
    r"(?<!\bgov)(?<!\bjan)(?<!\bfeb)(?<!\bmar)(?<!\bapr)(?<!\baug)(?<!\bsep)(?<!\bsept)(?<!\boct)"
    r"(?<!\bnov)(?<!\bdec)[.!?;][\"”’)]? |\n"
)
_REACH = 120


@dataclass(frozen=True)
class Moment:
    """What a date phrase is read against.

    Attributes:
        day: The day the text was written or the question asked.
        text: The whole text in lower case.
        start: Where the phrase starts in it.
        end: Where it ends.
        anchor: The last date mentioned before it in the same paragraph, if any.
    """

    day: datetime.date
    text: str
    start: int
    end: int
    anchor: Days | None = None

    @cached_property
    def before(self) -> str:
        """The few words before the phrase."""
        return self.text[max(0, self.start - 40) : self.start]

    @cached_property
    def after(self) -> str:
        """The few words after the phrase."""
        return self.text[self.end : self.end + 40]

    @cached_property
    def tense(self) -> Literal["past", "future", ""]:
        """What the words near the phrase say of the time.

        The last such word before it in its sentence decides, without one the first after it.
        """
        if re.search(r"\b(?:until|till|by|for) $", self.before):
            default: Literal["future", ""] = "future"
        else:
            default = ""
        before = self.text[max(0, self.start - _REACH) : self.start]
        for found in _SENTENCE_END.finditer(before):
            ended = found.end()
            before = " " * ended + before[ended:]
        cues = list(_CUE.finditer(before))
        if not cues:
            after = self.text[self.end : self.end + _REACH]
            stop = _SENTENCE_END.search(after)
            first = _CUE.search(after[: stop.start()] if stop else after)
            cues = [first] if first else []
        if not cues:
            return default
        return "past" if cues[-1]["past"] else "future"


def month_number(word: str) -> int:
    """Give 1 to 12 for a month's name or abbreviation, in lower case."""
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(word[:3]))


def weekday_number(word: str) -> int:
    """Give 0 (Monday) to 6 for a weekday's name or abbreviation, in lower case."""
    return next(n for n, name in enumerate(WEEKDAYS) if name.startswith(word[:2]))


def number(word: str) -> int:
    """Give what a number's digits or word says."""
    return NUMBERS[word] if word in NUMBERS else int(re.match(r"\d+", word)[0])  # type: ignore[index]
