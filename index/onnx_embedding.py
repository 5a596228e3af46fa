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
        found: Sequence[np.ndarray] = self._session.run(None, {"tokens": tokens})
        vector: list[float] = found[0][0].tolist()
        return vector

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
