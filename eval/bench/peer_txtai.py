"""txtai as a LlamaIndex query engine and retriever, for the table of peers.

Not a dependency: `pip install txtai==9.14.0 faiss-cpu==1.15.1` where the peers are measured.

As its documentation shows it: `Segmentation(paragraphs=True)` cuts the articles (with a title on
top of the first paragraph), `Embeddings(content=True)` holds the paragraphs in its default index,
`RAG` pastes the best three after the question. Set by us: vectors come from our MiniLM (`external`
vectors), the language model is a function (its documented custom pipeline; its own clients are
LiteLLM and llama.cpp in the same process), and the template, of its documentation's form.
"""

import importlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.response.schema import StreamingResponse
from llama_index.core.llms import ChatMessage
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.errors import InputError
from index.nearest import Vectors

_TEMPLATE = "Use the context to answer the question.\n\nQuestion: {question}\n\nContext: {context}"


def txtai() -> Any:
    """Import txtai.

    Raises:
        InputError: If it is not installed.
    """
    try:
        return importlib.import_module("txtai")
    except ImportError as error:
        raise InputError(
            f"txtai is not installed here ({error}); `pip install txtai==9.14.0 faiss-cpu==1.15.1` "
            "installs it, or name other --systems"
        ) from error


def open_index(articles: Iterable[dict[str, str]], folder: Path, embedding: BaseEmbedding) -> Any:
    """Open a txtai index of articles, made and saved the first time.

    Args:
        articles: Each with `text` and perhaps `title`.
        folder: Where it is kept.
        embedding: Gives the vectors of paragraphs and of questions.
    """
    module = txtai()

    def vectors(texts: Sequence[str]) -> Vectors:
        return np.asarray(embedding.get_text_embedding_batch(list(texts)), np.float32)

    if folder.exists():
        index = module.Embeddings()
        # A function cannot be saved.
        index.load(str(folder), config={"transform": vectors})
        return index
    index = module.Embeddings(content=True, method="external", transform=vectors)
    index.index(_paragraphs(articles))
    index.save(str(folder))
    return index


def _paragraphs(articles: Iterable[dict[str, str]]) -> Iterator[tuple[str, str, None]]:
    cut = importlib.import_module("txtai.pipeline").Segmentation(paragraphs=True)
    for number, article in enumerate(articles):
        whole = "\n".join(filter(None, (article.get("title", ""), article["text"])))
        for place, paragraph in enumerate(cut(whole)):
            yield f"{number}/{place}", paragraph, None


def _nodes(found: Sequence[dict[str, Any]]) -> list[NodeWithScore]:
    return [
        NodeWithScore(
            node=TextNode(
                id_=one["id"],
                text=one["text"],
                metadata={"article_id": one["id"].partition("/")[0]},
            ),
            score=one["score"],
        )
        for one in found
    ]


class TxtaiRetriever(BaseRetriever):
    """The search of a txtai index.

    Args:
        index: As `open_index` gives it.
        top_k: The most hits.
    """

    def __init__(self, index: Any, top_k: int) -> None:
        super().__init__()
        self._index = index
        self._top_k = top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _nodes(self._index.search(query_bundle.embedding_strs[0], self._top_k))


class TxtaiEngine(BaseQueryEngine):
    """The RAG pipeline over a txtai index; what it read is its source nodes.

    Args:
        index: As `open_index` gives it.
        llm: Any LlamaIndex chat model.
    """

    def __init__(self, index: Any, llm: Any) -> None:
        super().__init__(callback_manager=None)
        self._index = index
        self._llm = llm
        self._found: list[dict[str, Any]] = []
        self._rag = txtai().RAG(self._searched, self._written, template=_TEMPLATE)

    def _searched(self, queries: Sequence[str], limit: int) -> list[list[dict[str, Any]]]:
        """Search as the pipeline would by itself, and keep what it will read."""
        found: list[list[dict[str, Any]]] = self._index.batchsearch(queries, limit)
        self._found = found[0]
        return found

    def _written(self, prompts: Sequence[str], stream: bool = True) -> Generator[str]:
        """Write as its class LLM does: the prompt as the user's message, nothing before it."""
        for piece in self._llm.stream_chat([ChatMessage(role="user", content=prompts[0])]):
            yield piece.delta or ""

    def _query(self, query_bundle: QueryBundle) -> StreamingResponse:
        asked = {"query": query_bundle.embedding_strs[0], "question": query_bundle.query_str}
        pieces = self._rag(asked, stream=True)
        return StreamingResponse(pieces, source_nodes=_nodes(self._found))

    async def _aquery(self, query_bundle: QueryBundle) -> StreamingResponse:
        return self._query(query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}
