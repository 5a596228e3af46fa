"""Whoever guesses waits: each failure after the first few doubles the time."""

import time
from collections.abc import Callable
from dataclasses import dataclass

# So many failures are typing errors.
_FREE = 5
# Who fails no more for so many seconds starts anew.
_FORGOTTEN = 3600.0
# Of each kind of key; who failed longest ago goes first.
_MOST = 10_000


@dataclass(frozen=True)
class _Failed:
    times: int
    last: float
    until: float


class Waits:
    """How long each must wait, by any key; in memory, and never more than a few thousand keys.

    Args:
        longest: The longest wait in seconds.
        clock: Gives a time in seconds.
    """

    def __init__(self, longest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._longest = longest
        self._clock = clock
        # The one that failed last stands last.
        self._failed: dict[str, _Failed] = {}

    def left(self, key: str) -> float:
        """Give the seconds until the next try is taken; 0 if it is now."""
        return max(0.0, self._of(key).until - self._clock())

    def count(self, key: str) -> None:
        """Count a try as failed: before its end, so that many at once are counted too."""
        now, times = self._clock(), self._of(key).times + 1
        over = times - _FREE
        # 2 to the 30th is longer than anything, and a number that floats can hold.
        wait = min(self._longest, 2.0 ** min(over, 30)) if over >= 0 else 0.0
        self._failed.pop(key, None)
        self._failed[key] = _Failed(times, now, now + wait)
        if len(self._failed) > _MOST:
            del self._failed[next(iter(self._failed))]

    def take_back(self, key: str) -> None:
        """Uncount the last try: it did not fail. Those before it stay counted."""
        failed = self._failed.pop(key, None)
        if failed is not None and failed.times > 1:
            self._failed[key] = _Failed(failed.times - 1, failed.last, self._clock())

    def _of(self, key: str) -> _Failed:
        now = self._clock()
        failed = self._failed.get(key)
        if failed is None or now - failed.last > max(_FORGOTTEN, self._longest):
            return _Failed(0, now, now)
        return failed

    def __len__(self) -> int:
        return len(self._failed)
