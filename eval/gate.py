"""A gate: figures that a run must reach, pinned in a file together with what they were measured on.

A floor stands below the figure that was measured by a bound for noise, a ceiling above it. Whoever
changes the questions or accepts lower figures pins anew, and the file's difference shows it.
"""

import math
from pathlib import Path
from typing import Literal, Self

from pydantic import ConfigDict, Field, ValidationError

from assistant.asking import Style
from assistant.remarks import Record
from eval.differences import direction, is_cost
from eval.figures import Figure
from eval.runs import Run
from index.errors import InputError

# Floors are written with four places, and rounded so that what was measured passes.
_PLACES, _EXACT = 10_000, 1e-9
_ALIKE = ("questions", "digest", "kind", "style", "system")


class Floor(Record):
    """The least that a figure may be, and what it was when it was pinned."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    floor: float
    was: float


class Ceiling(Record):
    """The most that a figure may be, where less is better, and what it was."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    ceiling: float
    was: float


class Pinned(Record):
    """What a gate's file holds.

    Attributes:
        questions: The question set's name.
        digest: Its digest.
        kind: What was asked, as in `eval.runs.Conditions`.
        style: Likewise.
        system: Likewise.
        floors: Of measures.
        ceilings: Of measures of which less is better.
        costs: What was measured; never held against a run, as it is the machine's too. A ceiling
            of a cost is, where somebody writes one.
        unpinned: Measures that bound nothing, and why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    questions: str
    digest: str
    kind: Literal["answers", "retrieval"]
    style: Style
    system: str
    floors: dict[str, Floor] = Field(default_factory=dict)
    ceilings: dict[str, Ceiling] = Field(default_factory=dict)
    costs: dict[str, float] = Field(default_factory=dict)
    unpinned: dict[str, str] = Field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read a gate's file.

        Raises:
            InputError: If there is none, it is not as expected, or it bounds nothing.
        """
        if not file.is_file():
            raise InputError(f"no floors in {file}; `dateline eval gate RUN --pin` writes them")
        try:
            pinned = cls.model_validate_json(file.read_text(encoding="utf-8"))
        except (ValidationError, UnicodeDecodeError) as error:
            why = error.errors()[0] if isinstance(error, ValidationError) else None
            where = ".".join(map(str, why["loc"])) if why else "text"
            raise InputError(
                f"{file} holds no floors ({where}: {why['msg'] if why else 'not UTF-8'}); mend "
                "it, or write it anew by `dateline eval gate RUN --pin`"
            ) from error
        if not pinned.floors and not pinned.ceilings:
            raise InputError(f"{file} holds no floor and no ceiling: no run could fail it")
        return pinned


class Result(Record):
    """One figure, or one condition, beside what is pinned.

    Attributes:
        name: The measure's, or the condition's.
        passed: None of what is only told.
        told: In words.
    """

    name: str
    passed: bool | None
    told: str


def check(run: Run, pinned: Pinned) -> list[Result]:
    """Hold a run against what is pinned.

    Returns:
        Where the run is of something else, that alone, failed; else every floor and ceiling in
        the file's order, and the costs, which neither pass nor fail.
    """
    strange = [name for name in _ALIKE if getattr(run.conditions, name) != getattr(pinned, name)]
    if strange:
        return [_strange(name, run, pinned) for name in strange]
    found = [_above(name, one, run.metrics.get(name)) for name, one in pinned.floors.items()]
    found += [_below(name, one, run.metrics.get(name)) for name, one in pinned.ceilings.items()]
    return found + [
        _cost(name, was, run.metrics.get(name))
        for name, was in pinned.costs.items()
        if name not in pinned.ceilings
    ]


def _strange(name: str, run: Run, pinned: Pinned) -> Result:
    told = (
        f"pinned for {getattr(pinned, name)}, but the run is of {getattr(run.conditions, name)}: "
        "floors of the one say nothing of the other; pin anew with --pin if that is meant"
    )
    return Result(name=name, passed=False, told=told)


def _above(name: str, bound: Floor, found: Figure | None) -> Result:
    if found is None or found.value is None:
        return _missing(name)
    passed = found.value >= bound.floor - _EXACT
    told = f"{found.value:.4f} {'≥' if passed else 'is below'} {bound.floor:.4f}"
    return Result(name=name, passed=passed, told=f"{told} (was {bound.was:.4f})")


def _below(name: str, bound: Ceiling, found: Figure | None) -> Result:
    if found is None or found.value is None:
        return _missing(name)
    passed = found.value <= bound.ceiling + _EXACT
    told = f"{found.value:.4f} {'≤' if passed else 'is above'} {bound.ceiling:.4f}"
    return Result(name=name, passed=passed, told=f"{told} (was {bound.was:.4f})")


def _missing(name: str) -> Result:
    return Result(name=name, passed=False, told="no question of the run is eligible for it")


def _cost(name: str, was: float, found: Figure | None) -> Result:
    now = "not measured" if found is None or found.value is None else f"{found.value:,.1f}"
    return Result(name=name, passed=None, told=f"{now} (was {was:,.1f})")


def _noise(found: Figure) -> float:
    low, high = found.low or 0.0, found.high or 0.0
    # All alike, as at 0 and 1, they have an interval without width.
    return max((high - low) / 2, 1 / found.n)


def pin(run: Run, slack: float | None = None) -> str:
    """Write what a run must reach from now on, as the text of a gate's file.

    Args:
        run: One that has ended.
        slack: How far a floor stands below its figure, and a ceiling above; None for half the
            width of the figure's interval, and at least what one question can change.

    Raises:
        InputError: If there is nothing to pin.
    """
    floors, ceilings, unpinned = {}, {}, {}
    costs: dict[str, float] = {}
    for name, found in run.metrics.items():
        if is_cost(name):
            costs |= {name: round(found.value, 1)} if found.value is not None else {}
            continue
        if found.value is None:
            unpinned[name] = "no question is eligible"
            continue
        noise = _noise(found) if slack is None else slack
        way, was = direction(name), round(found.value, 4)
        least = math.floor((found.value - noise) * _PLACES + _EXACT) / _PLACES
        most = math.ceil((found.value + noise) * _PLACES - _EXACT) / _PLACES
        if not way:
            unpinned[name] = "it is neither better nor worse by itself"
        elif least <= 0 if way > 0 else most >= 1:
            unpinned[name] = f"its noise reaches {0 if way > 0 else 1}"
        elif way > 0:
            floors[name] = Floor(floor=least, was=was)
        else:
            ceilings[name] = Ceiling(ceiling=most, was=was)
    if not floors and not ceilings:
        raise InputError(f"nothing to pin in the run {run.name}: no figure is above its own noise")
    pinned = Pinned(
        **{name: getattr(run.conditions, name) for name in _ALIKE},
        floors=floors,
        ceilings=ceilings,
        costs=costs,
        unpinned=unpinned,
    )
    return pinned.model_dump_json(indent=2) + "\n"
