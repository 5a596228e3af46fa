"""`dateline eval compare` and `dateline eval gate`: is one run better, is it good enough?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InputError
from ui.options import JsonOption

if TYPE_CHECKING:
    from eval.gate import Pinned

_Folder = Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder.", show_default=False)]


def compare(
    one: Annotated[
        Path, typer.Argument(metavar="A", help="The run that is the yardstick.", show_default=False)
    ],
    other: Annotated[
        Path, typer.Argument(metavar="B", help="The run to hold against it.", show_default=False)
    ],
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-if",
            metavar="CONDITION",
            help='Of B - A, as "f1<-0.02", "risk>0.05" or "right worse"; repeatable.',
        ),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="Every question that got better or worse.")
    ] = False,
    as_json: JsonOption = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Written as Markdown.")] = False,
) -> None:
    """Compare two runs question by question. Exit status 1 if a --fail-if holds.

    A difference is said only where it is shown; both answers of what changed stand side by side.
    """
    if as_json and as_markdown:
        raise InputError("--json and --markdown: one of them")
    from eval import checks
    from eval.compare import compare as compared
    from ui import blocks, comparing, terminal

    conditions = [checks.FailIf.read(text) for text in fail_if or ()]
    found = compared(one, other)
    results = [condition.check(found.differences) for condition in conditions]
    if as_json:
        facts = found.model_dump(mode="json")
        terminal.print_json(facts | {"checks": [result.model_dump() for result in results]})
    elif as_markdown:
        written = blocks.markdown(comparing.blocks(found, results, whole))
        terminal.out.print(written, markup=False, soft_wrap=True)
    else:
        blocks.show(comparing.blocks(found, results, whole))
    for result in results:
        if result.failed:
            terminal.complain(f"failed: {result.condition} ({result.told})")
    if any(result.failed for result in results):
        raise typer.Exit(1)


def gate(
    run: _Folder,
    floors: Annotated[
        Path, typer.Option("--floors", metavar="FILE", help="JSON.", show_default=False)
    ],
    pin: Annotated[
        bool, typer.Option("--pin", help="Write the file anew from this run, and check nothing.")
    ] = False,
    slack: Annotated[
        float | None,
        typer.Option(
            "--slack",
            min=0.0,
            metavar="X",
            help="With --pin: how far floors stand below the figures.  "
            "[default: half the width of its interval, at least one question's worth]",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Hold a run against pinned floors. Exit status 1 if it is below one, or of something else."""
    if slack is not None and not pin:
        raise InputError("--slack says how floors are written: it goes with --pin")
    from eval import gate as gates
    from eval.runs import Run
    from index.disk import write_whole
    from ui import blocks, comparing, terminal

    done = Run.finished(run)
    if pin:
        before = _read(floors)
        write_whole(floors, gates.pin(done, slack))
        for line in _pinned(gates.Pinned.read(floors), before):
            terminal.out.print(line, markup=False, soft_wrap=True)
        terminal.out.print(f"written to {floors}", markup=False, soft_wrap=True)
        return
    results = gates.check(done, gates.Pinned.read(floors))
    if as_json:
        terminal.print_json([result.model_dump() for result in results])
    else:
        blocks.show(comparing.gate_blocks(str(run), str(floors), results))
    if any(result.passed is False for result in results):
        raise typer.Exit(1)


def _read(floors: Path) -> "Pinned | None":
    """Read what is to be replaced; what cannot be read is as good as none."""
    from eval.gate import Pinned

    try:
        return Pinned.read(floors)
    except InputError:
        return None


def _pinned(now: "Pinned", before: "Pinned | None") -> list[str]:
    """Tell what is pinned, and which floors and ceilings are easier to pass than they were."""
    told = [
        f"{len(now.floors)} floors and {len(now.ceilings)} ceilings on {now.questions} "
        f"({now.digest[:12]}), {now.kind}"
    ]
    for why in dict.fromkeys(now.unpinned.values()):
        names = ", ".join(name for name, one in now.unpinned.items() if one == why)
        told.append(f"not pinned, as {why}: {names}")
    if before is None:
        return told
    if before.digest != now.digest:
        told.append(
            f"the question set is another one: was {before.questions} ({before.digest[:12]})"
        )
    for name, floor in before.floors.items():
        bound = now.floors.get(name)
        if bound is None or bound.floor < floor.floor:
            told.append(f"LOWERED: {name} {floor.floor} → {bound.floor if bound else 'not pinned'}")
    for name, ceiling in before.ceilings.items():
        most = now.ceilings.get(name)
        if most is None or most.ceiling > ceiling.ceiling:
            told.append(
                f"RAISED: {name} {ceiling.ceiling} → {most.ceiling if most else 'not pinned'}"
            )
    return told
