"""Adding to a library while the page goes on: in a thread, one set at a time for all people."""

import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from index import Library, reading
from index.errors import InputError
from index.reading import Reading
from index.report import Report
from ui import uploads
from ui.calm import in_words
from ui.uploads import UploadLimits

BUSY = (
    "articles are being added already, here or on another page: wait until it is done, or stop it"
)


@dataclass(frozen=True)
class Progress:
    """How far an adding is.

    Attributes:
        doing: What goes on, in words; "" once it is over.
        done: How many articles were met so far.
        total: How many there will be, about; None while that is not known.
        rate: Articles a second since the first one was looked for.
        now: What was read last, in words.
        stopping: Whether it was asked to stop, and perhaps still has to.
        report: What became of the articles so far; None before the first adding.
        error: Why it ended early, in words; "" if it did not.
    """

    doing: str = ""
    done: int = 0
    total: int | None = None
    rate: float = 0.0
    now: str = ""
    stopping: bool = False
    report: Report | None = None
    error: str = ""


class Additions:
    """Adds to a library, one set after the other; close it before the library.

    Args:
        library: Where to add.
        limits: How much is taken at once.
        how: How addresses are read.
    """

    def __init__(
        self,
        library: Library,
        limits: UploadLimits = UploadLimits(),
        how: Reading = Reading(),
    ) -> None:
        self.limits = limits
        self._library = library
        self._how = how
        self._beginning = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._progress = Progress()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def progress(self) -> Progress:
        """How far the adding is, or the last one was."""
        return replace(self._progress, stopping=self._stop.is_set())

    def begin(
        self, files: Sequence[Path], addresses: str, collections: Collection[str] = ()
    ) -> None:
        """Begin to add; what goes on is told by `progress`.

        Args:
            files: Temporary copies of what was uploaded; deleted in any case.
            addresses: One a line.
            collections: To put all articles in.

        Raises:
            InputError: If a set is being added already, or this one is empty, too large or wrong.
        """
        files = list(dict.fromkeys(files))
        try:
            uploads.check_files(files, self.limits)
            lines = uploads.check_addresses(addresses, self.limits)
            if not files and not lines:
                raise InputError("there is nothing to add yet: drop files, or write an address")
            with self._beginning:
                if self._thread is not None and self._thread.is_alive():
                    raise InputError(BUSY)
                self._stop.clear()
                self._progress = Progress(doing="Checking the files" if files else "Starting")
                self._thread = threading.Thread(
                    target=self._run, args=(files, lines, collections), daemon=True
                )
                self._thread.start()
        except InputError:
            uploads.discard(files)
            raise

    def stop(self) -> None:
        """Read no further article; what was read is stored."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait until all is stored."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _run(self, files: list[Path], lines: list[str], collections: Collection[str]) -> None:
        error = ""
        try:
            with uploads.staged(files, self._library.folder) as moved:
                for file in moved:
                    uploads.check_unpacked(file, self.limits)
                self._add([*map(str, moved), *lines], collections)
        except Exception as failure:
            # Whatever it is, the page is told, and the next set can be added.
            error = in_words(failure)
        finally:
            self._progress = replace(self._progress, doing="", error=error)

    def _add(self, what: list[str], collections: Collection[str]) -> None:
        report = Report()
        began = time.monotonic()
        self._progress = Progress(doing="Reading", total=self._count(what), report=report)
        outcomes = self._library.adding(
            *what, how=self._how, collections=collections, stopped=self._stop.is_set
        )
        for done, outcome in enumerate(outcomes, start=1):
            report.take(outcome)
            self._progress = replace(
                self._progress,
                doing="Adding",
                done=done,
                rate=done / max(time.monotonic() - began, 1e-3),
                now=uploads.shown_origin(outcome.origin),
            )

    def _count(self, what: list[str]) -> int | None:
        numbers = [reading.count(name, self._how) for name in what]
        return None if None in numbers else sum(filter(None, numbers))
