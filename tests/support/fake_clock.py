"""A clock that only moves when it is told to."""


class FakeClock:
    """Gives a time in seconds; sleeping moves it on at once.

    Attributes:
        slept: How long each sleep was to be.
    """

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
