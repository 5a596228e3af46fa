"""What a library holds, as far as filters let it be seen, and which filter hides an article."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import sqlalchemy as sa

from index.filters import Filters
from index.schema import articles, conditions


@dataclass(frozen=True)
class Coverage:
    """What a library holds, as far as filters let it be seen.

    Attributes:
        articles: How many.
        sources: How many outlets, of those that are named.
        first: The first day that the oldest dated one may be of, ISO 8601; "" if none is dated.
        last: The last day that the newest may be of, likewise.
    """

    articles: int
    sources: int
    first: str = ""
    last: str = ""


def coverage(connection: sa.Connection, filters: Filters = Filters()) -> Coverage:
    """Count the articles that filters let pass, their outlets, and find their days."""
    query = sa.select(
        sa.func.count(),
        sa.func.count(sa.func.nullif(articles.c.source, "").distinct()),
        sa.func.min(articles.c.published_first),
        sa.func.max(articles.c.published_last),
    ).where(articles.c.state != "removing", *conditions(filters))
    number, sources, first, last = connection.execute(query).one()
    return Coverage(number, sources, _written(first), _written(last))


def days(connection: sa.Connection) -> tuple[int | None, int | None]:
    """Give the first and the last day that the articles may be of, YYYYMMDD; None if undated.

    Answered out of the indexes: a question's dates are compared with it before every answer.
    """
    columns = (sa.func.min(articles.c.published_first), sa.func.max(articles.c.published_last))
    first, last = (connection.scalar(sa.select(column)) for column in columns)
    return first, last


def languages(connection: sa.Connection) -> list[str]:
    """Give the languages of the articles, ISO 639-1; "" is among them if one states none."""
    query = sa.select(articles.c.language).distinct().where(articles.c.state != "removing")
    return sorted(language or "" for language in connection.scalars(query))


def hiding(connection: sa.Connection, filters: Filters, ids: Sequence[str]) -> list[Filters]:
    """Give those parts of filters that leave out any of some articles.

    Args:
        connection: To the catalogue.
        filters: Any.
        ids: Of the articles.

    Returns:
        Filters of one kind each: days, outlets, authors, languages or collections.
    """
    found = []
    for part in _parts(filters):
        query = sa.select(sa.func.count()).where(articles.c.id.in_(ids), *conditions(part))
        if (connection.scalar(query) or 0) < len(set(ids)):
            found.append(part)
    return found


def _parts(filters: Filters) -> list[Filters]:
    days = Filters(since=filters.since, until=filters.until, undated=filters.undated)
    others = [
        replace(Filters(), **{field.name: getattr(filters, field.name)})
        for field in fields(Filters)
        if field.name not in ("since", "until", "undated")
    ]
    return [part for part in (days, *others) if str(part)]


def _written(day: int | None) -> str:
    return f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}" if day else ""
