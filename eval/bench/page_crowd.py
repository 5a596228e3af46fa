"""Many people at once before one server: its memory, and how it answers a browser meanwhile."""

import asyncio
import contextlib
import secrets
import time
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError

from eval.bench import page_browser, page_served
from eval.bench.page_people import Asked, Moment, Outcome, Person, all_at_once, overtaken
from eval.bench.page_served import Served
from eval.bench.road import resident

_PASSWORD = secrets.token_urlsafe(12)
# What the page must answer within, also while all ask.
_LIMIT_MS = 300
# How often a browser looks round before anybody asks, to compare with.
_ALONE = 10
_OUTCOMES: tuple[Outcome, ...] = ("answered", "no answer", "failed", "refused")
_TURNS: tuple[tuple[str, Moment], ...] = (
    ("overtaken before their turn came", "started"),
    ("overtaken before their answer began", "first"),
)
HEAD = "| milliseconds | p50 | p95 | max | n |\n|---|--:|--:|--:|--:|"


@dataclass(frozen=True)
class Crowd:
    """Who asks.

    Attributes:
        people: How many.
        seconds: For how long they go on asking.
        turns: Questions in one conversation.
        think: Seconds between an answer and the next question.
        echoes: Whether the model echoes marks.
        navigates: Whether a browser looks round meanwhile.
    """

    people: int
    seconds: float
    turns: int
    think: float
    echoes: bool
    navigates: bool


@dataclass(frozen=True)
class _Seen:
    """What came of it all.

    Attributes:
        done: Every question.
        seconds: From the first question to the last answer.
        held: Megabytes of memory of the server's process, once a second.
        alone: Milliseconds that the browser waited before anybody asked, by what it did.
        crowded: The same while all asked.
        failed: How often it got nothing to see then.
    """

    done: list[Asked]
    seconds: float
    held: list[float]
    alone: list[dict[str, float]]
    crowded: list[dict[str, float]]
    failed: int


async def measure(
    crowd: Crowd, library: Path, options: Sequence[str], questions: Sequence[str]
) -> None:
    """Let everybody sign in and ask, and print what became of it.

    Args:
        crowd: Who asks.
        library: Users are added to it.
        options: Of the chat.
        questions: What is asked, in turn.
    """
    names = [f"person-{number}" for number in range(crowd.people + 1)]
    for name in names:
        page_served.add_user(library, name, _PASSWORD)
    with page_served.chat(library, options) as served:
        page_served.wait_until_ready(served)
        # One by one: many at once from one address would be taken for guessing.
        *cookies, visitor = [_signed_in(served.address, name) for name in names]
        people = [
            Person(number, served.address, one, crowd.turns, crowd.think, crowd.echoes)
            for number, one in enumerate(cookies)
        ]
        seen = await _watched(crowd, people, questions, served, visitor)
    _print_people(crowd, seen)
    _print_times(crowd, seen.done)
    _print_memory(seen)
    if crowd.navigates:
        _print_looks(seen)


def _signed_in(address: str, name: str) -> httpx.Cookies:
    form = {"name": name, "password": _PASSWORD}
    answer = httpx.post(f"{address}/sign-in", data=form, timeout=60, trust_env=False)
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise RuntimeError(f"{name} cannot sign in: {answer.status_code} {answer.text[:500]}")
    return answer.cookies


async def _watched(
    crowd: Crowd,
    people: Sequence[Person],
    questions: Sequence[str],
    served: Served,
    visitor: httpx.Cookies,
) -> _Seen:
    over = asyncio.Event()
    async with contextlib.AsyncExitStack() as stack:
        looks = None
        if crowd.navigates:
            looks = await stack.enter_async_context(_looks(served, visitor))
        # The first one fills the browser's cache.
        alone = (await looks.some(_ALONE + 1))[1:] if looks else []
        looking = asyncio.ensure_future(looks.until(over)) if looks else None
        memory = asyncio.ensure_future(_held(served, over))
        began = time.perf_counter()
        done = await all_at_once(people, questions, crowd.seconds)
        seconds = time.perf_counter() - began
        over.set()
        crowded = await looking if looking else []
        failed = looks.failed if looks else 0
        return _Seen(done, seconds, await memory, alone, crowded, failed)


@contextlib.asynccontextmanager
async def _looks(served: Served, cookies: httpx.Cookies) -> AsyncGenerator["_Looks"]:
    async with (
        page_browser.chromium() as browser,
        page_browser.visitor(browser, served.address, dict(cookies)) as person,
    ):
        yield _Looks(person, served.address)


@dataclass
class _Looks:
    """Somebody who looks round in a browser: the page, its library, another article each time."""

    person: BrowserContext
    address: str
    times: int = 0
    failed: int = 0

    async def some(self, times: int) -> list[dict[str, float]]:
        return [await page_browser.navigated(self.person, self.address, n) for n in range(times)]

    async def until(self, over: asyncio.Event) -> list[dict[str, float]]:
        seen = []
        while not over.is_set():
            self.times += 1
            try:
                seen.append(await page_browser.navigated(self.person, self.address, self.times))
            except PlaywrightError:
                self.failed += 1
        return seen


async def _held(served: Served, over: asyncio.Event) -> list[float]:
    held = []
    while not over.is_set():
        held.append(resident(str(served.process.pid)) * 1000)
        await asyncio.sleep(1)
    return held


def _print_people(crowd: Crowd, seen: _Seen) -> None:
    done = seen.done
    outcomes = Counter(asked.outcome for asked in done)
    strange = sorted({found for asked in done for found in asked.strange})
    disorder = sum(not asked.in_order for asked in done)
    rows = [
        ("people, seconds", f"{crowd.people}, {seen.seconds:.0f}"),
        ("questions in a conversation, seconds between", f"{crowd.turns}, {crowd.think:g}"),
        ("asked", f"{len(done):,}"),
        *((name, f"{outcomes[name]:,}") for name in _OUTCOMES),
        ("answers a minute", f"{outcomes['answered'] / seen.seconds * 60:.0f}"),
        ("messages looked at", f"{sum(asked.messages for asked in done):,}"),
        ("of them with others' text", f"{len(strange)} {', '.join(strange[:5])}".strip()),
        ("conversations out of order", str(disorder)),
    ]
    for name, moment in _TURNS:
        counts = overtaken(done, moment)
        late = sum(count > 0 for count in counts)
        rows.append((name, f"{late} of {len(counts)}, by at most {max(counts, default=0)}"))
    print("| | |\n|---|--:|")
    print("\n".join(f"| {name} | {value} |" for name, value in rows), end="\n\n")
    for why in sorted({asked.why for asked in done if asked.why})[:5]:
        print(f"failed: {why}\n")


def _print_times(crowd: Crowd, done: Sequence[Asked]) -> None:
    # What a real model writes bears no mark of its own; that it cites can be seen.
    first = "first word of the answer" if crowd.echoes else "first citation of the answer"
    moments: tuple[tuple[str, Moment], ...] = (
        ("waited for a turn", "started"),
        (first, "first"),
        ("whole answer", "ended"),
    )
    print(HEAD)
    for name, moment in moments:
        print(row(name, [_milliseconds(asked.after(moment)) for asked in done]))
    print()


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000


def _print_memory(seen: _Seen) -> None:
    minutes = [seen.held[at : at + 60] for at in range(0, len(seen.held), 60)]
    print(
        f"| memory of the server's process, at the end {len(seen.done):,} answers | MB |\n|---|--:|"
    )
    for number, held in enumerate(minutes, start=1):
        print(f"| minute {number}, median of {len(held)} | {np.median(held):.0f} |")
    print(f"| most | {max(seen.held):.0f} |\n")


def _print_looks(seen: _Seen) -> None:
    alone, crowded = ("nobody asks", seen.alone, 0), ("all ask", seen.crowded, seen.failed)
    for when, looks, failed in (alone, crowded):
        print(f"A browser while {when} ({failed} looks failed):\n\n{HEAD}")
        for name in looks[0] if looks else ():
            times = [look[name] for look in looks]
            print(row(name, times) + (_told(times) if when == "all ask" else ""))
        print()


def _told(times: Sequence[float]) -> str:
    p95 = float(np.percentile(times, 95))
    kept = "kept" if p95 < _LIMIT_MS else "MISSED"
    return f" limit of {_LIMIT_MS} ms {kept}"


def row(name: str, times: Sequence[float | None]) -> str:
    """Write a line of a table: median, 95th percentile, most, and how many."""
    known = [at for at in times if at is not None]
    if not known:
        return f"| {name} | – | – | – | 0 |"
    p50, p95 = np.percentile(known, [50, 95])
    return f"| {name} | {p50:,.0f} | {p95:,.0f} | {max(known):,.0f} | {len(known)} |"
