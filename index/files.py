"""Files, standard input and archives -> articles, each by the reader of its format."""

import io
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from index.archives import ARCHIVES, inside, members
from index.articles import Read, Refused, complete
from index.documents import extract_docx, extract_epub
from index.errors import UnreadableArticle
from index.extraction import Extract, extract_pdf, extract_text
from index.markdown import extract_markdown
from index.pages import extract_html
from index.records import (
    MAX_BYTES,
    SAMPLE,
    Place,
    count_lines,
    count_objects,
    is_lines,
    read_json,
    read_lines,
)
from index.tables import count_rows, read_table
from index.unpacking import Stream

# Files that are one article: how they are read, and their media type.
READERS: dict[str, tuple[Callable[[bytes, str], Extract], str]] = {
    ".txt": (extract_text, "text/plain"),
    ".text": (extract_text, "text/plain"),
    ".md": (extract_markdown, "text/markdown"),
    ".markdown": (extract_markdown, "text/markdown"),
    ".html": (extract_html, "text/html"),
    ".htm": (extract_html, "text/html"),
    ".xhtml": (extract_html, "application/xhtml+xml"),
    ".pdf": (extract_pdf, "application/pdf"),
    ".docx": (
        extract_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ".epub": (extract_epub, "application/epub+zip"),
}
# Files that hold many.
RECORDS: dict[str, Callable[[Stream, Place, Mapping[str, str]], Iterator[Read | Refused]]] = {
    ".jsonl": read_lines,
    ".ndjson": read_lines,
    ".json": read_json,
    ".csv": read_table,
    ".tsv": read_table,
}
FORMATS = (*READERS, *RECORDS, *ARCHIVES)
# Enough of a file to tell how many records it holds.
_COUNTED = 1 << 24
# What standard input is, by how it opens; anything else is Markdown.
_OPENINGS = (
    (rb"\s*(?:\{\s*[\"}]|\[\s*\{)", ".json"),
    (
        rb"(?is)\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b",
        ".html",
    ),
    (rb"%PDF-", ".pdf"),
)


def read_file(path: Path, mapping: Mapping[str, str]) -> Iterator[Read | Refused]:
    """Read a file, whatever it is and holds.

    Args:
        path: A file.
        mapping: Article fields to the names they have in data files; the rest is guessed.
    """
    yield from _refusing(_read_file(path, mapping), str(path))


def read_piped(pipe: BinaryIO, mapping: Mapping[str, str]) -> Iterator[Read | Refused]:
    """Read standard input as what it looks like: JSON, JSON lines, HTML, PDF, else Markdown."""
    yield from _refusing(_read_piped(pipe, mapping), "standard input")


def files(path: Path) -> list[Path]:
    """List the files that a path stands for: itself, or all in a folder but the hidden ones."""
    if not path.is_dir():
        return [path]
    found = []
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        found += [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
    return found


def count_file(path: Path) -> int:
    """Count what `read_file` will yield, about: by the beginning of what is long."""
    kind = _format(path.name)
    try:
        size = path.stat().st_size
        if kind in READERS or not path.is_file():
            return 1
        if kind in ARCHIVES:
            return _count_archive(path)
        with io.BufferedReader(io.FileIO(path)) as stream:
            return _count_stream(stream, size, kind, _COUNTED)
    except OSError:
        return 1


def _refusing(found: Iterator[Read | Refused], shown: str) -> Iterator[Read | Refused]:
    try:
        yield from found
    except UnreadableArticle as error:
        yield Refused(shown, str(error))
    except OSError as error:
        yield Refused(shown, f"cannot be opened: {error.strerror or error}")
    except Exception as error:
        # Eight parsers read what strangers wrote; whatever one of them raises, the rest goes on.
        yield Refused.by(error, shown)


def _format(name: str) -> str:
    """Give the suffix a file is read by; "" if it is not read."""
    return max((end for end in FORMATS if name.lower().endswith(end)), key=len, default="")


def _read_file(path: Path, mapping: Mapping[str, str]) -> Iterator[Read | Refused]:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableArticle("not a file that holds something, but a pipe or a device")
    if _format(path.name) in ARCHIVES:
        yield from _read_archive(path, mapping)
        return
    place = Place(str(path), str(path.resolve()), path.name)
    with io.BufferedReader(io.FileIO(path), SAMPLE) as stream:
        yield from _read_stream(stream, status.st_size, _format(path.name), place, mapping)


def _read_archive(path: Path, mapping: Mapping[str, str]) -> Iterator[Read | Refused]:
    for member in members(path):
        if isinstance(member, Refused):
            yield member
            continue
        shown, identity = inside(path, member.name), inside(path.resolve(), member.name)
        place = Place(shown, identity, member.name.rpartition("/")[2])
        kind = _format(member.name)
        yield from _refusing(_read_stream(member.data, member.size, kind, place, mapping), shown)


def _read_stream(
    stream: Stream, size: int, kind: str, place: Place, mapping: Mapping[str, str]
) -> Iterator[Read | Refused]:
    if kind in RECORDS:
        yield from RECORDS[kind](stream, place, mapping)
    elif kind in READERS:
        reader, media_type = READERS[kind]
        data = _whole(stream, size)
        extract = reader(data, place.name)
        yield complete(extract, place.identity, place.name, original=data, media_type=media_type)
    elif kind in ARCHIVES:
        raise UnreadableArticle("an archive inside an archive is not read: unpack it first")
    else:
        suffix = Path(place.name).suffix or "(none)"
        known = " ".join(FORMATS)
        raise UnreadableArticle(f"the format {suffix} is not read; these are: {known}")


def _whole(stream: Stream, size: int) -> bytes:
    limit = f"{MAX_BYTES // 1_000_000} MB"
    if size > MAX_BYTES:
        found = f"{size / 1e6:.0f} MB in one article"
        raise UnreadableArticle(f"{found}, at most {limit} are read: split the file")
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableArticle(f"more than {limit} in one article: split it")
    return data


def _read_piped(pipe: BinaryIO, mapping: Mapping[str, str]) -> Iterator[Read | Refused]:
    stream: Stream = io.BufferedReader(pipe, SAMPLE)
    try:
        head = stream.peek(SAMPLE).removeprefix(b"\xef\xbb\xbf")
        kind = next((kind for opening, kind in _OPENINGS if re.match(opening, head)), ".md")
        # A text that comes from nowhere has no place to be identified by.
        place = Place("standard input", "", "standard input")
        yield from _read_stream(stream, 0, kind, place, mapping)
    finally:
        # Else it would close standard input when it is thrown away.
        stream.detach()


def _count_stream(stream: Stream, size: int, kind: str, most: int) -> int:
    if kind not in RECORDS:
        return 1
    head = stream.read(most)
    text = head.decode("utf-8", "replace")
    seen = len(text)
    if kind in (".csv", ".tsv"):
        found = count_rows(text)
    elif kind != ".json" or is_lines(head):
        found = count_lines(text)
    else:
        found, seen = count_objects(text)
    share = seen / max(len(text), 1) * len(head) / max(size, 1)
    return max(1, round(found / share)) if share else 1


def _count_archive(path: Path) -> int:
    """Count an archive's articles by its beginning, as far as that is quickly unpacked."""
    found, seen = 0, 0
    for member in members(path):
        if isinstance(member, Refused):
            found += 1
            continue
        if member.before and seen > _COUNTED:
            return max(1, round(found / member.before))
        seen += member.size
        try:
            found += _count_stream(member.data, member.size, _format(member.name), SAMPLE)
        except UnreadableArticle:
            found += 1
    return max(1, found)
