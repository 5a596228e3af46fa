"""A library's vectors in memory: the exact nearest passages among some of its articles.

Chroma's index finds the nearest of all passages fast, but under a filter it takes 240 ms at
100,000 passages and misses some (docs/decisions/0008). Comparing with every allowed passage takes
15 ms and misses none. The file saved beside Chroma spares reading it all again.
"""

import os
import threading
import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
# A part of the rows costs more to pick out than to compare with all the rest.
_SPARSE = 0.1


class Nearest:
    """Passage ids and their vectors; safe to share between threads.

    Args:
        ids: `<article id>:<number>`.
        vectors: Of any length, shape (ids, dimensions).
    """

    def __init__(self, ids: Sequence[str], vectors: Vectors) -> None:
        self._lock = threading.Lock()
        self._codes: dict[str, int] = {}
        self._ids: list[str] = []
        self._rows = np.empty((0, vectors.shape[1] if vectors.ndim == 2 else 0), np.float32)
        # The code of each row's article; -1 for a row that was removed.
        self._articles = np.empty(0, np.int32)
        self.add(ids, vectors)

    @classmethod
    def load(cls, path: Path, count: int) -> Self | None:
        """Read what `save` wrote; None if it is not there, damaged, or not of `count` passages."""
        try:
            with np.load(path, allow_pickle=False) as saved:
                ids, vectors = saved["ids"].tolist(), saved["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        if len(ids) != count or len(vectors) != count:
            return None
        return cls([passage_id.decode() for passage_id in ids], vectors)

    def save(self, path: Path) -> None:
        """Write it down; a file that could not be written whole is left out."""
        partial = path.with_name(path.name + ".partial")
        with self._lock:
            kept = self._articles[: len(self._ids)] >= 0
            ids = [
                passage_id.encode()
                for passage_id, keep in zip(self._ids, kept, strict=True)
                if keep
            ]
            try:
                with partial.open("wb") as file:
                    np.savez(file, ids=np.array(ids, "S"), vectors=self._rows[: len(kept)][kept])
                os.replace(partial, path)
            except OSError:
                partial.unlink(missing_ok=True)

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add passages that are not there yet; shape (ids, dimensions)."""
        if not ids:
            return
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        with self._lock:
            self._make_room(len(ids), vectors.shape[1])
            new = slice(len(self._ids), len(self._ids) + len(ids))
            self._rows[new] = vectors / np.where(lengths > 0, lengths, 1)
            articles = (passage_id.rpartition(":")[0] for passage_id in ids)
            self._articles[new] = [self._codes.setdefault(a, len(self._codes)) for a in articles]
            self._ids += ids

    def _make_room(self, more: int, dimensions: int) -> None:
        needed = len(self._ids) + more
        if needed <= len(self._rows):
            return
        kept = np.flatnonzero(self._articles[: len(self._ids)] >= 0)
        room = max(len(kept) + more, 2 * len(kept) if len(kept) else 0)
        rows, articles = np.empty((room, dimensions), np.float32), np.full(room, -1, np.int32)
        rows[: len(kept)] = self._rows[kept] if len(kept) else 0
        articles[: len(kept)] = self._articles[kept]
        self._ids = [self._ids[n] for n in kept]
        self._rows, self._articles = rows, articles

    def remove(self, article_ids: Collection[str]) -> None:
        """Remove all passages of articles."""
        with self._lock:
            codes = [self._codes[a] for a in article_ids if a in self._codes]
            self._articles[np.isin(self._articles, codes)] = -1

    def search(
        self, vector: Sequence[float], limit: int, article_ids: Collection[str]
    ) -> list[tuple[str, float]]:
        """Find the nearest passages of some articles.

        Args:
            vector: The question's embedding.
            limit: The most passages to give.
            article_ids: Which articles; ids that have no passage here are passed over.

        Returns:
            (passage id, cosine similarity from -1 to 1), nearest first.
        """
        question = np.asarray(vector, np.float32)
        question /= np.linalg.norm(question) or 1
        with self._lock:
            wanted = np.zeros(len(self._codes) + 1, bool)
            wanted[[self._codes[a] for a in article_ids if a in self._codes]] = True
            # A removed row's code is -1, which reads the last place: never wanted.
            rows = np.flatnonzero(wanted[self._articles[: len(self._ids)]])
            if not len(rows):
                return []
            if len(rows) < _SPARSE * len(self._ids):
                scores = self._rows[rows] @ question
            else:
                scores = (self._rows[: len(self._ids)] @ question)[rows]
            if limit < len(rows):
                best = np.argpartition(-scores, limit)[:limit]
                rows, scores = rows[best], scores[best]
            order = np.argsort(-scores, kind="stable")
            return [(self._ids[rows[n]], float(scores[n])) for n in order]
