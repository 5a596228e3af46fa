"""Commands that meet: one stopped by Ctrl+C, one that finds the library held by another."""

import json
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path

from dateline_command import Dateline, interrupted

from index import Library

Write = Callable[[str, str | bytes], Path]
MANY = 300


def stories(write: Write) -> Path:
    texts = (f"Story {number} is about ship number {number * 7}." for number in range(MANY))
    lines = (json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts))
    return write("stories.jsonl", "\n".join(lines))


def stored(folder: Path) -> int:
    """Count the articles that are there while another process adds to them."""
    if not (folder / "catalogue.sqlite").exists():
        return 0
    with Library.open(folder, read_only=True) as library:
        return len(list(library.entries()))


def test_ctrl_c_while_adding_keeps_what_is_done_and_the_next_add_goes_on(
    tmp_path: Path, write: Write
):
    dateline, what = Dateline(tmp_path / "library"), stories(write)
    # Standard input stays open, so that the command cannot have ended before it is stopped.
    adding = dateline.start("add", what, "-", pipe_in=True)
    while not stored(dateline.library):
        assert adding.poll() is None, adding.communicate()
        time.sleep(0.5)
    done = interrupted(adding)
    assert done.status == 130
    assert "stopped; the same command goes on from here" in done.words
    assert "Traceback" not in done.err
    first = int(re.findall(r"(\d+) added", done.out)[0])
    assert first < MANY
    report = dateline("add", what, "--json").json
    assert report["added"] + report["unchanged"] == MANY
    assert report["unchanged"] >= first
    assert stored(dateline.library) == MANY
    with Library.open(dateline.library) as library:
        assert library.check() == []


def test_a_library_that_is_held_names_its_holder(tmp_path: Path, sample: Path):
    dateline = Dateline(tmp_path / "library")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chat = dateline.start("chat", "--llm", "none", "--port", port)
    assert chat.stdout is not None
    address = f"http://127.0.0.1:{port}"
    assert chat.stdout.readline() == f"Dateline is ready: {address}  (Ctrl+C ends it)\n"
    for command in (("add", sample), ("ask", "x")):
        done = dateline(*command)
        assert done.status == 1
        assert f"{dateline.library} is held by process {chat.pid} (`dateline chat`" in done.words
        assert f"ask at {address}" in done.words
    assert dateline("list").status == 0
    ended = interrupted(chat)
    assert ended.status == 0
    assert "Traceback" not in ended.err
    assert dateline("list").status == 0
