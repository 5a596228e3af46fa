"""Keeps conversations in processes that end by SIGKILL at a step of the test's choice.

Reads orders from standard input, one JSON object a line: {"file": PATH, "nth": N}. Forks for each,
so that only the first waits for the imports; the child does what `work` does, and dies at its
Nth step: a statement or a commit, about to be done. Answers {"died": true or false}.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from made_answers import answer, full

from ui.feedback import Feedback
from ui.history import History
from ui.turns import Turn


def work(kept: History) -> Iterator[None]:
    """Make one change after the other, each of which is whole or not there."""
    kept.start("", asked("Other?"))
    yield
    first = kept.start("", asked("One?"))
    yield
    kept.keep("", first, Turn(full("grows")))
    yield
    kept.keep("", first, Turn(full("ended")), "whole")
    yield
    Feedback(kept).vote("", first, "up", "So it is.")
    yield
    for question in ("Two?", "Three?"):
        kept.ask("", first.conversation, asked(question))
        yield
    kept.rename("", first.conversation, "Renamed")
    yield
    kept.settle()
    yield
    kept.ask("", first.conversation, asked("Two again?"), at=2)
    yield
    kept.pin("", first.conversation)
    yield
    kept.delete("", first.conversation)
    yield


def asked(question: str) -> Turn:
    """Make a turn that was just asked."""
    return Turn(answer(question=question))


def _die_at(nth: int) -> None:
    left = nth

    def step(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        sa.event.listen(sa.Engine, moment, step)


def _forked(file: str, nth: int) -> bool:
    child = os.fork()
    if child == 0:
        try:
            _die_at(nth)
            with History.open(Path(file)) as kept:
                for _ in work(kept):
                    pass
            os._exit(0)
        except BaseException as error:
            sys.stderr.write(f"{nth}: {error!r}\n")
            sys.stderr.flush()
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, -signal.SIGKILL):
        raise SystemExit(f"step {nth} ended with {status}")
    return status != 0


if __name__ == "__main__":
    for line in sys.stdin:
        died = _forked(**json.loads(line))
        sys.stdout.write(json.dumps({"died": died}) + "\n")
        sys.stdout.flush()
