"""The state of a library in one line: equal fingerprints mean equal articles and vectors."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from index.catalogue import Catalogue
from index.schema import articles, batches


@dataclass(frozen=True)
class Fingerprint:
    """What a library held at one moment.

    Attributes:
        digest: SHA-256 over the embedding model and each article's id and digest.
        embedding: The embedding model's fingerprint.
        articles: How many articles there were.
    """

    digest: str
    embedding: str
    articles: int


def take(folder: Path) -> Fingerprint:
    """Take a library's fingerprint; nothing is locked, whoever owns it.

    Reads ids and digests only: the texts and vectors follow from them.

    Args:
        folder: The library's folder.
    """
    query = (
        sa.select(articles.c.id, articles.c.digest)
        .where(articles.c.state != "removing")
        .order_by(articles.c.id)
    )
    catalogue = Catalogue(folder / "catalogue.sqlite")
    try:
        embedding = catalogue.manifest().get("embedding", "")
        whole, count = hashlib.sha256(embedding.encode()), 0
        with catalogue.reading() as connection:
            for article_id, digest in connection.execute(query):
                whole.update(f"\n{article_id} {digest}".encode())
                count += 1
    finally:
        catalogue.close()
    return Fingerprint(whole.hexdigest(), embedding, count)


def digests(folder: Path, ids: Collection[str]) -> dict[str, str]:
    """Give the digests of those of the articles that the library holds, by id."""
    found: dict[str, str] = {}
    catalogue = Catalogue(folder / "catalogue.sqlite")
    try:
        with catalogue.reading() as connection:
            for some in batches(sorted(ids)):
                query = sa.select(articles.c.id, articles.c.digest).where(
                    articles.c.id.in_(some), articles.c.state != "removing"
                )
                found |= {row.id: row.digest for row in connection.execute(query)}
    finally:
        catalogue.close()
    return found
