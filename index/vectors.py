"""The vector index in Chroma: a rebuildable index over the catalogue, which holds the texts.

Only ids and vectors are stored here; which articles a filter allows, the catalogue says. Chroma's
quirks that shape this module (docs/decisions/0002): adding an existing id is ignored without a
word, so rows are deleted before they are added; its search under a filter is slow and misses
some, so that case is `nearest.py`'s (docs/decisions/0008).
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.articles import Article
from index.damage import told, vectors_damaged
from index.filters import Filters
from index.nearest import Nearest
from index.nearest import Vectors as Vectors

# Chroma takes at most 5,461 rows a call, and its `get` fails near 32,700.
_BATCH = 5_000
# Asked for 60, Chroma's index misses 1 of 20 of the true nearest 60; asked for so many, 1 of 300.
_WIDE = 1_000
# Vectors read at once where all are: 1.5 MB of 384 dimensions.
_PAGE = 1_000


@dataclass(frozen=True)
class Page:
    """Some of the stored vectors: their ids, and the ids of the articles they are stored for."""

    ids: list[str]
    article_ids: list[str]
    vectors: Vectors


class VectorIndex:
    """The vectors of one library; safe to share between threads.

    Args:
        folder: Chroma's folder; made if it does not exist. One process at a time may open it.
        allowed: Gives the ids of the articles that filters allow.

    Every method raises `LibraryDamaged` where Chroma cannot read what it wrote.
    """

    @told
    def __init__(self, folder: Path, allowed: Callable[[Filters], Collection[str]]) -> None:
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        self.folder = folder
        settings = Settings(anonymized_telemetry=False)
        try:
            self._client = chromadb.PersistentClient(path=str(folder), settings=settings)
        except BaseException:
            # Chroma keeps what failed to start, and would hand it out the next time.
            SharedSystemClient._identifier_to_system.pop(str(folder), None)
            raise
        self._collection = self._client.get_or_create_collection(
            "passages",
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 100}},
        )
        self._allowed = allowed
        self._lock = threading.RLock()
        self._nearest: Nearest | None = None
        # It is there only while it equals what Chroma holds: removed before the first write.
        self._saved = folder / "nearest.npz"

    def close(self) -> None:
        """Close the folder."""
        with self._lock:
            if self._nearest is not None and not self._saved.exists():
                self._nearest.save(self._saved)
            self._nearest = None
        # ClientAPI does not declare it, all clients have it.
        getattr(self._client, "close", lambda: None)()

    @told
    def replace(self, articles: Sequence[tuple[Article, Sequence[str], Vectors]]) -> None:
        """Put the vectors of articles in the place of any that were there.

        Args:
            articles: Each with its passages' ids and their vectors, shape (passages, dimensions).
        """
        ids = [passage_id for _, passage_ids, _ in articles for passage_id in passage_ids]
        with self._changing():
            self.delete([article.id for article, _, _ in articles])
            if not ids:
                return
            vectors = np.concatenate([vectors for _, _, vectors in articles])
            metadatas: list[Any] = [
                {"article_id": article.id} for article, some, _ in articles for _ in some
            ]
            for first in range(0, len(ids), _BATCH):
                part = slice(first, first + _BATCH)
                self._collection.add(
                    ids=ids[part], embeddings=vectors[part], metadatas=metadatas[part]
                )
            if self._nearest is not None:
                self._nearest.add(ids, vectors)

    @told
    def delete(self, article_ids: Sequence[str]) -> None:
        """Delete all vectors of articles."""
        with self._changing():
            for first in range(0, len(article_ids), _BATCH):
                some: Any = {"article_id": {"$in": list(article_ids[first : first + _BATCH])}}
                self._collection.delete(where=some)
            if self._nearest is not None:
                self._nearest.remove(article_ids)

    def count_of(self, article_ids: Sequence[str]) -> int:
        """Count the vectors of articles."""
        number = 0
        for first in range(0, len(article_ids), _BATCH):
            some: Any = {"article_id": {"$in": list(article_ids[first : first + _BATCH])}}
            number += len(self._collection.get(where=some, include=[])["ids"])
        return number

    @told
    def delete_passages(self, passage_ids: Sequence[str]) -> None:
        """Delete single vectors."""
        with self._changing():
            self._nearest = None
            for first in range(0, len(passage_ids), _BATCH):
                self._collection.delete(ids=list(passage_ids[first : first + _BATCH]))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Keep what is in memory equal to what Chroma holds, also when a write fails half-way."""
        with self._lock:
            self._saved.unlink(missing_ok=True)
            try:
                yield
            except BaseException:
                self._nearest = None
                raise

    def _in_memory(self) -> Nearest:
        """Give the vectors in memory, read the first time (5 s for 100,000, if not saved)."""
        # Without the lock where they are there: a search need not wait for a write.
        nearest = self._nearest
        if nearest is None:
            with self._lock:
                count = self.count()
                nearest = self._nearest or Nearest.load(self._saved, count) or self._read(count)
                self._nearest = nearest
        return nearest

    def _read(self, count: int) -> Nearest:
        nearest = Nearest([], np.empty((0, 0), np.float32))
        for offset in range(0, count, _BATCH):
            page = self._collection.get(limit=_BATCH, offset=offset, include=["embeddings"])
            nearest.add(page["ids"], np.asarray(page["embeddings"], np.float32))
        return nearest

    @told
    def search(
        self, vector: Sequence[float], limit: int, filters: Filters
    ) -> list[tuple[str, float]]:
        """Find the nearest passages.

        Args:
            vector: The question's embedding.
            limit: The most passages to give.
            filters: Applied before the search.

        Returns:
            (passage id, cosine similarity from -1 to 1), nearest first.
        """
        if filters != Filters():
            articles = self._allowed(filters)
            return self._in_memory().search(vector, limit, articles) if articles else []
        found = self._collection.query(
            query_embeddings=[vector], n_results=max(limit, _WIDE), include=["distances"]
        )
        distances = found["distances"]
        if distances is None:
            return []
        pairs = zip(found["ids"][0][:limit], distances[0][:limit], strict=True)
        return [(passage_id, 1 - distance) for passage_id, distance in pairs]

    @told
    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """Give the vectors of those of the passages that have one, by id, shape (dimensions,)."""
        known: dict[str, Vectors] = {}
        for first in range(0, len(passage_ids), _BATCH):
            some = list(passage_ids[first : first + _BATCH])
            found = self._collection.get(ids=some, include=["embeddings"])
            known |= zip(found["ids"], np.asarray(found["embeddings"]), strict=True)
        return known

    @told
    def ids(self) -> set[str]:
        """Give the ids of all passages that have a vector."""
        return set(self._collection.get(include=[])["ids"])

    @told
    def count(self) -> int:
        """Count the vectors."""
        return self._collection.count()

    def pages(self) -> Iterator[Page]:
        """Read all vectors, some at a time."""
        first = 0
        while page := self._page(first):
            yield page
            first += len(page.ids)

    @told
    def _page(self, first: int, size: int = _PAGE) -> Page | None:
        found: Any = self._collection.get(
            limit=size, offset=first, include=["embeddings", "metadatas"]
        )
        if not found["ids"]:
            return None
        article_ids = [str((facts or {}).get("article_id", "")) for facts in found["metadatas"]]
        return Page(found["ids"], article_ids, np.asarray(found["embeddings"]))

    def try_out(self, expected: bool) -> None:
        """Read the oldest vector: without it, or with none where some are expected, all is wrong.

        Args:
            expected: Whether the catalogue says that there are vectors.

        Raises:
            LibraryDamaged: If searching would find nothing, or only some of what is there.
        """
        if self._page(0, 1) is None and expected:
            raise vectors_damaged(self.folder, "they are gone")
