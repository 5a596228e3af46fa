"""What people choose on the page reaches the model and stays; and the page tells what runs."""

import socket
from collections.abc import Iterator

import pytest
from chat_page import PATIENCE_MS, ChatPage, Open, Serve, Served
from contrast import contrast
from playwright.sync_api import Browser, Locator, Page, expect
from scripted_model import Reply, ScriptedModel

from assistant import Assistant, Settings
from assistant.prompts import LENGTHS, SHORT_SYSTEM
from index import Library
from ui.history import FILE, History
from ui.passwords import Cost
from ui.users import Users

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}
PASSWORD = "correct horse"


class Tab:
    """The settings' tab of an open page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.open()

    def open(self) -> None:
        self.page.get_by_role("tab", name="Settings").click()
        expect(self.running.locator("dl").first).to_be_visible()

    @property
    def running(self) -> Locator:
        return self.page.locator("#settings-running")

    @property
    def told(self) -> Locator:
        return self.page.locator("#settings-told")

    def length(self, label: str) -> Locator:
        return self.page.get_by_role("radio", name=label)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"#settings-{name} input")

    def pick(self, name: str, label: str) -> None:
        """Pick from a list, and wait until it is kept."""
        self.field(name).click()
        self.page.get_by_role("option", name=label, exact=True).click()
        expect(self.field(name)).to_have_value(label)
        expect(self.told).to_have_text("Saved.")

    def choose(self, label: str) -> None:
        self.page.locator("#settings-length label").filter(has_text=label).click()
        expect(self.length(label)).to_be_checked()
        expect(self.told).to_have_text("Saved.")

    def fact(self, name: str) -> Locator:
        row = self.running.locator("dl > div").filter(has=self.page.get_by_text(name, exact=True))
        return row.locator("dd")

    def back(self) -> ChatPage:
        self.page.get_by_role("tab", name="Chat").click()
        return ChatPage(self.page)


def ask(chat: ChatPage, turns: int = 1) -> None:
    chat.ask(PRISON)
    chat.wait_until_answered(turns)


@pytest.fixture
def settings(chat: ChatPage, scripted_model: ScriptedModel) -> Iterator[Tab]:
    scripted_model.answer = lambda _: Reply(MONTHS)
    tab = Tab(chat.page)
    yield tab
    # The library is shared: what was chosen over it must not reach the next test.
    if not tab.page.is_closed():
        tab.open()
        tab.page.locator("#settings-reset").click()
        expect(tab.length("A few sentences")).to_be_checked()


def test_what_is_chosen_reaches_the_model(settings: Tab, scripted_model: ScriptedModel):
    settings.choose("Longer")
    settings.pick("language", "German")
    ask(settings.back())
    told = scripted_model.requests[-1]["messages"][-1]["content"]
    assert told.endswith(f"{LENGTHS['long']} Answer in German.\nQuestion: {PRISON}")


def test_no_model_answers_with_the_articles_sentences(settings: Tab, scripted_model: ScriptedModel):
    settings.pick("model", "No model: the best sentences")
    chat = settings.back()
    ask(chat)
    expect(chat.sources).not_to_have_count(0)
    expect(chat.answers).not_to_contain_text(MONTHS)
    assert scripted_model.requests == []


def test_another_model_of_the_server_is_offered_and_asked(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.models = ["scripted", "larger"]
    scripted_model.answer = lambda _: Reply(MONTHS)
    settings = Tab(chat.page)
    settings.pick("model", "larger")
    ask(settings.back())
    assert scripted_model.requests[-1]["model"] == "larger"
    settings.open()
    settings.page.locator("#settings-reset").click()
    expect(settings.field("model")).to_have_value("scripted (set for all)")
    ask(settings.back(), turns=2)
    assert scripted_model.requests[-1]["model"] == "scripted"


def test_choices_hold_after_a_reload(settings: Tab, scripted_model: ScriptedModel):
    settings.choose("Short fact")
    settings.pick("language", "French")
    settings.page.reload()
    again = Tab(settings.page)
    expect(again.length("Short fact")).to_be_checked()
    expect(again.field("language")).to_have_value("French")
    ask(again.back())
    messages = scripted_model.requests[-1]["messages"]
    assert messages[0]["content"] == SHORT_SYSTEM
    assert "Answer in French." in messages[-1]["content"]


def test_choices_hold_after_a_restart(
    browser: Browser, listener: socket.socket, library: Library, scripted_model: ScriptedModel
):
    assistant = Assistant(library, Settings(llm_url=scripted_model.url))
    history = History.open(library.folder / FILE)
    with history, browser.new_context() as person:
        page = person.new_page()
        for chosen in ("A few sentences", "Longer"):
            served = Served(listener, assistant, [], history)
            page.goto(served.url)
            tab = Tab(page)
            expect(tab.length(chosen)).to_be_checked()
            if chosen != "Longer":
                tab.choose("Longer")
            served.close()


def test_the_defaults_can_be_had_back(settings: Tab, scripted_model: ScriptedModel):
    settings.choose("Longer")
    settings.pick("model", "No model: the best sentences")
    settings.page.locator("#settings-reset").click()
    expect(settings.length("A few sentences")).to_be_checked()
    expect(settings.field("model")).to_have_value("scripted (set for all)")
    ask(settings.back())
    told = scripted_model.requests[-1]["messages"][-1]["content"]
    assert told.endswith(f"\n\nQuestion: {PRISON}")


def test_an_answer_asked_again_is_as_the_person_chose(settings: Tab, scripted_model: ScriptedModel):
    chat = settings.back()
    ask(chat)
    chat.ask("And when was he?")
    chat.wait_until_answered(2)
    settings.open()
    settings.choose("Longer")
    chat = settings.back()
    chat.understood.fill(PRISON)
    asked = len(scripted_model.requests)
    chat.again.click()
    while len(scripted_model.requests) == asked:
        chat.page.wait_for_timeout(20)
    chat.wait_until_answered(2)
    assert LENGTHS["long"] in scripted_model.requests[-1]["messages"][-1]["content"]


def test_what_runs_is_told(settings: Tab, scripted_model: ScriptedModel, sample_library: Library):
    expect(settings.fact("Model")).to_contain_text("scripted")
    expect(settings.fact("Runs")).to_contain_text(f"on a server at {scripted_model.url}")
    expect(settings.fact("Holds")).to_contain_text("33 articles")
    expect(settings.fact("Folder")).to_have_text(str(sample_library.folder))
    expect(settings.fact("Signed in")).to_have_text("nobody has to")
    expect(settings.fact("Packages")).to_contain_text("gradio 6.")


def test_choices_are_the_persons_own_and_no_path_is_told(
    serve: Serve, browser: Browser, library: Library
):
    for name in ("ann", "bob"):
        Users(library.folder, cost=Cost(n=2, r=1, p=1)).add(name, PASSWORD)
    settings = Settings(llm_url="http://ann:hidden@127.0.0.1:9/v1", llm_key="hidden")
    url = serve(library, assistant=Assistant(library, settings))
    with browser.new_context() as one, browser.new_context() as other:
        ann, bob = signed_in(one.new_page(), url, "ann"), signed_in(other.new_page(), url, "bob")
        ann.choose("Longer")
        for tab, label in ((ann, "Longer"), (bob, "A few sentences")):
            tab.page.reload()
            tab.open()
            expect(tab.length(label)).to_be_checked()
        expect(ann.fact("Signed in")).to_have_text("ann")
        text = ann.page.locator("#settings").inner_text()
        found = [told for told in ("hidden", str(library.folder), "127.0.0.1") if told in text]
        assert found == []


def signed_in(page: Page, url: str, name: str) -> Tab:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return Tab(page)


def test_the_keyboard_moves_between_the_lengths(settings: Tab):
    settings.length("A few sentences").focus()
    settings.page.keyboard.press("ArrowDown")
    expect(settings.length("Longer")).to_be_checked()
    expect(settings.told).to_have_text("Saved.")


def test_the_tab_fits_a_phone(serve: Serve, open_page: Open, sample_library: Library):
    chat = open_page(serve(sample_library), **PHONE)
    Tab(chat.page)
    assert not chat.is_wider_than_the_screen()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_tab_can_be_read_in_light_and_dark(
    serve: Serve, open_page: Open, sample_library: Library, scheme: str
):
    tab = Tab(open_page(serve(sample_library), color_scheme=scheme).page)
    parts = ["#settings-head h3", "#settings-head p", "#settings-length label span"]
    parts += ["#settings-choices [data-testid=block-info]", "#settings-reset"]
    parts += [f"#settings-running {part}" for part in ("h3", "dt", "dd", "small")]
    found = {part: contrast(tab.page.locator(part).first) for part in parts}
    assert {part: number for part, number in found.items() if number < 4.5} == {}
