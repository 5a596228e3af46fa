"""Nothing leaves the machine: all of it works where there is no network but the loopback."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Answer

pytestmark = pytest.mark.model

ASK_OFFLINE = Path(__file__).parents[1] / "support" / "ask_offline.py"
# Brings the loopback up where there is no `ip` command: SIOCSIFFLAGS with IFF_UP.
LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket() as sock:
    fcntl.ioctl(sock, 0x8914, struct.pack("16sh14x", b"lo", 1))
os.execv(sys.argv[1], sys.argv[1:])
"""
NAMESPACE = ["unshare", "--net", "--", sys.executable, "-c", LOOPBACK_UP]


@pytest.fixture(scope="module", autouse=True)
def _namespaces_are_permitted() -> None:
    try:
        tried = subprocess.run([*NAMESPACE, "/bin/true"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no `unshare` here")
    if tried.returncode:
        pytest.skip(f"network namespaces are not permitted here: {tried.stderr.decode().strip()}")


def test_the_namespace_has_no_network_but_the_loopback():
    code = "import socket; print([name for _, name in socket.if_nameindex()])"
    done = subprocess.run(
        [*NAMESPACE, sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['lo']"


def test_articles_are_added_and_a_question_answered_without_a_network(sample: Path, tmp_path: Path):
    files = [
        sample / "gazette" / "2025-06-10-ferry-injuries-correction.md",
        sample / "harbinger" / "2025-04-30-lifeboat-treasurer-jailed.md",
    ]
    question = "How long was Gerald Impey sent to prison for?"
    done = subprocess.run(
        [*NAMESPACE, sys.executable, str(ASK_OFFLINE), str(tmp_path / "library"), question, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = Answer.model_validate_json(done.stdout.splitlines()[-1])
    assert not answer.abstained
    assert "26 months" in answer.text
    assert "26 months" in answer.citations[0].quote
