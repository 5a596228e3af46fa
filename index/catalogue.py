"""The source of truth: articles, passages, and how far each is indexed (SQLAlchemy Core).

An article is `pending` from the moment its text and passages are stored until its vectors are,
then `indexed`; `removing` from the moment its removal is asked for until its vectors are gone.
Whatever kills the process between two states, the next `add` or `repair` takes it on from there.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from index import damage, lexical, mentions
from index.articles import Article
from index.dates import date_bounds
from index.errors import LibraryError, UnknownArticle
from index.fetches import Fetches
from index.filters import Filters
from index.passages import Span
from index.temporal import Mention

State = Literal["pending", "indexed", "removing"]

_metadata = sa.MetaData()
_manifest = sa.Table(
    "manifest",
    _metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
_articles = sa.Table(
    "articles",
    _metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("section", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("published", sa.Text, nullable=False),
    sa.Column("published_origin", sa.Text, nullable=False),
    sa.Column("published_confidence", sa.Text, nullable=False),
    sa.Column("updated", sa.Text, nullable=False),
    # The first and last day `published` may mean, as YYYYMMDD; null when undated.
    sa.Column("published_first", sa.Integer, index=True),
    sa.Column("published_last", sa.Integer),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("added", sa.Text, nullable=False),
)
_passages = sa.Table(
    "passages",
    _metadata,
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id"), nullable=False, index=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    # Equal to the article's text[start:end]; kept beside it because FTS5 reads it from here.
    sa.Column("text", sa.Text, nullable=False),
)
_ARTICLE_FIELDS = tuple(Article.__dataclass_fields__)


@dataclass(frozen=True)
class Passage:
    """A stored passage: `article.text[start:end] == text`, id `<article id>:<number>`."""

    id: str
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Entry:
    """An article in a list: its fields without the text, and when it was added (ISO 8601, UTC)."""

    id: str
    title: str
    source: str
    author: str
    url: str
    section: str
    language: str
    published: str
    published_origin: str
    published_confidence: str
    updated: str
    origin: str
    added: str


class Catalogue:
    """The catalogue of one library.

    Args:
        path: The SQLite file; made if it does not exist.
    """

    def __init__(self, path: Path) -> None:
        self._engine = sa.create_engine(f"sqlite:///{path}")
        sa.event.listen(self._engine, "connect", _configure)
        damage.explain_sqlite(self._engine, path)
        try:
            with self._engine.begin() as connection:
                _metadata.create_all(connection)
                lexical.create(connection)
                mentions.create(connection)
        except sa.exc.DatabaseError as error:
            if isinstance(error, sa.exc.OperationalError):
                raise
            raise LibraryError(
                f"{path} is no catalogue of articles ({error.orig}); name another folder, "
                "or put a copy of the file in its place"
            ) from error

    def fetches(self) -> Fetches:
        """Give what was fetched before, kept in the same file."""
        return Fetches(self._engine)

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def manifest(self) -> dict[str, str]:
        """Give what the library was made with, by name."""
        with self._engine.connect() as connection:
            return {row.name: row.value for row in connection.execute(sa.select(_manifest))}

    def set_manifest(self, values: dict[str, str]) -> None:
        """Write what the library is made with, replacing values of the same name."""
        with self._engine.begin() as connection:
            for name, value in values.items():
                connection.execute(sa.delete(_manifest).where(_manifest.c.name == name))
                connection.execute(sa.insert(_manifest).values(name=name, value=value))

    def digests(self, ids: Sequence[str]) -> dict[str, str]:
        """Give the digests of those of the articles that are stored, by id."""
        query = sa.select(_articles.c.id, _articles.c.digest).where(
            _articles.c.id.in_(ids), _articles.c.state != "removing"
        )
        with self._engine.connect() as connection:
            return {row.id: row.digest for row in connection.execute(query)}

    def put(self, articles: Iterable[tuple[Article, Sequence[Span]]]) -> None:
        """Store articles with their passages as `pending`, replacing earlier texts, all or none."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with self._engine.begin() as connection:
            for article, spans in articles:
                self._delete(connection, article.id)
                bounds = date_bounds(article.published) if article.published else (None, None)
                connection.execute(
                    sa.insert(_articles).values(
                        **{name: getattr(article, name) for name in _ARTICLE_FIELDS},
                        published_first=bounds[0],
                        published_last=bounds[1],
                        digest=article.digest,
                        state="pending",
                        added=now,
                    )
                )
                rows = [
                    {
                        "id": f"{article.id}:{number}",
                        "article_id": article.id,
                        "start": span.start,
                        "end": span.end,
                        "text": article.text[span.start : span.end],
                    }
                    for number, span in enumerate(spans)
                ]
                connection.execute(sa.insert(_passages), rows)
                mentions.put(connection, article)

    def set_state(self, ids: Sequence[str], state: State) -> None:
        """Record how far articles are indexed."""
        with self._engine.begin() as connection:
            # One by one: SQLite takes no list of more than 32,766 values.
            for article_id in ids:
                connection.execute(
                    sa.update(_articles).where(_articles.c.id == article_id).values(state=state)
                )

    def in_state(self, state: State) -> list[str]:
        """Give the ids of all articles in a state."""
        query = sa.select(_articles.c.id).where(_articles.c.state == state)
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def unindex(self) -> None:
        """Say of all articles that their vectors are to be written anew."""
        with self._engine.begin() as connection:
            indexed = sa.update(_articles).where(_articles.c.state == "indexed")
            connection.execute(indexed.values(state="pending"))

    def expects_vectors(self) -> bool:
        """Say whether any article has vectors, as far as the catalogue knows."""
        query = sa.select(sa.exists().where(_articles.c.state == "indexed"))
        with self._engine.connect() as connection:
            return bool(connection.scalar(query))

    def delete(self, ids: Sequence[str]) -> None:
        """Delete articles and their passages (the lexical index follows by itself)."""
        with self._engine.begin() as connection:
            for article_id in ids:
                self._delete(connection, article_id)

    @staticmethod
    def _delete(connection: sa.Connection, article_id: str) -> None:
        mentions.delete(connection, article_id)
        connection.execute(sa.delete(_passages).where(_passages.c.article_id == article_id))
        connection.execute(sa.delete(_articles).where(_articles.c.id == article_id))

    def article(self, article_id: str) -> Article:
        """Give one article.

        Raises:
            UnknownArticle: If there is none with this id.
        """
        query = sa.select(_articles).where(
            _articles.c.id == article_id, _articles.c.state != "removing"
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownArticle(f"no article {article_id!r} here; `dateline list` shows the ids")
        return Article(**{name: row[name] for name in _ARTICLE_FIELDS})

    def entries(self, filters: Filters = Filters()) -> Iterator[Entry]:
        """List the articles, newest first, undated last."""
        names = tuple(Entry.__dataclass_fields__)
        query = (
            sa.select(*(_articles.c[name] for name in names))
            .where(_articles.c.state != "removing", *_conditions(filters))
            .order_by(_articles.c.published_first.desc().nulls_last(), _articles.c.title)
        )
        with self._engine.connect() as connection:
            for row in connection.execute(query).mappings():
                yield Entry(**row)

    def allowed(self, filters: Filters) -> list[str]:
        """Give the ids of the articles that filters allow."""
        query = sa.select(_articles.c.id).where(
            _articles.c.state != "removing", *_conditions(filters)
        )
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def distinct(self, field: Literal["source", "author"]) -> list[str]:
        """List the outlets or author lines of the library, in the order of names."""
        column = _articles.c[field]
        query = sa.select(column).distinct().where(_articles.c.state != "removing")
        with self._engine.connect() as connection:
            return sorted(value for value in connection.scalars(query) if value)

    def passages(self, article_id: str) -> list[Passage]:
        """Give the passages of one article, in the order of its text."""
        return self._read_passages(_passages.c.article_id == article_id)

    def mentions(self, ids: Sequence[str]) -> dict[str, list[Mention]]:
        """Give the dates that articles mention, by article id, in the order of each text."""
        with self._engine.connect() as connection:
            return mentions.read(connection, ids)

    def passages_by_id(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Give those of the passages that exist, by id."""
        return {passage.id: passage for passage in self._read_passages(_passages.c.id.in_(ids))}

    def _read_passages(self, condition: sa.ColumnElement[bool]) -> list[Passage]:
        names = tuple(Passage.__dataclass_fields__)
        query = (
            sa.select(*(_passages.c[name] for name in names))
            .join(_articles, _articles.c.id == _passages.c.article_id)
            .where(condition, _articles.c.state != "removing")
            .order_by(_passages.c.article_id, _passages.c.start)
        )
        with self._engine.connect() as connection:
            return [Passage(**row) for row in connection.execute(query).mappings()]

    def entries_by_id(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Give those of the articles that exist, by id, without their texts."""
        names = tuple(Entry.__dataclass_fields__)
        query = sa.select(*(_articles.c[name] for name in names)).where(_articles.c.id.in_(ids))
        with self._engine.connect() as connection:
            return {row["id"]: Entry(**row) for row in connection.execute(query).mappings()}

    def passage_ids(self) -> set[str]:
        """Give the ids of all passages."""
        with self._engine.connect() as connection:
            return set(connection.scalars(sa.select(_passages.c.id)))

    def counts(self) -> tuple[int, int, int]:
        """Count articles, passages, and passages in the lexical index."""
        with self._engine.connect() as connection:
            articles = connection.scalar(sa.select(sa.func.count()).select_from(_articles))
            passages = connection.scalar(sa.select(sa.func.count()).select_from(_passages))
            return articles or 0, passages or 0, lexical.count(connection)

    def search(self, question: str, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Find passages by their words: (passage id, BM25 score above 0), best first."""
        visible = (_articles.c.state != "removing", *_conditions(filters))
        with self._engine.connect() as connection:
            return lexical.search(connection, question, limit, _passages, _articles, visible)

    def check_lexical(self) -> str:
        """Say what is wrong with the lexical index, "" if nothing is."""
        with self._engine.begin() as connection:
            return lexical.check(connection)

    def rebuild_lexical(self) -> None:
        """Build the lexical index anew from the passages."""
        with self._engine.begin() as connection:
            lexical.rebuild(connection)


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.since is not None:
        found.append(_articles.c.published_first >= filters.since)
    if filters.until is not None:
        found.append(_articles.c.published_last <= filters.until)
    if filters.sources:
        found.append(_articles.c.source.in_(filters.sources))
    if filters.authors:
        found.append(_articles.c.author.in_(filters.authors))
    return found


def _configure(connection: Any, _record: Any) -> None:
    # WAL: readers (`dateline list`) work while the owner writes, and a kill loses nothing that
    # was committed. The busy timeout covers the moments in which a reader checkpoints.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
