"""`Article`: one piece of writing with its metadata, and how it is made out of what was read."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from llama_index.core.schema import Document

from index.cleaning import clean
from index.dates import puts_day_first, settled
from index.errors import UnreadableArticle
from index.extraction import Extract, one_line
from index.identity import address_key, host_of, tidy_url
from index.opening import read_opening
from index.walls import suspicion

_TITLE_WORDS = 10


@dataclass(frozen=True)
class Article:
    """One piece of writing with its metadata.

    Attributes:
        id: 16 hexadecimal digits, made from `origin`: the same origin is the same article
            (`index.identity` says when two addresses are the same).
        text: The canonical text; every offset counts its characters.
        title: The headline, or the text's opening words where none is stated.
        source: The outlet, else its address's host without `www.`, else the file's name.
        author: As stated; "" when unknown.
        url: The canonical address; "" when unknown.
        section: The part of the outlet it stands in ("Sport"); "" when unknown.
        language: ISO 639-1 code ("en"); "" when unknown.
        published: ISO 8601, as exact as stated ("2023-12-06", "2023-12"); "" when undated.
        published_origin: Where the date was found; "" when undated.
        published_confidence: "high", "medium" or "low"; "" when undated.
        updated: When it was last changed, as stated, like `published`; "" when not stated.
        origin: What identifies it: its address, else its file, else its text.
    """

    id: str
    text: str
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

    @property
    def digest(self) -> str:
        """SHA-256 over the fields: equal digests of one id mean that nothing changed.

        `url` is not among them: the id stands for it, and ways of writing it change nothing.
        """
        fields = (
            self.text,
            self.title,
            self.source,
            self.author,
            self.section,
            self.language,
            self.published,
            self.published_origin,
            self.published_confidence,
            self.updated,
        )
        return hashlib.sha256("\0".join(fields).encode()).hexdigest()

    @property
    def text_digest(self) -> str:
        """SHA-256 over the text alone."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def to_document(self) -> Document:
        """Give the article as LlamaIndex knows it."""
        metadata = {
            name: getattr(self, name) for name in ("title", "source", "author", "url", "published")
        }
        return Document(id_=self.id, text=self.text, metadata=metadata)


@dataclass(frozen=True)
class Refused:
    """Something that was named but cannot be read as an article.

    Attributes:
        origin: The file, file and line, or address.
        reason: Why, in words for people.
    """

    origin: str
    reason: str

    @classmethod
    def by(cls, error: Exception, origin: str) -> "Refused":
        """Refuse what a parser raised an unexpected error on: they read what strangers wrote."""
        reason = f"cannot be read ({type(error).__name__}: {str(error)[:200]})"
        return cls(origin, reason)


@dataclass(frozen=True)
class Unchanged:
    """An article that is in the library as it was read before: its server says so.

    Attributes:
        origin: The address.
        article_id: The article's id.
    """

    origin: str
    article_id: str


@dataclass(frozen=True)
class Read:
    """An article that was read.

    Attributes:
        article: The article.
        note: What was assumed while reading it; "" for nothing.
        quarantine: Why it seems to be no article (a cookie wall, an error page); "" if it does not.
        original: What was read, byte for byte: the file, the page, the record.
        media_type: The original's, as in HTTP: "text/html".
        outlet: The outlet as stated; "" where the article's source is but a host or file's name.
    """

    article: Article
    note: str = ""
    quarantine: str = ""
    original: bytes = b""
    media_type: str = ""
    outlet: str = ""


def complete(
    extract: Extract,
    origin: str,
    source: str,
    *,
    url: str = "",
    original: bytes = b"",
    media_type: str = "",
) -> Read:
    """Complete what a file or page says of itself with what its place says of it.

    Args:
        extract: What was read.
        origin: What identifies the place: a file's path, perhaps with a record's key; "" if the
            text alone identifies the article.
        source: The outlet, where the extract names none and there is no address.
        url: Where it was fetched from, if it was.
        original: What was read, byte for byte.
        media_type: The original's.

    Raises:
        UnreadableArticle: If there is no text.
    """
    if not any(character.isalpha() for character in extract.text):
        raise UnreadableArticle("no text is left after reading it")
    url = tidy_url(extract.url) or tidy_url(url)
    extract = _tidied(extract, url, _own_file(origin, source))
    # An address names an article better than the file it was saved in; a text alone names itself.
    origin = url or origin or f"text:{hashlib.sha256(extract.text.encode()).hexdigest()}"
    identity = address_key(url) if url else origin
    outlet = one_line(extract.source)
    words = extract.text.split(maxsplit=_TITLE_WORDS)
    opening = " ".join(words[:_TITLE_WORDS]) + ("…" if len(words) > _TITLE_WORDS else "")
    article = Article(
        id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        text=extract.text,
        title=one_line(extract.title) or opening,
        source=outlet or (host_of(url) if url else source),
        author=one_line(extract.author),
        url=url,
        section=one_line(extract.section),
        language=extract.language,
        published=extract.published.value if extract.published else "",
        published_origin=extract.published.origin if extract.published else "",
        published_confidence=extract.published.confidence if extract.published else "",
        updated=extract.updated.value if extract.updated else "",
        origin=origin,
    )
    return Read(article, extract.note, extract.quarantine, original, media_type, outlet)


def _own_file(origin: str, source: str) -> str:
    """Give the name of the file that holds an article alone; "" if none does."""
    path = Path(origin)
    return source if path.is_absolute() and path.name == source else ""


def _tidied(extract: Extract, url: str, name: str) -> Extract:
    """Clean the text, read what its first lines say, and weigh its date against its place's.

    The one place where texts of all formats pass, so that none is stored uncleaned.

    Args:
        extract: What was read.
        url: The article's address; "" if it has none.
        name: The name of the file that holds this article alone; "" if none does.
    """
    opening = read_opening(extract.text, puts_day_first(extract.language))
    text = clean(extract.text)
    return replace(
        extract,
        # What is nothing but furniture is kept as it was found, for whoever looks at it.
        text=text if any(character.isalpha() for character in text) else extract.text,
        author=extract.author or opening.author,
        published=settled(extract.published or opening.published, url, name),
        updated=extract.updated or opening.updated,
        quarantine=extract.quarantine or suspicion(extract.title, extract.text, text),
    )
