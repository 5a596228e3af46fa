import pytest

from assistant import evidence
from assistant.answer import Hit
from assistant.prompts import NOT_FOUND, SYSTEM, constant, numbered, prompt, written_date


def hit(number: int, text: str = "The tram line is open.", published: str = "2021-05-03") -> Hit:
    return Hit(
        passage_id=f"a:{number}",
        article_id="a",
        title="Tram",
        source="The Larch Courier",
        published=published,
        url="",
        start=0,
        end=len(text),
        text=text,
        score=0.03,
        scores={"dense": 0.5, "lexical": 1.0, "fused": 0.03},
    )


def test_the_constant_part_begins_every_prompt():
    for question, hits in (("Who?", [hit(1)]), ("When?", [hit(2), hit(3)]), ("", [])):
        messages = prompt(question, hits)
        assert messages[:-1] == constant()


def test_the_constant_part_is_always_the_same():
    assert [str(message) for message in constant()] == [str(message) for message in constant()]


def test_the_passages_come_before_the_question():
    last = prompt("Is the tram line open?", [hit(1), hit(2)])[-1].content or ""
    assert last.index("[1]") < last.index("[2]") < last.index("Question: Is the tram line open?")
    assert last.endswith("Question: Is the tram line open?")


def test_the_model_is_told_what_to_write_when_nothing_answers():
    assert NOT_FOUND in SYSTEM
    assert constant()[-1].content == NOT_FOUND


def test_a_passage_is_written_with_its_outlet_and_date():
    assert numbered([hit(1)]) == ["[1] The Larch Courier, 3 May 2021\nThe tram line is open."]


def test_an_undated_passage_has_only_its_outlet():
    assert numbered([hit(1, published="")]) == ["[1] The Larch Courier\nThe tram line is open."]


def test_a_passage_is_written_on_one_line():
    assert numbered([hit(1, "One.\n\nTwo.")])[0].endswith("\nOne. Two.")


@pytest.mark.parametrize(
    ("published", "written"),
    [("2023-12-06", "6 December 2023"), ("2023-12", "December 2023"), ("2023", "2023"), ("", "")],
)
def test_a_date_is_written_as_people_do(published: str, written: str):
    assert written_date(published) == written


LONG = "The tram line in Larch is open and the passengers are glad of it, the board said. " * 4


def test_evidence_is_the_best_hits_that_fit():
    hits = [hit(number, LONG) for number in range(5)]
    one = len(evidence.select(hits, 50))
    all_of_them = evidence.select(hits, 10_000)
    some = evidence.select(hits, 200)
    assert one == 1
    assert all_of_them == hits[::-1]
    assert some == hits[: len(some)][::-1]
    assert 1 < len(some) < 5


def test_evidence_never_exceeds_the_budget_but_for_a_first_hit():
    from llama_index.core.utils import get_tokenizer

    hits = [hit(number, LONG[: 40 * number]) for number in range(1, 8)]
    for budget in range(50, 600, 50):
        taken = evidence.select(hits, budget)
        used = sum(len(get_tokenizer()(line)) for line in numbered(taken))
        assert len(taken) == 1 or used <= budget


def test_the_first_hit_is_read_however_long():
    assert evidence.select([hit(1, LONG * 20), hit(2)], 50) == [hit(1, LONG * 20)]


def test_no_hits_are_no_evidence():
    assert evidence.select([], 300) == []
