"""Fits how sure a library's hits must be before the language model is asked.

Each question of a set is searched, and a logistic regression learns to tell those whose answer
the library holds from the others. What is reported of it is cross-validated: every question is
judged by a fit that has not seen it.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from assistant.answer import Hit
from assistant.confidence import FEATURES, Calibration, features, probability
from eval.questions import Question
from index import Library
from index.errors import InputError

Numbers = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

# Of each kind; fewer say nothing.
FEWEST = 10
# As many hits as answers are made of.
_HITS = 8
_FOLDS = 5
# Of a Gaussian prior on the weights of standardised features: few questions move them little.
_RIDGE = 1.0
_STEPS = 30
_SHARES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)


@dataclass(frozen=True)
class Seen:
    """A question that was searched.

    Attributes:
        answerable: Whether the library holds its answer.
        features: What confidence is read from, see `assistant.confidence.features`.
    """

    answerable: bool
    features: tuple[float, ...]


@dataclass(frozen=True)
class Refused:
    """What a threshold does.

    Attributes:
        threshold: Questions with less confidence are refused.
        answerable: The share of answerable questions that it refuses.
        unanswerable: The share of the others.
    """

    threshold: float
    answerable: float
    unanswerable: float


@dataclass(frozen=True)
class Quality:
    """How well a calibration tells answerable questions from others.

    Attributes:
        auroc: The share of pairs of an answerable and another question that it orders rightly.
        chosen: What its threshold does.
        table: What other thresholds do.
    """

    auroc: float
    chosen: Refused
    table: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a calibration came to.

    Attributes:
        questions: How many.
        answerable: How many of them the library can answer.
        before: How the calibration in use does on them.
        after: How the new one does, cross-validated.
        calibration: The new one.
    """

    questions: int
    answerable: int
    before: Quality
    after: Quality
    calibration: Calibration

    def as_json(self) -> dict[str, object]:
        """Give it as plain values."""
        return asdict(self) | {"calibration": self.calibration.model_dump()}


def check(questions: Sequence[Question]) -> None:
    """Check that a set can be learnt from, before the long part.

    Raises:
        InputError: If there are too few questions of either kind.
    """
    held = sum(bool(question.answerable) for question in questions)
    for number, kind in (
        (held, "whose answer the library holds"),
        (len(questions) - held, "whose answer it does not hold"),
    ):
        if number < FEWEST:
            raise InputError(
                f"{number} of {len(questions)} questions are ones {kind}; at least {FEWEST} are "
                'needed of each kind, and hundreds are better ("answerable" says it of a question)'
            )


def observe(library: Library, questions: Sequence[Question]) -> Iterator[Seen]:
    """Search each question as an answer would; about 50 ms each."""
    retriever = library.retriever(_HITS)
    for question in questions:
        hits = [Hit.from_node(node) for node in retriever.retrieve(question.question)]
        yield Seen(bool(question.answerable), features(hits))


def calibrate(seen: Sequence[Seen], most: float, before: Calibration) -> Report:
    """Fit a calibration.

    Args:
        seen: The questions; enough of both kinds, see `check`.
        most: The share of answerable questions that may be refused, 0 to 1.
        before: The calibration in use.
    """
    rows = np.array([one.features for one in seen], float)
    truths = np.array([one.answerable for one in seen])
    judged = np.empty(len(seen))
    for own in _folds(truths):
        judged[own] = _confidences(rows[own], fit(rows[~own], truths[~own]))
    fitted = fit(rows, truths).model_copy(
        update={
            "threshold": threshold(judged[truths], most),
            "questions": len(seen),
            "fitted": datetime.date.today().isoformat(),
        }
    )
    return Report(
        questions=len(seen),
        answerable=int(truths.sum()),
        before=quality(_confidences(rows, before), truths, before.threshold),
        after=quality(judged, truths, fitted.threshold),
        calibration=fitted,
    )


def fit(rows: Numbers, truths: Truths) -> Calibration:
    """Fit weights by Newton's method (iteratively reweighted least squares); no threshold yet."""
    middle, spread = rows.mean(0), rows.std(0)
    spread[spread < 1e-9] = 1.0
    inputs = np.column_stack([np.ones(len(rows)), (rows - middle) / spread])
    prior = np.diag([0.0] + [_RIDGE] * len(FEATURES))
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (truths - chances) - prior @ weights
        bend = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + prior
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    own = weights[1:] / spread
    return Calibration(
        weights=tuple(own.tolist()), bias=float(weights[0] - own @ middle), threshold=0.0
    )


def threshold(answerable: Numbers, most: float) -> float:
    """Give the highest threshold that refuses at most a share of answerable questions."""
    ordered = np.sort(answerable)
    return float(ordered[min(int(most * len(ordered)), len(ordered) - 1)])


def auroc(confidences: Numbers, truths: Truths) -> float:
    """Give the area under the ROC curve (Mann and Whitney's U; ties count a half)."""
    held, others = confidences[truths], np.sort(confidences[~truths])
    below = np.searchsorted(others, held, "left") + np.searchsorted(others, held, "right")
    return float(below.sum() / 2 / (len(held) * len(others)))


def quality(confidences: Numbers, truths: Truths, chosen: float) -> Quality:
    """Say how well confidences tell answerable questions from others, at several thresholds."""

    def refused(limit: float) -> Refused:
        low = confidences < limit
        return Refused(limit, float(low[truths].mean()), float(low[~truths].mean()))

    table = tuple(refused(threshold(confidences[truths], share)) for share in _SHARES)
    return Quality(auroc(confidences, truths), refused(chosen), table)


def _confidences(rows: Numbers, calibration: Calibration) -> Numbers:
    return np.array([probability(row, calibration) for row in rows])


def _folds(truths: Truths) -> Iterator[Truths]:
    """Divide the questions, both kinds evenly, in the order in which they stand."""
    fold = np.empty(len(truths), int)
    for kind in (truths, ~truths):
        fold[kind] = np.arange(kind.sum()) % _FOLDS
    for number in range(_FOLDS):
        yield fold == number
