"""What people think of an answer: a thumb at it, and a reason below the chat."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index.errors import InputError
from ui.calm import in_words
from ui.feedback import MOST_REASON, Feedback
from ui.growing import Opened
from ui.kept import KeptTurn, Thumb
from ui.listeners import Values, components
from ui.render import escape
from ui.turns import Turn

# As Gradio calls them; it has pictures for these.
OPTIONS: tuple[str, str] = ("Like", "Dislike")
_NAMES: dict[Thumb, str] = {"up": "Like", "down": "Dislike"}
_LIKED: dict[Thumb, bool] = {"up": True, "down": False}
_ASKED: dict[Thumb, str] = {
    "up": "Kept as good. What was good about it? (optional)",
    "down": "Kept as bad. What was wrong with it? (optional)",
}
_UNKEPT = "an answer that is not kept cannot be rated"


@dataclass(frozen=True)
class ThumbParts:
    """The components, by their roles; `number` holds the turn's, from 1."""

    box: gr.Column
    told: gr.Markdown
    row: gr.Row
    reason: gr.Textbox
    send: gr.Button
    close: gr.Button
    number: gr.State

    def all(self) -> set[Any]:
        """What a listener may write to."""
        return components(self)


def reason_box() -> ThumbParts:
    """Lay out where the reason is written, inside an open `Blocks`."""
    with gr.Column(visible=False, elem_id="thumb") as box:
        told = gr.Markdown(elem_id="thumb-told", latex_delimiters=[])
        with gr.Row(elem_id="thumb-row") as row:
            reason = gr.Textbox(
                label="Reason",
                show_label=False,
                container=False,
                placeholder="A few words",
                max_length=MOST_REASON,
                elem_id="thumb-reason",
                lines=1,
                max_lines=4,
                scale=6,
            )
            send = gr.Button("Keep reason", elem_id="thumb-send", size="sm", scale=0, min_width=0)
            close = gr.Button("Close", elem_id="thumb-close", size="sm", scale=0, min_width=0)
    return ThumbParts(box, told, row, reason, send, close, gr.State(0))


class Thumbs:
    """What people do with thumbs; every method gives what the components show then.

    Args:
        parts: The components.
        opened: Holds the `Opened` of the tab.
        feedback: Keeps them.
    """

    def __init__(self, parts: ThumbParts, opened: gr.State, feedback: Feedback) -> None:
        self._parts = parts
        self._opened = opened
        self._feedback = feedback

    async def vote(self, owner: str, opened: Opened, event: gr.LikeData) -> Values:
        """Keep a thumb, or take it back."""
        number = turn_number(event.index)
        thumb: Thumb | None = (
            "up" if event.liked is True else "down" if event.liked is False else None
        )
        values = await self._keep(owner, opened, number, thumb)
        if thumb is None or self._opened not in values:
            return {**self.close(), **values}
        parts = self._parts
        return {
            parts.box: gr.update(visible=True),
            parts.row: gr.update(visible=True),
            parts.told: escape(_ASKED[thumb]),
            parts.reason: "",
            parts.number: number,
            **values,
        }

    async def give_reason(self, owner: str, opened: Opened, number: int, reason: str) -> Values:
        """Keep the reason with its thumb."""
        turn = _kept(opened, number)
        values = await self._keep(owner, opened, number, turn.thumb if turn else None, reason)
        if self._opened not in values:
            return values
        return {
            self._parts.told: "Thank you, that is kept.",
            self._parts.row: gr.update(visible=False),
        }

    def close(self) -> Values:
        """Take the box away."""
        return {self._parts.box: gr.update(visible=False)}

    async def _keep(
        self, owner: str, opened: Opened, number: int, thumb: Thumb | None, reason: str = ""
    ) -> Values:
        turn = _kept(opened, number)
        try:
            if turn is None:
                raise InputError(_UNKEPT)
            if thumb:
                await asyncio.to_thread(self._feedback.vote, owner, turn.place, thumb, reason)
            else:
                await asyncio.to_thread(self._feedback.withdraw, owner, turn.place)
        except Exception as error:
            parts = self._parts
            return {
                parts.box: gr.update(visible=True),
                parts.row: gr.update(visible=False),
                parts.told: f"**{escape(in_words(error))}**",
            }
        turns = list(opened.turns)
        turns[number - 1] = replace(turn, thumb=thumb)
        return {self._opened: replace(opened, turns=tuple(turns))}


def turn_number(index: int | Sequence[int]) -> int:
    """Number the turn, from 1, that a message of the chat belongs to."""
    return (index if isinstance(index, int) else index[0]) // 2 + 1


def shown(turns: Iterable[Turn]) -> list[str | None]:
    """Give the thumbs of answers as Gradio's chat has them."""
    thumbs = (turn.thumb if isinstance(turn, KeptTurn) else None for turn in turns)
    return [_NAMES[thumb] if thumb else None for thumb in thumbs]


def _kept(opened: Opened, number: int) -> KeptTurn | None:
    turn = opened.turns[number - 1] if number <= len(opened.turns) else None
    return turn if isinstance(turn, KeptTurn) else None
