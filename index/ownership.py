"""One owner process for a library: vectors written by two processes at once are lost silently."""

import datetime
import json
import os
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryHeld

# A process killed before it made the catalogue leaves nothing but these.
OWN_FILES = {"owner.lock", "owner.json"}
_RECORD = "owner.json"


@dataclass(frozen=True)
class Owner:
    """Who owns a library.

    Attributes:
        pid: The process.
        command: What it runs, without its arguments.
        since: ISO 8601, with minutes.
        address: Where it can be reached; "" if nowhere.
        token: What it asks for from other processes of the same user; "" if it takes no orders.
    """

    pid: int
    command: str
    since: str
    address: str
    token: str = field(default="", repr=False)


def own(folder: Path, address: str, token: str = "") -> FileLock:
    """Become the owner of a library, for as long as this process lives or until the lock's release.

    Args:
        folder: The library's folder.
        address: Where this process can be reached; "" if nowhere.
        token: What it will ask for there; only the same user can read it.

    Raises:
        LibraryHeld: If another process owns it; the text says which.
    """
    # Of the process: a server opens a library in one thread and closes it in another.
    lock = FileLock(folder / "owner.lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        held, who, ask = owner(folder), "another process", "; wait for it, or"
        if held is not None:
            who = f"process {held.pid} (`{held.command}`, since {held.since})"
            ask = f"; ask at {held.address}, or" if held.address else ask
        raise LibraryHeld(f"{folder} is held by {who}{ask} end that process first") from error
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
    since = datetime.datetime.now().astimezone().isoformat(timespec="minutes")
    record = folder / _RECORD
    # Made anew: a file that is there keeps the mode it has, and a link would lead elsewhere.
    record.unlink(missing_ok=True)
    descriptor = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(Owner(os.getpid(), command, since, address, token)), file)
    return lock


def owner(folder: Path) -> Owner | None:
    """Read who owns a library; None if nobody says so, or not in a way that can be read.

    What is read may be of a process that is dead; only the lock says whether one lives.
    """
    try:
        said = json.loads((folder / _RECORD).read_text())
        found = Owner(**said)
    except (OSError, ValueError, TypeError):
        return None
    return (
        found if all(isinstance(value, str) for value in list(vars(found).values())[1:]) else None
    )


def disown(folder: Path, lock: FileLock) -> None:
    """Let go of a library."""
    (folder / _RECORD).unlink(missing_ok=True)
    lock.release()
