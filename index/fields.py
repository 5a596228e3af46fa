"""One record of a data file -> an article's fields, by the names that data files use."""

import datetime
import functools
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.dates import PublicationDate, head_date, publication_date
from index.errors import InputError, UnreadableArticle
from index.extraction import Extract, canonical, language_code
from index.markup import unmarked

# Folded names (no case, no marks between words), the likeliest first.
NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text",
        "body",
        "content",
        "article",
        "maintext",
        "fulltext",
        "articlebody",
        "articletext",
        "contenttext",
        "contenthtml",
    ),
    "title": ("title", "headline"),
    "source": ("source", "outlet", "publisher", "publication", "site", "sitename", "domain"),
    "author": ("author", "authors", "byline", "creator"),
    "url": ("url", "link", "canonicalurl", "canonical"),
    "published": (
        "published",
        "date",
        "publicationdate",
        "publishedat",
        "pubdate",
        "datepublished",
        "datepublish",
        "publishdate",
        "publisheddate",
        "created",
    ),
    "updated": ("updated", "modified", "datemodify", "datemodified", "updatedat"),
    "section": ("section", "category", "topic"),
    "language": ("language", "lang"),
    "id": ("id", "uuid", "guid"),
}
# What is inside a value that is an object: {"source": {"id": null, "name": "Larch Courier"}}.
_INNER = ("name", "title", "value", "label", "rendered", "$date", "$oid", "id")
_INNER_TEXT = ("rendered", "text", "html", "value")
# How tables write that there is nothing. "Null" is not among them: it is a surname.
_NOTHING = frozenset(("nan", "NaN", "NAN", "null", "NULL", "None", "N/A", "n/a", "<NA>", "\\N"))
# No one dates an article in more characters, and the parsers of dates need not try.
_LONGEST_DATE = 80
# A number from 1990 to 2100 in seconds, or in thousandths, millionths or billionths of one.
_FIRST_SECOND, _LAST_SECOND = 631_152_000, 4_102_444_800


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Check that a mapping names fields that articles have.

    Raises:
        InputError: If it does not.
    """
    for field in mapping:
        if field not in NAMES:
            raise InputError(f"an article has no field {field!r}; it has {', '.join(NAMES)}")


def missing(names: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, str]:
    """Give what of a mapping is not there: article field to the name that was looked for."""
    return {f: name for f, name in mapping.items() if _lookup(names, name) is _ABSENT}


def listed(record: Mapping[str, Any]) -> str:
    """List a record's names for a message, cut where they are too many or too long."""
    names = [str(name)[:40] for name in record]
    shown = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    return f"(fields found: {shown or 'none'})"


def key_of(record: Mapping[str, Any], mapping: Mapping[str, str]) -> str:
    """Give what a record calls itself; "" if it has no id."""
    return _first(_values(record, "id", mapping))


def has_text(record: Mapping[str, Any], mapping: Mapping[str, str]) -> bool:
    """Tell whether any field of a record holds an article's text."""
    return bool(_text(record, mapping))


def extract_record(record: Mapping[str, Any], mapping: Mapping[str, str]) -> Extract:
    """Read one record of a data file.

    Args:
        record: Names to values, as JSON or a table gives them.
        mapping: Article fields to names in the record; the rest is found by its usual names. A
            name may lead into objects: "source.name".

    Raises:
        UnreadableArticle: If no field holds a text.
    """
    text = _text(record, mapping)
    if not text:
        if "text" in mapping:
            sought = f"no text in the field {mapping['text']!r}"
            raise UnreadableArticle(f"{sought} {listed(record)}")
        usual = "text, body, content, article, maintext or full_text"
        raise UnreadableArticle(f"no field {usual} {listed(record)}; name it: --map text=FIELD")
    published = _date(_values(record, "published", mapping))
    if published is None:
        published, text = head_date(text)
    found = {
        field: unmarked(_first(_values(record, field, mapping)))
        for field in ("title", "source", "author", "section")
    }
    return Extract(
        canonical(text),
        **found,
        url=_first(_values(record, "url", mapping)),
        language=language_code(_first(_values(record, "language", mapping))),
        published=published,
        updated=_date(_values(record, "updated", mapping)),
    )


_ABSENT = object()


@functools.lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _lookup(record: Mapping[str, Any], name: str) -> Any:
    """Find a name as it is written, else whatever its case, else as a way into objects."""
    if name in record:
        return record[name]
    for found, value in record.items():
        if _folded(str(found)) == _folded(name):
            return value
    head, dot, rest = name.partition(".")
    inner = record.get(head)
    return _lookup(inner, rest) if dot and isinstance(inner, dict) else _ABSENT


def _values(record: Mapping[str, Any], field: str, mapping: Mapping[str, str]) -> Iterator[Any]:
    """Give what may be a field's value, the likeliest first."""
    if field in mapping:
        yield _lookup(record, mapping[field])
        return
    folded = {_folded(str(name)): value for name, value in reversed(list(record.items()))}
    for name in NAMES[field]:
        if name in folded:
            yield folded[name]


def _first(values: Iterator[Any]) -> str:
    return next((" ".join(words.split()) for value in values if (words := _plain(value))), "")


def _text(record: Mapping[str, Any], mapping: Mapping[str, str]) -> str:
    for value in _values(record, "text", mapping):
        if isinstance(value, dict):
            value = next((value[name] for name in _INNER_TEXT if value.get(name)), None)
        if isinstance(value, list):
            # Some data sets keep one string for each paragraph.
            value = "\n\n".join(part for part in value if isinstance(part, str))
        if isinstance(value, str) and (text := unmarked(_plain(value))).strip():
            return text
    return ""


def _plain(value: Any) -> str:
    """Write a value as a text: lists with commas, objects by their name, nothing as ""."""
    if isinstance(value, str):
        return "" if value.strip() in _NOTHING else value
    if isinstance(value, bool):
        return ""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return f"{value:.0f}" if value.is_integer() else str(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return ", ".join(words for item in value if (words := _plain(item)))
    if isinstance(value, dict):
        return next((words for name in _INNER if (words := _plain(value.get(name)))), "")
    return ""


def _date(values: Iterator[Any]) -> PublicationDate | None:
    for value in values:
        words = _plain(value).strip()
        if not words or len(words) > _LONGEST_DATE:
            continue
        if published := publication_date(_day(words) or words, "record"):
            return published
    return None


def _day(words: str) -> str:
    """Read seconds since 1970 as a day (UTC); "" for any other text."""
    if not re.fullmatch(r"\d{9,19}(?:\.\d+)?", words, re.ASCII):
        return ""
    for unit in (1, 10**3, 10**6, 10**9):
        seconds = float(words) / unit
        if _FIRST_SECOND <= seconds < _LAST_SECOND:
            return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
    return ""
