"""Kept conversations on the page: reload, list, search, names, links, files, thumbs."""

import json
import threading

import pytest
from chat_page import ChatPage, Open, Serve
from playwright.sync_api import Page, expect
from scripted_model import ScriptedModel

from index import Library

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
GOAL = "Who scored the winning goal in the County Cup final?"
ARDEN = "Kofi Arden scored in the 118th minute to win the County Cup."
PHONE = {"width": 390, "height": 800}


def two_conversations(chat: ChatPage, model: ScriptedModel) -> None:
    for question, words in ((PRISON, MONTHS), (GOAL, ARDEN)):
        model.say(words)
        chat.ask(question)
        chat.wait_until_answered()
        if question != GOAL:
            chat.start_anew()
            expect(chat.asked).to_have_count(0)


def side(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_conversation_survives_a_reload_with_its_evidence(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    scripted_model.say(ARDEN)
    chat.ask(PRISON)
    chat.wait_until_answered()
    before = chat.source(1, 1).inner_html()
    chat.page.reload()
    expect(chat.answers).to_have_text([f"{MONTHS} [1]"])
    assert chat.source(1, 1).inner_html() == before
    chat.ask(GOAL)
    chat.wait_until_answered(turns=2)
    expect(chat.asked).to_have_text([PRISON, GOAL])


def test_an_answer_goes_on_while_the_page_is_loaded_anew(
    chat: ChatPage, scripted_model: ScriptedModel
):
    words = threading.Semaphore(3)
    scripted_model.say(MONTHS, gate=words.acquire)
    chat.ask(PRISON)
    expect(chat.answers).to_have_text("Gerald Impey was")
    chat.page.reload()
    expect(chat.answers).to_have_text("Gerald Impey was")
    expect(chat.stop).to_be_enabled()
    words.release(100)
    chat.wait_until_answered()
    expect(chat.answers).to_have_text([f"{MONTHS} [1]"])


def test_an_answer_goes_on_while_another_conversation_is_open(
    chat: ChatPage, scripted_model: ScriptedModel
):
    words = threading.Semaphore(3)
    scripted_model.say(MONTHS, gate=words.acquire)
    chat.ask(PRISON)
    expect(chat.answers).to_have_text("Gerald Impey was")
    chat.start_anew()
    expect(chat.asked).to_have_count(0)
    expect(chat.send).to_be_enabled()
    words.release(100)
    # Nothing of it comes into the conversation that is open now.
    chat.page.wait_for_timeout(500)
    expect(chat.asked).to_have_count(0)
    chat.past.first.click()
    expect(chat.answers).to_have_text([f"{MONTHS} [1]"])
    expect(chat.stop).to_be_disabled()


@pytest.mark.parametrize("screen", [None, PHONE], ids=["desktop", "phone"])
def test_conversations_are_listed_searched_and_opened(
    serve: Serve,
    open_page: Open,
    sample_library: Library,
    scripted_model: ScriptedModel,
    screen: dict[str, int] | None,
):
    chat = open_page(serve(sample_library), viewport=screen) if screen else None
    chat = chat or open_page(serve(sample_library))
    if screen:
        chat.open_side()
    two = [(PRISON, MONTHS), (GOAL, ARDEN)]
    for question, words in two:
        scripted_model.say(words)
        chat.start_anew()
        if screen:
            chat.close_side()
        chat.ask(question)
        chat.wait_until_answered()
        if screen:
            chat.open_side()
    expect(chat.past).to_have_count(2)
    expect(chat.past.nth(0)).to_contain_text(GOAL)
    expect(chat.past.nth(0).locator("input")).to_be_checked()
    chat.page.get_by_label("Search conversations").fill("26 months")
    expect(chat.past).to_have_count(1)
    chat.past.first.click()
    expect(chat.answers).to_have_text([f"{MONTHS} [1]"])
    expect(chat.past).to_have_count(1)
    chat.page.get_by_label("Search conversations").fill("zebra")
    expect(chat.page.locator("#past-told")).to_contain_text("No conversation holds “zebra”.")
    assert not chat.is_wider_than_the_screen()


def test_a_conversation_is_renamed_pinned_and_deleted(
    chat: ChatPage, scripted_model: ScriptedModel
):
    two_conversations(chat, scripted_model)
    chat.past.nth(1).click()
    expect(chat.answers).to_have_text([f"{MONTHS} [1]"])
    chat.page.get_by_label("Title of this conversation").fill("The treasurer")
    side(chat.page, "Rename")
    expect(chat.past.nth(1)).to_contain_text("The treasurer")
    side(chat.page, "Pin")
    expect(chat.past.nth(0)).to_contain_text("★ The treasurer")
    side(chat.page, "Unpin")
    expect(chat.past.nth(1)).to_contain_text("The treasurer")
    side(chat.page, "Delete …")
    side(chat.page, "Keep it")
    expect(chat.past).to_have_count(2)
    side(chat.page, "Delete …")
    side(chat.page, "Delete for good")
    expect(chat.past).to_have_count(1)
    expect(chat.asked).to_have_count(0)
    chat.page.reload()
    expect(chat.past).to_have_count(1)
    expect(chat.past).to_contain_text(GOAL)


def test_deleting_a_conversation_ends_the_answer_that_grows_in_it(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(f"{MONTHS} ", endless=True)
    chat.ask(PRISON)
    expect(chat.markers.first).to_be_visible()
    side(chat.page, "Delete …")
    side(chat.page, "Delete for good")
    assert scripted_model.hung_up.wait(30)
    expect(chat.asked).to_have_count(0)
    expect(chat.send).to_be_enabled()
    expect(chat.past).to_have_count(0)


def test_a_link_to_one_answer_shows_it(
    chat: ChatPage, open_page: Open, scripted_model: ScriptedModel
):
    long = " ".join(f"{MONTHS} It was said {number} times." for number in range(30))
    scripted_model.say(long)
    scripted_model.say(long)
    chat.ask(PRISON)
    chat.wait_until_answered()
    chat.ask(GOAL)
    chat.wait_until_answered(turns=2)
    link = chat.page.locator("#sources .turn").last.get_by_text("Link to this answer")
    there = open_page(
        chat.page.evaluate("link => new URL(link, location).href", link.get_attribute("href"))
    )
    expect(there.answers).to_have_count(2)
    expect(there.answers.first.get_by_text("It was said 0 times.")).to_be_in_viewport()


def test_a_link_to_a_conversation_that_is_gone_says_so(
    serve: Serve, open_page: Open, sample_library: Library
):
    chat = open_page(serve(sample_library) + "/?c=nothing")
    expect(chat.page.locator("#told")).to_contain_text("There is no such conversation")
    expect(chat.send).to_be_enabled()


def test_a_conversation_is_saved_as_a_file_with_its_citations(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    chat.wait_until_answered()
    texts = {}
    for form in ("Markdown", "HTML", "JSON"):
        with chat.page.expect_download() as saving:
            chat.page.locator("#past-links").get_by_text(form, exact=True).click()
        texts[form] = saving.value.path().read_text()
        assert saving.value.suggested_filename.startswith("how-long-was-gerald-impey")
    for text in texts.values():
        assert "Gerald Impey was sent to prison for 26 months" in text
        assert "A former treasurer who took $84,500" in text
    assert len(json.loads(texts["JSON"])["turns"]) == 1


def test_an_answer_is_asked_for_again_in_its_place(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say("the model is overloaded", status=503)
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text("the model is overloaded")
    side(chat.page, "Retry")
    expect(chat.answers).to_have_text([f"{MONTHS} [1]"])
    chat.wait_until_answered()
    expect(chat.asked).to_have_text([PRISON])
    chat.page.reload()
    expect(chat.answers).to_have_text([f"{MONTHS} [1]"])


def test_an_earlier_question_is_edited_and_what_followed_is_dropped(
    chat: ChatPage, scripted_model: ScriptedModel
):
    for words in (MONTHS, MONTHS, ARDEN):
        scripted_model.say(words)
    chat.ask(PRISON)
    chat.wait_until_answered()
    chat.ask(PRISON)
    chat.wait_until_answered(turns=2)
    chat.page.get_by_role("button", name="Edit").first.click()
    box = chat.page.locator("#chat textarea")
    expect(box).to_have_value(PRISON)
    box.fill(f"{GOAL} <b>*really*</b>")
    chat.page.get_by_role("button", name="Submit").click()
    expect(chat.answers).to_have_text([f"{ARDEN} [1]"])
    chat.wait_until_answered()
    expect(chat.asked).to_have_text([f"{GOAL} <b>*really*</b>"])


def test_a_thumb_is_kept_with_its_reason_and_can_be_taken_back(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    chat.wait_until_answered()
    side(chat.page, "Dislike")
    expect(chat.page.locator("#thumb-told")).to_contain_text("What was wrong with it?")
    chat.page.get_by_label("Reason").fill("The month is missing.")
    side(chat.page, "Keep reason")
    expect(chat.page.locator("#thumb-told")).to_contain_text("Thank you")
    chat.page.reload()
    expect(chat.page.get_by_role("button", name="Disliked")).to_be_visible()
