"""Question -> hits -> checked answer.

from assistant import Assistant
from index import Library

answer = Assistant(Library.open("news")).ask("Who met in Tehran?")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answer import Answer, Reason, Verdict
    from assistant.answering import Assistant
    from assistant.asking import Asking, Exchange
    from assistant.settings import Settings

__all__ = ["Assistant", "Settings", "Asking", "Exchange", "Answer", "Verdict", "Reason"]

_HOME = {
    "Assistant": "answering",
    "Settings": "settings",
    "Asking": "asking",
    "Exchange": "asking",
    "Answer": "answer",
    "Verdict": "answer",
    "Reason": "answer",
}


def __getattr__(name: str) -> Any:
    # As in `index`: nothing heavy is imported before it is asked for.
    if name not in _HOME:
        raise AttributeError(f"module 'assistant' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"assistant.{_HOME[name]}"), name)
