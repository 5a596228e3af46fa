"""`dateline replay`: what has changed since an answer was saved with `ask --save`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InputError
from ui.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from assistant import Answer, Asking, Settings
    from assistant.answer import Hit
    from assistant.replay import Drift, Moved, Saved
    from index import Library
    from ui.owner_client import RunningOwner

SaveOption = Annotated[
    Path | None,
    typer.Option("--save", metavar="FILE", help="Keep the whole record, for `dateline replay`."),
]


def keep(
    file: Path,
    answer: "Answer",
    how: "Asking",
    library: "Library | RunningOwner",
    own: "Settings | None",
) -> None:
    """Save an answer; the settings are left out where the library's owner answered with its own."""
    from assistant import replay
    from index import Library

    settings = own if isinstance(library, Library) else None
    replay.save(file, answer, how, library.folder, settings)


def replay(
    file: Path,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Repeat the search of a saved answer and name what has changed. Exit status 1 if anything."""
    from assistant import replay as replaying
    from index import Library
    from ui import owner_client, terminal

    saved = replaying.load(file)
    with owner_client.opened(library, create=False) as opened:
        hits = _found(saved, opened)
        with Library.open(opened.folder, read_only=True) as reader:
            drift = replaying.compare(saved, hits, reader)
    if as_json:
        terminal.print_json({"drift": bool(drift), **drift.model_dump(mode="json")})
    else:
        for line in lines(saved, drift):
            terminal.out.print(terminal.plain(line), markup=False)
    if drift:
        raise typer.Exit(1)


def _found(saved: "Saved", opened: "Library | RunningOwner") -> "list[Hit]":
    """Search as for the saved answer: the same question, filters and number of hits."""
    from assistant.finding import find, in_turn
    from assistant.questions import searched
    from index.filters import as_of
    from ui import explaining, owner_client

    how = saved.how
    filters = as_of(how.filters, how.as_of) if how.as_of else how.filters
    asked = searched(saved.answer.standalone_question)
    if isinstance(opened, owner_client.RunningOwner):
        if saved.reranker:
            raise InputError(
                f"process {opened.who.pid} (`{opened.who.command}`) holds {opened.folder} and "
                f"searches without the reranker {saved.reranker} of this record: end it first"
            )
        return in_turn([opened.hits(one, saved.top_k, filters, how.dates) for one in asked])
    reranker = explaining.chosen_reranker(Path(saved.reranker) if saved.reranker else None)
    retriever = opened.retriever(saved.top_k, filters, dates=how.dates, reranker=reranker)
    return list(find(retriever, asked).hits)


def lines(saved: "Saved", drift: "Drift") -> list[str]:
    """Tell the drift in lines, for people."""
    told = [f"{saved.answer.question}  (saved {saved.saved}, Dateline {saved.dateline})"]
    if not drift:
        return [*told, "no drift: the same hits, and every citation stands"]
    if drift.library:
        told.append(f"library: {drift.library}")
    for name, ids in (("changed", drift.changed), ("removed", drift.removed)):
        told += [f"article {name}: {drift.titles[one]} ({one})" for one in ids]
    told += [f"hit {_way(hit)}: {hit.title} ({hit.passage_id})" for hit in drift.hits]
    told += [
        f"citation [{part.marker}] no longer stands: “{part.quote}” – {part.title}"
        for part in drift.citations
    ]
    told += [f"evidence no longer stands: “{part.text}”" for part in drift.evidence]
    return told


def _way(hit: "Moved") -> str:
    if hit.was is None:
        return f"came at {hit.now}"
    if hit.now is None:
        return f"went from {hit.was}"
    if hit.was != hit.now:
        return f"moved from {hit.was} to {hit.now}"
    return f"scores {hit.score_now:.3f}, was {hit.score_was:.3f}"
