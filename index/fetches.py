"""What was fetched before: what its server needs to know to answer "unchanged".

A table of its own beside the articles; losing it costs nothing but downloads.
"""

import contextlib
import zlib
from dataclasses import dataclass, fields

import sqlalchemy as sa

_metadata = sa.MetaData()
_fetches = sa.Table(
    "fetches",
    _metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("etag", sa.Text, nullable=False),
    sa.Column("last_modified", sa.Text, nullable=False),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
_articles = sa.table("articles", sa.column("id"), sa.column("digest"), sa.column("state"))
# A longer feed or sitemap, packed, is fetched anew each time rather than kept.
_LONGEST_KEPT = 1_000_000


@dataclass(frozen=True)
class Fetch:
    """An answer of 200, as it is kept.

    Attributes:
        etag: The server's name for this version; "" if it gave none.
        last_modified: When the server said that it was changed; "" if it did not.
        article_id: The article read from it; "" for a feed or sitemap.
        digest: That article's digest.
        content_type: A feed's or sitemap's, as in HTTP.
        content: A feed or sitemap itself, so that what it lists is known when it is unchanged.
    """

    etag: str = ""
    last_modified: str = ""
    article_id: str = ""
    digest: str = ""
    content_type: str = ""
    content: bytes = b""

    @property
    def condition(self) -> dict[str, str]:
        """The headers that ask for it only if it was changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class Fetches:
    """What one library fetched before, by address.

    Args:
        engine: The catalogue's.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        # Not `create_all`: between its looking and its making, another thread may have made it.
        with engine.begin() as connection:
            connection.execute(sa.schema.CreateTable(_fetches, if_not_exists=True))

    def article(self, url: str) -> Fetch | None:
        """Give the fetch of a page whose article is in the library just as it was read then.

        An article that was removed, or was not stored because the process was killed, is none.
        """
        stored = sa.exists().where(
            _articles.c.id == _fetches.c.article_id,
            _articles.c.digest == _fetches.c.digest,
            _articles.c.state != "removing",
        )
        return self._find(_fetches.c.url == url, stored)

    def listing(self, url: str) -> Fetch | None:
        """Give the fetch of a feed or sitemap, with what it said."""
        return self._find(_fetches.c.url == url, _fetches.c.article_id == "")

    def _find(self, *conditions: sa.ColumnElement[bool]) -> Fetch | None:
        names = [field.name for field in fields(Fetch)]
        query = sa.select(*(_fetches.c[name] for name in names)).where(*conditions)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return Fetch(**{**row, "content": zlib.decompress(row["content"])}) if row else None

    def remember(self, url: str, fetch: Fetch) -> None:
        """Keep a fetch in the place of the one before; without a validator there is none."""
        content = zlib.compress(fetch.content)
        keep = bool(fetch.condition) and len(content) <= _LONGEST_KEPT
        # It saves a download next time; the article itself must not fail for it.
        with contextlib.suppress(sa.exc.OperationalError), self._engine.begin() as connection:
            connection.execute(sa.delete(_fetches).where(_fetches.c.url == url))
            if keep:
                row = {**fetch.__dict__, "url": url, "content": content}
                connection.execute(sa.insert(_fetches).values(row))
