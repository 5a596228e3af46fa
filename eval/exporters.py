"""A run's hits and gold as TREC's files, for trec_eval and ir_measures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from eval import retrieval, runs
from eval.import_files import Progress, silent
from eval.runs import Row, Run
from index.disk import write_whole
from index.errors import InputError

RUN, QRELS, LOCATED = "run.txt", "qrels.txt", "qrels-located.txt"


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        files: The files, in the order of their use.
        questions: How many questions are judged in them.
        located: Of those, how many say where their answer stands.
        left_out: How many questions retrieval was not measured for.
    """

    files: tuple[Path, ...]
    questions: int
    located: int
    left_out: int


def export(folder: Path | str, out: Path | str, progress: Progress = silent) -> Exported:
    """Write a run's hits (`run.txt`) and gold (`qrels.txt`) in TREC's form.

    Documents are those of `eval.retrieval.ranked`, so the same measures come out again. A question
    that states only answers has one gold document, whatever holds it; measures that count gold
    documents (Recall@k, nDCG@10, MAP@10) leave it out. Where there are such questions,
    `qrels-located.txt` judges the others alone: it goes with those measures.

    Args:
        folder: A run that has ended.
        out: A folder; made if it is not there.
        progress: Called with the number of questions read, and of all.

    Raises:
        InputError: If there is no such run, or the folder cannot be written.
    """
    run, out = Run.finished(folder), Path(out)
    tag = _word(run.name) or "dateline"
    hits: list[str] = []
    qrels: list[str] = []
    located: list[str] = []
    judged = whole = left_out = 0
    for number, row in enumerate(runs.rows(folder), start=1):
        progress(number, run.conditions.number)
        if row.measures.get("Success@1") is None:
            left_out += 1
            continue
        judged += 1
        found, gold = _ranked(row)
        hits += (f"{line} {tag}\n" for line in found)
        qrels += gold
        if row.measures.get("Recall@5") is not None:
            located += gold
            whole += 1
    files = {RUN: hits, QRELS: qrels} | ({LOCATED: located} if 0 < whole < judged else {})
    try:
        out.mkdir(parents=True, exist_ok=True)
        # Of an earlier export of another run it would be wrong.
        (out / LOCATED).unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from error
    for name, lines in files.items():
        write_whole(out / name, "".join(lines))
    return Exported(tuple(out / name for name in files), judged, whole, left_out)


def _ranked(row: Row) -> tuple[Iterator[str], list[str]]:
    answer, question = row.answer, _word(row.question.id)
    documents, gold = retrieval.ranked(row.question, answer.hits[: answer.found] if answer else ())
    found = (
        # All scores differ, so no tool orders equal ones in its own way.
        f"{question} Q0 {_word(document)} {rank} {len(documents) + 1 - rank}"
        for rank, document in enumerate(documents, start=1)
    )
    return found, [f"{question} 0 {_word(document)} 1\n" for document in sorted(gold)]


def _word(text: str) -> str:
    """Write an id without white space; ids that differ stay different."""
    return re.sub(r"[\s%]", lambda space: quote(space[0], safe=""), text)
