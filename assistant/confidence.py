"""How sure it is that the hits answer a question: a logistic regression over a few numbers.

It is fitted by eval/calibration.py; how, and on what, is in docs/decisions/0012-abstention.md.
"""

import math
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from assistant.answer import Hit
from index import Library

FEATURES = ("nearness", "score", "coverage", "lead")
# The lead of the first hit is over this one, or over the last where there are fewer.
_LED = 5


class Calibration(BaseModel):
    """What makes numbers of hits a probability, and the probability that is too low to try.

    Attributes:
        weights: One for each of `FEATURES`.
        bias: Added to the weighted sum.
        threshold: Below this the language model is not asked, 0 to 1.
        questions: How many it was fitted on.
        fitted: The day, ISO 8601; "" for the one that ships.
    """

    model_config = ConfigDict(frozen=True)

    weights: tuple[float, ...]
    bias: float
    threshold: float
    questions: int = 0
    fitted: str = ""

    @field_validator("weights")
    @classmethod
    def _one_for_each(cls, weights: tuple[float, ...]) -> tuple[float, ...]:
        if len(weights) != len(FEATURES):
            raise ValueError(f"{len(FEATURES)} weights are expected, found {len(weights)}")
        return weights


# Fitted for MiniLM on half of some Natural Questions and half of the weeks of RealTime QA. The
# threshold is cautious: an answer withheld costs more than one that fails its check afterwards.
DEFAULT = Calibration(weights=(5.0, -0.3, 1.9, 1.4), bias=-4.7, threshold=0.02)


def features(hits: Sequence[Hit]) -> tuple[float, ...]:
    """Give the numbers that confidence is read from, in the order of `FEATURES`.

    Args:
        hits: Best first.

    Returns:
        The cosine of the nearest passage; the best score, which also knows the nearness of the
        best sentence and whether it holds the kind of thing asked for; the largest share of the
        question's words in a passage and its title; and by how much of the score the first hit
        leads the fifth. All 0 without hits.
    """
    if not hits:
        return (0.0,) * len(FEATURES)
    last = hits[min(_LED, len(hits)) - 1]
    return (
        max(hit.scores.get("dense") or 0.0 for hit in hits),
        max(hit.score for hit in hits),
        max(hit.scores.get("coverage") or 0.0 for hit in hits),
        hits[0].score - last.score,
    )


def confidence(hits: Sequence[Hit], calibration: Calibration = DEFAULT) -> float:
    """Give the probability, 0 to 1, that the hits answer the question they were found for."""
    return probability(features(hits), calibration)


def probability(numbers: Sequence[float], calibration: Calibration) -> float:
    """Give the probability that a calibration reads from `features`."""
    weighted = zip(numbers, calibration.weights, strict=True)
    logit = calibration.bias + sum(number * weight for number, weight in weighted)
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, logit))))


def calibration_of(library: Library) -> Calibration:
    """Give what was fitted for a library and its embedding model, else what ships."""
    return read(library.calibrations().get(library.fingerprint)) or DEFAULT


def read(kept: Any) -> Calibration | None:
    """Read what a library kept; None if there is nothing, or it does not fit this version."""
    try:
        return Calibration.model_validate(kept)
    except ValidationError:
        return None
