"""What happened with something, day by day: dated sentences of the hits, each cited.

An event is an article's own sentence. Its day is the most exact date in the sentence that is not
ahead of the article. Where all are ahead it is the day of the article, on which so much was said;
without any date, only what opens an article is of its day.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant import times
from assistant.answer import Citation, Hit
from assistant.remarks import Event
from assistant.statements import Statement, statements, stemmed
from index.temporal import Mention, as_day, find

_WANTED = re.compile(
    r"\b(?:what|which (?:events?|things))(?: all| else)? (?:has |have |had )?happen(?:ed|s)?\b"
    r"(?! (?:if|when|at \d)\b)"
    r"|\btime ?lines?\b|\bchronolog(?:y|ical)\b|\b(?:sequence|course|series) of events\b"
    r"|\bhow (?:did|has|have) .{2,80}? (?:develop|unfold|evolve|progress|play out)(?:e?d)?\b"
    r"|\bhistory of (?:the )?(?:closure|dispute|case|affair|conflict|crisis|talks|negotiations)\b"
    r"|\bstep by step\b|\bday by day\b",
    re.IGNORECASE,
)
# Words that ask for a timeline, and say nothing of its subject.
_ASKING = stemmed(
    "what happened happens happen timeline time line chronology events event sequence course series"
    " develop developed unfold unfolded evolve evolved progress history step day between since"
    " give make show list tell write draw please during until"
)
# So much of the subject, by weight, must stand in the sentence, its passage or its title.
_ABOUT = 0.7
# A sentence that shares this much of the shorter one's words with another tells the same.
_REPEATS = 0.6
_PER_ARTICLE = 2
# So many characters of an article open it, headline and first sentence.
_OPENING = 200
_RECENT = 92
# Up to now, and not once: "since March", "over the past two years".
_UP_TO_NOW = re.compile(
    r"since |(?:(?:over|during|in|for|within|throughout) )?the (?:past|last) ", re.IGNORECASE
)
_FEWEST_WORDS = 5
_QUOTED = re.compile(r"\A[“\"‘']")


@dataclass(frozen=True, eq=False)
class _Told:
    statement: Statement
    first: int
    last: int
    score: float

    @property
    def place(self) -> tuple[str, int]:
        return self.statement.hit.article_id, self.statement.start


def wants_timeline(question: str) -> bool:
    """Tell whether a question asks what happened with something, one event after the other."""
    return _WANTED.search(question) is not None


def timeline(
    question: str,
    hits: Sequence[Hit],
    mentions_of: Callable[[str], Sequence[Mention]],
    limit: int = 8,
    *,
    today: str = "",
) -> tuple[list[Event], list[Citation]]:
    """Tell what happened with the subject of a question, the earliest event first.

    Args:
        question: As it was searched.
        hits: In any order; their scores decide what is told.
        mentions_of: Gives the dates that an article mentions, by its id: `Library.mentions`.
        limit: The most events to tell.
        today: The day of asking, ISO 8601, for dates in the question; "" for that of the newest
            hit.

    Returns:
        The events, and their citations with markers from 1, in the same order. Both are empty if
        no hit is about the subject.
    """
    window = _window(question, today or max((hit.published for hit in hits), default=""))
    subject = _subject(question, hits)
    told = [
        event
        for statement in statements(hits, mentions_of)
        if _is_event(statement) and (event := _dated(statement, subject))
        if event.first <= window[1] and window[0] <= event.last
    ]
    chosen = sorted(_choose(told, limit), key=lambda e: (e.first, e.last, e.place))
    citations = [event.statement.citation(number) for number, event in enumerate(chosen, 1)]
    events = [
        Event(first=e.first, last=e.last, text=" ".join(e.statement.text.split()), citation=number)
        for number, e in enumerate(chosen, 1)
    ]
    return events, list(times.explained(citations, mentions_of))


def _window(question: str, today: str) -> tuple[int, int]:
    """Give the days that a question asks about, YYYYMMDD; all if it names none."""
    found = find(question, today, loose=True) if today else []
    if not found:
        return 0, 99991231
    first = min(phrase.days[0] for phrase in found)
    last = max(phrase.days[1] for phrase in found)
    return int(first.strftime("%Y%m%d")), int(last.strftime("%Y%m%d"))


def _subject(question: str, hits: Sequence[Hit]) -> dict[str, float]:
    """Weigh the words that a question is about: the fewer hits hold one, the more it tells."""
    plain = question
    today = max((hit.published for hit in hits), default="")
    for phrase in reversed(find(question, today, loose=True) if today else []):
        plain = plain[: phrase.start] + " " + plain[phrase.end :]
    known = [_known(hit) for hit in hits]
    counts = Counter(word for words in known for word in words)
    asked = stemmed(plain) - _ASKING
    return {word: math.log1p((len(hits) + 1) / (counts[word] + 0.5)) for word in asked}


def _known(hit: Hit) -> frozenset[str]:
    return stemmed(hit.title) | stemmed(hit.text)


def _is_event(statement: Statement) -> bool:
    """Tell whether a sentence tells of something of some day: no headline, no mere utterance."""
    text = statement.text
    return (
        bool(statement.hit.published)
        and bool(statement.mentions or statement.start < _OPENING)
        and len(text.split()) >= _FEWEST_WORDS
        and statement.is_whole
        and not _QUOTED.match(text)
    )


def _dated(statement: Statement, subject: dict[str, float]) -> _Told | None:
    own = stemmed(statement.text) & subject.keys()
    around = (own | _known(statement.hit)) & subject.keys()
    whole = sum(subject.values())
    if not own or sum(subject[word] for word in around) < _ABOUT * whole:
        return None
    first, last = _day(statement)
    named = sum(subject[word] for word in own) / whole
    return _Told(statement, first, last, statement.hit.score + named)


def _day(statement: Statement) -> tuple[int, int]:
    written = statement.published
    past = [
        m
        for m in statement.dates
        if m.last <= written[1] and not _UP_TO_NOW.match(statement.text, m.start - statement.start)
    ]
    # News are of these months; what lies further back is told for comparison, or with its year.
    recent = [m for m in past if (as_day(written[1]) - as_day(m.last)).days <= _RECENT]
    dated = recent or [m for m in past if times.is_absolute(_words(statement, m))]
    if not dated:
        return written
    # Of equals the first: min keeps it.
    best = min(dated, key=lambda m: (as_day(m.last) - as_day(m.first)).days)
    return best.first, best.last


def _words(statement: Statement, mention: Mention) -> str:
    return statement.text[mention.start - statement.start : mention.end - statement.start]


def _choose(told: Sequence[_Told], limit: int) -> list[_Told]:
    """Take the best of each article, then the second best; of what is the same the latest."""
    ranked: list[tuple[int, _Told]] = []
    of_article: Counter[str] = Counter()
    for event in sorted(told, key=lambda e: (-e.score, e.place)):
        ranked.append((of_article[event.place[0]], event))
        of_article[event.place[0]] += 1
    chosen: list[_Told] = []
    for _, event in sorted(ranked, key=lambda pair: pair[0]):
        same = next((n for n, other in enumerate(chosen) if _repeats(event, other)), None)
        if same is not None:
            if event.statement.published > chosen[same].statement.published:
                chosen[same] = event
        elif sum(event.place[0] == other.place[0] for other in chosen) < _PER_ARTICLE:
            chosen.append(event)
    return chosen[:limit]


def _repeats(one: _Told, other: _Told) -> bool:
    words, others = stemmed(one.statement.text), stemmed(other.statement.text)
    shared = len(words & others) / (min(len(words), len(others)) or 1)
    apart = one.last < other.first or other.last < one.first
    return shared >= (_REPEATS + 0.3 if apart else _REPEATS)
