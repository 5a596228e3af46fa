"""What is read of a file, parted into articles and refusals."""

from pathlib import Path

from index.articles import Article, Read, Refused
from index.reading import Reading, read


def found(what: str | Path, **fields: str) -> tuple[list[Article], list[Refused]]:
    """Read a file whose article fields have these names in it."""
    items = list(read(str(what), Reading(fields=fields)))
    articles = [item.article for item in items if isinstance(item, Read)]
    return articles, [item for item in items if isinstance(item, Refused)]


def only(what: str | Path, **fields: str) -> Article:
    """Read a file of one article."""
    (article,), refused = found(what, **fields)
    assert refused == []
    return article


def reason(what: str | Path, **fields: str) -> str:
    """Read a file that holds nothing but what is refused, for one reason."""
    articles, (refused,) = found(what, **fields)
    assert articles == []
    return refused.reason
