"""The conversations at the side of the page: to find, open, name, pin, send and delete them."""

import asyncio
import datetime
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index.mentions import written
from ui.calm import in_words
from ui.conversations import Conversations
from ui.growing import Opened
from ui.history import MOST_TITLE, History
from ui.kept import Summary
from ui.listeners import Values, components
from ui.render import escape

_MOST_LISTED = 40
_MOST_WORDS = 200
_FORMS = {"markdown": "Markdown", "html": "HTML", "json": "JSON"}
# Tells the script of the page that nothing is open.
_NOTHING_OPEN = '<span id="nothing-open"></span>'


@dataclass(frozen=True)
class Past:
    """The components, by their roles."""

    new: gr.Button
    words: gr.Textbox
    told: gr.Markdown
    rows: gr.Radio
    one: gr.Column
    links: gr.Markdown
    title: gr.Textbox
    rename: gr.Button
    pin: gr.Button
    delete: gr.Button
    sure: gr.Row
    yes: gr.Button
    no: gr.Button

    def all(self) -> set[Any]:
        """What a listener may write to."""
        return components(self)


def sidebar() -> Past:
    """Lay them out, inside an open `Blocks`."""
    with gr.Sidebar(label="Conversations", open=True, width=280, elem_id="past"):
        new = gr.Button("New conversation", elem_id="past-new", variant="secondary")
        words = gr.Textbox(
            label="Search conversations",
            placeholder="Search conversations",
            show_label=False,
            container=False,
            elem_id="past-words",
            max_length=_MOST_WORDS,
        )
        told = gr.Markdown(elem_id="past-told", latex_delimiters=[])
        rows = gr.Radio(
            label="Conversations, the last one first",
            show_label=False,
            container=False,
            elem_id="past-rows",
            visible=False,
        )
        with gr.Column(elem_id="past-one", visible=False) as one:
            links = gr.Markdown(elem_id="past-links", latex_delimiters=[])
            title = gr.Textbox(
                label="Title of this conversation",
                show_label=False,
                container=False,
                elem_id="past-title",
                max_length=MOST_TITLE,
            )
            with gr.Row(elem_id="past-do"):
                rename = gr.Button("Rename", elem_id="past-rename", size="sm", min_width=0)
                pin = gr.Button("Pin", elem_id="past-pin", size="sm", min_width=0)
                delete = gr.Button("Delete …", elem_id="past-delete", size="sm", min_width=0)
            with gr.Row(elem_id="past-sure", visible=False) as sure:
                yes = gr.Button(
                    "Delete for good", elem_id="past-yes", variant="stop", size="sm", min_width=0
                )
                no = gr.Button("Keep it", elem_id="past-no", size="sm", min_width=0)
    return Past(new, words, told, rows, one, links, title, rename, pin, delete, sure, yes, no)


class PastColumn:
    """What people do there; every method gives what the components show then.

    Args:
        parts: The components.
        opened: Holds the `Opened` of the tab.
        history: What is kept.
        conversations: What is open.
    """

    def __init__(
        self, parts: Past, opened: gr.State, history: History, conversations: Conversations
    ) -> None:
        self._parts = parts
        self._opened = opened
        self._history = history
        self._conversations = conversations

    async def listed(self, owner: str, opened: Opened, words: str = "") -> Values:
        """Show the list, with what is open marked in it."""
        parts = self._parts
        try:
            found = await asyncio.to_thread(self._history.list, owner, words, 0, _MOST_LISTED)
            number = await asyncio.to_thread(self._history.count, owner, words)
        except Exception as error:
            return {parts.told: _trouble(error)}
        mine = opened.id if any(one.id == opened.id for one in found) else None
        choices = [(label(one), one.id) for one in found]
        return {
            parts.told: _told(number, len(found), words),
            parts.rows: gr.update(choices=choices, value=mine, visible=bool(found)),
        }

    def one(self, opened: Opened) -> Values:
        """Show what can be done with the conversation that is open."""
        parts, summary = self._parts, opened.summary
        shown: Values = {parts.sure: gr.update(visible=False)}
        if summary is None:
            return {**shown, parts.one: gr.update(visible=False), parts.links: _NOTHING_OPEN}
        return {
            **shown,
            parts.one: gr.update(visible=True),
            parts.links: _links(summary),
            parts.title: summary.title,
            parts.pin: "Unpin" if summary.pinned else "Pin",
        }

    async def rename(self, title: str, opened: Opened, words: str, owner: str) -> Values:
        """Give the open conversation another title."""
        return await self._change(opened, words, owner, self._history.rename, title)

    async def pin(self, opened: Opened, words: str, owner: str) -> Values:
        """Let the open conversation stand first, or no longer."""
        pinned = bool(opened.summary and opened.summary.pinned)
        return await self._change(opened, words, owner, self._history.pin, not pinned)

    async def _change(
        self, opened: Opened, words: str, owner: str, change: Any, value: Any
    ) -> Values:
        parts = self._parts
        try:
            await asyncio.to_thread(change, owner, opened.id, value)
            kept = await asyncio.to_thread(self._history.read, owner, opened.id)
        except Exception as error:
            return {parts.told: _trouble(error)}
        opened = replace(opened, summary=kept.summary)
        return {**await self.listed(owner, opened, words), **self.one(opened), self._opened: opened}

    def ask(self) -> Values:
        """Ask whether the open conversation is to be deleted."""
        return {self._parts.sure: gr.update(visible=True)}

    def keep(self) -> Values:
        """Do not delete it."""
        return {self._parts.sure: gr.update(visible=False)}

    async def delete(self, opened: Opened, owner: str) -> Values:
        """Delete the open conversation."""
        try:
            await self._conversations.delete(owner, opened.id)
        except Exception as error:
            return {self._parts.told: _trouble(error), **self.keep()}
        return {}


def label(summary: Summary) -> str:
    """Name a conversation in the list: "★ How long was … · 3 Dec 2025"."""
    local = datetime.datetime.fromisoformat(summary.changed).astimezone()
    day = int(local.strftime("%Y%m%d"))
    return f"{'★ ' if summary.pinned else ''}{summary.title} · {written(day, day)}"


def _told(number: int, shown: int, words: str) -> str:
    if not number:
        return escape(f"No conversation holds “{words}”." if words.strip() else "None yet.")
    if shown < number:
        return f"The last {shown} of {number:,}; search for the others."
    return ""


def _links(summary: Summary) -> str:
    """Link to the open conversation, and to its files."""
    files = " · ".join(
        f'<a href="/conversation/{summary.id}/{form}" download>{name}</a>'
        for form, name in _FORMS.items()
    )
    here = f'<a id="this-conversation" href="/?c={summary.id}">Link to it</a>'
    return f"**This conversation** · {here}\n\nSave as {files}"


def _trouble(error: Exception) -> str:
    return f"**{escape(in_words(error))}**"
