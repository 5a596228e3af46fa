"""The vector index in Chroma: a rebuildable index over the catalogue, which holds the texts.

Only ids, vectors and what filters need are stored here. Chroma's quirks that shape this module
(docs/decisions/0002): adding an existing id is ignored without a word, so rows are deleted
before they are added; metadata with None is refused, so an undated article has no date keys, and
no date filter finds it; one operator a filter, `$and` for more.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.articles import Article
from index.dates import date_bounds
from index.filters import Filters

Vectors = npt.NDArray[np.float32]
# Chroma takes at most 5,461 rows a call, and its `get` fails near 32,700.
_BATCH = 5_000


class VectorIndex:
    """The vectors of one library.

    Args:
        folder: Chroma's folder; made if it does not exist. One process at a time may open it.
    """

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(path=str(folder), settings=settings)
        self._collection = self._client.get_or_create_collection(
            "passages",
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 100}},
        )

    def close(self) -> None:
        """Close the folder."""
        # ClientAPI does not declare it, all clients have it.
        getattr(self._client, "close", lambda: None)()

    def replace(self, articles: Sequence[tuple[Article, Sequence[str], Vectors]]) -> None:
        """Put the vectors of articles in the place of any that were there.

        Args:
            articles: Each with its passages' ids and their vectors, shape (passages, dimensions).
        """
        self.delete([article.id for article, _, _ in articles])
        ids = [passage_id for _, passage_ids, _ in articles for passage_id in passage_ids]
        metadatas: list[Any] = [
            _facts(article) for article, passage_ids, _ in articles for _ in passage_ids
        ]
        if not ids:
            return
        vectors = np.concatenate([vectors for _, _, vectors in articles])
        for first in range(0, len(ids), _BATCH):
            part = slice(first, first + _BATCH)
            self._collection.add(ids=ids[part], embeddings=vectors[part], metadatas=metadatas[part])

    def delete(self, article_ids: Sequence[str]) -> None:
        """Delete all vectors of articles."""
        for first in range(0, len(article_ids), _BATCH):
            some: Any = {"article_id": {"$in": list(article_ids[first : first + _BATCH])}}
            self._collection.delete(where=some)

    def delete_passages(self, passage_ids: Sequence[str]) -> None:
        """Delete single vectors."""
        for first in range(0, len(passage_ids), _BATCH):
            self._collection.delete(ids=list(passage_ids[first : first + _BATCH]))

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
        found = self._collection.query(
            query_embeddings=[vector],
            n_results=limit,
            where=_where(filters),
            include=["distances"],
        )
        distances = found["distances"]
        if distances is None:
            return []
        pairs = zip(found["ids"][0], distances[0], strict=True)
        return [(passage_id, 1 - distance) for passage_id, distance in pairs]

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """Give the vectors of those of the passages that have one, by id, shape (dimensions,)."""
        if not passage_ids:
            return {}
        found = self._collection.get(ids=list(passage_ids), include=["embeddings"])
        return dict(zip(found["ids"], np.asarray(found["embeddings"]), strict=True))

    def ids(self) -> set[str]:
        """Give the ids of all passages that have a vector."""
        return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        """Count the vectors."""
        return self._collection.count()


def _facts(article: Article) -> dict[str, str | int]:
    facts: dict[str, str | int] = {
        "article_id": article.id,
        "source": article.source,
        "author": article.author,
    }
    if article.published:
        facts["published_first"], facts["published_last"] = date_bounds(article.published)
    return facts


def _where(filters: Filters) -> dict[str, Any] | None:
    conditions: list[dict[str, Any]] = []
    if filters.since is not None:
        conditions.append({"published_first": {"$gte": filters.since}})
    if filters.until is not None:
        conditions.append({"published_last": {"$lte": filters.until}})
    if filters.sources:
        conditions.append({"source": {"$in": list(filters.sources)}})
    if filters.authors:
        conditions.append({"author": {"$in": list(filters.authors)}})
    if len(conditions) > 1:
        return {"$and": conditions}
    return conditions[0] if conditions else None
