import numpy as np
import pytest
from made_answers import answer
from made_runs import run

from eval.evaluation import evaluate
from eval.figures import (
    Figure,
    figure,
    figure_of,
    figures,
    order_area,
    risk_coverage,
    risk_coverage_area,
)
from eval.questions import Question, QuestionSet
from eval.runs import rows
from eval.stages import Stage


def test_a_figure_is_the_mean_of_what_is_eligible_and_counts_the_others():
    found = figure_of([{"f1": 1.0}, {"f1": None}, {"f1": 0.5}, {}], "f1")
    assert (found.value, found.n, found.excluded) == (0.75, 2, 2)
    assert 0.5 <= found.low <= 0.75 <= found.high <= 1.0


def test_what_no_question_is_eligible_for_has_no_value_and_counts_them_all():
    assert figure_of([{"f1": None}, {}], "f1") == Figure(
        value=None, low=None, high=None, n=0, excluded=2
    )


@pytest.mark.parametrize("values", [[0.3], [1.0, 1.0, 1.0]])
def test_of_one_question_or_equal_ones_the_interval_is_a_point(values: list[float]):
    found = figure_of([{"f1": value} for value in values], "f1")
    assert found.low == found.value == found.high == values[0]


def test_costs_are_told_by_median_and_95th_percentile():
    found = figures([{"total_ms": float(n), "f1": 1.0} for n in range(1, 102)] + [{"f1": 0.0}])
    assert list(found) == ["total_ms.median", "total_ms.p95", "f1"]
    assert (found["total_ms.median"].value, found["total_ms.p95"].value) == (51.0, 96.0)
    assert (found["total_ms.p95"].n, found["total_ms.p95"].excluded) == (101, 1)


def test_the_same_rows_give_the_same_intervals():
    made = [{"f1": float(value)} for value in np.random.default_rng(1).random(50)]
    assert figures(made) == figures(made)


def test_intervals_cover_the_mean_in_about_95_of_100_cases():
    chance = np.random.default_rng(2)
    covered = 0
    for _ in range(400):
        found = figure(chance.beta(2, 1, size=60), np.mean, 60)
        # Of this distribution the mean is 2 / (2 + 1).
        covered += found.low <= 2 / 3 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_risk_over_coverage_by_hand():
    # The surest first: right, wrong, right, wrong.
    confidences, risks = np.array([0.2, 0.9, 0.7, 0.5]), np.array([1.0, 0.0, 1.0, 0.0])
    coverages, at = risk_coverage(confidences, risks)
    assert coverages.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert at.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])
    assert risk_coverage_area(confidences, risks) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_the_area_of_risk_is_0_without_errors_and_1_without_anything_else():
    confidences = np.array([0.9, 0.5, 0.1])
    assert risk_coverage_area(confidences, np.zeros(3)) == 0
    assert risk_coverage_area(confidences, np.ones(3)) == 1
    # One error of three: least where it is the least sure, 1/3 / 3; most where it is the surest.
    assert risk_coverage_area(confidences, np.array([0.0, 0.0, 1.0])) == pytest.approx(1 / 9)
    worst = (1 + 1 / 2 + 1 / 3) / 3
    assert risk_coverage_area(confidences, np.array([1.0, 0.0, 0.0])) == pytest.approx(worst)


def test_the_area_of_order_is_the_share_of_pairs_in_the_right_order():
    truths = np.array([1.0, 1.0, 0.0, 0.0])
    for confidences, area in [
        ([0.9, 0.8, 0.2, 0.1], 1.0),
        ([0.1, 0.2, 0.8, 0.9], 0.0),
        ([0.9, 0.1, 0.5, 0.5], 0.5),
        # Pairs: .9 > .5, .9 > .1, .5 = .5 (half), .5 > .1.
        ([0.9, 0.5, 0.5, 0.1], 3.5 / 4),
    ]:
        assert order_area(np.array(confidences), truths) == area
    assert np.isnan(order_area(np.array([0.1, 0.2]), np.ones(2)))


def test_areas_are_of_the_answers_and_of_all_that_is_known_to_be_answerable_or_not():
    made = [
        {"confidence": 0.9, "risk": 0.0, "refused_answerable": 0.0},
        {"confidence": 0.6, "risk": 1.0, "refused_answerable": 0.0},
        {"confidence": 0.2, "risk": None, "refused_answerable": 1.0},
        {"confidence": 0.4, "risk": None, "refused_unanswerable": 1.0},
        {"confidence": None, "risk": 1.0, "refused_answerable": 0.0},
        {"confidence": 0.5, "risk": None},
    ]
    found = figures(made)
    # Two answers with a confidence: risks 0, then 1/2.
    assert (found["aurc"].value, found["aurc"].n, found["aurc"].excluded) == (0.25, 2, 4)
    # 0.9 and 0.6 are above 0.4, 0.2 is not.
    assert found["auroc"].value == pytest.approx(2 / 3)
    assert (found["auroc"].n, found["auroc"].excluded) == (4, 2)
    assert "confidence" not in found


def test_without_confidence_there_are_no_areas_and_of_one_kind_no_value():
    assert "aurc" not in figures([{"risk": 0.0}])
    found = figures([{"confidence": 0.5, "risk": 0.0, "refused_answerable": 0.0}] * 2)["auroc"]
    assert (found.value, found.n, found.excluded) == (None, 2, 0)


def test_what_failed_is_neither_right_nor_seen_to_have_no_answer(tmp_path):
    asked = QuestionSet(
        (Question("can", "Who?", ("Ada",), True), Question("cannot", "Who?", answerable=False))
    )

    def failing(question: Question) -> None:
        raise RuntimeError("broken")

    done = evaluate(asked, failing, out=tmp_path / "a")
    assert (done.failed, done.stages) == (2, {Stage.FAILED: 2})
    assert done.metrics["right"].value == 0.0
    assert done.metrics["refused_unanswerable"].value == 0.0
    assert [row.error for row in rows(tmp_path / "a")] == ["RuntimeError: broken"] * 2
    # To refuse is right there.
    refusing = evaluate(asked, lambda _: answer(abstained=True))
    assert refusing.metrics["right"].value == 0.5


def test_a_runs_figures_are_those_of_its_questions(tmp_path):
    done = run(tmp_path / "a", {"q0": "", "q1": "other"})
    assert done.metrics == figures([row.measures for row in rows(tmp_path / "a")])
    assert (done.metrics["right"].value, done.metrics["risk"].n) == (0.9, 19)
