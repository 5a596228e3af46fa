"""Commands that meet: one stopped by Ctrl+C, one that finds the library held by another."""

import json
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path

from dateline_command import Dateline, ended, interrupted

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
    assert first <= MANY
    report = dateline("add", what, "--json").json
    assert report["added"] + report["unchanged"] == MANY
    assert report["unchanged"] >= first
    assert stored(dateline.library) == MANY
    with Library.open(dateline.library) as library:
        assert library.check() == []


def test_what_is_added_while_the_chat_runs_is_in_the_next_answer(tmp_path: Path, write: Write):
    dateline = Dateline(tmp_path / "library")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chat = dateline.start("chat", "--llm", "none", "--port", port)
    assert chat.stdout is not None
    address = f"http://127.0.0.1:{port}"
    assert chat.stdout.readline() == f"Dateline is ready: {address}  (Ctrl+C ends it)\n"
    tram = write("tram.txt", "The tram line in Larch is open since 4 May.")
    assert dateline("add", tram, "-", "--json", stdin="The mill is shut.").json["added"] == 2
    asked = dateline("ask", "Since when is the tram line in Larch open?")
    assert asked.status == 0
    assert tram.read_text() in asked.words
    (entry,) = [e for e in dateline("list", "--json").json if "tram" in e["title"]]
    assert "tram" in dateline("search", "tram line", "-k", 1).out
    assert "2 articles" in dateline("doctor").words
    assert "1 articles removed" in dateline("remove", entry["id"]).words
    refused = dateline("doctor", "--repair")
    assert f"{dateline.library} is held by process {chat.pid} (`dateline chat`" in refused.words
    chat.terminate()
    done = ended(chat)
    assert done.status == 0
    assert "Traceback" not in done.err
    assert not (dateline.library / "owner.json").exists()


def test_a_library_that_is_held_by_another_add_names_its_holder(tmp_path: Path, write: Write):
    dateline = Dateline(tmp_path / "library")
    holding = dateline.start("add", "-", pipe_in=True)
    while not (dateline.library / "owner.json").exists():
        assert holding.poll() is None, holding.communicate()
        time.sleep(0.1)
    for command in (("add", write("a.txt", "A story.")), ("ask", "x"), ("doctor",)):
        done = dateline(*command)
        assert done.status == 1
        assert f"{dateline.library} is held by process {holding.pid} (`dateline add`" in done.words
        assert "wait for it, or end that process first" in done.words
    assert dateline("list").status == 0
    assert ended(holding, "A story of a tram.").status == 0


def test_a_signal_to_end_is_as_ctrl_c(tmp_path: Path, write: Write):
    dateline, what = Dateline(tmp_path / "library"), stories(write)
    adding = dateline.start("add", what, "-", pipe_in=True)
    while not stored(dateline.library):
        assert adding.poll() is None, adding.communicate()
        time.sleep(0.5)
    adding.terminate()
    done = ended(adding)
    assert done.status == 130
    assert "stopped; the same command goes on from here" in done.words
    assert "Traceback" not in done.err
    assert not (dateline.library / "owner.json").exists()
