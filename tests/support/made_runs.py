"""Tiny runs of systems that answer by a table."""

from collections.abc import Callable, Mapping
from pathlib import Path

from made_answers import answer, hit

from assistant.answer import Answer
from assistant.remarks import Timings
from eval.evaluation import evaluate
from eval.questions import Question, QuestionSet
from eval.runs import Run

# What each answer, found at the first hit, says; None fails, "" abstains.
Said = Mapping[str, str | None]


def questions(number: int = 20, **fields: object) -> QuestionSet:
    """Questions q0, q1, …, each answered by "word0", "word1", …"""
    return QuestionSet(
        tuple(
            Question(f"q{n}", f"What is {n}?", (f"word{n}",), True, **fields) for n in range(number)
        )
    )


def system(said: Said, milliseconds: float = 100.0) -> Callable[[Question], Answer]:
    """A system that answers by a table, and what is not in it rightly."""

    def asked(question: Question) -> Answer:
        text = said.get(question.id, question.answers[0] if question.answers else "")
        if text is None:
            raise RuntimeError("no answer today")
        return answer(
            question=question.question,
            standalone_question=question.question,
            text=text or "There is no answer.",
            abstained=not text,
            hits=(hit(f"It is {text}."),),
            found=1,
            timings=Timings(total_ms=milliseconds),
            model="table",
        )

    return asked


def run(
    folder: Path,
    said: Said | None = None,
    asked: QuestionSet | None = None,
    milliseconds: float = 100.0,
    **how: object,
) -> Run:
    """Make a run's folder."""
    return evaluate(asked or questions(), system(said or {}, milliseconds), out=folder, **how)
