"""How much two runs differ in each measure, how sure that is, and which way is better."""

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

from assistant.remarks import Record
from eval.answers import Measures
from eval.figures import (
    CONFIDENCE,
    COSTS,
    SEED,
    Figure,
    Numbers,
    figure,
    order_area,
    risk_coverage_area,
)

# The fewest with which a difference is shown among forty measures: the smallest p is 2 / 10,000.
PERMUTATIONS, LEVEL = 9_999, 0.05
LOWER_IS_BETTER = frozenset(
    {"risk", "refused_answerable", "refused_though_read", "not_found", "aurc"}
)
# More of these is neither better nor worse by itself.
NEUTRAL = frozenset({"answered", "partly_supported", "not_checked"})
Outcome = Literal[
    "better", "worse", "higher", "lower", "no difference shown", "not measured in both"
]


class Difference(Record):
    """What two runs differ by in one measure, over the questions that are eligible in both.

    Attributes:
        measure: Its name, as in the figures of a run.
        one: Its figure in the first run, over these questions alone; None without any.
        other: In the second run.
        value: The second less the first; of a cost, of the medians.
        low: The lower end of its 95 % interval (percentile bootstrap over pairs).
        high: The upper end.
        p: Of the paired permutation test: how often chance alone, which of the two answers is
            whose, makes as great a difference either way; of a cost, as great a mean log ratio,
            as few costs differ by much. None where it cannot be tested.
        adjusted: Holm's p, as many measures are looked at; of a cost, p itself.
        ratio: Of a cost, the second by the first.
        n: How many questions are eligible in both.
        excluded: How many are not.
        outcome: What is shown: "no difference shown" where the interval holds 0 or adjusted is
            not below 0.05; "higher" and "lower" of what is neither better nor worse.
    """

    measure: str
    one: float | None
    other: float | None
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    adjusted: float | None = None
    ratio: float | None = None
    n: int
    excluded: int
    outcome: Outcome = "not measured in both"


def is_cost(measure: str) -> bool:
    """Tell whether a figure is of a cost: "total_ms.median"."""
    return measure.partition(".")[0] in COSTS


def direction(measure: str) -> int:
    """Tell which way a figure is better: 1 higher, -1 lower, 0 neither."""
    if measure in NEUTRAL:
        return 0
    return -1 if measure in LOWER_IS_BETTER or is_cost(measure) else 1


def differences(pairs: Sequence[tuple[Measures, Measures]]) -> tuple[Difference, ...]:
    """Compare two runs in every measure that either has.

    Args:
        pairs: Of each question its measures in the first and in the second run.

    Returns:
        In the order in which measures first appear, costs by their median; then, where there is
        confidence, the areas `aurc` and `auroc` of the runs as wholes.
    """
    names = dict.fromkeys(name for pair in pairs for row in pair for name in row)
    found = [_of_measure(name, pairs) for name in names if name != CONFIDENCE]
    if CONFIDENCE in names:
        found += [_of_area(name, pairs) for name in _AREAS]
    return tuple(_judged(found))


def _of_measure(name: str, pairs: Sequence[tuple[Measures, Measures]]) -> Difference:
    both = [
        (one[name], other[name])
        for one, other in pairs
        if one.get(name) is not None and other.get(name) is not None
    ]
    one, other = np.array(both, float).reshape(-1, 2).T
    statistic: Callable[..., Any] = np.median if name in COSTS else np.mean

    def less(first: Numbers, second: Numbers, axis: int = -1) -> Any:
        return statistic(second, axis=axis) - statistic(first, axis=axis)

    found = figure((one, other), less, len(pairs))
    values = [float(statistic(side)) if len(side) else None for side in (one, other)]
    if name not in COSTS:
        return _made(name, values, found, _p(one, other, _less_in_mean))
    # The median of swapped costs has few values, and where all costs are halved only one.
    p = _p(np.log1p(one), np.log1p(other), _less_in_mean)
    return _made(f"{name}.median", values, found, p)


def _less_in_mean(one: Numbers, other: Numbers, axis: int = -1) -> Any:
    return other.mean(axis=axis) - one.mean(axis=axis)


def _made(name: str, values: Sequence[float | None], found: Figure, p: float | None) -> Difference:
    one, other = values
    return Difference(
        measure=name,
        one=one,
        other=other,
        value=found.value,
        low=found.low,
        high=found.high,
        p=p if found.n else None,
        ratio=other / one if is_cost(name) and one and other is not None else None,
        n=found.n,
        excluded=found.excluded,
    )


def _p(
    one: npt.NDArray[Any], other: npt.NDArray[Any], statistic: Callable[..., Any]
) -> float | None:
    if len(one) < 2 or np.array_equal(one, other):
        return 1.0
    found = stats.permutation_test(
        (one, other),
        statistic,
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=500,
        rng=np.random.default_rng(SEED),
    )
    return None if np.isnan(found.null_distribution).any() else float(found.pvalue)


def _wrong(row: Measures) -> float | None:
    return row.get("risk")


def _answerable(row: Measures) -> float | None:
    if row.get("refused_answerable") is not None:
        return 1.0
    return 0.0 if row.get("refused_unanswerable") is not None else None


_AREAS: dict[str, tuple[Callable[[Measures], float | None], Callable[..., float]]] = {
    "aurc": (_wrong, risk_coverage_area),
    "auroc": (_answerable, order_area),
}


def _of_area(name: str, pairs: Sequence[tuple[Measures, Measures]]) -> Difference:
    """Compare an area, which no single question has: whole questions are drawn and swapped."""
    truth_of, area_of = _AREAS[name]
    sure = [pair for pair in pairs if all(row.get(CONFIDENCE) is not None for row in pair)]
    rows = [pair[0] for pair in sure] + [pair[1] for pair in sure]
    confidences = np.array([row[CONFIDENCE] for row in rows], float)
    # What is not eligible is not a number here.
    truths = np.array([truth_of(row) for row in rows], float)

    def area(places: npt.NDArray[Any]) -> float:
        held = places.astype(int)
        held = held[~np.isnan(truths[held])]
        return area_of(confidences[held], truths[held]) if len(held) else math.nan

    each = np.vectorize(lambda one, other: area(other) - area(one), signature="(n),(n)->()")

    def less(one: npt.NDArray[Any], other: npt.NDArray[Any], axis: int = -1) -> Any:
        return each(one, other)

    own = np.arange(len(sure), dtype=float)
    sides = (own, own + len(sure))
    if _alike(confidences, truths):
        sides = (own, own)
    found = figure(sides, less, len(pairs))
    values = [area(side) for side in sides] if found.value is not None else [None, None]
    return _made(name, values, found, _p(*sides, less) if found.value is not None else None)


def _alike(confidences: Numbers, truths: Numbers) -> bool:
    """Tell whether both halves are the same: then nothing differs, whatever is drawn."""
    half = len(truths) // 2
    return all(
        np.array_equal(values[:half], values[half:], equal_nan=True)
        for values in (confidences, truths)
    )


def _judged(found: Sequence[Difference]) -> list[Difference]:
    # What differs in no pair can show nothing, however it is swapped: it does not count as a test
    # (Tarone, 1990).
    tested = {
        one.measure: one.p
        for one in found
        if one.p is not None and not is_cost(one.measure) and not one.low == one.high == 0
    }
    adjusted = dict(zip(tested, _holm(list(tested.values())), strict=True))
    return [
        one.model_copy(update={"adjusted": p, "outcome": _outcome(one, p)})
        for one in found
        for p in [adjusted.get(one.measure, one.p)]
    ]


def _holm(values: Sequence[float]) -> list[float]:
    """Adjust p-values for their number (Holm, 1979): the chance of any false one stays below."""
    adjusted, least = [1.0] * len(values), 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        least = max(least, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = least
    return adjusted


def _outcome(one: Difference, adjusted: float | None) -> Outcome:
    if one.value is None or one.low is None or one.high is None:
        return "not measured in both"
    if one.low <= 0 <= one.high or adjusted is None or adjusted >= LEVEL:
        return "no difference shown"
    way = direction(one.measure)
    if not way:
        return "higher" if one.value > 0 else "lower"
    return "better" if one.value * way > 0 else "worse"
