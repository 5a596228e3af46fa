"""Text -> vectors: MiniLM in ONNX Runtime or PyTorch, or any LlamaIndex embedding model."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from index import onnx_export, weights
from index.passages import Span, sentences

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from index.nearest import Vectors

# For PyTorch: enough to sort by length, so that little is padded; more gains nothing.
_BATCH = 32
# How far a passage's vector leans to its title: it changes nothing on news, whose passages name
# what they are about, and finds 6 of 100 more on encyclopedia articles (docs/decisions/0009).
_TITLE = 0.5
_log = logging.getLogger(__name__)


@runtime_checkable
class WithParts(Protocol):
    """An embedding model that gives the vectors of a text's parts in the same pass."""

    def with_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Span]]
    ) -> "list[tuple[Vectors, Vectors]]":
        """Embed texts and parts of them; see `OnnxEmbedding.with_parts`."""
        ...


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


@dataclass(frozen=True)
class Sentences:
    """The sentences of one passage.

    Attributes:
        spans: Offsets into the passage's text, in order.
        vectors: Of about unit length, shape (sentences, dimensions).
    """

    spans: tuple[Span, ...]
    vectors: "Vectors"


@dataclass(frozen=True)
class Embedded:
    """The vectors of one passage.

    Attributes:
        vector: Of the passage, leaning towards its article's title, shape (dimensions,); of unit
            length.
        sentences: Its sentences and their vectors.
    """

    vector: "Vectors"
    sentences: Sentences


def embed(embedding: "BaseEmbedding", texts: Sequence[str]) -> "Vectors":
    """Embed texts, each once, shape (texts, dimensions)."""
    found = _vectors(embedding, texts)
    return np.stack([found[text] for text in texts])


def embed_passages(
    embedding: "BaseEmbedding", passages: Sequence[tuple[str, str]]
) -> list[Embedded]:
    """Embed passages and their sentences, no text twice.

    Args:
        embedding: The model.
        passages: Each with its article's title and its text.
    """
    titles = dict.fromkeys(title for title, _ in passages)
    spans = {text: tuple(sentences(text)) for _, text in passages}
    if isinstance(embedding, WithParts):
        found = embedding.with_parts(list(spans), list(spans.values()))
        whole = dict(zip(spans, found, strict=True))
        vectors = _vectors(embedding, list(titles))
    else:
        pieces = {t: [t[s.start : s.end] for s in parts] for t, parts in spans.items()}
        vectors = _vectors(embedding, [*titles, *spans, *chain.from_iterable(pieces.values())])
        whole = {t: (vectors[t], np.stack([vectors[p] for p in pieces[t]])) for t in spans}
    return [
        Embedded(
            _unit(whole[text][0] + _TITLE * vectors[title]), Sentences(spans[text], whole[text][1])
        )
        for title, text in passages
    ]


def _vectors(embedding: "BaseEmbedding", texts: Sequence[str]) -> "dict[str, Vectors]":
    # Texts of like length share a batch: padding is work for nothing.
    ordered = sorted(dict.fromkeys(texts), key=len)
    found = embedding.get_text_embedding_batch(ordered)
    return {t: np.asarray(v, np.float32) for t, v in zip(ordered, found, strict=True)}


def _unit(vector: "Vectors") -> "Vectors":
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
