"""A removal, verified: nothing of an article is left in any store."""

import sqlalchemy as sa

from index import schema
from index.catalogue import Catalogue
from index.errors import LibraryError, UnknownArticle
from index.ingest import Ingest
from index.report import Counts, Removal
from index.vectors import VectorIndex


def counts(catalogue: Catalogue, vectors: VectorIndex) -> Counts:
    """Count what each store holds."""
    return Counts(*catalogue.counts(), vectors=vectors.count())


def remove(
    catalogue: Catalogue, vectors: VectorIndex, ingest: Ingest, article_ids: list[str]
) -> Removal:
    """Remove articles, and what is in quarantine, from all stores; count to make sure.

    Args:
        catalogue: The library's catalogue.
        vectors: The library's vector index.
        ingest: Removes them.
        article_ids: Of articles or of what is in quarantine.

    Raises:
        UnknownArticle: If one is not here; nothing is removed then.
        LibraryError: If a store still holds something of them afterwards.
    """
    with catalogue.reading() as connection:
        here = _present(connection, article_ids)
    if missing := [article_id for article_id in article_ids if article_id not in here]:
        raise UnknownArticle(f"no article {missing[0]!r} here; `dateline list` shows the ids")
    before = counts(catalogue, vectors)
    ingest.remove(article_ids)
    with catalogue.reading() as connection:
        left = schema.traces(connection, article_ids)
    if rows := vectors.count_of(article_ids):
        left["vectors"] = rows
    if left:
        what = ", ".join(f"{rows} rows of {table}" for table, rows in left.items())
        raise LibraryError(f"{what} are still there; run `dateline doctor --repair`")
    return Removal(before, counts(catalogue, vectors), tuple(article_ids))


def _present(connection: sa.Connection, article_ids: list[str]) -> set[str]:
    articles, confined = schema.articles.c, schema.quarantine.c.id
    found: set[str] = set()
    for some in schema.batches(article_ids):
        query = sa.select(articles.id).where(articles.id.in_(some), articles.state != "removing")
        found.update(connection.scalars(query))
        found.update(connection.scalars(sa.select(confined).where(confined.in_(some))))
    return found
