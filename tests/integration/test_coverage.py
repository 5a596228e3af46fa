from collections.abc import Callable
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding

from index import Filters, Library
from index.coverage import Coverage


@pytest.fixture
def news(library: Library, write: Callable[[str, str], Path]) -> Library:
    for name, matter in {
        "a.md": "source: Wire\ndate: 2021-05-03",
        "b.md": "source: Wire\ndate: 2022-03",
        "c.md": "source: Vale News\ndate: 2023-01-09",
        "d.md": "source: Vale News",
    }.items():
        library.add(write(name, f"---\n{matter}\n---\nThe tram line of {name} opened in Larch."))
    return library


def test_an_empty_library_covers_nothing(library: Library):
    assert library.coverage() == Coverage(0, 0, "", "")
    assert library.days() == (None, None)


def test_a_month_is_covered_from_its_first_day_to_its_last(news: Library):
    assert news.coverage() == Coverage(4, 2, "2021-05-03", "2023-01-09")
    assert news.coverage(news.filters(until="2022")) == Coverage(2, 1, "2021-05-03", "2022-03-31")
    assert news.days() == (20210503, 20230109)


def test_only_what_filters_let_pass_is_counted(news: Library):
    assert news.coverage(Filters(sources=("Vale News",))).articles == 2
    assert news.coverage(Filters(since=20990101)) == Coverage(0, 0)


def test_what_was_removed_is_covered_no_more(news: Library):
    (newest,) = [entry.id for entry in news.entries() if entry.published == "2023-01-09"]
    news.remove([newest])
    assert news.coverage() == Coverage(3, 2, "2021-05-03", "2022-03-31")


def test_the_part_of_filters_that_hides_an_article_is_named(news: Library):
    (oldest,) = [entry.id for entry in news.entries() if entry.published == "2021-05-03"]
    filters = Filters(since=20220101, sources=("Wire",), languages=("de",))
    assert news.hiding(filters, [oldest]) == [Filters(since=20220101), Filters(languages=("de",))]
    assert news.hiding(Filters(until=20220101, undated=True), [oldest]) == []
    assert news.hiding(Filters(), [oldest]) == []


def test_coverage_is_known_while_another_process_owns_the_library(news: Library):
    other = HashEmbedding()
    with Library.open(news.folder, read_only=True, embedding=other) as reader:
        assert reader.coverage().articles == 4
