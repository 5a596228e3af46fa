"""What went wrong, as the page tells it."""

import errno
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from index.errors import DiskFull, LibraryError, UnknownArticle
from ui import calm


def sqlite_error(code: int) -> sa.exc.OperationalError:
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorcode = code
    wrapped = sa.exc.OperationalError("INSERT", {}, error)
    wrapped.__cause__ = error
    return wrapped


OF_FILES = [
    (sqlite_error(sqlite3.SQLITE_FULL), "no room is left on the disk"),
    (sqlite_error(sqlite3.SQLITE_READONLY | (4 << 8)), "may only be read"),
    (sqlite_error(sqlite3.SQLITE_BUSY), "another program is using the file"),
    (sqlite_error(sqlite3.SQLITE_NOTADB), "`dateline doctor`"),
    (sqlite_error(sqlite3.SQLITE_CANTOPEN), "put it back"),
    (OSError(errno.ENOSPC, "No space left"), "make room"),
    (OSError(errno.EROFS, "Read-only"), "may only be read"),
    (FileNotFoundError(errno.ENOENT, "No such file"), "the file is gone"),
]


@pytest.mark.parametrize(("error", "words"), OF_FILES)
def test_what_is_wrong_with_a_file_is_told_with_what_mends_it(error: Exception, words: str):
    for told in (calm.in_words(error), calm.not_kept(error)):
        assert words in told
        assert "INSERT" not in told
        assert "\n" not in told


def test_our_own_errors_are_told_as_they_are():
    assert calm.in_words(LibraryError("the library sleeps")) == "The library sleeps"
    assert calm.in_words(UnknownArticle("x")) == calm.GONE


def test_an_answer_that_could_not_be_kept_says_that_it_will_be_gone_and_why():
    full = DiskFull("no room left in /x; make room, and ask again")
    told = calm.not_kept(full)
    assert told.startswith("This answer could not be kept, and is gone once the page is closed: ")
    assert told.endswith("no room left in /x; make room, and ask again.")


def test_what_nobody_expected_goes_to_the_log_and_not_to_people(
    caplog: pytest.LogCaptureFixture,
):
    told = calm.in_words(ZeroDivisionError("secret")) + calm.not_kept(KeyError("secret"))
    assert "secret" not in told
    assert "log says what" in told
    assert caplog.text.count("secret") >= 2


def test_a_library_that_is_gone_is_named_with_what_to_do():
    told = calm.library_gone(Path("/lost"))
    assert "/lost" in told
    assert "start `dateline chat` again" in told
