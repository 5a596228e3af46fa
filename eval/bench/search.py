"""How long one search takes in a library of 100,000 passages, and how exact it is.

    python -m eval.bench.search --shared ../shared/data --library /tmp/bench-100k

The library is made once: real passages with a sentence of another one in each, and vectors mixed
in the same shares, so that words and vectors are spread as in real news. Dates run over a year,
outlets are of unequal size. Prints Markdown tables. Run it with nothing else running.
"""

import argparse
import gzip
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from index import Library, sentence_vectors
from index.articles import Article, Read, complete
from index.candidates import CANDIDATES
from index.catalogue import Catalogue
from index.dates import PublicationDate
from index.embedding import Sentences, embed, fingerprint, load
from index.extraction import Extract
from index.filters import Filters
from index.passages import Span, passages, sentences
from index.schema import FORMAT
from index.vectors import VectorIndex, Vectors

_ARTICLE = 30
_SHARE = 0.8
FILTERS = {
    "none": Filters(),
    "half the year": Filters(since=20230701),
    "one week": Filters(since=20231106, until=20231112),
    "one outlet (5 %)": Filters(sources=("outlet-6",)),
    "one outlet, one month": Filters(since=20231101, until=20231130, sources=("outlet-0",)),
}


def build(folder: Path, texts: Sequence[str], vectors: Vectors, count: int) -> None:
    """Make a library of `count` passages out of real ones.

    Args:
        folder: Of the new library.
        texts: Real passages.
        vectors: Their vectors of unit length, shape (texts, dimensions).
        count: How many passages to make.
    """
    chance = random.Random(1)  # noqa: S311 - a benchmark wants the same library each time
    folder.mkdir(parents=True)
    catalogue = Catalogue(folder / "catalogue.sqlite")
    index = VectorIndex(folder / "vectors", catalogue.allowed)
    catalogue.set_manifest({"format": str(FORMAT), "embedding": fingerprint(None)})
    made: list[tuple[Article, list[Span], Vectors]] = []
    for number in range(0, count, _ARTICLE):
        pairs = [(n % len(texts), chance.randrange(len(texts))) for n in range(number, number + 30)]
        mixed = [_mixed(texts[one], texts[other], chance) for one, other in pairs]
        article = _article(number, mixed, chance)
        spans, start = [], 0
        for text in mixed:
            spans.append(Span(start, start + len(text)))
            start += len(text) + 1
        one, other = np.array(pairs).T
        together = _SHARE * vectors[one] + (1 - _SHARE) * vectors[other]
        together /= np.linalg.norm(together, axis=1, keepdims=True)
        made.append((article, spans, together.astype(np.float32)))
        if len(made) == 100 or number + _ARTICLE >= count:
            _store(catalogue, index, made)
            made = []
    catalogue.close()
    index.close()


def _store(
    catalogue: Catalogue, index: VectorIndex, made: list[tuple[Article, list[Span], Vectors]]
) -> None:
    catalogue.put([(Read(article), spans) for article, spans, _ in made])
    index.replace(
        [(a, [f"{a.id}:{n}" for n in range(len(spans))], found) for a, spans, found in made]
    )
    with catalogue.writing() as connection:
        for article, spans, found in made:
            rows = []
            for number, (span, vector) in enumerate(zip(spans, found, strict=True)):
                parts = tuple(sentences(article.text[span.start : span.end]))
                near = np.repeat(vector[np.newaxis], len(parts), axis=0)
                rows.append((f"{article.id}:{number}", Sentences(parts, near)))
            sentence_vectors.write(connection, rows)
    catalogue.set_state([article.id for article, _, _ in made], "indexed")


def _mixed(one: str, other: str, chance: random.Random) -> str:
    kept, taken = sentences(one), sentences(other)
    some = chance.choice(taken)
    parts = [one[s.start : s.end] for s in kept[:3]] + [other[some.start : some.end]]
    return " ".join(" ".join(parts).split())


def _article(number: int, texts: list[str], chance: random.Random) -> Article:
    day = f"2023-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    outlet = min(int(chance.expovariate(0.25)), 19)
    extract = Extract(
        text="\n".join(texts),
        title=texts[0][:60],
        source=f"outlet-{outlet}",
        published=PublicationDate(day, "bench", "high"),
    )
    return replace(complete(extract, f"bench-{number}", "").article, text="\n".join(texts))


def real_passages(shared: Path, count: int) -> list[str]:
    """Give the first passages of the articles in `realtimeqa-2023q4`."""
    with gzip.open(shared / "realtimeqa-2023q4" / "articles.jsonl.gz") as lines:
        texts = (json.loads(line)["text"] for line in lines)
        found = (text[s.start : s.end] for text in texts for s in passages(text))
        return list(islice(found, count))


def questions(shared: Path, count: int) -> list[str]:
    """Give questions of `realtimeqa-2023q4`, spread over its weeks."""
    lines = (shared / "realtimeqa-2023q4" / "questions.jsonl").read_text().splitlines()
    step = max(1, len(lines) // count)
    return [json.loads(line)["question"] for line in lines[::step][:count]]


def _timed(times: list[float], what: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    found = what()
    times.append((time.perf_counter() - started) * 1000)
    return found


def measure(library: Library, asked: list[str], filters: Filters) -> dict[str, list[float]]:
    """Time the stages of a search one by one, and whole searches, in milliseconds."""
    times: dict[str, list[float]] = {s: [] for s in ("embed", "dense", "lexical", "whole")}
    catalogue = library._catalogue
    for question in asked:
        vector = _timed(times["embed"], partial(library.embedding.get_query_embedding, question))
        _timed(times["dense"], partial(library.vectors.search, vector, CANDIDATES, filters))
        _timed(times["lexical"], partial(catalogue.search, question, CANDIDATES, filters))
    for question in asked:
        _timed(times["whole"], partial(library.search, question, 8, filters, dates=False))
    return times


def recall(library: Library, asked: list[str], filters: Filters) -> float:
    """Give the share of the true 60 nearest passages that are found, all compared one by one."""
    exact = library.vectors._in_memory()
    articles = library._catalogue.allowed(filters)
    shares = []
    for question in asked:
        vector = library.embedding.get_query_embedding(question)
        best = {passage_id for passage_id, _ in exact.search(vector, 60, articles)}
        found = {passage_id for passage_id, _ in library.vectors.search(vector, 60, filters)}
        shares.append(len(best & found) / len(best) if best else 1)
    return float(np.mean(shares))


def _row(name: str, times: list[float]) -> str:
    p50, p95 = np.percentile(times, [50, 95])
    return f"| {name} | {p50:.1f} | {p95:.1f} | {max(times):.1f} |"


def main() -> None:
    """Make the library unless it is there, measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--library", type=Path, default=Path("/tmp/dateline-bench-search"))  # noqa: S108 - named to the user, who may name another
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--real", type=int, default=20_000, help="real passages to mix")
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    if not arguments.library.exists():
        texts = real_passages(arguments.shared, arguments.real)
        build(arguments.library, texts, embed(load(), texts), arguments.passages)
    asked = questions(arguments.shared, arguments.questions)
    with Library.open(arguments.library) as library:
        started = time.perf_counter()
        library.search(asked[0])
        print(f"first search, models and index opened: {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        library.search(asked[0], filters=FILTERS["one week"])
        print(f"first search with a filter: {time.perf_counter() - started:.1f} s\n")
        print(f"{library.counts().passages:,} passages, {len(asked)} questions, milliseconds\n")
        print("| filter, stage | p50 | p95 | max |\n|---|--:|--:|--:|")
        for name, filters in FILTERS.items():
            for stage, times in measure(library, asked, filters).items():
                print(_row(f"{name}: {stage}", times))
        found = recall(library, asked, Filters())
        print(
            f"\nrecall of the 60 nearest without a filter: {found:.4f}; with one all are compared"
        )


if __name__ == "__main__":
    main()
