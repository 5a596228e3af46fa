from itertools import pairwise

import numpy as np
import pytest

from assistant.confidence import DEFAULT, FEATURES, probability
from eval.calibration import FEWEST, Seen, auroc, calibrate, check, fit, quality, threshold
from eval.questions import Question
from index.errors import InputError

WIDTH = len(FEATURES)


def seen(number: int, apart: float, seed: int = 1) -> list[Seen]:
    """Questions whose first feature tells them apart by `apart` standard deviations."""
    chance = np.random.default_rng(seed)
    rows = chance.normal(size=(number, WIDTH))
    truths = np.arange(number) % 2 == 0
    rows[truths, 0] += apart
    pairs = zip(truths.tolist(), rows.tolist(), strict=True)
    return [Seen(truth, tuple(row)) for truth, row in pairs]


def test_auroc_is_the_share_of_pairs_in_the_right_order():
    truths = np.array([True, True, False, False])
    assert auroc(np.array([0.9, 0.8, 0.2, 0.1]), truths) == 1
    assert auroc(np.array([0.1, 0.2, 0.8, 0.9]), truths) == 0
    assert auroc(np.array([0.9, 0.1, 0.5, 0.5]), truths) == 0.5
    assert auroc(np.full(4, 0.5), truths) == 0.5
    assert auroc(np.array([0.9, 0.5, 0.5, 0.1]), truths) == (3 + 0.5) / 4


@pytest.mark.parametrize("most", [0.0, 0.05, 0.1, 0.19, 0.5])
def test_a_threshold_refuses_at_most_the_stated_share_of_answerable_questions(most: float):
    confidences = np.random.default_rng(2).uniform(size=57)
    chosen = threshold(confidences, most)
    refused = (confidences < chosen).mean()
    assert most - 1 / 57 < refused <= most


def test_a_threshold_among_equal_confidences_refuses_none_of_them():
    assert threshold(np.full(20, 0.5), 0.1) == 0.5


def test_the_fit_finds_the_weights_that_made_the_data():
    chance = np.random.default_rng(3)
    rows = chance.normal(2.0, 3.0, size=(20_000, WIDTH))
    weights = np.linspace(-1, 1, WIDTH)
    truths = chance.uniform(size=len(rows)) < 1 / (1 + np.exp(-(rows @ weights - 0.5)))
    fitted = fit(rows, truths)
    assert fitted.weights == pytest.approx(weights, abs=0.05)
    assert fitted.bias == pytest.approx(-0.5, abs=0.15)


def test_features_that_part_both_kinds_wholly_or_never_change_do_no_harm():
    rows = np.zeros((40, WIDTH))
    rows[:20, 0] = 1.0
    fitted = fit(rows, rows[:, 0] > 0.5)
    high, low = probability(rows[0], fitted), probability(rows[-1], fitted)
    assert 0.9 < high < 1
    assert 0 < low < 0.1


def test_what_is_reported_was_not_seen_by_the_fit():
    """Features without meaning are no better than chance, though a fit finds some in them."""
    reports = [calibrate(seen(60, 0.0, seed), 0.1, DEFAULT) for seed in range(20)]
    assert np.mean([report.after.auroc for report in reports]) < 0.55


def test_a_calibration_that_tells_questions_apart_refuses_the_right_ones():
    report = calibrate(seen(400, 3.0), 0.1, DEFAULT)
    assert (report.questions, report.answerable) == (400, 200)
    assert report.after.auroc > 0.95
    assert report.after.chosen.answerable <= 0.1
    assert report.after.chosen.unanswerable > 0.85
    assert report.calibration.questions == 400
    assert report.calibration.threshold == report.after.chosen.threshold


def test_the_table_grows_with_the_threshold():
    confidences = np.random.default_rng(4).uniform(size=200)
    table = quality(confidences, np.arange(200) % 2 == 0, 0.5).table
    for one, next_one in pairwise(table):
        assert one.threshold <= next_one.threshold
        assert one.unanswerable <= next_one.unanswerable


@pytest.mark.parametrize(
    ("held", "others", "found"),
    [
        (FEWEST - 1, 50, f"{FEWEST - 1} of 59 questions are ones whose answer the library holds"),
        (50, 0, "0 of 50 questions are ones whose answer it does not hold"),
    ],
)
def test_a_set_of_one_kind_cannot_be_learnt_from(held: int, others: int, found: str):
    some = [Question(str(n), "Who?", (), n < held) for n in range(held + others)]
    with pytest.raises(InputError, match=found):
        check(some)


def test_enough_of_both_kinds_can_be():
    check([Question(str(n), "Who?", (), n < FEWEST) for n in range(2 * FEWEST)])
