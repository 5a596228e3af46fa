"""Compare two runs, question by question: what got better, what worse, and what is shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.remarks import Record
from eval.answers import Measures
from eval.differences import Difference, differences
from eval.questions import Question
from eval.runs import Conditions, Row, Run, rows
from eval.stages import Stage
from index.errors import InputError

# What says of a single question that it got better; the first that differs decides.
DECIDING = ("right", "f1", "Success@5")
_SETS = ("questions", "digest", "number")


class Condition(Record):
    """What two runs do not have in common.

    Attributes:
        name: As in `eval.runs.Conditions`; of a setting "settings.<name>"; "model" for the
            language models that answers name, and "machine".
        one: In the first run.
        other: In the second.
    """

    name: str
    one: str
    other: str


class Side(Record):
    """What one of the runs made of a question.

    Attributes:
        text: The answer; where only the search was asked, the first hit; the error where it failed.
        stage: Where it was lost.
        measures: Of `DECIDING` those that the run has.
    """

    text: str
    stage: Stage
    measures: Measures


class Change(Record):
    """A question that got better or worse.

    Attributes:
        id: Of the question.
        question: In words.
        measure: Which of `DECIDING` differs first.
        value: By how much.
        one: What the first run made of it.
        other: What the second did.
    """

    id: str
    question: str
    measure: str
    value: float
    one: Side
    other: Side


class Move(Record):
    """How many questions are in one stage in the first run, and in another in the second."""

    one: Stage
    other: Stage
    number: int


class Comparison(Record):
    """Two runs beside each other; differences are the second less the first.

    Attributes:
        one: The first run's folder.
        other: The second's.
        conditions: What the runs do not have in common, settings first.
        shared: How many questions are in both; all else is of these alone.
        only_one: Ids of the questions that only the first run has.
        only_other: Of those that only the second has.
        differences: In each measure.
        better: The questions that got better, the greatest change first.
        worse: Those that got worse, likewise.
        moves: From which stage to which, the most frequent first; what stays counts too.
    """

    one: str
    other: str
    conditions: tuple[Condition, ...]
    shared: int
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]
    differences: tuple[Difference, ...]
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    moves: tuple[Move, ...]


def compare(one: Path, other: Path) -> Comparison:
    """Compare two runs over the questions that both have asked, found by their ids.

    Args:
        one: The folder of the run that is the yardstick.
        other: The folder of the other.

    Raises:
        InputError: If one of them is no run that has ended, they share no question, or a question
            of one id has another wording or another gold in the other run.
    """
    first, second = Run.finished(one), Run.finished(other)
    asked, again = _asked(one), _asked(other)
    both = [id_ for id_ in asked if id_ in again]
    if not both:
        raise InputError(
            f"{one} and {other} have no question in common ({first.conditions.questions} and "
            f"{second.conditions.questions}); compare two runs of one question set"
        )
    for id_ in both:
        _require_same(asked[id_].question, again[id_].question, one, other)
    pairs = [(asked[id_], again[id_]) for id_ in both]
    changes = sorted(filter(None, map(_change, pairs)), key=_greatest)
    moves = Counter((was.side.stage, now.side.stage) for was, now in pairs)
    return Comparison(
        one=str(one),
        other=str(other),
        conditions=_conditions((first, _models(asked)), (second, _models(again))),
        shared=len(both),
        only_one=tuple(id_ for id_ in asked if id_ not in again),
        only_other=tuple(id_ for id_ in again if id_ not in asked),
        differences=differences([(was.measures, now.measures) for was, now in pairs]),
        better=tuple(change for change in changes if change.value > 0),
        worse=tuple(change for change in changes if change.value < 0),
        moves=tuple(Move(one=was, other=now, number=n) for (was, now), n in moves.most_common()),
    )


@dataclass(frozen=True)
class _Asked:
    """What is kept of a row; whole answer records of two runs would fill the memory."""

    question: Question
    side: Side
    measures: Measures
    model: str


def _asked(folder: Path) -> dict[str, _Asked]:
    return {
        row.question.id: _Asked(
            row.question, _side(row), row.measures, row.answer.model if row.answer else ""
        )
        for row in rows(folder)
    }


def _side(row: Row) -> Side:
    known = {name: row.measures[name] for name in DECIDING if name in row.measures}
    return Side(text=_text(row.answer, row.error), stage=row.stage, measures=known)


def _text(answer: Answer | None, error: str) -> str:
    if answer is None:
        return error
    return answer.text or (answer.hits[0].text if answer.hits else "")


def _models(asked: dict[str, _Asked]) -> str:
    return ", ".join(sorted({one.model for one in asked.values()} - {""}))


def _require_same(one: Question, other: Question, first: Path, second: Path) -> None:
    was, now = _gold(one), _gold(other)
    for name in was:
        if was[name] != now[name]:
            raise InputError(
                f"question {one.id} is not the same in both runs: its {name} is {was[name]!r} in "
                f"{first} and {now[name]!r} in {second}; ask both systems one question set, or "
                "give a question that is changed another id"
            )


def _gold(question: Question) -> dict[str, Any]:
    """Give what makes a question this question: all but its tags, gold in any order."""
    stated = question.answerable
    if stated is None and (question.answers or question.located):
        stated = True
    return {
        "question": question.question,
        "asked": question.asked,
        "history": question.history,
        "choices": question.choices,
        "answerable": stated,
        **{
            name: sorted(getattr(question, name))
            for name in ("answers", "articles", "passages", "evidence")
        },
    }


def _conditions(one: tuple[Run, str], other: tuple[Run, str]) -> tuple[Condition, ...]:
    was, now = _flat(*one), _flat(*other)
    names = sorted(dict.fromkeys((*was, *now)), key=lambda name: not name.startswith("settings."))
    return tuple(
        Condition(name=name, one=was.get(name, ""), other=now.get(name, ""))
        for name in names
        if was.get(name) != now.get(name)
    )


def _flat(run: Run, models: str) -> dict[str, str]:
    """Give a run's conditions by their names, those of its question set behind the others."""
    held = run.conditions
    names = [name for name in Conditions.model_fields if name not in ("settings", *_SETS)]
    settings = {f"settings.{name}": value for name, value in held.settings.items()}
    known = {name: getattr(held, name) for name in names} | settings
    known |= {"model": models, "machine": run.machine}
    known |= {name: getattr(held, name) for name in _SETS}
    return {name: str(value) for name, value in known.items()}


def _change(pair: Sequence[_Asked]) -> Change | None:
    was, now = pair
    for name in DECIDING:
        before, after = was.measures.get(name), now.measures.get(name)
        if before is not None and after is not None and before != after:
            return Change(
                id=was.question.id,
                question=was.question.question,
                measure=name,
                value=after - before,
                one=was.side,
                other=now.side,
            )
    return None


def _greatest(change: Change) -> tuple[int, float]:
    return DECIDING.index(change.measure), -abs(change.value)
