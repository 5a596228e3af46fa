"""How long the whole road takes on this machine: adding articles, answering questions, memory.

    python -m eval.bench.road --shared ../shared/data

Prints Markdown tables for docs/measurements.md. Run it with nothing else running.
"""

import argparse
import asyncio
import gzip
import statistics
import tempfile
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from assistant import Answer, Assistant, Settings
from index import Library

SEED_QUESTIONS = (
    "Who met Liu?",
    "Who led the friendship association to Tehran?",
    "Since when has China been Iran's biggest trading partner?",
    "Where did Xi meet Raisi?",
    "Which SCO members are named?",
    "How much oil did Iran export in 2022?",
    "Who won the World Cup?",
)


def add(articles: Path, first: int, folder: Path) -> list[tuple[str, str]]:
    """Time `add` on the first articles of a compressed JSONL file."""
    lines = folder / "articles.jsonl"
    with gzip.open(articles, "rb") as source:
        lines.write_bytes(b"".join(islice(source, first)))
    with Library.open(folder / "added") as library:
        _ = library.embedding
        started = time.perf_counter()
        report = library.add(lines)
        seconds = time.perf_counter() - started
        again = time.perf_counter()
        unchanged = library.add(lines).counts["unchanged"]
        again = time.perf_counter() - again
    taken = report.counts["added"]
    return [
        ("articles added", f"{taken} of {first} ({report.counts['refused']} refused)"),
        ("passages", f"{report.passages:,}"),
        ("seconds", f"{seconds:.1f}"),
        ("articles a second", f"{taken / seconds:.1f}"),
        ("passages a second", f"{report.passages / seconds:.1f}"),
        (f"the same again ({unchanged} unchanged), seconds", f"{again:.1f}"),
    ]


def answer(what: Path, questions: Iterable[str], folder: Path) -> list[tuple[Answer, str]]:
    """Answer questions with the default models, each once; gives the memory use beside it."""
    answers = []
    with Library.open(folder) as library, Assistant(library, Settings()) as assistant:
        library.add(what)
        started = time.perf_counter()
        asyncio.run(assistant.prepare())
        print(f"both models loaded and warm after {time.perf_counter() - started:.1f} s\n")
        model = assistant.model
        pid = model.local.pid if model and model.local else 0
        for question in questions:
            found = assistant.ask(question)
            memory = f"{resident('self'):.2f} + {resident(str(pid)):.2f}"
            answers.append((found, memory))
    return answers


def resident(pid: str) -> float:
    """Give a process's resident memory in GB, from Linux's /proc."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1e6
    return 0.0


def _table(answers: list[tuple[Answer, str]]) -> None:
    print(
        "| question | answer | verdicts | passages ms | first word s | whole s | "
        "prompt (cached) tokens | GB app + model |"
    )
    print("|---|---|---|--:|--:|--:|--:|--:|")
    for found, memory in answers:
        timings = found.timings
        first = f"{timings.first_token_ms / 1000:.1f}" if timings.first_token_ms else "–"
        verdicts = ", ".join(sentence.verdict for sentence in found.sentences) or "abstained"
        print(
            f"| {found.question} | {found.text} | {verdicts} | {timings.retrieval_ms:.0f} | "
            f"{first} | {timings.total_ms / 1000:.1f} | "
            f"{timings.prompt_tokens} ({timings.cached_tokens}) | {memory} |"
        )
    written = [a.timings for a, _ in answers if a.timings.first_token_ms]
    middle = statistics.median
    print(
        f"\nmedians: passages {middle(t.retrieval_ms for t in written):.0f} ms, first word "
        f"{middle((t.first_token_ms or 0) / 1000 for t in written):.1f} s, whole "
        f"{middle(t.total_ms / 1000 for t in written):.1f} s\n"
    )


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--first", type=int, default=200)
    arguments = parser.parse_args()
    sample = Path("tests/data")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seed = answer(arguments.shared / "seed-article.txt", SEED_QUESTIONS, folder / "seed")
        _table(seed)
        examples = (sample / "sample-examples.txt").read_text().splitlines()
        _table(answer(sample / "sample", examples, folder / "sample"))
        articles = arguments.shared / "realtimeqa-2023q4" / "articles.jsonl.gz"
        for row, value in add(articles, arguments.first, folder):
            print(f"| {row} | {value} |")


if __name__ == "__main__":
    main()
