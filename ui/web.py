"""The chat page (Gradio): a conversation, and beside it the sources of every answer."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant import Assistant
from ui import render, shelves, turns, wording
from ui.additions import Additions
from ui.turns import Conversation

# Passages come to many at once; for the model they stand in a line of its own.
_AT_ONCE, _WAITING = 64, 64
# As many as `_Parts.shown` names: nothing changes.
_NOTHING = (gr.skip(),) * 9
# No listener is an endpoint that others could call; the command line is for that.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


@dataclass
class _Running:
    """An answer that grows: how to end it, and whether the whole conversation went with it."""

    stop: asyncio.Event
    cleared: bool = False


_Tab = tuple[str, str | None]


def _tab(request: gr.Request) -> _Tab:
    """Tell whose tab asks: the tab's name is made by the browser, so it is nobody's alone."""
    return request.username or "", request.session_hash


@dataclass(frozen=True)
class _Parts:
    """The components of the page, by their roles."""

    chat: gr.Chatbot
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    sources: gr.Markdown
    conversation: gr.State
    understanding: gr.Row
    understood: gr.Textbox
    again: gr.Button

    def shown(self) -> list[Any]:
        """What every change of the conversation writes to, in the order of `_show`."""
        return [
            self.question,
            self.chat,
            self.sources,
            self.conversation,
            self.send,
            self.stop,
            self.understanding,
            self.understood,
            self.again,
        ]


def build(
    assistant: Assistant, examples: Sequence[str], additions: Additions | None = None
) -> gr.Blocks:
    """Make the page.

    Args:
        assistant: Answers the questions.
        examples: Questions to offer while the conversation is empty.
        additions: Adds to the library; whoever made it closes it. Default: one of its own.
    """
    page = gr.Blocks(title="Dateline", fill_height=True, fill_width=True, analytics_enabled=False)
    with page:
        header = gr.Markdown(_header(assistant), elem_id="header", latex_delimiters=[])
        with gr.Tab("Chat"):
            parts = _lay_out(assistant, examples)
        with gr.Tab("Library"):
            shelves.library_tab(assistant, additions)
        _connect(assistant, parts)
        _greet(page, assistant, header)
    page.queue(max_size=_WAITING)
    return page


def _lay_out(assistant: Assistant, examples: Sequence[str]) -> _Parts:
    articles = assistant.library.counts().articles
    with gr.Row(equal_height=False, elem_id="columns"):
        with gr.Column(scale=3, min_width=320):
            chat = gr.Chatbot(
                elem_id="chat",
                show_label=False,
                height="calc(100vh - 17rem)",
                buttons=["copy"],
                feedback_options=None,
                latex_delimiters=[],
                placeholder=_placeholder(assistant),
                examples=[{"text": question} for question in examples] if articles else None,
            )
            with gr.Row(elem_id="understanding", visible=False) as understanding:
                understood = gr.Textbox(
                    elem_id="understood",
                    label="Understood as (edit to ask again)",
                    lines=1,
                    max_lines=4,
                    max_length=turns.MOST_CHARACTERS,
                    scale=6,
                )
                again = gr.Button("Ask again", elem_id="again", scale=0)
            with gr.Row(elem_id="asking"):
                question = gr.Textbox(
                    elem_id="question",
                    label="Question",
                    show_label=False,
                    placeholder="Ask about the articles",
                    lines=1,
                    max_lines=4,
                    max_length=turns.MOST_CHARACTERS,
                    autofocus=True,
                    scale=6,
                )
                send = gr.Button("Ask", elem_id="send", variant="primary", scale=0)
                stop = gr.Button("Stop", elem_id="stop", interactive=False, scale=0)
        with gr.Column(scale=2, min_width=320):
            sources = gr.Markdown(_NO_SOURCES, elem_id="sources", latex_delimiters=[])
    state = gr.State(())
    asking = (question, send, stop)
    return _Parts(chat, *asking, sources, state, understanding, understood, again)


class _Conversations:
    """What people do on the page, by browser tab; one question at a time in each."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        # What Stop and the trash button set, by person and browser tab.
        self._running: dict[_Tab, _Running] = {}

    async def ask(
        self, asked: str, before: Conversation, request: gr.Request
    ) -> AsyncGenerator[tuple[Any, ...]]:
        """Ask what stands in the box, as it follows the conversation."""
        growing = turns.follow(self._assistant, asked, before)
        async with aclosing(self._grow(growing, before, _tab(request))) as values:
            async for shown in values:
                yield shown

    async def ask_again(
        self, wording: str, before: Conversation, request: gr.Request
    ) -> AsyncGenerator[tuple[Any, ...]]:
        """Ask the last question again as a person words it, in the place of its first answer."""
        if not (before and wording.strip()):
            yield _NOTHING
            return
        *earlier, last = before
        growing = turns.follow(self._assistant, last.answer.question, tuple(earlier), wording)
        grown = self._grow(growing, before, _tab(request), taken=False)
        async with aclosing(grown) as values:
            async for shown in values:
                yield shown

    async def _grow(
        self,
        growing: AsyncGenerator[Conversation],
        after: Conversation,
        session: _Tab,
        taken: bool = True,
    ) -> AsyncGenerator[tuple[Any, ...]]:
        if session in self._running:
            yield _NOTHING
            return
        this = self._running[session] = _Running(asyncio.Event())
        # The question is taken once; what is typed from then on is the next one.
        box: Any = "" if taken else gr.skip()
        try:
            async with aclosing(turns.until(this.stop, growing)) as stoppable:
                async for after in stoppable:
                    yield (box, *_show(after, running=True))
                    box = gr.skip()
        finally:
            self._running.pop(session, None)
        if this.cleared:
            after = ()
        elif this.stop.is_set():
            after = (*after[:-1], replace(after[-1], note="Stopped."))
        yield (box, *_show(after, running=False))

    def halt(self, request: gr.Request) -> None:
        """End the answer that grows; what was written stays."""
        if this := self._running.get(_tab(request)):
            this.stop.set()

    def clear(self, request: gr.Request) -> tuple[Any, ...]:
        """Forget the conversation, with the answer that grows."""
        if this := self._running.get(_tab(request)):
            this.cleared = True
            this.stop.set()
        return (gr.skip(), *_show((), running=False))


def _connect(assistant: Assistant, parts: _Parts) -> None:
    people = _Conversations(assistant)

    def pick(event: gr.SelectData) -> str:
        return str(event.value["text"])

    shared = {"concurrency_limit": _AT_ONCE, "concurrency_id": "asking", **_PRIVATE}
    shared["outputs"] = parts.shown()
    asking = {"fn": people.ask, "inputs": [parts.question, parts.conversation], **shared}
    again = {"fn": people.ask_again, "inputs": [parts.understood, parts.conversation], **shared}
    # One event with two triggers: while it runs, neither starts another.
    gr.on([parts.question.submit, parts.send.click], trigger_mode="once", **asking)
    gr.on([parts.understood.submit, parts.again.click], trigger_mode="once", **again)
    parts.chat.example_select(pick, None, parts.question, **_PRIVATE).then(**asking)
    parts.chat.clear(people.clear, None, parts.shown(), queue=False, **_PRIVATE)
    # Not Gradio's `cancels`: updates on their way would arrive after it and disable Ask again.
    parts.stop.click(people.halt, None, None, queue=False, **_PRIVATE)


def _greet(page: gr.Blocks, assistant: Assistant, header: gr.Markdown) -> None:
    def greet(request: gr.Request) -> str:
        return _header(assistant, request.username or "")

    page.load(greet, None, header, queue=False, **_PRIVATE)


def _show(conversation: Conversation, running: bool) -> tuple[Any, ...]:
    """Give the values of `_Parts.shown`, but for the question's."""
    messages = []
    for number, turn in enumerate(conversation, start=1):
        messages += [
            {"role": "user", "content": render.escape(turn.answer.question)},
            {"role": "assistant", "content": render.message(turn.answer, number, turn.note)},
        ]
    panel = render.sources([turn.answer for turn in conversation])
    return (
        messages,
        panel or _NO_SOURCES,
        conversation,
        gr.update(interactive=not running),
        gr.update(interactive=running),
        *_understanding(conversation, running),
    )


def _understanding(conversation: Conversation, running: bool) -> tuple[Any, ...]:
    """Offer to word the last question anew, where it was not searched as it was asked."""
    last = conversation[-1].answer if conversation else None
    if last is None or not last.rewritten:
        return (gr.update(visible=False), gr.skip(), gr.skip())
    return (
        gr.update(visible=True),
        gr.update(value=last.standalone_question, interactive=not running),
        gr.update(interactive=not running),
    )


_NO_SOURCES = "*The passages that an answer rests on stand here.*"


def _header(assistant: Assistant, person: str = "") -> str:
    held = assistant.library.coverage().articles
    name = render.escape(assistant.library.folder.name)
    holds = f"{wording.counted(held, 'article')} in the library *{name}*"
    # The page of the link signs out, too.
    signed_in = f" · signed in as [{render.escape(person)}](/sign-in)" if person else ""
    return f"## Dateline\n{holds}{signed_in}"


def _placeholder(assistant: Assistant) -> str:
    if assistant.library.counts().articles:
        return "### What do the articles say?\nEvery sentence is cited, or marked as not found."
    folder = render.escape(str(assistant.library.folder))
    return (
        f"### The library is empty\nAdd articles in the Library tab, or with "
        f"`dateline add PATH`. The library is {folder}"
    )
