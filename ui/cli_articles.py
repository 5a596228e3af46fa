"""`dateline list`, `show` and `remove`: what is in the library."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import InputError
from ui.options import (
    AuthorOption,
    CollectionOption,
    JsonOption,
    LanguageOption,
    LibraryOption,
    SinceOption,
    SourceOption,
    UntilOption,
    chosen_filters,
)

if TYPE_CHECKING:
    from index.articles import Read
    from index.library import Library
    from index.quarantine import Quarantined
    from index.versions import Version


def list_articles(
    library: LibraryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    author: AuthorOption = None,
    language: LanguageOption = None,
    collection: CollectionOption = None,
    quarantined: Annotated[
        bool, typer.Option("--quarantined", help="What seems to be no article, and why.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the articles: id, published, source, title."""
    from index import Library
    from ui import terminal

    wanted = (since, until, source, author, language, collection)
    if quarantined and any(wanted):
        raise InputError("--quarantined lists all that is in quarantine; it goes with no filter")
    with Library.open(library, read_only=True) as opened:
        if quarantined:
            confined = opened.quarantined()
            if as_json:
                terminal.print_json([asdict(item) for item in confined])
            else:
                _show_quarantined(confined)
            return
        entries = list(opened.entries(chosen_filters(opened, *wanted)))
        if as_json:
            terminal.print_json([asdict(entry) for entry in entries])
        else:
            terminal.show_entries(entries)


def show(
    article_id: str,
    library: LibraryOption = None,
    original: Annotated[
        bool, typer.Option("--original", help="Write what it was read from, byte for byte.")
    ] = False,
    versions: Annotated[bool, typer.Option("--versions", help="List its versions.")] = False,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help="Show an earlier version.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article with its passages, and who else carries it."""
    from index import Library
    from ui import terminal

    if versions and (original or version is not None):
        raise InputError("--versions lists them; --version N shows one, with or without --original")
    with Library.open(library, read_only=True) as opened:
        if original:
            data, _ = opened.original(article_id, version)
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        elif versions:
            listed = opened.versions(article_id)
            if as_json:
                terminal.print_json([asdict(item) for item in listed])
            else:
                _show_versions(listed)
        elif confined := opened.confined(article_id):
            _show_confined(confined, as_json)
        else:
            _show_article(opened, article_id, version, as_json)


def _show_article(library: "Library", article_id: str, version: int | None, as_json: bool) -> None:
    from ui import terminal

    article = library.article(article_id, version)
    newest = version is None or version == len(library.versions(article_id))
    # Passages are those of the newest version; an earlier one has none that can be found.
    passages = library.passages(article_id) if newest else []
    mentions = library.mentions(article_id) if newest else []
    others = [entry for entry in library.story(article_id) if entry.id != article_id]
    facts: dict[str, Any] = {
        "story": [asdict(entry) for entry in others],
        "also_at": library.also_at(article_id),
        "collections": library.collections(article_id),
        "versions": len(library.versions(article_id)),
    }
    if as_json:
        terminal.print_json(
            {
                **asdict(article),
                **facts,
                "passages": [asdict(passage) for passage in passages],
                "mentions": [asdict(mention) for mention in mentions],
            }
        )
    else:
        terminal.show_article(article, passages, mentions, others, facts)


def _show_confined(confined: "Read", as_json: bool) -> None:
    from rich.text import Text

    from ui import terminal

    if as_json:
        terminal.print_json({**asdict(confined.article), "quarantined": confined.quarantine})
    else:
        terminal.out.print(
            Text(f"in quarantine, not searched: {confined.quarantine}", style="yellow")
        )
        terminal.show_head(confined.article)
        terminal.out.print()
        terminal.out.print(Text(terminal.plain(confined.article.text)))


def _show_versions(versions: "Sequence[Version]") -> None:
    """List the versions of an article, as a table for people or as lines for other programs."""
    from ui import terminal

    for version in versions:
        until = version.replaced_at or "in use"
        cells = (
            str(version.number),
            until,
            version.published or "undated",
            f"{version.words} words",
        )
        print(*cells, terminal.plain(version.title), sep="\t")


def _show_quarantined(confined: "Sequence[Quarantined]") -> None:
    """List what is in quarantine: id, reason, origin."""
    from ui import terminal

    for item in confined:
        print(item.id, terminal.plain(item.reason), terminal.plain(item.origin), sep="\t")
    if terminal.out.is_terminal:
        terminal.out.print(f"{len(confined)} in quarantine; `dateline add --force` takes one in")


def remove(
    article_ids: Annotated[list[str] | None, typer.Argument(metavar="ID...")] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="S", help="All articles of this outlet.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask before removing a source.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles, and count in every store before and after to make sure."""
    from ui import owner_client, terminal

    if bool(article_ids) == bool(source):
        raise InputError("name either article ids or --source; `dateline list` shows both")
    with owner_client.opened(library, create=False) as opened:
        ids = list(article_ids or ())
        if source:
            filters = chosen_filters(opened, None, None, [source], None)
            ids = [entry.id for entry in opened.entries(filters)]
            if not yes and sys.stdin.isatty():
                typer.confirm(f"Remove {len(ids)} articles of {source}?", abort=True)
        removal = opened.remove(ids)
        if as_json:
            terminal.print_json(asdict(removal))
        else:
            terminal.show_removal(removal)
