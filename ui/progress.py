"""Progress on standard error: how far, how fast, how long still; nothing where no terminal is."""

import threading
from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from index import reading
from index.reading import Reading
from ui import terminal

Item = TypeVar("Item")


class _Rate(ProgressColumn):
    """How many a second, lately: skipping what is there is a hundred times as fast as adding."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.1f} articles/s" if speed else "")


class _Total:
    """Counts in the background what will be read: of many big files that takes a while."""

    def __init__(self, what: Sequence[str], how: Reading) -> None:
        self.known: int | None = None
        self.counting = True
        self._what, self._how = what, how
        # It holds nothing that an end would harm.
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        try:
            numbers = [reading.count(name, self._how) for name in self._what]
            self.known = None if None in numbers else sum(filter(None, numbers))
        except OSError:
            pass  # What cannot be counted is told when it cannot be read.
        finally:
            self.counting = False

    def beyond(self, done: int) -> int | None:
        """Give the total; None where it is not known, or less than what was done."""
        return self.known if self.known is not None and self.known >= done else None


def of_adding(outcomes: Iterator[Item], what: Sequence[str], how: Reading) -> Iterator[Item]:
    """Show progress with rate and time left while articles are added.

    Args:
        outcomes: One for each article.
        what: What is added, to count it.
        how: How it is read.
    """
    total = _Total(what, how) if terminal.err.is_terminal else None
    yield from _shown(outcomes, "adding", total)


def of_mending(article_ids: Iterator[Item]) -> Iterator[Item]:
    """Show progress while articles are mended."""
    yield from _shown(article_ids, "mending", None)


def _shown(items: Iterator[Item], doing: str, total: _Total | None) -> Iterator[Item]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    shown = terminal.err.is_terminal
    with Progress(*columns, console=terminal.err, transient=True, disable=not shown) as progress:
        task = progress.add_task("starting", total=None)
        for done, item in enumerate(items, start=1):
            whole = total.beyond(done) if total else None
            text = f"{doing}, counting the rest" if total and total.counting else doing
            progress.tasks[0].total = whole
            progress.update(task, completed=done, description=text)
            yield item
