"""A conversation as the chat shows it. Functions of what is open alone."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from ui import render, thumbs, wording
from ui.announcing import announcement
from ui.chat_layout import NO_SOURCES, Parts
from ui.filters import offered
from ui.growing import Opened
from ui.kept import KeptTurn, now
from ui.listeners import Values
from ui.turns import Turn


def show(parts: Parts, opened: Opened) -> Values:
    """Give what the components hold when a conversation stands as it does."""
    running = opened.growing
    return {
        parts.chat: messages(opened),
        parts.sources: _sources(opened) or NO_SOURCES,
        parts.opened: opened,
        parts.told: "",
        parts.announced: "",
        parts.send: gr.update(interactive=not running),
        parts.stop: gr.update(interactive=running),
        **_understanding(parts, opened),
        **_offered(parts, opened),
    }


def announce(parts: Parts, opened: Opened) -> Values:
    """Say aloud, for screen readers, how far the last answer is."""
    said = announcement(opened.turns[-1], opened.growing) if opened.turns else ""
    return {parts.announced: said}


def _understanding(parts: Parts, opened: Opened) -> Values:
    """Offer to word the last question anew, where it was not searched as it was asked."""
    running = opened.growing
    last = opened.turns[-1].answer if opened.turns else None
    if last is None or not last.rewritten:
        return {parts.understanding: gr.update(visible=False)}
    return {
        parts.understanding: gr.update(visible=True),
        parts.understood: gr.update(value=last.standalone_question, interactive=not running),
        parts.again: gr.update(interactive=not running),
    }


def _offered(parts: Parts, opened: Opened) -> Values:
    """Offer to search again without the dates that limited the last answer, or with others."""
    last = opened.turns[-1].answer if opened.turns else None
    values = offered(last, opened.growing)
    return dict(zip(parts.filters.shown(), values, strict=True))


def messages(opened: Opened, suggested: Sequence[str] = ()) -> Any:
    """Give the chat's value, with questions to ask next below the last answer."""
    said: list[dict[str, Any]] = []
    for number, turn in enumerate(opened.turns, start=1):
        said += [
            {"role": "user", "content": render.escape(turn.answer.question)},
            {"role": "assistant", "content": render.message(turn.answer, number, turn.note)},
        ]
    if suggested:
        said[-1]["options"] = [{"value": question} for question in suggested]
    return gr.update(value=said, feedback_value=thumbs.shown(opened.turns))


def _sources(opened: Opened) -> str:
    address = f"/?c={opened.id}" if opened.summary else ""
    asked = [_day(turn) for turn in opened.turns]
    return render.sources([turn.answer for turn in opened.turns], asked, address)


def _day(turn: Turn) -> str:
    """Give the day on which a question was asked, as the server's clock has it, ISO 8601."""
    return wording.local_day(turn.asked if isinstance(turn, KeptTurn) else now())
