"""`dateline ask --save` and `dateline replay`, as people run them."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from dateline_command import Dateline, sample_library
from hash_embedding import HashEmbedding

from assistant import Answer, Asking
from assistant.answer import Hit
from index import Library
from index import embedding as embedding_module
from index import library as library_module
from ui import cli_replay, owner_client

SERVING = Path(__file__).parents[1] / "support" / "serving.py"

PRISON = "How long was Gerald Impey sent to prison for?"


@pytest.fixture(scope="module")
def dateline(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    folder = tmp_path_factory.mktemp("replay") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


def test_a_saved_answer_is_replayed_and_a_removed_article_is_named(
    dateline: Dateline, tmp_path: Path
):
    file = tmp_path / "answer.json"
    done = dateline("ask", PRISON, "--llm", "none", "--json", "--save", file)
    assert done.status == 0, done.err
    again = dateline("replay", file)
    assert (again.status, again.err) == (0, "")
    assert again.words.endswith("no drift: the same hits, and every citation stands")

    twice = dateline("ask", PRISON, "--llm", "none", "--save", file)
    assert twice.status == 2
    assert "there is such a file already" in twice.err

    cited = done.json["citations"][0]
    assert dateline("remove", cited["article_id"], "--yes").status == 0
    drifted = dateline("replay", file)
    assert drifted.status == 1
    assert f"article removed: {cited['title']} ({cited['article_id']})" in drifted.words
    assert f"citation [1] no longer stands: “{cited['quote']}”" in drifted.words
    as_json = dateline("replay", file, "--json")
    assert as_json.status == 1
    assert as_json.json["drift"]
    assert as_json.json["removed"] == [cited["article_id"]]


def test_beside_a_running_chat_the_owner_searches(
    tmp_path: Path,
    sample: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr(embedding_module, "fingerprint", lambda _: "HashEmbedding:hash-256")
    monkeypatch.setattr(library_module, "fingerprint", lambda _: "HashEmbedding:hash-256")
    folder, file = tmp_path / "library", tmp_path / "answer.json"
    with Library.open(folder, embedding=HashEmbedding()) as library:
        library.add(sample / "gazette")
        hits = tuple(Hit.from_node(node) for node in library.search(PRISON))
        answer = Answer(question=PRISON, standalone_question=PRISON, hits=hits)
        cli_replay.keep(file, answer, Asking(), library, None)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, str(SERVING), str(folder), str(port), "0"], stdout=subprocess.PIPE
    ) as chat:
        assert chat.stdout is not None
        try:
            chat.stdout.readline()
            with owner_client.opened(folder) as opened:
                assert isinstance(opened, owner_client.RunningOwner)
                opened.remove([hits[0].article_id])
            with pytest.raises(typer.Exit) as ended:
                cli_replay.replay(file, folder)
        finally:
            chat.send_signal(signal.SIGINT)
    said = " ".join(capsys.readouterr().out.split())
    assert ended.value.exit_code == 1
    assert f"article removed: {hits[0].title} ({hits[0].article_id})" in said
    assert f"hit went from 1: {hits[0].title}" in said
