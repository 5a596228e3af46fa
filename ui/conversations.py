"""Conversations that people have open: answers grow on the server, whoever looks on.

An answer belongs to its conversation and not to the tab that asked, so a page that is loaded anew
finds it growing still. Where nobody looks on any more, the model is soon free for others. What is
written is kept about once a second. Nothing of Gradio.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from assistant import Asking
from index.errors import DatelineError, UnknownConversation
from ui.calm import not_kept
from ui.growing import Growing, Opened
from ui.history import INTERRUPTED, History
from ui.kept import KeptTurn, Place, State
from ui.turns import Answering, Conversation, Turn, follow, until

_LOG = logging.getLogger(__name__)
_DELETED = "This conversation was deleted while this was being answered."
_KEPT_EVERY_S = 1.0
# For a page that is loaded anew on a slow line.
_PATIENCE_S = 20.0


class Conversations:
    """All that is open on a server; used in one event loop.

    Args:
        assistant: Answers.
        history: Keeps.
        patience_s: See `Growing`.
    """

    def __init__(
        self, assistant: Answering, history: History, patience_s: float = _PATIENCE_S
    ) -> None:
        self._assistant = assistant
        self._history = history
        self._patience_s = patience_s
        self._growing: dict[tuple[str, str], Growing] = {}
        # The loop itself holds tasks only weakly.
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, owner: str, conversation: str) -> Growing | Opened:
        """Give a kept conversation; as `Growing` while its last answer is written.

        Raises:
            UnknownConversation: If there is none.
            DatelineError: If it cannot be read.
        """
        if growing := self.growing(owner, conversation):
            return growing
        kept = await asyncio.to_thread(self._history.read, owner, conversation)
        return Opened(conversation, kept.turns, kept.summary)

    def growing(self, owner: str, conversation: str) -> Growing | None:
        """Give the answer that grows in a conversation, if one does."""
        return self._growing.get((owner, conversation))

    def ask(
        self,
        owner: str,
        opened: Opened,
        question: str,
        at: int | None = None,
        wording: str = "",
        how: Asking = Asking(),
    ) -> Growing:
        """Begin to answer a question, while no other answer of the conversation grows.

        Args:
            owner: Who asks, as `History` has it.
            opened: The conversation that it follows.
            question: With words in it.
            at: The number, from 1, of the turn whose place it takes; those behind it are dropped.
                None for the end.
            wording: See `follow`.
            how: See `follow`.
        """
        growing = Growing(opened, self._patience_s)
        if opened.id:
            self._growing[owner, opened.id] = growing
        earlier = opened.turns[: at - 1] if at else opened.turns
        answers = follow(self._assistant, question, earlier, wording, how)
        task = asyncio.ensure_future(self._grow(growing, owner, at, answers))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return growing

    async def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation, and end the answer that grows in it.

        Raises:
            UnknownConversation: If there is none.
        """
        if growing := self.growing(owner, conversation):
            growing.stop(_DELETED)
        await asyncio.to_thread(self._history.delete, owner, conversation)

    async def _grow(
        self,
        growing: Growing,
        owner: str,
        at: int | None,
        answers: AsyncGenerator[Conversation],
    ) -> None:
        keeping = _Keeping(self._history, owner, growing.now)
        turns: Conversation = ()
        try:
            async with aclosing(until(growing.stopped, answers)) as grown:
                async for turns in grown:
                    if await keeping.keep(turns[-1], at):
                        self._growing[owner, keeping.opened.id] = growing
                    growing.tell(keeping.shown(turns))
            if turns:
                turns = (*turns[:-1], await keeping.end(turns[-1], growing.why))
        except asyncio.CancelledError:
            # The server ends.
            if turns:
                keeping.cut_off(turns[-1])
            raise
        finally:
            self._growing.pop((owner, keeping.opened.id), None)
            growing.tell(replace(keeping.shown(turns or growing.now.turns), growing=False))


class _Keeping:
    """Keeps one answer of a conversation while it grows.

    Where that fails, the answer is shown all the same, its note says why, and nothing more of the
    conversation is kept: the numbers of its questions would not be those on the page.
    """

    def __init__(self, history: History, owner: str, opened: Opened) -> None:
        self.opened = opened
        self._history = history
        self._owner = owner
        self._place: Place | None = None
        self._asked = ""
        self._begun = False
        self._last = 0.0
        self._trouble = ""

    def shown(self, turns: Conversation) -> Opened:
        """Give the conversation with these turns."""
        return replace(self.opened, turns=(*turns[:-1], *map(self._kept, turns[-1:])))

    async def keep(self, turn: Turn, at: int | None) -> bool:
        """Keep a turn as it stands, if it is time to; say whether it was the first time."""
        if not self._begun:
            self._begun = True
            await self._try(self._begin, turn, at)
            return True
        if self._place and time.monotonic() - self._last > _KEPT_EVERY_S:
            await self._try(self._history.keep, self._owner, self._place, turn)
        return False

    async def end(self, turn: Turn, why: str) -> Turn:
        """Keep a turn as it is in the end, and give it as it is shown then.

        Args:
            turn: Its note says what error ended it, if one did.
            why: Why a person ended it; "" if nobody did.
        """
        state: State = "failed" if turn.note and not why else "whole"
        turn = replace(turn, note=why or turn.note)
        if self._place:
            await self._try(self._history.keep, self._owner, self._place, turn, state)
        if self._trouble:
            turn = replace(turn, note=" ".join(filter(None, (turn.note, self._trouble))))
        return self._kept(turn, state)

    def cut_off(self, turn: Turn) -> None:
        """Keep a turn that the program's end cuts off, at once."""
        if self._place:
            try:
                ended = replace(turn, note=INTERRUPTED)
                self._history.keep(self._owner, self._place, ended, "failed")
            except DatelineError as error:
                _LOG.warning("an answer that was cut off is not kept: %s", error)

    def _begin(self, turn: Turn, at: int | None) -> None:
        opened = self.opened
        if opened.summary:
            self._place = self._history.ask(self._owner, opened.id, turn, at)
        elif not opened.turns:
            self._place = self._history.start(self._owner, turn)
        else:
            return
        kept = self._history.read(self._owner, self._place.conversation)
        self._asked = kept.turns[-1].asked
        self.opened = replace(opened, id=kept.summary.id, summary=kept.summary)

    async def _try(self, keep: Callable[..., None], *arguments: Any) -> None:
        self._last = time.monotonic()
        try:
            await asyncio.to_thread(keep, *arguments)
        except UnknownConversation:
            self._give_up(_DELETED)
        except Exception as error:
            self._give_up(not_kept(error))

    def _give_up(self, why: str) -> None:
        self._trouble = why
        self._place = None
        # It needs a name all the same, to be found by whoever looks on.
        name = self.opened.id or secrets.token_hex(16)
        self.opened = replace(self.opened, id=name, summary=None)

    def _kept(self, turn: Turn, state: State = "growing") -> Turn:
        if self._place is None or isinstance(turn, KeptTurn):
            return turn
        return KeptTurn(turn.answer, turn.note, place=self._place, state=state, asked=self._asked)
