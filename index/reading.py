"""Files, addresses and data files -> articles.

`read` is the one entrance: it takes what a person names (a file, a folder, an address, "-") and
yields a `Read` for each article found and a `Refused` for each one that cannot be read. One bad
article never stops the rest.
"""

import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.addresses import read_address
from index.articles import Read, Refused, Unchanged, complete
from index.errors import InputError, UnreadableArticle
from index.extraction import (
    Extract,
    extract_html,
    extract_pdf,
    extract_record,
    extract_text,
)
from index.fetches import Fetches
from index.fetching import Fetcher
from index.markdown import extract_markdown
from index.visiting import PAUSE, Visitor

READERS: dict[str, Callable[[bytes, str], Extract]] = {
    ".txt": extract_text,
    ".text": extract_text,
    ".md": extract_markdown,
    ".markdown": extract_markdown,
    ".html": extract_html,
    ".htm": extract_html,
    ".pdf": extract_pdf,
}
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
}
ADDRESSES = ("http://", "https://")
FORMATS = (*READERS, ".jsonl")
# Far above any article and far below what would fill this machine's memory; a data file is read
# line by line, so there the limit holds for each line.
MAX_BYTES = 50_000_000


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
    """

    allow_private: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    feed: bool = False
    sitemap: bool = False
    limit: int | None = None
    pause: float = PAUSE


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
    what: str, how: Reading = Reading(), web: Visitor | None = None
) -> Iterator[Read | Refused | Unchanged]:
    """Read all articles that one name stands for.

    Args:
        what: A file, a folder (read whole, in the order of names), an http(s) address, or "-" for
            standard input.
        how: How to read it.
        web: Who fetches web pages, one for all names that are read together; see `visitor`.

    Yields:
        Each article, what was refused and why, and what is unchanged since it was last fetched.

    Raises:
        InputError: If the path does not exist, or an option does not fit it.
    """
    check([what], how)
    if what == "-":
        yield from _read_standard_input()
    elif what.startswith(ADDRESSES):
        yield from read_address(
            what, web or visitor(how), feed=how.feed, sitemap=how.sitemap, limit=how.limit
        )
    else:
        for file in files(Path(what).expanduser()):
            yield from _read_file(file)


def count(what: str, how: Reading = Reading()) -> int | None:
    """Count what `read` will yield, about: a file is one, a line of a data file is one.

    Returns:
        The number, or None for a feed or sitemap, which must be read to know.
    """
    if how.feed or how.sitemap:
        return None
    if what == "-" or what.startswith(ADDRESSES):
        return 1
    total = 0
    for file in files(Path(what).expanduser()):
        if file.suffix.lower() == ".jsonl" and file.is_file():
            with file.open("rb") as lines:
                total += sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b""))
        else:
            total += 1
    return total


def files(path: Path) -> list[Path]:
    """List the files that a path stands for: itself, or all in a folder but the hidden ones."""
    if not path.is_dir():
        return [path]
    found = []
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        found += [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
    return found


def _read_file(path: Path) -> Iterator[Read | Refused]:
    suffix = path.suffix.lower()
    try:
        if suffix not in FORMATS:
            known = " ".join(FORMATS)
            raise UnreadableArticle(
                f"the format {suffix or '(none)'} is not read; these are: {known}"
            )
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableArticle("not a file that holds something, but a pipe or a device")
        if suffix == ".jsonl":
            yield from _read_lines(path)
            return
        if (size := status.st_size) > MAX_BYTES:
            limit = MAX_BYTES // 1_000_000
            raise UnreadableArticle(
                f"{size / 1e6:.0f} MB in one article, at most {limit} MB are read: split the file"
            )
        data = path.read_bytes()
        extract = READERS[suffix](data, path.name)
        media_type = MEDIA_TYPES[suffix]
        yield complete(
            extract, str(path.resolve()), path.name, original=data, media_type=media_type
        )
    except UnreadableArticle as error:
        yield Refused(str(path), str(error))
    except OSError as error:
        yield Refused(str(path), f"cannot be opened: {error.strerror or error}")
    except Exception as error:
        # Five parsers read what strangers wrote; whatever one of them raises, the rest goes on.
        yield Refused.by(error, str(path))


def _read_lines(path: Path) -> Iterator[Read | Refused]:
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(MAX_BYTES + 1):
            number += 1
            place = f"{path}, line {number}"
            if len(line) > MAX_BYTES:
                yield Refused(place, f"the line is longer than {MAX_BYTES // 1_000_000} MB")
                while line and not line.endswith(b"\n"):
                    line = lines.readline(MAX_BYTES)
            elif line.strip():
                yield _read_record(line, place, path)
        if number == 0:
            yield Refused(str(path), "the file is empty")


def _read_record(line: bytes, place: str, path: Path) -> Read | Refused:
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise UnreadableArticle(f"a JSON object is expected, found {type(record).__name__}")
        key = str(record.get("id") or "")
        origin = f"{path.resolve()}#{key}" if key else ""
        return complete(
            extract_record(record),
            origin,
            path.name,
            original=line,
            media_type="application/json",
        )
    except UnreadableArticle as error:
        return Refused(place, str(error))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        return Refused(place, f"not valid JSON: {error}")
    except Exception as error:
        return Refused.by(error, place)


def _read_standard_input() -> Iterator[Read | Refused]:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        if len(data) > MAX_BYTES:
            raise UnreadableArticle(f"more than {MAX_BYTES // 1_000_000} MB")
        extract = extract_markdown(data, "standard input")
        yield complete(extract, "", "standard input", original=data, media_type="text/markdown")
    except UnreadableArticle as error:
        yield Refused("standard input", str(error))
