"""Text -> vectors: MiniLM in ONNX Runtime or PyTorch, or any LlamaIndex embedding model."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import onnx_export, weights

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from index.vectors import Vectors

# For PyTorch: enough to sort by length, so that little is padded; more gains nothing.
_BATCH = 32
_log = logging.getLogger(__name__)


def load() -> "BaseEmbedding":
    """Load the default embedding model: in ONNX Runtime (a second), else in PyTorch (7 s).

    Both give the same vectors but for rounding (docs/decisions/0007).

    Raises:
        WeightsMissing: If its files are not there; `dateline models pull` fetches them.
    """
    folder = weights.require(weights.EMBEDDING_MODEL).parent
    try:
        return _in_onnx(folder) or _in_torch(folder)
    except Exception as error:
        # Whatever the exporter or the runtime stumbles over, the reference still answers.
        _log.warning("the embedding model runs in PyTorch, slower than it could (%s)", error)
        return _in_torch(folder)


def _in_onnx(folder: Path) -> "BaseEmbedding | None":
    path = onnx_export.exported(folder)
    if path is None:
        return None
    from index.onnx_embedding import OnnxEmbedding

    return OnnxEmbedding.open(path, folder / "tokenizer.json")


def _in_torch(folder: Path) -> "BaseEmbedding":
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from transformers.utils import logging as progress

    # Its bar over 103 tensors, done in a tenth of a second, would stand in every output.
    progress.disable_progress_bar()  # type: ignore[no-untyped-call]
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
