import numpy as np
import pytest
from scipy import stats

from eval.answers import Measures
from eval.differences import Difference, differences, direction
from eval.figures import figures


def pairs(one: list[float], other: list[float], name: str = "f1") -> list:
    return [({name: a}, {name: b}) for a, b in zip(one, other, strict=True)]


def only(found: tuple[Difference, ...]) -> Difference:
    [one] = found
    return one


def test_p_is_the_share_of_swaps_that_differ_as_much():
    # Four pairs differ by 1 each: of the 16 ways to swap, only all and none give a mean of 1.
    assert only(differences(pairs([0] * 4, [1] * 4))).p == 2 / 16
    # Differences 1, 1, 1, -1 have a mean of 0.5. The sum is one of 4, 2 (4 ways), 0 (6), -2 (4),
    # -4: it is 2 or more, or -2 or less, in 10 of 16.
    assert only(differences(pairs([0, 0, 0, 1], [1, 1, 1, 0]))).p == 10 / 16


def test_p_of_many_pairs_agrees_with_the_t_test():
    chance = np.random.default_rng(5)
    one = chance.normal(size=200)
    other = one + chance.normal(0.14, 1.0, size=200)
    found = only(differences(pairs(one.tolist(), other.tolist())))
    assert found.p == pytest.approx(stats.ttest_rel(one, other).pvalue, abs=0.02)
    assert found.value == pytest.approx((other - one).mean())


def test_the_same_pairs_give_the_same_figures():
    values = np.random.default_rng(6).random((2, 50)).tolist()
    assert differences(pairs(*values)) == differences(pairs(*values))


def test_a_difference_is_rarely_shown_where_there_is_none():
    chance = np.random.default_rng(7)
    shown = [
        only(differences(pairs(*chance.integers(0, 2, (2, 40)).tolist()))).outcome
        != "no difference shown"
        for _ in range(100)
    ]
    assert sum(shown) <= 9  # Of 100 at 5 %, more than 9 come once in 35 times.


def test_p_is_adjusted_for_the_number_of_measures_that_differ_anywhere():
    # Of 8 pairs, all of one sign: p = 2 / 256 = 0.0078. Alone that is shown; beside seven others
    # that go up and down it is 8 * 0.0078 = 0.0625, and is not. What is equal is not counted.
    rows: list[tuple[Measures, Measures]] = pairs([0] * 8, [1] * 8)
    equal = {f"m{n}": float(n) for n in range(7)}
    alone = differences([(one | equal, other | equal) for one, other in rows])
    assert (alone[0].adjusted, alone[0].outcome) == (2 / 256, "better")
    crowd = differences(
        [
            (one | equal, other | {name: value + (-1) ** place for name, value in equal.items()})
            for place, (one, other) in enumerate(rows)
        ]
    )
    assert (crowd[0].p, crowd[0].adjusted) == (2 / 256, 8 * 2 / 256)
    assert crowd[0].outcome == "no difference shown"
    assert {one.adjusted for one in crowd[1:]} == {1.0}


def test_holm_adjusts_by_rank_and_never_turns_the_order_around():
    # All differences of one sign, among 10, 9 and 7 pairs: p is 2/1024, 2/512 and 2/128.
    eligible = {"a": 10, "b": 9, "c": 7}
    rows = [
        tuple(
            {name: value if n < eligible[name] else None for name in "abc"} for value in (0.0, 1.0)
        )
        for n in range(10)
    ]
    found = {one.measure: one for one in differences(rows)}
    assert [found[name].p for name in "abc"] == [2 / 1024, 2 / 512, 2 / 128]
    assert [found[name].adjusted for name in "abc"] == [3 * 2 / 1024, 2 * 2 / 512, 2 / 128]


@pytest.mark.parametrize(
    ("measure", "up", "down"),
    [
        ("f1", "better", "worse"),
        ("risk", "worse", "better"),
        ("refused_answerable", "worse", "better"),
        ("refused_though_read", "worse", "better"),
        ("not_found", "worse", "better"),
        ("refused_unanswerable", "better", "worse"),
        ("answered", "higher", "lower"),
    ],
)
def test_each_measure_is_better_its_own_way(measure: str, up: str, down: str):
    assert only(differences(pairs([0] * 8, [1] * 8, measure))).outcome == up
    assert only(differences(pairs([1] * 8, [0] * 8, measure))).outcome == down


def test_lower_costs_are_better():
    assert direction("total_ms.median") == direction("prompt_tokens.p95") == -1
    found = only(differences(pairs([5] * 4 + [6] * 4, [9] * 4 + [12] * 4, "total_ms")))
    # The medians are 5.5 and 10.5.
    assert (found.measure, found.value, found.ratio) == ("total_ms.median", 5.0, 10.5 / 5.5)
    assert found.outcome == "worse"


def test_one_pair_shows_nothing_and_none_measures_nothing():
    assert only(differences(pairs([0], [1]))).outcome == "no difference shown"
    nothing = only(differences([({"f1": 1.0}, {"f1": None}), ({"f1": None}, {})]))
    assert (nothing.value, nothing.n, nothing.excluded) == (None, 0, 2)
    assert nothing.outcome == "not measured in both"


def told(confidence: float | None, risk: float | None = None, can: bool = True) -> Measures:
    kind = "refused_answerable" if can else "refused_unanswerable"
    return {"confidence": confidence, "risk": risk, kind: 0.0}


def test_areas_are_those_of_the_runs_and_are_compared_as_wholes():
    # A is sure of what is wrong, B of what is right; half of the questions have no answer.
    one = [told(0.1 + n / 50, float(n >= 12)) for n in range(24)]
    one += [told(0.9 - n / 100, can=False) for n in range(8)]
    other = [told(0.95 - n / 50, float(n >= 12)) for n in range(24)]
    other += [told(0.3 - n / 100, can=False) for n in range(8)]
    found = {d.measure: d for d in differences(list(zip(one, other, strict=True)))}
    for name in ("aurc", "auroc"):
        assert found[name].one == pytest.approx(figures(one)[name].value)
        assert found[name].other == pytest.approx(figures(other)[name].value)
        assert (found[name].n, found[name].outcome) == (32, "better")
    assert found["aurc"].value < 0 < found["auroc"].value


def test_areas_of_equal_rows_do_not_differ():
    rows = [told(n / 10, float(n % 2)) for n in range(10)] + [told(0.5, can=False)]
    found = {d.measure: d for d in differences([(row, row) for row in rows])}
    assert (found["auroc"].value, found["auroc"].low, found["auroc"].p) == (0.0, 0.0, 1.0)
    assert found["aurc"].outcome == "no difference shown"


def test_an_area_that_cannot_be_told_is_not_measured():
    found = differences([(told(0.5), told(0.6)), (told(0.2), told(None))])
    areas = {d.measure: d for d in found if d.measure in ("aurc", "auroc")}
    assert {one.value for one in areas.values()} == {None}
    assert {one.outcome for one in areas.values()} == {"not measured in both"}
