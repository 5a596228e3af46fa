"""The installed `dateline` command, run as people run it: in a process of its own."""

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATELINE = Path(sys.executable).with_name("dateline")
SAMPLE = Path(__file__).parents[1] / "data" / "sample"


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
            env={
                **os.environ,
                "DATELINE_LIBRARY": str(self.library),
                **dict(self.environment),
            },
            # A Ctrl+C in the terminal of the tests is not for it.
            process_group=0,
        )

    def __call__(self, *arguments: object, stdin: str | None = None) -> Done:
        """Run a command to its end."""
        with self.start(*arguments, pipe_in=stdin is not None) as process:
            return ended(process, stdin)

    def having(self, **environment: object) -> "Dateline":
        """Give the same command with more environment variables."""
        added = tuple((name, str(value)) for name, value in environment.items())
        return Dateline(self.library, self.environment + added)


def ended(process: subprocess.Popen[str], stdin: str | None = None) -> Done:
    """Wait for a command's end."""
    try:
        out, err = process.communicate(stdin, timeout=240)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Done(process.returncode, out, err)


def interrupted(process: subprocess.Popen[str]) -> Done:
    """Press Ctrl+C, and wait for the command's end."""
    process.send_signal(signal.SIGINT)
    return ended(process)


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
