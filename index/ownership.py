"""One owner process for a library: vectors written by two processes at once are lost silently."""

import datetime
import json
import os
import sys
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryHeld

# A process killed before it made the catalogue leaves nothing but these.
OWN_FILES = {"owner.lock", "owner.json"}


def own(folder: Path, address: str) -> FileLock:
    """Become the owner of a library, for as long as this process lives or until the lock's release.

    Args:
        folder: The library's folder.
        address: Where this process can be reached; "" if nowhere.

    Raises:
        LibraryHeld: If another process owns it; the text says which.
    """
    lock = FileLock(folder / "owner.lock")
    record = folder / "owner.json"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        try:
            owner = json.loads(record.read_text())
            who = f"process {owner['pid']} (`{owner['command']}`, since {owner['since']})"
            ask = f"; ask at {owner['address']}, or" if owner["address"] else "; wait for it, or"
        except (OSError, ValueError, KeyError):
            who, ask = "another process", "; wait for it, or"
        raise LibraryHeld(f"{folder} is held by {who}{ask} end that process first") from error
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
    since = datetime.datetime.now().astimezone().isoformat(timespec="minutes")
    owner = {"pid": os.getpid(), "command": command, "since": since, "address": address}
    record.write_text(json.dumps(owner))
    return lock


def disown(folder: Path, lock: FileLock) -> None:
    """Let go of a library."""
    (folder / "owner.json").unlink(missing_ok=True)
    lock.release()
