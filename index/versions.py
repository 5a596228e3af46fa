"""Earlier versions of articles, and the originals that all versions were read from."""

import zlib
from dataclasses import dataclass

import sqlalchemy as sa

from index.articles import Article, Read
from index.errors import UnknownArticle
from index.schema import articles, originals, versions

FIELDS = tuple(name for name in Article.__dataclass_fields__ if name != "text")


@dataclass(frozen=True)
class Version:
    """One version of an article in a list.

    Attributes:
        number: 1 for the first.
        title: Its headline.
        published: Its date, as in `Article`.
        updated: When it was last changed, as it states; "" when it does not.
        words: How many words its text has.
        replaced_at: When the next one came (ISO 8601, UTC); "" for the newest.
    """

    number: int
    title: str
    published: str
    updated: str
    words: int
    replaced_at: str


def keep(connection: sa.Connection, article_id: str, now: str) -> None:
    """Put what is stored of an article away as an earlier version.

    Args:
        connection: To the catalogue, in a transaction.
        article_id: A stored article.
        now: ISO 8601.
    """
    row = _newest(connection, article_id)
    connection.execute(
        sa.insert(versions).values(
            article_id=article_id,
            number=row["version"],
            digest=row["digest"],
            fields={name: row[name] for name in FIELDS},
            text=row["text"],
            replaced_at=now,
        )
    )


def listed(connection: sa.Connection, article_id: str) -> list[Version]:
    """List the versions of an article, the first one first and the one in use last.

    Raises:
        UnknownArticle: If there is none with this id.
    """
    newest = _newest(connection, article_id)
    query = (
        sa.select(versions).where(versions.c.article_id == article_id).order_by(versions.c.number)
    )
    found = [
        _version(row["number"], row["fields"], row["text"], row["replaced_at"])
        for row in connection.execute(query).mappings()
    ]
    return [*found, _version(newest["version"], newest, newest["text"], "")]


def article(connection: sa.Connection, article_id: str, number: int) -> Article:
    """Give one version of an article.

    Raises:
        UnknownArticle: If there is no article with this id, or no such version of it.
    """
    newest = _newest(connection, article_id)
    if number == newest["version"]:
        return Article(text=newest["text"], **{name: newest[name] for name in FIELDS})
    query = sa.select(versions.c.fields, versions.c.text).where(
        versions.c.article_id == article_id, versions.c.number == number
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownArticle(
            f"article {article_id} has versions 1 to {newest['version']}, and no {number}; "
            f"`dateline show {article_id} --versions` lists them"
        )
    return Article(text=row.text, **row.fields)


def keep_original(connection: sa.Connection, read: Read, number: int) -> None:
    """Store what a version was read from; nothing if that is not known."""
    if read.original:
        connection.execute(
            sa.insert(originals).values(
                article_id=read.article.id,
                number=number,
                media_type=read.media_type,
                data=zlib.compress(read.original),
            )
        )


def original(
    connection: sa.Connection, article_id: str, number: int | None = None
) -> tuple[bytes, str]:
    """Give what an article was read from, byte for byte, and its media type.

    Args:
        connection: To the catalogue.
        article_id: A stored article.
        number: Which version; the newest if None.

    Raises:
        UnknownArticle: If there is no such article or version, or its original was not kept.
    """
    number = _newest(connection, article_id)["version"] if number is None else number
    query = sa.select(originals.c.data, originals.c.media_type).where(
        originals.c.article_id == article_id, originals.c.number == number
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownArticle(
            f"no original of article {article_id}, version {number}, is kept; "
            f"`dateline show {article_id}` shows its text"
        )
    return zlib.decompress(row.data), row.media_type


def _version(number: int, fields: sa.RowMapping, text: str, replaced_at: str) -> Version:
    return Version(
        number,
        fields["title"],
        fields["published"],
        fields["updated"],
        len(text.split()),
        replaced_at,
    )


def _newest(connection: sa.Connection, article_id: str) -> sa.RowMapping:
    query = sa.select(articles).where(articles.c.id == article_id, articles.c.state != "removing")
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UnknownArticle(f"no article {article_id!r} here; `dateline list` shows the ids")
    return row
