"""The chat page (Gradio): a conversation, and beside it the sources of every answer."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant import Answer, Assistant
from index import DatelineError
from ui import render

_LOG = logging.getLogger(__name__)
# Retrieval answers many at once; the model's server keeps its own queue behind it.
_AT_ONCE, _WAITING = 16, 64
_MOST_CHARACTERS = 2_000
_FAILED = "Something went wrong here, not in your question. The program's log says what."


@dataclass(frozen=True)
class Turn:
    """One question with its answer as it stands, and what happened to it, if anything did."""

    answer: Answer
    note: str = ""


# One person's conversation; Gradio keeps one for each browser tab and gives it to no other.
Conversation = tuple[Turn, ...]


@dataclass
class _Running:
    """An answer that grows: how to end it, and whether the whole conversation went with it."""

    stop: asyncio.Event
    cleared: bool = False


@dataclass(frozen=True)
class _Parts:
    """The components of the page, by their roles."""

    chat: gr.Chatbot
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    sources: gr.Markdown
    conversation: gr.State

    def shown(self) -> list[Any]:
        """What every change of the conversation writes to, in the order of `_show`."""
        return [
            self.question,
            self.chat,
            self.sources,
            self.conversation,
            self.send,
            self.stop,
        ]


def build(assistant: Assistant, examples: Sequence[str]) -> gr.Blocks:
    """Make the page.

    Args:
        assistant: Answers the questions.
        examples: Questions to offer while the conversation is empty.
    """
    page = gr.Blocks(title="Dateline", fill_height=True, fill_width=True, analytics_enabled=False)
    with page:
        _connect(assistant, _lay_out(assistant, examples))
    page.queue(max_size=_WAITING)
    return page


def _lay_out(assistant: Assistant, examples: Sequence[str]) -> _Parts:
    articles = assistant.library.counts().articles
    gr.Markdown(_header(assistant), elem_id="header", latex_delimiters=[])
    with gr.Row(equal_height=False, elem_id="columns"):
        with gr.Column(scale=3, min_width=320):
            chat = gr.Chatbot(
                elem_id="chat",
                show_label=False,
                height="calc(100vh - 14rem)",
                buttons=["copy"],
                feedback_options=None,
                latex_delimiters=[],
                placeholder=_placeholder(assistant),
                examples=[{"text": question} for question in examples] if articles else None,
            )
            with gr.Row(elem_id="asking"):
                question = gr.Textbox(
                    elem_id="question",
                    label="Question",
                    show_label=False,
                    placeholder="Ask about the articles",
                    lines=1,
                    max_lines=4,
                    max_length=_MOST_CHARACTERS,
                    autofocus=True,
                    scale=6,
                )
                send = gr.Button("Ask", elem_id="send", variant="primary", scale=0)
                stop = gr.Button("Stop", elem_id="stop", interactive=False, scale=0)
        with gr.Column(scale=2, min_width=320):
            sources = gr.Markdown(_NO_SOURCES, elem_id="sources", latex_delimiters=[])
    return _Parts(chat, question, send, stop, sources, gr.State(()))


def _connect(assistant: Assistant, parts: _Parts) -> None:
    # What Stop and the trash button set, by session.
    running: dict[str | None, _Running] = {}

    async def ask(
        asked: str, before: Conversation, request: gr.Request
    ) -> AsyncGenerator[tuple[Any, ...]]:
        this = running[request.session_hash] = _Running(asyncio.Event())
        # The question is taken once; what is typed from then on is the next one.
        box: Any = ""
        after = before
        try:
            async with aclosing(_until(this.stop, _answer(assistant, asked, before))) as growing:
                async for after in growing:
                    yield (box, *_show(after, running=True))
                    box = gr.skip()
        finally:
            running.pop(request.session_hash, None)
        if this.cleared:
            after = ()
        elif this.stop.is_set():
            after = (*after[:-1], replace(after[-1], note="Stopped."))
        yield (box, *_show(after, running=False))

    def halt(request: gr.Request) -> None:
        if this := running.get(request.session_hash):
            this.stop.set()

    def clear(request: gr.Request) -> tuple[Any, ...]:
        if this := running.get(request.session_hash):
            this.cleared = True
            this.stop.set()
        return (gr.skip(), *_show((), running=False))

    def pick(event: gr.SelectData) -> str:
        return str(event.value["text"])

    # No listener is an endpoint that others could call; the command line is for that.
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking: dict[str, Any] = {
        "fn": ask,
        "inputs": [parts.question, parts.conversation],
        "outputs": parts.shown(),
        "concurrency_limit": _AT_ONCE,
        "concurrency_id": "asking",
        **private,
    }
    # One event with two triggers: while it runs, neither starts another.
    gr.on([parts.question.submit, parts.send.click], trigger_mode="once", **asking)
    parts.chat.example_select(pick, None, parts.question, **private).then(**asking)
    parts.chat.clear(clear, None, parts.shown(), queue=False, **private)
    # Not Gradio's `cancels`: updates on their way would arrive after it and disable Ask again.
    parts.stop.click(halt, None, None, queue=False, **private)


async def _until(
    stop: asyncio.Event, growing: AsyncGenerator[Conversation]
) -> AsyncGenerator[Conversation]:
    """Pass on what a generator gives until it ends or `stop` is set; then close it at once."""
    stopping = asyncio.ensure_future(stop.wait())
    following = None
    try:
        while True:
            following = asyncio.ensure_future(anext(growing, None))
            await asyncio.wait({following, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not following.done() or (conversation := following.result()) is None:
                return
            yield conversation
    finally:
        stopping.cancel()
        if following is not None:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        await growing.aclose()


async def _answer(
    assistant: Assistant, asked: str, before: Conversation
) -> AsyncGenerator[Conversation]:
    """Give the conversation again and again while its last answer grows."""
    asked = asked.strip()[:_MOST_CHARACTERS]
    if not asked:
        yield before
        return
    turn = Turn(Answer(question=asked, standalone_question=asked))
    yield (*before, turn)
    try:
        async with aclosing(assistant.stream(asked)) as answers:
            async for answer in answers:
                turn = Turn(answer)
                yield (*before, turn)
    except DatelineError as error:
        yield (*before, replace(turn, note=str(error)))
    except Exception:
        # The page is the outermost layer: whatever it is, people get a calm sentence.
        _LOG.exception("answering failed")
        yield (*before, replace(turn, note=_FAILED))


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
    )


_NO_SOURCES = "*The passages that an answer rests on stand here.*"


def _header(assistant: Assistant) -> str:
    counts = assistant.library.counts()
    name = render.escape(assistant.library.folder.name)
    return f"## Dateline\n{counts.articles:,} articles in the library *{name}*"


def _placeholder(assistant: Assistant) -> str:
    if assistant.library.counts().articles:
        return "### What do the articles say?\nEvery sentence is cited, or marked as not found."
    folder = render.escape(str(assistant.library.folder))
    return (
        f"### The library is empty\nStop this program, add articles with "
        f"`dateline add PATH`, and start it again. The library is {folder}"
    )
