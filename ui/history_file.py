"""The file that conversations are kept in: its tables, its keyword search, and how it is opened.

SQLite in WAL mode: what was committed outlives a kill at any moment, and other processes may read
while the server writes. What is deleted is overwritten with zeros, in the search index too.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from index.disk import room_needed
from index.errors import DiskFull, InputError, LibraryError, LibraryMismatch

# Raised when a file made before can no longer be read as it is.
FORMAT = 1

metadata = sa.MetaData()
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("row", sa.Integer, primary_key=True),
    # What others name it by; it cannot be guessed.
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("created", sa.Text, nullable=False),
    # When something was last asked in it; neither a new title nor a pin moves it.
    sa.Column("changed", sa.Text, nullable=False),
    sa.Column("pinned", sa.Boolean, nullable=False),
    sa.Index("ix_conversations_listed", "owner", "pinned", "changed"),
)


def _of_conversation() -> sa.Column[int]:
    owning = sa.ForeignKey("conversations.row", ondelete="CASCADE")
    return sa.Column("conversation", sa.Integer, owning, nullable=False, index=True)


turns = sa.Table(
    "turns",
    metadata,
    # Never given again: an answer that grows must not be written over the one in its place.
    sa.Column("row", sa.Integer, primary_key=True),
    _of_conversation(),
    # From 1, as the page counts.
    sa.Column("number", sa.Integer, nullable=False),
    # Question and text also stand in the record; here they are searched, and shown where the
    # record is of a version that this one cannot read. The text is empty while it grows.
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.UniqueConstraint("conversation", "number"),
    sqlite_autoincrement=True,
)
# What people thought of an answer; it goes with its conversation, not with its turn, whose place
# another answer may take.
votes = sa.Table(
    "votes",
    metadata,
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True),
    _of_conversation(),
    sa.Column("thumb", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created", sa.Text, nullable=False),
    # Of the answer: when it was asked and what, the exchanges before it, and the whole record.
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
# Full-text indexes beside their tables, as index/lexical.py has one beside the passages.
_SEARCHED = {"titles_fts": (conversations, ("title",)), "turns_fts": (turns, ("question", "text"))}
_MOST_TERMS = 16


class HistoryFile:
    """A file of conversations, open; any thread may use it.

    Args:
        path: The file; made, with its folder, if need be.
        create: Whether it may be made.

    Raises:
        InputError: If there is none, and none may be made.
        LibraryError: If the file is something else, or cannot be opened.
        LibraryMismatch: If a newer version of Dateline made it.
    """

    def __init__(self, path: Path, create: bool = True) -> None:
        if not create and not path.is_file():
            raise InputError(f"no conversations are kept in {path}: `dateline chat` keeps them")
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Made before SQLite would: what people asked is nobody else's to read.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._engine = sa.create_engine(f"sqlite:///{path}")
            self._writer = self._engine.execution_options(writes=True)
            sa.event.listen(self._engine, "connect", _configure)
            sa.event.listen(self._engine, "begin", _begin)
            with self.writing() as connection:
                _prepare(connection, path)
            self.scour()
        except OSError as error:
            raise LibraryError(f"{path} cannot be opened: {error.strerror}") from error
        except sa.exc.DatabaseError as error:
            raise LibraryError(
                f"{path} cannot be read as a file of conversations ({error.orig}); move it away, "
                "and a new one is made"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def reading(self) -> sa.Connection:
        """Give a connection that sees the file as it is now, to be used in a `with`."""
        return self._engine.connect()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection in a transaction: all that is done with it or nothing.

        Raises:
            DiskFull: If there is no room left.
        """
        try:
            with room_needed(self.path.parent), self._writer.begin() as connection:
                yield connection
        except DiskFull as error:
            raise DiskFull(
                f"no room left in {self.path.parent}: the conversation cannot be kept; make room, "
                "and ask again"
            ) from error

    @contextmanager
    def erasing(self) -> Iterator[sa.Connection]:
        """Give the same for what removes texts: afterwards the file holds none of their words.

        The keyword indexes are written anew (0.1 s at 20,000 answers), for SQLite's would keep the
        words of what is deleted until they happen to be merged.
        """
        with self.writing() as connection:
            yield connection
            for name in _SEARCHED:
                whole = f"INSERT INTO {name}({name}) VALUES ('optimize')"  # noqa: S608
                connection.exec_driver_sql(whole)
        self.scour()

    def scour(self) -> None:
        """Empty the write-ahead log, which holds pages as they were before.

        It waits up to ten seconds for those who read; then the next deletion or opening does it.
        """
        connection = self._engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()


def holding(words: str) -> list[sa.ColumnElement[bool]]:
    """Ask of a conversation that every word begins one of its title, questions or answers.

    Args:
        words: As they are typed; no query language. What holds neither letter nor digit is passed
            over.
    """
    plain = words.encode("utf-8", "ignore").decode().replace("\0", " ").replace('"', " ")
    terms = [term for term in plain.split() if any(map(str.isalnum, term))]
    # Quoted, a term is never an operator; with the star it finds what begins with it.
    return [_holding(f'"{term}"*') for term in terms[:_MOST_TERMS]]


def _holding(term: str) -> sa.ColumnElement[bool]:
    titles, said = (
        sa.select(sa.column("rowid", sa.Integer))
        .select_from(sa.table(name))
        .where(sa.literal_column(name).op("MATCH")(term))
        for name in _SEARCHED
    )
    within = sa.select(turns.c.conversation).where(turns.c.row.in_(said))
    return conversations.c.row.in_(sa.union(titles, within))


def _prepare(connection: sa.Connection, path: Path) -> None:
    """Make the tables, or see that they are those of a file that this version reads."""
    made = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if made > FORMAT:
        raise LibraryMismatch(
            f"{path} was made by a newer Dateline (format {made}, this one knows {FORMAT}); "
            "upgrade with `pip install --upgrade dateline-qa`"
        )
    if made == FORMAT:
        return
    if found := sa.inspect(connection).get_table_names():
        raise LibraryError(
            f"{path} is no file of conversations (it holds {', '.join(found[:3])}); move it away, "
            "and a new one is made"
        )
    metadata.create_all(connection)
    for name, (table, columns) in _SEARCHED.items():
        for statement in _index(name, table.name, columns):
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")


def _index(name: str, table: str, columns: tuple[str, ...]) -> Iterator[str]:
    """Write the statements that make an index, and the triggers by which it follows its table."""
    listed, old, new = (
        ", ".join(f"{prefix}{column}" for column in columns) for prefix in ("", "old.", "new.")
    )
    forget = f"INSERT INTO {name}({name}, rowid, {listed}) VALUES ('delete', old.row, {old});"  # noqa: S608
    learn = f"INSERT INTO {name}(rowid, {listed}) VALUES (new.row, {new});"  # noqa: S608
    yield (
        f"CREATE VIRTUAL TABLE {name} USING fts5({listed}, content='{table}', "
        "content_rowid='row', tokenize='porter unicode61 remove_diacritics 2')"
    )
    for event, done in (
        ("INSERT", learn),
        ("DELETE", forget),
        (f"UPDATE OF {listed}", f"{forget} {learn}"),
    ):
        trigger = f"{name}_{event.split()[0].lower()}"
        yield f"CREATE TRIGGER {trigger} AFTER {event} ON {table} BEGIN {done} END"


def _configure(connection: Any, _record: Any) -> None:
    # Python's driver would begin a transaction only at the first change, after what was read for
    # it; `_begin` does it here.
    connection.isolation_level = None
    for pragma in (
        "busy_timeout=10000",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: sa.Connection) -> None:
    # A transaction that only turns into a writing one later may find that another was faster.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
