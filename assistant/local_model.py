"""The local model: a child process that serves one GGUF file and cannot outlive this one."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from index.errors import ModelUnavailable, WeightsMissing

_CHILD = Path(__file__).with_name("model_child.py")
# Both ends of a GGUF file are checked before llama.cpp sees it: its own error names nothing.
_MAGIC = b"GGUF"
# A child whose connection just broke is gone a moment later.
_MOMENT_SECONDS = 1.0
_KILLED = "it was killed, mostly because the memory did not suffice"


class LocalModel:
    """A model server on a loopback port; it runs from the start, and answers once it is `loaded`.

    Args:
        file: The GGUF file.
        name: The model's name, as the server gives it.
        threads: Threads to compute with.
        context_tokens: Tokens of prompt and answer together.

    Raises:
        WeightsMissing: If the file is absent or no GGUF file.
    """

    def __init__(self, file: Path, name: str, threads: int, context_tokens: int) -> None:
        if not file.is_file():
            raise WeightsMissing(
                f"no model file {file}; `dateline models pull` fetches the default"
            )
        with file.open("rb") as start:
            if (found := start.read(4)) != _MAGIC:
                raise WeightsMissing(f"{file} is no GGUF file (it starts with {found!r})")
        self.key = secrets.token_urlsafe(24)
        # OMP_WAIT_POLICY: spinning threads starve each other and the search on a small machine.
        environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the child runs
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment,
        )
        settings = {
            "path": str(file),
            "name": name,
            "key": self.key,
            "threads": threads,
            "context_tokens": context_tokens,
        }
        self._file = file
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(settings).encode() + b"\n")
        self._process.stdin.flush()

    def loaded(self) -> str:
        """Wait until the model can be asked, and give its address, up to and with "/v1".

        Raises:
            ModelUnavailable: If it does not start, or `close` ends it before; it is closed then.
        """
        process = self._process
        assert process.stdout is not None
        try:
            report = json.loads(process.stdout.readline() or b"{}")
        except BaseException:
            self.close()
            raise
        if "address" not in report:
            said = report.get("error") or self._said()
            self.close()
            raise ModelUnavailable(
                f"the local model {self._file.name} did not start; it said: {said} "
                "(`dateline models check` tells whether the file is whole; "
                "`--llm none` answers without it)"
            )
        # Nothing more is expected on the pipe, but an unread one would stop the child when full.
        threading.Thread(target=process.stdout.read, daemon=True).start()
        return str(report["address"]) + "/v1"

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def alive(self) -> bool:
        """Tell whether the child still runs."""
        return self._process.poll() is None

    def ended(self) -> str:
        """Say how the child ended, after waiting a moment for that; "" if it runs."""
        try:
            status = self._process.wait(timeout=_MOMENT_SECONDS)
        except subprocess.TimeoutExpired:
            return ""
        if status == -signal.SIGKILL:
            return _KILLED
        return f"signal {-status}" if status < 0 else f"status {status}"

    def _said(self) -> str:
        """Give the last that the child said, or how it ended, where that says more."""
        if (how := self.ended()) == _KILLED or self._log.closed:
            return how
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "nothing"

    def close(self) -> None:
        """End the child, at the latest after five seconds."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
