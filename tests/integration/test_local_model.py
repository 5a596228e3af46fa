import asyncio
import json
import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding

from assistant import Assistant, Settings
from assistant.llm import LanguageModel
from index import Library, weights
from index.errors import ModelError, ModelUnavailable, WeightsMissing

START_MODEL = Path(__file__).parents[1] / "support" / "start_model.py"


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    file = tmp_path / "none.gguf"
    with pytest.raises(WeightsMissing, match=rf"no model file {file}; `dateline models pull`"):
        LanguageModel.start(Settings(llm_file=file))


def test_a_file_that_is_no_gguf_is_named(tmp_path: Path):
    file = tmp_path / "notes.gguf"
    file.write_bytes(b"PK\x03\x04 something else")
    with pytest.raises(WeightsMissing, match=rf"{file} is no GGUF file \(it starts with b'PK"):
        LanguageModel.start(Settings(llm_file=file))


def test_a_default_model_that_is_missing_is_named_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATELINE_MODELS", str(tmp_path))
    with pytest.raises(WeightsMissing, match="`dateline models pull` fetches it"):
        LanguageModel.start(Settings())


def test_a_file_that_was_cut_short_is_named(tmp_path: Path):
    file = tmp_path / "short.gguf"
    whole = weights.LANGUAGE_MODEL.path
    if not whole.exists():
        pytest.skip(f"no model to cut short: {whole}")
    with whole.open("rb") as start:
        file.write_bytes(start.read(20_000_000))
    with pytest.raises(ModelUnavailable) as error:
        LanguageModel.start(Settings(llm_file=file))
    assert "the local model short.gguf did not start; it said: " in str(error.value)
    assert "`dateline models check` tells whether the file is whole" in str(error.value)


def test_the_hits_are_shown_before_the_model_fails(tmp_path: Path, sample: Path):
    shown = []

    async def ask() -> None:
        async for record in assistant.stream("Why was the swing bridge closed?"):
            shown.append(record)

    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(sample / "harbinger")
        assistant = Assistant(library, Settings(llm_file=tmp_path / "none.gguf"))
        with pytest.raises(ModelError):
            asyncio.run(ask())
    assert len(shown[0].hits) == 8


@pytest.mark.model
def test_the_model_answers_with_its_key_only_and_dies_with_its_parent():
    with subprocess.Popen(
        [sys.executable, str(START_MODEL)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        pid, url = parent.stdout.readline().split()
        child = os.pidfd_open(int(pid))
        try:
            assert url.startswith("http://127.0.0.1:")
            body = json.dumps({"messages": [{"role": "user", "content": "Hello"}]}).encode()
            request = urllib.request.Request(f"{url}/chat/completions", body)
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=30)
            assert refused.value.code == 401
            parent.send_signal(signal.SIGKILL)
            assert ended(child, seconds=20)
        finally:
            os.close(child)


def ended(process: int, seconds: float) -> bool:
    """Wait until a process that is no child of ours has ended."""
    return bool(select.select([process], [], [], seconds)[0])


@pytest.mark.model
def test_a_model_that_died_is_started_again(seed_article: Path, tmp_path: Path):
    with (
        Library.open(tmp_path / "library", embedding=HashEmbedding()) as library,
        Assistant(library, Settings()) as assistant,
    ):
        library.add(seed_article)
        first = assistant.model
        assert first is not None
        assert first.local is not None
        os.kill(first.local.pid, signal.SIGKILL)
        os.waitid(os.P_PID, first.local.pid, os.WEXITED | os.WNOWAIT)
        second = assistant.model
        assert second is not None
        assert second.local is not None
        assert second.local.alive()
        assert second.local.pid != first.local.pid
        assistant.close()
        assert not second.local.alive()
