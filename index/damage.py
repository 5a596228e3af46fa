"""The ways in which SQLite and Chroma say that a file is damaged, each as one error.

The catalogue is the truth: a damaged one can only be replaced by a copy. Its keyword index and
the vectors are made from it, so there the error names `dateline doctor --repair`.
"""

import functools
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa

from index.errors import LibraryDamaged, LibraryError

_MOST_WORDS = 200
P = ParamSpec("P")
R = TypeVar("R")


class _InAFolder(Protocol):
    folder: Path


Self = TypeVar("Self", bound=_InAFolder)


def explain_sqlite(engine: sa.Engine, catalogue: Path) -> None:
    """Make an engine raise `LibraryDamaged` where SQLite finds its file or keyword index damaged.

    Args:
        engine: The catalogue's.
        catalogue: Its file.
    """

    def explain(context: sa.ExceptionContext) -> None:
        code = getattr(context.original_exception, "sqlite_errorcode", 0)
        if code == sqlite3.SQLITE_CORRUPT_VTAB:
            raise LibraryDamaged(
                f"the lexical index of {catalogue.parent} is damaged "
                f"({context.original_exception}); `dateline doctor --repair` builds it again"
            )
        if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise LibraryError(
                f"{catalogue} is damaged ({context.original_exception}); put a copy of the file "
                "in its place, or name another folder and add the articles again"
            )

    sa.event.listen(engine, "handle_error", explain)


def told(method: Callable[Concatenate[Self, P], R]) -> Callable[Concatenate[Self, P], R]:
    """Make a method of the vector index raise `LibraryDamaged` where Chroma cannot go on."""

    @functools.wraps(method)
    def telling(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except BaseException as error:
            if not _is_chromas(error):
                raise
            raise vectors_damaged(self.folder, str(error)) from error

    return telling


def vectors_damaged(folder: Path, why: str) -> LibraryDamaged:
    """Say that the vectors in a folder cannot be used, and what mends it."""
    why = " ".join(why.split())
    short = why if len(why) <= _MOST_WORDS else why[:_MOST_WORDS] + "…"
    return LibraryDamaged(
        f"the vectors in {folder} cannot be used ({short}); `dateline doctor --repair` makes them "
        "again from the catalogue"
    )


def _is_chromas(error: BaseException) -> bool:
    # A panic in Rust comes as an exception that is no `Exception`.
    return type(error).__name__ in ("InternalError", "PanicException")
