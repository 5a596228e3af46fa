"""What a benchmark of the page starts: the chat, a model for it, and a bare page to stand beside.

Every process is ended with the `with` block that started it.
"""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

_DATELINE = Path(sys.executable).with_name("dateline")
# The local model may load for a minute, and be read anew from a disk.
_PATIENCE_S = 180
_END_S = 20
# Gradio's own chat, as its documentation begins with it; nothing is loaded and nothing searched.
_BARE = """
import gradio, sys
def answer(message, history):
    return message
gradio.ChatInterface(answer, title="Bare").launch(server_port=int(sys.argv[1]), quiet=True)
"""


@dataclass(frozen=True)
class Served:
    """A process that serves.

    Attributes:
        process: The process.
        address: Where it serves.
        started: When it was started, seconds since 1970.
    """

    process: subprocess.Popen[bytes]
    address: str
    started: float


@contextlib.contextmanager
def chat(library: Path, options: Sequence[str]) -> Iterator[Served]:
    """Start `dateline chat`; its port is taken when the block begins, its page may come later."""
    port = _free_port()
    command = [str(_DATELINE), "chat", "--library", str(library), "--port", str(port), *options]
    with _started(command, port) as served:
        yield served


@contextlib.contextmanager
def bare() -> Iterator[Served]:
    """Start a bare Gradio page."""
    port = _free_port()
    with _started([sys.executable, "-c", _BARE, str(port)], port) as served:
        yield served


@contextlib.contextmanager
def scripted_model(pace: float) -> Iterator[list[str]]:
    """Start the model that echoes; gives the options by which a chat uses it."""
    port = _free_port()
    options = ["--port", str(port), "--pace", str(pace)]
    command = [sys.executable, "-m", "eval.bench.page_model", *options]
    with _started(command, port) as served:
        yield ["--llm-url", f"{served.address}/v1", "--llm-model", "echo"]


@contextlib.contextmanager
def copied(library: Path, articles: Path) -> Iterator[Path]:
    """Copy a library: the chat keeps users and conversations in it.

    Args:
        library: Its folder; made if there is none.
        articles: What it is made of then.
    """
    if not library.exists():
        subprocess.run(
            [_DATELINE, "add", articles, "--library", library], check=True, capture_output=True
        )
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        yield Path(shutil.copytree(library, Path(folder) / library.name))


def add_user(library: Path, name: str, password: str) -> None:
    """Let somebody sign in."""
    command = [str(_DATELINE), "users", "add", name, "--library", str(library)]
    subprocess.run(command, input=password.encode(), check=True, capture_output=True)


def wait_until_ready(served: Served) -> None:
    """Wait until the page is served."""
    httpx.get(f"{served.address}/health", timeout=_PATIENCE_S).raise_for_status()


@contextlib.contextmanager
def _started(command: Sequence[str], port: int) -> Iterator[Served]:
    with tempfile.TemporaryFile() as said:
        started = time.time()
        # A group of its own: a Ctrl+C in the terminal is for the benchmark, which ends it then.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, process_group=0
        )
        try:
            while not _listens(port):
                if process.poll() is not None or time.time() - started > _PATIENCE_S:
                    said.seek(0)
                    raise RuntimeError(f"{command} does not serve: {said.read().decode()[-2000:]}")
                time.sleep(0.01)
            yield Served(process, f"http://127.0.0.1:{port}", started)
        finally:
            process.terminate()
            try:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_END_S)
            finally:
                process.kill()
                process.wait()


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
