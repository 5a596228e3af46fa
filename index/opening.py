"""Where a library is, and whether there is one: what is looked at before any file is opened."""

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


def folder_of(folder: str | Path | None) -> Path:
    """Give a library's folder as a whole path; None stands for `default_folder()`."""
    return Path(folder if folder is not None else default_folder()).expanduser().resolve()


def require(folder: Path, create: bool) -> None:
    """See to it that there is a library in a folder, or room for one.

    Args:
        folder: A whole path.
        create: Make the folder if there is none.

    Raises:
        LibraryNotFound: If there is none, and it is not to be made, or not there.
    """
    if (folder / "catalogue.sqlite").exists():
        return
    if folder.exists() and not folder.is_dir():
        raise LibraryNotFound(f"{folder} is a file; a library is a folder")
    if not create:
        raise LibraryNotFound(
            f"no library in {folder}; `dateline add PATH --library {folder}` makes one"
        )
    if folder.is_dir() and {entry.name for entry in folder.iterdir()} - OWN_FILES:
        raise LibraryNotFound(
            f"{folder} holds other files and no library; name a new or empty folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
