"""Who may use a library's page, and who is signed in: `users.sqlite` in the library's folder.

Only the same user of the machine can read the file, and it holds nothing that opens anything:
passwords and the tokens of sessions are there as hashes. Every change is one transaction. The
running page and `dateline users` share it, so that a change counts at once, and a restart signs
nobody out.
"""

import datetime
import hashlib
import os
import re
import secrets
import sqlite3
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import InputError, LibraryError
from ui import passwords
from ui.passwords import Cost

# A session that nobody uses ends after so many seconds; each use is written down once an hour.
IDLE = 30 * 24 * 3600
_NOTED = 3600
_SCHEMA = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY, password TEXT NOT NULL, added TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS own_libraries (
    name TEXT PRIMARY KEY REFERENCES users (name) ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS sessions (
    token BLOB PRIMARY KEY,
    name TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    used INTEGER NOT NULL
);
"""
# It can be a folder's name: ".." has no letter.
_NAME = re.compile(r"(?=.*\w)[\w.@+-]{1,64}")


@dataclass(frozen=True)
class User:
    """Somebody who may sign in.

    Attributes:
        name: As `named` gives it.
        added: ISO 8601, the day.
        own_library: Whether the library they use is their own.
    """

    name: str
    added: str
    own_library: bool = False


def named(name: str) -> str:
    """Give a name as it is kept: "Ann" and "ann" are one person."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).strip().casefold())


class Users:
    """The users of one library.

    Args:
        folder: The library's folder.
        clock: Gives the time in seconds since 1970.
        cost: What hashing a password is to cost.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], float] = time.time, cost: Cost = Cost()
    ) -> None:
        self.file = folder / "users.sqlite"
        self._clock = clock
        self._cost = cost

    def any(self) -> bool:
        """Say whether there is any user."""
        return self.file.exists() and bool(self.all())

    def all(self) -> list[User]:
        """Give the users by name."""
        with self._opened() as database:
            rows = database.execute("SELECT name, added FROM users ORDER BY name").fetchall()
            own = {name for (name,) in database.execute("SELECT name FROM own_libraries")}
        return [User(name, added, name in own) for name, added in rows]

    def library_of(self, name: str) -> Path:
        """Give the folder of the library that a user uses: this one, or their own below it."""
        with self._opened() as database:
            own = database.execute("SELECT 1 FROM own_libraries WHERE name = ?", (named(name),))
            folder = self.file.parent
            return folder / "libraries" / named(name) if own.fetchone() else folder

    def add(self, name: str, password: str, own_library: bool = False) -> User:
        """Add a user.

        Args:
            name: What they sign in with.
            password: What they sign in with.
            own_library: Give them a library of their own instead of this one.

        Raises:
            InputError: If there is one of that name, or name or password will not do.
        """
        name = named(name)
        if not _NAME.fullmatch(name):
            raise InputError(
                f"{name!r} is no name for a user: 1 to 64 letters, digits and . _ @ + -"
            )
        passwords.require_good(password)
        user = User(name, datetime.date.fromtimestamp(self._clock()).isoformat(), own_library)
        row = (name, passwords.hashed(password, self._cost), user.added)
        with self._opened(make=True) as database:
            done = database.execute("INSERT OR IGNORE INTO users VALUES (?, ?, ?)", row)
            if not done.rowcount:
                raise InputError(
                    f"there is a user {name} already; `dateline users password {name}` changes "
                    "the password"
                )
            if own_library:
                database.execute("INSERT INTO own_libraries VALUES (?)", (name,))
        return user

    def change(self, name: str, password: str) -> None:
        """Give a user another password, and end all their sessions.

        Raises:
            InputError: If there is no such user, or the password will not do.
        """
        name = named(name)
        self.require(name)
        passwords.require_good(password)
        kept = passwords.hashed(password, self._cost)
        with self._opened() as database:
            done = database.execute("UPDATE users SET password = ? WHERE name = ?", (kept, name))
            if not done.rowcount:
                raise self._unknown(name)
            database.execute("DELETE FROM sessions WHERE name = ?", (name,))

    def remove(self, name: str) -> None:
        """Remove a user, and end all their sessions.

        Raises:
            InputError: If there is no such user.
        """
        with self._opened() as database:
            if not database.execute("DELETE FROM users WHERE name = ?", (named(name),)).rowcount:
                raise self._unknown(named(name))

    def require(self, name: str) -> None:
        """Raise `InputError` if there is no user of that name."""
        if named(name) not in {user.name for user in self.all()}:
            raise self._unknown(named(name))

    def sign_in(self, name: str, password: str) -> str:
        """Begin a session.

        A name that does not exist takes as long as a wrong password.

        Returns:
            The token that `signed_in` takes; "" if name or password is wrong.
        """
        name = named(name)
        with self._opened() as database:
            row = database.execute("SELECT password FROM users WHERE name = ?", (name,)).fetchone()
        kept = row[0] if row else passwords.of_nobody(self._cost)
        if not passwords.matches(password, kept) or not row:
            return ""
        newer = kept
        if not passwords.is_current(kept, self._cost):
            newer = passwords.hashed(password, self._cost)
        token = secrets.token_urlsafe(32)
        now = int(self._clock())
        with self._opened() as database:
            # The password may have been changed while this one was compared.
            same = database.execute(
                "UPDATE users SET password = ? WHERE name = ? AND password = ?", (newer, name, kept)
            ).rowcount
            if not same:
                return ""
            database.execute("DELETE FROM sessions WHERE used < ?", (now - IDLE,))
            database.execute("INSERT INTO sessions VALUES (?, ?, ?)", (_hash(token), name, now))
        return token

    def signed_in(self, token: str) -> str | None:
        """Give the name of whose session this is; None if it is none, or has ended."""
        now = int(self._clock())
        with self._opened() as database:
            row = database.execute(
                "SELECT name, used FROM sessions WHERE token = ? AND used >= ?",
                (_hash(token), now - IDLE),
            ).fetchone()
            if row and now - row[1] >= _NOTED:
                database.execute(
                    "UPDATE sessions SET used = ? WHERE token = ?", (now, _hash(token))
                )
        return str(row[0]) if row else None

    def sign_out(self, token: str) -> None:
        """End a session, if it is one."""
        with self._opened() as database:
            database.execute("DELETE FROM sessions WHERE token = ?", (_hash(token),))

    def _unknown(self, name: str) -> InputError:
        return InputError(f"there is no user {name!r}; `dateline users list` names them")

    @contextmanager
    def _opened(self, make: bool = False) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction; without a file, and none to be made, an empty one."""
        if make:
            # SQLite would make it readable for all; its journal takes the mode of the file.
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
            self.file.chmod(0o600)
        there = f"{self.file.absolute().as_uri()}?mode=rw" if self.file.exists() else ":memory:"
        try:
            with closing(sqlite3.connect(there, uri=True, timeout=5)) as database:
                database.execute("PRAGMA foreign_keys = ON")
                # What is removed is to be gone from the file, too.
                database.execute("PRAGMA secure_delete = ON")
                database.executescript(_SCHEMA)
                with database:
                    yield database
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(
                f"{self.file}, which holds who may sign in, cannot be used: {error}"
            ) from error


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
