"""Tables with a header (CSV, TSV) -> articles, one row at a time, however long the file."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.articles import Read, Refused
from index.errors import UnreadableArticle
from index.extraction import decode, encoding
from index.fields import has_text, listed, missing
from index.records import MAX_BYTES, SAMPLE, Place, Source
from index.unpacking import Stream

_DELIMITERS = ",;\t|"


def read_table(
    stream: Stream, place: Place, mapping: Mapping[str, str]
) -> Iterator[Read | Refused]:
    """Read a table: the first row names the columns, each other row is a record.

    The delimiter is the one of comma, semicolon, tab and bar that parts the header most.
    """
    head = stream.peek(SAMPLE)[:SAMPLE]
    # Cut at a line's end: a letter cut in two would not be of any encoding.
    head = head[: head.rfind(b"\n") + 1] or head
    decode(head, place.name)
    codec, note = encoding(head)
    errors = "replace" if codec == "utf-16" else "surrogateescape"
    text = io.TextIOWrapper(stream, codec, errors, newline="")
    raw: list[str] = []
    delimiter = _delimiter(head.decode(codec, "replace"))
    rows = _rows(_lines(text, raw), delimiter, raw)
    first = next((row for row in rows if row.fields), None)
    if first is None:
        raise UnreadableArticle("the file is empty")
    columns, header = _columns(first, mapping)
    source = Source(place, mapping)
    try:
        for row in rows:
            if isinstance(row.fields, csv.Error):
                yield Refused(f"{place.shown}, {row.where}", f"no row of a table: {row.fields}")
                continue
            record, fault = _named(columns, row.fields, row.raw)
            if fault:
                yield Refused(f"{place.shown}, {row.where}", fault)
            elif record:
                # With the header, so that it can be read again alone.
                original = (header + row.raw).encode("utf-8", "replace")
                yield source.read(record, row.where, original, "text/csv", note)
    finally:
        # Else it would close the stream, which is not ours, when it is thrown away.
        text.detach()


@dataclass(frozen=True)
class _Row:
    """A table's row: its fields, or why it has none; where it stands; and how it was written."""

    fields: list[str] | csv.Error
    where: str
    raw: str


def _lines(text: io.TextIOWrapper, raw: list[str]) -> Iterator[str]:
    while line := text.readline(MAX_BYTES + 1):
        raw.append(line)
        yield line
        if len(line) > MAX_BYTES:
            # The row is refused for its length; what is left of the line is nobody's.
            while line and not line.endswith("\n"):
                line = text.readline(MAX_BYTES)


def _rows(lines: Iterator[str], delimiter: str, raw: list[str]) -> Iterator[_Row]:
    # The limit is the process's, there is no other; 131,072 characters are no long article.
    csv.field_size_limit(MAX_BYTES)
    # Strict, because a quote that is never closed would make one article of all that follow.
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        start = reader.line_num + 1
        raw.clear()
        fields: list[str] | csv.Error
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fields = error
        if any(len(line) > MAX_BYTES for line in raw):
            fields = csv.Error(f"a line longer than {MAX_BYTES // 1_000_000} MB")
        yield _Row(fields, f"line {start}", "".join(raw))


def _delimiter(head: str) -> str:
    def columns(delimiter: str) -> int:
        first = next((line for line in head.splitlines() if line.strip()), "")
        return len(next(csv.reader([first], delimiter=delimiter), []))

    return max(_DELIMITERS, key=columns)


def _columns(row: _Row, mapping: Mapping[str, str]) -> tuple[list[str], str]:
    if isinstance(row.fields, csv.Error):
        raise UnreadableArticle(f"the header is no row of a table: {row.fields}")
    columns = [name.strip() for name in row.fields]
    names = dict.fromkeys(columns, "a text")
    if absent := missing(names, mapping):
        sought = " and ".join(f"{name!r} for {field}" for field, name in absent.items())
        raise UnreadableArticle(f"no column {sought} {listed(names)}")
    if not has_text(names, mapping):
        raise UnreadableArticle(
            f"the first line names no column of texts {listed(names)}; it must name the columns, "
            "and --map text=COLUMN says which holds the text"
        )
    return columns, row.raw if row.raw.endswith("\n") else row.raw + "\n"


def _named(columns: list[str], fields: list[str], raw: str) -> tuple[dict[str, str], str]:
    """Give a row's fields under their columns' names, or why it cannot be done."""
    if not any(field.strip() for field in fields):
        return {}, ""
    if re.search("[\udc80-\udcff]", raw):
        return {}, "not UTF-8, as the file's beginning is"
    surplus = [field for field in fields[len(columns) :] if field.strip()]
    if len(fields) < len(columns) or surplus:
        return {}, f"{len(fields)} fields, the header names {len(columns)}"
    # The first of two columns with one name counts.
    return dict(reversed(list(zip(columns, fields, strict=False)))), ""


def count_rows(head: str) -> int:
    """Count the rows under the header, those that are cut or faulty too."""
    csv.field_size_limit(MAX_BYTES)
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=_delimiter(head))
    try:
        return sum(1 for row in rows if row) - 1
    except csv.Error:
        return 1
