"""`dateline users`, and when the chat demands them."""

import os
import pty
import re
import select
import stat
import subprocess
from pathlib import Path

import pytest
from dateline_command import DATELINE, Dateline

from assistant import Answer
from ui.history import FILE, History
from ui.turns import Turn
from ui.users import Users

PASSWORD = "correct horse\n"


@pytest.fixture
def dateline(tmp_path: Path) -> Dateline:
    """The command over a folder that holds what makes it a library, as far as users go."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "catalogue.sqlite").touch()
    return Dateline(folder)


def test_users_come_change_and_go(dateline: Dateline):
    done = dateline("users", "add", "Ann", stdin=PASSWORD)
    assert (done.status, done.err) == (0, "")
    assert done.out == "added ann: from now on everybody has to sign in to the chat\n"
    users = Users(dateline.library)
    assert stat.S_IMODE(users.file.stat().st_mode) == 0o600
    assert users.sign_in("ann", "correct horse")
    assert [user["name"] for user in dateline("users", "list", "--json").json] == ["ann"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d  ann\n", dateline("users").out)
    assert dateline("users", "password", "ann", stdin="another password\n").status == 0
    assert users.sign_in("ann", "another password")
    assert not users.sign_in("ann", "correct horse")
    done = dateline("users", "remove", "ann")
    assert done.out.startswith("removed ann\nno users are left")
    assert dateline("users").out.startswith("no users: ")


def test_a_user_gets_a_library_of_their_own(dateline: Dateline):
    folder = dateline.library / "libraries" / "ben"
    done = dateline("users", "add", "Ben", "--own-library", stdin=PASSWORD)
    assert done.status == 0
    assert f"ben's library is {folder}" in done.words
    assert Users(dateline.library).library_of("ben") == folder
    assert dateline("users").out.endswith("  ben  (own library)\n")
    assert dateline("users", "list", "--json").json[0]["own_library"] is True
    dateline("add", "-", "--library", folder, stdin="The ferry Alder sank off Port Ellery.")
    with History.open(folder / FILE) as history:
        history.start("ben", Turn(Answer(question="Who sank?", standalone_question="")))
    done = dateline("users", "remove", "ben")
    assert "removed ben and 1 conversation" in done.words
    assert f"the articles of their library are left in {folder}" in done.words
    with History.open(folder / FILE) as history:
        assert history.count("ben") == 0
    assert dateline("users", "add", "ben", stdin=PASSWORD).status == 0
    assert Users(dateline.library).library_of("ben") == dateline.library


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("add", "ann"), "short\n", "the password has 5 characters; it needs 10 to 1,000"),
        (("add", "ann"), "", "no password on standard input"),
        (("add", "a b"), PASSWORD, "'a b' is no name for a user"),
        (("add", ".."), PASSWORD, "'..' is no name for a user"),
        (("remove", "bob"), "", "there is no user 'bob'; `dateline users list` names them"),
        (("password", "bob"), PASSWORD, "there is no user 'bob'"),
    ],
)
def test_wrong_input_is_one_line(
    dateline: Dateline, arguments: tuple[str, ...], stdin: str, said: str
):
    done = dateline("users", *arguments, stdin=stdin)
    assert done.status == 2
    assert done.err.startswith(f"dateline: {said}")
    assert done.err.count("\n") == 1
    assert done.out == ""
    assert not Users(dateline.library).any()


def test_a_second_user_of_that_name_is_refused(dateline: Dateline):
    dateline("users", "add", "ann", stdin=PASSWORD)
    done = dateline("users", "add", "ANN", stdin="another password\n")
    assert done.status == 2
    assert "there is a user ann already; `dateline users password ann`" in done.words
    assert Users(dateline.library).sign_in("ann", "correct horse")


def test_without_a_library_there_is_nobody_to_add(tmp_path: Path):
    done = Dateline(tmp_path / "none")("users", "add", "ann", stdin=PASSWORD)
    assert done.status == 2
    assert "no library in" in done.words
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("second", "status", "said"),
    [("correct horse", 0, "added ann"), ("correct house", 2, "the two passwords differ")],
)
def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    dateline: Dateline, second: str, status: int, said: str
):
    ours, theirs = pty.openpty()
    command = [DATELINE, "users", "add", "ann", "--library", dateline.library]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as adding:
        os.close(theirs)
        shown = read_until(ours, b"characters): ")
        os.write(ours, b"correct horse\n")
        shown += read_until(ours, b"again: ")
        os.write(ours, second.encode() + b"\n")
        shown += read_until(ours, None)
    os.close(ours)
    assert adding.returncode == status
    assert said.encode() in shown
    assert b"horse" not in shown


def read_until(terminal: int, sign: bytes | None) -> bytes:
    """Read what is shown until the sign; None for the end."""
    shown = b""
    while sign is None or sign not in shown:
        assert select.select([terminal], [], [], 60)[0], shown
        try:
            shown += os.read(terminal, 1000)
        except OSError:
            assert sign is None, shown
            break
    return shown


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "library.example"])
def test_a_chat_for_others_needs_somebody_who_can_sign_in(dateline: Dateline, host: str):
    done = dateline("chat", "--host", host, "--llm", "none")
    assert done.status == 2
    assert done.err.count("\n") == 1
    assert f"others can reach the page on {host}" in done.words
    assert f"`dateline users add NAME --library {dateline.library}`" in done.words


def keep_one(library: Path, owner: str) -> None:
    with History.open(library / FILE) as history:
        history.start(owner, Turn(Answer(question="Who?", standalone_question="Who?")))


def test_a_removed_users_conversations_go_too_and_nobody_elses(dateline: Dateline):
    for name in ("ann", "bob"):
        dateline("users", "add", name, stdin=PASSWORD)
        keep_one(dateline.library, name)
    assert dateline("users", "remove", "Ann").out == "removed Ann and 1 conversation\n"
    kept = dateline("users", "remove", "bob", "--keep-conversations")
    assert kept.out.startswith("removed bob\n")
    with History.open(dateline.library / FILE) as history:
        assert (history.count("ann"), history.count("bob")) == (0, 1)
