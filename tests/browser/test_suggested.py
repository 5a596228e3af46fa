"""Questions that are suggested below an answer."""

import pytest
from chat_page import ChatPage
from playwright.sync_api import Locator, expect
from scripted_model import ScriptedModel

from assistant import Answer, Asking
from index import Library

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
GOAL = "Who scored the winning goal in the County Cup final?"
ARDEN = "Kofi Arden scored in the 118th minute to win the County Cup."
MARKUP = "What is <b>*bold*</b>?"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Answer, Asking]]:
    """What suggestions were made for; what they are is tested without a browser."""
    given: list[tuple[Answer, Asking]] = []

    def suggest(answer: Answer, library: Library, how: Asking) -> tuple[str, ...]:
        given.append((answer, how))
        return (GOAL, MARKUP) if answer.question == PRISON else ()

    monkeypatch.setattr("ui.turns.suggestions", suggest)
    return given


def options(chat: ChatPage) -> Locator:
    return chat.page.locator("#chat .option")


def test_a_suggestion_is_asked_by_a_click_and_what_is_typed_stays(
    chat: ChatPage, scripted_model: ScriptedModel, given: list[tuple[Answer, Asking]]
):
    scripted_model.say(MONTHS)
    scripted_model.say(ARDEN)
    chat.ask(PRISON)
    expect(options(chat)).to_have_text([GOAL, MARKUP])
    chat.question.fill("Something else")
    options(chat).first.click()
    chat.wait_until_answered(turns=2)
    expect(chat.asked).to_have_text([PRISON, GOAL])
    expect(chat.question).to_have_value("Something else")
    expect(options(chat)).to_have_count(0)
    assert [answer.question for answer, _ in given] == [PRISON, GOAL]
    assert [one.question for one in given[1][1].history] == [PRISON]


def test_a_reopened_conversation_suggests_again(
    chat: ChatPage, scripted_model: ScriptedModel, given: list[tuple[Answer, Asking]]
):
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    expect(options(chat)).to_have_count(2)
    chat.page.reload()
    expect(options(chat)).to_have_count(2)


def test_an_answer_that_failed_or_was_stopped_suggests_nothing(
    chat: ChatPage, scripted_model: ScriptedModel, given: list[tuple[Answer, Asking]]
):
    scripted_model.say(f"{MONTHS} ", endless=True)
    chat.ask(PRISON)
    expect(chat.markers.first).to_be_visible()
    chat.stop.click()
    expect(chat.answers).to_contain_text("Stopped.")
    chat.wait_until_answered()
    assert given == []
