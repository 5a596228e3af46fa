"""Measures retrieval and answers: question sets in, runs with figures out.

from eval import QuestionSet, evaluate
from index import Library

run = evaluate(QuestionSet.read("questions.jsonl"), Library.open("news"))
print(run.metrics["Success@5"])
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval.evaluation import evaluate
    from eval.figures import Figure
    from eval.questions import Question, QuestionSet
    from eval.runs import Run

__all__ = ["QuestionSet", "Question", "evaluate", "Run", "Figure"]

_HOME = {
    "QuestionSet": "questions",
    "Question": "questions",
    "evaluate": "evaluation",
    "Run": "runs",
    "Figure": "figures",
}


def __getattr__(name: str) -> Any:
    # As in `index`: nothing heavy is imported before it is asked for.
    if name not in _HOME:
        raise AttributeError(f"module 'eval' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"eval.{_HOME[name]}"), name)
