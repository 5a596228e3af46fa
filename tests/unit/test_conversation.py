"""Follow-up questions: measured on a labelled set, and what must hold for any text."""

import json
import re
from pathlib import Path

import pytest

from assistant.asking import Exchange
from assistant.conversation import Standalone, messages, read_reply, standalone

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "follow-ups.jsonl").read_text().splitlines()
]
UNCHANGED = {"stands alone", "new subject"}
FERRY = Exchange("Why was the Norvik ferry suspended?", "Tilda Brask found cracks in its hull.")
BRIDGE = Exchange("Who designed the Vell bridge?", "Ada Korn designed the Vell bridge.")


def _holds(words: str, text: str) -> bool:
    return any(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)
        for word in words.split("|")
    )


def _right(case: dict) -> bool:
    history = [Exchange(**exchange) for exchange in case["history"]]
    found = standalone(case["question"], history).question
    if case["kind"] in UNCHANGED:
        return found == case["question"]
    needed = all(_holds(words, found) for words in case["needs"])
    return needed and not any(_holds(words, found) for words in case["not"])


def _share(part: str, kinds: set[str]) -> float:
    right = [_right(case) for case in CASES if case["part"] == part and case["kind"] in kinds]
    return sum(right) / len(right)


@pytest.mark.parametrize("part", ["dev", "test"])
def test_follow_ups_of_the_labelled_set_stand_alone(part):
    assert _share(part, {case["kind"] for case in CASES}) >= 0.94


@pytest.mark.parametrize("part", ["dev", "test"])
def test_questions_that_stand_alone_or_change_the_subject_stay_as_they_are(part):
    assert _share(part, UNCHANGED) >= 0.95


def test_the_labelled_set_is_as_large_as_its_figures_claim():
    assert len(CASES) >= 120
    assert sum(case["kind"] in UNCHANGED for case in CASES) >= 35


def test_the_last_turn_counts_not_the_first():
    assert "Vell" in standalone("When did it open?", [FERRY, BRIDGE]).question
    assert "Norvik" in standalone("When did it resume?", [BRIDGE, FERRY]).question


def test_an_earlier_turn_is_looked_at_where_the_last_has_nothing_to_offer():
    history = [BRIDGE, Exchange("How much did the Vell bridge cost?", "It cost 3 million crowns.")]
    assert standalone("How old is she?", history) == Standalone("How old is Ada Korn?", "rules")


def test_a_pronoun_without_anything_to_stand_for_is_left_to_the_model():
    history = [Exchange("How much did the Vell bridge cost?", "It cost 3 million crowns.")]
    found = standalone("How old is she?", history)
    assert found.unsure
    assert "Vell" in found.question


def test_thanks_and_greetings_are_no_follow_ups():
    for text in ("thanks", "Hello!"):
        assert standalone(text, [BRIDGE]) == Standalone(text)


def test_a_thing_that_is_pointed_at_is_named_once():
    assert standalone("Is it safe?", [BRIDGE]).question == "Is the Vell bridge safe?"
    pointed = standalone("When did that bridge open?", [BRIDGE]).question
    assert pointed == "When did the bridge open (the Vell bridge)?"


@pytest.mark.parametrize("question", [case["question"] for case in CASES[::5]])
def test_without_a_conversation_every_question_stays_as_it_is(question):
    assert standalone(question, []) == Standalone(question)


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "🙂", "and", "it", "why", "the second one", "it " * 700, "(((\\", "A" * 2000],
)
def test_no_text_is_too_odd(text):
    odd = Exchange(text, text)
    for history in ([FERRY], [odd], [FERRY, odd]):
        assert standalone(text, history) == standalone(text, history)
        standalone("and what about it then?", history)
        read_reply(text, text, history)


def test_the_prompt_shows_the_last_two_turns_shortly():
    history = [Exchange("Who is Per Lund?", "A driver."), FERRY, Exchange("Why?", "word " * 500)]
    written = " ".join(str(message.content) for message in messages("and then?", history))
    assert "Per Lund" not in written
    assert "Norvik" in written
    assert written.endswith("and then?")
    assert len(written.split()) < 150


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("When did the Norvik ferry resume?", "When did the Norvik ferry resume?"),
        (
            'Question: "When did the Norvik ferry resume?"\nIt …',
            "When did the Norvik ferry resume?",
        ),
        ("", None),
        ("It resumed.", None),
        ("When did the Norvik ferry resume" + " so late" * 50 + "?", None),
        ("When did the Halle ferry resume?", None),
        ("When did the Norvik ferry resume in 1999?", None),
    ],
)
def test_a_reply_with_anything_the_conversation_does_not_hold_is_not_used(reply, read):
    assert read_reply(reply, "When did it resume?", [FERRY]) == read
