"""The chat by its keys alone, on a wide screen and on a phone's."""

import pytest
from chat_page import ChatPage, Open, Serve
from playwright.sync_api import Locator, expect
from scripted_model import ScriptedModel

from index import Library

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
GOAL = "Who scored the winning goal in the County Cup final?"
ARDEN = "Kofi Arden scored in the 118th minute to win the County Cup."
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}
FOCUSED = """() => {
    const now = document.activeElement;
    const within = now.closest("#question, #ask-filters, #chat, #keys, #sources, [role=tablist]");
    const outline = getComputedStyle(now).outlineStyle;
    return [within?.id || within?.role || "", now.textContent.trim(), outline];
}"""


@pytest.fixture(params=[{}, PHONE], ids=["desktop", "phone"])
def chat(
    serve: Serve, open_page: Open, sample_library: Library, request: pytest.FixtureRequest
) -> ChatPage:
    return open_page(serve(sample_library), **request.param)


def press(chat: ChatPage, *keys: str) -> None:
    for key in keys:
        chat.page.keyboard.press(key)


def grow(chat: ChatPage, model: ScriptedModel) -> None:
    """Ask, and come back while the answer grows without end."""
    model.say(f"{MONTHS} ", endless=True)
    chat.question.fill(PRISON)
    press(chat, "Enter")
    expect(chat.markers.first).to_be_visible()
    expect(chat.question).to_have_value("")


def keys(chat: ChatPage) -> Locator:
    return chat.page.locator("#keys details")


@pytest.mark.parametrize("how", ["Enter", "Control+Enter", "Meta+Enter"])
def test_a_question_is_asked_by_keys_and_the_cursor_stays_in_the_box(
    chat: ChatPage, scripted_model: ScriptedModel, how: str
):
    scripted_model.say(MONTHS)
    expect(chat.question).to_be_focused()
    chat.page.keyboard.type("How long was Gerald Impey")
    press(chat, "Shift+Enter")
    chat.page.keyboard.type("sent to prison for?")
    expect(chat.question).to_have_value("How long was Gerald Impey\nsent to prison for?")
    press(chat, how)
    chat.wait_until_answered()
    expect(chat.asked).to_have_text(PRISON)
    expect(chat.question).to_be_focused()
    assert len(scripted_model.requests) == 1


def test_the_cursor_goes_back_to_the_box_from_buttons_that_go_grey(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(f"{MONTHS} ", endless=True)
    chat.question.fill(PRISON)
    press(chat, "Tab", "Enter")
    expect(chat.markers.first).to_be_visible()
    expect(chat.question).to_be_focused()
    # Ask is grey while an answer grows, so Stop comes next.
    press(chat, "Tab", "Enter")
    expect(chat.answers).to_contain_text("Stopped.")
    expect(chat.question).to_be_focused()


def test_a_tap_on_ask_brings_up_no_keyboard_over_the_answer(
    serve: Serve, open_page: Open, sample_library: Library, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    phone = open_page(serve(sample_library), **PHONE)
    phone.question.fill(PRISON)
    phone.send.tap()
    phone.wait_until_answered()
    expect(phone.question).not_to_be_focused()


def test_escape_stops_the_answer_and_keeps_what_is_being_typed(
    chat: ChatPage, scripted_model: ScriptedModel
):
    grow(chat, scripted_model)
    chat.page.keyboard.type(GOAL)
    # What cannot be asked yet stays.
    press(chat, "Control+Enter", "Escape")
    assert scripted_model.hung_up.wait(30)
    expect(chat.answers).to_contain_text("Stopped.")
    expect(chat.answers).to_contain_text(f"{MONTHS} [1]")
    expect(chat.send).to_be_enabled()
    press(chat, "Escape")
    expect(chat.question).to_have_value(GOAL)
    expect(chat.question).to_be_focused()
    expect(chat.asked).to_have_count(1)


@pytest.mark.parametrize("opened", ["showPopover", "showModal", "heard"])
def test_escape_first_belongs_to_what_is_open_over_the_page(
    chat: ChatPage, scripted_model: ScriptedModel, opened: str
):
    grow(chat, scripted_model)
    chat.page.evaluate(
        """opened => {
            const own = document.createElement(opened === "showModal" ? "dialog" : "div");
            own.id = "own";
            own.textContent = "open";
            if (opened === "showPopover") own.popover = "auto";
            document.body.append(own);
            if (opened !== "heard") own[opened]();
            else document.addEventListener("keydown", event => {
                if (event.key === "Escape" && own.isConnected) {
                    own.remove();
                    event.preventDefault();
                }
            });
        }""",
        opened,
    )
    press(chat, "Escape")
    expect(chat.page.locator("#own")).not_to_be_visible()
    # A stop would make it grey at once.
    chat.page.wait_for_timeout(300)
    expect(chat.stop).to_be_enabled()
    press(chat, "Escape")
    expect(chat.answers).to_contain_text("Stopped.")


def test_arrows_bring_back_what_was_asked_and_never_replace_what_is_typed(
    chat: ChatPage, scripted_model: ScriptedModel
):
    marked = "Who *scored* in the <b>County Cup</b> & when?"
    for question in (PRISON, marked):
        scripted_model.say(MONTHS)
        chat.question.fill(question)
        press(chat, "Enter")
        chat.wait_until_answered(1 + (question == marked))
    for key, shown in (
        ("ArrowDown", ""),
        ("ArrowUp", marked),
        ("ArrowUp", PRISON),
        ("ArrowUp", PRISON),
        ("ArrowDown", marked),
        ("ArrowDown", ""),
        ("ArrowUp", marked),
    ):
        press(chat, key)
        expect(chat.question).to_have_value(shown)
    chat.page.keyboard.type("?")
    press(chat, "ArrowUp", "ArrowUp")
    expect(chat.question).to_have_value(f"{marked}?")
    # What stands in the box is what is asked.
    scripted_model.say(MONTHS)
    press(chat, "ArrowUp", "Control+Enter")
    chat.wait_until_answered(3)
    expect(chat.asked.last).to_have_text(f"{marked}?")


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_leads_to_the_question_from_anywhere(chat: ChatPage, key: str):
    chat.question.evaluate("element => element.blur()")
    press(chat, key)
    expect(chat.question).to_be_focused()
    expect(chat.question).to_have_value("")
    chat.page.get_by_role("tab", name="Library").click()
    expect(chat.question).to_be_hidden()
    press(chat, key)
    expect(chat.question).to_be_focused()


def test_a_slash_that_is_typed_is_a_slash(chat: ChatPage):
    chat.page.keyboard.type("km/h")
    expect(chat.question).to_have_value("km/h")
    chat.page.get_by_role("tab", name="Library").click()
    words = chat.page.locator("#shelf-words textarea")
    words.fill("and")
    press(chat, "/")
    expect(words).to_have_value("and/")
    expect(words).to_be_focused()


def test_the_cursor_goes_through_the_page_in_order_and_is_always_seen(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    chat.question.fill(PRISON)
    press(chat, "Enter")
    chat.wait_until_answered()
    stops: list[list[str]] = []
    while not stops or stops[-1][0] != "sources":
        press(chat, "Tab")
        stops.append(chat.page.evaluate(FOCUSED))
        assert len(stops) < 30
    # Stop comes behind Ask wherever it can be pressed.
    assert [text for _, text, _ in stops[:1]] == ["Ask"]
    within = list(dict.fromkeys(part for part, _, _ in stops[1:]))
    assert within == ["ask-filters", "chat", "keys", "sources"]
    assert ["chat", "[1]", "solid"] in stops
    assert {outline for _, _, outline in stops} == {"solid"}


def test_the_first_stop_of_the_page_leads_past_everything_to_the_question(chat: ChatPage):
    chat.page.get_by_role("tab", name="Library").click()
    skip = chat.page.get_by_role("link", name="Skip to the question")
    # What is clipped away is not there for the pointer either.
    hit = """element => {
        const box = element.getBoundingClientRect();
        return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === element;
    }"""
    assert not skip.evaluate(hit)
    skip.focus()
    assert skip.evaluate(hit)
    press(chat, "Shift+Tab")
    expect(skip).not_to_be_focused()
    press(chat, "Tab", "Enter")
    expect(chat.question).to_be_focused()
    assert "#" not in chat.page.url


def test_the_keys_are_listed_and_escape_folds_the_list_up(chat: ChatPage):
    keys(chat).locator("summary").focus()
    press(chat, "Enter")
    expect(keys(chat)).to_contain_text("Ctrl+Enter")
    for part in ("dt", "dd"):
        expect(keys(chat).locator(part).last).to_be_in_viewport()
    assert not chat.is_wider_than_the_screen()
    press(chat, "Escape")
    expect(keys(chat).locator("dl")).to_be_hidden()
    expect(keys(chat).locator("summary")).to_be_focused()
    press(chat, "Enter", "/")
    press(chat, "Escape")
    expect(keys(chat).locator("dl")).to_be_hidden()
    expect(chat.question).to_be_focused()
