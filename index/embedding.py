"""Text -> vectors: MiniLM through sentence-transformers, or any LlamaIndex embedding model."""

from typing import TYPE_CHECKING

import numpy as np

from index import weights

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from index.vectors import Vectors

# Enough to sort by length, so that little is padded; more gains nothing on two cores.
_BATCH = 32


def load() -> "BaseEmbedding":
    """Load the default embedding model (7 s the first time in a process, mostly its imports).

    Raises:
        WeightsMissing: If its files are not there; `dateline models pull` fetches them.
    """
    folder = weights.require(weights.EMBEDDING_MODEL).parent
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from transformers.utils import logging

    # Its bar over 103 tensors, done in a tenth of a second, would stand in every output.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model: BaseEmbedding = HuggingFaceEmbedding(
        model_name=str(folder), device="cpu", embed_batch_size=_BATCH
    )
    return model


def fingerprint(embedding: "BaseEmbedding | None") -> str:
    """Name an embedding model so that vectors of two models are never mixed.

    Args:
        embedding: The model; None for the default one, which need not be loaded for this.
    """
    if embedding is None:
        return f"{weights.EMBEDDING_MODEL.name}:{weights.EMBEDDING_MODEL.sha256[:12]}"
    return f"{type(embedding).__name__}:{embedding.model_name}"


def embed(embedding: "BaseEmbedding", texts: list[str]) -> "Vectors":
    """Embed texts, each once, shape (texts, dimensions)."""
    unique = list(dict.fromkeys(texts))
    # Texts of like length share a batch: padding is work for nothing.
    ordered = sorted(unique, key=len)
    found = embedding.get_text_embedding_batch(ordered)
    by_text = dict(zip(ordered, found, strict=True))
    return np.asarray([by_text[text] for text in texts], dtype=np.float32)
