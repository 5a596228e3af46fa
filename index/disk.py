"""The ways in which SQLite, Chroma and the system say that the disk is full, as one error."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import DatelineError, DiskFull

# With less than this left, whatever Chroma says went wrong ("failed to apply logs") is this.
_NO_ROOM = 5_000_000
_SIGNS = ("disk is full", "no space left")


@contextmanager
def room_needed(folder: Path) -> Iterator[None]:
    """Turn a failure to write for want of room into `DiskFull`.

    Args:
        folder: Where the writing goes.

    Raises:
        DiskFull: If there is no room; the text says how to go on.
    """
    try:
        yield
    except DatelineError:
        raise
    except Exception as error:
        free = shutil.disk_usage(folder).free
        if free >= _NO_ROOM and not any(sign in str(error).lower() for sign in _SIGNS):
            raise
        raise DiskFull(
            f"no room left in {folder} ({free / 1e6:.1f} MB free); make room and run the same "
            "command again: what was added is kept, the rest follows"
        ) from error
