"""Question + filters -> hits: dense and lexical search, fused, repetition left out.

`ArticleRetriever` is a LlamaIndex retriever and drops into any of its query engines.
"""

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)

from index.catalogue import Catalogue
from index.filters import Filters
from index.vectors import VectorIndex, Vectors

if TYPE_CHECKING:
    from collections.abc import Callable

    from llama_index.core.base.embeddings.base import BaseEmbedding

# Passages looked at in each channel; what is below them changes no fused rank that is shown.
_CANDIDATES = 60
# Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009) with its usual constant.
_RRF = 60
# A passage nearer than this (cosine) to one already taken repeats it. Leaving repeats out raised
# recall within 300 words from 0.48 to 0.55 on news (docs/decisions/0003).
_REPEAT = 0.8
# A passage nearer than this says the same again, with what may have changed since.
_RESTATED = 0.9
# Metadata for people and programs, not for an embedding or a prompt.
_NOT_TEXT = ["article_id", "url", "author", "published_origin", "scores"]


class ArticleRetriever(BaseRetriever):
    """Finds the passages of a library that a question is about.

    Args:
        catalogue: The library's catalogue.
        vectors: The library's vector index.
        embedding: Gives the embedding model; called when the first question comes.
        top_k: The most hits to give.
        filters: Which articles may be found; applied before the search.

    Each hit is a `NodeWithScore`, best first, its score the fused one. The node's id is the
    passage's, `start_char_idx` and `end_char_idx` are offsets into the article's text, and its
    metadata holds article_id, title, source, author, url, published, published_origin, and
    scores: {"dense": cosine similarity or None, "lexical": BM25 or None, "fused": the score}.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: VectorIndex,
        embedding: "Callable[[], BaseEmbedding]",
        top_k: int = 8,
        filters: Filters = Filters(),
    ) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedding = embedding
        self._top_k = top_k
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = query_bundle.query_str
        if not question.strip():
            return []
        vector = query_bundle.embedding or self._embedding().get_query_embedding(question)
        dense = dict(self._vectors.search(vector, _CANDIDATES, self._filters))
        lexical = dict(self._catalogue.search(question, _CANDIDATES, self._filters))
        fused = fuse([list(dense), list(lexical)])
        nodes = self._nodes(list(fused))
        # What the catalogue does not know (an article half removed) is no hit.
        ranked = [passage_id for passage_id in fused if passage_id in nodes]
        vectors = self._vectors.vectors(ranked)
        hits = []
        published = {passage_id: nodes[passage_id].metadata["published"] for passage_id in ranked}
        for passage_id in without_repeats(ranked, vectors, published, self._top_k):
            node = nodes[passage_id]
            known = vectors.get(passage_id)
            if passage_id not in dense and known is not None:
                dense[passage_id] = _cosine(np.asarray(vector, dtype=np.float32), known)
            node.metadata["scores"] = {
                "dense": dense.get(passage_id),
                "lexical": lexical.get(passage_id),
                "fused": fused[passage_id],
            }
            hits.append(NodeWithScore(node=node, score=fused[passage_id]))
        return hits

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)

    def _nodes(self, passage_ids: list[str]) -> dict[str, TextNode]:
        passages = self._catalogue.passages_by_id(passage_ids)
        entries = self._catalogue.entries_by_id([p.article_id for p in passages.values()])
        nodes = {}
        for passage in passages.values():
            entry = entries.get(passage.article_id)
            if entry is None:
                continue  # Removed between the two reads.
            metadata: dict[str, Any] = {
                name: getattr(entry, name)
                for name in ("title", "source", "author", "url", "published", "published_origin")
            }
            nodes[passage.id] = TextNode(
                id_=passage.id,
                text=passage.text,
                start_char_idx=passage.start,
                end_char_idx=passage.end,
                metadata={"article_id": passage.article_id, **metadata},
                excluded_embed_metadata_keys=_NOT_TEXT,
                excluded_llm_metadata_keys=_NOT_TEXT,
                relationships={
                    NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.article_id)
                },
            )
        return nodes


def fuse(rankings: list[list[str]]) -> dict[str, float]:
    """Fuse rankings by reciprocal rank.

    Args:
        rankings: Ids, best first; an id may be missing from any of them.

    Returns:
        The fused score of each id, best first; ties in the order of ids.
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, identifier in enumerate(ranking, start=1):
            scores[identifier] = scores.get(identifier, 0.0) + 1 / (_RRF + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def without_repeats(
    ranked: list[str], vectors: dict[str, Vectors], published: dict[str, str], limit: int
) -> list[str]:
    """Take the best passages, leaving out those that repeat one already taken.

    A passage that says nearly the same later (a figure corrected, a story brought up to date)
    takes the place of the earlier one.

    Args:
        ranked: Passage ids, best first.
        vectors: Their embeddings, of unit length; a passage without one repeats nothing.
        published: Their articles' dates, ISO 8601, "" when undated.
        limit: The most to take.
    """
    taken: list[str] = []
    for passage_id in ranked:
        near = [_cosine(vectors.get(passage_id), vectors.get(other)) for other in taken]
        place = int(np.argmax(near)) if near else 0
        if not near or near[place] <= _REPEAT:
            if len(taken) < limit:
                taken.append(passage_id)
        elif near[place] > _RESTATED and published[passage_id] > published[taken[place]]:
            taken[place] = passage_id
    return taken


def _cosine(one: Vectors | None, other: Vectors | None) -> float:
    if one is None or other is None:
        return 0.0
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length else 0.0
