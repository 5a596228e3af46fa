"""The source of truth: articles, passages, and how far each is indexed (SQLAlchemy Core).

An article is `pending` from the moment its text and passages are stored until its vectors are,
then `indexed`; `removing` from the moment its removal is asked for until its vectors are gone.
Whatever kills the process between two states, the next `add` or `repair` takes it on from there.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from index import lexical, memberships, mentions, schema, stories, storing
from index.articles import Article, Read
from index.entries import Entry, Passage
from index.errors import UnknownArticle
from index.fetches import Fetches
from index.filters import Field, Filters
from index.identity import Known
from index.passages import Span
from index.schema import articles, batches, conditions, passages
from index.temporal import Mention

State = Literal["pending", "indexed", "removing"]
_FIELDS = tuple(Article.__dataclass_fields__)
# So many articles may have one text before the search for its like ends: a site's error page.
_SAME_TEXT_READ = 100


_KNOWN = tuple(articles.c[name] for name in Known.__dataclass_fields__)
_ENTRY = tuple(articles.c[name] for name in Entry.__dataclass_fields__)


class Catalogue:
    """The catalogue of one library.

    Args:
        path: The SQLite file; made if it does not exist.

    Raises:
        LibraryError: If the file is something else.
        LibraryMismatch: If another version of Dateline made it and this one cannot read it.
    """

    def __init__(self, path: Path) -> None:
        self._engine = schema.open_engine(path)

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def fetches(self) -> Fetches:
        """Give what was fetched before, kept in the same file."""
        return Fetches(self._engine)

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection for the functions of `versions`, `quarantine` and their like."""
        return self._engine.connect()

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection likewise, in a transaction: all that is done with it or nothing."""
        return self._engine.begin()

    def manifest(self) -> dict[str, str]:
        """Give what the library was made with, by name."""
        with self.reading() as connection:
            rows = connection.execute(sa.select(schema.manifest))
            return {row.name: row.value for row in rows}

    def set_manifest(self, values: dict[str, str]) -> None:
        """Write what the library is made with, replacing values of the same name."""
        table = schema.manifest
        with self.writing() as connection:
            for name, value in values.items():
                connection.execute(sa.delete(table).where(table.c.name == name))
                connection.execute(sa.insert(table).values(name=name, value=value))

    def known(self, article_id: str) -> Known | None:
        """Give what identity is judged by of a stored article; None if it is not stored."""
        return next(iter(self._read_known(articles.c.id == article_id)), None)

    def same_text(self, text_digest: str) -> list[Known]:
        """Give what identity is judged by of articles with a text, the earliest added first."""
        return self._read_known(articles.c.text_digest == text_digest)

    def _read_known(self, condition: sa.ColumnElement[bool]) -> list[Known]:
        query = (
            sa.select(*_KNOWN)
            .where(condition, articles.c.state != "removing")
            .order_by(articles.c.row)
            .limit(_SAME_TEXT_READ)
        )
        with self.reading() as connection:
            return [Known(**row) for row in connection.execute(query).mappings()]

    def put(
        self, reads: Iterable[tuple[Read, Sequence[Span]]], collections: Collection[str] = ()
    ) -> None:
        """Store articles with their passages as `pending`, all or none.

        What was stored of an article before is kept as an earlier version of it; what was in
        quarantine from the same origin goes.

        Args:
            reads: The articles as they were read, with the spans of their passages.
            collections: To put them all in, beside those that they are in.
        """
        moment = now()
        with self.writing() as connection:
            for read, spans in reads:
                storing.put(connection, read, spans, moment)
                memberships.join(connection, read.article.id, collections)

    def set_state(self, ids: Sequence[str], state: State) -> None:
        """Record how far articles are indexed."""
        with self.writing() as connection:
            for some in batches(ids):
                connection.execute(
                    sa.update(articles).where(articles.c.id.in_(some)).values(state=state)
                )

    def in_state(self, state: State) -> list[str]:
        """Give the ids of all articles in a state."""
        query = sa.select(articles.c.id).where(articles.c.state == state)
        with self.reading() as connection:
            return list(connection.scalars(query))

    def unindex(self) -> None:
        """Say of all articles that their vectors are to be written anew."""
        with self.writing() as connection:
            indexed = sa.update(articles).where(articles.c.state == "indexed")
            connection.execute(indexed.values(state="pending"))

    def expects_vectors(self) -> bool:
        """Say whether any article has vectors, as far as the catalogue knows."""
        query = sa.select(sa.exists().where(articles.c.state == "indexed"))
        with self.reading() as connection:
            return bool(connection.scalar(query))

    def join(self, ids: Sequence[str], collections: Collection[str]) -> None:
        """Put articles in collections, beside those that they are in."""
        with self.writing() as connection:
            for article_id in ids:
                memberships.join(connection, article_id, collections)

    def collections(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """Give the collections of those of the articles that are in any, by id."""
        with self.reading() as connection:
            return memberships.of(connection, ids)

    def delete(self, ids: Sequence[str]) -> None:
        """Delete all that is stored of articles; the stories that they were in form anew."""
        with self.writing() as connection:
            for some in batches(ids):
                left = stories.companions(connection, some)
                schema.erase(connection, some)
                stories.form(connection, left)

    def article(self, article_id: str) -> Article:
        """Give one article.

        Raises:
            UnknownArticle: If there is none with this id.
        """
        query = sa.select(articles).where(
            articles.c.id == article_id, articles.c.state != "removing"
        )
        with self.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownArticle(f"no article {article_id!r} here; `dateline list` shows the ids")
        return Article(**{name: row[name] for name in _FIELDS})

    def entries(self, filters: Filters = Filters()) -> Iterator[Entry]:
        """List the articles, newest first, undated last."""
        order = (articles.c.published_first.desc().nulls_last(), articles.c.title)
        yield from self._read_entries(conditions(filters), order)

    def entries_by_id(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Give those of the articles that exist, by id, without their texts."""
        return {entry.id: entry for entry in self._read_entries([articles.c.id.in_(ids)])}

    def story(self, founder: str) -> list[Entry]:
        """Give the articles of a story, the oldest publication first, undated ones last."""
        order = (articles.c.published_first.asc().nulls_last(), articles.c.row)
        return list(self._read_entries([articles.c.story == founder], order))

    def _read_entries(
        self,
        wanted: Sequence[sa.ColumnElement[bool]],
        order: Sequence[sa.ColumnElement[object]] = (),
    ) -> Iterator[Entry]:
        query = sa.select(*_ENTRY).where(articles.c.state != "removing", *wanted).order_by(*order)
        with self.reading() as connection:
            for row in connection.execute(query):
                yield Entry(*row)

    def allowed(self, filters: Filters) -> list[str]:
        """Give the ids of the articles that filters allow."""
        query = sa.select(articles.c.id).where(articles.c.state != "removing", *conditions(filters))
        with self.reading() as connection:
            return list(connection.scalars(query))

    def newest_day(self) -> int | None:
        """Give the last day of the newest article's date, YYYYMMDD; None if none is dated."""
        query = sa.select(sa.func.max(articles.c.published_last))
        with self.reading() as connection:
            newest: int | None = connection.scalar(query)
            return newest

    def distinct(self, field: Field) -> list[str]:
        """List the outlets, author lines, languages or collections here, in the order of names."""
        query = sa.select(
            schema.memberships.c.collection if field == "collection" else articles.c[field]
        )
        if field == "collection":
            query = query.join(articles, articles.c.id == schema.memberships.c.article_id)
        with self.reading() as connection:
            values = connection.scalars(query.distinct().where(articles.c.state != "removing"))
            return sorted(value for value in values if value)

    def passages(self, article_id: str) -> list[Passage]:
        """Give the passages of one article, in the order of its text."""
        return self._read_passages(passages.c.article_id == article_id)

    def mentions(self, ids: Sequence[str]) -> dict[str, list[Mention]]:
        """Give the dates that articles mention, by article id, in the order of each text."""
        with self.reading() as connection:
            return mentions.read(connection, ids)

    def passages_by_id(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Give those of the passages that exist, by id."""
        return {passage.id: passage for passage in self._read_passages(passages.c.id.in_(ids))}

    def _read_passages(self, condition: sa.ColumnElement[bool]) -> list[Passage]:
        names = tuple(Passage.__dataclass_fields__)
        query = (
            sa.select(*(passages.c[name] for name in names))
            .join(articles, articles.c.id == passages.c.article_id)
            .where(condition, articles.c.state != "removing")
            .order_by(passages.c.article_id, passages.c.start)
        )
        with self.reading() as connection:
            return [Passage(*row) for row in connection.execute(query).all()]

    def passage_ids(self) -> set[str]:
        """Give the ids of all passages."""
        with self.reading() as connection:
            return set(connection.scalars(sa.select(passages.c.id)))

    def counts(self) -> tuple[int, int, int]:
        """Count articles, passages, and passages in the lexical index."""
        queries = [sa.select(sa.func.count()).select_from(table) for table in (articles, passages)]
        with self.reading() as connection:
            number = [connection.scalar(query) or 0 for query in queries]
            return number[0], number[1], lexical.count(connection)

    def search(self, question: str, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Find passages by their words: (passage id, BM25 score above 0), best first."""
        visible = (articles.c.state != "removing", *conditions(filters))
        with self.reading() as connection:
            return lexical.search(connection, question, limit, passages, articles, visible)

    def check_lexical(self) -> str:
        """Say what is wrong with the lexical index, "" if nothing is."""
        with self.writing() as connection:
            return lexical.check(connection)

    def rebuild_lexical(self) -> None:
        """Build the lexical index anew from the passages."""
        with self.writing() as connection:
            lexical.rebuild(connection)


def now() -> str:
    """Give the moment, ISO 8601 in UTC."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
