"""An assistant whose answer records the test writes, whatever the real one would fill in."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from assistant import Answer, Asking, Assistant, Settings
from index import Library


@dataclass(frozen=True)
class _Script:
    records: tuple[Answer, ...]
    gate: Callable[[], object] | None


@dataclass(frozen=True)
class Asked:
    """What `stream` was called with."""

    question: str
    how: Asking


class ScriptedAssistant(Assistant):
    """Give it records; it answers with them, as to the question that was asked.

    Attributes:
        asked: What it was asked, in order.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(library, Settings(llm="none"))
        self.asked: list[Asked] = []
        self._scripts: deque[_Script] = deque()

    def say(self, *records: Answer, gate: Callable[[], object] | None = None) -> None:
        """Script one answer by its records; `gate` is called before the last of them."""
        self._scripts.append(_Script(records, gate))

    async def stream(self, question: str, how: Asking = Asking()) -> AsyncGenerator[Answer]:
        """Give the next scripted records."""
        self.asked.append(Asked(question, how))
        script = self._scripts.popleft()
        for number, record in enumerate(script.records, start=1):
            if script.gate and number == len(script.records):
                await asyncio.to_thread(script.gate)
            wording = how.standalone or record.standalone_question
            by = "person" if how.standalone else record.rewritten
            yield record.model_copy(
                update={"question": question, "standalone_question": wording, "rewritten": by}
            )
