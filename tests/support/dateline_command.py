"""The installed `dateline` command, run as people run it: in a process of its own."""

import atexit
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

DATELINE = Path(sys.executable).with_name("dateline")
SAMPLE = Path(__file__).parents[1] / "data" / "sample"
SERVER = Path(__file__).with_name("command_server.py")
_PATIENCE_S = 240


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, if it is one JSON document and nothing else."""
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """Both outputs without the line ends that a narrow terminal makes."""
        return " ".join((self.out + self.err).split())


@dataclass(frozen=True)
class Dateline:
    """The command over one library.

    Attributes:
        library: The library's folder.
        environment: Variables to set beside those of the tests.
    """

    library: Path
    environment: tuple[tuple[str, str], ...] = ()

    def start(self, *arguments: object, pipe_in: bool = False) -> subprocess.Popen[str]:
        """Start a command that will be watched or stopped."""
        return subprocess.Popen(
            [DATELINE, *map(str, arguments)],
            stdin=subprocess.PIPE if pipe_in else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._variables(),
            # A Ctrl+C in the terminal of the tests is not for it.
            process_group=0,
        )

    def __call__(self, *arguments: object, stdin: str | None = None) -> Done:
        """Run a command to its end, without the seconds in which its libraries are imported."""
        with (
            tempfile.TemporaryFile("w+") as given,
            tempfile.TemporaryFile("w+") as out,
            tempfile.TemporaryFile("w+") as err,
        ):
            given.write(stdin or "")
            given.seek(0)
            status = _server().run(map(str, arguments), self._variables(), (given, out, err))
            out.seek(0)
            err.seek(0)
            return Done(status, out.read(), err.read())

    def having(self, **environment: object) -> "Dateline":
        """Give the same command with more environment variables."""
        added = tuple((name, str(value)) for name, value in environment.items())
        return Dateline(self.library, self.environment + added)

    def _variables(self) -> dict[str, str]:
        own = {"DATELINE_LIBRARY": str(self.library), **dict(self.environment)}
        return {**os.environ, **own}


def ended(process: subprocess.Popen[str], stdin: str | None = None) -> Done:
    """Wait for a command's end."""
    try:
        out, err = process.communicate(stdin, timeout=_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Done(process.returncode, out, err)


def interrupted(process: subprocess.Popen[str]) -> Done:
    """Press Ctrl+C, and wait for the command's end."""
    process.send_signal(signal.SIGINT)
    return ended(process)


class _Server:
    """Has `command_server.py` run commands, one at a time."""

    def __init__(self) -> None:
        self._requests, its_own = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._requests.settimeout(_PATIENCE_S)
        self._taken = threading.Lock()
        with its_own:
            number = its_own.fileno()
            # -P: beside that file lie helpers whose names are not the product's.
            self._process = subprocess.Popen(
                [sys.executable, "-P", SERVER, str(number)], pass_fds=[number], process_group=0
            )
        atexit.register(self._end)

    def run(
        self, arguments: Iterable[str], variables: dict[str, str], files: Sequence[IO[str]]
    ) -> int:
        request = {"arguments": [*arguments], "environment": variables, "folder": str(Path.cwd())}
        with self._taken:
            told = json.dumps(request).encode()
            socket.send_fds(self._requests, [told], [file.fileno() for file in files])
            command = int(self._requests.recv(32))
            try:
                return int(self._requests.recv(32))
            except TimeoutError:
                os.kill(command, signal.SIGKILL)
                self._requests.recv(32)
                raise

    def _end(self) -> None:
        self._requests.close()
        self._process.wait()


_server = functools.cache(_Server)


@functools.cache
def _sample_library(folder: Path) -> Path:
    done = Dateline(folder)("add", SAMPLE)
    assert done.status == 0, done.err
    return folder


def sample_library(base: Path, copy: Path) -> Dateline:
    """Give the command over a library of the sample articles.

    Args:
        base: A folder of the whole session; the library is made there once.
        copy: Where to copy it, so that it may be changed.
    """
    shutil.copytree(_sample_library(base / "sample library of the command"), copy)
    return Dateline(copy)
