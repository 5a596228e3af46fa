"""Evaluate: every question asked once, measured, kept; then the figures over all of them."""

import datetime
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever

from assistant import Answer, Assistant
from assistant.asking import Style
from assistant.confidence import Calibration, calibration_of, confidence
from eval import answers, retrieval, runs
from eval.answers import Measures
from eval.figures import CONFIDENCE, Figure, figure_of, figures
from eval.questions import Question, QuestionSet, judged
from eval.runs import Conditions, Grade, Row, Run
from eval.stages import Stage, stage
from eval.systems import System, system_of
from index import Library, fingerprint
from index.errors import InputError

# What of the conditions is a digest, and of what.
_DIGESTS = {"digest": "questions", "library": "articles"}
# Figures that are also given for each tag.
_OF_TAGS = ("right", "f1", "Success@5")
Progress = Callable[[Row, int, int], None]
Judge = Callable[[Question, Answer], Grade]


def evaluate(
    questions: QuestionSet,
    system: Any,
    *,
    out: Path | str | None = None,
    library: Library | None = None,
    retrieval_only: bool = False,
    style: Style = "full",
    name: str = "dateline",
    again: bool = False,
    judge: Judge | None = None,
    progress: Progress | None = None,
) -> Run:
    """Evaluate a system on a question set.

    One failure never ends it: the question's row says why, and scores as not answered. A run that
    was stopped goes on where the same call finds it in `out`; failed questions are asked again.

    Args:
        questions: What to ask.
        system: What to ask it of; see `eval.systems.system_of`.
        out: The run's folder; None keeps nothing but the figures.
        library: Says of a question that does not state it whether it can be answered, and is
            named in the record. Default: the assistant's own, or the system if it is one.
        retrieval_only: Measure the hits alone; of a library or retriever there is nothing else.
        style: What kind of answer an assistant is asked for.
        name: Of the system, for the record.
        again: Forget what `out` holds.
        judge: Grades answers; see `eval.judge`.
        progress: Called after each question with its row, how many are done, and how many all are.

    Returns:
        The record with its figures; `eval.runs.rows(out)` gives the questions.

    Raises:
        InputError: If `out` holds another run, or cannot be written.
    """
    began, own = time.perf_counter(), 0.0
    library = library or _library_of(system)
    questions = judged(questions, library) if library else questions
    only = retrieval_only or isinstance(system, Library | BaseRetriever)
    folder = Path(out) if out is not None else None
    run = _begun(folder, _conditions(questions, system, library, only, style, name), again)
    measuring = _Measuring(style, only, calibration_of(library) if library else None, judge)
    asked = system_of(system, style)
    known = {question.id for question in questions}
    done = {row.question.id: row for row in _kept(folder) if row.question.id in known}
    for question in questions:
        if question.id in done:
            continue
        answer, error = _attempted(asked, question)
        answered = time.perf_counter()
        row = measuring.row(question, answer, error)
        done[question.id] = row.model_copy(update={"answer": None})
        if folder:
            with (folder / runs.QUESTIONS).open("a", encoding="utf-8") as lines:
                lines.write(runs.line(row))
        own += time.perf_counter() - answered
        if progress:
            progress(row, len(done), len(questions))
    seconds = run.seconds + time.perf_counter() - began
    run = _summed(run, [done[question.id] for question in questions]).model_copy(
        update={"ended": _now(), "seconds": seconds, "harness_seconds": run.harness_seconds + own}
    )
    if folder:
        run.write(folder)
    return run


def _attempted(asked: System, question: Question) -> tuple[Answer | None, str]:
    try:
        return asked(question), ""
    except Exception as error:
        # Whatever goes wrong with one question, the others are still asked.
        return None, f"{type(error).__name__}: {error}"


@dataclass(frozen=True)
class _Measuring:
    """Makes rows: what is measured of a question."""

    style: Style
    retrieval_only: bool
    calibration: Calibration | None
    judge: Judge | None

    def row(self, question: Question, answer: Answer | None, error: str) -> Row:
        """Measure an answer; one that failed has found and answered nothing."""
        empty = Answer(
            question=question.question, standalone_question=question.question, abstained=True
        )
        given = answer or empty
        found = given.hits[: given.found]
        measures: Measures = retrieval.measures(question, found)
        if self.retrieval_only:
            took = given.timings.retrieval_ms
            return self._made(question, answer, error, measures | {"retrieval_ms": took or None})
        measures |= answers.measures(question, given, self.style)
        if answer is None and question.answerable is False:
            # To fail is not to have seen that there is no answer.
            measures |= {"right": 0.0, "refused_unanswerable": 0.0}
        if self.calibration is not None and answer is not None:
            measures[CONFIDENCE] = confidence(found, self.calibration)
        grade = None
        if self.judge and answer and not answer.abstained:
            grade = self.judge(question, answer)
            measures |= {"judged": _GRADES.get(grade.label)}
        return self._made(question, answer, error, measures, grade)

    def _made(
        self,
        question: Question,
        answer: Answer | None,
        error: str,
        measures: Measures,
        grade: Grade | None = None,
    ) -> Row:
        where = self._stage(question, answer, measures)
        return Row(
            question=question,
            answer=answer,
            error=error,
            measures=measures,
            stage=where,
            grade=grade,
        )

    def _stage(self, question: Question, answer: Answer | None, measures: Measures) -> Stage:
        if not self.retrieval_only or answer is None:
            return stage(question, answer, self.style)
        if question.answerable is False:
            return Stage.UNKNOWN
        found = measures["Success@10"]
        if found is None:
            return Stage.UNKNOWN
        return Stage.RIGHT if found else Stage.NOT_RETRIEVED


_GRADES = {"correct": 1.0, "partly": 0.5, "wrong": 0.0}


def _summed(run: Run, rows: Sequence[Row]) -> Run:
    tags = sorted({tag for row in rows for tag in row.question.tags})
    stages = Counter(row.stage for row in rows)
    return run.model_copy(
        update={
            "metrics": figures([row.measures for row in rows]),
            "stages": {one: stages[one] for one in Stage if one in stages},
            "tags": {tag: _of_tag(tag, rows) for tag in tags},
            "failed": sum(bool(row.error) for row in rows),
        }
    )


def _of_tag(tag: str, rows: Sequence[Row]) -> dict[str, Figure]:
    own = [row.measures for row in rows if tag in row.question.tags]
    return {name: figure_of(own, name) for name in _OF_TAGS if any(name in row for row in own)}


def _library_of(system: Any) -> Library | None:
    if isinstance(system, Library):
        return system
    return system.library if isinstance(system, Assistant) else None


def _conditions(
    questions: QuestionSet,
    system: Any,
    library: Library | None,
    retrieval_only: bool,
    style: Style,
    name: str,
) -> Conditions:
    settings = {}
    if isinstance(system, Assistant):
        settings = system.settings.model_dump(mode="json", exclude={"llm_key", "llm_threads"})
    held = fingerprint.take(library.folder) if library else None
    return Conditions(
        questions=questions.name,
        digest=questions.digest,
        number=len(questions),
        kind="retrieval" if retrieval_only else "answers",
        style=style,
        system=name,
        settings=settings,
        library=held.digest if held else "",
        articles=held.articles if held else 0,
        embedding=held.embedding if held else "",
        dateline=version("dateline-qa"),
    )


def _begun(folder: Path | None, conditions: Conditions, again: bool) -> Run:
    """Begin a run, or take up the one that a folder holds."""
    fresh = Run(
        name=folder.name if folder else "",
        started=_now(),
        machine=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        conditions=conditions,
    )
    if folder is None:
        return fresh
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the run's folder {folder} cannot be made: {error.strerror}") from error
    if (folder / runs.RUN).exists() and not again:
        run = Run.read(folder)
        if run.conditions != conditions:
            raise InputError(
                f"{folder} holds a run of something else ({_difference(run.conditions, conditions)}"
                "); name another folder, or forget that run with --again"
            )
        return run
    strangers = [one.name for one in folder.iterdir() if one.name not in (runs.RUN, runs.QUESTIONS)]
    if strangers and not (folder / runs.RUN).exists():
        raise InputError(f"{folder} is no run's folder: it holds {strangers[0]}; name an empty one")
    fresh.write(folder)
    runs.write_lines(folder, ())
    return fresh


def _difference(one: Conditions, other: Conditions) -> str:
    """Say in which condition two runs differ first."""
    was, now = one.model_dump(), other.model_dump()
    name = next(
        name for name in sorted(was, key=lambda name: name in _DIGESTS) if was[name] != now[name]
    )
    if name in _DIGESTS:
        return f"its {_DIGESTS[name]} are others"
    return f"its {name} is {was[name]!r}, not {now[name]!r}"


def _kept(folder: Path | None) -> list[Row]:
    """Give what was asked before, without answers; what failed or was cut off is forgotten."""
    if folder is None:
        return []
    kept: list[Row] = []
    whole: list[str] = []
    for row in runs.rows(folder):
        if not row.error:
            whole.append(runs.line(row))
            kept.append(row.model_copy(update={"answer": None}))
    runs.write_lines(folder, whole)
    return kept


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
