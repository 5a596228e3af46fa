"""Articles and their entries made by hand, whatever a library would hold."""

from index.articles import Article
from index.entries import Entry

TEXT = "It opened last Tuesday.\n\nThe tram runs again."


def article(**fields: str) -> Article:
    known = dict.fromkeys(Article.__dataclass_fields__, "")
    known |= {"id": "a", "text": TEXT, "title": "Tram opens", "source": "The Paper"}
    known |= {"published": "2025-04-30", "published_origin": "page", "origin": "/x/tram.txt"}
    return Article(**(known | {"published_confidence": "high"} | fields))


def entry(**fields: object) -> Entry:
    known: dict[str, object] = dict.fromkeys(Entry.__dataclass_fields__, "")
    known |= {"id": "a", "title": "Tram opens", "source": "The Paper", "published": "2025-04-30"}
    return Entry(**(known | {"version": 1} | fields))
