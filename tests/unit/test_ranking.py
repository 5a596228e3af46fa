import numpy as np
import pytest

from index.passages import sentences
from index.ranking import Candidate, asked_for, holds, rank, stems


def candidate(name: str, text: str, near: float = 0.5, title: str = "") -> Candidate:
    spans = sentences(text)
    return Candidate(name, text, title, near, spans, np.full(len(spans), near, dtype=np.float32))


def order(question: str, *candidates: Candidate) -> list[str]:
    return [one.id for one in rank(question, candidates)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many ferries were sold?", "number"),
        ("How long is the bridge?", "number"),
        ("What percentage voted?", "number"),
        ("By what amount did it rise?", "number"),
        ("When was the mill closed?", "date"),
        ("In which year did it open?", "date"),
        ("Who leads the council?", "name"),
        ("Where is the mill?", "name"),
        ("", "name"),
    ],
)
def test_what_is_asked_for_is_told_from_the_words(question: str, expected: str):
    assert asked_for(question) == expected


@pytest.mark.parametrize(
    ("sentence", "wanted", "expected"),
    [
        ("Seventeen people came.", "number", 0),
        ("There were 17 of them.", "number", 0.5),
        ("Of 1,200 ferries two were sold.", "number", 1),
        ("It was the same 17 and 17.", "number", 0.5),
        ("It closed on a Monday.", "date", 1),
        ("It closed in 2021.", "date", 1),
        ("It may close.", "date", 0),
        ("The mayor said so.", "name", 0),
        ("The mayor, Ann Lee, said so.", "name", 1),
        ("Then Lee said so.", "name", 0.5),
        ("Nothing was said.", "name", 0),
    ],
)
def test_a_sentence_holds_what_is_asked_for(sentence: str, wanted, expected: float):
    assert holds(sentence, wanted, frozenset()) == expected


def test_a_name_that_the_question_gives_is_not_its_answer():
    asked = stems("Who met Ann Lee?")
    assert holds("Then Ann Lee met Bo Ek.", "name", asked) == 1
    assert holds("Then Ann Lee went home.", "name", asked) == 0


def test_a_nearer_passage_goes_first():
    near, far = candidate("a", "The tram stopped.", 0.3), candidate("b", "The tram left.", 0.6)
    assert order("What did the tram do?", near, far) == ["b", "a"]


def test_the_words_of_the_question_count_beside_nearness():
    vague = candidate("a", "The vessel was damaged in the port.", 0.52)
    exact = candidate("b", "The Kestrel was damaged at Osk.", 0.50)
    assert order("Who damaged the Kestrel at Osk?", vague, exact) == ["b", "a"]


def test_a_rare_word_counts_more_than_a_common_one():
    common = [candidate(f"c{n}", "The ferry sailed.") for n in range(8)]
    rare = candidate("z", "The Kestrel sank.")
    assert order("Did the ferry Kestrel return?", *common, rare)[0] == "z"


def test_digits_are_words():
    one, other = candidate("a", "Flight 714 left."), candidate("b", "Flight 741 left.")
    assert order("Where did flight 741 go?", one, other) == ["b", "a"]


def test_a_title_speaks_for_its_passages():
    plain = candidate("a", "It will close in May.", title="Mill news")
    titled = candidate("b", "It will close in May.", title="Osk harbour")
    assert order("When will the harbour at Osk close?", plain, titled) == ["b", "a"]


def test_a_passage_is_as_good_as_its_best_sentence():
    text = "It rained. The bridge cost 4 million crowns. People slept."
    spans = sentences(text)
    near = np.array([0.1, 0.9, 0.1], dtype=np.float32)
    (one,) = rank("What did it cost?", [Candidate("a", text, "", 0.5, spans, near)])
    assert one.best == 1
    assert one.score == max(one.sentences)
    assert len(one.sentences) == 3


def test_what_is_liked_goes_first():
    one, other = candidate("a", "The tram stopped."), candidate("b", "The tram stopped.")
    assert [r.id for r in rank("What of the tram?", [one, other], {"b": 1.0})] == ["b", "a"]


def test_equal_ones_are_in_the_order_of_ids():
    assert order("?", candidate("b", "x"), candidate("a", "x")) == ["a", "b"]


@pytest.mark.parametrize("question", ["", "?", "the of and", "\u202e🚢 ☃"])
def test_any_question_ranks(question: str):
    assert order(question, candidate("a", "The tram stopped.")) == ["a"]


def test_nothing_ranks_as_nothing():
    assert rank("Who?", []) == []
