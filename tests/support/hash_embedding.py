"""A LlamaIndex embedding model that needs no weights: texts that share words are near."""

import hashlib
import time

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from nltk.stem.snowball import EnglishStemmer
from pydantic import PrivateAttr

from index.lexical import content_words

DIMENSIONS = 256
_STEMMER = EnglishStemmer()


class HashEmbedding(BaseEmbedding):
    """Counts stemmed words in hashed dimensions; deterministic, of unit length.

    Attributes:
        pause: Seconds to take for each text, for tests that kill a process while it works.
        texts: All texts embedded so far, in order; questions are not among them.
    """

    model_name: str = "hash-256"
    embed_batch_size: int = 512
    pause: float = 0.0
    _texts: list[str] = PrivateAttr(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return self._texts

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        self._texts += texts
        if self.pause:
            time.sleep(self.pause * len(texts))
        return [_vector(text) for text in texts]

    def _get_query_embedding(self, query: str) -> list[float]:
        return _vector(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return _vector(query)


def _vector(text: str) -> list[float]:
    vector = np.zeros(DIMENSIONS)
    for word in content_words(text) or [""]:
        digest = hashlib.sha256(_STEMMER.stem(word).encode()).digest()
        vector[int.from_bytes(digest[:4]) % DIMENSIONS] += 1
    return (vector / np.linalg.norm(vector)).tolist()
