"""Articles into the library: incremental, resumable, idempotent.

Passages are embedded first and written after, in this order: catalogue (`pending`), vectors,
catalogue (`indexed`). A kill between any two steps leaves articles `pending` whose texts are safe
in the catalogue; `finish` completes them.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.articles import Article, Read, Refused, Unchanged
from index.catalogue import Catalogue
from index.disk import room_needed
from index.embedding import embed
from index.errors import UnknownArticle
from index.passages import Span, passages
from index.report import Outcome, Status
from index.seen import Seen
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

# One write for so many passages: small enough that a kill leaves little to finish, large enough
# that embedding sorts by length to advantage.
_BATCH = 128
# Digests are asked for in groups of so many articles, or characters, or seconds of reading.
_GROUP, _GROUP_BYTES, _GROUP_SECONDS = 256, 8_000_000, 0.5


class Ingest:
    """Writes articles into one library's catalogue and vectors.

    Args:
        catalogue: The library's catalogue.
        vectors: The library's vector index.
        embedding: Gives the embedding model; called when there is something to embed.
        folder: The library's folder, to tell when its disk is full.
        writing: Held while catalogue and vectors are brought to the same text; one for a library.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: VectorIndex,
        embedding: "Callable[[], BaseEmbedding]",
        folder: Path,
        writing: AbstractContextManager[Any],
    ) -> None:
        self._writing = writing
        self._folder = folder
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedding = embedding

    def add(self, found: Iterable[Read | Refused | Unchanged]) -> Iterator[Outcome]:
        """Write what is new or changed.

        Args:
            found: Articles and refusals, as `index.reading.read` yields them.

        Yields:
            One outcome for each, once it is safely stored.

        Raises:
            DiskFull: If there is no room left; what was yielded before is stored.
            KeyboardInterrupt: If it strikes while reading; all that was read is stored before.
        """
        stops: list[KeyboardInterrupt] = []
        waiting: list[tuple[Outcome, Article, list[Span]]] = []
        with closing(Seen()) as seen:
            for group in _groups(found, stops):
                ids = [item.article.id for item in group if isinstance(item, Read)]
                stored = self._catalogue.digests(ids)
                for item in group:
                    outcome = self._judge(item, seen, stored)
                    if not isinstance(item, Read) or outcome.status in ("refused", "unchanged"):
                        yield outcome
                        continue
                    waiting.append((outcome, item.article, passages(item.article.text)))
                    if sum(len(spans) for _, _, spans in waiting) >= _BATCH:
                        yield from self._write(waiting)
                        waiting = []
            yield from self._write(waiting)
        if stops:
            raise stops[0]

    def _judge(
        self, item: Read | Refused | Unchanged, seen: Seen, stored: dict[str, str]
    ) -> Outcome:
        if isinstance(item, Refused):
            return Outcome("refused", item.origin, note=item.reason)
        if isinstance(item, Unchanged):
            return Outcome("unchanged", item.origin, item.article_id)
        article = item.article
        digest = article.digest
        earlier = seen.get(article.id)
        if earlier is not None and earlier != digest:
            # Both texts would replace each other at every run.
            note = "another article in this run has the same address and another text"
            return Outcome("refused", article.origin, note=note)
        seen.put(article.id, digest)
        known = earlier or stored.get(article.id)
        status: Status = "added"
        if known is not None:
            status = "unchanged" if known == digest else "changed"
        return Outcome(status, article.origin, article.id, note=item.note)

    def _write(self, waiting: list[tuple[Outcome, Article, list[Span]]]) -> Iterator[Outcome]:
        if not waiting:
            return
        with room_needed(self._folder):
            self._store([(article, spans) for _, article, spans in waiting], new=True)
        for outcome, article, spans in waiting:
            yield Outcome(outcome.status, outcome.origin, article.id, len(spans), note=outcome.note)

    def _store(self, articles: list[tuple[Article, list[Span]]], new: bool) -> None:
        texts = [a.text[s.start : s.end] for a, spans in articles for s in spans]
        vectors = embed(self._embedding(), texts)
        rows, first = [], 0
        for article, spans in articles:
            ids = [f"{article.id}:{number}" for number in range(len(spans))]
            rows.append((article, ids, vectors[first : first + len(spans)]))
            first += len(spans)
        with self._writing:
            if new:
                self._catalogue.put(articles)
            self._vectors.replace(rows)
            self._catalogue.set_state([article.id for article, _ in articles], "indexed")

    def finish(self) -> Iterator[str]:
        """Complete what an earlier process left: yields the id of each article finished."""
        # Inside the lock, none is half-way only because another thread is at it.
        with self._writing:
            pending = self._catalogue.in_state("pending")
        yield from self.reindex(pending)
        # Listed and removed in one go: an article added again in between is not to be removed.
        with self._writing:
            removing = self._catalogue.in_state("removing")
            self.remove(removing)
        yield from removing

    def reindex(self, article_ids: Iterable[str]) -> Iterator[str]:
        """Write the vectors of stored articles anew: yields the id of each article done."""
        waiting = deque(article_ids)
        while waiting:
            done: list[str] = []
            with room_needed(self._folder), self._writing:
                rows: list[tuple[Article, list[Span]]] = []
                while waiting and sum(len(spans) for _, spans in rows) < _BATCH:
                    done.append(waiting.popleft())
                    rows += self._as_stored(done[-1])
                if rows:
                    self._store(rows, new=False)
            yield from done

    def _as_stored(self, article_id: str) -> list[tuple[Article, list[Span]]]:
        try:
            article = self._catalogue.article(article_id)
        except UnknownArticle:
            return []  # Removed since it was listed.
        stored = self._catalogue.passages(article_id)
        return [(article, [Span(passage.start, passage.end) for passage in stored])]

    def remove(self, article_ids: list[str]) -> None:
        """Remove articles: hidden at once, then vectors, then texts, so that a kill loses none."""
        with room_needed(self._folder), self._writing:
            self._catalogue.set_state(article_ids, "removing")
            self._vectors.delete(article_ids)
            self._catalogue.delete(article_ids)


def _groups(
    found: Iterable[Read | Refused | Unchanged], stops: list[KeyboardInterrupt]
) -> Iterator[list[Read | Refused | Unchanged]]:
    """Group what is read, to ask for many digests at once; what comes slowly is not held back.

    It ends where Ctrl+C strikes while the next one is read, so that the ones before are written:
    a page that was fetched and not written would have to be asked for again.
    """
    group: list[Read | Refused | Unchanged] = []
    size, since = 0, time.monotonic()
    for item in _until_stopped(found, stops):
        group.append(item)
        if isinstance(item, Read):
            size += len(item.article.text) + len(item.original)
        full = len(group) >= _GROUP or size > _GROUP_BYTES
        if full or time.monotonic() - since > _GROUP_SECONDS:
            yield group
            group, size, since = [], 0, time.monotonic()
    if group:
        yield group


def _until_stopped(
    found: Iterable[Read | Refused | Unchanged], stops: list[KeyboardInterrupt]
) -> Iterator[Read | Refused | Unchanged]:
    try:
        yield from found
    except KeyboardInterrupt as stop:
        stops.append(stop)
