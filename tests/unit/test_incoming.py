"""The folder of uploads: nobody else's, empty before and afterwards, and never too full."""

import asyncio
import os
import stat
from pathlib import Path

import pytest
from fake_clock import FakeClock

from ui import incoming as module
from ui.incoming import KEPT, Incoming


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", "elsewhere")


def put(folder: Path, name: str, size: int = 1) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def test_it_is_empty_this_users_alone_and_gradios(tmp_path: Path):
    left = put(tmp_path / "incoming", "a/left.txt")
    folder = Incoming.prepared(tmp_path).folder
    assert not left.exists()
    assert list(folder.iterdir()) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert os.environ["GRADIO_TEMP_DIR"] == str(folder)


def test_a_folder_that_was_opened_to_others_is_shut_again(tmp_path: Path):
    folder = tmp_path / "incoming"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    assert stat.S_IMODE(Incoming.prepared(tmp_path).folder.stat().st_mode) == 0o700


def test_a_link_in_its_place_is_not_followed(tmp_path: Path):
    kept = put(tmp_path / "elsewhere", "kept.txt")
    (tmp_path / "incoming").symlink_to(kept.parent)
    with pytest.raises(FileExistsError):
        Incoming.prepared(tmp_path)
    assert kept.exists()


def test_only_what_lies_in_it_is_held(tmp_path: Path):
    incoming = Incoming.prepared(tmp_path)
    inside, outside = put(incoming.folder, "a/b.txt"), put(tmp_path, "b.txt")
    link = incoming.folder / "link.txt"
    link.symlink_to(outside)
    assert incoming.holds(str(inside))
    for path in (
        str(outside),
        f"{incoming.folder}/../b.txt",
        f"{incoming.folder}2/b.txt",
        str(link),
        "b.txt",
        "",
        "/etc/passwd",
        f"http://evil.example{inside}",
        f"file://{inside}",
        "\0",
        "x" * 5000,
    ):
        assert not incoming.holds(path)


def test_what_waits_for_too_long_goes_and_the_rest_stays(tmp_path: Path):
    clock = FakeClock()
    incoming = Incoming(tmp_path, clock)
    file, empty = put(incoming.folder, "a/old.txt"), put(incoming.folder, "tmp1", 0)
    clock.now = file.stat().st_ctime + KEPT - 1
    incoming.sweep()
    assert file.exists()
    assert empty.exists()
    clock.now += 60
    incoming.sweep()
    assert not file.exists()
    assert not empty.exists()


def test_folders_go_once_nothing_waits_in_them(tmp_path: Path):
    clock = FakeClock()
    incoming = Incoming(tmp_path, clock)
    file = put(incoming.folder, "a/old.txt")
    clock.now = file.stat().st_ctime + 3 * KEPT
    incoming.sweep()
    assert list(incoming.folder.iterdir()) == []


def test_there_is_room_for_so_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST", 100)
    incoming = Incoming.prepared(tmp_path)
    assert incoming.room() == 100
    put(incoming.folder, "a/b.txt", 70)
    put(incoming.folder, "c/d.txt", 50)
    assert incoming.room() == -20


def test_it_is_swept_while_a_server_runs_and_gone_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "_EVERY", 0.01)
    incoming = Incoming.prepared(tmp_path)
    incoming._clock = lambda: 1e12
    file = put(incoming.folder, "a/b.txt")

    async def served() -> None:
        async with incoming.serving():
            while file.exists():
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(served(), 30))
    assert not incoming.folder.exists()
