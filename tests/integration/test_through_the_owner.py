"""Commands beside a running chat: they go through it, and say so plainly where they cannot."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from hash_embedding import HashEmbedding

from assistant import Answer, Settings
from index import Filters, Library
from index import embedding as embedding_module
from index import library as library_module
from index.errors import InputError, LibraryError, LibraryHeld, UnknownArticle
from index.ownership import owner
from index.report import Report
from ui import owner_client
from ui.owner_client import RunningOwner

SERVING = Path(__file__).parents[1] / "support" / "serving.py"
Write = Callable[[str, str | bytes], Path]


@pytest.fixture(autouse=True)
def _without_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_module, "fingerprint", lambda _: "HashEmbedding:hash-256")
    monkeypatch.setattr(library_module, "fingerprint", lambda _: "HashEmbedding:hash-256")
    monkeypatch.setattr(library_module, "load", HashEmbedding)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Chat:
    """A running chat over a library."""

    def __init__(self, folder: Path, pause: float = 0.0) -> None:
        self.folder, self.port = folder, free_port()
        self.process = subprocess.Popen(
            [sys.executable, str(SERVING), str(folder), str(self.port), str(pause)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("Dateline is ready"), self.process.communicate()

    def end(self, how: int = signal.SIGINT) -> str:
        if self.process.poll() is None:
            self.process.send_signal(how)
        _, complaints = self.process.communicate(timeout=60)
        return complaints


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """For tests that leave the library as they found it."""
    chat = Chat(tmp_path_factory.mktemp("chat") / "library")
    yield chat
    assert "Traceback" not in chat.end()


@pytest.fixture
def slow_chat(tmp_path: Path) -> Iterator[Chat]:
    """Takes a fiftieth of a second for every passage."""
    chat = Chat(tmp_path / "library", pause=0.02)
    yield chat
    chat.end(signal.SIGKILL)


@pytest.fixture
def reached(chat: Chat) -> Iterator[RunningOwner]:
    with owner_client.opened(chat.folder) as owner:
        assert isinstance(owner, RunningOwner)
        yield owner
        owner.remove([entry.id for entry in owner.entries()])


def stories(write: Write, number: int, name: str = "stories.jsonl") -> Path:
    told = (
        {"id": f"{name}{n}", "text": f"Ship {n} of {name} came in late."} for n in range(number)
    )
    return write(name, "\n".join(map(json.dumps, told)))


def last(owner: RunningOwner, question: str) -> Answer:
    async def asked() -> Answer:
        *_, answer = [answer async for answer in owner.stream(question)]
        return answer

    return asyncio.run(asked())


def test_what_is_added_beside_the_chat_is_in_its_next_answer(
    chat: Chat, reached: RunningOwner, write: Write
):
    tram = write("tram.txt", "The tram line in Larch is open since 4 May.")
    report = Report(reached.adding(tram))
    assert report.counts == {"added": 1}
    assert last(reached, "Is the tram line in Larch open?").text == tram.read_text()
    assert reached.hits("tram line", 1, Filters())[0].text == tram.read_text()
    assert Report(reached.adding(tram)).counts == {"unchanged": 1}
    counts, problems = reached.examined()
    assert (counts.articles, problems) == (1, [])


def test_a_relative_path_is_that_of_the_one_who_asks(
    reached: RunningOwner, write: Write, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(write("near.txt", "The mill of Osk is shut.").parent)
    assert Report(reached.adding("near.txt")).counts == {"added": 1}
    with pytest.raises(InputError, match=r"no such file or folder: far.txt \(looked in /"):
        Report(reached.adding("far.txt"))


def test_standard_input_is_that_of_the_one_who_asks(reached: RunningOwner, tmp_path: Path):
    piped = tmp_path / "piped"
    piped.write_bytes("A line.\n\nThe mill of Ösk\r\nis shut.".encode())
    with piped.open("rb") as stream:
        report = Report(reached.adding("-", standard_input=stream))
    assert report.counts == {"added": 1}
    assert "Ösk" in reached.hits("mill", 1, Filters())[0].text


def test_more_than_the_owner_takes_is_told_before_it_is_sent(
    reached: RunningOwner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(owner_client, "MOST_PIPED", 1_000)
    piped = tmp_path / "piped"
    piped.write_bytes(b"x" * 1_001)
    with piped.open("rb") as stream, pytest.raises(InputError, match="write it to a file, add"):
        list(reached.adding("-", standard_input=stream))


def test_refusals_and_filters_come_through(reached: RunningOwner, write: Write):
    write("a.png", b"\x89PNG")
    write("b.md", "---\nsource: The Paper\npublished: 2024-05-04\n---\nThe mill is shut.")
    report = Report(reached.adding(write("c.md", "---\nsource: Other\n---\nThe mill.").parent))
    assert report.counts == {"added": 2, "refused": 1}
    filters = reached.filters(sources=("the paper",), since="2024-05")
    assert [hit.source for hit in reached.hits("mill", 5, filters)] == ["The Paper"]


def test_removing_goes_through_and_an_unknown_id_is_told(reached: RunningOwner, write: Write):
    Report(reached.adding(write("tram.txt", "The tram line in Larch is open.")))
    with pytest.raises(UnknownArticle, match="no article 'nope' here"):
        reached.remove(["nope"])
    removal = reached.remove([entry.id for entry in reached.entries()])
    assert (removal.before.articles, removal.after.articles) == (1, 0)


def test_two_add_at_once_and_each_gets_its_own_report(
    chat: Chat, reached: RunningOwner, write: Write
):
    reports: dict[str, Report] = {}

    def add(name: str) -> None:
        with owner_client.opened(chat.folder) as owner:
            reports[name] = Report(owner.adding(stories(write, 300, name)))

    threads = [threading.Thread(target=add, args=(name,)) for name in ("a.jsonl", "b.jsonl")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.counts for report in reports.values()] == [{"added": 300}] * 2
    counts, problems = reached.examined()
    assert (counts.articles, problems) == (600, [])


def test_a_question_is_answered_while_articles_are_added(slow_chat: Chat, write: Write):
    tram = write("tram.txt", "The tram line in Larch is open since 4 May.")
    with owner_client.opened(slow_chat.folder) as owner:
        assert isinstance(owner, RunningOwner)
        Report(owner.adding(tram))
        adding = owner.adding(stories(write, 400))
        next(adding)
        assert last(owner, "Is the tram line in Larch open?").text == tram.read_text()
        # The page goes on too, and the adding was still under way.
        assert httpx.get(f"http://127.0.0.1:{slow_chat.port}/health").json() == {"status": "ok"}
        assert owner.examined()[0].articles < 400
        adding.close()


def test_whoever_stops_ends_the_adding_and_what_is_done_stays(slow_chat: Chat, write: Write):
    what = stories(write, 2_000)
    with owner_client.opened(slow_chat.folder) as owner:
        assert isinstance(owner, RunningOwner)
        adding = owner.adding(what)
        told = [next(adding) for _ in range(10)]
        adding.close()
        wait_until_it_rests(owner)
    slow_chat.end()
    with Library.open(slow_chat.folder, embedding=HashEmbedding()) as library:
        stored = library.counts().articles
        assert len(told) <= stored < 2_000
        assert library.check() == []
        assert Report(library.adding(what)).counts == {"unchanged": stored, "added": 2_000 - stored}


def wait_until_it_rests(owner: RunningOwner) -> None:
    """Wait until nothing more is added; to give up too early hides a fault and makes none."""
    before = -1
    while (now := len(list(owner.entries()))) != before:
        before = now
        time.sleep(4)


def test_an_owner_that_is_killed_half_way_is_told(slow_chat: Chat, write: Write):
    what = stories(write, 2_000)
    report = Report()
    with owner_client.opened(slow_chat.folder) as owner:
        adding = owner.adding(what)
        report.take(next(adding))
        slow_chat.process.kill()
        with pytest.raises(LibraryError, match=r"ended before this was done; what was done stays"):
            deque(map(report.take, adding))
    slow_chat.process.wait()
    assert report.counts["added"] >= 1
    with Library.open(slow_chat.folder, embedding=HashEmbedding()) as library:
        again = Report(library.adding(what)).counts
        assert again["unchanged"] >= report.counts["added"]
        assert again["unchanged"] + again["added"] == 2_000
        assert library.check() == []


def test_an_owner_that_is_asked_to_end_half_way_is_told(slow_chat: Chat, write: Write):
    with owner_client.opened(slow_chat.folder) as owner:
        adding = owner.adding(stories(write, 2_000))
        next(adding)
        slow_chat.process.send_signal(signal.SIGTERM)
        with pytest.raises(LibraryError, match="ended before this was done"):
            list(adding)
    slow_chat.process.wait(timeout=60)
    with Library.open(slow_chat.folder, embedding=HashEmbedding()) as library:
        assert library.check() == []


def test_a_chosen_model_is_not_quietly_another(chat: Chat, reached: RunningOwner):
    with (
        pytest.raises(InputError, match=r"answers with its own model: leave out the --llm options"),
        owner_client.answering(reached, Settings(), chosen=True),
    ):
        pass


def test_only_the_same_user_can_read_the_token(chat: Chat):
    record = chat.folder / "owner.json"
    assert record.stat().st_mode & 0o777 == 0o600
    said = owner(chat.folder)
    assert said is not None
    assert len(said.token) >= 32
    assert said.token not in repr(said)


@pytest.mark.parametrize(
    "change",
    [
        {"token": "wrong"},
        {"token": ""},
        {"token": "Zürich"},
        {"address": ""},
        {"address": "http://127.0.0.1:1"},
        {"address": "http://["},
        {"address": "nonsense"},
        {"address": "http://127.0.0.1:99999"},
        {"address": "http://evil.example:7860"},
        {"address": "http://127.0.0.1:7860@evil.example"},
        {"address": 7},
        {"pid": None, "more": 1},
    ],
)
def test_an_owner_that_cannot_be_reached_is_named_as_before(chat: Chat, change: dict[str, object]):
    record = chat.folder / "owner.json"
    before = record.read_text()
    record.write_text(json.dumps(json.loads(before) | change))
    try:
        with (
            pytest.raises(LibraryHeld, match=r"is held by .*end that process first"),
            owner_client.opened(chat.folder),
        ):
            pass
    finally:
        record.write_text(before)


@pytest.mark.parametrize("said", [b"", b"\xff\xfe", b"[]", b"{", None])
def test_a_record_that_cannot_be_read_leaves_the_message(chat: Chat, said: bytes | None):
    record = chat.folder / "owner.json"
    before = record.read_bytes()
    if said is None:
        record.unlink()
    else:
        record.write_bytes(said)
    try:
        with (
            pytest.raises(LibraryHeld, match="is held by another process; wait for it"),
            owner_client.opened(chat.folder),
        ):
            pass
    finally:
        record.write_bytes(before)


def test_the_record_of_a_dead_owner_is_not_believed(tmp_path: Path, write: Write):
    """Its port may be another program's by now; nobody owns the library, so it is opened."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "owner.lock").touch()
    dead = {"pid": 1, "command": "x", "since": "", "address": "http://127.0.0.1:1", "token": "t"}
    (folder / "owner.json").write_text(json.dumps(dead))
    with owner_client.opened(folder) as library:
        assert isinstance(library, Library)
        assert Report(library.adding(write("a.txt", "A story."))).counts == {"added": 1}


def test_another_program_at_the_address_is_not_taken_for_the_owner(
    tmp_path: Path, chat: Chat, monkeypatch: pytest.MonkeyPatch
):
    """A chat over another library answers there, and even knows the token."""
    said = json.loads((chat.folder / "owner.json").read_text())
    folder = tmp_path / "library"
    with Library.open(folder, address=said["address"], token=said["token"]):
        assert owner_client.reach(folder) is None


def test_no_proxy_of_the_environment_is_asked(chat: Chat, monkeypatch: pytest.MonkeyPatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://192.0.2.1:3128")
    with owner_client.opened(chat.folder) as owner:
        assert isinstance(owner, RunningOwner)


def test_a_process_that_takes_no_orders_is_waited_for(tmp_path: Path):
    with (
        Library.open(tmp_path / "library"),
        pytest.raises(LibraryHeld, match=f"process {os.getpid()}.*; wait for it, or end"),
        owner_client.opened(tmp_path / "library"),
    ):
        pass
