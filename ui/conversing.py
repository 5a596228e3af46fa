"""Questions of the command line: one, or many that are typed or piped in and follow each other."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from rich.text import Text

from assistant import Answer, Asking
from index.errors import DatelineError, InputError
from ui import drawing, terminal
from ui.turns import Answering, history

Origin = Literal["given", "typed", "piped"]
_PROMPT = "? "
_NONE = "the question is empty; write it after `dateline ask`, in quotes, or pipe in one a line"


def origin(question: str | None) -> Origin:
    """Say where questions come from: the command, a person at a terminal, or a pipe.

    Raises:
        InputError: If the command holds one without words.
    """
    if question is None:
        return "typed" if sys.stdin.isatty() and terminal.out.is_terminal else "piped"
    if not question.strip():
        raise InputError(_NONE)
    return "given"


def questions(question: str | None) -> Iterator[str]:
    """Give the questions in turn, without those that have no words.

    Raises:
        InputError: If a pipe holds none.
    """
    whence = origin(question)
    lines: Iterable[str] = (question,) if question else _typed() if whence == "typed" else sys.stdin
    found = False
    for line in lines:
        if asked := line.strip():
            found = True
            yield asked
    if not found and whence == "piped":
        raise InputError(_NONE)


def _typed() -> Iterator[str]:
    import readline  # noqa: F401 - gives `input` its line editing and its history

    while True:
        try:
            yield input(_PROMPT)
        except EOFError:
            terminal.out.print()
            return


def answers(
    assistant: Answering, question: str | None, how: Asking, shown: bool = True
) -> Iterator[Answer]:
    """Answer the questions in turn, each as it follows those before, and give the whole records.

    Args:
        assistant: Answers.
        question: The only one; None for those that are typed or piped in.
        how: How all of them are asked; the conversation is added.
        shown: Show each answer on the terminal, while it grows.

    Raises:
        DatelineError: If one cannot be answered; a person who types is told, and asks on.
    """
    whence = origin(question)
    before: list[Answer] = []
    for asked in questions(question):
        if shown and whence == "piped":
            terminal.out.print(Text(f"{_PROMPT}{terminal.plain(asked)}", style="bold"))
        growing = assistant.stream(asked, replace(how, history=history(before)))
        try:
            answer = asyncio.run(drawing.show_growing(growing, shown))
        except DatelineError as error:
            if whence != "typed":
                raise
            terminal.complain(str(error))
            continue
        if shown and whence != "given":
            terminal.out.print()
        before.append(answer)
        yield answer
