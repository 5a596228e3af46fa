"""The catalogue's tables, and whether a file is a catalogue that this Dateline can read."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from index import damage, lexical
from index.errors import LibraryError, LibraryMismatch
from index.filters import Filters, iso

# SQLite takes at most 32,766 values in one statement.
_BATCH = 5_000
# Raised when a library made before can no longer be read as it is.
FORMAT = 2

metadata = sa.MetaData()
manifest = sa.Table(
    "manifest",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
articles = sa.Table(
    "articles",
    metadata,
    # In the order of adding; an article that changes keeps its place.
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("section", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False, index=True),
    sa.Column("published", sa.Text, nullable=False),
    sa.Column("published_origin", sa.Text, nullable=False),
    sa.Column("published_confidence", sa.Text, nullable=False),
    sa.Column("updated", sa.Text, nullable=False),
    # The first and last day `published` may mean, as YYYYMMDD; null when undated.
    sa.Column("published_first", sa.Integer, index=True),
    sa.Column("published_last", sa.Integer, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_digest", sa.Text, nullable=False, index=True),
    sa.Column("digest", sa.Text, nullable=False),
    # The outlet as stated; "" where `source` is only the name of a host or a file.
    sa.Column("outlet", sa.Text, nullable=False),
    # Why it would be in quarantine, had it not been forced in; "" if there is nothing against it.
    sa.Column("forced", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    # The id of the article that founded its story; its own where it tells what no other does.
    sa.Column("story", sa.Text, nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("added", sa.Text, nullable=False),
)
# All that filters look at: without it, a limit of days reads every article's text past (13 ms at
# 3,300 articles, 1 ms with it).
_filtered = sa.Index(
    "ix_articles_filtered",
    *(articles.c[name] for name in ("published_first", "published_last", "state", "source")),
    *(articles.c[name] for name in ("author", "language", "updated", "id")),
)
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id"), nullable=False, index=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    # Equal to the article's text[start:end]; kept beside it because FTS5 reads it from here.
    sa.Column("text", sa.Text, nullable=False),
)
# The sentences of a passage, and their vectors: see sentence_vectors.py.
sentences = sa.Table(
    "sentences",
    metadata,
    sa.Column("passage_id", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, nullable=False, index=True),
    sa.Column("spans", sa.LargeBinary, nullable=False),
    sa.Column("vectors", sa.LargeBinary, nullable=False),
)
# What an article was before it was replaced, the newest being in `articles`.
versions = sa.Table(
    "versions",
    metadata,
    sa.Column("article_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("replaced_at", sa.Text, nullable=False),
)
# What each version was read from, compressed by zlib.
originals = sa.Table(
    "originals",
    metadata,
    sa.Column("article_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
# Further places at which an article was found with the same text.
addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, nullable=False, index=True),
    sa.Column("origin", sa.Text, nullable=False),
)
memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("article_id", sa.Text, primary_key=True),
    sa.Column("collection", sa.Text, primary_key=True, index=True),
)
# Bands of the articles' MinHash signatures: two articles that share one may tell the same.
story_bands = sa.Table(
    "story_bands",
    metadata,
    sa.Column("hash", sa.BigInteger, primary_key=True),
    sa.Column("article_id", sa.Text, primary_key=True, index=True),
    sqlite_with_rowid=False,
)
# What seems to be no article: kept apart, neither searched nor counted.
quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("added", sa.Text, nullable=False),
)


def open_engine(path: Path) -> sa.Engine:
    """Open a catalogue's file, making file and tables if need be.

    Raises:
        LibraryError: If the file is something else.
        LibraryMismatch: If another version of Dateline made it and this one cannot read it.
    """
    engine = sa.create_engine(f"sqlite:///{path}")
    sa.event.listen(engine, "connect", _configure)
    damage.explain_sqlite(engine, path)
    try:
        with engine.begin() as connection:
            # Another process may make them at this moment; where they are, nobody has to wait.
            if metadata.tables.keys() - set(sa.inspect(connection).get_table_names()):
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            _check_format(connection, path.parent)
            metadata.create_all(connection)
            # Libraries of the same format, made before it was thought of, get it here.
            connection.execute(sa.schema.CreateIndex(_filtered, if_not_exists=True))
            lexical.create(connection)
    except sa.exc.OperationalError:
        raise
    except sa.exc.DatabaseError as error:
        raise LibraryError(
            f"{path} is no catalogue of articles ({error.orig}); name another folder, "
            "or put a copy of the file in its place"
        ) from error
    return engine


def _check_format(connection: sa.Connection, folder: Path) -> None:
    """Refuse a library of another format before anything in it is touched."""
    if not sa.inspect(connection).has_table(manifest.name):
        return
    query = sa.select(manifest.c.value).where(manifest.c.name == "format")
    made = connection.scalar(query)
    if made is not None and int(made) > FORMAT:
        raise LibraryMismatch(
            f"{folder} was made by a newer Dateline (library format {made}, this one knows "
            f"{FORMAT}); upgrade with `pip install --upgrade dateline-qa`"
        )
    if made is not None and int(made) < FORMAT:
        raise LibraryMismatch(
            f"{folder} was made by an earlier Dateline (library format {made}, this one needs "
            f"{FORMAT}); add its articles anew with `dateline add PATH --library NEW`, NEW being "
            "an empty folder"
        )


def batches(ids: Sequence[str]) -> Iterator[list[str]]:
    """Divide ids into as many as one statement takes."""
    for first in range(0, len(ids), _BATCH):
        yield list(ids[first : first + _BATCH])


def traces(connection: sa.Connection, article_ids: Sequence[str]) -> dict[str, int]:
    """Count the rows that articles have left in each table; empty if nothing is left.

    Any table with a column `article_id` is looked at, whichever module declares it.
    """
    left: Counter[str] = Counter()
    for some in batches(article_ids):
        for table, column in _owned():
            query = sa.select(sa.func.count()).select_from(table).where(column.in_(some))
            left[table.name] += connection.scalar(query) or 0
    return {table: rows for table, rows in left.items() if rows}


def erase(connection: sa.Connection, article_ids: list[str]) -> None:
    """Delete all rows of articles in all tables (the lexical index follows by itself)."""
    for table, column in _owned():
        connection.execute(sa.delete(table).where(column.in_(article_ids)))


def _owned() -> list[tuple[sa.Table, sa.ColumnElement[str]]]:
    # What refers to an article goes before it.
    referring = [
        (table, table.c.article_id)
        for table in reversed(metadata.sorted_tables)
        if "article_id" in table.c
    ]
    return [*referring, (quarantine, quarantine.c.id), (articles, articles.c.id)]


def conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Give what filters ask of the articles table."""
    found: list[sa.ColumnElement[bool]] = []
    undated = articles.c.published_first.is_(None) if filters.undated else sa.false()
    if filters.since is not None:
        found.append(sa.or_(articles.c.published_first >= filters.since, undated))
    if filters.until is not None:
        found.append(sa.or_(articles.c.published_last <= filters.until, undated))
    if filters.sources:
        found.append(articles.c.source.in_(filters.sources))
    if filters.authors:
        found.append(articles.c.author.in_(filters.authors))
    if filters.languages:
        found.append(articles.c.language.in_(filters.languages))
    if filters.collections:
        members = sa.select(memberships.c.article_id).where(
            memberships.c.collection.in_(filters.collections)
        )
        found.append(articles.c.id.in_(members))
    if filters.as_of is not None:
        found += _known_on(filters.as_of)
    return found


def _known_on(day: int) -> list[sa.ColumnElement[bool]]:
    """Give what `filters.as_of` asks: published by then, and not changed since."""
    # Compared as text only, so the 31 June does. A change that is dated to its month ("2025-06")
    # may be of its last day: it passes with the next month.
    after = iso(day + 1)
    stated = sa.and_(
        articles.c.updated != "",
        articles.c.updated < sa.func.substr(after, 1, sa.func.length(articles.c.updated)),
    )
    replaced = sa.select(versions.c.article_id).where(versions.c.replaced_at >= after)
    silent = sa.and_(articles.c.updated == "", articles.c.id.not_in(replaced))
    return [articles.c.published_last <= day, sa.or_(stated, silent)]


def _configure(connection: Any, _record: Any) -> None:
    # WAL: readers (`dateline list`) work while the owner writes, and a kill loses nothing that
    # was committed. The busy timeout covers the moments in which a reader checkpoints.
    for pragma in ("busy_timeout=10000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        # SQLite does not wait here; who holds a new file just now is setting the same.
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
