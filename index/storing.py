"""How one article is written into the catalogue's tables, within a transaction."""

from collections.abc import Sequence

import sqlalchemy as sa

from index import mentions, quarantine, stories, versions
from index.articles import Article, Read
from index.dates import date_bounds
from index.passages import Span
from index.schema import addresses, articles, passages


def put(connection: sa.Connection, read: Read, spans: Sequence[Span], now: str) -> None:
    """Store an article as `pending`, and what was stored of it before as an earlier version.

    What was in quarantine from the same origin goes. It is no further address of another article
    any more, and another text of it ends what stood at its own further addresses.

    Args:
        connection: To the catalogue, in a transaction.
        read: The article as it was read.
        spans: Of its passages.
        now: ISO 8601.
    """
    article = read.article
    quarantine.release(connection, article.id)
    columns = (articles.c.version, articles.c.text_digest)
    stored = connection.execute(
        sa.select(*columns).where(articles.c.id == article.id)
    ).one_or_none()
    version = 1 if stored is None else stored.version + 1
    bounds = date_bounds(article.published) if article.published else (None, None)
    values = {name: getattr(article, name) for name in Article.__dataclass_fields__} | {
        "published_first": bounds[0],
        "published_last": bounds[1],
        "text_digest": article.text_digest,
        "digest": article.digest,
        "outlet": read.outlet,
        "forced": read.quarantine,
        "version": version,
        "state": "pending",
    }
    left: list[str] = []
    if stored is None:
        connection.execute(sa.insert(articles).values(**values, story=article.id, added=now))
    else:
        versions.keep(connection, article.id, now)
        left = stories.companions(connection, [article.id])
        connection.execute(sa.update(articles).where(articles.c.id == article.id).values(**values))
    ended = addresses.c.id == article.id
    if stored is not None and stored.text_digest != article.text_digest:
        ended |= addresses.c.article_id == article.id
    connection.execute(sa.delete(addresses).where(ended))
    versions.keep_original(connection, read, version)
    _put_passages(connection, article, spans)
    mentions.delete(connection, article.id)
    mentions.put(connection, article)
    stories.form(connection, left)
    stories.place(connection, article.id)


def _put_passages(connection: sa.Connection, article: Article, spans: Sequence[Span]) -> None:
    connection.execute(sa.delete(passages).where(passages.c.article_id == article.id))
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
    connection.execute(sa.insert(passages), rows)
