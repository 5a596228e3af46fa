"""The local model: a child process that serves one GGUF file and cannot outlive this one."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from index.errors import ModelUnavailable, WeightsMissing

_CHILD = Path(__file__).with_name("model_child.py")
# Both ends of a GGUF file are checked before llama.cpp sees it: its own error names nothing.
_MAGIC = b"GGUF"


class LocalModel:
    """A running model server on a loopback port.

    Args:
        file: The GGUF file.
        name: The model's name, as the server gives it.
        threads: Threads to compute with.
        context_tokens: Tokens of prompt and answer together.

    Raises:
        WeightsMissing: If the file is absent or no GGUF file.
        ModelUnavailable: If the model does not start.
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
        self.url = self._start(json.dumps(settings), file)

    def _start(self, settings: str, file: Path) -> str:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(settings.encode() + b"\n")
        process.stdin.flush()
        try:
            report = json.loads(process.stdout.readline() or b"{}")
        except BaseException:
            self.close()
            raise
        if "address" not in report:
            self._log.seek(0)
            lines = self._log.read().decode(errors="replace").strip().splitlines()
            self.close()
            said = report.get("error") or (lines[-1] if lines else "nothing")
            raise ModelUnavailable(
                f"the local model {file.name} did not start; it said: {said} "
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
