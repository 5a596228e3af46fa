"""Question sets: a JSON object a line, read with the number of every line that is wrong."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.gold import normalised
from index import Library
from index.errors import InputError

_EXPECTED = '{"question": "...", "answers": ["..."]} or {"question": "...", "answerable": true}'


@dataclass(frozen=True)
class Question:
    """A question whose answer is known.

    Attributes:
        id: As stated, else the number of its line.
        question: In words.
        answers: Gold answers, any of which will do; may be empty.
        answerable: Whether the library holds its answer; None if not stated.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    answerable: bool | None = None


def read(path: Path) -> list[Question]:
    """Read a question set, UTF-8; empty lines are passed over.

    Raises:
        InputError: If there is no such file, a line is wrong (the text says which, what was found
            and what is expected), or there is no question in it.
    """
    if not path.is_file():
        raise InputError(f"no file of questions: {path}")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text ({error.reason} at {error.start})") from error
    found = [
        _question(line, f"{path}, line {number}", number)
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not found:
        raise InputError(f"{path} holds no question; expected lines like {_EXPECTED}")
    return found


def _question(line: str, where: str, number: int) -> Question:
    try:
        value: Any = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: no JSON ({_shown(line)}); expected {_EXPECTED}") from error
    if not isinstance(value, dict):
        raise InputError(f"{where}: found {_shown(line)}; expected {_EXPECTED}")
    question, answers = value.get("question"), value.get("answers")
    answerable = value.get("answerable")
    if not isinstance(question, str) or not question.strip():
        raise InputError(f'{where}: "question" is {_shown(question)}; expected a text in words')
    if answers is not None and not _texts(answers):
        raise InputError(f'{where}: "answers" is {_shown(answers)}; expected a list of texts')
    if answerable is not None and not isinstance(answerable, bool):
        raise InputError(f'{where}: "answerable" is {_shown(answerable)}; expected true or false')
    if answerable is None and not any(normalised(answer).strip() for answer in answers or ()):
        raise InputError(f'{where}: neither "answerable" nor an answer; expected {_EXPECTED}')
    return Question(str(value.get("id", number)), question, tuple(answers or ()), answerable)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 60 else text[:59] + "…"


def judged(questions: Sequence[Question], library: Library) -> list[Question]:
    """Say of each question whether the library holds its answer, where that is not stated.

    It does if one of the gold answers stands as whole words in at least one article. Chance
    matches count: "2" stands in most libraries.
    """
    texts = (library.article(entry.id).text for entry in library.entries())
    unstated = {i: q.answers for i, q in enumerate(questions) if q.answerable is None}
    found = _standing(unstated, texts) if unstated else set()
    return [
        replace(question, answerable=number in found) if number in unstated else question
        for number, question in enumerate(questions)
    ]


def _standing(wanted: dict[int, tuple[str, ...]], texts: Iterable[str]) -> set[int]:
    """Give the numbers of those whose answer stands in one of the texts, each read once."""
    missing = {n: list(_sought(answers)) for n, answers in wanted.items()}
    for text in texts:
        whole = normalised(text)
        for number in [n for n, sought in missing.items() if any(one in whole for one in sought)]:
            del missing[number]
    return set(wanted) - set(missing)


def _sought(answers: Iterable[str]) -> Iterator[str]:
    return (normal for answer in answers if (normal := normalised(answer)).strip())
