import json
import os
from pathlib import Path

import pytest

from index.errors import LibraryHeld
from index.ownership import disown, own


def test_the_owner_leaves_word_of_itself(tmp_path: Path):
    lock = own(tmp_path, "http://127.0.0.1:7860")
    owner = json.loads((tmp_path / "owner.json").read_text())
    assert owner["pid"] == os.getpid()
    assert owner["address"] == "http://127.0.0.1:7860"
    assert owner["command"]
    disown(tmp_path, lock)


def test_the_next_one_is_told_who_owns_the_library_and_where_to_ask(tmp_path: Path):
    lock = own(tmp_path, "http://127.0.0.1:7860")
    with pytest.raises(LibraryHeld) as error:
        own(tmp_path, "")
    message = str(error.value)
    assert message.startswith(f"{tmp_path} is held by process {os.getpid()} (`")
    assert message.endswith("; ask at http://127.0.0.1:7860, or end that process first")
    disown(tmp_path, lock)


def test_the_next_one_is_told_to_wait_for_an_owner_without_an_address(tmp_path: Path):
    lock = own(tmp_path, "")
    with pytest.raises(LibraryHeld, match=r"; wait for it, or end that process first$"):
        own(tmp_path, "")
    disown(tmp_path, lock)


@pytest.mark.parametrize("record", ["", '{"pid": 12', "{}"])
def test_an_owner_whose_word_cannot_be_read_is_another_process(tmp_path: Path, record: str):
    lock = own(tmp_path, "")
    (tmp_path / "owner.json").write_text(record)
    with pytest.raises(LibraryHeld, match="is held by another process; wait for it"):
        own(tmp_path, "")
    disown(tmp_path, lock)


def test_a_library_that_was_let_go_can_be_owned_again(tmp_path: Path):
    disown(tmp_path, own(tmp_path, ""))
    assert not (tmp_path / "owner.json").exists()
    disown(tmp_path, own(tmp_path, ""))


def test_the_word_of_an_owner_that_died_is_replaced(tmp_path: Path):
    (tmp_path / "owner.lock").touch()
    (tmp_path / "owner.json").write_text('{"pid": 1, "command": "x", "since": "", "address": ""}')
    lock = own(tmp_path, "")
    assert json.loads((tmp_path / "owner.json").read_text())["pid"] == os.getpid()
    disown(tmp_path, lock)
