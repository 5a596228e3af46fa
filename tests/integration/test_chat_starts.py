"""`dateline chat` while its models load, and where they cannot be had."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import local_models
import pytest

from assistant import Settings
from index.errors import LibraryHeld
from ui import server

SERVING = Path(__file__).parents[1] / "support" / "serving.py"


class Chat:
    """A chat with a local model, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.process = subprocess.Popen(
            [sys.executable, str(SERVING), str(folder), self.url.rpartition(":")[2]],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        assert self.process.stdout is not None
        # Whatever the model does, people can come.
        assert (
            self.process.stdout.readline() == f"Dateline is ready: {self.url}  (Ctrl+C ends it)\n"
        )

    def state(self) -> dict[str, Any]:
        """How it stands, once it says so."""
        told: dict[str, Any] = httpx.get(f"{self.url}/state").raise_for_status().json()
        return told

    def text(self, wanted: str) -> dict[str, Any]:
        while wanted not in (told := self.state())["text"]:
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.05)
        return told

    def end(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _, complaints = self.process.communicate(timeout=60)
        return self.process.returncode, complaints


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Chat]]:
    started: list[Chat] = []

    def chat(**script: object) -> Chat:
        settings = local_models.faked(tmp_path, monkeypatch, **script)
        monkeypatch.setenv("DATELINE_LLM", "local")
        monkeypatch.setenv("DATELINE_LLM_FILE", str(settings.llm_file))
        started.append(Chat(tmp_path / "library"))
        return started[-1]

    yield chat
    for one in started:
        one.process.kill()
        one.process.communicate()


def models_of(process: subprocess.Popen[str]) -> list[int]:
    tasks = Path(f"/proc/{process.pid}/task").iterdir()
    pids = {int(pid) for task in tasks for pid in (task / "children").read_text().split()}
    return [pid for pid in pids if "model_child" in Path(f"/proc/{pid}/cmdline").read_text()]


def test_people_can_come_while_the_model_loads_and_ctrl_c_ends_it_all(
    chat: Callable[..., Chat], tmp_path: Path
):
    running = chat(until=str(tmp_path / "never"))
    told = running.text("The model is loading (small-model).")
    assert told["passing"]
    assert httpx.get(running.url).status_code == 200
    (model,) = models_of(running.process)
    status, complaints = running.end()
    assert status == 0, complaints
    assert "The models are loading" in complaints
    assert "Stopped." in complaints
    assert "Traceback" not in complaints
    assert not Path(f"/proc/{model}").exists()


def test_the_page_tells_when_the_model_is_there_and_when_the_library_is_not(
    chat: Callable[..., Chat], tmp_path: Path
):
    running = chat(until=str(tmp_path / "loaded"))
    first = running.text("The model is loading")
    (tmp_path / "loaded").touch()
    while running.state()["text"]:
        time.sleep(0.05)
    assert running.state() == {**first, "text": "", "passing": False}
    # A second chat over the same library names the first, whatever port it is to have.
    for port in (int(running.url.rpartition(":")[2]), 0):
        with pytest.raises(LibraryHeld, match=f"open {running.url}, or end that process first"):
            server.serve(tmp_path / "library", Settings(llm="none"), "127.0.0.1", port, [])
    shutil.rmtree(tmp_path / "library")
    assert str(tmp_path / "library") in running.text("was removed or moved")["text"]


def test_without_a_model_the_page_says_why_and_what_mends_it(
    chat: Callable[..., Chat], tmp_path: Path
):
    running = chat(fails="unable to allocate 9 GB")
    told = running.text("unable to allocate 9 GB")
    assert "`dateline models check`" in told["text"]
    assert not told["passing"]
    status, complaints = running.end()
    assert status == 0
    assert "unable to allocate 9 GB" in " ".join(complaints.split())
    assert "Traceback" not in complaints
