"""What people do in the chat: every listener gives what the components show then."""

import asyncio
import html
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui import render, thumbs
from ui.calm import in_words
from ui.chat_layout import Parts
from ui.chat_shown import announce, messages, show
from ui.choices import Choices
from ui.conversations import Conversations
from ui.growing import Growing, Opened
from ui.listeners import Shown, Values, once, passed
from ui.past import PastColumn
from ui.thumbs import Thumbs
from ui.turns import Conversation

# Whoever reads sees no more often, and each time is the whole page's work: where many look on at
# once, each sees it less often, and the page goes on answering.
_PACE_S, _PACE_FOR_EACH_S = 0.08, 0.04
# So many answers may grow while what nobody asked for is searched.
_FEW = 3
_Tab = tuple[str, str | None]


@dataclass(frozen=True)
class _Asked:
    """Where somebody asks, and how.

    Attributes:
        request: Who.
        opened: The conversation.
        choices: What the person chose for all answers.
        limits: What the filters hold, in their own order.
    """

    request: gr.Request
    opened: Opened
    choices: Choices
    limits: Sequence[Any]


def owner(request: gr.Request) -> str:
    """Tell who asks: a name, or "" where nobody has to sign in."""
    return request.username or ""


class Chat:
    """All tabs of all people; one conversation is open in each.

    Args:
        parts: The components.
        past: The conversations at the side.
        voting: The thumbs below the chat.
        conversations: What is open.
        suggestions: Gives what can be asked after a conversation.
    """

    def __init__(
        self,
        parts: Parts,
        past: PastColumn,
        voting: Thumbs,
        conversations: Conversations,
        suggestions: Callable[[Conversation], Sequence[str]],
    ) -> None:
        self._parts = parts
        self._past = past
        self._voting = voting
        self._conversations = conversations
        self._suggestions = suggestions
        # What grows in a tab, and how to make it look elsewhere. The browser makes a tab's name,
        # so it is nobody's alone.
        self._looking: dict[_Tab, tuple[asyncio.Event, Growing]] = {}

    async def arrive(self, opened: Opened, request: gr.Request) -> Shown:
        """Show what the page's address names, unless somebody was faster and asked already."""
        name = str(request.query_params.get("c", ""))
        yield await self._past.listed(owner(request), Opened(name))
        if opened.turns or _tab(request) in self._looking:
            return
        if not name:
            yield self._past.one(opened)
            return
        async with aclosing(self.open(name, request)) as shown:
            async for values in shown:
                yield values

    async def open(self, name: str | None, request: gr.Request) -> Shown:
        """Show a kept conversation, and how it grows."""
        self._leave(request)
        if not name:
            yield self._whole(Opened())
            return
        try:
            opened = await self._conversations.open(owner(request), name)
        except Exception as error:
            told = f"**{render.escape(in_words(error))}**"
            yield {**self._whole(Opened()), self._parts.told: told}
            return
        if isinstance(opened, Opened):
            yield self._whole(opened)
            return
        async with aclosing(self._look_on(opened, request)) as shown:
            async for values in shown:
                yield values

    async def new(self, request: gr.Request) -> Values:
        """Show a conversation in which nothing was asked yet; what grows elsewhere goes on."""
        self._leave(request)
        return {**self._whole(Opened()), **await self._past.listed(owner(request), Opened())}

    async def delete(self, opened: Opened, request: gr.Request) -> Values:
        """Delete the conversation that is open, and show a new one."""
        trouble = await self._past.delete(opened, owner(request))
        return trouble or await self.new(request)

    @passed
    def ask(
        self, asked: str, opened: Opened, choices: Choices, request: gr.Request, *limits: Any
    ) -> Shown:
        """Ask what stands in the box, as it follows the conversation."""
        return self._ask(_Asked(request, opened, choices, limits), asked, box="")

    @passed
    def ask_again(
        self,
        wording: str | None,
        opened: Opened,
        choices: Choices,
        request: gr.Request,
        *limits: Any,
    ) -> Shown:
        """Ask the last question again, worded by a person or as before, in the answer's place."""
        where = _Asked(request, opened, choices, limits)
        return self._anew(where, len(opened.turns), wording)

    @passed
    def retry(
        self,
        opened: Opened,
        choices: Choices,
        event: gr.RetryData,
        request: gr.Request,
        *limits: Any,
    ) -> Shown:
        """Ask a question again as it is, in the place of its first answer."""
        where = _Asked(request, opened, choices, limits)
        return self._anew(where, thumbs.turn_number(event.index))

    @passed
    def edit(
        self,
        opened: Opened,
        choices: Choices,
        event: gr.EditData,
        request: gr.Request,
        *limits: Any,
    ) -> Shown:
        """Ask a question otherwise; what followed it is dropped."""
        number, question = thumbs.turn_number(event.index), html.unescape(str(event.value))
        if not question.strip() or number > len(opened.turns):
            return once(show(self._parts, opened))
        return self._ask(_Asked(request, opened, choices, limits), question, at=number)

    @passed
    def follow_up(
        self,
        opened: Opened,
        choices: Choices,
        event: gr.SelectData,
        request: gr.Request,
        *limits: Any,
    ) -> Shown:
        """Ask what was suggested; what stands in the box stays."""
        return self._ask(_Asked(request, opened, choices, limits), str(event.value))

    async def suggest(self, opened: Opened, request: gr.Request) -> Values:
        """Offer what the library can answer next, below an answer that is whole."""
        busy = len(self._looking) > _FEW
        if busy or not opened.turns or opened.growing or opened.turns[-1].note:
            return self._nothing()
        try:
            found = await asyncio.to_thread(self._suggestions, opened.turns)
        except Exception as error:
            # Nobody asked for them.
            in_words(error)
            found = ()
        if not found or _tab(request) in self._looking:
            return self._nothing()
        return {self._parts.chat: messages(opened, found)}

    def halt(self, request: gr.Request) -> None:
        """End the answer that grows; what was written stays."""
        if looking := self._looking.get(_tab(request)):
            looking[1].stop()

    def _anew(self, where: _Asked, number: int, wording: str | None = None) -> Shown:
        """Ask a question anew in its place; None as it was worded, "" not at all."""
        turn = next(iter(where.opened.turns[number - 1 : number]), None)
        if turn is None or (wording is not None and not wording.strip()):
            return once(self._nothing())
        answer = turn.answer
        if wording is None:
            wording = answer.standalone_question if answer.rewritten == "person" else ""
        return self._ask(where, answer.question, at=number, wording=wording)

    async def _ask(
        self, where: _Asked, question: str, box: str | None = None, **place: Any
    ) -> Shown:
        """Ask, and show the answer while it grows; what is in the box then is set once."""
        opened, person = where.opened, owner(where.request)
        limited = await self._parts.filters.asking(where.limits)
        # Whoever wrote what is no filter is told so beside it.
        if not question.strip() or limited is None or _tab(where.request) in self._looking:
            yield self._nothing()
            return
        how = where.choices.asking(limited)
        # Another tab may have asked already.
        other = self._conversations.growing(person, opened.id)
        growing = other or self._conversations.ask(person, opened, question, how=how, **place)
        taken = {} if other or box is None else {self._parts.question: box}
        async with aclosing(self._look_on(growing, where.request)) as shown:
            async for values in shown:
                yield {**taken, **values}
                taken = {}

    async def _look_on(self, growing: Growing, request: gr.Request) -> Shown:
        """Show an answer while it grows, until the tab turns to something else."""
        self._leave(request)
        left = asyncio.Event()
        tab, listed, before = _tab(request), "", growing.now.turns
        self._looking[tab] = (left, growing)
        try:
            async with aclosing(growing.watch(left)) as grown:
                async for opened in grown:
                    values = show(self._parts, opened)
                    # What grows begins as it was before: that was announced already.
                    if opened.turns is not before:
                        values |= announce(self._parts, opened)
                    if opened.id != listed:
                        values |= self._beside(opened)
                    if opened.id != listed or not opened.growing:
                        listed = opened.id
                        values |= await self._past.listed(owner(request), opened)
                    if left.is_set():
                        break
                    yield values
                    if opened.growing:
                        await asyncio.sleep(max(_PACE_S, len(self._looking) * _PACE_FOR_EACH_S))
            if left.is_set():
                # Gradio gives what came last once more at the end, over what the tab shows by then.
                yield self._nothing()
        finally:
            if self._looking.get(tab) == (left, growing):
                del self._looking[tab]

    def _leave(self, request: gr.Request) -> None:
        if looking := self._looking.pop(_tab(request), None):
            looking[0].set()

    def _nothing(self) -> Values:
        # A listener that gives nothing at all would empty every component.
        return {self._parts.told: gr.skip()}

    def _whole(self, opened: Opened) -> Values:
        return {**show(self._parts, opened), **self._beside(opened)}

    def _beside(self, opened: Opened) -> Values:
        """Show what stands around a conversation; people write in there while an answer grows."""
        return {**self._past.one(opened), **self._voting.close()}


def _tab(request: gr.Request) -> _Tab:
    return owner(request), request.session_hash
