import pytest
from fake_clock import FakeClock

from ui.waits import Waits


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def failed(waits: Waits, key: str, times: int) -> list[float]:
    """Fail so often, each time as soon as it may be; give the waits."""
    left = []
    for _ in range(times):
        waits.count(key)
        left.append(waits.left(key))
    return left


def test_the_first_failures_are_free_then_each_doubles_the_wait(clock: FakeClock):
    waits = Waits(longest=60, clock=clock)
    assert failed(waits, "ann", 12) == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_a_wait_ends(clock: FakeClock):
    waits = Waits(longest=60, clock=clock)
    failed(waits, "ann", 8)
    clock.sleep(7.5)
    assert waits.left("ann") == 0.5
    clock.sleep(0.5)
    assert waits.left("ann") == 0


def test_one_does_not_wait_for_what_another_did(clock: FakeClock):
    waits = Waits(longest=60, clock=clock)
    failed(waits, "ann", 20)
    assert waits.left("bob") == 0


def test_a_try_that_did_not_fail_is_uncounted_but_not_those_before_it(clock: FakeClock):
    waits = Waits(longest=60, clock=clock)
    failed(waits, "ann", 6)
    clock.sleep(2)
    waits.count("ann")
    waits.take_back("ann")
    assert waits.left("ann") == 0
    assert failed(waits, "ann", 1) == [4]


def test_a_key_that_only_succeeds_never_waits_and_is_not_kept(clock: FakeClock):
    waits = Waits(longest=60, clock=clock)
    for _ in range(100):
        waits.count("ann")
        assert waits.left("ann") == 0
        waits.take_back("ann")
    assert len(waits) == 0


def test_failures_are_forgotten_after_an_hour_without_one(clock: FakeClock):
    waits = Waits(longest=60, clock=clock)
    failed(waits, "ann", 20)
    clock.sleep(3600)
    assert failed(waits, "ann", 1) == [60]
    clock.sleep(3601)
    assert failed(waits, "ann", 1) == [0]


def test_waits_are_as_long_as_was_said_whatever_the_number(clock: FakeClock):
    waits = Waits(longest=900, clock=clock)
    assert max(failed(waits, "ann", 2000)) == 900


def test_only_so_many_are_remembered_and_who_failed_long_ago_goes_first(clock: FakeClock):
    waits = Waits(longest=60, clock=clock)
    failed(waits, "first", 20)
    failed(waits, "second", 20)
    for number in range(9_999):
        waits.count(f"10.0.{number}")
    assert len(waits) == 10_000
    assert waits.left("first") == 0
    assert waits.left("second") == 60
