"""Which articles a search may see, and how people write it."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.dates import date_bounds, parse_date
from index.errors import FilterError

Field = Literal["source", "author", "language", "collection"]
_NAMES_SHOWN = 12


@dataclass(frozen=True)
class Filters:
    """Which articles a search may see.

    Attributes:
        since: First day of publication, YYYYMMDD; None for no limit. An article whose date is not
            known exactly enough to be sure, or not at all, is left out when a limit is set.
        until: Last day of publication, likewise.
        sources: Exact names of outlets, any of them; empty for all.
        authors: Exact author lines, any of them; empty for all.
        languages: ISO 639-1 codes, any of them; empty for all. An article whose language is not
            known is left out when one is asked.
        collections: Names of collections, any of them; empty for all.
        undated: Let articles without a date pass a limit of days.
    """

    since: int | None = None
    until: int | None = None
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    undated: bool = False

    def __str__(self) -> str:
        """Say in words what passes: "published from 2023-11-05, of BBC or CNN"; "" for all."""
        days = [
            f"{word} {str(limit)[:4]}-{str(limit)[4:6]}-{str(limit)[6:]}"
            for word, limit in (("from", self.since), ("to", self.until))
            if limit is not None
        ]
        parts = [f"published {' '.join(days)}{' or undated' * self.undated}"] if days else []
        for word, names in (
            ("of", self.sources),
            ("by", self.authors),
            ("in the language", self.languages),
            ("in the collection", self.collections),
        ):
            if names:
                parts.append(f"{word} {' or '.join(names)}")
        return ", ".join(parts)


def chosen(
    here: Callable[[Field], list[str]],
    *,
    since: str | None = None,
    until: str | None = None,
    sources: Sequence[str] = (),
    authors: Sequence[str] = (),
    languages: Sequence[str] = (),
    collections: Sequence[str] = (),
    undated: bool = False,
) -> Filters:
    """Make filters out of what a person wrote.

    Args:
        here: Gives the names of a kind that the library holds.
        since: First day: "2023-11-05"; "2023-11" is its first day.
        until: Last day: "2023-11-05"; "2023-11" is its last day.
        sources: Outlets by name, in any case.
        authors: Parts of author lines, in any case.
        languages: ISO 639-1 codes, in any case.
        collections: Names of collections, in any case.
        undated: Let articles without a date pass a limit of days.

    Raises:
        FilterError: If a date cannot be read, or a name fits nothing in the library.
    """
    return Filters(
        since=day(since, 0, "--since"),
        until=day(until, 1, "--until"),
        sources=_those("source", sources, here),
        authors=_those("author", authors, here),
        languages=_those("language", languages, here),
        collections=_those("collection", collections, here),
        undated=undated,
    )


def as_of(filters: Filters, day: str) -> Filters:
    """Tighten filters to what had been published on a day; what is undated is left out.

    Args:
        filters: Any.
        day: ISO 8601, a whole day.

    Raises:
        FilterError: If it is no day.
    """
    try:
        last = int(datetime.date.fromisoformat(day).strftime("%Y%m%d"))
    except ValueError as error:
        raise FilterError(f"--as-of {day!r} is no day; write it as 2024-03-10") from error
    until = min(last, filters.until or last)
    return replace(filters, until=until, undated=False)


def _those(
    field: Field, names: Sequence[str], here: Callable[[Field], list[str]]
) -> tuple[str, ...]:
    if not names:
        return ()
    if field == "author":
        return named(field, names, here(field), lambda name, known: name in known)
    return named(field, names, here(field), lambda name, known: name == known)


def day(stated: str | None, end: int, option: str) -> int | None:
    """Read a date limit.

    Args:
        stated: "2023-11-05", "2023-11", "2023" or as people write dates; None or "" for no limit.
        end: 0 for the first day that it may mean, 1 for the last.
        option: What to call it in the message.

    Raises:
        FilterError: If it is no date.
    """
    if not stated:
        return None
    value = parse_date(stated)
    if value is None:
        raise FilterError(
            f"{option} {stated!r} is no date; write it as 2023-11-05, 2023-11 or 2023"
        )
    return date_bounds(value)[end]


def named(
    field: str, names: Sequence[str], here: Sequence[str], fits: Callable[[str, str], bool]
) -> tuple[str, ...]:
    """Find what the library holds under names as people write them.

    Args:
        field: "source", "author", "language" or "collection", for the message.
        names: As written.
        here: What the library holds.
        fits: Compares a written name with one of the library's, both in lower case.

    Raises:
        FilterError: If a name fits nothing; the text lists what there is.
    """
    found: list[str] = []
    for name in names:
        fitting = [known for known in here if fits(name.lower(), known.lower())]
        if not fitting:
            some = ", ".join(here[:_NAMES_SHOWN]) + (" …" if len(here) > _NAMES_SHOWN else "")
            raise FilterError(f"no {field} {name!r} in this library; there are: {some or 'none'}")
        found += fitting
    return tuple(dict.fromkeys(found))
