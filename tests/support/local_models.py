"""Local models that need no weights: a real child process, with llama.cpp faked inside."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from assistant import Settings

_FAKE = Path(__file__).with_name("fake_llama")


def faked(tmp_path: Path, patch: pytest.MonkeyPatch, **script: Any) -> Settings:
    """Give the settings of a local model that does as fake_llama/xllamacpp.py says."""
    file = tmp_path / "small-model.gguf"
    write(file, **script)
    patch.setenv("PYTHONPATH", os.pathsep.join([str(_FAKE), os.environ.get("PYTHONPATH", "")]))
    return Settings(llm_file=file, windows=1)


def write(file: Path, **script: Any) -> None:
    """Write the model's file; it counts from the next start on."""
    file.write_bytes(b"GGUF" + json.dumps(script).encode())
