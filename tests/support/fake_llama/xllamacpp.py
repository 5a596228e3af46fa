"""Stands in for llama.cpp in the local model's child process: loads and answers as a test says.

The model file is b"GGUF" and JSON: {"until": PATH} loads until there is such a file, {"fails":
TEXT} cannot be loaded, {"says": TEXT} is every answer; with {"dies": true} the process is killed
in its second sentence, as the system does where the memory runs out; with {"says_on": PATH} it goes
on there only once there is such a file.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from scripted_model import Reply, ScriptedModel


class CommonParams(SimpleNamespace):
    def __init__(self) -> None:
        super().__init__(
            model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace()
        )


class Server:
    def __init__(self, params: CommonParams) -> None:
        self._script: dict[str, Any] = json.loads(Path(params.model.path).read_bytes()[4:])
        _wait_for(self._script.get("until", ""))
        if fails := self._script.get("fails"):
            raise RuntimeError(fails)
        model = ScriptedModel()
        model.answer = self._answer
        (model.key,) = params.api_keys
        self.listening_address = model.url.removesuffix("/v1")

    def _answer(self, request: dict[str, Any]) -> Reply:
        # What only warms it up ends with an example's answer.
        asked = request["messages"][-1]["role"] == "user"
        pieces = iter(range(1_000_000))

        def gate() -> None:
            if next(pieces) and asked:
                if self._script.get("dies"):
                    os.kill(os.getpid(), signal.SIGKILL)
                _wait_for(self._script.get("says_on", ""))

        says = self._script.get("says", "Not found.")
        first, _, rest = says.partition(". ")
        # A sentence is whole for those who read it once the next one begins.
        begins, _, goes_on = rest.partition(" ")
        return Reply(says, pieces=(f"{first}. {begins} ", goes_on) if rest else (), gate=gate)


def _wait_for(path: str) -> None:
    while path and not Path(path).exists():
        time.sleep(0.02)
