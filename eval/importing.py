"""What is imported and how, for all formats."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.import_files import Progress, silent
from eval.questions import Question, QuestionSet
from index.errors import InputError


@dataclass(frozen=True)
class How:
    """How a set is imported.

    Attributes:
        split: Which judgements of a BEIR folder; "" for "test", or the only one there.
        mapping: Fields of a question to a table's columns, where those are named otherwise.
        progress: Called with how much is done and how much there is, in bytes or entries.
    """

    split: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    progress: Progress = silent


@dataclass(frozen=True)
class Imported:
    """A set in another format, read.

    Attributes:
        questions: The questions.
        articles: Records for `dateline add`; empty where the format brings no texts.
        notes: What was left out or folded together, in words.
    """

    questions: QuestionSet
    articles: tuple[dict[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def article_lines(self) -> str:
        """Write the articles as a JSONL file's text."""
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in self.articles)


def made(path: Path, questions: Iterable[tuple[Question, str]]) -> QuestionSet:
    """Make a question set of what was read, each question with its place.

    Raises:
        InputError: If there is none, or two have one id.
    """
    seen: dict[str, str] = {}
    found = []
    for question, where in questions:
        if question.id in seen:
            raise InputError(
                f"{where}: the id {question.id} was used before, in {seen[question.id]}"
            )
        seen[question.id] = where
        found.append(question)
    if not found:
        raise InputError(f"{path} holds no question")
    name = path.name.removesuffix(".gz")
    return QuestionSet(tuple(found), Path(name).stem)
