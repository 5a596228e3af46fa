"""Question -> candidates: what dense and lexical search find, with all that ranking looks at."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from index import sentence_vectors
from index.asked_dates import AskedDates, asked
from index.catalogue import Catalogue
from index.embedding import Sentences
from index.entries import Entry, Passage
from index.filters import Filters
from index.nearest import Vectors
from index.passages import Span
from index.ranking import Candidate, Ranked, rank
from index.recency import preferences
from index.vectors import VectorIndex

# Passages looked at in each channel: three hundred instead of sixty brought the answer among the
# first fifty for 0.659 of the news questions instead of 0.649.
CANDIDATES = 100


@dataclass(frozen=True)
class Found:
    """What both channels found for one question.

    Attributes:
        question: As it was asked.
        dates: What it says of time.
        filters: What the search was limited to, the question's own dates included.
        dense: Cosine by passage id, nearest first.
        lexical: BM25 score by passage id, best first.
        passages: The candidates by id.
        entries: Their articles by id.
        nearness: Cosine by passage id, of all candidates.
        sentences: Their sentences by passage id.
        candidates: What ranking looked at, in the order of `passages`.
        ranked: The candidates, best first.
    """

    question: str
    dates: AskedDates
    filters: Filters
    dense: Mapping[str, float]
    lexical: Mapping[str, float]
    passages: Mapping[str, Passage]
    entries: Mapping[str, Entry]
    nearness: Mapping[str, float]
    sentences: Mapping[str, Sentences]
    candidates: Sequence[Candidate]
    ranked: Sequence[Ranked]

    def spans(self, passage_id: str) -> tuple[Span, ...]:
        """Give a passage's sentences, offsets into its article's text."""
        passage, known = self.passages[passage_id], self.sentences.get(passage_id)
        if known is None:
            return (Span(passage.start, passage.end),)
        return tuple(Span(passage.start + s.start, passage.start + s.end) for s in known.spans)


def read_dates(question: str, filters: Filters, today: str) -> tuple[AskedDates, Filters]:
    """Tell what a question says of time, and the filters that the search has by it.

    Args:
        question: As it was asked.
        filters: As a person set them; dates among them go before the question's.
        today: The day of asking, ISO 8601; "" if the question's dates are not to be read.
    """
    if not today:
        return AskedDates("none", None, None, (), question), filters
    dates = asked(question, today)
    limited = filters.since is not None or filters.until is not None
    if dates.kind != "filter" or limited:
        return replace(dates, rest=question), filters
    return dates, replace(filters, since=dates.since, until=dates.until)


def find(
    question: str,
    vector: Sequence[float],
    catalogue: Catalogue,
    vectors: VectorIndex,
    dates: AskedDates,
    filters: Filters,
) -> Found:
    """Search both channels and rank what they find.

    Args:
        question: As it was asked.
        vector: Its embedding.
        catalogue: The library's catalogue.
        vectors: The library's vector index.
        dates: What the question says of time.
        filters: Applied before the search.
    """
    asked_vector = np.asarray(vector, dtype=np.float32)
    asked_vector /= float(np.linalg.norm(asked_vector)) or 1.0
    # All of these let other threads run: two together take the time of the longer.
    with ThreadPoolExecutor(1) as beside:
        searching = beside.submit(catalogue.search, dates.rest, CANDIDATES, filters)
        dense = dict(vectors.search(vector, CANDIDATES, filters))
        lexical = dict(searching.result())
        ids = list(dict.fromkeys([*dense, *lexical]))
        reading = beside.submit(vectors.vectors, [i for i in ids if i not in dense])
        passages, entries, sentences = _read(catalogue, ids)
        others = reading.result()
    nearness = dense | {i: float(asked_vector @ own) for i, own in others.items()}
    candidates = [
        _candidate(
            passage,
            entries[passage.article_id].title,
            nearness.get(passage.id, 0.0),
            sentences.get(passage.id),
            asked_vector,
        )
        for passage in passages.values()
    ]
    liked = preferences(dates, passages.values(), entries, catalogue.mentions)
    return Found(
        question=question,
        dates=dates,
        filters=filters,
        dense=dense,
        lexical=lexical,
        passages=passages,
        entries=entries,
        nearness=nearness,
        sentences=sentences,
        candidates=candidates,
        ranked=rank(question, candidates, liked),
    )


def _read(
    catalogue: Catalogue, ids: Sequence[str]
) -> tuple[dict[str, Passage], dict[str, Entry], dict[str, Sentences]]:
    """Read passages in the order of their ids, their articles, and their sentences."""
    stored = catalogue.passages_by_id(ids)
    entries = catalogue.entries_by_id([passage.article_id for passage in stored.values()])
    # What the catalogue does not know (an article half removed) is no hit.
    passages = {i: stored[i] for i in ids if i in stored and stored[i].article_id in entries}
    with catalogue.reading() as connection:
        sentences = sentence_vectors.read(connection, list(passages))
    return passages, entries, sentences


def _candidate(
    passage: Passage, title: str, nearness: float, known: Sentences | None, vector: Vectors
) -> Candidate:
    if known is None:
        whole = (Span(0, len(passage.text)),)
        near = np.array([nearness], np.float32)
        return Candidate(passage.id, passage.text, title, nearness, whole, near)
    near = known.vectors @ vector
    return Candidate(passage.id, passage.text, title, nearness, known.spans, near)
