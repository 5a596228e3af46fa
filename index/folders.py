"""Where a library is, and whether a folder can be or become one."""

import os
from pathlib import Path

import platformdirs

from index.errors import LibraryNotFound
from index.ownership import OWN_FILES


def default_folder() -> Path:
    """Give the library's folder: `$DATELINE_LIBRARY`, else in the platform's user data folder."""
    if folder := os.environ.get("DATELINE_LIBRARY"):
        return Path(folder)
    return platformdirs.user_data_path("dateline") / "library"


def named(folder: str | Path | None) -> Path:
    """Give a library's folder as a whole path; None stands for `default_folder()`."""
    return Path(folder if folder is not None else default_folder()).expanduser().resolve()


def prepared(folder: str | Path | None, create: bool) -> Path:
    """Give the folder of a library that there is, or of one that may be made there.

    Args:
        folder: As named; None for `default_folder()`.
        create: Whether one may be made; the folder is, then.

    Raises:
        LibraryNotFound: If there is none, and none may or can be made there.
    """
    path = named(folder)
    if (path / "catalogue.sqlite").exists():
        return path
    if path.exists() and not path.is_dir():
        raise LibraryNotFound(f"{path} is a file; a library is a folder")
    if not create:
        raise LibraryNotFound(
            f"no library in {path}; `dateline add PATH --library {path}` makes one"
        )
    if path.is_dir() and {entry.name for entry in path.iterdir()} - OWN_FILES:
        raise LibraryNotFound(
            f"{path} holds other files and no library; name a new or empty folder"
        )
    path.mkdir(parents=True, exist_ok=True)
    return path
