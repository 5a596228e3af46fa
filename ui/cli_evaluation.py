"""The commands that measure a library and its answers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from assistant.confidence import Calibration
    from eval.calibration import Quality, Report, Seen
    from eval.questions import QuestionSet
    from index import Library


def calibrate(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONS",
            help='One JSON object a line: "question", "answers" and/or "answerable".',
            show_default=False,
        ),
    ],
    library: LibraryOption = None,
    most: Annotated[
        float,
        typer.Option(
            "--refuse-at-most",
            min=0.0,
            max=0.5,
            metavar="SHARE",
            help="Of the questions that the library can answer.",
        ),
    ] = 0.1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure, and store nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit when to refuse before the language model is asked, and store it with the library.

    A question is answerable if it says so, else if one of its answers stands in an article.
    """
    from eval import calibration
    from eval.questions import QuestionSet
    from index import Library
    from ui import terminal

    asked = QuestionSet.read(questions)
    with Library.open(library, create=False) as opened:
        try:
            seen = _searched(opened, asked)
        except KeyboardInterrupt:
            terminal.complain("stopped; nothing was stored")
            raise typer.Exit(130) from None
        before, note = _in_use(opened)
        report = calibration.calibrate(seen, most, before)
        if not dry_run:
            opened.keep_calibration(report.calibration.model_dump(mode="json"))
        if as_json:
            terminal.print_json(report.as_json() | {"stored": not dry_run, "note": note})
            return
        where = f"stored in {opened.folder}" if not dry_run else "not stored (--dry-run)"
        for line in (*_lines(report, most), *filter(None, [note]), where):
            terminal.out.print(line, markup=False, highlight=False, soft_wrap=True)


def _searched(library: "Library", asked: "QuestionSet") -> "list[Seen]":
    from rich.progress import track

    from eval import calibration
    from eval.questions import judged
    from ui import terminal

    known = judged(asked, library)
    calibration.check(known)
    return list(
        track(
            calibration.observe(library, known),
            "searching",
            total=len(known),
            console=terminal.err,
            transient=True,
            disable=not terminal.err.is_terminal,
        )
    )


def _in_use(library: "Library") -> "tuple[Calibration, str]":
    """Give the calibration that answers have now, and what is to be said of it."""
    from assistant import confidence

    kept = library.calibrations()
    own = confidence.read(kept.get(library.fingerprint))
    others = ", ".join(sorted(set(kept) - {library.fingerprint}))
    note = ""
    if library.fingerprint in kept and own is None:
        note = "what was stored before is of another version of Dateline and was not in use"
    elif own is None and others:
        note = f"what was stored before is for {others}, not for this embedding model: not in use"
    return own or confidence.DEFAULT, note


def _lines(report: "Report", most: float) -> list[str]:
    chosen = report.calibration
    return [
        f"{report.questions} questions, {report.answerable} of them answerable",
        "",
        "                  AUROC  threshold  refused: unanswerable  answerable",
        _row("before", report.before),
        _row("after *", report.after),
        "",
        "after, at other thresholds:",
        *(
            f"{'':<24} {one.threshold:9.3f} {one.unanswerable:22.1%} {one.answerable:11.1%}"
            for one in report.after.table
        ),
        "",
        f"* each question judged by a fit that has not seen it; threshold {chosen.threshold:.3f}: "
        f"at most {most:.0%} of the answerable ones are refused before the model is asked",
    ]


def _row(name: str, quality: "Quality") -> str:
    one = quality.chosen
    return (
        f"{name:<16} {quality.auroc:6.3f}  {one.threshold:9.3f} {one.unanswerable:22.1%} "
        f"{one.answerable:11.1%}"
    )
