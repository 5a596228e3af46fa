"""Articles in -> searchable passages -> hits.

from index import Library

library = Library.open("news")
library.add("articles/")
hits = library.retriever(top_k=8).retrieve("Who met in Tehran?")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.articles import Article
    from index.errors import DatelineError
    from index.filters import Filters
    from index.library import Library
    from index.retriever import ArticleRetriever

__all__ = ["Library", "ArticleRetriever", "Article", "Filters", "DatelineError"]

_HOME = {
    "Library": "library",
    "ArticleRetriever": "retriever",
    "Article": "articles",
    "Filters": "filters",
    "DatelineError": "errors",
}


def __getattr__(name: str) -> Any:
    # Imported when first asked for: LlamaIndex and Chroma take two seconds, `dateline --help`
    # must not.
    if name not in _HOME:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"index.{_HOME[name]}"), name)
