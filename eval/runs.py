"""A run: one evaluation's record, a folder with `run.json` and `questions.jsonl`.

`questions.jsonl` grows while the run goes on, a whole line for each question; `run.json` says what
is evaluated from the beginning, and holds the figures once all questions were asked.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError

from assistant.answer import Answer
from assistant.asking import Style
from assistant.remarks import Record
from eval.answers import Measures
from eval.figures import Figure
from eval.questions import Question
from eval.stages import Stage
from index.disk import write_whole
from index.errors import InputError

FORMAT: Literal[1] = 1
RUN, QUESTIONS = "run.json", "questions.jsonl"


class Conditions(Record):
    """What a run evaluates; two runs of one set under equal conditions are one run.

    Attributes:
        questions: The question set's name.
        digest: Its digest, after sampling.
        number: How many questions it has.
        kind: "answers", or "retrieval" where only the search was asked.
        style: What kind of answer was asked for.
        system: What was evaluated: "dateline", or the name that a script gave.
        settings: How it was set, without keys; also the model's name.
        library: The digest of the library's fingerprint; "" if none was given.
        articles: How many articles the library held.
        embedding: The fingerprint of its embedding model.
        dateline: The version of Dateline.
    """

    questions: str
    digest: str
    number: int
    kind: Literal["answers", "retrieval"] = "answers"
    style: Style = "full"
    system: str = "dateline"
    settings: dict[str, str | int | float | None] = Field(default_factory=dict)
    library: str = ""
    articles: int = 0
    embedding: str = ""
    dateline: str = ""


class Grade(Record):
    """What a judge said of an answer.

    Attributes:
        label: "correct", "partly", "wrong", or "ungraded" where it gave no grade.
        transcript: What it was asked and what it wrote.
    """

    label: Literal["correct", "partly", "wrong", "ungraded"]
    transcript: str


class Row(Record):
    """One question of a run.

    Attributes:
        question: With its gold.
        answer: The whole answer record; None if answering failed.
        error: Why it failed; "" if it did not.
        measures: Of this question; None where one does not apply.
        stage: Where it was lost.
        grade: What a judge said; None without one.
    """

    question: Question
    answer: Answer | None
    error: str = ""
    measures: Measures = Field(default_factory=dict)
    stage: Stage = Stage.UNKNOWN
    grade: Grade | None = None


class Run(Record):
    """One evaluation's record.

    Attributes:
        format: The version of this record's form.
        name: The folder's name.
        started: When, ISO 8601, UTC.
        ended: When all questions were asked; "" before.
        machine: What it ran on, in words.
        conditions: What was evaluated.
        metrics: The figures, by the names of measures.
        stages: How many questions were lost at each stage.
        tags: Of each tag, figures over its questions alone.
        failed: How many questions failed.
        seconds: How long it took, the harness included.
        harness_seconds: Of those, what measuring and writing took.
    """

    format: Literal[1] = FORMAT
    name: str
    started: str
    ended: str = ""
    machine: str = ""
    conditions: Conditions
    metrics: dict[str, Figure] = Field(default_factory=dict)
    stages: dict[Stage, int] = Field(default_factory=dict)
    tags: dict[str, dict[str, Figure]] = Field(default_factory=dict)
    failed: int = 0
    seconds: float = 0.0
    harness_seconds: float = 0.0

    @classmethod
    def read(cls, folder: Path | str) -> Self:
        """Read a run's record.

        Raises:
            InputError: If the folder holds none, or one that cannot be read.
        """
        file = Path(folder) / RUN
        if not file.is_file():
            raise InputError(
                f"no run in {folder} (no {RUN}); `dateline eval run QUESTIONS --out {folder}` "
                "makes one"
            )
        try:
            return cls.model_validate_json(file.read_text(encoding="utf-8"))
        except (ValidationError, UnicodeDecodeError) as error:
            raise InputError(
                f"{file} is no record of a run as this version writes them; "
                "`dateline eval run … --again` makes it anew"
            ) from error

    @classmethod
    def finished(cls, folder: Path | str) -> Self:
        """Read a run's record, which must have ended.

        Raises:
            InputError: If there is none, or it goes on still.
        """
        run = cls.read(folder)
        if not run.ended:
            raise InputError(
                f"the run in {folder} has not ended: {sum(1 for _ in rows(folder))} of "
                f"{run.conditions.number} questions; the same `dateline eval run` goes on with it"
            )
        return run

    def write(self, folder: Path) -> None:
        """Write the record into a folder, whole or not at all."""
        write_whole(folder / RUN, self.model_dump_json(indent=2) + "\n")


def rows(folder: Path | str) -> Iterator[Row]:
    """Read the questions of a run, one after the other; a line cut off by a kill is passed over.

    Raises:
        InputError: If another line cannot be read.
    """
    file = Path(folder) / QUESTIONS
    if not file.is_file():
        return
    with file.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith("\n"):
                return
            try:
                yield Row.model_validate_json(line)
            except ValidationError as error:
                raise InputError(f"{file}, line {number} is no question of a run") from error


def write_lines(folder: Path, lines: Sequence[str]) -> None:
    """Write all questions of a run anew, as `line` gives them, whole or not at all."""
    write_whole(folder / QUESTIONS, "".join(lines))


def line(row: Row) -> str:
    """Write a question as a line."""
    return json.dumps(row.model_dump(mode="json"), ensure_ascii=False) + "\n"
