"""Question sets: a JSON object a line, read with the number of every line that is wrong."""

import datetime
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError, with_config

from assistant.asking import Exchange
from eval.gold import normalised
from index import Library
from index.disk import write_whole
from index.errors import InputError
from index.identity import address_key

_EXPECTED = '{"question": "...", "answers": ["..."]} or {"question": "...", "answerable": true}'


def _alternatives(value: object) -> object:
    """Take a text for the list of its only wording."""
    if not isinstance(value, list):
        return value
    return tuple((one,) if isinstance(one, str) else _tuple(one) for one in value)


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class Question:
    """A question whose answer is known; one line of a question set.

    Attributes:
        id: As stated, else the number of its line.
        question: In words.
        answers: Gold answers, any of which will do; may be empty.
        answerable: Whether the library holds its answer; None if not stated.
        articles: Ids or addresses of the articles that answer it.
        passages: Ids of the passages that do.
        evidence: What an answer rests on, word for word: of each needed sentence the wordings that
            are equally good. In a file, a sentence with one wording is a plain text.
        asked: The day of asking, ISO 8601: nothing later is searched; "" for any.
        history: The conversation before it, the latest exchange last.
        choices: Of a multiple-choice question; a gold answer is one of them.
        tags: What kind of question it is; figures are given for each.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    answerable: bool | None = None
    articles: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    evidence: Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_alternatives)] = ()
    asked: str = ""
    history: tuple[Exchange, ...] = ()
    choices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def located(self) -> bool:
        """Whether it is said where its answer stands."""
        return bool(self.articles or self.passages or self.evidence)

    def to_json(self) -> str:
        """Write it as a line of a question set, without what is empty."""
        value = {
            name: given
            for name, given in _QUESTION.dump_python(self, mode="json").items()
            if given not in ("", [], None)
        }
        if "evidence" in value:
            value["evidence"] = [one[0] if len(one) == 1 else one for one in value["evidence"]]
        return json.dumps(value, ensure_ascii=False)


_QUESTION = TypeAdapter(Question)
_FIELDS = tuple(field.name for field in fields(Question))
_TEXTS = "a list of texts"
_EXPECTED_IN = {
    "id": "a text or a number",
    "question": "a text in words",
    "answerable": "true or false",
    "answers": _TEXTS,
    "articles": _TEXTS,
    "passages": _TEXTS,
    "choices": _TEXTS,
    "tags": _TEXTS,
    "evidence": "a list of sentences, or of lists of equally good ones",
    "asked": 'a day like "2023-12-06"',
    "history": 'a list like [{"question": "...", "answer": "..."}]',
}


@dataclass(frozen=True)
class QuestionSet(Sequence[Question]):
    """Questions to evaluate with, in order; ids are unique.

    Attributes:
        questions: In the order of the file.
        name: For people: the file's name without its ending.
    """

    questions: tuple[Question, ...]
    name: str = "questions"

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Read a question set, UTF-8; empty lines are passed over.

        Raises:
            InputError: If there is no such file, a line is wrong (the text says which, what was
                found and what is expected), two have one id, or there is no question in it.
        """
        path = Path(path)
        numbered = [(n, line) for n, line in enumerate(_lines(path), start=1) if line.strip()]
        found = [_question(line, f"{path}, line {number}", number) for number, line in numbered]
        if not found:
            raise InputError(f"{path} holds no question; expected lines like {_EXPECTED}")
        seen: dict[str, int] = {}
        for (number, _), question in zip(numbered, found, strict=True):
            if question.id in seen:
                same = f'"id" is {question.id}, as in line {seen[question.id]}'
                raise InputError(f"{path}, line {number}: {same}; expected one of its own")
            seen[question.id] = number
        return cls(tuple(found), path.stem)

    def write(self, path: Path | str) -> None:
        """Write it as a file that `read` reads; it stands there whole or not at all."""
        write_whole(Path(path), "".join(f"{question.to_json()}\n" for question in self))

    def sample(self, number: int, seed: int = 0) -> Self:
        """Draw some of the questions, the same for the same seed, in their order."""
        if number >= len(self):
            return self
        places = sorted(random.Random(seed).sample(range(len(self)), number))  # noqa: S311 - a draw, no secret
        return replace(self, questions=tuple(self.questions[place] for place in places))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the questions; equal digests mean equal questions in equal order."""
        whole = "\n".join(question.to_json() for question in self)
        return hashlib.sha256(whole.encode()).hexdigest()

    def __len__(self) -> int:
        return len(self.questions)

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __getitem__(self, place: Any) -> Any:
        return self.questions[place]


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise InputError(f"no file of questions: {path}")
    try:
        # Not splitlines: a JSON string may hold other marks that end a line.
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text ({error.reason} at {error.start})") from error


def _question(line: str, where: str, number: int) -> Question:
    try:
        value: Any = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: no JSON ({_shown(line)}); expected {_EXPECTED}") from error
    if not isinstance(value, dict):
        raise InputError(f"{where}: found {_shown(value)}; expected {_EXPECTED}")
    if isinstance(value.setdefault("id", number), int):
        value["id"] = str(value["id"])
    return checked(value, where)


def checked(value: dict[str, Any], where: str) -> Question:
    """Make a question of plain values, as JSON has them.

    Args:
        value: Its fields.
        where: What is named in an error.

    Raises:
        InputError: If one is missing, wrong, or unknown.
    """
    try:
        # Null is how other tools write what is not stated.
        given = {name: item for name, item in value.items() if item is not None}
        question = _QUESTION.validate_json(json.dumps(given), strict=True)
    except ValidationError as error:
        raise InputError(f"{where}: {_wrong(value, error)}") from error
    if problem := _problem(question):
        raise InputError(f"{where}: {problem}")
    return question


def _wrong(value: dict[str, Any], error: ValidationError) -> str:
    where = error.errors()[0]["loc"]
    if not where:
        return f"{error.errors()[0]['msg']}; expected {_EXPECTED}"
    name = str(where[0])
    if name not in _FIELDS:
        known = ", ".join(_FIELDS)
        return f'"{name}" is no field of a question; expected some of {known} (see `tags`)'
    return f'"{name}" is {_shown(value.get(name))}; expected {_EXPECTED_IN[name]}'


def _problem(question: Question) -> str:
    """Say what is wrong with a question whose fields have the right types; "" if nothing is."""
    if not question.question.strip():
        return f'"question" is {question.question}; expected {_EXPECTED_IN["question"]}'
    if not question.id.strip():
        return f'"id" is empty; expected {_EXPECTED_IN["id"]}'
    if question.asked and not _is_day(question.asked):
        return f'"asked" is {question.asked}; expected {_EXPECTED_IN["asked"]}'
    golds = [answer for answer in question.answers if normalised(answer).strip()]
    if question.answerable is None and not golds and not question.located:
        return f'neither "answerable" nor an answer; expected {_EXPECTED}'
    choices = {normalised(choice) for choice in question.choices}
    if choices and golds and not any(normalised(answer) in choices for answer in golds):
        shown = _shown(list(question.choices))
        return f'none of "answers" is one of "choices" ({shown}); expected the right one there'
    return ""


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def article_key(article: str) -> str:
    """Give what names an article: its id, or its address in the one way that is compared.

    What is neither stays what it is, and names nothing.
    """
    if "://" not in article:
        return article
    try:
        return address_key(article)
    except ValueError:
        return article


def judged(questions: QuestionSet, library: Library) -> QuestionSet:
    """Say of each question whether the library holds its answer, where that is not stated.

    One that says where its answer stands is answerable. Another one is if one of its gold answers
    stands as whole words in at least one article. Chance matches count: "2" stands in most
    libraries.
    """
    located = {n for n, q in enumerate(questions) if q.answerable is None and q.located}
    unstated = {
        n: q.answers for n, q in enumerate(questions) if q.answerable is None and n not in located
    }
    texts = (library.article(entry.id).text for entry in library.entries())
    found = located | (_standing(unstated, texts) if unstated else set())
    return replace(
        questions,
        questions=tuple(
            replace(question, answerable=number in found)
            if question.answerable is None
            else question
            for number, question in enumerate(questions)
        ),
    )


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
