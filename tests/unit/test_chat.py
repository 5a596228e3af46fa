"""What the chat gives its components where several look on."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from assistant import Answer, Assistant, Settings
from index import Library
from ui.chat import Chat
from ui.chat_layout import Parts, lay_out
from ui.growing import Growing, Opened
from ui.turns import Turn

WHOLE = Opened("whole", (Turn(Answer(question="Who won?", standalone_question="Who won?")),))


class Beside:
    """What stands beside the chat, of no matter here."""

    async def listed(self, *_: object) -> dict[Any, Any]:
        return {}

    def one(self, _: object) -> dict[Any, Any]:
        return {}

    def close(self) -> dict[Any, Any]:
        return {}


class Unfinished:
    """Conversations in which the last answer never ends."""

    async def open(self, owner: str, conversation: str) -> Growing:
        return Growing(Opened(conversation, WHOLE.turns), patience_s=0)


@pytest.fixture
def parts(library: Library) -> Parts:
    with gr.Blocks():
        return lay_out(Assistant(library, Settings(llm="none")), [])[0]


def tab(name: str) -> Any:
    return SimpleNamespace(username="", session_hash=name, query_params={})


@pytest.mark.parametrize(("growing", "suggested"), [(3, True), (4, False)])
def test_where_many_answers_grow_nothing_is_suggested(parts: Parts, growing: int, suggested: bool):
    searched: list[Sequence[Turn]] = []

    def suggestions(turns: Sequence[Turn]) -> tuple[str, ...]:
        searched.append(turns)
        return ("And who lost?",)

    async def asked() -> dict[Any, Any]:
        chat = Chat(parts, Beside(), Beside(), Unfinished(), suggestions)  # type: ignore[arg-type]
        looking = [chat.open(f"growing {n}", tab(str(n))) for n in range(growing)]
        for shown in looking:
            await anext(shown)
        try:
            return await chat.suggest(WHOLE, tab("another"))
        finally:
            for shown in looking:
                await shown.aclose()

    shown = asyncio.run(asked())
    assert (parts.chat in shown) == suggested
    assert bool(searched) == suggested
