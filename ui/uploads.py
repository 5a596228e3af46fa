"""Files that come through the page: within limits, under names that stay, and gone afterwards."""

import hashlib
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.archives import ARCHIVES, members
from index.articles import Refused
from index.errors import InputError
from index.files import FORMATS
from index.unpacking import Limits
from ui.wording import counted

_FOLDER = "uploads"
_PIECE = 1 << 20


@dataclass(frozen=True)
class UploadLimits:
    """How much may be given at once.

    Attributes:
        files: How many files.
        size: Bytes of one file.
        together: Bytes of all files.
        unpacked: Bytes that one archive may unpack to.
        members: Files in one archive.
        addresses: How many addresses.
    """

    files: int = 100
    size: int = 50_000_000
    together: int = 200_000_000
    unpacked: int = 1_000_000_000
    members: int = 10_000
    addresses: int = 200


def megabytes(size: int) -> str:
    """Write a number of bytes as people do: "50 MB"."""
    return f"{size / 1e6:,.0f} MB"


def check_files(files: Sequence[Path], limits: UploadLimits = UploadLimits()) -> None:
    """Check files before anything of them is read, but how much archives unpack to.

    Raises:
        InputError: If there are too many, or one is not of a kind that is read, or too large.
    """
    if len(files) > limits.files:
        raise InputError(
            f"these are {counted(len(files), 'file')}; at most {limits.files} are taken at once, "
            "or more of them in one zip"
        )
    together = 0
    for file in files:
        if not file.name.lower().endswith(FORMATS):
            raise InputError(
                f"{file.name} is of no kind that is read; these are: {' '.join(FORMATS)}"
            )
        if not file.is_file():
            raise InputError(f"{file.name} did not arrive whole; drop it once more")
        size = file.stat().st_size
        if size > limits.size:
            raise InputError(
                f"{file.name} has {megabytes(size)}; at most {megabytes(limits.size)} are taken: "
                "split it, or add it with `dateline add`"
            )
        together += size
    if together > limits.together:
        raise InputError(
            f"the files have {megabytes(together)} together; at most {megabytes(limits.together)} "
            "are taken at once"
        )


def check_unpacked(file: Path, limits: UploadLimits = UploadLimits()) -> None:
    """Check that an archive does not unpack to too much; what is no archive passes.

    A tar is unpacked for that, as it says nothing of itself, and no further than to the limit.

    Raises:
        InputError: If it does, or cannot be unpacked.
    """
    if not file.name.lower().endswith(ARCHIVES):
        return
    unpacked = 0
    for member in members(file, Limits(members=limits.members, total=limits.unpacked)):
        if isinstance(member, Refused):
            # A single file in it is told with the others when it is read.
            if member.origin == str(file):
                raise InputError(f"{file.name}: {member.reason}")
            continue
        unpacked += member.size
        if unpacked > limits.unpacked:
            raise InputError(
                f"{file.name} unpacks to more than {megabytes(limits.unpacked)}: split it"
            )


def check_addresses(text: str, limits: UploadLimits = UploadLimits()) -> list[str]:
    """Read addresses, one a line; each is given once.

    Raises:
        InputError: If there are too many, or a line is no web address.
    """
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(lines) > limits.addresses:
        raise InputError(
            f"these are {len(lines)} addresses; at most {limits.addresses} are taken at once"
        )
    for line in lines:
        if not line.lower().startswith(("http://", "https://")):
            raise InputError(f"“{line[:80]}” is no web address; one begins with https://")
    return lines


@contextmanager
def staged(files: Sequence[Path], library: Path) -> Iterator[list[Path]]:
    """Move files to where the same file always gets the same path, and delete them at the end.

    An article that states no address is known by its file's path. The server's own names for
    uploads may change; these are made of what a file holds, so that another person's other file
    of the same name is another article.

    Args:
        files: Temporary copies; they are gone afterwards, whatever happens.
        library: The library's folder. Only one process works there, and adds one set at a time.
    """
    folder = library / _FOLDER
    try:
        # What a process that was killed left behind.
        shutil.rmtree(folder, ignore_errors=True)
        yield [_moved(file, folder) for file in files]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        discard(files)


def discard(files: Sequence[Path]) -> None:
    """Delete temporary copies, each with the folder that the server made for it alone."""
    for file in files:
        file.unlink(missing_ok=True)
        if file.parent.is_dir() and not any(file.parent.iterdir()):
            file.parent.rmdir()


def shown_origin(origin: str) -> str:
    """Name an upload by its file, without the folder it lay in; an address as it is."""
    if re.fullmatch("text:[0-9a-f]{64}", origin):
        return "a record that names no address"
    _, folder, rest = origin.partition(f"/{_FOLDER}/")
    digest, _, name = rest.partition("/")
    return name if folder and len(digest) == 16 and name else origin


def _moved(file: Path, folder: Path) -> Path:
    digest = hashlib.sha256()
    with file.open("rb") as data:
        while piece := data.read(_PIECE):
            digest.update(piece)
    place = folder / digest.hexdigest()[:16] / file.name
    place.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.move(file, place))
