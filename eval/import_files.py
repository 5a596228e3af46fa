"""JSON files of other formats: their objects one by one, each with the place where it stands."""

import codecs
import gzip
import itertools
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from index.errors import InputError

Progress = Callable[[int, int], None]
# Lines between two reports of progress.
_STEP = 256


def silent(_done: int, _total: int) -> None:
    """Tell nobody of progress."""


@dataclass(frozen=True)
class Entry:
    """An object of a file; what it lacks is told with its place.

    Attributes:
        value: Its names and values.
        where: The file and the line or entry.
        number: Counted from 1.
    """

    value: Mapping[str, Any]
    where: str
    number: int = 1

    def text(self, *names: str, default: str | None = None) -> str:
        """Give the text under the first of some names that is there; numbers are texts too.

        Raises:
            InputError: If there is none and no default, or it is no text.
        """
        name, found = self._first(names)
        if found is None and default is not None:
            return default
        if isinstance(found, int | float) and not isinstance(found, bool):
            return str(found)
        if not isinstance(found, str):
            raise self.wrong(name, found, "a text")
        return _sound(found)

    def texts(self, *names: str) -> list[str]:
        """Give a list of texts; one that is not there is empty."""
        name, found = self._first(names)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise self.wrong(name, found, "a list of texts")
        return list(map(_sound, found))

    def entries(self, name: str) -> "list[Entry]":
        """Give a list of objects; one that is not there is an error."""
        found = self.value.get(name)
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.wrong(name, found, "a list of objects")
        return [Entry(one, f"{self.where}, {name} {n}", n) for n, one in enumerate(found, start=1)]

    def flag(self, *names: str) -> bool | None:
        """Give true or false; None where it is not there."""
        name, found = self._first(names)
        if found is not None and not isinstance(found, bool):
            raise self.wrong(name, found, "true or false")
        return found

    def wrong(self, name: str, found: object, expected: str) -> InputError:
        """Make the error that says what was found under a name, and what is expected there."""
        shown = json.dumps(found, ensure_ascii=False)
        shown = shown if len(shown) <= 60 else shown[:59] + "…"
        held = ", ".join(map(str, self.value)) or "nothing"
        if found is None:
            return InputError(f'{self.where}: no "{name}"; expected {expected} (found: {held})')
        return InputError(f'{self.where}: "{name}" is {shown}; expected {expected}')

    def _first(self, names: tuple[str, ...]) -> tuple[str, Any]:
        there = (name for name in names if self.value.get(name) is not None)
        name = next(there, names[0])
        return name, self.value.get(name)


def _sound(text: str) -> str:
    """Take the halves of surrogate pairs out of a text: they cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode()


def records(path: Path, progress: Progress = silent) -> Iterator[Entry]:
    """Read the objects of a JSON file: lines, a list in one piece, or one object.

    Args:
        path: The file; with a name that ends in ".gz", packed.
        progress: Called with the bytes read and the file's size.

    Raises:
        InputError: If it cannot be read, or something in it is no object.
    """
    with _opened(path) as (stream, position):
        size = path.stat().st_size
        blank, first = 0, stream.readline().removeprefix(codecs.BOM_UTF8)
        while first and not first.strip():
            blank, first = blank + 1, stream.readline()
        if not _is_object(first):
            yield from _in_one_piece(path, b"\n" * blank + first + stream.read())
            return
        for number, line in enumerate(itertools.chain([first], stream), start=blank + 1):
            if number % _STEP == 0:
                progress(position(), size)
            if line.strip():
                where = f"{path}, line {number}"
                yield _entry(_loaded(line, where), where, number)
        progress(size, size)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _in_one_piece(path: Path, data: bytes) -> Iterator[Entry]:
    if not data.strip():
        raise InputError(f"{path} is empty")
    value = _loaded(data, str(path))
    found = value if isinstance(value, list) else [value]
    for number, one in enumerate(found, start=1):
        yield _entry(one, f"{path}, entry {number}", number)


def _entry(value: object, where: str, number: int) -> Entry:
    if not isinstance(value, dict):
        raise InputError(f"{where}: found {json.dumps(value)[:60]}; expected a JSON object")
    return Entry(value, where, number)


def _loaded(data: bytes, where: str) -> Any:
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        # A line has but one; of a whole document it says where to look.
        at = f" in line {error.lineno}" if error.lineno > 1 else ""
        expected = "expected an object a line, or one JSON document"
        raise InputError(f"{where}: no JSON ({error.msg}{at}); {expected}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: no JSON ({error}); expected UTF-8") from error


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], int]]]:
    """Open a file, packed or not; gives it and a function that says how far it is read."""
    try:
        with path.open("rb") as raw:
            packed = path.suffix.lower() == ".gz"
            with gzip.open(raw) if packed else nullcontext(raw) as stream:
                yield cast(IO[bytes], stream), raw.tell
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read: {reason}") from error
