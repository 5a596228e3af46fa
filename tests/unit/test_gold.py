import pytest

from eval.gold import chosen, exact, f1, holds, normalised


@pytest.mark.parametrize(
    ("answer", "gold", "em", "score"),
    [
        # The published script drops case, punctuation, articles and extra spaces before all else.
        ("The Eiffel Tower!", ["eiffel tower"], 1, 1),
        ("a  cat,\n the dog", ["An cat dog"], 1, 1),
        # Punctuation goes without a space in its place, typographic marks stay.
        ("U.S.", ["us"], 1, 1),
        ("two-thirds", ["twothirds"], 1, 1),
        ("Ada’s", ["Adas"], 0, 0),
        # An article is a whole word.
        ("theatre", ["atre"], 0, 0),
        # 1 of 2 words shared with 1: P = 1/2, R = 1, F1 = 2 * 0.5 / 1.5.
        ("Ada Weil", ["Weil"], 0, 2 / 3),
        # 2 of 3 shared with 2 of 4: P = 2/3, R = 2/4, F1 = 2 * (1/3) / (7/6).
        ("mayor Ada Weil", ["Ada Weil of Port-Ellery"], 0, 4 / 7),
        # Words count as often as they stand on both sides: shared 2, P = 2/3, R = 2/2.
        ("ha ha ha", ["ha ha"], 0, 0.8),
        ("17", ["12"], 0, 0),
        # The best of several.
        ("Ada Weil", ["Per Lund", "Weil", "Ada Weil"], 1, 1),
        ("Ada Weil", ["Per Lund", "Weil"], 0, 2 / 3),
        # Where one is empty, only an empty one agrees; "the" is empty too.
        ("", ["Ada"], 0, 0),
        ("Ada", [""], 0, 0),
        ("", [""], 1, 1),
        ("the", [""], 1, 1),
        ("", ["Ada", ""], 1, 1),
    ],
)
def test_exact_match_and_f1_are_squads(answer: str, gold: list[str], em: float, score: float):
    assert exact(answer, gold) == em
    assert f1(answer, gold) == pytest.approx(score)
    assert (exact(answer, gold[::-1]), f1(answer, gold[::-1])) == (em, pytest.approx(score))


def test_without_gold_nothing_is_exact_and_f1_is_an_error():
    assert exact("Ada", []) == 0
    with pytest.raises(ValueError, match="empty"):
        f1("Ada", [])


@pytest.mark.parametrize(
    ("text", "gold", "held"),
    [
        ("It was Ada Weil, the mayor.", ["Ada Weil"], True),
        ("It was “Ada-Weil”…", ["ada weil"], True),
        ("It was Ada, not Weil.", ["Ada Weil"], False),
        ("In 2017.", ["17"], False),
        ("17 people", ["12", "17"], True),
        ("The theatre", ["the"], False),
        ("Anything", [""], False),
        ("Anything", [], False),
    ],
)
def test_a_gold_answer_is_held_as_whole_words(text: str, gold: list[str], held: bool):
    assert holds(text, gold) is held


def test_normalising_drops_articles_marks_and_runs_of_spaces():
    assert normalised("  The “U.S.”\nand a Theatre—") == " u s and theatre "


CHOICES = ["Ada Weil", "Per Lund", "Nobody"]


@pytest.mark.parametrize(
    ("answer", "picked"),
    [
        ("per lund.", "Per Lund"),
        ("It was Per Lund who won.", "Per Lund"),
        # None whole: the one that shares most words.
        ("Lund", "Per Lund"),
        # Two whole: Per Lund of 2 words has F1 = 4/7 beside 5 words, "Nobody" 2/6.
        ("Nobody knows, perhaps Per Lund", "Per Lund"),
        ("Ada or Lund", ""),
        ("I cannot tell", ""),
        ("", ""),
    ],
)
def test_a_choice_is_picked_where_one_is_meant_more_than_others(answer: str, picked: str):
    assert chosen(answer, CHOICES) == picked
    assert chosen(answer, CHOICES[::-1]) == picked


def test_without_choices_none_is_picked():
    assert chosen("Per Lund", []) == ""
