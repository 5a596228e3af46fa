"""What is shown of a comparison, a gate and their checks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.blocks import Block
from ui.wording import counted

if TYPE_CHECKING:
    from eval.checks import Check
    from eval.compare import Change, Comparison, Side
    from eval.differences import Difference
    from eval.gate import Result

# Of each kind, without --all.
_SHOWN, _NAMED = 10, 5
_HOW = (
    "Over the questions that are eligible in both runs; B less A, costs by their medians. Shown is "
    "a difference whose 95 % bootstrap interval leaves out 0 and whose p, of a paired permutation "
    "test, is below 0.05. Of costs p is of the mean log ratio; of all else it is adjusted for the "
    "number of measures (Holm)."
)


def blocks(comparison: "Comparison", checks: "Sequence[Check]", whole: bool) -> list[Block]:
    """Tell a comparison: what was compared first, then figures, stages, questions, and checks.

    Args:
        comparison: Of run A with run B.
        checks: What was made of each --fail-if.
        whole: Show every question that got better or worse, and measures that none is eligible for.
    """
    return [
        _compared(comparison),
        _figures(comparison, whole),
        _stages(comparison),
        _changes("worse", comparison.worse, whole),
        _changes("better", comparison.better, whole),
        *([_checks(checks)] if checks else []),
    ]


def _compared(comparison: "Comparison") -> Block:
    told = []
    for name, ids in (("A", comparison.only_one), ("B", comparison.only_other)):
        if ids:
            more = ", …" if len(ids) > _NAMED else ""
            told.append(f"{len(ids)} only in {name} ({', '.join(ids[:_NAMED])}{more})")
    note = ""
    if told:
        note = (
            f"Two question sets: {counted(comparison.shared, 'question')} in both, "
            f"{', '.join(told)}; all that follows is of those in both."
        )
    elif not comparison.conditions:
        note = "Nothing differs in what was evaluated."
    return Block(
        title=f"A {comparison.one}, B {comparison.other}: {counted(comparison.shared, 'question')}",
        header=("differs", "A", "B"),
        rows=tuple((one.name, one.one or "–", one.other or "–") for one in comparison.conditions),
        note=note,
    )


def _figures(comparison: "Comparison", whole: bool) -> Block:
    held = [one for one in comparison.differences if whole or one.n]
    return Block(
        title="Figures",
        header=("measure", "A", "B", "B - A", "95 % interval", "p", "questions", "outcome"),
        rows=tuple(map(_figure, held)),
        note=_HOW,
    )


def _figure(one: "Difference") -> tuple[str, ...]:
    from eval.differences import is_cost

    sign, form = ("+,.0f", ",.0f") if is_cost(one.measure) else ("+.3f", ".3f")
    spread = f"{_told(one.low, sign)} to {_told(one.high, sign)}" if one.low is not None else "–"
    moved = _told(one.value, sign) + (f" (×{one.ratio:.2f})" if one.ratio is not None else "")
    return (
        one.measure,
        _told(one.one, form),
        _told(one.other, form),
        moved,
        spread,
        _told(one.adjusted, ".4f"),
        f"{one.n} of {one.n + one.excluded}",
        one.outcome,
    )


def _told(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _stages(comparison: "Comparison") -> Block:
    from eval.stages import Stage

    moves = comparison.moves
    names = [name for name in Stage if any(name in (m.one, m.other) for m in moves)]
    was = {name: sum(m.number for m in moves if m.one == name) for name in names}
    now = {name: sum(m.number for m in moves if m.other == name) for name in names}
    moved = [f"{m.number} {m.one} → {m.other}" for m in moves if m.one != m.other]
    return Block(
        title="Where questions were lost",
        header=("stage", "A", "B", "B - A"),
        rows=tuple((n, str(was[n]), str(now[n]), f"{now[n] - was[n]:+d}") for n in names),
        note=f"moved: {'; '.join(moved)}" if moved else "no question moved",
    )


def _changes(word: str, changes: "Sequence[Change]", whole: bool) -> Block:
    shown = changes if whole else changes[:_SHOWN]
    left = len(changes) - len(shown)
    return Block(
        title=f"{counted(len(changes), 'question')} got {word}",
        header=("question", "A", "B"),
        rows=tuple(
            (
                f"[{one.id}] {one.question} ({one.measure} {one.value:+.2f})",
                _side(one.one),
                _side(one.other),
            )
            for one in shown
        ),
        long=True,
        note=f"… and {left:,} more; --all shows them" if left else "",
    )


def _side(side: "Side") -> str:
    return f"({side.stage}) {side.text or '–'}"


def _checks(checks: "Sequence[Check]") -> Block:
    return Block(
        title="Checks",
        header=("fail if", "outcome", "why"),
        rows=tuple(
            (one.condition, "FAILED" if one.failed else "passed", one.told) for one in checks
        ),
    )


def gate_blocks(run: str, floors: str, results: "Sequence[Result]") -> list[Block]:
    """Tell what became of a run at a gate, what failed first."""
    words = {True: "passed", False: "FAILED", None: "told"}
    ordered = sorted(results, key=lambda one: one.passed is not False)
    failed = sum(one.passed is False for one in results)
    return [
        Block(
            title=f"{run} against {floors}: " + (f"{failed} FAILED" if failed else "passed"),
            header=("measure", "outcome", "figure"),
            rows=tuple((one.name, words[one.passed], one.told) for one in ordered),
        )
    ]
