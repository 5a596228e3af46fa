"""What went wrong, in words for the page: one line, and never a stack trace."""

import errno
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from index.errors import DatelineError, UnknownArticle

_LOG = logging.getLogger(__name__)
BROKEN = "Something went wrong here; the server's log says what. Nothing that is stored is lost."
GONE = "This article is not in the library any more; somebody has removed it."
# Stands before the reason, where the model did not write what is shown.
STANDS_IN = "Without the model, answers are the articles' own sentences."
_FULL = "no room is left on the disk: make room"
_SHUT = "the file may only be read: let Dateline write it, and the folder that it is in"
_AWAY = "the file is gone, or may not be opened: put it back, or start Dateline again"
_BUSY = "another program is using the file: end that, or wait for it"
_HURT = "the file is damaged: `dateline doctor` says what can be mended"
_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _SHUT,
    sqlite3.SQLITE_PERM: _SHUT,
    sqlite3.SQLITE_CANTOPEN: _AWAY,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CORRUPT: _HURT,
    sqlite3.SQLITE_NOTADB: _HURT,
    sqlite3.SQLITE_IOERR: "the disk does not answer as it should: see that it is there",
}
_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _SHUT,
    errno.EACCES: _SHUT,
    errno.EPERM: _SHUT,
    errno.ENOENT: _AWAY,
    errno.ENOTDIR: _AWAY,
}


def in_words(error: BaseException) -> str:
    """Say what went wrong, as plain text; what nobody expected goes to the log."""
    if isinstance(error, UnknownArticle):
        return GONE
    if isinstance(error, DatelineError):
        text = str(error)
        return text[:1].upper() + text[1:]
    _LOG.error("a part of the page failed", exc_info=error)
    return f"A file cannot be used; {why}." if (why := _of_a_file(error)) else BROKEN


def stands_in(error: BaseException) -> str:
    """Say why the best sentences are the answer, though there should be a model."""
    return f"{STANDS_IN} {in_words(error)}"


def not_kept(error: BaseException) -> str:
    """Say of an answer on the page that it could not be kept, why, and what mends it.

    Args:
        error: What keeping it raised (ui/history.py, ui/history_file.py).
    """
    why = str(error) if isinstance(error, DatelineError) else _of_a_file(error)
    if not why:
        _LOG.error("an answer could not be kept", exc_info=error)
        why = "something went wrong here, and the server's log says what"
    return f"This answer could not be kept, and is gone once the page is closed: {why}."


def library_gone(folder: Path) -> str:
    """Say that the library was taken away while it was used."""
    return (
        f"The library's folder {folder} was removed or moved. What is shown may still stand here, "
        "but nothing can be added: put it back, and start `dateline chat` again."
    )


def _of_a_file(error: BaseException) -> str:
    """Say what is wrong with a file, and what mends it; "" if the error is of something else."""
    for cause in _causes(error):
        if isinstance(cause, sqlite3.Error):
            # The low byte is the kind, the rest its detail.
            return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, "")
        if isinstance(cause, OSError):
            return _SYSTEM.get(cause.errno or 0, "")
    return ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or getattr(error, "orig", None)
