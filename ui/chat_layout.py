"""Where things stand in the chat: its components, and how they are laid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant import Assistant
from ui import keyboard, render, thumbs, turns
from ui.filters import AskFilters, ask_filters
from ui.growing import Opened
from ui.listeners import components

NO_SOURCES = "*The passages that an answer rests on stand here.*"


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
    filters: AskFilters

    def all(self) -> set[Any]:
        """What a listener may write to."""
        return {*(components(self) - {self.filters}), *self.filters.shown()}


def lay_out(assistant: Assistant, examples: Sequence[str]) -> tuple[Parts, thumbs.ThumbParts]:
    """Lay out the chat, and where a thumb's reason is written, inside an open `Blocks`.

    Args:
        assistant: Whose library it is.
        examples: Questions to offer while the conversation is empty.
    """
    with gr.Row(equal_height=False, elem_id="columns"):
        with gr.Column(scale=3, min_width=320, elem_id="talk"):
            gr.Markdown("## Conversation", elem_classes="unseen")
            told = gr.Markdown(elem_id="told", latex_delimiters=[])
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
            filters = ask_filters(assistant.library)
            # Behind the box for the keyboard, above it to the eye (keys.css).
            chat = _chat(assistant, examples)
            box = thumbs.reason_box()
            gr.Markdown(keyboard.shortcuts(), elem_id="keys")
            announced = gr.Markdown(elem_id="announced", latex_delimiters=[])
        with gr.Column(scale=2, min_width=320):
            gr.Markdown("## Sources", elem_classes="unseen")
            sources = gr.Markdown(NO_SOURCES, elem_id="sources", latex_delimiters=[])
    opened = gr.State(Opened())
    asking = (question, send, stop)
    reworded = (understanding, understood, again)
    return Parts(chat, *asking, sources, opened, *reworded, told, announced, filters), box


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


def _placeholder(assistant: Assistant) -> str:
    if assistant.library.counts().articles:
        return "### What do the articles say?\nEvery sentence is cited, or marked as not found."
    # Not the whole path: whoever signed in from elsewhere has no use for it.
    name = render.escape(assistant.library.folder.name)
    return (
        f"### The library is empty\nAdd articles in the Library tab, or to the library *{name}* "
        "with `dateline add PATH`."
    )
