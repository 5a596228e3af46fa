"""Figures with intervals: means, medians and areas over a run's questions."""

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from assistant.remarks import Record
from eval.answers import Measures

Numbers = npt.NDArray[np.float64]

# Resamples and seed of every bootstrap: the same questions give the same interval.
RESAMPLES, SEED, LEVEL = 2_000, 0, 0.95
# Measures of cost, told by their median and 95th percentile.
COSTS = (
    "retrieval_ms",
    "first_token_ms",
    "total_ms",
    "prompt_tokens",
    "new_tokens",
    "output_tokens",
)
# What areas are made of; it is no figure itself.
CONFIDENCE = "confidence"


class Figure(Record):
    """A figure over the questions of a run.

    Attributes:
        value: None where no question is eligible.
        low: The lower end of its 95 % interval (percentile bootstrap over questions).
        high: The upper end.
        n: How many questions it is made of.
        excluded: How many are not eligible for it.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    excluded: int


def figures(rows: Sequence[Measures]) -> dict[str, Figure]:
    """Give the figures of a run, in the order in which measures first appear.

    Args:
        rows: The measures of each question; a measure that a row lacks is not eligible there.

    Returns:
        Of each measure its mean; of a cost, `<name>.median` and `<name>.p95`; and of confidence
        `aurc`, the area under the curve of risk over coverage (Geifman and El-Yaniv, 2017; 0 is
        best), and `auroc`, the share of pairs of an answerable and another question that it
        orders rightly.
    """
    found: dict[str, Figure] = {}
    for name in dict.fromkeys(name for row in rows for name in row if name != CONFIDENCE):
        if name in COSTS:
            found[f"{name}.median"] = figure_of(rows, name, np.median)
            found[f"{name}.p95"] = figure_of(rows, name, _p95)
        else:
            found[name] = figure_of(rows, name)
    return found | _areas(rows)


def figure_of(
    rows: Sequence[Measures], name: str, statistic: Callable[..., Any] = np.mean
) -> Figure:
    """Give the figure of one measure."""
    return figure(_eligible(rows, name), statistic, len(rows))


def figure(
    values: Numbers | tuple[Numbers, ...], statistic: Callable[..., Any], questions: int
) -> Figure:
    """Make a figure of values, or of several paired ones, and its interval."""
    samples = values if isinstance(values, tuple) else (values,)
    number = len(samples[0])
    if not number:
        return Figure(value=None, low=None, high=None, n=0, excluded=questions)
    value = float(statistic(*samples, axis=-1))
    if np.isnan(value):
        return Figure(value=None, low=None, high=None, n=number, excluded=questions - number)
    low, high = _interval(samples, statistic, value)
    return Figure(value=value, low=low, high=high, n=number, excluded=questions - number)


def _interval(
    samples: tuple[Numbers, ...], statistic: Callable[..., Any], value: float
) -> tuple[float, float]:
    if len(samples[0]) < 2 or all(np.ptp(sample) == 0 for sample in samples):
        return value, value
    with warnings.catch_warnings():
        # Of a few questions, many resamples are alike; their interval is a point, and right so.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            samples,
            statistic,
            paired=True,
            n_resamples=RESAMPLES,
            confidence_level=LEVEL,
            method="percentile",
            batch=100,
            rng=np.random.default_rng(SEED),
        ).confidence_interval
    low, high = float(found.low), float(found.high)
    # A resample without one of two kinds has no area.
    return (value, value) if np.isnan(low) or np.isnan(high) else (low, high)


def _eligible(rows: Sequence[Measures], name: str) -> Numbers:
    return np.array([row[name] for row in rows if row.get(name) is not None], float)


def _p95(values: Numbers, axis: int = -1) -> Any:
    return np.percentile(values, 95, axis=axis)


def _areas(rows: Sequence[Measures]) -> dict[str, Figure]:
    sure = [row for row in rows if row.get(CONFIDENCE) is not None]
    if not sure:
        return {}
    answered = [row for row in sure if row.get("risk") is not None]
    wrong = tuple(_eligible(answered, name) for name in (CONFIDENCE, "risk"))
    can = [row for row in sure if row.get("refused_answerable") is not None]
    cannot = [row for row in sure if row.get("refused_unanswerable") is not None]
    told = (
        np.concatenate([_eligible(can, CONFIDENCE), _eligible(cannot, CONFIDENCE)]),
        np.repeat([1.0, 0.0], [len(can), len(cannot)]),
    )
    return {
        "aurc": figure(wrong, _each(risk_coverage_area), len(rows)),
        "auroc": figure(told, _each(order_area), len(rows)),
    }


def risk_coverage(confidences: Numbers, risks: Numbers) -> tuple[Numbers, Numbers]:
    """Give the risk at each coverage, the surest answers first.

    Args:
        confidences: Of each answer; ties are kept in their order.
        risks: Whether it is wrong, 0 or 1.

    Returns:
        Coverages, rising from 1/n to 1, and the mean risk of what is answered at each.
    """
    order = np.argsort(-confidences, kind="stable")
    counts = np.arange(1, len(order) + 1)
    return counts / len(order), np.cumsum(risks[order]) / counts


def risk_coverage_area(confidences: Numbers, risks: Numbers) -> float:
    """Give the area under the risk-coverage curve: the mean risk over all coverages."""
    return float(risk_coverage(confidences, risks)[1].mean())


def order_area(confidences: Numbers, truths: Numbers) -> float:
    """Give the area under the ROC curve (Mann and Whitney's U); not a number if all are alike."""
    held = truths > 0
    number, others = int(held.sum()), int((~held).sum())
    if not number or not others:
        return float("nan")
    # From ranks, as scipy's mannwhitneyu takes ten times as long, and resampling asks it often.
    above = stats.rankdata(confidences)[held].sum() - number * (number + 1) / 2
    return float(above / (number * others))


def _each(statistic: Callable[[Numbers, Numbers], float]) -> Callable[..., Any]:
    """Make a statistic of two samples work on rows of resamples."""

    def of_rows(first: Numbers, second: Numbers, axis: int = -1) -> Any:
        if first.ndim == 1:
            return statistic(first, second)
        return np.array([statistic(a, b) for a, b in zip(first, second, strict=True)])

    return of_rows
