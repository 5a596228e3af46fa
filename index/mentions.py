"""The dates that articles mention, kept in the catalogue beside their passages."""

from collections.abc import Sequence

import sqlalchemy as sa

from index.articles import Article
from index.date_words import MONTHS
from index.dates import date_bounds
from index.schema import metadata
from index.temporal import Mention, mentions

_mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("article_id", sa.Text, nullable=False, index=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    # YYYYMMDD, both inclusive.
    sa.Column("first", sa.Integer, nullable=False),
    sa.Column("last", sa.Integer, nullable=False),
)
_FIELDS = tuple(Mention.__dataclass_fields__)


def put(connection: sa.Connection, article: Article) -> None:
    """Find and store the dates of an article, none if it is known not to be in English."""
    if article.language and not article.language.lower().startswith("en"):
        return
    rows = [
        {"article_id": article.id} | {name: getattr(mention, name) for name in _FIELDS}
        for mention in mentions(article.text, article.published)
    ]
    if rows:
        connection.execute(sa.insert(_mentions), rows)


def delete(connection: sa.Connection, article_id: str) -> None:
    """Delete the dates of an article."""
    connection.execute(sa.delete(_mentions).where(_mentions.c.article_id == article_id))


def read(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[Mention]]:
    """Give the dates that articles mention, by id, each list in the order of the text."""
    found: dict[str, list[Mention]] = {article_id: [] for article_id in ids}
    query = (
        sa.select(_mentions)
        .where(_mentions.c.article_id.in_(ids))
        .order_by(_mentions.c.article_id, _mentions.c.start)
    )
    for row in connection.execute(query).mappings():
        found[row["article_id"]].append(Mention(**{name: row[name] for name in _FIELDS}))
    return found


def written(first: int, last: int) -> str:
    """Write an interval of days (YYYYMMDD) shortly: "27 Nov – 3 Dec 2023", "Nov 2023", "2023"."""
    year, month = first // 10000, first // 100 % 100
    if (first, last) == (10000 * year + 101, 10000 * (last // 10000) + 1231):
        return str(year) if year == last // 10000 else f"{year} – {last // 10000}"
    if (first, last) == date_bounds(f"{year:04}-{month:02}"):
        return f"{_month(first)} {year}"
    if first == last:
        return f"{first % 100} {_month(first)} {year}"
    start = f"{first % 100} {_month(first)}"
    if year != last // 10000:
        start += f" {year}"
    return f"{start} – {last % 100} {_month(last)} {last // 10000}"


def _month(day: int) -> str:
    return MONTHS[day // 100 % 100 - 1][:3].capitalize()
