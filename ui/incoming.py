"""The folder in which uploads wait to be added: this process's own, empty before and afterwards.

Gradio would put them into a folder of the machine that everybody can read, and leave them there.
"""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

_FOLDER = "incoming"
# Seconds that a file waits; whoever has not added it by then drops it once more.
KEPT = 3600
_EVERY = 600
# Bytes that may wait at once, of all people together.
MOST = 1_000_000_000


class Incoming:
    """Where the server puts uploads; one process works in a library, and so in this folder.

    Args:
        library: The library's folder, in which it stands.
        clock: Gives the time in seconds since 1970.
    """

    def __init__(self, library: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder = library / _FOLDER
        self._clock = clock

    @classmethod
    def prepared(cls, library: Path) -> Self:
        """Empty the folder, let nobody else in, and have Gradio use it from now on.

        Gradio asks the environment for it, also later on. What a process that was killed left there
        is deleted.
        """
        incoming = cls(library)
        incoming.clear()
        incoming.folder.mkdir(mode=0o700)
        os.environ["GRADIO_TEMP_DIR"] = str(incoming.folder)
        return incoming

    def clear(self) -> None:
        """Delete the folder with all that waits in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def holds(self, path: str) -> bool:
        """Say whether a path leads to something in the folder."""
        with suppress(OSError, ValueError):
            return Path(path).resolve().is_relative_to(self.folder.resolve())
        return False

    def room(self) -> int:
        """Give how many bytes may be added to what waits."""
        return MOST - sum(size for _, size, _ in self._files())

    def sweep(self) -> None:
        """Delete what waits for too long, and folders that hold nothing any more."""
        old = self._clock() - KEPT
        for path, _, changed in self._files():
            if changed < old:
                path.unlink(missing_ok=True)
        for folder in [path for path in self.folder.glob("*") if path.is_dir()]:
            # One that was made just now is about to get its file.
            if folder.stat().st_mtime < old:
                with suppress(OSError):
                    folder.rmdir()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Sweep now and then while a server runs, and clear at its end."""
        sweeping = asyncio.create_task(self._sweep_on())
        try:
            yield
        finally:
            sweeping.cancel()
            self.clear()

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            await asyncio.to_thread(self.sweep)

    def _files(self) -> list[tuple[Path, int, float]]:
        found = []
        for path in self.folder.rglob("*"):
            # It may be added, and so be gone, at this moment.
            with suppress(OSError):
                if path.is_file():
                    facts = path.lstat()
                    found.append((path, facts.st_size, facts.st_ctime))
        return found
