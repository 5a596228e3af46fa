import threading
from typing import Any

import pytest
from chat_page import ChatPage, Open, Serve
from playwright.sync_api import expect
from scripted_model import Reply, ScriptedModel

from index import Library

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
GOAL = "Who scored the winning goal in the County Cup final?"
ARDEN = "Kofi Arden scored in the 118th minute to win the County Cup."
LONGEST = 2_000


def test_two_people_asking_at_once_never_see_each_others_words(
    serve: Serve, open_page: Open, sample_library: Library, scripted_model: ScriptedModel
):
    # Each answer waits at every word until the other has come as far.
    step = threading.Barrier(2, timeout=30)

    def answer(request: dict[str, Any]) -> Reply:
        asked = request["messages"][-1]["content"]
        # Of as many words, so that neither waits for the other for ever.
        text = f"{MONTHS} The very end." if PRISON in asked else f"{ARDEN} The end."
        return Reply(text, gate=step.wait)

    scripted_model.answer = answer
    url = serve(sample_library)
    one, other = open_page(url, locale="en-GB"), open_page(url, locale="en-US")
    one.ask(PRISON)
    other.ask(GOAL)
    for chat in (one, other):
        chat.wait_until_answered()
    expect(one.answers).to_contain_text(MONTHS)
    expect(other.answers).to_contain_text(ARDEN)
    for chat, foreign in ((one, (GOAL, ARDEN)), (other, (PRISON, MONTHS))):
        for words in foreign:
            # Where nobody signs in, the list at the side is everybody's.
            expect(chat.page.locator("#columns")).not_to_contain_text(words)


def test_two_tabs_of_one_person_hold_two_conversations(
    serve: Serve, open_page: Open, sample_library: Library, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    url = serve(sample_library)
    one, other = open_page(url), open_page(url)
    one.ask(PRISON)
    one.wait_until_answered()
    expect(other.asked).to_have_count(0)


def test_enter_sends_the_question(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say(MONTHS)
    chat.question.fill(PRISON)
    chat.question.press("Enter")
    expect(chat.asked).to_have_text([PRISON])
    expect(chat.question).to_have_value("")
    expect(chat.answers).to_contain_text("26 months")


def test_while_an_answer_grows_only_stop_can_be_pressed(
    chat: ChatPage, scripted_model: ScriptedModel
):
    released = threading.Event()
    scripted_model.say(MONTHS, gate=released.wait)
    chat.ask(PRISON)
    expect(chat.stop).to_be_enabled()
    expect(chat.send).to_be_disabled()
    released.set()
    chat.wait_until_answered()


def test_what_is_typed_while_an_answer_grows_stays(chat: ChatPage, scripted_model: ScriptedModel):
    words = threading.Semaphore(3)
    scripted_model.say(MONTHS, gate=words.acquire)
    chat.ask(PRISON)
    expect(chat.answers).to_have_text("Gerald Impey was")
    chat.question.fill(GOAL)
    words.release(100)
    chat.wait_until_answered()
    expect(chat.question).to_have_value(GOAL)


def test_enter_while_an_answer_grows_starts_no_second_one(
    chat: ChatPage, scripted_model: ScriptedModel
):
    released = threading.Event()
    scripted_model.say(MONTHS, gate=released.wait)
    scripted_model.say(ARDEN)
    chat.ask(PRISON)
    expect(chat.stop).to_be_enabled()
    chat.question.fill(GOAL)
    chat.question.press("Enter")
    # Time for a page that starts one to do it.
    chat.page.wait_for_timeout(500)
    released.set()
    chat.wait_until_answered()
    expect(chat.question).to_have_value(GOAL)
    chat.send.click()
    chat.wait_until_answered(turns=2)
    expect(chat.answers).to_have_text([f"{MONTHS} [1]", f"{ARDEN} [1]"])
    assert len(scripted_model.requests) == 2


@pytest.mark.parametrize("nothing", ["", " \t \n"])
def test_a_question_without_words_does_nothing(
    chat: ChatPage, scripted_model: ScriptedModel, nothing: str
):
    scripted_model.say(MONTHS)
    chat.ask(nothing)
    chat.question.press("Enter")
    # Time for a page that does something to do it.
    chat.page.wait_for_timeout(500)
    chat.ask(PRISON)
    chat.wait_until_answered()
    expect(chat.asked).to_have_text([PRISON])
    assert len(scripted_model.requests) == 1


def test_a_pasted_text_is_cut_to_the_longest_question(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say("Not found.")
    chat.question.focus()
    chat.page.keyboard.insert_text("bridge " * 500)
    chat.send.click()
    chat.wait_until_answered()
    assert len(scripted_model.requests[0]["messages"][-1]["content"]) < LONGEST + 2_000
    expect(chat.asked).to_have_text(("bridge " * 500)[:LONGEST].strip())


def test_the_server_cuts_what_the_page_did_not(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say("Not found.")
    chat.question.evaluate(
        """(box, text) => {
            box.removeAttribute("maxlength");
            box.value = text;
            box.dispatchEvent(new Event("input", {bubbles: true}));
        }""",
        "bridge " * 500,
    )
    chat.send.click()
    chat.wait_until_answered()
    expect(chat.asked).to_have_text(("bridge " * 500)[:LONGEST].strip())


def test_a_copied_answer_is_the_text_as_it_is_read(
    serve: Serve, open_page: Open, sample_library: Library, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    chat = open_page(serve(sample_library), permissions=["clipboard-read", "clipboard-write"])
    chat.ask(PRISON)
    chat.wait_until_answered()
    chat.page.get_by_role("button", name="Copy message").last.click()
    copied = chat.page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(MONTHS)


def test_a_screen_reader_is_told_the_text_as_it_is_read(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    chat.wait_until_answered()
    # Gradio would name it by its Markdown.
    expect(chat.answers).to_have_accessible_name("Answer")
    expect(chat.answers).to_have_text(f"{MONTHS} [1]")
