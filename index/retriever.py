"""Question + filters -> hits: dense and lexical search, ranked together, repetition left out.

`ArticleRetriever` is a LlamaIndex retriever and drops into any of its query engines.
"""

import asyncio
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)

from index.asked_dates import AskedDates
from index.candidates import CANDIDATES, Found, find, read_dates
from index.catalogue import Catalogue
from index.explanation import Explanation, WhyNot, explain
from index.filters import Filters, iso
from index.nearest import Vectors
from index.passages import Span
from index.ranking import Ranked
from index.selection import Choice, select
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

Unit = Literal["passage", "sentence"]
Reranker = Callable[[str, Sequence[str]], Sequence[float]]
# How far `why_not` looks in each channel.
_LOOKED_AT = 1_000
# A cross-encoder reads each of them with the question: few enough to wait for.
_RERANKED = 30
# The most sentences of one article, so that others are heard.
_SENTENCES_PER_ARTICLE = 8
# Sentences of one passage have read the same words, so they are nearer than passages are; at 0.8
# "She met Lund" drove out "She met Roth", and 300 words held no more answers (0.40 against 0.40).
_SENTENCE_REPEAT = 0.9
_FIELDS = ("title", "source", "author", "url", "published", "published_origin", "story")
# Metadata for people and programs, not for an embedding or a prompt.
_NOT_TEXT = ["article_id", "url", "author", "published_origin", "story", "best", "scores"]


@dataclass(frozen=True)
class Results:
    """What a search gives.

    Attributes:
        hits: Best first.
        dates: What the question says of time.
        filters: What the search was limited to, the question's own dates included.
        sentences: The best single sentences, best first, where they were asked for.
        passages: The passages that those stand in, by the passages' ids.
    """

    hits: list[NodeWithScore]
    dates: AskedDates
    filters: Filters
    sentences: list[NodeWithScore] = field(default_factory=list)
    passages: dict[str, NodeWithScore] = field(default_factory=dict)


class ArticleRetriever(BaseRetriever):
    """Finds the passages of a library that a question is about.

    Args:
        catalogue: The library's catalogue.
        vectors: The library's vector index.
        embedding: Gives the embedding model; called when the first question comes.
        top_k: The most hits to give.
        filters: Which articles may be found; applied before the search.
        unit: "passage" for hits of one to four sentences, "sentence" for single ones: in the same
            number of words they hold the answer more often.
        dates: Whether dates in the question limit the search ("last week", "since May"), unless
            `filters` has dates of its own or nothing is from that time.
        today: The day of asking, ISO 8601; "" for that of the filters' `as_of`, else the day it is,
            or that of the newest article if the library ends before.
        reranker: Scores texts for a question, higher is better; it orders the best passages anew.

    Each hit is a `NodeWithScore`, best first. The node's id is the passage's (for a sentence with
    "/<number>" behind it), `start_char_idx` and `end_char_idx` are offsets into the article's
    text, and its metadata holds article_id, title, source, author, url, published,
    published_origin, story, best (offsets of the passage's best sentence), and scores: {"dense":
    cosine similarity, "lexical": BM25 or None, "coverage": 0 to 1, "score": what it is ranked by}.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: VectorIndex,
        embedding: "Callable[[], BaseEmbedding]",
        top_k: int = 8,
        filters: Filters = Filters(),
        *,
        unit: Unit = "passage",
        dates: bool = True,
        today: str = "",
        reranker: Reranker | None = None,
    ) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedding = embedding
        self._top_k = top_k
        self._filters = filters
        self._unit = unit
        self._dates = dates
        self._today = today
        self._reranker = reranker

    def read_dates(self, question: str) -> tuple[AskedDates, Filters]:
        """Tell what a question says of time, and the filters that the search has by it."""
        today = (self._today or self._day_of_asking()) if self._dates else ""
        return read_dates(question, self._filters, today)

    def _day_of_asking(self) -> str:
        """Give today, or the day of the newest article where the library ends before.

        Who asks an archive what happened "in March" means the last March that it tells of.
        """
        if self._filters.as_of is not None:
            return iso(self._filters.as_of)
        newest = self._catalogue.newest_day()
        today = int(datetime.date.today().strftime("%Y%m%d"))
        return iso(min(today, newest or today))

    def search(
        self, question: str, vector: Sequence[float] | None = None, sentences: int = 0
    ) -> Results:
        """Find what a question is about, and tell how its dates were read.

        Args:
            question: In words.
            vector: Its embedding, if it is known already.
            sentences: The most single sentences to give beside the hits, from the same search.
        """
        if not question.strip():
            return Results([], AskedDates("none", None, None, (), question), self._filters)
        found = self._find(question, vector)
        if self._unit == "passage":
            hits = [_hit(found, choice.id) for choice in self._select_passages(found)[0]]
        else:
            hits = self._sentences(found, self._top_k)
        single = self._sentences(found, sentences) if sentences else []
        within = dict.fromkeys(_parts(hit.node.node_id)[0] for hit in single)
        passages = {passage_id: _hit(found, passage_id) for passage_id in within}
        return Results(hits, found.dates, found.filters, single, passages)

    def _sentences(self, found: Found, limit: int) -> list[NodeWithScore]:
        chosen = self._select_sentences(found, limit)
        return [_hit(found, *_parts(choice.id)) for choice in chosen]

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self.search(query_bundle.query_str, query_bundle.embedding).hits

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)

    def _find(self, question: str, vector: Sequence[float] | None = None) -> Found:
        dates, filters = self.read_dates(question)
        vector = vector or self._embedding().get_query_embedding(question)
        found = find(question, vector, self._catalogue, self._vectors, dates, filters)
        if not found.ranked and filters != self._filters:
            # Nothing is from that time: then what speaks of it is preferred, and no more.
            dates = replace(dates, kind="about", rest=question)
            found = find(question, vector, self._catalogue, self._vectors, dates, self._filters)
        if self._reranker is None or not found.ranked:
            return found
        head = found.ranked[:_RERANKED]
        scores = self._reranker(question, [found.passages[one.id].text for one in head])
        order = np.argsort(-np.asarray(scores), kind="stable")
        return replace(
            found, ranked=[head[place] for place in order] + list(found.ranked[_RERANKED:])
        )

    def _select_passages(self, found: Found) -> tuple[list[Choice], dict[str, str]]:
        # The mean over its sentences is a passage's own vector, without its title's.
        choices = [_choice(found, one.id, one.id, slice(None)) for one in found.ranked]
        return select(choices, self._top_k)

    def _select_sentences(self, found: Found, limit: int) -> list[Choice]:
        scored = [
            (score, one.id, number)
            for one in found.ranked
            for number, score in enumerate(one.sentences)
        ]
        scored.sort(key=lambda item: (-item[0], item[1], item[2]))
        choices = [
            _choice(found, f"{passage_id}/{number}", passage_id, slice(number, number + 1))
            for _, passage_id, number in scored
        ]
        return select(choices, limit, _SENTENCES_PER_ARTICLE, _SENTENCE_REPEAT)[0]

    def explain(self, question: str) -> Explanation:
        """Tell how the search for a question comes about, passage by passage."""
        found = self._find(question)
        return explain(found, self._select_passages(found)[1])

    def why_not(self, question: str, article_id: str) -> WhyNot:
        """Tell why an article is not among the hits for a question, or where it is.

        Raises:
            UnknownArticle: If there is none with this id.
        """
        self._catalogue.article(article_id)
        explanation = self.explain(question)
        filters = explanation.filters
        vector = self._embedding().get_query_embedding(question)
        dense = self._vectors.search(vector, _LOOKED_AT, filters)
        lexical = self._catalogue.search(explanation.dates.rest, _LOOKED_AT, filters)
        return WhyNot(
            explanation=explanation,
            excluded="" if article_id in self._catalogue.allowed(filters) else str(filters),
            dense_rank=_first_of(article_id, dense),
            lexical_rank=_first_of(article_id, lexical),
            looked_at=_LOOKED_AT,
            candidates=CANDIDATES,
            considered=tuple(c for c in explanation.considered if c.article_id == article_id),
        )


def _choice(found: Found, name: str, passage_id: str, part: slice) -> Choice:
    entry = found.entries[found.passages[passage_id].article_id]
    known = found.sentences.get(passage_id)
    vector: Vectors | None = known.vectors[part].mean(axis=0) if known is not None else None
    return Choice(name, entry.id, entry.story, entry.published, vector)


def _parts(name: str) -> tuple[str, int]:
    passage_id, _, number = name.rpartition("/")
    return passage_id, int(number)


def _hit(found: Found, passage_id: str, number: int | None = None) -> NodeWithScore:
    """Make a hit of a passage, or of one of its sentences."""
    passage = found.passages[passage_id]
    one = next(one for one in found.ranked if one.id == passage_id)
    spans = found.spans(passage_id)
    span = Span(passage.start, passage.end) if number is None else spans[number]
    score = one.score if number is None else one.sentences[number]
    node = TextNode(
        id_=passage_id if number is None else f"{passage_id}/{number}",
        text=passage.text[span.start - passage.start : span.end - passage.start],
        start_char_idx=span.start,
        end_char_idx=span.end,
        metadata=_metadata(found, one, spans[one.best], score),
        excluded_embed_metadata_keys=_NOT_TEXT,
        excluded_llm_metadata_keys=_NOT_TEXT,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.article_id)},
    )
    return NodeWithScore(node=node, score=score)


def _metadata(found: Found, one: Ranked, best: Span, score: float) -> dict[str, Any]:
    entry = found.entries[found.passages[one.id].article_id]
    return {
        "article_id": entry.id,
        **{name: getattr(entry, name) for name in _FIELDS},
        "best": (best.start, best.end),
        "scores": {
            "dense": found.nearness.get(one.id, 0.0),
            "lexical": found.lexical.get(one.id),
            "coverage": one.coverage,
            "score": score,
        },
    }


def _first_of(article_id: str, found: Sequence[tuple[str, float]]) -> int | None:
    """Give the place of an article's first passage, from 1."""
    of_article = (passage_id.rpartition(":")[0] == article_id for passage_id, _ in found)
    return next((rank for rank, own in enumerate(of_article, 1) if own), None)
