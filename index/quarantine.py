"""What seems to be no article (a cookie wall, an error page): kept apart with the reason."""

import zlib
from dataclasses import dataclass

import sqlalchemy as sa

from index.articles import Article, Read
from index.errors import UnknownArticle
from index.schema import quarantine
from index.versions import FIELDS


@dataclass(frozen=True)
class Quarantined:
    """Something in quarantine: what was read, why it is there, and since when (ISO 8601, UTC)."""

    id: str
    origin: str
    reason: str
    title: str
    source: str
    url: str
    published: str
    added: str


def confine(connection: sa.Connection, read: Read, now: str) -> None:
    """Store something apart, in the place of what was there from the same origin.

    Args:
        connection: To the catalogue, in a transaction.
        read: What was read, with the reason against it.
        now: ISO 8601.
    """
    article = read.article
    query = sa.select(quarantine.c.digest, quarantine.c.reason).where(quarantine.c.id == article.id)
    stored = connection.execute(query).one_or_none()
    if stored is not None and tuple(stored) == (article.digest, read.quarantine):
        return
    release(connection, article.id)
    connection.execute(
        sa.insert(quarantine).values(
            id=article.id,
            origin=article.origin,
            reason=read.quarantine,
            digest=article.digest,
            fields={name: getattr(article, name) for name in FIELDS},
            text=article.text,
            media_type=read.media_type,
            data=zlib.compress(read.original),
            added=now,
        )
    )


def holds(connection: sa.Connection, article_id: str) -> bool:
    """Say whether something is in quarantine."""
    query = sa.select(quarantine.c.id).where(quarantine.c.id == article_id)
    return connection.scalar(query) is not None


def release(connection: sa.Connection, article_id: str) -> None:
    """Take something out, if it is there."""
    connection.execute(sa.delete(quarantine).where(quarantine.c.id == article_id))


def listed(connection: sa.Connection) -> list[Quarantined]:
    """List all that is in quarantine, the latest first."""
    columns = (quarantine.c[name] for name in ("id", "origin", "reason", "fields", "added"))
    query = sa.select(*columns).order_by(quarantine.c.added.desc(), quarantine.c.origin)
    return [
        Quarantined(
            row.id,
            row.origin,
            row.reason,
            row.fields["title"],
            row.fields["source"],
            row.fields["url"],
            row.fields["published"],
            row.added,
        )
        for row in connection.execute(query)
    ]


def read(connection: sa.Connection, article_id: str) -> Read:
    """Give something in quarantine as it was read.

    Raises:
        UnknownArticle: If nothing with this id is there.
    """
    query = sa.select(quarantine).where(quarantine.c.id == article_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownArticle(f"no article {article_id!r} here; `dateline list` shows the ids")
    return Read(
        Article(text=row.text, **row.fields),
        quarantine=row.reason,
        original=zlib.decompress(row.data),
        media_type=row.media_type,
    )
