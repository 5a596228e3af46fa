"""What the page shows of a library: one page of a list, or one article with all that is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from index import Library
from index.articles import Article
from index.entries import Entry, Passage
from index.quarantine import Quarantined
from index.temporal import Mention
from index.versions import Version
from ui.picked import Picked

Shown = TypeVar("Shown")
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Wanted(Picked):
    """Which articles a person wants to see.

    Attributes:
        words: All of them must stand in the headline, in any case.
    """

    words: str = ""


@dataclass(frozen=True)
class Row:
    """An article in a list: what is stored, its collections, and how many tell its story."""

    entry: Entry
    collections: tuple[str, ...]
    tellers: int


@dataclass(frozen=True)
class Listed(Generic[Shown]):
    """One page of what was asked for, the newest first.

    Attributes:
        rows: At most `PAGE`.
        number: Which page it is, from 0; the last one where there are fewer than asked.
        found: How many pass in all.
        undated: How many of them have no date.
        held: How many of the kind the library holds.
    """

    rows: tuple[Shown, ...]
    number: int
    found: int
    undated: int
    held: int

    @property
    def first(self) -> int:
        """The place of its first one among all, from 1; 0 if there is none."""
        return self.number * PAGE + 1 if self.rows else 0

    @property
    def more(self) -> bool:
        """Whether a page follows."""
        return (self.number + 1) * PAGE < self.found


@dataclass(frozen=True)
class Opened:
    """One article with all that is known of it.

    Attributes:
        article: It, in the version that was asked for.
        passages: Those of the version in use; an earlier one has none.
        mentions: The dates in its text, likewise.
        others: The other articles of its story, the oldest publication first.
        also_at: Further places at which it was found.
        collections: Those that it is in.
        versions: All versions, the one in use last.
        version: The number of this one.
        quarantined: Why it is in quarantine; "" if it is not.
    """

    article: Article
    passages: tuple[Passage, ...] = ()
    mentions: tuple[Mention, ...] = ()
    others: tuple[Entry, ...] = ()
    also_at: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()
    version: int = 1
    quarantined: str = ""


def find(library: Library, wanted: Wanted, number: int = 0) -> Listed[Row]:
    """Find a page of articles.

    Args:
        library: Where to look.
        wanted: Which ones.
        number: The page, from 0.

    Raises:
        FilterError: See `Picked.filters`.
    """
    entries = library.entries(wanted.filters(library))
    matching = [entry for entry in entries if _holds(entry.title, wanted)]
    page = _page(matching, number)
    rows = (_row(library, entry) for entry in page.rows)
    undated = sum(not entry.published for entry in matching)
    return replace(page, rows=tuple(rows), undated=undated, held=library.coverage().articles)


def find_confined(library: Library, wanted: Wanted, number: int = 0) -> Listed[Quarantined]:
    """Find a page of what is in quarantine by words of the headline; nothing else is asked."""
    items = library.quarantined()
    page = _page([item for item in items if _holds(item.title, wanted)], number)
    return replace(page, held=len(items))


def _holds(title: str, wanted: Wanted) -> bool:
    return all(word in title.casefold() for word in wanted.words.casefold().split())


def _page(matching: Sequence[Any], number: int) -> Listed[Any]:
    number = max(0, min(number, (len(matching) - 1) // PAGE))
    shown = matching[number * PAGE : (number + 1) * PAGE]
    return Listed(tuple(shown), number, len(matching), 0, len(matching))


def open_article(library: Library, article_id: str, version: int | None = None) -> Opened:
    """Give one article, or what is in quarantine, with all that is known of it.

    Raises:
        UnknownArticle: If it is not here, or has no such version.
    """
    if confined := library.confined(article_id):
        return Opened(confined.article, quarantined=confined.quarantine)
    article = library.article(article_id, version)
    versions = tuple(library.versions(article_id))
    newest = version is None or version == len(versions)
    others = (entry for entry in library.story(article_id) if entry.id != article_id)
    return Opened(
        article,
        tuple(library.passages(article_id)) if newest else (),
        tuple(library.mentions(article_id)) if newest else (),
        tuple(others),
        tuple(library.also_at(article_id)),
        tuple(library.collections(article_id)),
        versions,
        version or len(versions),
    )


def _row(library: Library, entry: Entry) -> Row:
    tellers = len(library.story(entry.id))
    return Row(entry, tuple(library.collections(entry.id)), tellers)
