"""Do two sentences say the same of the same thing, but for a value?

They do if nearly all words of the shorter stand in the other, of the same names, of the same time
and with the same reservations: a goal, a limit, a part and a rate are other things than what is.
"""

import datetime
import functools
import re

from assistant.statements import Statement, figures, stemmed
from index.temporal import Mention

# One word of the shorter sentence may be missing from the other for every six that are not.
FEWEST, _SHARED_FOR_OTHER = 3, 6
# What a sentence holds beside must not be several times as much.
_LONGEST = 4
# What is true a year later may have been true before as well.
_DAYS = 366
_RESERVATIONS = {
    "wanted": r"targets?|goals?|aims?|wants?|hopes?|ask(?:s|ed)?|demand\w*|offer\w*|seeks?|needs?"
    r"|should",
    "ahead": r"will|expect\w*|due|forecast\w*|estimate\w*|budget\w*|set aside|to be|to cost",
    "bounded": r"up to|at most|maximum|minimum|limit\w*|capacity|may|can",
    "partial": r"of (?:the|whom|them)(?= \d)|including|among|another|further|additional|others?"
    r"|more(?! than)|first|second|third|at the same",
    "whole": r"in all|in total|altogether|overall|combined",
    "rated": r"(?:an?|per|each|every) (?:hour|day|week|month|year)|daily|average|mean",
    "partway": r"so far|already",
}
_RESERVED = {name: re.compile(rf"\b(?:{words})\b", re.I) for name, words in _RESERVATIONS.items()}
# They say how sure, how new or how it is said, not what.
_NEUTRAL = stemmed(
    "said say says reported expected expects plan planned put puts stood stands now number risen"
    " rose has have council number left report figure estimate estimated about some around nearly"
    " almost over confirmed final initial early preliminary so far already not"
)
SAME_WORDS = {
    **dict.fromkeys(stemmed("hurt wounded injuries injured"), "injur"),
    **dict.fromkeys(stemmed("killed dead died deaths"), "kill"),
    **dict.fromkeys(stemmed("close closed closure closing"), "close"),
    **dict.fromkeys(stemmed("reopen reopened reopening"), "reopen"),
}
_PHRASE = re.compile(
    r"(?<!because )\b(?:of|for|among|after|without|in|at|near|across) (?:the |an? |its )?"
    r"(?!least|most)([\w’-]+)",
    re.IGNORECASE,
)
_UNNAMED = re.compile(r"(?:The|His|Her|Its|Their)(?: [^A-Z\s]\S*){7}")
_PRONOUN = re.compile(r"(?:It|They|He|She|We|I|This|That|These|Those)\b")
_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)? ?[ap]m\b", re.IGNORECASE)
ONCE = re.compile(r"\b(?:born|died|founded|built|established)\b")


def same_thing(one: Statement, other: Statement) -> bool:
    """Tell whether two statements are the same but for a value."""
    short, long = sorted((one, other), key=lambda s: len(claimed_words(s.claim)))
    words, others = claimed_words(short.claim), claimed_words(long.claim)
    shared = words & others
    if _PRONOUN.match(one.text) or _PRONOUN.match(other.text):
        return False
    if len(shared) < FEWEST or len(others) > _LONGEST * len(shared):
        return False
    if _SHARED_FOR_OTHER * len(words - others) > len(shared):
        return False
    return (
        short.names <= stemmed(long.claim)
        and (not (_is_unnamed(one) or _is_unnamed(other)) or _same_subject(one, other))
        and abs(_ordinal(one) - _ordinal(other)) <= _DAYS
        and _same_reservations(one, other)
        and _same_time(one, other)
        and not _narrower(one, other)
        and not _narrower(other, one)
    )


def _is_unnamed(statement: Statement) -> bool:
    """Tell whether only the article tells what a sentence is about: "The work cost $2m"."""
    return not statement.names or _UNNAMED.match(statement.text) is not None


def _same_subject(one: Statement, other: Statement) -> bool:
    """Tell whether two such sentences are of one day, or their articles about the same thing."""
    if one.names & other.names and _past(one) and _past(other):
        return True
    return len(stemmed(one.hit.title) & stemmed(other.hit.title)) >= FEWEST - 1


@functools.lru_cache(maxsize=5_000)
def claimed_words(claim: str) -> frozenset[str]:
    """Give the stems of what a claim says, without figures and manners of speaking."""
    plain = claim
    for figure in reversed(figures(claim)):
        plain = plain[: figure.start] + " " + plain[figure.end :]
    return frozenset(SAME_WORDS.get(word, word) for word in stemmed(plain) - _NEUTRAL)


def _ordinal(statement: Statement) -> int:
    day = statement.published[1]
    return datetime.date(day // 10000, day // 100 % 100, day % 100).toordinal()


def _same_reservations(one: Statement, other: Statement) -> bool:
    """Tell whether neither is a goal, a limit, a part or a rate where the other is none.

    What was to come and has come is the same thing: a forecast, and later the fact.
    """
    earlier, later = sorted((one, other), key=lambda s: s.published)
    before, after = (reservations(statement.claim) for statement in (earlier, later))
    came = before - after == {"ahead"} and earlier.published < later.published
    return before == after or (came and after <= before)


@functools.lru_cache(maxsize=5_000)
def reservations(claim: str) -> frozenset[str]:
    """Tell whether a claim is a goal, a forecast, a limit, a part or a rate, by their names."""
    found = {name for name, words in _RESERVED.items() if words.search(claim)}
    # Two parts of a whole are two things.
    return frozenset(found | {m[0].lower() for m in _RESERVED["partial"].finditer(claim)})


def _same_time(one: Statement, other: Statement) -> bool:
    clocks = [set(_CLOCK.findall(s.text)) for s in (one, other)]
    if all(clocks) and clocks[0] != clocks[1]:
        return False
    past = [_past(one), _past(other)]
    if not past[0] or not past[1]:
        return True
    return any(a.first <= b.last and b.first <= a.last for a in past[0] for b in past[1])


def _past(statement: Statement) -> list[Mention]:
    """Give the dates that say when it was; those ahead, and those of what was once, are values."""
    if ONCE.search(statement.claim):
        return []
    return [m for m in statement.dates if m.last <= statement.published[1]]


def _narrower(one: Statement, other: Statement) -> bool:
    """Tell whether a statement is only of, for or after something that the other does not name."""
    for match in _PHRASE.finditer(one.claim):
        if not match[1][0].isdigit() and not claimed_words(match[1]) <= claimed_words(other.claim):
            return True
    return False
