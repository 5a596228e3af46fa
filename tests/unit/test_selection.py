import numpy as np
import pytest

from index.selection import PER_ARTICLE, Choice, select


def kept(
    limit: int,
    dates: dict[str, str] | None = None,
    articles: dict[str, str] | None = None,
    stories: dict[str, str] | None = None,
    **angles: float,
) -> list[str]:
    """Rank passages in the order given, their vectors of unit length by angles in degrees.

    Cos 25° is 0.906, cos 26° 0.899; cos 36° is 0.809, cos 37° 0.799.
    """
    radians = {name: np.radians(angle) for name, angle in angles.items()}
    choices = [
        Choice(
            id=name,
            article_id=(articles or {}).get(name, name),
            story=(stories or {}).get(name, (articles or {}).get(name, name)),
            published=(dates or {}).get(name, ""),
            vector=np.array([np.cos(r), np.sin(r)], dtype=np.float32),
        )
        for name, r in radians.items()
    ]
    return [choice.id for choice in select(choices, limit)[0]]


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
    one = np.array([1.0, 0.0], dtype=np.float32)
    vectors = {"a": one, "b": None, "c": one}
    choices = [Choice(name, name, name, "", vector) for name, vector in vectors.items()]
    assert [choice.id for choice in select(choices, 3)[0]] == ["a", "b"]


def test_a_story_is_told_by_one_of_its_articles():
    stories = {"a": "s", "b": "s", "c": "t"}
    assert kept(3, stories=stories, a=0, b=90, c=180) == ["a", "c"]


def test_two_passages_of_the_article_that_tells_a_story_are_taken():
    articles, stories = {"a": "x", "b": "y", "c": "x"}, {"a": "s", "b": "s", "c": "s"}
    assert kept(3, articles=articles, stories=stories, a=0, b=90, c=180) == ["a", "c"]


def test_a_corrected_copy_of_a_story_takes_the_place_of_the_first():
    dates = {"a": "2025-06-09", "b": "2025-06-10"}
    assert kept(3, dates, stories={"a": "s", "b": "s"}, a=0, b=5) == ["b"]


def test_one_article_takes_no_more_places_than_it_may():
    angles = {f"p{n}": 40.0 * n for n in range(PER_ARTICLE + 1)} | {"other": 300.0}
    articles = {name: "x" for name in angles if name != "other"}
    expected = [*list(angles)[:PER_ARTICLE], "other"]
    assert kept(9, articles=articles, **angles) == expected


def test_each_that_is_left_out_is_told_why():
    vector = {name: np.array(v, dtype=np.float32) for name, v in _PLACES.items()}
    choices = [
        Choice("a", "x", "s", "", vector["a"]),
        Choice("repeat", "y", "t", "", vector["a"]),
        Choice("copy", "z", "s", "", vector["b"]),
        Choice("late", "w", "u", "", vector["b"]),
    ]
    taken, why = select(choices, 1)
    assert [choice.id for choice in taken] == ["a"]
    assert why == {
        "repeat": "it repeats a",
        "copy": "its story is told by x",
        "late": "it is below the 1 best",
    }


_PLACES = {"a": (1, 0), "b": (0, 1)}


def test_nothing_is_selected_from_nothing():
    assert select([], 3) == ([], {})
