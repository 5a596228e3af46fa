import asyncio
from collections.abc import AsyncGenerator

import pytest
from made_answers import answer

from assistant import Answer, Asking, Exchange
from assistant.asking import NO_MODEL
from assistant.remarks import Limits
from index import Filters
from index.errors import FilterError, ModelUnavailable
from ui import calm, turns
from ui.turns import Turn


class Fake:
    """Answers with the same record, or fails; remembers how it was asked.

    Attributes:
        fails: What it fails with after the record, where a model may be asked.
    """

    def __init__(self, record: Answer | None = None, fails: Exception | None = None) -> None:
        self.record = record
        self.fails = fails
        self.asked: list[tuple[str, Asking]] = []

    async def stream(self, question: str, how: Asking = Asking()) -> AsyncGenerator[Answer]:
        self.asked.append((question, how))
        if self.record is None:
            raise self.fails or FilterError("that is no day")
        yield self.record
        if self.fails is not None and how.model != NO_MODEL:
            raise self.fails


def said(number: int) -> Turn:
    return Turn(answer(standalone_question=f"Question {number}?", text=f"Answer {number}."))


def followed(fake: Fake, *given: object) -> list[turns.Conversation]:
    async def all_of_them() -> list[turns.Conversation]:
        return [conversation async for conversation in turns.follow(fake, *given)]

    return asyncio.run(all_of_them())


def test_the_last_six_exchanges_are_remembered_the_latest_last():
    fake = Fake(answer(text="So."))
    followed(fake, "And why?", tuple(said(number) for number in range(8)))
    ((question, how),) = fake.asked
    assert question == "And why?"
    assert how.history == tuple(
        Exchange(f"Question {number}?", f"Answer {number}.") for number in range(2, 8)
    )


def test_why_there_was_no_answer_is_not_remembered_as_one():
    none = answer(standalone_question="Who?", text="The library does not say.", abstained=True)
    assert turns.history([none]) == (Exchange("Who?", ""),)


def test_what_is_wanted_of_the_answer_is_handed_on_with_the_conversation():
    fake = Fake(answer(text="So."))
    followed(fake, "And why?", (said(1),), "", Asking(style="long", language="de"))
    assert fake.asked[0][1] == Asking(
        style="long", language="de", history=(Exchange("Question 1?", "Answer 1."),)
    )


def test_a_persons_wording_is_shown_at_once_and_handed_on():
    fake = Fake(answer(text="So."))
    first = followed(fake, " And when? ", (said(1),), " When was it? ")[0][-1].answer
    assert (first.question, first.standalone_question) == ("And when?", "When was it?")
    assert first.rewritten == "person"
    assert fake.asked[0][1].standalone == "When was it?"


@pytest.mark.parametrize("wording", ["", "w" * 3000])
def test_question_and_wording_are_cut_to_the_longest(wording: str):
    fake = Fake(answer(text="So."))
    followed(fake, "q" * 3000, (), wording)
    ((question, how),) = fake.asked
    assert question == "q" * turns.MOST_CHARACTERS
    assert how.standalone == wording[: turns.MOST_CHARACTERS]


def test_a_question_without_words_changes_nothing():
    fake = Fake()
    before = (said(1),)
    assert followed(fake, " \n", before) == [before]
    assert fake.asked == []


def test_a_failure_is_a_note_on_its_turn():
    last = followed(Fake(), "Why?", (said(1),))[-1]
    assert [turn.note for turn in last] == ["", "That is no day"]


def test_without_a_model_the_best_sentences_stand_in_and_the_note_says_why():
    fake = Fake(answer(text=""), ModelUnavailable("the model sleeps"))
    last = followed(fake, "Why?", (said(1),))[-1]
    assert [how.model for _, how in fake.asked] == ["", NO_MODEL]
    assert fake.asked[0][1].history == fake.asked[1][1].history
    assert last[-1].note == f"{calm.STANDS_IN} The model sleeps"


def test_a_model_that_ends_in_the_middle_leaves_what_was_written():
    fake = Fake(answer(text="So it"), ModelUnavailable("the model sleeps"))
    last = followed(fake, "Why?", ())[-1]
    assert len(fake.asked) == 1
    assert (last[-1].answer.text, last[-1].note) == ("So it", "The model sleeps")


def test_what_nobody_expected_is_a_calm_sentence(caplog: pytest.LogCaptureFixture):
    fake = Fake(answer(text="So it"), ZeroDivisionError("secret detail"))
    last = followed(fake, "Why?", ())[-1]
    assert last[-1].note == calm.BROKEN
    assert "secret detail" in caplog.text


def test_what_a_person_chose_goes_for_the_question_and_is_told_at_once():
    fake = Fake(answer(text="So."))
    filters = Filters(sources=("The Paper",))
    first = followed(fake, "Why?", (said(1),), "", Asking(filters, False, as_of="2025-03-04"))[0]
    ((_, how),) = fake.asked
    assert (how.filters, how.dates, how.as_of) == (filters, False, "2025-03-04")
    assert how.history == (Exchange("Question 1?", "Answer 1."),)
    assert first[-1].answer.limits == Limits(filters=filters, dates=False)
    assert first[-1].answer.as_of == "2025-03-04"
