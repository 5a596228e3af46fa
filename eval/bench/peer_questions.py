"""The questions that the peers are asked, out of ../shared/data (its README says how it counts)."""

import gzip
import json
from pathlib import Path

from eval.importers import import_set
from eval.questions import Question, QuestionSet


def news_questions(shared: Path) -> QuestionSet:
    """Read the questions of RealTime QA; their choices are for measuring alone."""
    return import_set(shared / "realtimeqa-2023q4" / "questions.jsonl", "realtimeqa").questions


def open_questions(shared: Path) -> QuestionSet:
    """Read Natural Questions, each answered by a passage of the library."""
    packed = (shared / "nq-open" / "nq-open-oracle.jsonl.gz").read_bytes()
    rows = map(json.loads, gzip.decompress(packed).splitlines())
    return QuestionSet(
        tuple(
            Question(
                id=str(number),
                question=row["question"],
                answers=tuple(row["answers"]),
                answerable=True,
            )
            for number, row in enumerate(rows)
        ),
        "nq-open",
    )
