import threading

import pytest
from chat_page import ChatPage
from playwright.sync_api import expect
from scripted_model import ScriptedModel

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
GOAL = "Who scored the winning goal in the County Cup final?"
ARDEN = "Kofi Arden scored in the 118th minute to win the County Cup."
PATIENCE = 30


def test_stop_ends_the_model_and_keeps_what_was_written(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(f"{MONTHS} ", endless=True)
    chat.ask(PRISON)
    expect(chat.answers).to_contain_text(f"{MONTHS} [1]")
    chat.stop.click()
    assert scripted_model.hung_up.wait(PATIENCE)
    expect(chat.answers).to_contain_text("Stopped.")
    expect(chat.answers).to_contain_text(f"{MONTHS} [1]")
    expect(chat.source(1, 1)).to_be_visible()
    expect(chat.send).to_be_enabled()
    expect(chat.stop).to_be_disabled()


def test_after_a_stop_the_next_question_is_answered(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say(f"{MONTHS} ", endless=True)
    scripted_model.say(ARDEN)
    chat.ask(PRISON)
    expect(chat.markers.first).to_be_visible()
    chat.stop.click()
    expect(chat.send).to_be_enabled()
    chat.ask(GOAL)
    chat.wait_until_answered(turns=2)
    expect(chat.answers.nth(0)).to_contain_text("Stopped.")
    expect(chat.answers.nth(1)).to_have_text(f"{ARDEN} [1]")


def test_stop_before_the_first_word_keeps_the_passages(
    chat: ChatPage, scripted_model: ScriptedModel
):
    released = threading.Event()
    scripted_model.say(f"{MONTHS} ", endless=True, gate=released.wait)
    scripted_model.say(ARDEN)
    chat.ask(PRISON)
    expect(chat.sources).to_have_count(8)
    while not scripted_model.requests:
        chat.page.wait_for_timeout(20)
    chat.stop.click()
    expect(chat.answers).to_have_text("Stopped.")
    released.set()
    assert scripted_model.hung_up.wait(PATIENCE)
    expect(chat.sources).to_have_count(8)
    chat.ask(GOAL)
    expect(chat.answers.nth(1)).to_have_text(f"{ARDEN} [1]")
    expect(chat.answers.nth(0)).to_have_text("Stopped.")


def test_a_page_that_is_closed_ends_the_model(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say(f"{MONTHS} ", endless=True)
    chat.ask(PRISON)
    expect(chat.markers.first).to_be_visible()
    chat.page.close()
    assert scripted_model.hung_up.wait(PATIENCE)


def test_an_error_of_the_models_server_is_one_calm_sentence(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say("the model is overloaded", status=503)
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text("the model is overloaded")
    # The best sentences stand in; none of them answers this, so the nearest passages do.
    expect(chat.sources).to_have_count(3)
    # The server's JSON is not for people.
    expect(chat.answers).not_to_contain_text("{")
    chat.ask(PRISON)
    chat.wait_until_answered(turns=2)
    expect(chat.answers.nth(1)).to_have_text(f"{MONTHS} [1]")


def test_a_models_server_that_is_gone_is_named(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.close()
    chat.ask(PRISON)
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text(f"model's server {scripted_model.url}")
    expect(chat.answers).not_to_contain_text("Traceback")
    # The best sentences stand in; none of them answers this, so the nearest passages do.
    expect(chat.sources).to_have_count(3)


def test_an_answer_that_breaks_off_keeps_what_was_written(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(pieces=(f"{MONTHS} He had ",), cut=True)
    chat.ask(PRISON)
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text(f"{MONTHS} [1]")
    expect(chat.answers).to_contain_text(f"model's server {scripted_model.url}")
