"""What strangers packed, unpacked within limits: counted as it comes out, whatever headers say."""

import bz2
import gzip
import io
import lzma
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, TypeAlias

from index.errors import UnreadableArticle

# Bytes that can be looked at before they are taken.
Stream: TypeAlias = "io.BufferedReader[Any]"
_Bytes: TypeAlias = IO[bytes] | io.RawIOBase | io.BufferedIOBase
# xz -9 needs 65 MB to unpack; a file may ask for 4 GB.
_XZ_MEMORY = 128_000_000
_PIECE = 1 << 16


@dataclass(frozen=True)
class Limits:
    """How much an archive may unpack to.

    Attributes:
        members: Files and folders in it.
        total: Bytes of all members together.
        ratio: Bytes unpacked for each byte packed; texts reach 10, seldom 50.
        ratio_from: Bytes unpacked before the ratio counts.
        listing: Bytes of a zip's table of contents, which is held in memory.
    """

    members: int = 100_000
    total: int = 20_000_000_000
    ratio: int = 200
    ratio_from: int = 10_000_000
    listing: int = 32_000_000


@contextmanager
def damage_told() -> Iterator[None]:
    """Turn whatever an unpacker raises on damage into words."""
    try:
        yield
    except UnreadableArticle:
        raise
    except Exception as error:
        # zipfile, tarfile and three decompressors raise a dozen kinds, RuntimeError among them.
        reason = f"damaged, or no archive of this kind ({str(error)[:100] or type(error).__name__})"
        raise UnreadableArticle(reason) from error


class Guard(io.RawIOBase):
    """A stream of what is unpacked, stopped at the limits.

    Args:
        source: Gives no more bytes at once than it is asked for.
        packed: Tells how many packed bytes were taken so far, or will be at most.
        limits: How much may come out.
        before: How many bytes came out of the archive's other members.

    Attributes:
        unpacked: How many bytes came out.
        ceiling: How many may come out for now; None for as many as the limits allow.
    """

    def __init__(
        self,
        source: _Bytes,
        packed: Callable[[], int],
        limits: Limits,
        before: int = 0,
    ) -> None:
        self._source = source
        self._packed = packed
        self._limits = limits
        self._before = before
        self.unpacked = 0
        self.ceiling: int | None = None

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; raises `UnreadableArticle` on damage and at a limit."""
        with damage_told():
            data = self._source.read(len(buffer)) or b""
        self.unpacked += len(data)
        limits = self._limits
        if self._before + self.unpacked > limits.total:
            raise UnreadableArticle(
                f"the archive unpacks to more than {limits.total / 1e9:g} GB: split it"
            )
        if self.unpacked > max(limits.ratio_from, limits.ratio * self._packed()):
            raise UnreadableArticle(
                f"it unpacks to more than {limits.ratio} times its size, which no text does"
            )
        if self.ceiling is not None and self.unpacked > self.ceiling:
            raise UnreadableArticle("damaged: the description of a file in it has no end")
        buffer[: len(data)] = data
        return len(data)


class _Sparing(io.BufferedReader):
    """Refuses to read much at once: zipfile takes a table of contents of any size in one piece."""

    def __init__(self, data: IO[bytes], most: int) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._most:
            raise UnreadableArticle("the archive's table of contents is too large: split it")
        return super().read(size)


def open_zip(data: IO[bytes], limits: Limits = Limits()) -> zipfile.ZipFile:
    """Open a zip whose table of contents is not too large to hold.

    Raises:
        UnreadableArticle: If it is too large, or this is no zip.
    """
    with damage_told():
        return zipfile.ZipFile(_Sparing(data, limits.listing))


def open_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits = Limits(), before: int = 0
) -> Guard:
    """Open a zip's member for reading within limits.

    Args:
        archive: The zip.
        info: The member.
        limits: How much may be unpacked.
        before: How many bytes other members unpacked to.

    Raises:
        UnreadableArticle: If it is a link or a device, encrypted, oddly packed, or damaged.
    """
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise UnreadableArticle("a link or a device, not a file")
    if info.flag_bits & 1:
        raise UnreadableArticle("encrypted: unpack it with its password first")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # zipfile puts no limit on what comes out of the other methods at once.
        raise UnreadableArticle("packed by a method that zips seldom use: unpack it first")
    with damage_told():
        return Guard(archive.open(info), lambda: info.compress_size, limits, before)


def unpacked(file: BinaryIO) -> _Bytes:
    """Give a file's bytes, decompressed if it opens as gzip, bzip2 or xz files do."""
    start = file.read(6)
    file.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)
    if start.startswith(b"BZh"):
        return _Decompressed(file, bz2.BZ2Decompressor)
    if start == b"\xfd7zXZ\0":
        return _Decompressed(file, lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY))
    return file


class _Decompressed(io.RawIOBase):
    """One or more compressed streams, one after the other, as one.

    `lzma.LZMAFile` takes no limit on memory, so it is not used.
    """

    def __init__(
        self, file: BinaryIO, start: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor]
    ) -> None:
        self._file = file
        self._start = start
        self._decompressor = start()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = b""
        while not data:
            packed = b""
            if self._decompressor.eof:
                packed = self._decompressor.unused_data or self._file.read(_PIECE)
                # xz files may be filled up with zeros.
                packed = packed.lstrip(b"\0")
                if not packed:
                    return 0
                self._decompressor = self._start()
            elif self._decompressor.needs_input:
                packed = self._file.read(_PIECE)
                if not packed:
                    raise EOFError("it ends too early")
            data = self._decompressor.decompress(packed, len(buffer))
        buffer[: len(data)] = data
        return len(data)
