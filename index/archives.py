"""Archives (zip, tar) -> the files in them, as streams: nothing is written to the disk."""

import io
import re
import tarfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.articles import Refused
from index.errors import UnreadableArticle
from index.unpacking import Guard, Limits, Stream, damage_told, open_member, open_zip, unpacked

TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
ARCHIVES = (".zip", *TARS)
_BUFFER = 1 << 20
# Between two files of a tar lie a name and some attributes, not megabytes.
_HEADERS = 1_000_000


@dataclass(frozen=True)
class Member:
    """A plain file in an archive.

    Attributes:
        name: Its path in the archive, with "/", never leading out of it.
        data: Its bytes, to be read before the next member is asked for; reading raises
            `UnreadableArticle` where the archive is damaged or unpacks to too much.
        size: How many bytes it says it has.
        before: The share of the archive that lies before it, 0 to 1, about.
    """

    name: str
    data: Stream
    size: int
    before: float


def members(path: Path, limits: Limits = Limits()) -> Iterator[Member | Refused]:
    """Read an archive's files in the order they are packed in; hidden ones are passed over.

    Args:
        path: A zip or tar file.
        limits: How much it may unpack to.

    Yields:
        Each plain file, and a refusal for what must not or cannot be read.
    """
    read = _tar_members if path.name.lower().endswith(TARS) else _zip_members
    try:
        with damage_told():
            yield from read(path, limits)
    except UnreadableArticle as error:
        yield Refused(str(path), str(error))


def inside(path: object, name: str) -> str:
    """Name a file in an archive: "news.zip!/2023/tram.txt"."""
    return f"{path}!/{name}"


def _zip_members(path: Path, limits: Limits) -> Iterator[Member | Refused]:
    with path.open("rb") as file, open_zip(file, limits) as archive:
        size = path.stat().st_size or 1
        total = 0
        for number, info in enumerate(archive.infolist()):
            if number >= limits.members:
                raise _too_many(limits)
            if info.filename.endswith(("/", "\\")) or _hidden(info.filename):
                continue
            try:
                name = _safe(info.filename)
                guard = open_member(archive, info, limits, total)
            except UnreadableArticle as error:
                yield Refused(inside(path, _shown(info.filename)), str(error))
                continue
            with io.BufferedReader(guard, _BUFFER) as data:
                yield Member(name, data, info.file_size, min(info.header_offset / size, 1))
            total += guard.unpacked


class _Header(tarfile.TarInfo):
    """A header of a tar that is not taken for the tar's end where it is cut or damaged."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> "_Header":
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise UnreadableArticle(f"damaged or cut: {error}") from error


def _tar_members(path: Path, limits: Limits) -> Iterator[Member | Refused]:
    size = path.stat().st_size or 1
    with path.open("rb") as file:
        guard = Guard(unpacked(file), file.tell, limits)
        guard.ceiling = _HEADERS
        with tarfile.open(
            fileobj=guard, mode="r|", tarinfo=_Header, encoding="utf-8", errors="replace"
        ) as archive:
            number = 0
            while (info := archive.next()) is not None:
                # It would keep them all.
                archive.members.clear()  # type: ignore[attr-defined]
                if (number := number + 1) > limits.members:
                    raise _too_many(limits)
                guard.ceiling = archive.offset + _HEADERS
                yield from _tar_member(path, archive, info, limits, file.tell() / size)


def _tar_member(
    path: Path, archive: tarfile.TarFile, info: tarfile.TarInfo, limits: Limits, before: float
) -> Iterator[Member | Refused]:
    if info.isdir() or _hidden(info.name):
        return
    try:
        name = _safe(info.name)
        content = archive.extractfile(info) if info.isreg() and not info.issparse() else None
        if content is None:
            raise UnreadableArticle("a link or a device, not a file")
    except UnreadableArticle as error:
        yield Refused(inside(path, _shown(info.name)), str(error))
        return
    with io.BufferedReader(Guard(content, lambda: info.size, limits), _BUFFER) as data:
        yield Member(name, data, info.size, before)


def _safe(name: str) -> str:
    """Give a member's name as a path inside the archive.

    Raises:
        UnreadableArticle: If it leads anywhere else.
    """
    parts = name.replace("\\", "/").split("/")
    if _shown(name) != name:
        raise UnreadableArticle("its name holds control characters")
    if name[:1] in "/\\" or ".." in parts or re.match("[a-zA-Z]:", name):
        raise UnreadableArticle("its name leads out of the archive")
    return "/".join(part for part in parts if part not in ("", "."))


def _shown(name: str) -> str:
    """Write a name so that no terminal obeys it."""
    return "".join(ascii(c)[1:-1] if unicodedata.category(c) == "Cc" else c for c in name)


def _hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(p == "__MACOSX" or (p.startswith(".") and p not in (".", "..")) for p in parts)


def _too_many(limits: Limits) -> UnreadableArticle:
    return UnreadableArticle(
        f"it holds more than {limits.members:,} files; the rest is not read: split it"
    )
