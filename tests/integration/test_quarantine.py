"""What seems to be no article is kept apart: listed, shown, forced in, removed, released."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import index.library
from index import Library
from index.articles import Read, Refused, Unchanged
from index.errors import UnknownArticle
from index.reading import read

Write = Callable[[str, str | bytes], Path]
REASON = "it asks to accept cookies and says little else"


@pytest.fixture(autouse=True)
def _suspicious(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the reason that a reader of pages sets, on whatever speaks of cookies."""

    def wary(what: str, *how: Any) -> Iterator[Read | Refused | Unchanged]:
        for item in read(what, *how):
            if isinstance(item, Read) and "cookie" in item.article.text:
                item = dataclasses.replace(item, quarantine=REASON)
            yield item

    monkeypatch.setattr(index.library, "read", wary)


WALL = "We and our 812 partners use cookies. Accept all or choose."
TRAM = "Mayor Odile Brandt opened the tram line in Larch on Tuesday."
URL = "https://gazette.example/tram"


def page(text: str, url: str = URL) -> str:
    return json.dumps({"text": text, "url": url, "title": "A page"})


def test_what_is_in_quarantine_is_neither_indexed_nor_counted(library: Library, write: Write):
    report = library.add(write("a.jsonl", page(WALL)), write("b.txt", TRAM))
    assert [outcome.status for outcome in report.outcomes] == ["quarantined", "added"]
    (confined,) = report.to_dict()["quarantined"]
    assert (confined["note"], confined["origin"]) == (REASON, URL)
    assert library.counts().articles == library.counts().vectors == 1
    assert library.search("Do you use cookies?", top_k=50)[0].node.get_content() == TRAM
    assert len(list(library.entries())) == 1
    assert library.check() == []


def test_it_is_listed_with_its_reason_and_shown_with_its_original(library: Library, write: Write):
    path = write("a.jsonl", page(WALL))
    library.add(path)
    (item,) = library.quarantined()
    assert (item.origin, item.reason, item.title) == (URL, REASON, "A page")
    confined = library.confined(item.id)
    assert confined is not None
    assert confined.article.text == WALL
    assert library.original(item.id) == (path.read_bytes(), "application/json")
    with pytest.raises(UnknownArticle):
        library.article(item.id)


def test_the_same_again_is_told_again_and_stored_once(library: Library, write: Write):
    path = write("a.jsonl", page(WALL))
    library.add(path)
    before = library.quarantined()
    assert len(library.add(path).of("quarantined")) == 1
    assert library.quarantined() == before


def test_what_is_forced_in_stays_in_at_the_next_plain_add(library: Library, write: Write):
    path = write("a.jsonl", page(WALL))
    library.add(path)
    assert len(library.add(path, force=True).of("added")) == 1
    assert library.quarantined() == []
    assert len(library.search("cookies")) == 1
    for force in (False, True):
        assert len(library.add(path, force=force).of("unchanged")) == 1
    path.write_text(page(WALL + " Or pay for peace with cookies."))
    assert len(library.add(path).of("changed")) == 1
    assert library.quarantined() == []


def test_a_page_that_is_fine_later_leaves_quarantine(library: Library, write: Write):
    library.add(write("a.jsonl", page(WALL)))
    assert len(library.add(write("a.jsonl", page(TRAM))).of("added")) == 1
    assert library.quarantined() == []
    assert library.check() == []


def test_a_wall_does_not_take_the_place_of_the_article_that_stands(library: Library, write: Write):
    library.add(write("a.jsonl", page(TRAM)))
    (outcome,) = library.add(write("a.jsonl", page(WALL))).outcomes
    assert outcome.status == "quarantined"
    assert outcome.note == f"{REASON}; the article stored before is kept"
    assert library.article(outcome.article_id).text == TRAM
    assert library.confined(outcome.article_id) is None
    # It is told as long as it is so.
    assert len(library.quarantined()) == 1
    assert len(library.add(write("a.jsonl", page(TRAM))).of("unchanged")) == 1
    assert library.quarantined() == []


def test_a_wall_and_the_article_of_one_address_in_one_run(library: Library, write: Write):
    library.add(write("a.jsonl", page(WALL) + "\n" + page(TRAM)))
    assert [library.article(entry.id).text for entry in library.entries()] == [TRAM]
    assert library.quarantined() == []


def test_one_wall_at_many_addresses_is_confined_at_each(library: Library, write: Write):
    lines = "\n".join(page(WALL, f"{URL}/{number}") for number in range(5))
    library.add(write("a.jsonl", lines))
    assert len(library.quarantined()) == 5


def test_it_is_removed_like_an_article(library: Library, write: Write):
    library.add(write("a.jsonl", page(WALL)), write("b.txt", TRAM))
    (item,) = library.quarantined()
    removal = library.remove([item.id])
    assert removal.before == removal.after
    assert library.quarantined() == []
    with pytest.raises(UnknownArticle):
        library.remove([item.id])


def test_removing_an_article_removes_what_was_confined_in_its_name(library: Library, write: Write):
    library.add(write("a.jsonl", page(TRAM)))
    library.add(write("a.jsonl", page(WALL)))
    library.remove([next(library.entries()).id])
    assert library.quarantined() == []
