"""Files, addresses, archives and data files -> articles.

`read` is the one entrance: it takes what a person names (a file, a folder, an address, "-") and
yields a `Read` for each article found and a `Refused` for each one that cannot be read. One bad
article never stops the rest.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from index.addresses import read_address
from index.articles import Read, Refused, Unchanged
from index.errors import InputError
from index.fetches import Fetches
from index.fetching import Fetcher
from index.fields import check_mapping
from index.files import count_file, files, read_file, read_piped
from index.visiting import PAUSE, Visitor

ADDRESSES = ("http://", "https://")


@dataclass(frozen=True)
class Reading:
    """How to read what a person names.

    Attributes:
        allow_private: Let an address lead to this machine or the local network.
        fields: Article fields to the names they have in the data files read: {"text": "body"}.
        feed: Addresses are RSS or Atom feeds: read the articles they list.
        sitemap: Addresses are sitemaps: read the pages they list.
        limit: The most articles to read from each feed or sitemap; None for all.
        pause: Seconds between two requests to one host.

    Raises:
        InputError: If `fields` names what no article has.
    """

    allow_private: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    feed: bool = False
    sitemap: bool = False
    limit: int | None = None
    pause: float = PAUSE

    def __post_init__(self) -> None:
        check_mapping(self.fields)


def visitor(how: Reading, fetches: Fetches | None = None) -> Visitor:
    """Give who fetches web pages.

    Args:
        how: How to read what is named.
        fetches: What was fetched before, to ask only for what changed since.
    """
    return Visitor(Fetcher(allow_private=how.allow_private), how.pause, fetches)


def check(what: Iterable[str], how: Reading) -> None:
    """Check that all names can be read as asked, before the first one is.

    Raises:
        InputError: If a path does not exist, or an option does not fit a name.
    """
    if how.feed and how.sitemap:
        raise InputError("an address is either a feed or a sitemap: give --feed or --sitemap")
    option = "--feed" if how.feed else "--sitemap" if how.sitemap else ""
    if how.limit is not None and not option:
        raise InputError("--limit says how many articles of a --feed or --sitemap to read: add one")
    if how.limit is not None and how.limit < 1:
        raise InputError(f"--limit is {how.limit}; it must be at least 1")
    for name in what:
        if name.startswith(ADDRESSES):
            continue
        if option:
            raise InputError(f"{option} is for http and https addresses, not for {name!r}")
        path = Path(name).expanduser()
        if name != "-" and not path.exists():
            raise InputError(f"no such file or folder: {path} (looked in {Path.cwd()})")


def read(
    what: str,
    how: Reading = Reading(),
    web: Visitor | None = None,
    standard_input: BinaryIO | None = None,
) -> Iterator[Read | Refused | Unchanged]:
    """Read all articles that one name stands for.

    Args:
        what: A file, a folder (read whole, in the order of names), an http(s) address, or "-" for
            standard input.
        how: How to read it.
        web: Who fetches web pages, one for all names that are read together; see `visitor`.
        standard_input: What "-" stands for. Default: this process's own.

    Yields:
        Each article, what was refused and why, and what is unchanged since it was last fetched.

    Raises:
        InputError: If the path does not exist, or an option does not fit it.
    """
    check([what], how)
    if what == "-":
        yield from read_piped(standard_input or sys.stdin.buffer, how.fields)
    elif what.startswith(ADDRESSES):
        yield from read_address(
            what, web or visitor(how), feed=how.feed, sitemap=how.sitemap, limit=how.limit
        )
    else:
        for file in files(Path(what).expanduser()):
            yield from read_file(file, how.fields)


def until(
    stopped: Callable[[], bool], found: Iterator[Read | Refused | Unchanged]
) -> Iterator[Read | Refused | Unchanged]:
    """Pass on what is read until `stopped` says yes; nothing that was read is lost by it."""
    while not stopped() and (item := next(found, None)) is not None:
        yield item


def count(what: str, how: Reading = Reading()) -> int | None:
    """Count what `read` will yield, about: by the beginning of what is long.

    Returns:
        The number, or None for a feed or sitemap, which must be read to know.
    """
    if how.feed or how.sitemap:
        return None
    if what == "-" or what.startswith(ADDRESSES):
        return 1
    return sum(map(count_file, files(Path(what).expanduser())))
