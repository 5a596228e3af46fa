"""A library that another process owns, used through that process.

`dateline chat` offers `add`, `remove`, `search`, `ask` and `doctor` to other commands of the same
user (ui/owner_api.py). `opened` gives the library itself where nobody owns it, and this where
somebody does: commands need not know which.
"""

import json
import sys
from collections.abc import AsyncGenerator, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Self
from urllib.parse import urlsplit

import httpx
from pydantic import TypeAdapter

from assistant import Asking, Assistant, Settings
from assistant.answer import Answer, Hit
from index import Filters, Library, errors
from index.entries import Entry
from index.errors import InputError, LibraryError, LibraryHeld
from index.folders import named
from index.ownership import Owner, owner
from index.reading import Reading, check
from index.report import Counts, Outcome, Removal

TOKEN_HEADER = "X-Dateline-Token"  # noqa: S105 - a name
# A process on the same machine that does not greet in this many seconds does not answer at all.
_SECONDS = 5.0
# The owner takes standard input whole, into its memory.
MOST_PIPED = 50_000_000
# Where a process on this machine is asked that says it serves there; nobody else gets the token.
_HERE = {
    "127.0.0.1": "127.0.0.1",
    "localhost": "localhost",
    "::1": "[::1]",
    "0.0.0.0": "127.0.0.1",  # noqa: S104 - asked, not served on
    "::": "[::1]",
}


class RunningOwner:
    """The process that owns a library, reached by its address. Use `opened`.

    Its methods are those of `Library`, and raise what those raise; `LibraryError` where the
    process ends before it is done.
    """

    def __init__(self, folder: Path, who: Owner) -> None:
        self.folder = folder
        self.who = who
        self._how: dict[str, Any] = {
            "base_url": _address_here(who),
            "headers": {TOKEN_HEADER: who.token.encode()},
            "timeout": httpx.Timeout(None, connect=_SECONDS),
            "trust_env": False,
        }
        self._client = httpx.Client(**self._how)

    def answers(self) -> bool:
        """Say whether the process is there, knows us, and owns this library."""
        try:
            greeting = self._client.get("/api/library", timeout=_SECONDS)
            return greeting.status_code == 200 and greeting.json() == {"folder": str(self.folder)}
        except (httpx.HTTPError, ValueError):
            return False

    def adding(
        self,
        *what: str | Path,
        how: Reading = Reading(),
        collections: Collection[str] = (),
        force: bool = False,
        standard_input: BinaryIO | None = None,
    ) -> Iterator[Outcome]:
        """Add articles; see `Library.adding`. Closing the iterator ends it after a few more."""
        names = [str(name) for name in what]
        check(names, how)
        body = b""
        if "-" in names:
            body = (standard_input or sys.stdin.buffer).read(MOST_PIPED + 1)
            if len(body) > MOST_PIPED:
                raise InputError(
                    f"process {self.who.pid} holds {self.folder} and takes at most "
                    f"{MOST_PIPED // 1_000_000} MB of standard input: write it to a file, add that"
                )
        order = {
            "what": [_absolute(name) for name in names],
            "how": _plain(Reading, how),
            "collections": list(collections),
            "force": force,
        }
        known = TypeAdapter(Outcome)
        for outcome in self._asked("/api/add", order, body):
            yield known.validate_python(outcome)

    def remove(self, article_ids: list[str]) -> Removal:
        """Remove articles; see `Library.remove`."""
        (removal,) = self._asked("/api/remove", {"article_ids": article_ids})
        return TypeAdapter(Removal).validate_python(removal)

    def hits(self, question: str, top_k: int, filters: Filters, dates: bool = True) -> list[Hit]:
        """Find passages; see `Library.search`."""
        limits = _plain(Filters, filters)
        order = {"question": question, "top_k": top_k, "filters": limits, "dates": dates}
        (hits,) = self._asked("/api/search", order)
        return TypeAdapter(list[Hit]).validate_python(hits)

    def examined(self) -> tuple[Counts, list[str]]:
        """Give the counts and what is wrong; see `Library.counts` and `Library.check`."""
        (found,) = self._asked("/api/check", {})
        return TypeAdapter(tuple[Counts, list[str]]).validate_python(found)

    async def stream(self, question: str, how: Asking = Asking()) -> AsyncGenerator[Answer]:
        """Answer a question with the owner's model; see `Assistant.stream`."""
        order = {"question": question, "how": _plain(Asking, how)}
        async with httpx.AsyncClient(**self._how) as client:
            try:
                async with client.stream("POST", "/api/ask", content=_body(order)) as answer:
                    self._require_welcome(answer)
                    async for line in answer.aiter_lines():
                        if (told := _read(line)) is None:
                            return
                        yield Answer.model_validate(told)
            except httpx.HTTPError as error:
                raise self._ended() from error
        raise self._ended()

    def filters(self, **given: Any) -> Filters:
        """Make filters out of what a person wrote; see `Library.filters`."""
        with Library.open(self.folder, read_only=True) as library:
            return library.filters(**given)

    def entries(self, filters: Filters = Filters()) -> Iterator[Entry]:
        """List the articles; see `Library.entries`."""
        with Library.open(self.folder, read_only=True) as library:
            yield from library.entries(filters)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, path: str, order: dict[str, Any], body: bytes = b"") -> Iterator[Any]:
        try:
            with self._client.stream("POST", path, content=_body(order, body)) as answer:
                self._require_welcome(answer)
                for line in answer.iter_lines():
                    if (told := _read(line)) is None:
                        return
                    yield told
        except httpx.HTTPError as error:
            raise self._ended() from error
        raise self._ended()

    def _require_welcome(self, answer: httpx.Response) -> None:
        if answer.status_code != 200:
            raise LibraryError(
                f"process {self.who.pid}, which holds {self.folder}, refused with status "
                f"{answer.status_code}; end it, or start it again with the same Dateline as this"
            )

    def _ended(self) -> LibraryError:
        return LibraryError(
            f"process {self.who.pid} (`{self.who.command}`), which holds {self.folder}, ended "
            "before this was done; what was done stays: run the same command again"
        )


def _address_here(who: Owner) -> str:
    """Give the owner's address as it is reached from this machine; "" if it is of another."""
    try:
        parts = urlsplit(who.address)
        host = _HERE.get(parts.hostname or "")
        return f"http://{host}:{parts.port}" if host and parts.port else ""
    except ValueError:
        return ""


def _absolute(name: str) -> str:
    is_path = name != "-" and not name.startswith(("http://", "https://"))
    return str(Path(name).expanduser().absolute()) if is_path else name


def _plain(kind: type[Any], value: Any) -> Any:
    return TypeAdapter(kind).dump_python(value, mode="json")


def _body(order: dict[str, Any], rest: bytes = b"") -> bytes:
    """One line of JSON, and after it what standard input held."""
    return json.dumps(order).encode() + b"\n" + rest


def _read(line: str) -> Any:
    """Give what a line holds, None at the end; raise the error that it tells of."""
    said = json.loads(line)
    if "error" in said:
        kind = getattr(errors, said["error"], LibraryError)
        raise kind(said["message"])
    return said.get("value")


@contextmanager
def opened(folder: Path | None, create: bool = True) -> Iterator[Library | RunningOwner]:
    """Open a library, or reach the process that owns it.

    Args:
        folder: The library's folder; None for the default one.
        create: Make the library if there is none.

    Raises:
        LibraryHeld: If another process owns it and takes no orders.
    """
    try:
        library: Library | RunningOwner = Library.open(folder, create=create)
    except LibraryHeld:
        reached = reach(folder)
        if reached is None:
            raise
        library = reached
    with library:
        yield library


def reach(folder: Path | None) -> RunningOwner | None:
    """Give the process that owns a library; None if there is none that takes orders."""
    path = named(folder)
    who = owner(path)
    if who is None or not who.token or not _address_here(who):
        return None
    reached = RunningOwner(path, who)
    if reached.answers():
        return reached
    reached.close()
    return None


@contextmanager
def answering(
    library: Library | RunningOwner, settings: Settings, chosen: bool
) -> Iterator[Assistant | RunningOwner]:
    """Give what answers questions over either: the owner by the model that it has loaded.

    Args:
        library: What is asked about.
        settings: How to answer where nobody owns the library.
        chosen: Whether a person chose the model, which the owner's cannot stand in for.

    Raises:
        InputError: If a model was chosen and there is an owner.
    """
    if isinstance(library, Library):
        with Assistant(library, settings) as assistant:
            yield assistant
        return
    if chosen:
        raise InputError(
            f"process {library.who.pid} (`{library.who.command}`) holds {library.folder} and "
            "answers with its own model: leave out the --llm options, or end that process first"
        )
    yield library
