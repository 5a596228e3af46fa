"""The whole road with the real models: articles added by the command, asked about in a browser."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_page import Open
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.model]

DATELINE = Path(sys.executable).with_name("dateline")
PRISON = "How long was Gerald Impey sent to prison for?"
QUOTE = (
    "A former treasurer who took $84,500 from the Kelder Bay lifeboat fund was sent to prison "
    "for 26 months on Tuesday."
)
# On two slow cores the model may read for half a minute before it writes.
PATIENCE_S = 120

Chat = subprocess.Popen[str]
Start = Callable[[], tuple[Chat, str]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    folder = tmp_path_factory.mktemp("end to end") / "library"
    command = [DATELINE, "add", sample, "--library", folder]
    added = subprocess.run(command, capture_output=True, text=True, check=False)
    assert added.returncode == 0, added.stderr
    assert "33 added" in added.stdout
    return folder


@pytest.fixture(scope="module")
def start(library: Path) -> Iterator[Start]:
    """Give a function that starts the chat and gives its process and its address."""
    started: list[Chat] = []

    def start() -> tuple[Chat, str]:
        own = library.with_name(f"library {len(started)}")
        shutil.copytree(library, own)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [DATELINE, "chat", "--library", own, "--port", str(port)]
        # A group of its own: a Ctrl+C in the terminal of the tests is not for it.
        chat = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
        )
        started.append(chat)
        assert chat.stdout is not None
        address = f"http://127.0.0.1:{port}"
        assert chat.stdout.readline() == f"Dateline is ready: {address}  (Ctrl+C ends it)\n"
        return chat, address

    yield start
    for chat in started:
        chat.kill()
        chat.communicate()


@pytest.fixture(scope="module")
def address(start: Start) -> str:
    """Where the one chat serves that several tests ask."""
    return start()[1]


def wait_until(true: Callable[[], Any]) -> bool:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def models_of(chat: Chat) -> set[int]:
    children = Path(f"/proc/{chat.pid}/task/{chat.pid}/children").read_text().split()
    tasks = Path(f"/proc/{chat.pid}/task").iterdir()
    children += [pid for task in tasks for pid in (task / "children").read_text().split()]
    return {
        int(pid) for pid in children if "model_child.py" in Path(f"/proc/{pid}/cmdline").read_text()
    }


def model_of(chat: Chat) -> int:
    """Give the process id of the model that a chat starts once it can be visited."""
    assert wait_until(lambda: models_of(chat))
    (model,) = models_of(chat)
    return model


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True


def test_a_question_is_answered_with_the_sentence_that_says_so(address: str, open_page: Open):
    chat = open_page(address)
    chat.ask(PRISON)
    chat.wait_until_answered(patience_ms=1000 * PATIENCE_S)
    expect(chat.answers).to_contain_text("26 months")
    markers = chat.markers.evaluate_all("links => links.map(link => link.hash)")
    quotes = [chat.page.locator(f"{marker} mark").text_content() for marker in markers]
    assert QUOTE in quotes
    chat.markers.first.click()
    expect(chat.page.locator("#sources .source:target")).to_be_in_viewport()


def test_stop_frees_the_model_for_the_next_question(address: str, open_page: Open):
    chat = open_page(address)
    chat.ask("Why was the Asker Swing Bridge closed, and what did the inspectors say?")
    expect(chat.answers).to_contain_text(
        re.compile("bridge", re.IGNORECASE), timeout=1000 * PATIENCE_S
    )
    chat.stop.click()
    expect(chat.answers).to_contain_text("Stopped.")
    chat.ask(PRISON)
    expect(chat.answers.nth(1)).to_contain_text("26 months", timeout=1000 * PATIENCE_S)


def test_a_question_without_an_answer_is_not_answered(address: str, open_page: Open):
    chat = open_page(address)
    chat.ask("Who won the Nobel Prize in Physics in 2011?")
    chat.wait_until_answered(patience_ms=1000 * PATIENCE_S)
    expect(chat.answers).to_contain_text(
        re.compile("Nothing in the library comes near|does not answer|No passage supports")
    )
    expect(chat.markers).to_have_count(0)


def test_ctrl_c_ends_the_chat_and_its_model(start: Start):
    chat, _ = start()
    model = model_of(chat)
    chat.send_signal(signal.SIGINT)
    assert chat.wait(30) == 0
    assert wait_until(lambda: is_gone(model))


def test_a_chat_that_is_killed_leaves_no_model_behind(start: Start):
    chat, _ = start()
    model = model_of(chat)
    chat.kill()
    chat.wait(PATIENCE_S)
    assert wait_until(lambda: is_gone(model))
