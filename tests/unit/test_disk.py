import errno
import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest
import sqlalchemy as sa
from chromadb.errors import InternalError

from index.disk import room_needed
from index.errors import DiskFull, LibraryDamaged

Usage = namedtuple("Usage", "total used free")


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorcode = code
    return error


def wrapped(error: Exception) -> Exception:
    """As SQLAlchemy and our own code pass it on."""
    outer = sa.exc.OperationalError("INSERT", {}, error)
    outer.__cause__ = error
    return outer


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


FULL = sqlite3.SQLITE_FULL
UNCLEAR = sqlite3.SQLITE_IOERR | (19 << 8)


@pytest.mark.parametrize("free", [0, 10**12])
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        wrapped(sqlite_error(FULL)),
        InternalError("error returned from database: (code: 13) database or disk is full"),
        caused(LibraryDamaged("the vectors"), InternalError("No space left on device (os 28)")),
    ],
)
def test_what_says_so_is_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, free: int
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    with pytest.raises(DiskFull, match="make room and run the same command again") as told:
        raise_in(tmp_path, error)
    assert told.value.__cause__ is error


@pytest.mark.parametrize(
    "error", [wrapped(sqlite_error(UNCLEAR)), InternalError("failed to apply logs")]
)
def test_what_gives_no_cause_is_a_full_disk_only_where_little_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 1_000_000))
    with pytest.raises(DiskFull):
        raise_in(tmp_path, error)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 10**10))
    with pytest.raises(type(error)):
        raise_in(tmp_path, error)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("out of memory"),
        ValueError("Collection expecting embedding with dimension of 256"),
        OSError(errno.EACCES, "Permission denied"),
        wrapped(sqlite_error(sqlite3.SQLITE_CONSTRAINT)),
        LibraryDamaged("the vectors cannot be used"),
        KeyError("disk is full"),
    ],
)
def test_any_other_error_stays_what_it_is_however_little_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 0))
    with pytest.raises(type(error)) as told:
        raise_in(tmp_path, error)
    assert told.value is error


def raise_in(folder: Path, error: Exception) -> None:
    with room_needed(folder):
        raise error
