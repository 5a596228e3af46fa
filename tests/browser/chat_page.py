"""The chat page as a person uses it, over a real browser; and the real server under it."""

import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import uvicorn
from playwright.sync_api import BrowserContext, Locator, Page, expect

from assistant import Assistant
from ui.history import History
from ui.server import application

# How long to wait for what must come; a busy machine may need a part of it.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
# What was still on its way when a page was left or loaded anew ends with these.
_LEFT = ("AbortError", "Connection errored out")


class Served:
    """The web application, in a thread of its own.

    Args:
        listener: Where to serve; left open.
        assistant: Answers the questions.
        examples: Questions to offer.
        history: Keeps the conversations; left open.
    """

    def __init__(
        self,
        listener: socket.socket,
        assistant: Assistant,
        examples: list[str],
        history: History,
    ) -> None:
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = application(assistant, examples, "127.0.0.1", history=history)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listener.dup()],), daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()


@dataclass
class ChatPage:
    """One tab. Remembers what must never be: requests to others, errors, dialogs.

    Attributes:
        page: The tab itself.
        wrongs: What happened that must never happen, in words.
        loads: How often a page was loaded in it.
    """

    page: Page
    wrongs: list[str] = field(default_factory=list)
    loads: int = 0

    @classmethod
    def open(cls, context: BrowserContext, url: str) -> "ChatPage":
        chat = cls(context.new_page())
        page = chat.page
        page.set_default_timeout(PATIENCE_MS)
        page.on("domcontentloaded", lambda _: chat._count())
        page.on("request", lambda request: chat._look_at(request.url))
        page.on("pageerror", lambda error: chat.wrongs.append(f"page error: {error}"))
        page.on("dialog", lambda dialog: chat.wrongs.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda popup: chat.wrongs.append(f"popup: {popup.url}"))
        page.on(
            "console",
            lambda said: said.type == "error" and chat.wrongs.append(f"console: {said.text}"),
        )
        page.goto(url)
        expect(chat.send).to_be_enabled()
        return chat

    def _count(self) -> None:
        self.loads += 1

    def all_wrongs(self) -> list[str]:
        """Give what must never happen, without Gradio's complaints of a page that was left."""
        left = _LEFT if self.loads > 1 else ()
        return [wrong for wrong in self.wrongs if not any(words in wrong for words in left)]

    def _look_at(self, url: str) -> None:
        if not re.match(r"http://127\.0\.0\.1[:/]|data:|blob:http://127\.0\.0\.1:", url):
            self.wrongs.append(f"request to {url}")

    @property
    def question(self) -> Locator:
        return self.page.locator("#question textarea")

    @property
    def send(self) -> Locator:
        return self.page.locator("#send")

    @property
    def stop(self) -> Locator:
        return self.page.locator("#stop")

    @property
    def asked(self) -> Locator:
        """The questions as they stand in the conversation."""
        return self.page.locator("#chat [data-testid=user]")

    @property
    def answers(self) -> Locator:
        return self.page.locator("#chat [data-testid=bot]")

    @property
    def markers(self) -> Locator:
        """The links from answers to their sources."""
        return self.page.locator("#chat a[href^='#source-']")

    @property
    def sources(self) -> Locator:
        """The passages beside the conversation."""
        return self.page.locator("#sources .source")

    @property
    def quoted(self) -> Locator:
        """What a marker quotes, beside it."""
        return self.page.locator("#quoted")

    @property
    def examples(self) -> Locator:
        return self.page.locator("#chat button.example")

    @property
    def understood(self) -> Locator:
        """The last question's wording, where it can be edited."""
        return self.page.locator("#understood textarea")

    @property
    def past(self) -> Locator:
        """The kept conversations at the side."""
        return self.page.locator("#past-rows label")

    @property
    def again(self) -> Locator:
        return self.page.locator("#again")

    def source(self, turn: int, marker: int) -> Locator:
        return self.page.locator(f"#source-{turn}-{marker}")

    def open_side(self) -> None:
        """Open the conversations at the side, which the page closes on a phone."""
        expect(self.page.locator("#past.open")).to_have_count(0)
        self.page.get_by_role("button", name="Toggle Sidebar").click()
        expect(self.page.locator("#past.open")).to_be_visible()

    def close_side(self) -> None:
        """Close them again."""
        self.page.get_by_role("button", name="Toggle Sidebar").click()
        expect(self.page.locator("#past.open")).to_have_count(0)

    def start_anew(self) -> None:
        """Put the conversation aside."""
        self.page.get_by_role("button", name="New conversation").click()

    def ask(self, question: str) -> None:
        self.question.fill(question)
        self.send.click()

    def wait_until_answered(self, turns: int = 1, patience_ms: float = PATIENCE_MS) -> None:
        """Wait for the end of the last answer."""
        expect(self.answers).to_have_count(turns, timeout=patience_ms)
        expect(self.stop).to_be_disabled(timeout=patience_ms)
        expect(self.send).to_be_enabled()

    def is_wider_than_the_screen(self) -> bool:
        return bool(
            self.page.evaluate(
                "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )


# What the fixtures `serve` and `open_page` give.
Serve = Callable[..., str]
Open = Callable[..., ChatPage]
