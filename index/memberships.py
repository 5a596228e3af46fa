"""What the library adds to its articles: the collections they are in, and further addresses."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from index.schema import addresses, memberships


def join(connection: sa.Connection, article_id: str, collections: Collection[str]) -> None:
    """Put an article in collections, beside those that it is in."""
    missing = sorted(set(collections) - set(of(connection, [article_id]).get(article_id, ())))
    if missing:
        rows = [{"article_id": article_id, "collection": name} for name in missing]
        connection.execute(sa.insert(memberships), rows)


def leave(connection: sa.Connection, article_id: str, collections: Collection[str]) -> None:
    """Take an article out of collections; nothing where it is not in them."""
    named = memberships.c.collection.in_(collections)
    connection.execute(sa.delete(memberships).where(memberships.c.article_id == article_id, named))


def of(connection: sa.Connection, article_ids: Sequence[str]) -> dict[str, list[str]]:
    """Give the collections of those of the articles that are in any, in the order of names."""
    query = (
        sa.select(memberships)
        .where(memberships.c.article_id.in_(article_ids))
        .order_by(memberships.c.collection)
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.article_id, []).append(row.collection)
    return found


def keep_address(connection: sa.Connection, address_id: str, article_id: str, origin: str) -> None:
    """Keep a further place at which an article was found.

    Args:
        connection: To the catalogue, in a transaction.
        address_id: The id that the article would have there.
        article_id: The id that it has.
        origin: The place: an address, a file, a record of a file.
    """
    query = sa.select(addresses.c.article_id).where(addresses.c.id == address_id)
    if connection.scalar(query) == article_id:
        return
    connection.execute(sa.delete(addresses).where(addresses.c.id == address_id))
    row = {"id": address_id, "article_id": article_id, "origin": origin}
    connection.execute(sa.insert(addresses).values(row))


def also_at(connection: sa.Connection, article_id: str) -> list[str]:
    """List the further places at which an article was found."""
    query = sa.select(addresses.c.origin).where(addresses.c.article_id == article_id)
    return sorted(connection.scalars(query))
