"""The answer without a language model: the best sentences, each its own citation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.abstention import abstained
from assistant.answer import Answer, Hit, Reason, Verdict
from assistant.attribution import Attribution
from assistant.sources import sources
from index.embedding import embed
from index.lexical import content_words

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

# Sentences looked at, of the best hits; embedding one takes about 10 ms on two cores.
_SENTENCES = 16
# Below this (cosine to the question plus half the share of its words) no sentence answers it.
_ANSWERS = 0.6
# A second sentence must be nearly as good as the first.
_NEARLY = 0.9


def answer(answer: Answer, hits: Sequence[Hit], embedding: "BaseEmbedding") -> Answer:
    """Answer with the sentences of the hits that are nearest to the question.

    Args:
        answer: The record so far.
        hits: Best first.
        embedding: To compare sentences with the question by meaning.

    Returns:
        The record with one or two sentences, or abstaining if none comes near enough.
    """
    candidates = sources(hits)[:_SENTENCES]
    question = answer.standalone_question
    asked = set(content_words(question))
    vectors = embed(embedding, [source.text for source in candidates])
    meaning = vectors @ np.asarray(embedding.get_query_embedding(question), dtype=np.float32)
    scores = []
    for source, near in zip(candidates, meaning, strict=True):
        shared = asked & set(content_words(source.text))
        scores.append(float(near) + 0.5 * len(shared) / max(len(asked), 1))
    order = sorted(range(len(scores)), key=lambda number: -scores[number])
    if not order or scores[order[0]] < _ANSWERS:
        return abstained(answer, Reason.NOT_ANSWERED)
    picked = [n for n in order[:2] if scores[n] >= _NEARLY * scores[order[0]]]
    attribution = Attribution(question, [candidates[number].hit for number in picked])
    sentences = [
        attribution.attribute(candidates[number].text).model_copy(
            update={"verdict": Verdict.SUPPORTED}
        )
        for number in picked
    ]
    return answer.model_copy(
        update={
            "text": " ".join(sentence.text for sentence in sentences),
            "sentences": tuple(sentences),
            "citations": tuple(attribution.citations),
        }
    )
