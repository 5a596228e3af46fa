import os
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from fake_clock import FakeClock

from index.errors import InputError, LibraryError
from ui.passwords import Cost
from ui.users import IDLE, User, Users, named

CHEAP = Cost(n=2, r=1, p=1)
RIGHT = "correct horse"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def users(tmp_path: Path, clock: FakeClock) -> Users:
    """Users with one called ann."""
    users = Users(tmp_path, clock, CHEAP)
    users.add("ann", RIGHT)
    return users


def kept(users: Users, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(users.file)) as database:
        return database.execute(query).fetchall()


def test_where_nobody_was_added_there_is_nobody_and_no_file(tmp_path: Path):
    users = Users(tmp_path)
    assert not users.any()
    assert users.all() == []
    assert users.signed_in("x") is None
    assert users.sign_in("ann", RIGHT) == ""
    users.sign_out("x")
    assert list(tmp_path.iterdir()) == []


def test_users_are_listed_by_name(users: Users):
    users.add("bob", RIGHT)
    users.add("Åsa", RIGHT)
    assert users.all() == [User(name, "1970-01-01") for name in ("ann", "bob", "åsa")]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_same_user_can_read_the_file(tmp_path: Path, mask: int):
    before = os.umask(mask)
    try:
        users = Users(tmp_path, cost=CHEAP)
        users.add("ann", RIGHT)
    finally:
        os.umask(before)
    assert stat.S_IMODE(users.file.stat().st_mode) == 0o600


def test_a_file_that_others_can_read_is_shut_when_somebody_is_added(users: Users):
    users.file.chmod(0o644)
    users.add("bob", RIGHT)
    assert stat.S_IMODE(users.file.stat().st_mode) == 0o600


def test_neither_passwords_nor_tokens_lie_in_the_file(users: Users):
    token = users.sign_in("ann", RIGHT)
    held = users.file.read_bytes()
    assert b"ann" in held
    assert RIGHT.encode() not in held
    assert token.encode() not in held


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "<b>", "a\nb", "x" * 65, "a\x00", "a'b"])
def test_what_is_no_name_is_refused(users: Users, name: str):
    with pytest.raises(InputError, match="is no name for a user"):
        users.add(name, RIGHT)


def test_a_bad_password_is_refused_and_nothing_changes(users: Users):
    with pytest.raises(InputError, match="it needs 10 to"):
        users.add("bob", "short")
    with pytest.raises(InputError, match="it needs 10 to"):
        users.change("ann", "short")
    assert [user.name for user in users.all()] == ["ann"]
    assert users.sign_in("ann", RIGHT)


@pytest.mark.parametrize("name", ["ann", "Ann", " ANN ", "ａｎｎ"])
def test_one_person_has_one_name_however_it_is_written(users: Users, name: str):
    with pytest.raises(InputError, match="there is a user ann already"):
        users.add(name, "another password")
    assert users.signed_in(users.sign_in(name, RIGHT)) == named(name) == "ann"


def test_signing_in_needs_the_right_name_and_password(users: Users):
    users.add("bob", "another password")
    assert users.sign_in("ann", "another password") == ""
    assert users.sign_in("carl", RIGHT) == ""
    assert users.sign_in("ann", "") == ""
    assert len(kept(users, "SELECT * FROM sessions")) == 0
    assert users.sign_in("ann", RIGHT)


def test_a_name_that_does_not_exist_is_hashed_for_as_well(
    users: Users, monkeypatch: pytest.MonkeyPatch
):
    import hashlib

    costs = []
    scrypt = hashlib.scrypt

    def counting(*args: object, **how: object) -> bytes:
        costs.append((how["n"], how["r"], how["p"], how["dklen"]))
        return scrypt(*args, **how)

    monkeypatch.setattr(hashlib, "scrypt", counting)
    users.sign_in("ann", "wrong password")
    users.sign_in("nobody", "wrong password")
    assert costs == [(2, 1, 1, 32)] * 2


def test_each_session_has_a_token_of_its_own(users: Users):
    tokens = {users.sign_in("ann", RIGHT) for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(token) >= 43 for token in tokens)
    assert {users.signed_in(token) for token in tokens} == {"ann"}


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "é", "\udcff"])
def test_what_is_no_token_is_nobodys(users: Users, token: str):
    users.sign_in("ann", RIGHT)
    assert users.signed_in(token) is None


def test_signing_out_ends_that_session_and_no_other(users: Users):
    here, there = users.sign_in("ann", RIGHT), users.sign_in("ann", RIGHT)
    users.sign_out(here)
    assert users.signed_in(here) is None
    assert users.signed_in(there) == "ann"


def test_a_session_ends_after_thirty_days_without_use(users: Users, clock: FakeClock):
    token = users.sign_in("ann", RIGHT)
    clock.sleep(IDLE)
    assert users.signed_in(token) == "ann"
    clock.sleep(IDLE)
    assert users.signed_in(token) == "ann"
    clock.sleep(IDLE + 1)
    assert users.signed_in(token) is None
    users.sign_in("ann", RIGHT)
    assert len(kept(users, "SELECT * FROM sessions")) == 1


def test_another_password_ends_all_sessions_of_that_user(users: Users):
    users.add("bob", RIGHT)
    anns, bobs = [users.sign_in("ann", RIGHT) for _ in range(2)], users.sign_in("bob", RIGHT)
    users.change("Ann", "another password")
    assert [users.signed_in(token) for token in anns] == [None, None]
    assert users.signed_in(bobs) == "bob"
    assert users.sign_in("ann", RIGHT) == ""
    assert users.signed_in(users.sign_in("ann", "another password")) == "ann"


def test_a_removed_user_is_signed_out_and_cannot_sign_in(users: Users):
    token = users.sign_in("ann", RIGHT)
    users.remove("ann")
    assert users.signed_in(token) is None
    assert users.sign_in("ann", RIGHT) == ""
    assert not users.any()
    users.add("ann", "another password")
    assert users.signed_in(token) is None


@pytest.mark.parametrize("name", ["bob", ""])
def test_who_is_not_there_cannot_be_changed_or_removed(users: Users, name: str):
    for change in (users.remove, users.require, lambda name: users.change(name, RIGHT)):
        with pytest.raises(InputError, match=r"there is no user .*dateline users list"):
            change(name)


def test_a_hash_of_old_parameters_is_made_anew_at_the_next_sign_in(users: Users, clock: FakeClock):
    session = users.sign_in("ann", RIGHT)
    dearer = Users(users.file.parent, clock, Cost(n=4, r=1, p=1))
    assert dearer.sign_in("ann", "wrong password") == ""
    assert kept(users, "SELECT password FROM users")[0][0].startswith("scrypt$2$1$1$")
    assert dearer.signed_in(dearer.sign_in("ann", RIGHT)) == "ann"
    assert kept(users, "SELECT password FROM users")[0][0].startswith("scrypt$4$1$1$")
    # It is the same password, so nobody is signed out.
    assert dearer.signed_in(session) == "ann"
    assert dearer.sign_in("ann", RIGHT)


def test_sessions_outlive_the_server(users: Users, clock: FakeClock):
    token = users.sign_in("ann", RIGHT)
    assert Users(users.file.parent, clock, CHEAP).signed_in(token) == "ann"


def test_an_interrupted_beginning_is_gone_on_from(tmp_path: Path):
    (tmp_path / "users.sqlite").touch()
    users = Users(tmp_path, cost=CHEAP)
    assert not users.any()
    users.add("ann", RIGHT)
    assert users.any()


def test_many_at_once_are_all_added(tmp_path: Path):
    def add(name: str) -> None:
        Users(tmp_path, cost=CHEAP).add(name, RIGHT)

    threads = [threading.Thread(target=add, args=(f"user{n}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Users(tmp_path).all()) == 12


def test_a_damaged_file_lets_nobody_in(users: Users):
    users.file.write_bytes(b"no database" * 1000)
    for question in (users.any, users.all, lambda: users.signed_in("x")):
        with pytest.raises(LibraryError, match="which holds who may sign in, cannot be used"):
            question()
