"""Which articles a search may see, and how people write it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.dates import date_bounds, parse_date
from index.errors import FilterError

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
    """

    since: int | None = None
    until: int | None = None
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


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
        field: "source" or "author", for the message.
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
