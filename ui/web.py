"""The chat page (Gradio): a conversation, beside it the sources of every answer, and past ones."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant import Assistant
from ui import past, render, settings_tab, shelves, thumbs, turns, wording
from ui.additions import Additions
from ui.chat import NO_SOURCES, Chat, Parts, owner
from ui.conversations import Conversations
from ui.feedback import Feedback
from ui.growing import Opened
from ui.history import History

# Retrieval answers many at once; the model's server keeps its own queue behind it.
_AT_ONCE, _WAITING = 16, 64
# Gradio keeps some 0.2 MB for each tab that was ever opened, until so many others were used since.
_TABS = 500
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
        with gr.Tab("Chat"):
            parts, box = _lay_out(assistant, examples)
        with gr.Tab("Library"):
            shelves.library_tab(assistant, additions)
        with gr.Tab("Settings"):
            choices = settings_tab.settings_tab(assistant)
        column = past.PastColumn(side, parts.opened, history, conversations)
        voting = thumbs.Thumbs(box, parts.opened, Feedback(history))
        chat = Chat(parts, column, voting, conversations)
        shared = {"outputs": parts.all() | side.all() | box.all(), **_PRIVATE}
        _connect_chat(chat, parts, side, choices, shared)
        _connect_past(chat, column, parts, side, shared)
        _connect_thumbs(voting, parts, box, shared)
        page.load(chat.arrive, parts.opened, **shared)
        _greet(page, assistant, header)
    page.queue(max_size=_WAITING)
    page.state_session_capacity = _TABS
    return page


def _lay_out(assistant: Assistant, examples: Sequence[str]) -> tuple[Parts, thumbs.ThumbParts]:
    with gr.Row(equal_height=False, elem_id="columns"):
        with gr.Column(scale=3, min_width=320, elem_id="talk"):
            told = gr.Markdown(elem_id="told", latex_delimiters=[])
            chat = _chat(assistant, examples)
            box = thumbs.reason_box()
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
                    container=False,
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
            sources = gr.Markdown(NO_SOURCES, elem_id="sources", latex_delimiters=[])
    opened = gr.State(Opened())
    asking = (question, send, stop)
    return Parts(chat, *asking, sources, opened, understanding, understood, again, told), box


def _chat(assistant: Assistant, examples: Sequence[str]) -> gr.Chatbot:
    articles = assistant.library.counts().articles
    return gr.Chatbot(
        elem_id="chat",
        show_label=False,
        buttons=["copy"],
        editable="user",
        feedback_options=thumbs.OPTIONS,
        latex_delimiters=[],
        placeholder=_placeholder(assistant),
        examples=[{"text": question} for question in examples] if articles else None,
    )


def _connect_chat(
    chat: Chat, parts: Parts, side: past.Past, choices: gr.State, shared: dict[str, Any]
) -> None:
    def pick(event: gr.SelectData) -> str:
        return str(event.value["text"])

    growing = {"concurrency_limit": _AT_ONCE, "concurrency_id": "asking", **shared}
    how = [parts.opened, choices]
    asking = {"fn": chat.ask, "inputs": [parts.question, *how], **growing}
    # One event with two triggers: while it runs, neither starts another.
    gr.on([parts.question.submit, parts.send.click], trigger_mode="once", **asking)
    gr.on(
        [parts.understood.submit, parts.again.click],
        chat.ask_again,
        [parts.understood, *how],
        trigger_mode="once",
        **growing,
    )
    parts.chat.example_select(pick, None, parts.question, **_PRIVATE).then(**asking)
    parts.chat.retry(chat.retry, how, trigger_mode="once", **growing)
    parts.chat.edit(chat.edit, how, trigger_mode="once", **growing)
    side.rows.input(chat.open, side.rows, **growing)
    side.new.click(chat.new, None, **shared)
    # Not Gradio's `cancels`: updates on their way would arrive after it and disable Ask again.
    parts.stop.click(chat.halt, None, None, queue=False, **_PRIVATE)


def _connect_past(
    chat: Chat, column: past.PastColumn, parts: Parts, side: past.Past, shared: dict[str, Any]
) -> None:
    async def search(words: str, opened: Opened, request: gr.Request) -> past.Values:
        return await column.listed(owner(request), opened, words)

    async def rename(title: str, words: str, opened: Opened, request: gr.Request) -> past.Values:
        return await column.rename(title, opened, words, owner(request))

    async def pin(words: str, opened: Opened, request: gr.Request) -> past.Values:
        return await column.pin(opened, words, owner(request))

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
    async def vote(opened: Opened, event: gr.LikeData, request: gr.Request) -> past.Values:
        return await voting.vote(owner(request), opened, event)

    async def reason(reason: str, number: int, opened: Opened, request: gr.Request) -> past.Values:
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
