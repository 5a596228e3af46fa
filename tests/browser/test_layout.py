import pytest
from chat_page import ChatPage, Open, Serve
from contrast import contrast
from playwright.sync_api import expect
from scripted_model import ScriptedModel

from index import Library

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def phone(serve: Serve, open_page: Open, sample_library: Library) -> ChatPage:
    return open_page(serve(sample_library), **PHONE)


def top_and_bottom(chat: ChatPage, selector: str) -> tuple[float, float]:
    box = chat.page.locator(selector).bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"]


def test_an_empty_page_fits_a_phone(phone: ChatPage):
    expect(phone.examples.last).to_be_visible()
    assert not phone.is_wider_than_the_screen()


def test_an_answer_with_its_sources_fits_a_phone(phone: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say(MONTHS)
    phone.ask(PRISON)
    phone.wait_until_answered()
    phone.page.locator("#sources .more summary").click()
    assert not phone.is_wider_than_the_screen()


def test_on_a_phone_the_sources_stand_below_the_chat(
    phone: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    phone.ask(PRISON)
    phone.wait_until_answered()
    chat, question, sources = (
        top_and_bottom(phone, selector) for selector in ("#chat", "#asking", "#sources")
    )
    assert chat[1] <= question[0]
    assert question[1] <= sources[0]


def test_on_a_phone_a_second_tap_on_a_marker_leads_down_to_its_source(
    phone: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    phone.ask(PRISON)
    phone.wait_until_answered()
    expect(phone.source(1, 1)).not_to_be_in_viewport(ratio=0.9)
    phone.markers.tap()
    phone.markers.tap()
    expect(phone.source(1, 1)).to_be_in_viewport(ratio=0.9)


def test_on_a_wide_screen_the_sources_stand_beside_the_chat(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    chat.wait_until_answered()
    conversation = chat.page.locator("#chat").bounding_box()
    sources = chat.page.locator("#sources").bounding_box()
    assert conversation is not None
    assert sources is not None
    assert conversation["x"] + conversation["width"] <= sources["x"]
    assert not chat.is_wider_than_the_screen()


def test_the_question_can_be_written_without_scrolling(chat: ChatPage):
    expect(chat.question).to_be_in_viewport(ratio=1)
    expect(chat.send).to_be_in_viewport(ratio=1)


def test_a_page_over_an_empty_library_says_how_to_fill_it(
    serve: Serve, open_page: Open, library: Library
):
    chat = open_page(serve(library))
    placeholder = chat.page.locator("#chat .placeholder")
    expect(placeholder).to_contain_text("The library is empty")
    expect(placeholder).to_contain_text("dateline add PATH")
    expect(placeholder).to_contain_text(f"the library {library.folder.name}")


def test_the_page_names_the_library_and_counts_its_articles(chat: ChatPage):
    expect(chat.page).to_have_title("Dateline")
    expect(chat.page.locator("#header")).to_contain_text("33 articles in the library library")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_in_light_and_dark(
    serve: Serve,
    open_page: Open,
    sample_library: Library,
    scripted_model: ScriptedModel,
    scheme: str,
):
    scripted_model.say(f"{MONTHS} Zebras juggle turquoise umbrellas underwater.")
    chat = open_page(serve(sample_library), color_scheme=scheme)
    chat.ask(PRISON)
    chat.wait_until_answered()
    chat.markers.hover()
    texts = ("mark", ".marker", ".byline", "blockquote", "strong", ".ways a", ".ways")
    parts = [f"#source-1-1 {text}" for text in texts]
    parts += ["#chat span.doubt", "#chat em.doubt", "#quoted .quote", "#quoted .byline"]
    parts += ["#chat em", "#chat a", "#chat p", "#header p", "#sources summary", "#send"]
    # What WCAG 2.2 asks of body text (1.4.3).
    found = {part: contrast(chat.page.locator(part).first) for part in parts}
    unreadable = {part: number for part, number in found.items() if number < 4.5}
    assert unreadable == {}
