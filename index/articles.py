"""Files, addresses and data files -> `Article`.

`read` is the one entrance: it takes what a person names (a file, a folder, an address, "-") and
yields an `Article` for each one found and a `Refused` for each one that cannot be read. One bad
article never stops the rest.
"""

import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from llama_index.core.schema import Document

from index.errors import InputError, UnreadableArticle
from index.extraction import (
    Extract,
    extract_html,
    extract_pdf,
    extract_record,
    extract_text,
    one_line,
)
from index.fetching import Fetcher
from index.markdown import extract_markdown

READERS: dict[str, Callable[[bytes, str], Extract]] = {
    ".txt": extract_text,
    ".text": extract_text,
    ".md": extract_markdown,
    ".markdown": extract_markdown,
    ".html": extract_html,
    ".htm": extract_html,
    ".pdf": extract_pdf,
}
FORMATS = (*READERS, ".jsonl")
# Far above any article and far below what would fill this machine's memory; a data file is read
# line by line, so there the limit holds for each line.
MAX_BYTES = 50_000_000
_TITLE_WORDS = 10


@dataclass(frozen=True)
class Article:
    """One piece of writing with its metadata.

    Attributes:
        id: 16 hexadecimal digits, made from `origin`: the same origin is the same article.
        text: The canonical text; every offset counts its characters.
        title: The headline, or the text's opening words where none is stated.
        source: The outlet, else its address's host, else the file's name.
        author: As stated; "" when unknown.
        url: The canonical address; "" when unknown.
        published: ISO 8601, as exact as stated ("2023-12-06", "2023-12"); "" when undated.
        published_origin: Where the date was found; "" when undated.
        origin: What identifies it: its address, else its file, else its text.
    """

    id: str
    text: str
    title: str
    source: str
    author: str
    url: str
    published: str
    published_origin: str
    origin: str

    @property
    def digest(self) -> str:
        """SHA-256 over all fields: equal digests mean that nothing changed."""
        fields = (
            self.text,
            self.title,
            self.source,
            self.author,
            self.url,
            self.published,
            self.published_origin,
        )
        return hashlib.sha256("\0".join(fields).encode()).hexdigest()

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


@dataclass(frozen=True)
class Read:
    """An article that was read, with what was assumed while reading it ("" for nothing)."""

    article: Article
    note: str = ""


def read(what: str, allow_private: bool = False) -> Iterator[Read | Refused]:
    """Read all articles that one name stands for.

    Args:
        what: A file, a folder (read whole, in the order of names), an http(s) address, or "-" for
            standard input.
        allow_private: Let an address lead to this machine or the local network.

    Yields:
        Each article, or what was refused and why.

    Raises:
        InputError: If the path does not exist.
    """
    if what == "-":
        yield from _read_standard_input()
    elif what.startswith(("http://", "https://")):
        yield from _read_address(what, allow_private)
    else:
        path = Path(what).expanduser()
        if not path.exists():
            raise InputError(f"no such file or folder: {path} (looked in {Path.cwd()})")
        for file in files(path):
            yield from _read_file(file)


def count(what: str) -> int:
    """Count what `read` will yield, about: a file is one, a line of a data file is one."""
    if what == "-" or what.startswith(("http://", "https://")):
        return 1
    total = 0
    for file in files(Path(what).expanduser()):
        if file.suffix.lower() == ".jsonl" and file.is_file():
            with file.open("rb") as lines:
                total += sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b""))
        else:
            total += 1
    return total


def files(path: Path) -> list[Path]:
    """List the files that a path stands for: itself, or all in a folder but the hidden ones."""
    if not path.is_dir():
        return [path]
    found = []
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        found += [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
    return found


def _read_file(path: Path) -> Iterator[Read | Refused]:
    suffix = path.suffix.lower()
    try:
        if suffix not in FORMATS:
            known = " ".join(FORMATS)
            raise UnreadableArticle(
                f"the format {suffix or '(none)'} is not read; these are: {known}"
            )
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableArticle("not a file that holds something, but a pipe or a device")
        if suffix == ".jsonl":
            yield from _read_lines(path)
            return
        if (size := status.st_size) > MAX_BYTES:
            limit = MAX_BYTES // 1_000_000
            raise UnreadableArticle(
                f"{size / 1e6:.0f} MB in one article, at most {limit} MB are read: split the file"
            )
        extract = READERS[suffix](path.read_bytes(), path.name)
        yield _article(extract, str(path.resolve()), path.name)
    except UnreadableArticle as error:
        yield Refused(str(path), str(error))
    except OSError as error:
        yield Refused(str(path), f"cannot be opened: {error.strerror or error}")
    except Exception as error:
        # Five parsers read what strangers wrote; whatever one of them raises, the rest goes on.
        yield Refused(str(path), _unexpected(error))


def _read_lines(path: Path) -> Iterator[Read | Refused]:
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(MAX_BYTES + 1):
            number += 1
            place = f"{path}, line {number}"
            if len(line) > MAX_BYTES:
                yield Refused(place, f"the line is longer than {MAX_BYTES // 1_000_000} MB")
                while line and not line.endswith(b"\n"):
                    line = lines.readline(MAX_BYTES)
            elif line.strip():
                yield _read_record(line, place, path)
        if number == 0:
            yield Refused(str(path), "the file is empty")


def _read_record(line: bytes, place: str, path: Path) -> Read | Refused:
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise UnreadableArticle(f"a JSON object is expected, found {type(record).__name__}")
        key = str(record.get("id") or "")
        origin = f"{path.resolve()}#{key}" if key else ""
        return _article(extract_record(record), origin, path.name)
    except UnreadableArticle as error:
        return Refused(place, str(error))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        return Refused(place, f"not valid JSON: {error}")
    except Exception as error:
        return Refused(place, _unexpected(error))


def _unexpected(error: Exception) -> str:
    return f"cannot be read ({type(error).__name__}: {str(error)[:200]})"


def _read_standard_input() -> Iterator[Read | Refused]:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        if len(data) > MAX_BYTES:
            raise UnreadableArticle(f"more than {MAX_BYTES // 1_000_000} MB")
        yield _article(extract_markdown(data, "standard input"), "", "standard input")
    except UnreadableArticle as error:
        yield Refused("standard input", str(error))


def _read_address(url: str, allow_private: bool) -> Iterator[Read | Refused]:
    try:
        page = Fetcher(allow_private=allow_private).fetch(url)
        if page.media_type == "application/pdf":
            extract = extract_pdf(page.data, url)
        elif page.media_type == "text/plain":
            extract = extract_text(page.data, url)
        else:
            extract = extract_html(page.data, url, url=page.url)
        yield _article(extract, page.url, url, url=page.url)
    except UnreadableArticle as error:
        yield Refused(url, str(error))
    except Exception as error:
        yield Refused(url, _unexpected(error))


def _article(extract: Extract, origin: str, source: str, url: str = "") -> Read:
    """Complete what a file says of itself with what its place says of it."""
    if not any(character.isalpha() for character in extract.text):
        raise UnreadableArticle("no text is left after reading it")
    url = _tidy_url(extract.url or url)
    # An address names an article better than the file it was saved in; a text alone names itself.
    identity = url or origin or f"text:{hashlib.sha256(extract.text.encode()).hexdigest()}"
    words = extract.text.split(maxsplit=_TITLE_WORDS)
    opening = " ".join(words[:_TITLE_WORDS]) + ("…" if len(words) > _TITLE_WORDS else "")
    article = Article(
        id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        text=extract.text,
        title=one_line(extract.title) or opening,
        source=one_line(extract.source) or urlsplit(url).hostname or source,
        author=one_line(extract.author),
        url=url,
        published=extract.published.value if extract.published else "",
        published_origin=extract.published.origin if extract.published else "",
        origin=identity,
    )
    return Read(article, extract.note)


def _tidy_url(url: str) -> str:
    """Give an address without its fragment, or "" if it is no web address at all."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return urlunsplit(parts._replace(netloc=parts.netloc.lower(), fragment=""))
