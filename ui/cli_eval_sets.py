"""`dateline eval import`, `check` and `export`: question sets in, and runs out to other tools."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import InputError
from ui.options import JsonOption, chosen_fields

if TYPE_CHECKING:
    from eval.importing import Imported
    from eval.questions import QuestionSet
    from eval.standing import Missing

_SHOWN = 50
# What a question may state, in the order of its fields.
_STATED = ("answers", "articles", "passages", "evidence", "asked", "history", "choices")


def import_set(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A file or folder.", show_default=False)
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="The new question set.", show_default=False),
    ],
    format_name: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help="squad, beir, nq, multihop-rag, realtimeqa or csv.  [default: what it looks like]",
            show_default=False,
        ),
    ] = "",
    articles: Annotated[
        Path | None,
        typer.Option("--articles", metavar="FILE", help="Where its texts go, for `dateline add`."),
    ] = None,
    split: Annotated[
        str,
        typer.Option(
            "--split",
            metavar="NAME",
            help="Which judgements of a BEIR folder.  [default: test]",
            show_default=False,
        ),
    ] = "",
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN,...",
            help="Names of a table's columns, as question=Text,answers=Gold; repeatable.",
        ),
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="Draw N of the questions.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the drawing.")] = 0,
) -> None:
    """Make a question set of one in another format, and articles of the texts that it brings.

    SQuAD 1.1 and 2.0, BEIR folders, Natural Questions with contexts, MultiHop-RAG, RealTime QA,
    and tables (CSV, TSV). Articles are never drawn from: what answers no question distracts.
    """
    from eval.importers import import_set as read
    from eval.importing import How
    from index.disk import write_whole
    from ui import terminal

    for file in filter(None, (out, articles)):
        if file.exists():
            raise InputError(f"{file} is there already; remove it, or name another file")
    if articles and articles.absolute() == out.absolute():
        raise InputError(f"--out and --articles both name {out}; name two files")
    with _progress("reading") as progress:
        found = read(source, format_name, How(split, chosen_fields(maps), progress))
    if articles:
        if not found.articles:
            raise InputError(f"{source} brings no texts: leave --articles out")
        write_whole(articles, found.article_lines())
    questions = found.questions.sample(sample, seed) if sample else found.questions
    questions.write(out)
    for line in _told(found, questions, out, articles):
        terminal.out.print(line, markup=False, soft_wrap=True)


def _told(
    found: "Imported", questions: "QuestionSet", out: Path, articles: Path | None
) -> Iterator[str]:
    drawn = f" of {len(found.questions)}" if len(questions) < len(found.questions) else ""
    yield f"{len(questions)}{drawn} questions written to {out}"
    if articles:
        yield f"{len(found.articles)} articles written to {articles}: `dateline add {articles}`"
    elif found.articles:
        yield f"it brings {len(found.articles)} articles too: --articles FILE writes them"
    yield from (f"note: {note}" for note in found.notes)


def check(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONS",
            help="One JSON object a line; docs/evaluation.md tells its fields.",
            show_default=False,
        ),
    ],
    library: Annotated[
        Path | None,
        typer.Option("--library", help="Look whether its gold stands in this library."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is in a question set; with a library, whether its gold stands there.

    Exit status 2 where a line is wrong, or gold is missing from the library.
    """
    from eval.questions import QuestionSet
    from ui import terminal

    asked = QuestionSet.read(questions)
    facts = _facts(asked)
    absent: list[Missing] = []
    if library:
        from eval.standing import missing
        from index import Library

        with Library.open(library, read_only=True) as opened, _progress("looking") as progress:
            absent = missing(asked, opened, progress)
    if as_json:
        lacking = {"missing": list(map(asdict, absent))} if library else {}
        terminal.print_json({"questions": str(questions), **facts, **lacking})
    else:
        for line in (*_lines(facts), *(_lacking(absent, library) if library else ())):
            terminal.out.print(line, markup=False, soft_wrap=True)
    if absent:
        raise typer.Exit(InputError.exit_status)


def _facts(asked: "QuestionSet") -> dict[str, Any]:
    return {
        "number": len(asked),
        "digest": asked.digest,
        "answerable": {
            "yes": sum(question.answerable is True for question in asked),
            "no": sum(question.answerable is False for question in asked),
            "not stated": sum(question.answerable is None for question in asked),
        },
        "stated": {
            name: sum(bool(getattr(question, name)) for question in asked) for name in _STATED
        },
        "tags": dict(Counter(tag for question in asked for tag in question.tags).most_common()),
    }


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    yield f"{facts['number']} questions, digest {facts['digest'][:16]}"
    for name in ("answerable", "stated", "tags"):
        counts = (f"{word} {number}" for word, number in facts[name].items() if number)
        yield f"{name:<11} {', '.join(counts) or 'none'}"


def _lacking(absent: "list[Missing]", library: Path) -> Iterator[str]:
    if not absent:
        yield f"all gold stands in {library}"
        return
    number = len({one.question for one in absent})
    yield f"missing from {library}: gold of {number} questions"
    for one in absent[:_SHOWN]:
        note = f" ({one.note})" if one.note else ""
        yield f"  {one.question}: {one.kind} {one.gold}{note}"
    if len(absent) > _SHOWN:
        yield f"  … and {len(absent) - _SHOWN:,} more; --json lists all"


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder.", show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where they go.", show_default=False)
    ],
) -> None:
    """Write a run's hits and gold in TREC's form, for trec_eval and ir_measures."""
    from eval import exporters
    from ui import terminal

    with _progress("reading") as progress:
        done = exporters.export(run, out, progress)
    lines = [
        f"{', '.join(map(str, done.files))}: {done.questions} questions",
        f"{done.left_out} questions left out: retrieval was not measured for them",
        f"{done.questions - done.located} questions state only answers: Success@k and MRR@10 go "
        f"with {exporters.QRELS}, Recall@k, nDCG@10 and MAP@10 with {exporters.LOCATED}",
    ]
    told = (True, done.left_out, len(done.files) > 2)
    for line in (line for line, wanted in zip(lines, told, strict=True) if wanted):
        terminal.out.print(line, markup=False, soft_wrap=True)


@contextmanager
def _progress(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far something is, and the time left; gives the function to call."""
    from rich.progress import Progress

    from ui import terminal

    bar = Progress(console=terminal.err, transient=True, disable=not terminal.err.is_terminal)
    with bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
