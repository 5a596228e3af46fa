"""Tables of questions (CSV, TSV) -> question sets; the header names a question's fields."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from eval.importing import How, Imported, made
from eval.questions import Question, checked
from index.errors import InputError, UnreadableArticle
from index.extraction import decode

_FIELDS = tuple(field.name for field in fields(Question))
_TEXTS = ("id", "question", "asked")
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_BETWEEN = " | "
_DELIMITERS = ",;\t|"


def table(path: Path, how: How) -> Imported:
    """Read a table: the first row names the columns, each other row is a question.

    Lists are parted by " | " or written as JSON, `history` and equally good sentences as JSON.
    The delimiter is the one of comma, semicolon, tab and bar that the header has most.
    """
    for field in how.mapping:
        if field not in _FIELDS:
            known = ", ".join(_FIELDS)
            raise InputError(f"--map {field}=…: a question has no field {field!r}; it has {known}")
    try:
        text, assumed = decode(path.read_bytes(), path.name)
    except (OSError, UnreadableArticle) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read: {reason}") from error
    delimiter = max(_DELIMITERS, key=text.lstrip("\ufeff\n").partition("\n")[0].count)
    rows = _rows(path, text.lstrip("\ufeff"), delimiter)
    _, header = next(rows, ("", []))
    columns = _columns(path, header, how.mapping)
    read = (
        (_question(row, columns, number, where), where) for number, (where, row) in _counted(rows)
    )
    passed = [name for place, name in enumerate(header) if place not in columns]
    told = f"columns that are no field of a question: {', '.join(passed)}; --map FIELD=COLUMN"
    notes = ((assumed,) if assumed else ()) + ((told,) if passed else ())
    return Imported(made(path, read), notes=notes)


def _counted(
    rows: Iterator[tuple[str, list[str]]],
) -> Iterator[tuple[int, tuple[str, list[str]]]]:
    return enumerate((row for row in rows if any(cell.strip() for cell in row[1])), start=1)


def _rows(path: Path, text: str, delimiter: str) -> Iterator[tuple[str, list[str]]]:
    # Strict, because a quote that is never closed would make one row of all that follow.
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    width = 0
    while True:
        where = f"{path}, line {reader.line_num + 1}"
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"{where}: no row of a table ({error})") from error
        width = width or len(row)
        if row and len(row) != width:
            raise InputError(f"{where}: {len(row)} fields; the header names {width}")
        if row:
            yield where, row


def _columns(path: Path, header: list[str], mapping: Mapping[str, str]) -> dict[int, str]:
    """Give the columns that are read: their place to the field's name."""
    places = {name.strip().lower(): place for place, name in reversed(list(enumerate(header)))}
    wanted = {field: field for field in _FIELDS} | dict(mapping)
    found = {places[name.lower()]: f for f, name in wanted.items() if name.lower() in places}
    absent = [
        n
        for f, n in wanted.items()
        if (f in mapping or f == "question") and f not in found.values()
    ]
    if absent:
        names = ", ".join(header) or "none"
        raise InputError(
            f"{path}: no column {absent[0]!r} (found: {names}); the first row names the columns, "
            "and --map question=COLUMN says which holds the question"
        )
    return found


def _question(row: list[str], columns: dict[int, str], number: int, where: str) -> Question:
    value: dict[str, Any] = {"id": str(number)}
    for place, field in columns.items():
        cell = row[place].strip()
        if cell:
            value[field] = cell if field in _TEXTS else _read(cell, field, where)
    return checked({"question": None, **value}, where)


def _read(cell: str, field: str, where: str) -> Any:
    if field == "answerable":
        # What is no such word is told by the check of the question.
        return _WORDS.get(cell.lower(), cell)
    if field == "history" or (cell.startswith("[") and cell.endswith("]")):
        try:
            return json.loads(cell)
        except ValueError as error:
            raise InputError(f'{where}: "{field}" is {cell[:60]}, which is no JSON list') from error
    return [part.strip() for part in cell.split(_BETWEEN) if part.strip()]
