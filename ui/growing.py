"""An answer that grows: what there is of it, for whoever looks on. Nothing of Gradio."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from ui.kept import Summary
from ui.turns import Conversation

STOPPED = "Stopped."
_ABANDONED = "The page was closed while this was being answered."


@dataclass(frozen=True)
class Opened:
    """A conversation as a tab shows it; the default is one in which nothing was asked yet.

    Attributes:
        id: What it is known by; "" before the first question.
        turns: Of a kept conversation, each is a `KeptTurn`.
        summary: As the list shows it; None where it could not be kept.
        growing: Whether the last answer is still being written.
    """

    id: str = ""
    turns: Conversation = ()
    summary: Summary | None = None
    growing: bool = False


class Growing:
    """An answer that grows, with the conversation it stands in.

    Args:
        opened: The conversation before it.
        patience_s: How long it goes on, in seconds, when nobody looks on any more.
    """

    def __init__(self, opened: Opened, patience_s: float) -> None:
        self.now = replace(opened, growing=True)
        self.stopped = asyncio.Event()
        self.why = ""
        self._patience_s = patience_s
        self._news = asyncio.Event()
        self._watching = 0

    def stop(self, why: str = STOPPED) -> None:
        """End it; what was written stays."""
        self.why = self.why or why
        self.stopped.set()

    def tell(self, opened: Opened) -> None:
        """Show this to whoever looks on."""
        self.now = opened
        self._news.set()
        self._news = asyncio.Event()

    async def watch(self, left: asyncio.Event) -> AsyncGenerator[Opened]:
        """Give the conversation as it is now, and again when there is more, until it is whole.

        What comes faster than it is taken is left out.

        Args:
            left: Set when whoever looks on turns to something else, and will come back perhaps.
        """
        self._watching += 1
        try:
            while not left.is_set():
                news, shown = self._news, self.now
                yield shown
                if not shown.growing:
                    return
                await _first_of(news, left)
        finally:
            self._watching -= 1
            if not left.is_set() and self.now.growing:
                loop = asyncio.get_running_loop()
                loop.call_later(self._patience_s, self._end_unless_watched)

    def _end_unless_watched(self) -> None:
        if not self._watching:
            self.stop(_ABANDONED)


async def _first_of(*events: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
