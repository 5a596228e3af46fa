"""Follow-ups and checked answers on the page; the records are scripted, the page is real."""

import threading

import pytest
from chat_page import ChatPage, Open, Serve
from made_answers import answer, full
from playwright.sync_api import expect
from scripted_assistant import ScriptedAssistant

from assistant import Answer, Exchange
from assistant.answer import Sentence
from index import Library

pytestmark = pytest.mark.browser

FIRE = "What burnt in Port Ellery?"
WHEN = "And when was it?"
ALONE = "When was the fire in Port Ellery?"
MINE = "When was the fire in the harbour of Port Ellery?"
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}


def said(text: str, alone: str = FIRE, rewritten: str = "") -> Answer:
    return answer(
        standalone_question=alone,
        rewritten=rewritten,
        text=text,
        sentences=(Sentence(text=text),),
    )


@pytest.fixture
def assistant(sample_library: Library) -> ScriptedAssistant:
    return ScriptedAssistant(sample_library)


@pytest.fixture
def url(serve: Serve, sample_library: Library, assistant: ScriptedAssistant) -> str:
    return serve(sample_library, assistant=assistant)


@pytest.fixture
def chat(url: str, open_page: Open) -> ChatPage:
    return open_page(url)


def followed_up(chat: ChatPage, assistant: ScriptedAssistant) -> None:
    assistant.say(said("The net loft burnt."))
    assistant.say(said("It was in May.", ALONE, "rules"))
    chat.ask(FIRE)
    chat.wait_until_answered()
    chat.ask(WHEN)
    chat.wait_until_answered(turns=2)


def test_a_follow_up_is_asked_with_the_conversation(chat: ChatPage, assistant: ScriptedAssistant):
    followed_up(chat, assistant)
    assert [asked.question for asked in assistant.asked] == [FIRE, WHEN]
    assert assistant.asked[0].how.history == ()
    assert assistant.asked[1].how.history == (Exchange(FIRE, "The net loft burnt."),)
    expect(chat.answers.last).to_contain_text(f"Understood as: {ALONE}")
    expect(chat.answers.first).not_to_contain_text("Understood as")


def test_a_question_that_stands_alone_offers_no_other_wording(
    chat: ChatPage, assistant: ScriptedAssistant
):
    assistant.say(said("The net loft burnt."))
    chat.ask(FIRE)
    chat.wait_until_answered()
    expect(chat.understood).to_be_hidden()
    expect(chat.again).to_be_hidden()


def test_an_edited_wording_asks_again_in_the_place_of_the_first_answer(
    chat: ChatPage, assistant: ScriptedAssistant
):
    followed_up(chat, assistant)
    assistant.say(said("It was on 4 May."))
    expect(chat.page.get_by_role("textbox", name="Understood as")).to_have_value(ALONE)
    chat.understood.fill(MINE)
    chat.again.click()
    expect(chat.answers.last).to_contain_text("It was on 4 May.")
    chat.wait_until_answered(turns=2)
    again = assistant.asked[-1]
    assert (again.question, again.how.standalone) == (WHEN, MINE)
    assert again.how.history == (Exchange(FIRE, "The net loft burnt."),)
    expect(chat.answers.last).to_contain_text(f"Understood as: {MINE}")
    expect(chat.asked).to_have_text([FIRE, WHEN])
    expect(chat.understood).to_have_value(MINE)


def test_enter_in_the_wording_asks_again_and_leaves_the_next_question(
    chat: ChatPage, assistant: ScriptedAssistant
):
    followed_up(chat, assistant)
    assistant.say(said("It was on 4 May."))
    chat.question.fill("And why?")
    chat.understood.fill(MINE)
    chat.understood.press("Enter")
    expect(chat.answers.last).to_contain_text("It was on 4 May.")
    expect(chat.question).to_have_value("And why?")


def test_an_empty_wording_asks_nothing(chat: ChatPage, assistant: ScriptedAssistant):
    followed_up(chat, assistant)
    chat.understood.fill("  ")
    chat.again.click()
    # Time for a page that asks to do it.
    chat.page.wait_for_timeout(500)
    assert len(assistant.asked) == 2
    expect(chat.answers).to_have_count(2)


def test_while_it_is_asked_again_nothing_else_can_be_asked(
    chat: ChatPage, assistant: ScriptedAssistant
):
    followed_up(chat, assistant)
    released = threading.Event()
    assistant.say(said("It"), said("It was on 4 May."), gate=released.wait)
    chat.understood.fill(MINE)
    chat.again.click()
    expect(chat.stop).to_be_enabled()
    expect(chat.again).to_be_disabled()
    chat.question.fill("And why?")
    chat.question.press("Enter")
    # Time for a page that asks to do it.
    chat.page.wait_for_timeout(500)
    released.set()
    chat.wait_until_answered(turns=2)
    assert len(assistant.asked) == 3
    expect(chat.question).to_have_value("And why?")


def test_a_conversation_that_was_put_aside_is_not_remembered(
    chat: ChatPage, assistant: ScriptedAssistant
):
    followed_up(chat, assistant)
    chat.start_anew()
    expect(chat.asked).to_have_count(0)
    expect(chat.understood).to_be_hidden()
    assistant.say(said("Nothing."))
    chat.ask(WHEN)
    chat.wait_until_answered()
    assert assistant.asked[-1].how.history == ()


def test_tabs_do_not_share_what_was_said(
    chat: ChatPage, url: str, open_page: Open, assistant: ScriptedAssistant
):
    followed_up(chat, assistant)
    other = open_page(url)
    assistant.say(said("Nothing."))
    other.ask(WHEN)
    other.wait_until_answered()
    assert assistant.asked[-1].how.history == ()


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_a_checked_answer_says_what_was_found_and_fits_the_screen(
    url: str, open_page: Open, assistant: ScriptedAssistant, screen: dict[str, object]
):
    chat = open_page(url, **screen)
    assistant.say(full())
    chat.ask("And how many were hurt?")
    chat.wait_until_answered()
    for words in (
        "Understood as: How many people did the fire in Port Ellery hurt?",
        "(not found in source: no source gives a time)",
        "(partly supported: the source does not say “in one night”)",
        "Updated: 17 people hurt; on the day before, 12 [1][2]",
        "29 Apr 2025 Twelve were counted. [2]",
    ):
        expect(chat.answers).to_contain_text(words)
    expect(chat.answers.get_by_text("no source gives a time")).to_be_visible()
    expect(chat.source(1, 1)).to_contain_text("This text speaks to the assistant")
    expect(chat.source(1, 1)).to_contain_text("last week: 21 – 27 Apr 2025")
    chat.page.get_by_text("Read 2 sentences of 2 articles").click()
    expect(chat.page.locator("#sources .read li").last).to_be_visible()
    assert not chat.is_wider_than_the_screen()
    for part in (chat.understood, chat.again, chat.question, chat.send):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport(ratio=1)


def test_on_a_wide_screen_wording_and_question_need_no_scrolling(
    chat: ChatPage, assistant: ScriptedAssistant
):
    followed_up(chat, assistant)
    for part in (chat.understood, chat.again, chat.question, chat.send):
        expect(part).to_be_in_viewport(ratio=1)
