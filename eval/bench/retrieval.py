"""Whether the right passage comes first: on news questions and on encyclopedia questions.

    python -m eval.bench.retrieval --shared ../shared/data --work /tmp/retrieval

Beside plain fusion over the same passages and LlamaIndex's default retriever, in one run. Prints
Markdown tables for docs/measurements.md; shared/data/README.md says how it is scored. The two
libraries and the peers' vectors are kept in the folder `--work`, so that a second run is quick.
"""

import argparse
import gzip
import json
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.gold import holds, normalised
from index import Library
from index.catalogue import Catalogue
from index.filters import Filters
from index.vectors import Vectors

WORDS = (150, 300, 600, 900)
DEPTH = 60
Search = Callable[[str], Sequence[str]]


def words_read(hits: Sequence[str], answers: Sequence[str], whole: bool) -> float:
    """Count the words to read until an answer stands there.

    Args:
        hits: Texts, best first.
        answers: Any of them will do.
        whole: Read hits to their ends; else stop at the word that completes the answer.
    """
    read = 0
    for hit in hits:
        words = hit.split()
        if holds(hit, answers):
            if whole:
                return read + len(words)
            prefixes = (n for n in range(1, len(words) + 1) if holds(" ".join(words[:n]), answers))
            return read + next(prefixes, len(words))
        read += len(words)
        if read > WORDS[-1]:
            break
    return math.inf


def plain_fusion(catalogue: Catalogue, ids: Sequence[str], vectors: Vectors, embed: Any) -> Search:
    """Reciprocal rank fusion of the nearest passages and BM25, nothing else."""
    texts = {p.id: p.text for p in catalogue.passages_by_id(ids).values()}

    def search(question: str) -> Sequence[str]:
        near = np.argsort(-(vectors @ np.asarray(embed(question), np.float32)))[:DEPTH]
        lexical = [i for i, _ in catalogue.search(question, DEPTH, Filters())]
        scores: dict[str, float] = {}
        for ranking in ([ids[n] for n in near], lexical):
            for rank, passage_id in enumerate(ranking, 1):
                scores[passage_id] = scores.get(passage_id, 0.0) + 1 / (60 + rank)
        return [texts[i] for i in sorted(scores, key=lambda i: (-scores[i], i))]

    return search


def llama_index_default(articles: Sequence[dict[str, str]], folder: Path) -> Search:
    """Search as LlamaIndex does by default."""
    retriever = llama_index(articles, folder).as_retriever(similarity_top_k=DEPTH)
    return lambda question: [hit.node.get_content() for hit in retriever.retrieve(question)]


def llama_index(articles: Sequence[dict[str, str]], folder: Path) -> Any:
    """VectorStoreIndex with SentenceSplitter's defaults and the same MiniLM, in PyTorch."""
    from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    from index import weights

    model = HuggingFaceEmbedding(
        model_name=str(weights.require(weights.EMBEDDING_MODEL).parent), device="cpu"
    )
    if folder.exists():
        storage = StorageContext.from_defaults(persist_dir=str(folder))
        return load_index_from_storage(storage, embed_model=model)
    documents = [Document(text=a["text"], metadata={"title": a.get("title", "")}) for a in articles]
    index = VectorStoreIndex.from_documents(documents, embed_model=model)
    index.storage_context.persist(str(folder))
    return index


def library_of(articles: Path, folder: Path) -> Library:
    """Open the library of a JSONL file, made the first time."""
    library = Library.open(folder)
    if not list(library.entries()):
        library.add(articles)
    return library


def passage_vectors(library: Library, file: Path) -> tuple[list[str], Vectors]:
    """Embed all passages as they are, for the peer: no title, no sentences."""
    passages = [p for e in library.entries() for p in library.passages(e.id)]
    if not file.exists():
        embed = library.embedding.get_text_embedding_batch
        np.save(file, np.asarray(embed([p.text for p in passages]), np.float32))
    return [p.id for p in passages], np.load(file)


def searches(library: Library, articles: Path, work: Path, name: str) -> dict[str, Search]:
    """Give the retrievers to compare, by name."""
    ids, vectors = passage_vectors(library, work / f"{name}.npy")
    rows = [json.loads(line) for line in articles.read_text().splitlines()]
    embed = library.embedding.get_query_embedding
    passages = library.retriever(top_k=DEPTH, dates=False)
    sentences = library.retriever(top_k=3 * DEPTH, dates=False, unit="sentence")
    return {
        "LlamaIndex default": llama_index_default(rows, work / f"{name}-llama-index"),
        "plain fusion": plain_fusion(library._catalogue, ids, vectors, embed),
        "Dateline, passages": lambda q: [h.node.get_content() for h in passages.retrieve(q)],
        "Dateline, sentences": lambda q: [h.node.get_content() for h in sentences.retrieve(q)],
    }


def news(shared: Path, work: Path) -> None:
    """RealTime QA: is the answer in the first words?"""
    folder = shared / "realtimeqa-2023q4"
    articles = work / "news.jsonl"
    articles.write_bytes(gzip.decompress((folder / "articles.jsonl.gz").read_bytes()))
    questions = [json.loads(line) for line in (folder / "questions.jsonl").open()]
    texts = {(r := json.loads(line))["url"]: r["text"] for line in articles.open()}
    pool = "".join(map(normalised, texts.values()))
    asked = [q for q in questions if any(normalised(a) in pool for a in q["answers"] if a.strip())]
    own = [
        q for q in asked if holds("\n".join(texts.get(u, "") for u in q["retrieved"]), q["answers"])
    ]
    print(f"{len(asked)} answerable questions; {len(own)} answered by their own articles\n")
    with library_of(articles, work / "news") as library:
        for name, search in searches(library, articles, work, "news").items():
            hits = {q["id"]: search(q["question"]) for q in asked}
            for label, some in (("all", asked), ("own", own)):
                for whole in (True, False):
                    read = [words_read(hits[q["id"]], q["answers"], whole) for q in some]
                    row([name, label, "whole hits" if whole else "words"], _within(read))


def _within(read: Iterable[float]) -> list[float]:
    counts = np.array(list(read))
    return [float((counts <= limit).mean()) for limit in WORDS]


def encyclopedia(shared: Path, work: Path) -> None:
    """Natural Questions: is the passage that holds the answer found first?"""
    packed = (shared / "nq-open" / "nq-open-oracle.jsonl.gz").read_bytes()
    rows = [json.loads(line) for line in gzip.decompress(packed).splitlines()]
    pooled = {(c["title"], c["text"]): n for n, r in enumerate(rows) for c in r["ctxs"][:1]}
    articles = work / "nq.jsonl"
    articles.write_text(
        "\n".join(
            json.dumps({"id": str(number), "title": title, "text": text})
            for (title, text), number in pooled.items()
        )
    )
    with library_of(articles, work / "nq") as library:
        whole = {e.id: library.article(e.id).text for e in library.entries()}
        by_passage = {p.text: i for i in whole for p in library.passages(i)}
        for name, search in searches(library, articles, work, "nq").items():
            if name == "Dateline, sentences":
                continue
            found = []
            for r in rows:
                # A hit stands for the pooled passage it was cut from.
                hits = dict.fromkeys(
                    whole.get(by_passage.get(h, ""), h) for h in search(r["question"])
                )
                places = enumerate(hits, 1)
                found.append(next((n for n, hit in places if holds(hit, r["answers"])), 0))
            first = np.array(found)
            success = [float(((first > 0) & (first <= k)).mean()) for k in (1, 5, 10)]
            gain = [1 / math.log2(1 + n) if 0 < n <= 10 else 0.0 for n in found]
            row([name, "nq-open", ""], [*success, float(np.mean(gain))])


def row(names: Sequence[str], values: Sequence[float]) -> None:
    """Print a row of a Markdown table."""
    print("| " + " | ".join([*names, *(f"{value:.3f}" for value in values)]) + " |", flush=True)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    encyclopedia(arguments.shared, arguments.work)
    news(arguments.shared, arguments.work)


if __name__ == "__main__":
    main()
