"""What a page changes in a library besides adding whole sets: collections, and stopping early."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index import Library
from index.errors import InputError, UnknownArticle
from index.report import Report

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def article_id(library: Library, write: Write) -> str:
    library.add(write("tram.txt", "The tram line in Larch is open again."), collections=["trams"])
    return next(library.entries()).id


def test_an_article_is_put_into_collections_and_taken_out_of_others(
    library: Library, article_id: str
):
    assert library.collect(article_id, [" Larch ", "open"]) == ["Larch", "open"]
    assert library.collections(article_id) == ["Larch", "open"]
    assert library.names("collection") == ["Larch", "open"]
    assert [entry.id for entry in library.entries(library.filters(collections=["open"]))] == [
        article_id
    ]
    assert library.collect(article_id, []) == []
    assert library.names("collection") == []


def test_only_the_article_named_leaves_a_collection(
    library: Library, article_id: str, write: Write
):
    library.add(write("bus.txt", "Buses cross the new bridge."), collections=["trams"])
    library.collect(article_id, [])
    assert library.names("collection") == ["trams"]


def test_a_collection_without_a_name_changes_nothing(library: Library, article_id: str):
    with pytest.raises(InputError, match="needs a name"):
        library.collect(article_id, ["new", "  "])
    assert library.collections(article_id) == ["trams"]


def test_an_article_that_is_not_here_is_in_no_collection(library: Library):
    with pytest.raises(UnknownArticle):
        library.collect("0" * 16, ["new"])
    assert library.names("collection") == []


def test_adding_that_is_stopped_stores_and_tells_what_was_read(library: Library, write: Write):
    for number in range(5):
        write(f"{number}.txt", f"Tram number {number} runs from Larch to the harbour.")
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 2

    report = Report(library.adding(write("a.md", "A tram.").parent, stopped=stopped))
    assert report.counts["added"] == 2
    assert library.counts().articles == 2
    assert library.check() == []
