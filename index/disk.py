"""Writing to disk: a file whole or not at all, and a full disk as one error.

SQLite, Chroma and the system each say in their own ways that there is no room.
"""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import DiskFull, InputError

# With less than this left, an error that names no cause but comes from writing is this one.
_NO_ROOM = 5_000_000
_CHROMA_SAYS = ("(code: 13)", "disk is full", "no space left")


def write_whole(file: Path, text: str) -> None:
    """Write a text as UTF-8 into a file, which then stands there whole or as it was before.

    Raises:
        InputError: If it cannot be written there.
    """
    try:
        # On the same disk as the file: from there it is put in its place in one step.
        with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".dateline-") as apart:
            whole = Path(apart, file.name)
            whole.write_text(text, encoding="utf-8")
            os.replace(whole, file)
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}") from error


@contextmanager
def room_needed(folder: Path) -> Iterator[None]:
    """Turn a failure to write for want of room into `DiskFull`; let every other one pass.

    Args:
        folder: Where the writing goes.

    Raises:
        DiskFull: If there is no room; the text says how to go on.
    """
    try:
        yield
    except DiskFull:
        raise
    except Exception as error:
        free = shutil.disk_usage(folder).free
        if not any(_is_full(cause, free < _NO_ROOM) for cause in _causes(error)):
            raise
        raise DiskFull(
            f"no room left in {folder} ({free / 1e6:.1f} MB free); make room and run the same "
            "command again: what was added is kept, the rest follows"
        ) from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _is_full(error: BaseException, little_left: bool) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if isinstance(error, sqlite3.Error):
        # The low byte is the kind, the rest its detail. Where its shared memory cannot grow or a
        # file cannot be made, SQLite calls it an input/output error.
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        unclear = kind in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
        return kind == sqlite3.SQLITE_FULL or (unclear and little_left)
    if type(error).__module__.startswith("chromadb"):
        # Chroma mostly says "failed to apply logs", and not why.
        return little_left or any(sign in str(error).lower() for sign in _CHROMA_SAYS)
    return False
