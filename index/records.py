"""Data files of records -> articles: JSON lines and JSON; tables are in `index.tables`.

JSON lines are read one record at a time, however long the file; one bad record never stops the
rest.
"""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from index.articles import Read, Refused, complete
from index.errors import UnreadableArticle
from index.fields import extract_record, has_text, key_of, listed, missing
from index.unpacking import Stream

# Far above any article and far below what would fill this machine's memory; in a data file the
# limit holds for each record.
MAX_BYTES = 50_000_000
# JSON in one piece must be held whole, as bytes and as objects.
MAX_JSON = 200_000_000
# Of brackets and commas: "[[],[],…" takes thirty times its size. News holds three million.
_MAX_VALUES = 20_000_000
# How much of a file is looked at to recognise what it is.
SAMPLE = 1 << 20
_LISTS = ("articles", "items", "data", "records", "results")
_COMMA = re.compile(r"[\s,]*")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Place:
    """Where something to be read lies.

    Attributes:
        shown: What messages call it.
        identity: What makes it another place than any other; "" for standard input.
        name: The file's own name.
    """

    shown: str
    identity: str
    name: str


@dataclass(frozen=True)
class Source:
    """What all records of one file share.

    Attributes:
        place: The file.
        mapping: Article fields to the names they have in it; the rest is guessed.
        told: The notes that were given once already.
    """

    place: Place
    mapping: Mapping[str, str]
    told: set[str] = field(default_factory=set)

    def read(
        self, record: Any, where: str, original: bytes, media_type: str, note: str = ""
    ) -> Read | Refused:
        """Make an article of one record, or say why there is none in it.

        Args:
            record: A JSON object, if all is well.
            where: Its place in the file: "line 3".
            original: How it is written there.
            media_type: The original's.
            note: What was assumed in reading the file.
        """
        shown = f"{self.place.shown}, {where}"
        try:
            if len(original) > MAX_BYTES:
                raise UnreadableArticle(f"more than {MAX_BYTES // 1_000_000} MB in one record")
            if not isinstance(record, dict):
                raise UnreadableArticle(f"a JSON object is expected, found {type(record).__name__}")
            key = key_of(record, self.mapping)
            identity = f"{self.place.identity}#{key}" if key and self.place.identity else ""
            read = complete(
                extract_record(record, self.mapping),
                identity,
                self.place.name,
                original=original,
                media_type=media_type,
            )
            return replace(read, note=self._notes(record, note))
        except UnreadableArticle as error:
            return Refused(shown, str(error))
        except Exception as error:
            return Refused.by(error, shown)

    def _notes(self, record: dict[str, Any], note: str) -> str:
        absent = missing(record, self.mapping)
        notes = [f"no field {name!r} for {wanted}" for wanted, name in absent.items()]
        # Once for a file: a mistyped name is told, a hundred thousand times it is not.
        fresh = [words for words in (note, *notes) if words and words not in self.told]
        self.told.update(fresh)
        return "; ".join(fresh)


def read_lines(
    stream: Stream, place: Place, mapping: Mapping[str, str]
) -> Iterator[Read | Refused]:
    """Read JSON lines: one record in each line."""
    source = Source(place, mapping)
    number = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        where = f"line {number}"
        if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnreadableArticle("the file is UTF-16; JSON lines are UTF-8: save it as that")
        if len(line) > MAX_BYTES:
            reason = f"the line is longer than {MAX_BYTES // 1_000_000} MB"
            yield Refused(f"{place.shown}, {where}", reason)
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_BYTES)
        elif line.strip():
            try:
                record = _loaded(line)
            except UnreadableArticle as error:
                yield Refused(f"{place.shown}, {where}", str(error))
            else:
                yield source.read(record, where, line, "application/json")
    if number == 0:
        raise UnreadableArticle("the file is empty")


def is_lines(head: bytes) -> bool:
    """Tell whether a file that opens with these bytes is JSON lines, whatever its name."""
    first, _, rest = head.removeprefix(_BOM).lstrip().partition(b"\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def read_json(stream: Stream, place: Place, mapping: Mapping[str, str]) -> Iterator[Read | Refused]:
    """Read JSON: a list of records, an object that holds one, or one record."""
    if is_lines(stream.peek(SAMPLE)):
        yield from read_lines(stream, place, mapping)
        return
    data = stream.read(MAX_JSON + 1)
    if len(data) > MAX_JSON:
        raise UnreadableArticle(
            f"more than {MAX_JSON // 1_000_000} MB of JSON in one piece: make lines of it, as "
            f"with jq -c '.[]' {place.name} > lines.jsonl"
        )
    if not data.strip():
        raise UnreadableArticle("the file is empty")
    if sum(map(data.count, (b"[", b"{", b","))) > _MAX_VALUES:
        raise UnreadableArticle("more values in one piece than articles have: make lines of them")
    value = _loaded(data)
    del data
    source = Source(place, mapping)
    for number, record in enumerate(_records(value, mapping), start=1):
        # Half a surrogate pair cannot be encoded, but its escape in JSON can.
        original = json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")
        yield source.read(record, f"record {number}", original, "application/json")


def _loaded(data: bytes) -> Any:
    try:
        return json.loads(data)
    except RecursionError:
        raise UnreadableArticle("nested deeper than any article") from None
    except ValueError as error:
        raise UnreadableArticle(f"not valid JSON: {error}") from error


def _records(value: Any, mapping: Mapping[str, str]) -> list[Any]:
    if isinstance(value, dict) and not has_text(value, mapping):
        found = [value[name] for name in _LISTS if isinstance(value.get(name), list)]
        if not found:
            raise UnreadableArticle(
                f"neither a record with a text nor a list of records under "
                f"{', '.join(_LISTS)} {listed(value)}; name the text: --map text=FIELD"
            )
        return list(found[0])
    return value if isinstance(value, list) else [value]


def count_lines(head: str) -> int:
    """Count the lines that hold something."""
    return sum(1 for line in head.split("\n") if line.strip())


def count_objects(head: str) -> tuple[int, int]:
    """Count the whole objects of the first list of objects, and the characters they take."""
    opening = re.search(r"\[\s*(?=\{)", head)
    start = end = opening.end() if opening else 0
    decoder = json.JSONDecoder()
    for found in itertools.count() if opening else ():
        try:
            _, after = decoder.raw_decode(head, end)
        except (ValueError, RecursionError):
            return found, end - start
        comma = _COMMA.match(head, after)
        end = comma.end() if comma else after
    return 0, 0
