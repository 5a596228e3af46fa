"""Files, addresses, archives and data files -> articles.

`read` is the one entrance: it takes what a person names (a file, a folder, an address, "-") and
yields a `Read` for each article found and a `Refused` for each one that cannot be read. One bad
article never stops the rest.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.addresses import read_address
from index.articles import Read, Refused
from index.errors import InputError
from index.fields import check_mapping
from index.files import count_file, files, read_file, read_piped


@dataclass(frozen=True)
class Reading:
    """How to read what a person names.

    Attributes:
        allow_private: Let an address lead to this machine or the local network.
        fields: Article fields to the names they have in the data files read: {"text": "body"}.
        feed: Addresses are RSS or Atom feeds: read the articles they list.
        sitemap: Addresses are sitemaps: read the pages they list.
        limit: The most articles to read from each feed or sitemap; None for all.

    Raises:
        InputError: If `fields` names what no article has.
    """

    allow_private: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    feed: bool = False
    sitemap: bool = False
    limit: int | None = None

    def __post_init__(self) -> None:
        check_mapping(self.fields)


def read(what: str, how: Reading = Reading()) -> Iterator[Read | Refused]:
    """Read all articles that one name stands for.

    Args:
        what: A file, a folder (read whole, in the order of names), an http(s) address, or "-" for
            standard input.
        how: How to read it.

    Yields:
        Each article, or what was refused and why.

    Raises:
        InputError: If the path does not exist.
    """
    if what == "-":
        yield from read_piped(sys.stdin.buffer, how.fields)
    elif what.startswith(("http://", "https://")):
        yield from read_address(what, allow_private=how.allow_private)
    else:
        path = Path(what).expanduser()
        if not path.exists():
            raise InputError(f"no such file or folder: {path} (looked in {Path.cwd()})")
        for file in files(path):
            yield from read_file(file, how.fields)


def count(what: str) -> int:
    """Count what `read` will yield, about: by the beginning of what is long."""
    if what == "-" or what.startswith(("http://", "https://")):
        return 1
    return sum(map(count_file, files(Path(what).expanduser())))
