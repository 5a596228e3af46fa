"""How soon the page is there and answers, and what becomes of it when many people ask at once.

    python -m eval.bench.page --library /tmp/bench-page --people 20 --minutes 5
    python -m eval.bench.page --library /tmp/bench-page --parts people --people 5 --model real

Four parts: `start` (cold processes, beside a bare Gradio page), `answers` (passages and first word
after the click), `people` (all at once) and `navigation` (a browser looks round while they ask; it
belongs to `people`). The library is made of the sample articles unless it is there, and copied: the
chat keeps users and conversations in it. Prints Markdown tables for docs/measurements.md; run it
with nothing else running. The page, its browser and the people share this machine.
"""

import argparse
import asyncio
import contextlib
import signal
import statistics
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Browser

from eval.bench import page_browser, page_crowd, page_served
from eval.bench.page_served import Served
from eval.questions import QuestionSet

PARTS = ("start", "answers", "people", "navigation")


async def start(library: Path, options: Sequence[str], times: int) -> None:
    """Start the chat and a bare page by turns, each a cold process and a browser without cache."""
    ours: list[tuple[float, ...]] = []
    bare: list[tuple[float, ...]] = []
    async with page_browser.chromium() as browser:
        for _ in range(times):
            with page_served.bare() as served:
                bare.append(await _cold(browser, served, page_browser.BARE_QUESTION))
            with page_served.chat(library, options) as served:
                ours.append(await _cold(browser, served, page_browser.QUESTION))
    print(f"medians of {times} cold starts, seconds (from the shortest to the longest)\n")
    print("| | Dateline | a bare Gradio ChatInterface | ratio |\n|---|--:|--:|--:|")
    names = (
        "process start to page served",
        "page served to first contentful paint",
        "page served to ready for typing",
        "process start to ready for typing",
    )
    for number, name in enumerate(names):
        mine, others = ([times[number] for times in some] for some in (ours, bare))
        ratio = statistics.median(mine) / statistics.median(others)
        print(f"| {name} | {_spread(mine)} | {_spread(others)} | {ratio:.2f} |")
    print()


async def _cold(browser: Browser, served: Served, box: str) -> tuple[float, ...]:
    async with page_browser.visitor(browser, served.address) as person:
        page = await person.new_page()
        found = await page_browser.opened(page, served.address, box)
    return (
        found.served - served.started,
        found.painted - found.served,
        found.ready - found.served,
        found.ready - served.started,
    )


def _spread(times: Sequence[float]) -> str:
    return f"{statistics.median(times):.2f} ({min(times):.2f}–{max(times):.2f})"


async def answers(library: Path, options: Sequence[str], questions: Sequence[str]) -> None:
    """Ask one question after another in a browser, each in a new tab."""
    with page_served.chat(library, options) as served:
        page_served.wait_until_ready(served)
        async with (
            page_browser.chromium() as browser,
            page_browser.visitor(browser, served.address) as person,
        ):
            # The first tab fills the browser's cache; what is measured is a page in use.
            await page_browser.asked(person, served.address, questions[0])
            shown = [await page_browser.asked(person, served.address, q) for q in questions]
    print(f"{len(shown)} questions, from the click on Ask\n\n{page_crowd.HEAD}")
    print(page_crowd.row("passages on screen", [one.passages for one in shown]))
    print(page_crowd.row("first word of the answer", [one.first_word for one in shown]))
    print()


def _read(path: Path) -> list[str]:
    """Give the questions that can be asked by themselves, and that the library answers."""
    return [one.question for one in QuestionSet.read(path) if one.answerable and not one.history]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--questions", type=Path, default=Path("eval/data/sample-questions.jsonl"))
    parser.add_argument("--parts", default=",".join(PARTS), help="some of them, by commas")
    parser.add_argument("--model", choices=("scripted", "real"), default="scripted")
    parser.add_argument("--pace", type=float, default=15, help="of the scripted, words a second")
    parser.add_argument("--starts", type=int, default=5, help="cold starts of each page")
    parser.add_argument("--answers", type=int, default=20, help="questions asked one by one")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--turns", type=int, default=5, help="questions in one conversation")
    parser.add_argument("--think", type=float, default=0, help="seconds between two questions")
    given = parser.parse_args()
    given.parts = given.parts.split(",")
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return given


def main() -> None:
    """Measure, and print the tables."""
    given = _arguments()
    # Ended by a signal, it ends what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    questions = _read(given.questions)
    with contextlib.ExitStack() as stack:
        library = stack.enter_context(page_served.copied(given.library, Path("tests/data/sample")))
        options: list[str] = []
        if given.model == "scripted":
            options = stack.enter_context(page_served.scripted_model(given.pace))
            print(f"scripted model, {given.pace:g} words a second for each answer\n")
        if "start" in given.parts:
            asyncio.run(start(library, options, given.starts))
        if "answers" in given.parts:
            asyncio.run(answers(library, options, questions[: given.answers]))
        if "people" in given.parts:
            crowd = page_crowd.Crowd(
                people=given.people,
                seconds=given.minutes * 60,
                turns=given.turns,
                think=given.think,
                echoes=given.model == "scripted",
                navigates="navigation" in given.parts,
            )
            asyncio.run(page_crowd.measure(crowd, library, options, questions))


if __name__ == "__main__":
    main()
