"""MiniLM in ONNX Runtime as a LlamaIndex embedding model: no PyTorch, so loaded in a second.

One text at a time, several texts at once: nothing is padded, the text's numbers stay in the
processor's cache, and a text has the same vector whatever stands beside it (in a batch, 8-bit
numbers are scaled by the largest of all texts).
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr
from tokenizers import Tokenizer

from index.nearest import Vectors
from index.passages import Span

# What MiniLM was trained on; sentence-transformers cuts there too.
_MAX_TOKENS = 256


class OnnxEmbedding(BaseEmbedding):
    """An exported MiniLM; safe to share between threads. Made by `open`."""

    _session: onnxruntime.InferenceSession = PrivateAttr()
    _tokenizer: Tokenizer = PrivateAttr()
    _workers: ThreadPoolExecutor = PrivateAttr()

    @classmethod
    def open(cls, path: Path, tokenizer: Path) -> Self:
        """Load an exported model.

        Args:
            path: As `index.onnx_export.exported` gives it.
            tokenizer: The model's tokenizer.json.

        Raises:
            Exception: ONNX Runtime's, if the file is no model; it has no common class.
        """
        options = onnxruntime.SessionOptions()
        # Each text is one thread's: threads that wait for each other lose a third of the time
        # on a busy machine, and spinning ones would take it from the language model.
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        model = cls(model_name=path.stem, embed_batch_size=1024)
        model._session = session
        model._tokenizer = Tokenizer.from_file(str(tokenizer))
        model._tokenizer.no_padding()
        model._tokenizer.enable_truncation(_MAX_TOKENS)
        model._workers = ThreadPoolExecutor(_cores(), thread_name_prefix="embedding")
        return model

    def _vector(self, text: str) -> list[float]:
        tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        found: Sequence[np.ndarray] = self._session.run(["vector"], {"tokens": tokens})
        vector: list[float] = found[0][0].tolist()
        return vector

    def with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Span]]
    ) -> list[tuple[Vectors, Vectors]]:
        """Embed texts and parts of them in one pass.

        A part's vector is the mean over its tokens, which have read the whole text ("late
        chunking", Guenther et al. 2024, arXiv:2409.04701).

        Args:
            texts: The texts.
            parts: For each text, offsets of its parts in characters.

        Returns:
            For each text its vector, shape (dimensions,), and those of its parts, shape (parts,
            dimensions), all of unit length; a part beyond the model's last token has the text's.
        """
        return list(self._workers.map(self._parts, texts, parts))

    def _parts(self, text: str, parts: Sequence[Span]) -> tuple[Vectors, Vectors]:
        encoded = self._tokenizer.encode(text)
        tokens = np.array([encoded.ids], dtype=np.int64)
        vector, words = self._session.run(["vector", "words"], {"tokens": tokens})
        starts, ends = np.array(encoded.offsets).T
        found = np.repeat(vector, len(parts), axis=0)
        for number, part in enumerate(parts):
            # The marks that open and close a text stand for no characters.
            inside = (starts < part.end) & (ends > part.start) & (ends > starts)
            if inside.any():
                mean = words[0][inside].mean(axis=0)
                found[number] = mean / np.linalg.norm(mean)
        return vector[0], found

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._vector(text)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return list(self._workers.map(self._vector, texts))

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._vector(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._vector(query)


def _cores() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
