"""What waits in the folder of uploads goes with the server, and after a kill at the next start."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

SERVING = Path(__file__).parents[1] / "support" / "serving.py"


class Server:
    """The server in a process of its own, that can be killed."""

    def __init__(self, library: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, SERVING, library, str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        assert self.process.stdout is not None
        said = ""
        while "is ready" not in (line := self.process.stdout.readline()):
            said += line
            assert line, said

    def upload(self, name: str) -> Path:
        answer = self.client.post("/gradio_api/upload", files={"files": (name, b"x")})
        return Path(answer.json()[0])

    def end(self, by: signal.Signals) -> None:
        self.process.send_signal(by)
        self.process.communicate(timeout=60)
        self.client.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Server]]:
    servers: list[Server] = []

    def start() -> Server:
        servers.append(Server(tmp_path / "served"))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.end(signal.SIGKILL)


def test_what_a_killed_server_left_goes_at_the_next_start_and_all_with_its_end(
    start: Callable[[], Server], tmp_path: Path
):
    folder = tmp_path / "served" / "incoming"
    first = start()
    copy = first.upload("secret.txt")
    assert copy.is_relative_to(folder)
    first.end(signal.SIGKILL)
    assert copy.exists()
    second = start()
    assert list(folder.iterdir()) == []
    assert second.upload("more.txt").exists()
    second.end(signal.SIGINT)
    assert not folder.exists()
