"""The questions that the peers are asked, out of ../shared/data (its README says how it counts)."""

import gzip
import json
from pathlib import Path

from eval.questions import Question, QuestionSet


def news_questions(shared: Path) -> QuestionSet:
    """Read the questions of RealTime QA; their choices are for measuring alone."""
    name = "realtimeqa-2023q4"
    lines = (shared / name / "questions.jsonl").read_text().splitlines()
    return QuestionSet(
        tuple(
            Question(
                id=one["id"],
                question=one["question"],
                answers=tuple(one["answers"]),
                asked=one["asked"][:10],
                choices=tuple(one["choices"]),
            )
            for one in map(json.loads, lines)
        ),
        name,
    )


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
