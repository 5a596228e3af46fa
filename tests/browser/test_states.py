"""What people see while something is not as it should be, and what they can do about it."""

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import local_models
import pytest
from chat_page import ChatPage, Open, Serve, Served
from playwright.sync_api import Browser, Locator, Page, expect
from scripted_model import ScriptedModel

from assistant import Assistant, Settings
from index import Library
from ui import calm
from ui.history import History
from ui.passwords import Cost
from ui.users import Users

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
MORE = "He had pleaded guilty to fraud in February."
SCREEN = {"width": 1280, "height": 860}
TYPED = "a question that is being typed"
PASSWORD = "correct horse"
Local = Callable[..., Assistant]


@pytest.fixture
def local(
    sample_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Local]:
    """Give a function that makes an assistant with a faked local model; see `local_models`."""
    made: list[Assistant] = []

    def local(**script: object) -> Assistant:
        settings = local_models.faked(tmp_path, monkeypatch, **script)
        made.append(Assistant(sample_library, settings))
        return made[-1]

    yield local
    for assistant in made:
        assistant.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab in which requests may fail, as they do here."""
    with browser.new_context(reduced_motion="reduce") as person:
        yield person.new_page()


def bar(page: Page) -> Locator:
    return page.locator("#state")


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def served(assistant: Assistant, history: History, port: int = 0) -> Served:
    """Serve where nothing answers afterwards, as the port is not held open."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        return Served(listener, assistant, [], history)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "conversations.sqlite") as history:
        yield history


def test_while_the_model_loads_the_page_can_be_used_and_says_so(
    local: Local, serve: Serve, open_page: Open, tmp_path: Path
):
    assistant = local(until=str(tmp_path / "loaded"), says=MONTHS)
    assistant.running.started()
    chat = open_page(serve(assistant.library, assistant=assistant))
    expect(bar(chat.page)).to_contain_text("The model is loading (small-model).")
    chat.ask(PRISON)
    expect(chat.sources).to_have_count(8)
    expect(chat.answers).to_have_text("The model is loading …")
    (tmp_path / "loaded").touch()
    expect(chat.answers).to_have_text(f"{MONTHS} [1]")
    expect(bar(chat.page)).to_have_text("")


def test_who_waits_sees_how_many_are_before_and_stop_leaves_the_line(
    local: Local, serve: Serve, open_page: Open, tmp_path: Path
):
    assistant = local(says=f"{MONTHS} {MORE}", says_on=str(tmp_path / "go"))
    url = serve(assistant.library, assistant=assistant)
    # A browser of each one's own: one browser keeps few connections to one server.
    first, second, third, fourth = (open_page(url, viewport=SCREEN) for _ in range(4))
    first.ask(PRISON)
    expect(first.answers).to_contain_text("26 months")
    for chat, words in (
        (second, "1 person before you …"),
        (third, "2 people before you …"),
        (fourth, "3 people before you …"),
    ):
        chat.ask(PRISON)
        expect(chat.answers).to_have_text(words)
        expect(chat.sources).to_have_count(8)
    second.stop.click()
    expect(third.answers).to_have_text("1 person before you …")
    expect(second.answers).to_have_text("Stopped.")
    # A person whose tab is gone leaves it, too, once nobody can be loading it anew.
    third.page.close()
    expect(fourth.answers).to_have_text("1 person before you …", timeout=60_000)
    (tmp_path / "go").touch()
    expect(fourth.answers).to_contain_text(MONTHS)


def test_without_its_model_the_page_answers_with_the_best_sentences_and_says_why(
    local: Local, serve: Serve, open_page: Open
):
    assistant = local(fails="unable to allocate 9 GB")
    chat = open_page(serve(assistant.library, assistant=assistant))
    chat.ask("Who was elected mayor of Port Ellery?")
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text("Rosalind Teague has been elected mayor")
    expect(chat.answers).to_contain_text(calm.STANDS_IN)
    expect(chat.answers).to_contain_text("unable to allocate 9 GB")
    expect(chat.answers).to_contain_text("dateline models check")
    expect(chat.markers.first).to_be_visible()
    chat.page.reload()
    expect(bar(chat.page)).to_contain_text("unable to allocate 9 GB")


def test_a_model_that_is_killed_in_the_middle_leaves_what_was_written_and_comes_back(
    local: Local, serve: Serve, open_page: Open, tmp_path: Path
):
    assistant = local(says=f"{MONTHS} {MORE}", dies=True)
    chat = open_page(serve(assistant.library, assistant=assistant))
    chat.ask(PRISON)
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text(f"{MONTHS} [1]")
    expect(chat.answers).to_contain_text("The model on this machine has ended")
    local_models.write(tmp_path / "small-model.gguf", says=MONTHS)
    chat.ask(PRISON)
    chat.wait_until_answered(turns=2)
    expect(chat.answers.nth(1)).to_have_text(f"{MONTHS} [1]")


def test_a_restart_is_told_in_one_bar_and_nothing_that_was_typed_is_lost(
    page: Page, sample_library: Library, history: History
):
    assistant = Assistant(sample_library, Settings(llm="none"))
    first = served(assistant, history)
    page.goto(first.url)
    chat = ChatPage(page)
    expect(chat.send).to_be_enabled()
    chat.question.fill(TYPED)
    first.close()
    chat.send.click()
    expect(bar(page)).to_contain_text("Dateline cannot be reached")
    second = served(assistant, history, int(first.url.rpartition(":")[2]))
    try:
        expect(bar(page)).to_contain_text("Dateline was restarted. What you typed is kept.")
        # Neither Gradio's message nor its own way of loading the page again.
        expect(page.locator(".toast-body:visible")).to_have_count(0)
        expect(chat.question).to_have_value(TYPED)
        page.get_by_role("button", name="Reload").click()
        expect(bar(page)).to_have_text("")
        expect(chat.question).to_have_value(TYPED)
        chat.send.click()
        expect(chat.asked).to_have_text(TYPED)
    finally:
        second.close()


def test_whoever_comes_back_after_a_restart_is_told_before_asking(
    page: Page, sample_library: Library, history: History
):
    assistant = Assistant(sample_library, Settings(llm="none"))
    first = served(assistant, history)
    page.goto(first.url)
    expect(ChatPage(page).send).to_be_enabled()
    first.close()
    second = served(assistant, history, int(first.url.rpartition(":")[2]))
    try:
        # It does not ask again and again of whoever walks through the page with the Tab key.
        page.wait_for_timeout(3500)
        page.get_by_role("tab", name="Library").focus()
        expect(bar(page)).to_contain_text("Dateline was restarted.")
        expect(bar(page)).not_to_contain_text("typed")
    finally:
        second.close()


def test_a_session_that_ended_is_told_and_signing_in_gives_back_what_was_typed(
    page: Page, library: Library, history: History
):
    users = Users(library.folder, cost=Cost(n=2, r=1, p=1))
    for name in ("ann", "bob"):
        users.add(name, PASSWORD)
    server = served(Assistant(library, Settings(llm="none")), history)
    try:
        chat = ChatPage(page)
        for name in ("ann", "bob"):
            page.goto(server.url)
            sign_in(page, name)
            expect(chat.send).to_be_enabled()
            chat.question.fill(TYPED)
            users.change(name, PASSWORD)
            chat.send.click()
            expect(bar(page)).to_contain_text("You are signed out. What you typed is kept.")
            expect(page.locator(".toast-body:visible")).to_have_count(0)
            page.get_by_role("button", name="Sign in").click()
            expect(page).to_have_url(re.compile("/sign-in"))
            sign_in(page, "ann")
            expect(chat.send).to_be_enabled()
            # What another person typed is not ann's to read.
            expect(chat.question).to_have_value("" if name == "bob" else TYPED)
            page.context.clear_cookies()
    finally:
        server.close()


SECRET = "the secret of line 42"
LAYERS = (
    "assistant.answering.understand",
    "assistant.answering.find",
    "assistant.llm.LanguageModel.stream",
    "assistant.answering.finished",
    "assistant.answering.Assistant.stream",
    "ui.render.message",
    "ui.render.sources",
    "ui.states.States.now",
)


@pytest.mark.parametrize("layer", LAYERS)
def test_whatever_fails_no_stack_trace_reaches_the_page(
    layer: str,
    page: Page,
    serve: Serve,
    sample_library: Library,
    scripted_model: ScriptedModel,
    monkeypatch: pytest.MonkeyPatch,
):
    scripted_model.say(MONTHS)
    url = serve(sample_library)
    page.goto(url)
    chat = ChatPage(page)
    expect(chat.send).to_be_enabled()

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(layer, fails)
    chat.ask(PRISON)
    expect(chat.send).to_be_enabled()
    page.wait_for_timeout(500)
    if not layer.startswith("ui."):
        expect(chat.answers).to_contain_text(calm.BROKEN)
    state = page.request.get(f"{url}/state").text()
    monkeypatch.undo()
    for told in (page.content(), state):
        assert SECRET not in told
        assert "Traceback" not in told
        assert "ZeroDivisionError" not in told
