"""Where sources give different values for what an answer states.

Two sentences are about the same thing if they say nearly the same words of the same names, of the
same time, with the same reservations, and hold one value of a kind each. Whatever else may differ
makes two things of it: a disagreement that is none does more harm than one that is not shown.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import Citation, Hit, Sentence
from assistant.prompts import written_date
from assistant.remarks import Disagreement, Side
from assistant.same_thing import (
    FEWEST,
    ONCE,
    SAME_WORDS,
    claimed_words,
    reservations,
    same_thing,
)
from assistant.statements import Figure, Statement, figures, statements, stemmed
from index.temporal import Mention, mentions

_ROUGHLY = re.compile(
    r"\b(?:about|around|some|nearly|almost|roughly|over|more than|approximately|close to)"
    r" ?[$£€]?\Z",
    re.IGNORECASE,
)
# Both may be true of one number, however far below it is.
_BELOW = re.compile(r"\b(?:fewer than|less than|under|below) ?[$£€]?\Z", re.IGNORECASE)
_ANY_DAY = "2000-01-01"
_OPENED = re.compile(r"(?:until|till|by|through) ", re.IGNORECASE)


@dataclass(frozen=True)
class _Value:
    """A value that a statement gives: of a figure, or of a date."""

    statement: Statement
    figure: Figure | None
    days: tuple[int, int] | None
    shown: str


def disagreements(
    question: str,
    sentences: Sequence[Sentence],
    citations: Sequence[Citation],
    hits: Sequence[Hit],
    mentions_of: Callable[[str], Sequence[Mention]],
) -> tuple[list[Disagreement], list[Citation]]:
    """Find where hits give other values for what an answer states.

    Copies of a story count as one, as a value is as old as the first article that gives it and
    has one side however many repeat it.

    Args:
        question: As it was searched.
        sentences: The answer's.
        citations: What they cite, in the order of markers.
        hits: In any order.
        mentions_of: Gives the dates that an article mentions, by its id: `Library.mentions`.

    Returns:
        The disagreements, in the order of the answer's sentences, and the citations that they
        need beside the given ones; their markers go on.
    """
    known = [
        s
        for s in statements(hits, mentions_of)
        if s.hit.published and s.is_whole and (s.figures or _date_value(s) is not None)
    ]
    cited = {c.marker: c for c in citations}
    marked = {(c.article_id, c.start, c.end): c.marker for c in citations}
    found: list[Disagreement] = []
    added: list[Citation] = []
    told: set[frozenset[int]] = set()
    for sentence in sentences:
        sources = [cited[marker] for marker in sentence.citations if marker in cited]
        for stated in known:
            if not _states(sentence, stated, sources, question):
                continue
            values = _disagreeing(stated, known)
            sides = _sides(values, sentence, question)
            key = frozenset(id(value.statement) for value in sides)
            if len(sides) < 2 or key in told:
                continue
            told.add(key)
            markers = []
            for value in sides:
                place = (value.statement.hit.article_id, value.statement.start, value.statement.end)
                if place not in marked:
                    marked[place] = len(citations) + len(added) + 1
                    added.append(value.statement.citation(marked[place]))
                markers.append(marked[place])
            found.append(_disagreement(sides, markers))
    return found, added


def stale(sentence: str, disagreement: Disagreement) -> bool:
    """Tell whether an answer's sentence gives only an older value of what was updated since."""
    if disagreement.kind != "updated":
        return False
    newest, *older = (side.value for side in disagreement.sides)
    return not _gives(sentence, newest) and any(_gives(sentence, value) for value in older)


def _gives(sentence: str, value: str) -> bool:
    """Tell whether a sentence gives a side's value, a figure in any notation."""
    if re.search(rf"(?<!\w){re.escape(value)}(?!\w)", sentence, re.IGNORECASE):
        return True
    # Of a date ("12 June") the figure alone says nothing.
    own = [] if mentions(value, _ANY_DAY) else figures(value)[:1]
    return any(_may_be(said, figure) for figure in own for said in figures(sentence))


def _may_be(said: Figure, figure: Figure) -> bool:
    return said.value == figure.value and said.unit in ("", figure.unit)


def _states(
    sentence: Sentence, statement: Statement, sources: Sequence[Citation], question: str
) -> bool:
    """Tell whether an answer's sentence says what an article's sentence does."""
    hit = statement.hit
    cites = any(
        c.article_id == hit.article_id and c.start < statement.end and statement.start < c.end
        for c in sources
    )
    words = claimed_words(sentence.text) | claimed_words(question)
    return cites or len(words & claimed_words(statement.claim)) >= FEWEST


def _disagreeing(stated: Statement, known: Sequence[Statement]) -> list[_Value]:
    """Give the values of one thing that a statement and others like it give."""
    for read in (_figure_values, _date_values):
        found: dict[int, _Value] = {}
        for other in known:
            if other.hit.article_id != stated.hit.article_id and same_thing(stated, other):
                for value in read(stated, other):
                    found.setdefault(id(value.statement), value)
        if found:
            return list(found.values())
    return []


def _sides(values: Sequence[_Value], sentence: Sentence, question: str) -> list[_Value]:
    """Give one value of each that is equal, its earliest, the latest value first."""
    if not any(_says(sentence.text, value) for value in values):
        return []
    first: list[_Value] = []
    for value in sorted(values, key=lambda v: (v.statement.published, v.statement.hit.article_id)):
        if not any(_equal(value, other) for other in first):
            first.append(value)
    if (
        len({v.statement.published for v in first})
        == 1
        == len({v.statement.hit.source for v in first})
    ):
        return []
    return first[::-1]


def _says(text: str, value: _Value) -> bool:
    if value.figure is not None:
        return any(_may_be(said, value.figure) for said in figures(text))
    return value.shown.lower() in text.lower()


def _equal(one: _Value, other: _Value) -> bool:
    if one.figure is not None and other.figure is not None:
        before = [v.statement.claim[: v.figure.start] for v in (one, other) if v.figure]
        if any(_BELOW.search(words) for words in before):
            return True
        rough = any(_ROUGHLY.search(words) for words in before)
        return one.figure.agrees(other.figure, 0.1 if rough else 0.0)
    assert one.days is not None
    assert other.days is not None
    return one.days[0] <= other.days[1] and other.days[0] <= one.days[1]


def _disagreement(sides: Sequence[_Value], markers: Sequence[int]) -> Disagreement:
    newest, second = sides[0].statement, sides[1].statement
    disputed = newest.published == second.published
    told = [
        f"{_outlet(v.statement)}"
        f" {'says' if v.statement.published == newest.published else 'had said'} {_lower(v.shown)}"
        for v in sides
    ]
    return Disagreement(
        kind="disputed" if disputed else "updated",
        sides=tuple(
            Side(value=value.shown, citation=marker)
            for value, marker in zip(sides, markers, strict=True)
        ),
        text="; ".join(told) + ".",
    )


def _outlet(statement: Statement) -> str:
    return f"{statement.hit.source} ({written_date(statement.hit.published)})"


def _lower(shown: str) -> str:
    return shown[0].lower() + shown[1:]


def _figure_values(one: Statement, other: Statement) -> list[_Value]:
    pairs = [
        (a, b)
        for a in one.figures
        for b in other.figures
        if a.unit == b.unit and _count_the_same(one, a, other, b)
    ]
    if len(pairs) != 1:
        return []
    return [_Value(s, f, None, _shown(s, f)) for s, f in zip((one, other), pairs[0], strict=True)]


def _count_the_same(one: Statement, a: Figure, other: Statement, b: Figure) -> bool:
    if a.unit:
        return True
    counted, others = _counted(one, a), _counted(other, b)
    words, other_words = claimed_words(one.claim), claimed_words(other.claim)
    if counted[:1] and counted[0] not in other_words:
        return False
    if others[:1] and others[0] not in words:
        return False
    differ = (
        counted[1:2] and others[1:2] and counted[1] not in other_words and others[1] not in words
    )
    return bool(counted or others) and not differ


def _counted(statement: Statement, figure: Figure) -> list[str]:
    """Give the stems of the words behind a count, up to a mark: what is counted, and how."""
    behind = re.split(r"[.,;:!?()“”\"–—]", statement.claim[figure.end :])[0]
    found = [next(iter(stemmed(word)), "") for word in behind.split()[:4]]
    return [SAME_WORDS.get(word, word) for word in found if word]


def _shown(statement: Statement, figure: Figure) -> str:
    end = figure.end
    if not figure.unit and (behind := re.match(r" [\w’'-]+", statement.claim[end:])):
        end += behind.end()
    return statement.text[figure.start : end]


def _date_values(one: Statement, other: Statement) -> list[_Value]:
    values = [_date_value(one), _date_value(other)]
    if values[0] is None or values[1] is None:
        return []
    earlier, later = sorted((values[0], values[1]), key=lambda v: v.statement.published)
    assert earlier.days is not None
    # Once its day has come, a later date may be that of the next meeting.
    if later.statement.published[1] > earlier.days[1] and not ONCE.search(one.claim):
        return []
    return [earlier, later]


def _date_value(statement: Statement) -> _Value | None:
    """Give the one day that a statement sets for what is ahead, or for what happens once."""
    once = ONCE.search(statement.claim) is not None
    dates = [m for m in statement.dates if once or m.last > statement.published[1]]
    if len(dates) != 1:
        return None
    (date,) = dates
    words = statement.text[date.start - statement.start : date.end - statement.start]
    opened = _OPENED.match(words)
    if not (once or opened or "ahead" in reservations(statement.claim)):
        return None
    days = (date.last, date.last) if opened else (date.first, date.last)
    return _Value(statement, None, days, words[opened.end() :] if opened else words)
