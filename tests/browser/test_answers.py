import re
import threading

import pytest
from chat_page import ChatPage
from playwright.sync_api import expect
from scripted_model import ScriptedModel

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
QUOTE = (
    "A former treasurer who took $84,500 from the Kelder Bay lifeboat fund was sent to prison "
    "for 26 months on Tuesday."
)


def test_an_empty_page_offers_the_examples(chat: ChatPage, examples: list[str]):
    expect(chat.examples).to_have_text(examples)


def test_a_click_on_an_example_asks_it(
    chat: ChatPage, examples: list[str], scripted_model: ScriptedModel
):
    scripted_model.say("Rosalind Teague was elected mayor of Port Ellery.")
    chat.examples.nth(2).click()
    expect(chat.asked).to_have_text([examples[2]])
    expect(chat.answers).to_contain_text("Rosalind Teague was elected mayor")
    expect(chat.examples).to_have_count(0)


def test_the_parts_of_the_page_can_be_found_by_their_ids(chat: ChatPage):
    for name in ("question", "send", "stop", "chat", "sources"):
        expect(chat.page.locator(f"#{name}")).to_be_visible()


def test_a_question_can_be_written_at_once(chat: ChatPage):
    expect(chat.question).to_be_focused()


def test_passages_stand_beside_the_question_before_the_first_word(
    chat: ChatPage, scripted_model: ScriptedModel
):
    released = threading.Event()
    scripted_model.say(MONTHS, gate=released.wait)
    chat.ask(PRISON)
    expect(chat.sources.first).to_contain_text("sent to prison for 26 months")
    expect(chat.answers).to_contain_text(re.compile(r"Reading \d+ sentences …"))
    assert not released.is_set()
    released.set()
    expect(chat.answers).to_contain_text(MONTHS)


def test_an_answer_grows_word_by_word_and_ends_with_its_marker(
    chat: ChatPage, scripted_model: ScriptedModel
):
    words = threading.Semaphore(3)
    scripted_model.say(MONTHS, gate=words.acquire)
    chat.ask(PRISON)
    expect(chat.answers).to_have_text("Gerald Impey was")
    words.release(4)
    expect(chat.answers).to_have_text("Gerald Impey was sent to prison for")
    expect(chat.markers).to_have_count(0)
    words.release(100)
    expect(chat.answers).to_have_text(f"{MONTHS} [1]")


def test_a_marker_leads_to_the_source_with_the_quoted_sentence_marked(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    chat.markers.click()
    source = chat.source(1, 1)
    assert source.evaluate("source => source.matches(':target')")
    expect(source.locator("mark")).to_have_text(QUOTE)
    byline = re.compile(r"^The Port Ellery Harbinger, 30 April 2025 · \d+ \w+ before you asked$")
    expect(source.locator(".byline")).to_have_text(byline)
    expect(source).to_contain_text("Gerald Impey, 58, made 112 transfers")


def test_the_passages_that_are_not_cited_can_be_unfolded(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    others = chat.page.locator("#sources details.more")
    expect(others.locator("summary")).to_have_text("7 more passages")
    expect(others.locator(".source").first).to_be_hidden()
    others.locator("summary").click()
    expect(others.locator(".source").first).to_be_visible()


def test_a_sentence_that_no_passage_holds_is_marked(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say(f"{MONTHS} Zebras juggle turquoise umbrellas underwater.")
    chat.ask(PRISON)
    expect(chat.answers).to_have_text(
        f"{MONTHS} [1] Zebras juggle turquoise umbrellas underwater. "
        "(not found in source: no passage that was found says this)"
    )


def test_a_sentence_with_a_wrong_number_gives_way_to_the_article_s_own(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say("Gerald Impey was sent to prison for 36 months on Tuesday.")
    chat.ask(PRISON)
    expect(chat.answers).to_have_text(f"{QUOTE} [1] (the article's words)")
    expect(chat.answers).not_to_contain_text("36")


def test_a_quotation_of_two_sentences_is_shown_whole(chat: ChatPage, scripted_model: ScriptedModel):
    said = (
        'She said: "The new bearing should see out the century. '
        'I do not expect to be asked about it again."'
    )
    scripted_model.say(said)
    chat.ask("What was said about the new bearing of the swing bridge?")
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text(said)


def test_a_question_without_an_answer_gets_the_nearest_passages(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say("Not found.")
    chat.ask("What is the weight limit on the bridge at Millfold?")
    expect(chat.answers).to_contain_text(
        "The library does not answer this. The nearest passages are shown. The library holds 33"
    )
    expect(chat.sources).to_have_count(3)
    expect(chat.page.locator("#sources .cited")).to_have_count(0)


def test_an_unsupported_answer_is_not_shown(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say("Zebras juggle turquoise umbrellas underwater.")
    chat.ask(PRISON)
    expect(chat.answers).to_contain_text("No passage supports the answer that the model wrote")
    expect(chat.answers).not_to_contain_text("Zebras")


def test_a_question_far_from_every_article_does_not_reach_the_model(
    chat: ChatPage, scripted_model: ScriptedModel
):
    chat.ask("Does quicksort outperform mergesort when sorting integers?")
    expect(chat.answers).to_contain_text("Nothing in the library comes near this question.")
    assert scripted_model.requests == []


def test_a_second_question_has_sources_of_its_own_above_the_first(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    scripted_model.say("Kofi Arden scored in the 118th minute to win the County Cup.")
    chat.ask(PRISON)
    chat.wait_until_answered(turns=1)
    chat.ask("Who scored the winning goal in the County Cup final?")
    chat.wait_until_answered(turns=2)
    expect(chat.source(2, 1).locator("mark")).to_contain_text("Kofi Arden scored")
    expect(chat.page.locator("#sources h3").last).to_have_text(PRISON)
    chat.markers.first.click()
    expect(chat.source(1, 1)).to_be_in_viewport()
    expect(chat.source(1, 1).locator("mark")).to_have_text(QUOTE)


def test_the_passages_of_a_new_question_come_into_view(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(f"{MONTHS} He spent the money on a motor cruiser and has repaid $20,000.")
    scripted_model.say("Not found.")
    chat.ask(PRISON)
    chat.wait_until_answered(turns=1)
    chat.page.locator("#sources .more summary").click()
    chat.sources.last.scroll_into_view_if_needed()
    chat.ask("What is the weight limit on the bridge at Millfold?")
    chat.wait_until_answered(turns=2)
    newest = chat.page.locator("#sources .turn").first
    expect(newest.locator("h3")).to_be_in_viewport()
    expect(newest.locator(".source").first).to_be_in_viewport()
