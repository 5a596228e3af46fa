"""`dateline eval report`: a run as people look at it."""

from pathlib import Path
from typing import Annotated, Literal

import typer

_ENDINGS = {"html": ".html", "markdown": ".md", "json": ".json"}


def report(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="The run's folder.", show_default=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Default: report.html in the run's folder, or .md, .json."
        ),
    ] = None,
    form: Annotated[
        Literal["html", "markdown", "json"],
        typer.Option("--format", help="A page that needs nothing else, or its figures as text."),
    ] = "html",
    everything: Annotated[
        bool, typer.Option("--all", help="Write out every question, also those that were right.")
    ] = False,
) -> None:
    """Write a run's report: figures, plots, where it was lost, and every question.

    Of a run with more than 500 questions only those that were not right are written out.
    """
    from eval.report import write_report
    from ui import terminal

    file = out or run / f"report{_ENDINGS[form]}"
    write_report(run, file, form, everything=everything)
    terminal.out.print(
        f"{file} ({file.stat().st_size / 1e3:,.0f} kB)", markup=False, soft_wrap=True
    )
