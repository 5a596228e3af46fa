"""How fast articles are added, beside LlamaIndex's default pipeline with the same model.

    python -m eval.bench.ingest --shared ../shared/data

Three roads over the same articles, each run in a process of its own, in turn: LlamaIndex's
IngestionPipeline with its default splitter; the same over Dateline's passages; Dateline's `add`.
The fair comparison is the second with the third: the same texts. The first makes chunks of up to
1,024 tokens, of which MiniLM reads 256 and drops the rest: fewer and slower embeddings that do
not stand for their text. Prints a Markdown table. Run it with nothing else running.
"""

import argparse
import gzip
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from index import Library, weights
from index.passages import passages
from index.reading import read

ROADS = {
    "default": "LlamaIndex's default pipeline, its own chunks",
    "same": "LlamaIndex's pipeline, Dateline's passages",
    "dateline": "Dateline's add",
}
# ChromaVectorStore fails on more in one call.
_ADD = 5_000


def _texts(lines: Path) -> list[str]:
    return [json.loads(line)["text"] for line in lines.read_text().splitlines()]


def llama_index(lines: Path, folder: Path, own_chunks: bool) -> tuple[int, int, float]:
    """Run LlamaIndex's pipeline into Chroma: (texts embedded, their words, seconds)."""
    # Part of the comparison, not of the product: imported where nothing else pays for it.
    import chromadb
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import Document, TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    model = HuggingFaceEmbedding(
        model_name=str(weights.require(weights.EMBEDDING_MODEL).parent), device="cpu"
    )
    model.get_query_embedding("warm")
    store = _store(chromadb.PersistentClient(str(folder)).create_collection("bench"))
    started = time.perf_counter()
    if own_chunks:
        given: Any = [Document(text=text) for text in _texts(lines)]
        steps: list[Any] = [SentenceSplitter(), model]
    else:
        given = [
            TextNode(text=read_.article.text[span.start : span.end])
            for read_ in read(str(lines))
            if hasattr(read_, "article")
            for span in passages(read_.article.text)
        ]
        steps = [model]
    made = IngestionPipeline(transformations=steps).run(nodes=given, in_place=True)
    for first in range(0, len(made), _ADD):
        store.add(made[first : first + _ADD])
    seconds = time.perf_counter() - started
    return len(made), sum(len(node.get_content().split()) for node in made), seconds


def _store(collection: Any) -> Any:
    from llama_index.vector_stores.chroma import ChromaVectorStore

    return ChromaVectorStore(chroma_collection=collection)


def dateline(lines: Path, folder: Path) -> tuple[int, int, float]:
    """Run Dateline's `add`: (passages, their words, seconds)."""
    with Library.open(folder) as library:
        library.embedding.get_query_embedding("warm")
        started = time.perf_counter()
        report = library.add(lines)
        seconds = time.perf_counter() - started
        words = sum(
            len(passage.text.split())
            for entry in library.entries()
            for passage in library.passages(entry.id)
        )
    return report.passages, words, seconds


def _run(road: str, lines: Path, folder: Path) -> None:
    """Run one road in this process and print what was measured as JSON."""
    if road == "dateline":
        found = dateline(lines, folder)
    else:
        found = llama_index(lines, folder, road == "default")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([*found, peak]))


def _measured(road: str, lines: Path) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "eval.bench.ingest", "--road", road]
        command += ["--lines", str(lines), "--folder", f"{folder}/library"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(lines: Path, rounds: int) -> None:
    """Run all roads in turn, several rounds, and print their medians."""
    runs: dict[str, list[list[float]]] = {road: [] for road in ROADS}
    for _ in range(rounds):
        for road, found in runs.items():
            found.append(_measured(road, lines))
    speed = {r: statistics.median(n / s for n, _, s, _ in found) for r, found in runs.items()}
    print("| road | texts | words each | texts/s | words/s | ratio to the same texts | peak MB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for road, found in runs.items():
        count, words, _, _ = found[0]
        rate = statistics.median(w / s for _, w, s, _ in found)
        peak = statistics.median(p for *_, p in found)
        print(
            f"| {ROADS[road]} | {count:,} | {words / count:.0f} | {speed[road]:.1f} | "
            f"{rate:,.0f} | {speed[road] / speed['same']:.2f} | {peak:.0f} |"
        )


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--first", type=int, default=60, help="articles")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--road", choices=ROADS, help=argparse.SUPPRESS)
    parser.add_argument("--lines", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.road:
        _run(arguments.road, arguments.lines, arguments.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        lines = Path(name) / "articles.jsonl"
        source = arguments.shared / "realtimeqa-2023q4" / "articles.jsonl.gz"
        with gzip.open(source, "rb") as zipped:
            lines.write_bytes(b"".join(islice(zipped, arguments.first)))
        compare(lines, arguments.rounds)


if __name__ == "__main__":
    main()
