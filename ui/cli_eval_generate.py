"""`dateline eval generate`: make a question set out of a library."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InputError
from ui.options import JsonOption, LibraryOption, LlmModelOption, LlmUrlOption, chosen_settings

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from eval.generate import Generated, Progress

KindsOption = Annotated[
    str,
    typer.Option(
        "--kinds",
        metavar="KIND,...",
        help="Some of fact, date-bound, follow-up, two-articles, unanswerable, multiple-choice.",
    ),
]


def generate(
    library: LibraryOption = None,
    number: Annotated[
        int, typer.Option("--number", "-n", min=1, metavar="N", help="How many questions.")
    ] = 200,
    seed: Annotated[int, typer.Option(help="The same seed draws the same questions.")] = 0,
    out: Annotated[Path, typer.Option("--out", help="The file to write.")] = Path(
        "questions.jsonl"
    ),
    again: Annotated[bool, typer.Option("--again", help="Write over the file.")] = False,
    kinds: KindsOption = "",
    llm: Annotated[
        str, typer.Option("--llm", help='"local" lets the model write them, "none" goes by rules.')
    ] = "none",
    llm_url: LlmUrlOption = None,
    llm_model: LlmModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a question set out of a library, each question with its gold sentence, to be reviewed.

    By rules, or written by a model and checked by code. Ctrl+C keeps what was made.
    """
    if out.exists() and not again:
        raise InputError(
            f"{out} is there already; name another file, or write over it with --again"
        )
    chosen = _chosen_kinds(kinds)
    settings = chosen_settings(llm="none" if llm_url else llm, llm_url=llm_url, llm_model=llm_model)
    from assistant.llm import LanguageModel
    from eval import generate as making
    from index import Library

    with Library.open(library, create=False) as opened:
        model = LanguageModel.start(settings) if llm_url or settings.llm == "local" else None
        try:
            with _bar() as bar:
                made = making.generate(
                    opened, number, seed=seed, kinds=chosen, model=model, progress=_shown(bar)
                )
        finally:
            if model:
                model.close()
    if made.questions:
        made.to_set(out.stem).write(out)
    _tell(made, out, as_json)
    if made.stopped:
        raise typer.Exit(130)
    if not made.questions:
        raise typer.Exit(1)


def _chosen_kinds(kinds: str) -> list[str]:
    from eval.generate import SHARES

    chosen = list(dict.fromkeys(kind.strip() for kind in kinds.split(",") if kind.strip()))
    if unknown := [kind for kind in chosen if kind not in SHARES]:
        raise InputError(f"--kinds names {unknown[0]!r}; expected some of {', '.join(SHARES)}")
    return chosen


def _bar() -> "Bar":
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from ui import terminal

    return Progress(
        TextColumn("drafting"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeRemainingColumn(),
        console=terminal.err,
        transient=True,
        disable=not terminal.err.is_terminal,
    )


def _shown(bar: "Bar") -> "Progress":
    task = bar.add_task("drafting", total=None)
    return lambda done, whole: bar.update(task, completed=done, total=whole)


def _tell(made: "Generated", out: Path, as_json: bool) -> None:
    from ui import terminal

    if as_json:
        terminal.print_json(
            {
                "file": str(out) if made.questions else "",
                "questions": len(made.questions),
                "wanted": made.wanted,
                "kinds": made.kinds,
                "dropped": dict(made.dropped),
                "stopped": made.stopped,
            }
        )
        return
    kinds = ", ".join(f"{number} {kind}" for kind, number in made.kinds.items())
    lines = [f"{len(made.questions)} questions written to {out} ({kinds})"]
    if not made.questions:
        lines = ["no question could be made; nothing was written"]
    if made.stopped:
        lines.append("stopped; what was made by then is kept")
    elif len(made.questions) < made.wanted:
        lines.append(
            f"{made.wanted} were wanted: the library's articles give no more that stand alone, "
            "have one answer, and repeat no other"
        )
    if made.dropped:
        told = ", ".join(f"{number} {why}" for why, number in made.dropped.most_common())
        lines.append(f"dropped: {told}")
    for line in lines:
        terminal.out.print(line, markup=False, highlight=False, soft_wrap=True)
