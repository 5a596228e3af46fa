import io
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from index import reading
from index.reading import Reading
from index.report import Outcome
from ui import progress, terminal


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """A terminal; gives the function that tells what was written to it."""
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=120, color_system=None)
    monkeypatch.setattr(terminal, "err", console)
    return written.getvalue


def outcomes(number: int) -> Iterator[Outcome]:
    return (Outcome("added", f"{n}") for n in range(number))


def test_every_outcome_passes_through(shown: Callable[[], str], tmp_path: Path):
    given = list(outcomes(50))
    assert list(progress.of_adding(iter(given), [str(tmp_path)], Reading())) == given


def test_without_a_terminal_nothing_is_shown_or_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(reading, "count", lambda *_: pytest.fail("counted for nobody"))
    assert len(list(progress.of_adding(outcomes(3), ["a"], Reading()))) == 3
    assert capsys.readouterr().err == ""


def test_adding_does_not_wait_for_the_counting(
    shown: Callable[[], str], monkeypatch: pytest.MonkeyPatch
):
    """Of ten gigabytes of lines it takes minutes; that it goes on is told meanwhile."""
    counted = threading.Event()
    monkeypatch.setattr(reading, "count", lambda *_: counted.wait(60) and 100)
    added = progress.of_adding(outcomes(100), ["a.jsonl"], Reading())
    for _ in range(60):
        next(added)
    while "counting the rest" not in shown():
        time.sleep(0.02)
    assert not counted.is_set()
    counted.set()
    assert len(list(added)) == 40


def test_no_time_left_is_told_where_more_came_than_was_counted():
    total = progress._Total([], Reading())
    total.known = 10
    assert [total.beyond(done) for done in (0, 10, 11)] == [10, 10, None]


def test_what_cannot_be_counted_is_added_all_the_same(
    shown: Callable[[], str], monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> int:
        raise PermissionError("a folder of another")

    monkeypatch.setattr(reading, "count", fail)
    assert len(list(progress.of_adding(outcomes(3), ["a"], Reading()))) == 3
