"""What the library's tab lists and opens, over the sample articles and over few of our own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index import Library
from index.errors import FilterError, UnknownArticle
from ui import shelf_list
from ui.shelf_list import PAGE, Wanted

Write = Callable[[str, str | bytes], Path]


def titles(library: Library, **wanted: object) -> list[str]:
    return [row.entry.title for row in shelf_list.find(library, Wanted(**wanted)).rows]


def test_all_articles_are_listed_newest_first_and_undated_last(sample_library: Library):
    listed = shelf_list.find(sample_library, Wanted())
    dates = [row.entry.published for row in listed.rows]
    assert (listed.found, listed.held, listed.undated) == (33, 33, 1)
    assert dates == sorted(dates, reverse=True)
    assert (listed.first, listed.more) == (1, False)


def test_articles_of_a_story_are_counted(sample_library: Library):
    listed = shelf_list.find(sample_library, Wanted(words="pellhaven"))
    assert {row.tellers for row in listed.rows} == {3}


def test_all_words_must_stand_in_the_headline_in_any_case(sample_library: Library):
    assert titles(sample_library, words="SWING 148") == ["Swing bridge open again after 148 days"]
    assert titles(sample_library, words="swing zebra") == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"since": "2025-10"}, 3),
        ({"since": "2025-10", "undated": True}, 4),
        ({"until": "2025-01-31"}, 1),
        ({"since": "2025-02", "until": "2025-02", "sources": ("North Quay Gazette",)}, 1),
        ({"sources": ("North Quay Gazette", "Saltmarsh Wire")}, 13),
        ({"author": "sound news"}, 2),
    ],
)
def test_filters_limit_the_list(sample_library: Library, wanted: dict[str, object], found: int):
    assert shelf_list.find(sample_library, Wanted(**wanted)).found == found


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"since": "soon"}, "From 'soon' is no date; write it as"),
        ({"until": "<b>"}, "To '<b>' is no date"),
        ({"since": "2025-02", "until": "2025-01"}, "From is later than To"),
        ({"author": "zebra"}, "no author 'zebra' in this library"),
    ],
)
def test_a_filter_that_cannot_be_is_told(
    sample_library: Library, wanted: dict[str, str], told: str
):
    with pytest.raises(FilterError, match=told):
        shelf_list.find(sample_library, Wanted(**wanted))


def test_long_lists_are_paged_and_a_page_too_far_is_the_last(library: Library, write: Write):
    rows = "".join(f"T{n:03},Text number {n} of many.\n" for n in range(PAGE * 2 + 1))
    library.add(write("rows.csv", f"title,text\n{rows}"), collections=["many"])
    pages = [
        shelf_list.find(library, Wanted(collections=("many",)), number) for number in (-1, 0, 1, 9)
    ]
    assert [page.number for page in pages] == [0, 0, 1, 2]
    assert [len(page.rows) for page in pages] == [PAGE, PAGE, PAGE, 1]
    assert [page.first for page in pages] == [1, 1, PAGE + 1, 2 * PAGE + 1]
    assert [page.more for page in pages] == [True, True, True, False]
    assert pages[0].rows[0].collections == ("many",)


def test_an_article_is_opened_with_all_that_is_known(sample_library: Library):
    listed = shelf_list.find(sample_library, Wanted(words="Pellhaven to shut"))
    opened = shelf_list.open_article(sample_library, listed.rows[0].entry.id)
    assert opened.article.title.startswith("Pellhaven to shut")
    assert "".join(passage.text for passage in opened.passages)[:10] == opened.article.text[:10]
    assert len(opened.others) == 2
    assert opened.mentions
    assert (len(opened.versions), opened.version, opened.quarantined) == (1, 1, "")


def test_an_earlier_version_has_its_text_and_no_passages(library: Library, write: Write):
    for text in ("The tram runs.", "The tram stands still."):
        library.add(write("tram.txt", text))
    article_id = next(library.entries()).id
    first = shelf_list.open_article(library, article_id, 1)
    assert (first.article.text, first.passages, first.version) == ("The tram runs.", (), 1)
    newest = shelf_list.open_article(library, article_id)
    assert (newest.article.text, newest.version) == ("The tram stands still.", 2)
    assert newest.passages


def test_what_is_in_quarantine_opens_with_its_reason(library: Library, write: Write):
    wall = (
        "<title>Consent</title><p>Before you continue: we value your privacy. Accept all cookies."
    )
    library.add(write("wall.html", wall))
    [item] = library.quarantined()
    assert shelf_list.open_article(library, item.id).quarantined == item.reason
    found = shelf_list.find_confined(library, Wanted(words="CONSENT"))
    assert (found.rows, found.found, found.held) == ((item,), 1, 1)
    found = shelf_list.find_confined(library, Wanted(words="zebra"))
    assert (found.rows, found.found, found.held) == ((), 0, 1)


def test_what_is_not_here_is_told(library: Library):
    with pytest.raises(UnknownArticle):
        shelf_list.open_article(library, "0" * 16)
