"""Works on a library in processes that end by SIGKILL at a moment of the test's choice.

Reads orders from standard input, one JSON object a line, and forks for each, so that only the first
waits for the imports: {"do": "add", "what": FOLDER}, {"do": "remove", "what": [ID, …]},
{"do": "repair"}. An order may say when to die: {"at": STEP, "nth": N} at the Nth step whose name
begins so, or {"after": SECONDS}. Answers each with {"died": true or false}.

Steps are "sql <statement>", "commit", and "vectors add", "vectors added", "vectors delete",
"vectors deleted" around every write of Chroma's.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from chromadb.api.models.Collection import Collection
from hash_embedding import HashEmbedding

from index import Library

# Two milliseconds a passage, for those that die by the clock.
_PAUSE = 0.002


def _die_at(name: str, nth: int) -> None:
    left = nth

    def step(taken: str) -> None:
        nonlocal left
        left -= taken.startswith(name)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(method: Callable[..., Any], before: str, after: str) -> Callable[..., Any]:
        def written(*given: Any, **named: Any) -> Any:
            step(before)
            result = method(*given, **named)
            step(after)
            return result

        return written

    sa.event.listen(sa.Engine, "before_cursor_execute", lambda _c, _u, sql, *_: step(f"sql {sql}"))
    sa.event.listen(sa.Engine, "commit", lambda _c: step("commit"))
    Collection.add = around(Collection.add, "vectors add", "vectors added")
    Collection.delete = around(Collection.delete, "vectors delete", "vectors deleted")


def _carry_out(folder: str, order: dict[str, Any]) -> None:
    if "at" in order:
        _die_at(order["at"], order["nth"])
    pause = _PAUSE if "after" in order else 0.0
    with Library.open(folder, embedding=HashEmbedding(pause=pause)) as library:
        if order["do"] == "add":
            library.add(order["what"])
        elif order["do"] == "remove":
            here = {entry.id for entry in library.entries()}
            library.remove([article_id for article_id in order["what"] if article_id in here])
        else:
            list(library.repair())


def _forked(folder: str, order: dict[str, Any]) -> bool:
    child = os.fork()
    if child == 0:
        try:
            _carry_out(folder, order)
            os._exit(0)
        except BaseException as error:
            sys.stderr.write(f"{order}: {error!r}\n")
            sys.stderr.flush()
            os._exit(1)
    if "after" in order:
        time.sleep(order["after"])
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, -signal.SIGKILL):
        raise SystemExit(f"{order} ended with {status}")
    return status != 0


for line in sys.stdin:
    died = _forked(sys.argv[1], json.loads(line))
    sys.stdout.write(json.dumps({"died": died}) + "\n")
    sys.stdout.flush()
