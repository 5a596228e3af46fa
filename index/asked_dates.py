"""Dates in questions: which of them limit the articles that a search may see.

A question's date is read as one of four things:

- The time of publication, when words of reporting stand by it ("news from last week", "what was
  reported in November 2023", "articles since May"): both ends limit the articles.
- The time of what is asked about ("What happened in Gaza in November 2023?", "Who resigned last
  week?"): articles about it appear from then on, so it limits the first day only; the article of
  1 December is kept. Weeks and days are loosely spoken: they reach `SLACK` days further back.
  A time ahead, "before 2020", "the first since 1998" and days of every year limit nothing, as
  articles of any day may tell of them.
- A part of a name ("the 2022 World Cup", "this year's prize", "the January 6 attack"): limits
  nothing, but says what time a good passage speaks of.
- A wish for news ("latest", "currently"): limits nothing, prefers the recent.
"""

import re
from dataclasses import dataclass
from typing import Literal

from index.calendars import Day, shift
from index.date_words import PAST
from index.dates import date_bounds
from index.temporal import Found, as_day, as_number, find

Kind = Literal["filter", "about", "prefer", "none"]

# Asked on Thursday, "this week" is often said of the Saturday before.
SLACK = 3

_TOLD = r"(?:news|headlines?|articles?|stories|coverage|reports|reporting)"
_REPORTED = re.compile(
    rf"\b{_TOLD}(?: (?:published|reported|written|posted))?"
    r"(?: (?:about|on|of|regarding|concerning) [^,.;?]{1,50}?)? ?\Z"
    r"|\b(?:was|were|been|what|articles?|stories|pieces?) (?:published|reported|written|covered"
    r"|posted)(?: (?:about|on) [^,.;?]{1,50}?)? ?\Z"
    r"|\bdid [^,.;?]{1,30} (?:report|publish|write)(?: (?:about|on) [^,.;?]{1,50}?)? ?\Z",
    re.IGNORECASE,
)
_REPORTED_AFTER = re.compile(
    rf"(?:['’]s?)? (?:\w+ )?{_TOLD}\b(?! (?:anchors?|conferences?|agency|outlets?|trends?|channels?"
    r"|releases?))",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"\b(since|after|before|until|till|by|up to|prior to|ahead of|from|in|on|during|over|of|for"
    r"|around|at|within|throughout|as of)(?: the)? \Z",
    re.IGNORECASE,
)
# "since the election on 5 November": the words between belong to the date.
_LEAD_THROUGH = re.compile(
    r"\b(since|after|before|until) (?:the|his|her|its|their)(?: [\w’'-]+){1,4}? (?:on|of|in) \Z",
    re.IGNORECASE,
)
_OPENED = re.compile(r"(since|until|till|by|through) (?:the )?", re.IGNORECASE)
# What stands beside a year that is a time; others make it part of a name: "the word of 2023".
_TIME_LEADS = ("in", "during", "since", "after", "over", "within", "throughout", "as of", "through")
_RECORD = re.compile(
    r"\b(?:first|only|time|worst|best|most|least|more|[a-z]{2,12}est|record)\b[^,?]{0,40}\Z",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\b(?:the|a|an|his|her|its|their|which|what|whose) \Z", re.IGNORECASE)
_OWNER = re.compile(r"['’]s?\b")
_YEARS = re.compile(r"(?:the )?['’]?\d{2,4}s?", re.IGNORECASE)
_TITLE = re.compile(r" (?:[A-Z]\w|elections?\b|season\b|report\b|census\b|budget\b)")
_NOUN = re.compile(
    r",? (?!and\b|or\b|in\b|on\b|at\b|to\b|by\b|of\b|for\b|from\b|with\b|that\b)[\w“\"]"
)
_SAID_PAST = re.compile(rf"\b{PAST}|\b(?:have|has)\b", re.IGNORECASE)
_SAID_AHEAD = re.compile(
    r"\b(?:will|shall|(?:is|are|be) (?:\w+ )?(?:to|due|going|set|expected|scheduled|planned|slated"
    r"|joining|running|considering)|projected|expected|upcoming)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:(?:the )?(?:very )?(?:latest|newest|most recent(?:ly)?|recent(?:ly)?)"
    r"|(?:right |just )?now|nowadays|current(?:ly)?|at (?:the moment|present)|as of (?:now|today)"
    r"|so far|today['’]s|up to date|still)\b(?!-)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]{1,200}[”\"]")
_TIDY = re.compile(r" +(?=[ ,;:])|[ ,;:]+(?=[.?!])|\A[ ,;:]+")
_SHORT = 8


@dataclass(frozen=True)
class Phrase:
    """Words of a question, `question[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class AskedDates:
    """What a question says of time.

    Attributes:
        kind: "filter" when `since` and `until` limit the days of publication; "about" when they
            only say what time is spoken of; "prefer" when recent articles are wished for; "none".
        since: First day, YYYYMMDD; None for no limit.
        until: Last day, likewise.
        phrase: The words that say so, first ones first; empty for "none".
        rest: The question to search with: without the words that a filter stands for.
    """

    kind: Kind
    since: int | None
    until: int | None
    phrase: tuple[Phrase, ...]
    rest: str


def asked(question: str, today: str) -> AskedDates:
    """Read the dates in a question.

    Args:
        question: As a person typed it, English.
        today: The day of asking, ISO 8601.

    Raises:
        ValueError: If `today` is no date.
    """
    # Titles are no dates; blanks keep the offsets.
    plain = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), question)
    day = as_day(date_bounds(today)[1])
    limits = [_limit(plain, found, day) for found in find(plain, today, loose=True)]
    # "today's weather" is a wish for news.
    limits = [x for x in limits if x.kind != "about" or plain[x.start : x.end].lower() != "today"]
    for kind in ("reported", "happened", "about"):
        chosen = [limit for limit in limits if limit.kind == kind]
        if chosen:
            return _joined(question, chosen, "about" if kind == "about" else "filter")
    now = [Phrase(found[0], found.start(), found.end()) for found in _NOW.finditer(plain)]
    if now:
        return AskedDates("prefer", None, None, tuple(now), question)
    return AskedDates("none", None, None, (), question)


@dataclass(frozen=True)
class _Limit:
    kind: Literal["reported", "happened", "about"]
    since: int | None
    until: int | None
    start: int
    end: int


def _limit(question: str, found: Found, today: Day) -> _Limit:
    start, core, lead = _led(question, found)
    first, last = as_number(found.days[0]), as_number(found.days[1])
    reported = _is_reported(question[:start], question[found.end :])
    since: int | None = first
    until: int | None = last
    if lead == "since" or lead == "after":
        until = None
        since = as_number(shift(found.days[1], 1, "day")) if reported and lead == "after" else first
    elif lead in ("before", "prior to", "ahead of"):
        since, until = None, as_number(shift(found.days[0], -1, "day"))
    elif lead in ("until", "till", "by", "up to", "through"):
        since = None
    if reported:
        return _Limit("reported", since, until, start, found.end)
    words = question[core : found.end]
    if (
        since is None
        or _is_name(question, found, core, lead)
        or _is_open(question, found, today, lead, words)
    ):
        return _Limit("about", since, until, core, found.end)
    if (found.days[1] - found.days[0]).days <= _SHORT and not re.search(r"\d", words):
        since = as_number(shift(found.days[0], -SLACK, "day"))
    return _Limit("happened", since, None, start, found.end)


def _led(question: str, found: Found) -> tuple[int, int, str]:
    """Where the phrase starts with and without the words before it, and the first of those."""
    opened = _OPENED.match(question, found.start, found.end)
    if opened:
        return found.start, opened.end(), opened[1].lower()
    lead = _LEAD_THROUGH.search(question, 0, found.start) or _LEAD.search(question, 0, found.start)
    if lead is None:
        return found.start, found.start, ""
    return lead.start(), found.start, lead[1].lower()


def _is_reported(before: str, after: str) -> bool:
    return bool(_REPORTED.search(before) or _REPORTED_AFTER.match(after))


def _is_name(question: str, found: Found, core: int, lead: str) -> bool:
    words, after = question[core : found.end], question[found.end :]
    if found.kind == "feast" or _OWNER.match(after):
        return True
    if found.kind not in ("period", "day"):
        return False
    if _YEARS.fullmatch(words) and (lead not in _TIME_LEADS or _TITLE.match(after)):
        return True
    return bool(_OWNED.search(question, 0, core) and _NOUN.match(after))


def _is_open(question: str, found: Found, today: Day, lead: str, words: str) -> bool:
    """Say whether articles of any day may tell of it: it lies ahead, or is a day of every year."""
    if found.days[0] > today or (lead == "since" and _RECORD.search(question, 0, found.start)):
        return True
    if found.days[1] > today and _SAID_AHEAD.search(question):
        return True
    dated = re.search(r"\d{4}|last|this|ago|week", words) or found.kind not in ("day", "period")
    return not dated and not _SAID_PAST.search(question)


def _joined(question: str, limits: list[_Limit], kind: Literal["filter", "about"]) -> AskedDates:
    since = [limit.since for limit in limits if limit.since is not None]
    until = [limit.until for limit in limits if limit.until is not None]
    phrases = tuple(Phrase(question[x.start : x.end], x.start, x.end) for x in limits)
    rest = question
    if kind == "filter":
        for phrase in reversed(phrases):
            rest = rest[: phrase.start] + rest[phrase.end :]
        rest = _TIDY.sub("", rest).strip()
    return AskedDates(
        kind,
        min(since) if len(since) == len(limits) else None,
        max(until) if len(until) == len(limits) else None,
        phrases,
        rest,
    )
