"""Fixtures for tests in a real browser: Debian's Chromium, the real server, a scripted model."""

import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from scripted_model import ScriptedModel

# As in tests/conftest.py: helpers are no package.
sys.path.insert(0, str(Path(__file__).parent))

from chat_page import ChatPage, Open, Serve, Served

from assistant import Assistant, Settings
from index import Library
from ui.history import History

EXAMPLES = Path(__file__).parents[1] / "data" / "sample-examples.txt"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

SCREEN = {"width": 1280, "height": 860}


# Not for the whole session: Playwright keeps an event loop in the thread of the tests, in which
# other tests could not run their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here; `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            headless=True,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def examples() -> list[str]:
    return EXAMPLES.read_text().splitlines()


@pytest.fixture(scope="module")
def person(browser: Browser) -> Iterator[BrowserContext]:
    """One person's browser; the page's own scripts stay in its cache from test to test."""
    person = browser.new_context(viewport=SCREEN, reduced_motion="reduce")
    yield person
    person.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """One port for all tests, as a browser's cache is by address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def serve(
    listener: socket.socket, scripted_model: ScriptedModel, examples: list[str], tmp_path: Path
) -> Iterator[Serve]:
    """Give a function that serves a library, the scripted model behind it, and gives the url.

    With `assistant=` it serves that one instead. Conversations are the test's own.
    """
    running: list[Served] = []
    histories: list[History] = []

    def serve(library: Library, **more: Any) -> str:
        assistant = more.pop("assistant", None)
        if assistant is None:
            # One reply a question: with more windows, each refusal would need three.
            more = {"windows": 1, **more}
            settings = Settings(llm_url=scripted_model.url, llm_model="scripted", **more)
            assistant = Assistant(library, settings)
        histories.append(History.open(tmp_path / "conversations.sqlite"))
        running.append(Served(listener, assistant, examples, histories[-1]))
        return running[-1].url

    yield serve
    for served in running:
        served.close()
    for history in histories:
        history.close()


@pytest.fixture
def open_page(browser: Browser, person: BrowserContext) -> Iterator[Open]:
    """Give a function that opens a url; nothing wrong may happen on the page.

    With options it is another person's browser, which has them.
    """
    tabs: list[ChatPage] = []
    others: list[BrowserContext] = []

    def open_page(url: str, **options: Any) -> ChatPage:
        if options:
            others.append(browser.new_context(**options))
        tabs.append(ChatPage.open(others[-1] if options else person, url))
        return tabs[-1]

    yield open_page
    for tab in tabs:
        tab.page.close()
    for other in others:
        other.close()
    assert [wrong for tab in tabs for wrong in tab.all_wrongs()] == []


@pytest.fixture
def chat(serve: Serve, open_page: Open, sample_library: Library) -> ChatPage:
    """The page over the sample library, just opened."""
    return open_page(serve(sample_library))
