"""Dates inside texts: "last week", "on Monday", "in early November" as real days.

Own code, because dates are what Dateline is strict about: dateparser reads one phrase well but
finds phrases in running text slowly and takes any number for a date; neither it nor parsedatetime
gives intervals, offsets and news usage ("on Monday" is the last one). What is not certain is left
as it is. See date_rules.py for what is read, calendars.py for what weeks and seasons are.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.calendars import Days
from index.date_rules import AHEAD, BEHIND, CANDIDATE, NAMES, RULES, TRIGGER, Rule
from index.date_words import Moment
from index.dates import date_bounds

# Two days that no phrase counted from the day of writing means the same on.
_ANY_DAYS = (datetime.date(1831, 3, 16), datetime.date(2177, 10, 9))
_OPEN = re.compile(r"\b(since|until|till|through|by) (?:the )?\Z")
_CAPITAL_TODAY = re.compile(r"(?:\A|[.!?:\n—–][\"“‘'”’)]{0,2}|[\"“‘]) ?\Z")
_TOLD_FROM = ("later", "beside", "stretch")
_PLAIN = ("period", "word", "ago", "ahead", "stretch", "later", "beside", "weekend")
_SHOW = re.compile(r"(?:[\"”’],?| (?:show|fm|programme|program)\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """A date that a text mentions.

    Attributes:
        start: Where its words start in the text, in characters.
        end: Where they end (exclusive).
        first: First day it may mean, YYYYMMDD.
        last: Last day, inclusive.
    """

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Found:
    """A date phrase on its way to a mention: its days, and what kind of phrase it is."""

    start: int
    end: int
    days: Days
    kind: str


def mentions(text: str, published: str) -> list[Mention]:
    """Find the dates that an English article mentions.

    Args:
        text: Canonical text.
        published: Its publication date, ISO 8601, perhaps cut ("2023-12", "2023"), "" if unknown.
            What depends on an unknown day gets every day that it may mean, and is left out when
            nothing is known.

    Returns:
        In the order of the text; no two share a character.
    """
    return [
        Mention(found.start, found.end, as_number(found.days[0]), as_number(found.days[1]))
        for found in find(text, published)
    ]


def overlap(mention: Mention, since: int | None, until: int | None) -> bool:
    """Say whether a mention speaks of some day of an interval (YYYYMMDD, None for no limit)."""
    return (until is None or mention.first <= until) and (since is None or mention.last >= since)


def find(text: str, published: str, loose: bool = False) -> list[Found]:
    """Find date phrases, as `mentions` does, with their kinds.

    Args:
        text: Any text.
        published: As for `mentions`.
        loose: Take names of months and days in lower case too, as people type questions.
    """
    days = _days(published)
    lowered = _lower(text)
    found: list[Found] = []
    events: list[tuple[Rule, re.Match[str]]] = []
    position = 0
    while start := _next(lowered, position):
        rule, match = _reading(text, lowered, start.start(), loose)
        position = match.end() if match else start.start() + 1
        if rule is None or match is None:
            continue
        if rule.kind == "event":
            events.append((rule, match))
            continue
        anchor = _anchor(found, lowered, match.start()) if rule.kind in _TOLD_FROM else None
        if phrase := _read(rule, match, days, anchor, published != ""):
            found.append(phrase)
    known = {name: _day_of(name, found, lowered) for name in {m["event"] for _, m in events}}
    for rule, match in events:
        if phrase := _read(rule, match, days, known[match["event"]], published != ""):
            found.append(phrase)
    found.sort(key=lambda phrase: phrase.start)
    return found


def as_number(day: datetime.date) -> int:
    """Write a day as YYYYMMDD."""
    return 10000 * day.year + 100 * day.month + day.day


def _days(published: str) -> Days:
    if not published:
        return _ANY_DAYS
    first, last = date_bounds(published)
    return as_day(first), as_day(last)


def as_day(number: int) -> datetime.date:
    """Read a day written as YYYYMMDD."""
    return datetime.date(number // 10000, number // 100 % 100, number % 100)


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" becomes two characters; offsets must hold.
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered


def _next(lowered: str, position: int) -> re.Match[str] | None:
    while trigger := TRIGGER.search(lowered, position):
        start, stop = max(position, trigger.start() - BEHIND), trigger.end() + AHEAD
        if candidate := CANDIDATE.search(lowered, start, stop):
            return candidate
        position = trigger.end()
    return None


def _reading(
    text: str, lowered: str, start: int, loose: bool
) -> tuple[Rule, re.Match[str]] | tuple[None, None]:
    for rule in RULES:
        match = rule.pattern.match(lowered, start)
        if match and (loose or _is_written_so(text, rule, match)):
            return rule, match
    return None, None


def _is_written_so(text: str, rule: Rule, match: re.Match[str]) -> bool:
    start, end = match.span()
    if rule.kind == "word" and text[start].isupper():
        # USA Today, the Tonight Show: a capital inside a sentence makes it a name.
        alone = _CAPITAL_TODAY.search(text[max(0, start - 4) : start])
        if not alone or _SHOW.match(text, end):
            return False
    names = [name for name in NAMES if name in match.re.groupindex and match[name]]
    if any(not text[match.start(name)].isupper() for name in names):
        return False
    # "Last Week Tonight", "20th Century Fox": more capitals than a date has.
    capitals = sum(c.isupper() for c in text[start + 1 : end])
    named = sum(c.isupper() for name in names for c in text[slice(*match.span(name))])
    return rule.kind not in _PLAIN or capitals <= named


def _anchor(found: Sequence[Found], lowered: str, start: int) -> Days | None:
    if found and lowered.find("\n", found[-1].end, start) < 0:
        return found[-1].days
    return None


def _read(
    rule: Rule, match: re.Match[str], days: Days, anchor: Days | None, dated: bool
) -> Found | None:
    groups = match.groupdict()
    moment = Moment(days[0], match.string, match.start(), match.end(), anchor)
    try:
        span = rule.read(groups, moment)
        if span and days[0] != days[1]:
            other = rule.read(groups, replace(moment, day=days[1]))
            if other is None or (not dated and other != span):
                return None
            span = min(span[0], other[0]), max(span[1], other[1])
    except (ValueError, OverflowError):
        return None
    if span is None or span[0] > span[1]:
        return None
    start = match.start()
    if dated and (opening := _OPEN.search(match.string, max(0, start - 12), start)):
        wider = _opened(opening[1], span, days)
        if wider != span:
            return Found(opening.start(), match.end(), wider, rule.kind)
    return Found(start, match.end(), span, rule.kind)


def _opened(word: str, span: Days, days: Days) -> Days:
    if word == "since":
        return (span[0], days[1]) if span[0] <= days[1] else span
    return (days[0], span[1]) if days[0] <= span[1] else span


def _day_of(event: str, found: Sequence[Found], lowered: str) -> Days | None:
    before = re.compile(rf"\b{event}(?:,| [a-z]{{2,12}}){{0,4}} on \Z")
    after = re.compile(rf"(?: [a-z]{{2,16}})? {event}\b")
    spans = {
        phrase.days
        for phrase in found
        if phrase.days[0] == phrase.days[1]
        and (
            before.search(lowered, max(0, phrase.start - 60), phrase.start)
            or after.match(lowered, phrase.end)
        )
    }
    return spans.pop() if len(spans) == 1 else None
