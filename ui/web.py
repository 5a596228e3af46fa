"""The chat page (Gradio): a conversation, beside it the sources of every answer, and past ones."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import gradio as gr

from assistant import Assistant
from ui import past, render, settings_tab, shelves, thumbs, turns, wording
from ui.additions import Additions
from ui.chat import Chat, owner
from ui.chat_layout import Parts, lay_out
from ui.conversations import Conversations
from ui.feedback import Feedback
from ui.growing import Opened
from ui.history import History
from ui.listeners import Values

# Passages come to many at once; for the model they stand in a line of its own.
_AT_ONCE, _WAITING = 64, 64
# Gradio keeps what each tab held, some 1.5 MB for five answers, until so many others were used.
_TABS = 128
# No listener is an endpoint that others could call; the command line is for that.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build(
    assistant: Assistant,
    examples: Sequence[str],
    history: History,
    additions: Additions | None = None,
) -> gr.Blocks:
    """Make the page.

    Args:
        assistant: Answers the questions.
        examples: Questions to offer while the conversation is empty.
        history: Keeps the conversations; whoever made it closes it.
        additions: Adds to the library; whoever made it closes it. Default: one of its own.
    """
    page = gr.Blocks(title="Dateline", fill_height=True, fill_width=True, analytics_enabled=False)
    conversations = Conversations(assistant, history)
    with page:
        header = gr.Markdown(_header(assistant), elem_id="header", latex_delimiters=[])
        side = past.sidebar()
        with gr.Tab("Chat", elem_id="chat-tab") as tab:
            parts, box = lay_out(assistant, examples)
        with gr.Tab("Library"):
            shelves.library_tab(assistant, additions)
        with gr.Tab("Settings"):
            choices = settings_tab.settings_tab(assistant)
        column = past.PastColumn(side, parts.opened, history, conversations)
        voting = thumbs.Thumbs(box, parts.opened, Feedback(history))
        suggestions = partial(turns.suggested, library=assistant.library)
        chat = Chat(parts, column, voting, conversations, suggestions)
        shared = {"outputs": parts.all() | side.all() | box.all(), **_PRIVATE}
        _connect_chat(chat, parts, [parts.opened, choices], shared)
        # What people added may be of other outlets.
        parts.filters.connect(_asks(parts), [tab.select], parts.opened)
        _connect_past(chat, column, parts, side, shared)
        _connect_thumbs(voting, parts, box, shared)
        _suggest(chat, parts, page.load(chat.arrive, parts.opened, **shared), shared)
        _greet(page, assistant, header)
    page.queue(max_size=_WAITING)
    page.state_session_capacity = _TABS
    return page


def _asks(parts: Parts) -> list[Any]:
    """Give the events by which a question is asked."""
    typed = [parts.question.submit, parts.send.click, parts.chat.example_select]
    return [*typed, parts.understood.submit, parts.again.click, parts.chat.retry, parts.chat.edit]


def _connect_chat(chat: Chat, parts: Parts, before: list[Any], shared: dict[str, Any]) -> None:
    def pick(event: gr.SelectData) -> str:
        return str(event.value["text"])

    filters = parts.filters
    growing = {"concurrency_limit": _AT_ONCE, "concurrency_id": "asking", **shared}
    how, all_dates = [*before, *filters.inputs()], [*before, *filters.inputs(dates=False)]
    asking = {"fn": chat.ask, "inputs": [parts.question, *how], **growing}
    again = {"fn": chat.ask_again, "trigger_mode": "once", **growing}
    # One event with two triggers: while it runs, neither starts another.
    once = {"trigger_mode": "once", **growing}
    reworded = [parts.understood.submit, parts.again.click]
    answered = [
        gr.on([parts.question.submit, parts.send.click], trigger_mode="once", **asking),
        gr.on(reworded, inputs=[parts.understood, *how], **again),
        filters.again.click(inputs=[filters.unworded, *how], **again),
        filters.all_dates.click(inputs=[filters.unworded, *all_dates], **again),
        parts.chat.example_select(pick, None, parts.question, **_PRIVATE).then(**asking),
        parts.chat.retry(chat.retry, how, **once),
        parts.chat.edit(chat.edit, how, **once),
        parts.chat.option_select(chat.follow_up, how, **once),
    ]
    for one in answered:
        _suggest(chat, parts, one, shared)
    # Not Gradio's `cancels`: updates on their way would arrive after it and disable Ask again.
    parts.stop.click(chat.halt, None, None, queue=False, **_PRIVATE)


def _suggest(chat: Chat, parts: Parts, answered: Any, shared: dict[str, Any]) -> None:
    # An event of its own: until it ends, nothing could be asked.
    own = {"concurrency_limit": _AT_ONCE, "concurrency_id": "suggesting", **shared}
    answered.then(chat.suggest, parts.opened, **own)


def _connect_past(
    chat: Chat, column: past.PastColumn, parts: Parts, side: past.Past, shared: dict[str, Any]
) -> None:
    async def search(words: str, opened: Opened, request: gr.Request) -> Values:
        return await column.listed(owner(request), opened, words)

    async def rename(title: str, words: str, opened: Opened, request: gr.Request) -> Values:
        return await column.rename(title, opened, words, owner(request))

    async def pin(words: str, opened: Opened, request: gr.Request) -> Values:
        return await column.pin(opened, words, owner(request))

    growing = {"concurrency_limit": _AT_ONCE, "concurrency_id": "asking", **shared}
    _suggest(chat, parts, side.rows.input(chat.open, side.rows, **growing), shared)
    side.new.click(chat.new, None, **shared)
    side.words.change(search, [side.words, parts.opened], trigger_mode="always_last", **shared)
    renaming = [side.title, side.words, parts.opened]
    gr.on([side.rename.click, side.title.submit], rename, renaming, **shared)
    side.pin.click(pin, [side.words, parts.opened], **shared)
    side.delete.click(column.ask, None, **shared)
    side.no.click(column.keep, None, **shared)
    side.yes.click(chat.delete, parts.opened, trigger_mode="once", **shared)


def _connect_thumbs(
    voting: thumbs.Thumbs, parts: Parts, box: thumbs.ThumbParts, shared: dict[str, Any]
) -> None:
    async def vote(opened: Opened, event: gr.LikeData, request: gr.Request) -> Values:
        return await voting.vote(owner(request), opened, event)

    async def reason(reason: str, number: int, opened: Opened, request: gr.Request) -> Values:
        return await voting.give_reason(owner(request), opened, number, reason)

    parts.chat.like(vote, parts.opened, **shared)
    giving = [box.reason, box.number, parts.opened]
    gr.on([box.send.click, box.reason.submit], reason, giving, **shared)
    box.close.click(voting.close, None, **shared)


def _greet(page: gr.Blocks, assistant: Assistant, header: gr.Markdown) -> None:
    def greet(request: gr.Request) -> str:
        return _header(assistant, owner(request))

    page.load(greet, None, header, queue=False, **_PRIVATE)


def _header(assistant: Assistant, person: str = "") -> str:
    held = assistant.library.coverage().articles
    name = render.escape(assistant.library.folder.name)
    holds = f"{wording.counted(held, 'article')} in the library *{name}*"
    signed_in = f" · signed in as {render.escape(person)} ([sign out](/sign-in))" if person else ""
    return f"# Dateline\n{holds}{signed_in}"
