import numpy as np
import pytest

from index.retriever import fuse, without_repeats


def test_an_id_in_both_rankings_goes_before_one_in_a_single_ranking():
    assert next(iter(fuse([["a", "b", "c"], ["d", "b", "e"]]))) == "b"


def test_the_fused_score_is_the_sum_of_reciprocal_ranks():
    assert fuse([["a", "b"], ["b"]]) == pytest.approx({"b": 1 / 62 + 1 / 61, "a": 1 / 61})


def test_equal_scores_are_in_the_order_of_ids():
    assert list(fuse([["b"], ["a"]])) == ["a", "b"]


@pytest.mark.parametrize("rankings", [[], [[]], [[], []]])
def test_nothing_fused_is_nothing(rankings: list[list[str]]):
    assert fuse(rankings) == {}


def kept(limit: int, dates: dict[str, str] | None = None, **angles: float) -> list[str]:
    """Rank passages in the order given, their vectors of unit length by angles in degrees.

    Cos 25° is 0.906, cos 26° 0.899; cos 36° is 0.809, cos 37° 0.799.
    """
    radians = {name: np.radians(angle) for name, angle in angles.items()}
    vectors = {name: np.array([np.cos(r), np.sin(r)]) for name, r in radians.items()}
    published = dict.fromkeys(angles, "") | (dates or {})
    return without_repeats(list(angles), vectors, published, limit)


def test_a_passage_that_repeats_a_better_one_is_left_out():
    assert kept(3, a=0, b=36, c=90) == ["a", "c"]


def test_a_passage_that_is_only_alike_stays():
    assert kept(2, a=0, b=37) == ["a", "b"]


def test_a_passage_is_compared_with_those_taken_and_not_with_those_left_out():
    assert kept(3, a=0, b=30, c=60) == ["a", "c"]


def test_no_more_than_the_limit_are_taken():
    assert kept(2, a=0, b=90, c=180) == ["a", "b"]


def test_a_later_passage_that_says_the_same_again_takes_the_place_of_the_earlier():
    dates = {"a": "2025-06-09", "b": "2025-06-10"}
    assert kept(3, dates, a=0, c=90, b=25) == ["b", "c"]


def test_a_later_passage_does_so_also_when_all_places_are_taken():
    dates = {"a": "2025-06-09", "b": "2025-06-10"}
    assert kept(2, dates, a=0, c=90, d=180, b=25) == ["b", "c"]


@pytest.mark.parametrize("date", ["2025-06-09", "2025-06-08", ""])
def test_a_passage_that_is_not_later_takes_no_place(date: str):
    assert kept(2, {"a": "2025-06-09", "b": date}, a=0, b=5) == ["a"]


def test_a_later_passage_that_says_it_otherwise_takes_no_place():
    dates = {"a": "2025-06-09", "b": "2025-06-10"}
    assert kept(2, dates, a=0, b=26) == ["a"]


def test_a_passage_without_a_vector_repeats_nothing():
    vectors = {"a": np.array([1.0, 0.0]), "c": np.array([1.0, 0.0])}
    assert without_repeats(["a", "b", "c"], vectors, dict.fromkeys("abc", ""), 3) == ["a", "b"]
