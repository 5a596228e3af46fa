"""Articles into the library: incremental, resumable, idempotent.

Passages are embedded first and written after, in this order: catalogue (`pending`), vectors,
catalogue (`indexed`). A kill between any two steps leaves articles `pending` whose texts are safe
in the catalogue; `finish` completes them.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index import memberships, sentence_vectors
from index.articles import Article, Read, Refused, Unchanged
from index.catalogue import Catalogue
from index.disk import room_needed
from index.embedding import Embedded, embed_passages
from index.errors import UnknownArticle
from index.judging import Draft, Run, judge
from index.passages import Span
from index.report import Outcome
from index.seen import Seen
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding


# So many passages are brought to what the catalogue says in one go.
_BATCH = 128


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

    def add(
        self,
        found: Iterable[Read | Refused | Unchanged],
        collections: Collection[str] = (),
        force: bool = False,
    ) -> Iterator[Outcome]:
        """Write what is new or changed.

        Args:
            found: Articles and refusals, as `index.reading.read` yields them.
            collections: To put all articles in, also those that are here and unchanged.
            force: Take in what would be put in quarantine.

        Yields:
            One outcome for each, once it is safely stored.

        Raises:
            DiskFull: If there is no room left; what was yielded before is stored.
            KeyboardInterrupt: If it strikes while reading; all that was read is stored before.
        """
        stops: list[KeyboardInterrupt] = []
        with closing(Seen()) as seen:
            run = Run(collections, force, seen)
            for item in _until_stopped(found, stops):
                yield from self._take(item, run)
            yield from self._write(run)
        if stops:
            raise stops[0]

    def _take(self, item: Read | Refused | Unchanged, run: Run) -> Iterator[Outcome]:
        if isinstance(item, Refused):
            yield Outcome("refused", item.origin, note=item.reason)
            return
        if isinstance(item, Unchanged):
            self._catalogue.join([item.article_id], run.collections)
            yield Outcome("unchanged", item.origin, item.article_id)
            return
        draft = judge(item, run, self._catalogue, self._folder)
        if not draft.spans and not draft.twin and not self._joining([draft], run):
            yield _outcome(draft)
            return
        run.waiting.append(draft)
        if run.full():
            yield from self._write(run)

    def _joining(self, drafts: list[Draft], run: Run) -> list[str]:
        """Give the articles that stay as they are and lack one of the run's collections."""
        ids = list(dict.fromkeys(d.article_id for d in drafts if d.status == "unchanged"))
        if not run.collections or not ids:
            return []
        held = self._catalogue.collections(ids)
        return [name for name in ids if not set(run.collections) <= set(held.get(name, ()))]

    def _write(self, run: Run) -> Iterator[Outcome]:
        waiting, run.waiting = run.waiting, []
        if not waiting:
            return
        with room_needed(self._folder):
            # First, because storing another text of an article ends what stood at both addresses.
            self._keep_addresses([draft for draft in waiting if draft.twin])
            if written := [draft for draft in waiting if draft.spans]:
                self._store(written, run.collections)
            self._catalogue.join(self._joining(waiting, run), run.collections)
        for draft in waiting:
            yield _outcome(draft)

    def _store(self, drafts: list[Draft], collections: Collection[str]) -> None:
        articles = [(draft.read.article, draft.spans) for draft in drafts]
        kept = [draft.read.article.id for draft in drafts if draft.keeps]
        vectors = self._embedded(articles, self._stored_vectors(kept))
        with self._writing:
            self._catalogue.put([(draft.read, draft.spans) for draft in drafts], collections)
            self._index(articles, vectors)

    def _keep_addresses(self, drafts: list[Draft]) -> None:
        if drafts:
            with self._catalogue.writing() as connection:
                for draft in drafts:
                    memberships.keep_address(
                        connection, draft.twin, draft.article_id, draft.read.article.origin
                    )

    def _stored_vectors(self, article_ids: list[str]) -> dict[tuple[str, Span], Embedded]:
        """Give the vectors of articles by their places in the text, which outlast their ids."""
        found: dict[tuple[str, Span], Embedded] = {}
        for article_id in article_ids:
            stored = self._catalogue.passages(article_id)
            ids = [passage.id for passage in stored]
            known = self._vectors.vectors(ids)
            with self._catalogue.reading() as connection:
                sentences = sentence_vectors.read(connection, ids)
            found |= {
                (article_id, Span(p.start, p.end)): Embedded(known[p.id], sentences[p.id])
                for p in stored
                if p.id in known and p.id in sentences
            }
        return found

    def _embedded(
        self, articles: list[tuple[Article, list[Span]]], known: dict[tuple[str, Span], Embedded]
    ) -> dict[tuple[str, Span], Embedded]:
        """Give the vectors of all passages, embedding those that are not known."""
        places = [(article, span) for article, spans in articles for span in spans]
        missing = [(a, span) for a, span in places if (a.id, span) not in known]
        if not missing:
            # The model takes a second to load.
            return known
        texts = [(a.title, a.text[span.start : span.end]) for a, span in missing]
        found = embed_passages(self._embedding(), texts)
        return known | {
            (article.id, span): one for (article, span), one in zip(missing, found, strict=True)
        }

    def _index(
        self, articles: list[tuple[Article, list[Span]]], found: dict[tuple[str, Span], Embedded]
    ) -> None:
        ids = {a.id: [f"{a.id}:{number}" for number in range(len(spans))] for a, spans in articles}
        rows = [
            (article, ids[article.id], np.stack([found[article.id, s].vector for s in spans]))
            for article, spans in articles
        ]
        sentences = [
            (passage_id, found[article.id, span].sentences)
            for article, spans in articles
            for passage_id, span in zip(ids[article.id], spans, strict=True)
        ]
        self._vectors.replace(rows)
        with self._catalogue.writing() as connection:
            sentence_vectors.write(connection, sentences)
        self._catalogue.set_state(list(ids), "indexed")

    def finish(self) -> Iterator[str]:
        """Complete what an earlier process left: yields the id of each article finished."""
        # Inside the lock, none is half-way only because another thread is at it.
        with self._writing:
            pending = self._catalogue.in_state("pending")
        yield from self.reindex(pending)
        # Listed and removed in one go: an article added again in between is not to be removed.
        with self._writing:
            if removing := self._catalogue.in_state("removing"):
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
                    self._index(rows, self._embedded(rows, {}))
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


def _outcome(draft: Draft) -> Outcome:
    origin = draft.read.article.origin
    article_id = "" if draft.status == "refused" else draft.article_id
    return Outcome(draft.status, origin, article_id, len(draft.spans), draft.note)


def _until_stopped(
    found: Iterable[Read | Refused | Unchanged], stops: list[KeyboardInterrupt]
) -> Iterator[Read | Refused | Unchanged]:
    """End where Ctrl+C strikes while the next one is read, so that the ones before are written.

    A page that was fetched and not written would have to be asked for again.
    """
    try:
        yield from found
    except KeyboardInterrupt as stop:
        stops.append(stop)
