"""What the catalogue gives of an article without its text, and of a passage with it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A stored passage: `article.text[start:end] == text`, id `<article id>:<number>`."""

    id: str
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Entry:
    """An article in a list: its fields without the text, and what the library adds to them.

    Attributes:
        story: The id of the article that founded its story; its own if it stands alone.
        version: How many versions of it there are.
        added: When the first of them was (ISO 8601, UTC).
    """

    id: str
    title: str
    source: str
    author: str
    url: str
    section: str
    language: str
    published: str
    published_origin: str
    published_confidence: str
    updated: str
    origin: str
    story: str
    version: int
    added: str
