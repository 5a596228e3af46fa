"""The commands that search without answering, and tell how a search came about."""

from dataclasses import asdict
from typing import Annotated

import typer

from index.errors import InputError
from ui.options import (
    AsOfOption,
    AuthorOption,
    CollectionOption,
    DatesOption,
    JsonOption,
    LanguageOption,
    LibraryOption,
    RerankerOption,
    SinceOption,
    SourceOption,
    UndatedOption,
    UntilOption,
    chosen_filters,
)


def search(
    query: str,
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages.")] = 8,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every candidate, its places and its fate.")
    ] = False,
    library: LibraryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    author: AuthorOption = None,
    language: LanguageOption = None,
    collection: CollectionOption = None,
    undated: UndatedOption = False,
    as_of: AsOfOption = None,
    dates: DatesOption = True,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find passages, without an answer."""
    from assistant.answer import Hit
    from ui import explaining, owner_client, terminal

    with owner_client.opened(library, create=False) as opened:
        limits = (since, until, source, author, language, collection, undated, as_of)
        filters = chosen_filters(opened, *limits)
        if isinstance(opened, owner_client.RunningOwner):
            if explain or reranker:
                raise InputError(
                    f"process {opened.who.pid} (`{opened.who.command}`) holds {opened.folder} and "
                    "searches in its own way: leave out --explain and --reranker, or end it first"
                )
            hits = opened.hits(query, k, filters, dates)
        else:
            retriever = opened.retriever(
                k, filters, dates=dates, reranker=explaining.chosen_reranker(reranker)
            )
            if explain:
                explaining.show_explanation(retriever.explain(query), opened, as_json)
                return
            hits = [Hit.from_node(node) for node in retriever.retrieve(query)]
        if as_json:
            terminal.print_json([hit.model_dump() for hit in hits])
        else:
            terminal.show_hits(hits)


def why_not(
    question: str,
    article: Annotated[str, typer.Option("--article", metavar="ID", help="The article missed.")],
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages are hits.")] = 8,
    library: LibraryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    author: AuthorOption = None,
    language: LanguageOption = None,
    collection: CollectionOption = None,
    undated: UndatedOption = False,
    as_of: AsOfOption = None,
    dates: DatesOption = True,
    as_json: JsonOption = False,
) -> None:
    """Tell why an article is not among the passages found for a question."""
    from index import Library
    from ui import explaining, terminal

    with Library.open(library, create=False) as opened:
        limits = (since, until, source, author, language, collection, undated, as_of)
        retriever = opened.retriever(k, chosen_filters(opened, *limits), dates=dates)
        found = retriever.why_not(question, article)
        if as_json:
            terminal.print_json({**asdict(found), "sentence": found.sentence})
        else:
            explaining.show_why_not(found, opened)
