"""Articles into the library: incremental, resumable, idempotent.

Passages are embedded first and written after, in this order: catalogue (`pending`), vectors,
catalogue (`indexed`). A kill between any two steps leaves articles `pending` whose texts are safe
in the catalogue; `finish` completes them.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.articles import Article, Read, Refused, Unchanged
from index.catalogue import Catalogue
from index.disk import room_needed
from index.embedding import embed
from index.passages import Span, passages
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

Status = Literal["added", "changed", "unchanged", "refused"]
# One write for so many passages: small enough that a kill leaves little to finish, large enough
# that embedding sorts by length to advantage.
_BATCH = 128


@dataclass(frozen=True)
class Outcome:
    """What became of one article.

    Attributes:
        status: What was done with it.
        origin: The file, line or address it came from.
        article_id: Its id; "" if refused.
        passages: How many passages were written for it.
        note: Why it was refused, or what was assumed in reading it.
    """

    status: Status
    origin: str
    article_id: str = ""
    passages: int = 0
    note: str = ""


@dataclass
class Report:
    """What an `add` did, article by article."""

    outcomes: list[Outcome] = field(default_factory=list)

    def of(self, status: Status) -> list[Outcome]:
        """Give the outcomes of one status, in the order of reading."""
        return [outcome for outcome in self.outcomes if outcome.status == status]

    @property
    def passages(self) -> int:
        """How many passages were written."""
        return sum(outcome.passages for outcome in self.outcomes)

    def to_dict(self) -> dict[str, Any]:
        """Give the counts, every refusal with its reason, and every assumption made."""
        counts = {s: len(self.of(s)) for s in ("added", "changed", "unchanged")}
        return {
            **counts,
            "passages": self.passages,
            "refused": [asdict(outcome) for outcome in self.of("refused")],
            "notes": [asdict(o) for o in self.outcomes if o.note and o.status != "refused"],
        }


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
        seen: dict[str, str] = {}
        waiting: list[tuple[Outcome, Article, list[Span]]] = []
        for item in _until_stopped(found, stops):
            if isinstance(item, Refused):
                yield Outcome("refused", item.origin, note=item.reason)
                continue
            if isinstance(item, Unchanged):
                yield Outcome("unchanged", item.origin, item.article_id)
                continue
            article = item.article
            outcome = self._judge(article, item.note, seen)
            if outcome.status in ("refused", "unchanged"):
                yield outcome
                continue
            waiting.append((outcome, article, passages(article.text)))
            if sum(len(spans) for _, _, spans in waiting) >= _BATCH:
                yield from self._write(waiting)
                waiting = []
        yield from self._write(waiting)
        if stops:
            raise stops[0]

    def _judge(self, article: Article, note: str, seen: dict[str, str]) -> Outcome:
        digest = article.digest
        status: Status = "added"
        earlier = seen.get(article.id)
        if earlier is not None and earlier != digest:
            # Both texts would replace each other at every run.
            note = "another article in this run has the same address and another text"
            return Outcome("refused", article.origin, note=note)
        stored = earlier or self._catalogue.digests([article.id]).get(article.id)
        seen[article.id] = digest
        if stored is not None:
            status = "unchanged" if stored == digest else "changed"
        return Outcome(status, article.origin, article.id, note=note)

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
        yield from self.reindex(self._catalogue.in_state("pending"))
        removing = self._catalogue.in_state("removing")
        self.remove(removing)
        yield from removing

    def reindex(self, article_ids: Iterable[str]) -> Iterator[str]:
        """Write the vectors of stored articles anew: yields the id of each article done."""
        for article_id in article_ids:
            with room_needed(self._folder), self._writing:
                article = self._catalogue.article(article_id)
                stored = self._catalogue.passages(article_id)
                self._store([(article, [Span(p.start, p.end) for p in stored])], new=False)
            yield article_id

    def remove(self, article_ids: list[str]) -> None:
        """Remove articles: hidden at once, then vectors, then texts, so that a kill loses none."""
        with room_needed(self._folder), self._writing:
            self._catalogue.set_state(article_ids, "removing")
            self._vectors.delete(article_ids)
            self._catalogue.delete(article_ids)


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
