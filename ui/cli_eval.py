"""The commands that evaluate: `dateline eval …`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui import (
    cli_eval_feedback,
    cli_eval_generate,
    cli_eval_report,
    cli_eval_runs,
    cli_eval_sets,
)
from ui.options import (
    JsonOption,
    LibraryOption,
    LlmModelOption,
    LlmOption,
    LlmUrlOption,
    RerankerOption,
    StyleOption,
    chosen_settings,
)

if TYPE_CHECKING:
    from assistant import Settings
    from assistant.asking import Style
    from eval.evaluation import Progress
    from eval.runs import Row, Run
    from index import Library

app = typer.Typer(
    name="eval",
    help="Measure a library with questions whose answers are known.",
    no_args_is_help=True,
)
app.command(name="import")(cli_eval_sets.import_set)
app.command()(cli_eval_feedback.import_feedback)
app.command()(cli_eval_sets.check)
app.command()(cli_eval_sets.export)
app.command()(cli_eval_generate.generate)
app.command()(cli_eval_runs.compare)
app.command()(cli_eval_runs.gate)
app.command()(cli_eval_report.report)
QuestionsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="QUESTIONS",
        help="One JSON object a line; docs/evaluation.md tells its fields.",
        show_default=False,
    ),
]


@app.command()
def run(
    questions: QuestionsArgument,
    library: LibraryOption = None,
    retrieval_only: Annotated[
        bool, typer.Option("--retrieval-only", help="Measure the search; nothing is answered.")
    ] = False,
    style: StyleOption = "full",
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="Draw N of the questions.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the drawing.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="The run's folder.  [default: runs/QUESTIONS]"),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Forget what that folder holds, and begin anew.")
    ] = False,
    judge: Annotated[
        str | None,
        typer.Option("--judge", metavar="URL", help="An OpenAI-compatible server grades answers."),
    ] = None,
    reranker: RerankerOption = None,
    llm: LlmOption = None,
    llm_url: LlmUrlOption = None,
    llm_model: LlmModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask all questions, and say how good the answers are; the same command goes on if stopped.

    The folder gets run.json with the figures and questions.jsonl with every answer's record.
    """
    settings = chosen_settings(llm=llm, llm_url=llm_url, llm_model=llm_model, reranker=reranker)
    from eval import evaluation
    from eval.questions import QuestionSet
    from index import Library
    from ui import terminal

    asked = QuestionSet.read(questions)
    if sample is not None:
        asked = asked.sample(sample, seed)
    folder = out or Path("runs") / (asked.name + ("-retrieval" if retrieval_only else ""))
    with (
        Library.open(library, create=False) as opened,
        _asked_of(opened, settings, style, retrieval_only) as system,
        _progress(len(asked)) as progress,
    ):
        try:
            done = evaluation.evaluate(
                asked,
                system,
                out=folder,
                retrieval_only=retrieval_only,
                style=style,
                again=again,
                judge=_judge(judge),
                progress=progress,
            )
        except KeyboardInterrupt:
            terminal.complain(f"stopped; the same command goes on from what is in {folder}")
            raise typer.Exit(130) from None
    if as_json:
        terminal.print_json(done.model_dump(mode="json"))
    else:
        _show(done, folder)
    if done.failed:
        terminal.complain(
            f"{done.failed} of {len(asked)} questions failed, {_first_error(folder)}; the same "
            "command asks them again"
        )
        raise typer.Exit(1)


@contextmanager
def _asked_of(
    library: "Library", settings: "Settings", style: "Style", search: bool
) -> Iterator[Any]:
    """Give what is evaluated: the library itself, or an assistant with its model running."""
    if search:
        yield library
        return
    import asyncio

    from assistant import Assistant

    with Assistant(library, settings) as assistant:
        # Else the first question's time would tell of the model's loading.
        asyncio.run(assistant.prepare(style))
        yield assistant


def _judge(url: str | None) -> Any:
    if url is None:
        return None
    from eval.judge import judge_of

    return judge_of(url)


@contextmanager
def _progress(total: int) -> Iterator["Progress"]:
    """Show how many are done, how many of them right, and how long it still takes."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from ui import terminal

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[right]}"),
    )
    right: list[float] = []
    with Progress(*columns, console=terminal.err, disable=not terminal.err.is_terminal) as bar:
        task = bar.add_task("asking", total=total, right="")

        def progress(row: "Row", done: int, _: int) -> None:
            found = row.measures.get("right", row.measures.get("Success@5"))
            right.extend([] if found is None else [found])
            share = f"{sum(right) / len(right):.0%} right" if right else ""
            bar.update(task, completed=done, right=share)

        yield progress


def _show(run: "Run", folder: Path) -> None:
    from rich.table import Table

    from ui import terminal

    table = Table(box=None, pad_edge=False)
    for name in ("", "value", "95 % interval", "questions", "excluded"):
        table.add_column(name, justify="left" if not name else "right")
    for name, one in run.metrics.items():
        if one.value is not None:
            spread = f"{told(name, one.low)} to {told(name, one.high)}"
            table.add_row(name, told(name, one.value), spread, str(one.n), str(one.excluded))
    terminal.out.print(table)
    terminal.out.print()
    total = sum(run.stages.values())
    for stage, count in run.stages.items():
        terminal.out.print(f"{stage:<16} {count:5}  {count / total:4.0%}")
    terminal.out.print(
        f"\n{total} questions in {run.seconds:.0f} s, of which the measuring took "
        f"{run.harness_seconds:.1f} s; all of it is in {folder}",
        soft_wrap=True,
        markup=False,
    )
    terminal.out.print(f"`dateline eval report {folder}` shows every question", markup=False)


def told(name: str, value: float | None) -> str:
    """Write a figure for people: costs without decimals, shares with three."""
    from eval.figures import COSTS

    if value is None:
        return "–"
    return f"{value:,.0f}" if name.rpartition(".")[0] in COSTS else f"{value:.3f}"


def _first_error(folder: Path) -> str:
    from eval import runs

    failed = next(row for row in runs.rows(folder) if row.error)
    return f"first {failed.question.id} ({failed.error})"
