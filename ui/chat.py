"""What people do in the chat: every listener gives what the components show then."""

import asyncio
import html
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui import render, thumbs
from ui.announcing import announcement
from ui.calm import in_words
from ui.conversations import Conversations
from ui.growing import Growing, Opened
from ui.past import PastColumn, Values
from ui.thumbs import Thumbs

NO_SOURCES = "*The passages that an answer rests on stand here.*"

_Tab = tuple[str, str | None]
Shown = AsyncGenerator[Values]


@dataclass(frozen=True)
class Parts:
    """The components of the chat, by their roles."""

    chat: gr.Chatbot
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    sources: gr.Markdown
    opened: gr.State
    understanding: gr.Row
    understood: gr.Textbox
    again: gr.Button
    told: gr.Markdown
    announced: gr.Markdown

    def all(self) -> set[Any]:
        """What a listener may write to."""
        return {getattr(self, name) for name in type(self).__dataclass_fields__}


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
    """

    def __init__(
        self, parts: Parts, past: PastColumn, voting: Thumbs, conversations: Conversations
    ) -> None:
        self._parts = parts
        self._past = past
        self._voting = voting
        self._conversations = conversations
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
            yield {**self._show(Opened()), **self._beside(Opened())}
            return
        try:
            opened = await self._conversations.open(owner(request), name)
        except Exception as error:
            yield {
                **self._show(Opened()),
                self._parts.told: f"**{render.escape(in_words(error))}**",
            }
            return
        if isinstance(opened, Opened):
            yield {**self._show(opened), **self._beside(opened)}
            return
        async with aclosing(self._look_on(opened, request)) as shown:
            async for values in shown:
                yield values

    async def new(self, request: gr.Request) -> Values:
        """Show a conversation in which nothing was asked yet; what grows elsewhere goes on."""
        self._leave(request)
        none = Opened()
        listed = await self._past.listed(owner(request), none)
        return {**self._show(none), **self._beside(none), **listed}

    async def delete(self, opened: Opened, request: gr.Request) -> Values:
        """Delete the conversation that is open, and show a new one."""
        trouble = await self._past.delete(opened, owner(request))
        return trouble or await self.new(request)

    async def ask(self, asked: str, opened: Opened, request: gr.Request) -> Shown:
        """Ask what stands in the box, as it follows the conversation."""
        async with aclosing(self._ask(request, opened, asked, box="")) as shown:
            async for values in shown:
                yield values

    async def ask_again(self, wording: str, opened: Opened, request: gr.Request) -> Shown:
        """Ask the last question again as a person words it, in the place of its first answer."""
        again = self._anew(request, opened, len(opened.turns), wording)
        async with aclosing(again) as shown:
            async for values in shown:
                yield values

    async def retry(self, opened: Opened, event: gr.RetryData, request: gr.Request) -> Shown:
        """Ask a question again as it is, in the place of its first answer."""
        number = thumbs.turn_number(event.index)
        async with aclosing(self._anew(request, opened, number)) as shown:
            async for values in shown:
                yield values

    async def edit(self, opened: Opened, event: gr.EditData, request: gr.Request) -> Shown:
        """Ask a question otherwise; what followed it is dropped."""
        number, question = thumbs.turn_number(event.index), html.unescape(str(event.value))
        if not question.strip() or number > len(opened.turns):
            yield self._show(opened)
            return
        async with aclosing(self._ask(request, opened, question, at=number)) as shown:
            async for values in shown:
                yield values

    def halt(self, request: gr.Request) -> None:
        """End the answer that grows; what was written stays."""
        if looking := self._looking.get(_tab(request)):
            looking[1].stop()

    async def _anew(
        self, request: gr.Request, opened: Opened, number: int, wording: str | None = None
    ) -> Shown:
        """Ask a question anew in its place; None as it was worded, "" not at all."""
        turn = next(iter(opened.turns[number - 1 : number]), None)
        if turn is None or (wording is not None and not wording.strip()):
            yield self._nothing()
            return
        answer = turn.answer
        if wording is None:
            wording = answer.standalone_question if answer.rewritten == "person" else ""
        asking = self._ask(request, opened, answer.question, at=number, wording=wording)
        async with aclosing(asking) as shown:
            async for values in shown:
                yield values

    async def _ask(
        self, request: gr.Request, opened: Opened, question: str, box: str | None = None, **how: Any
    ) -> Shown:
        """Ask, and show the answer while it grows; what is in the box then is set once."""
        if not question.strip() or _tab(request) in self._looking:
            yield self._nothing()
            return
        person = owner(request)
        # Another tab may have asked already.
        other = self._conversations.growing(person, opened.id)
        growing = other or self._conversations.ask(person, opened, question, **how)
        taken = {} if other or box is None else {self._parts.question: box}
        async with aclosing(self._look_on(growing, request)) as shown:
            async for values in shown:
                yield {**taken, **values}
                taken = {}

    async def _look_on(self, growing: Growing, request: gr.Request) -> Shown:
        """Show an answer while it grows, until the tab turns to something else."""
        self._leave(request)
        left = asyncio.Event()
        tab, listed = _tab(request), ""
        self._looking[tab] = (left, growing)
        try:
            async with aclosing(growing.watch(left)) as grown:
                async for opened in grown:
                    values = {**self._show(opened), **self._announce(opened)}
                    if opened.id != listed:
                        values |= self._beside(opened)
                    if opened.id != listed or not opened.growing:
                        listed = opened.id
                        values |= await self._past.listed(owner(request), opened)
                    if left.is_set():
                        return
                    yield values
        finally:
            if self._looking.get(tab) == (left, growing):
                del self._looking[tab]

    def _leave(self, request: gr.Request) -> None:
        if looking := self._looking.pop(_tab(request), None):
            looking[0].set()

    def _nothing(self) -> Values:
        # A listener that gives nothing at all would empty every component.
        return {self._parts.told: gr.skip()}

    def _show(self, opened: Opened) -> Values:
        parts, running = self._parts, opened.growing
        return {
            parts.chat: _messages(opened),
            parts.sources: _sources(opened) or NO_SOURCES,
            parts.opened: opened,
            parts.told: "",
            parts.announced: "",
            parts.send: gr.update(interactive=not running),
            parts.stop: gr.update(interactive=running),
            **self._understanding(opened),
        }

    def _announce(self, opened: Opened) -> Values:
        said = announcement(opened.turns[-1], opened.growing) if opened.turns else ""
        return {self._parts.announced: said}

    def _beside(self, opened: Opened) -> Values:
        """Show what stands around a conversation; people write in there while an answer grows."""
        return {**self._past.one(opened), **self._voting.close()}

    def _understanding(self, opened: Opened) -> Values:
        """Offer to word the last question anew, where it was not searched as it was asked."""
        parts, running = self._parts, opened.growing
        last = opened.turns[-1].answer if opened.turns else None
        if last is None or not last.rewritten:
            return {parts.understanding: gr.update(visible=False)}
        return {
            parts.understanding: gr.update(visible=True),
            parts.understood: gr.update(value=last.standalone_question, interactive=not running),
            parts.again: gr.update(interactive=not running),
        }


def _tab(request: gr.Request) -> _Tab:
    return owner(request), request.session_hash


def _messages(opened: Opened) -> Any:
    messages = []
    for number, turn in enumerate(opened.turns, start=1):
        messages += [
            {"role": "user", "content": render.escape(turn.answer.question)},
            {"role": "assistant", "content": render.message(turn.answer, number, turn.note)},
        ]
    return gr.update(value=messages, feedback_value=thumbs.shown(opened.turns))


def _sources(opened: Opened) -> str:
    address = f"/?c={opened.id}" if opened.summary else ""
    return render.sources([turn.answer for turn in opened.turns], address)
