"""The line before the language model: who asked first is served first."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any, Self

_AGAIN_SECONDS = 2.0


class Line:
    """Those who ask one model, in the order in which they asked; any thread and event loop may.

    Args:
        at_once: How many are served at once; 0 for any number.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._lock = threading.Lock()
        # In the order of asking; whoever is served, or looks for passages, is still among them.
        self._places: list[Place] = []

    def join(self) -> "Place":
        """Take a place behind all others, from within an event loop; it ends with its `with`."""
        place = Place(self)
        with self._lock:
            self._places.append(place)
        return place

    def need(self, place: "Place") -> None:
        """Let a place be served as soon as it is its turn."""
        with self._lock:
            if not place.served:
                place.waits = True
                self._move()

    def leave(self, place: "Place") -> None:
        """Take a place out, wherever it is; one that is out already does no harm."""
        with self._lock:
            if place in self._places:
                self._places.remove(place)
                self._move()

    def before(self, place: "Place") -> int:
        """Count the answers that must end before a place is served; 0 if it does not wait.

        While somebody waits, the count never grows.
        """
        with self._lock:
            return self._before(place) if place.waits and place in self._places else 0

    def _move(self) -> None:
        """Serve those whose turn it is, and tell all others who wait that the line has moved."""
        for place in [one for one in self._places if one.waits]:
            if self._before(place) == 0:
                place.waits, place.served = False, True
            try:
                place.tell()
            except RuntimeError:
                # Its event loop is closed: nobody waits there any more.
                self._places.remove(place)

    def _before(self, place: "Place") -> int:
        at = self._places.index(place)
        served = sum(one.served for one in self._places)
        first = not any(one.waits for one in self._places[:at])
        if not self._at_once or (first and served < self._at_once):
            return 0
        # Of those who asked before, some still search; of those who asked later, some were faster.
        others = at + sum(one.served for one in self._places[at:])
        return max(1, others - self._at_once + 1)


class Place:
    """One question's place in the line, made by `Line.join`.

    Attributes:
        waits: Whether it needs to be served and is not.
        served: Whether it is, until it leaves.
    """

    def __init__(self, line: Line) -> None:
        self.waits = self.served = False
        self._line = line
        self._loop = asyncio.get_running_loop()
        self._turn: asyncio.Future[None] = self._loop.create_future()
        self._moved = asyncio.Event()

    async def turn(self) -> None:
        """Wait until it is this one's turn."""
        self._line.need(self)
        await self._turn

    async def moves(self, until: asyncio.Future[Any]) -> AsyncGenerator[int]:
        """Give how many are before it, now and whenever the line moves, until something is done.

        Where it does not move, the number comes again every few seconds: whoever shows it may only
        then learn that nobody looks any more, and close this.
        """
        until.add_done_callback(lambda _: self._moved.set())
        while not until.done():
            self._moved.clear()
            yield self._line.before(self)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), _AGAIN_SECONDS)

    def leave(self) -> None:
        """Give the place to the next, wherever in the line it is; more than once does no harm."""
        self._line.leave(self)

    def tell(self) -> None:
        """Say, in any thread, that the line has moved.

        Raises:
            RuntimeError: If the event loop of whoever waits is closed.
        """
        self._loop.call_soon_threadsafe(self._told)

    def _told(self) -> None:
        self._moved.set()
        if self.served and not self._turn.done():
            self._turn.set_result(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()
