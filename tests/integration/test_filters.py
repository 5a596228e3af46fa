import json

import pytest

from index import Filters, Library
from index.errors import FilterError

# Words that stand in most articles, so that only the filter decides what is found.
ANYTHING = "Port Ellery Osk Kelder Bay Wrenmouth Saltmarsh North Quay county people said year"


def found(library: Library, filters: Filters, question: str = ANYTHING) -> set[str]:
    hits = library.search(question, top_k=200, filters=filters)
    return {hit.node.metadata["article_id"] for hit in hits}


def published(library: Library, article_ids: set[str]) -> set[str]:
    return {library.article(article_id).published for article_id in article_ids}


def test_without_a_limit_undated_articles_are_found(sample_library: Library):
    question = "tide mill wheel barley"
    assert "" in published(sample_library, found(sample_library, Filters(), question))


@pytest.mark.parametrize("limit", ["2025-03-06", "2025-05-18", "2025-06", "2025"])
def test_no_later_article_is_found_than_the_last_day(sample_library: Library, limit: str):
    filters = sample_library.filters(until=limit)
    dates = published(sample_library, found(sample_library, filters))
    assert dates
    assert all(date and date <= f"{limit}-99" for date in dates)


@pytest.mark.parametrize("limit", ["2025-03-06", "2025-05-18", "2025-06", "2025"])
def test_no_earlier_article_is_found_than_the_first_day(sample_library: Library, limit: str):
    filters = sample_library.filters(since=limit)
    dates = published(sample_library, found(sample_library, filters))
    assert dates
    assert all(date >= limit for date in dates)


def test_both_limits_are_inclusive(sample_library: Library):
    filters = sample_library.filters(since="2025-05-18", until="2025-05-18")
    assert published(sample_library, found(sample_library, filters)) == {"2025-05-18"}
    assert len(found(sample_library, filters)) == 2


@pytest.mark.parametrize("question", ["tide mill wheel barley", ANYTHING])
@pytest.mark.parametrize("limits", [{"since": "1900"}, {"until": "2999"}])
def test_an_undated_article_is_left_out_of_any_limit(
    sample_library: Library, question: str, limits: dict[str, str]
):
    filters = sample_library.filters(**limits)
    assert "" not in published(sample_library, found(sample_library, filters, question))


def test_an_article_whose_date_is_not_exact_enough_is_left_out(library: Library, write):
    library.add(
        write("month.md", "---\ndate: 2023-11\n---\nThe tram of the month."),
        write("year.md", "---\ndate: 2023\n---\nThe tram of the year."),
        write("day.md", "---\ndate: 2023-11-20\n---\nThe tram of the day."),
    )
    filters = library.filters(since="2023-11-15")
    assert published(library, found(library, filters, "tram")) == {"2023-11-20"}
    filters = library.filters(until="2023-11-25")
    assert published(library, found(library, filters, "tram")) == {"2023-11-20"}
    filters = library.filters(since="2023-11", until="2023-11")
    assert published(library, found(library, filters, "tram")) == {"2023-11", "2023-11-20"}


def test_only_the_outlets_that_were_named_are_found(sample_library: Library):
    filters = sample_library.filters(sources=("saltmarsh wire", "NORTH QUAY GAZETTE"))
    sources = {sample_library.article(i).source for i in found(sample_library, filters)}
    assert sources == {"Saltmarsh Wire", "North Quay Gazette"}


def test_an_author_is_found_by_a_part_of_the_name(sample_library: Library):
    filters = sample_library.filters(authors=("penhale",))
    authors = {sample_library.article(i).author for i in found(sample_library, filters)}
    assert authors == {"Dario Penhale"}


def test_filters_work_together(sample_library: Library):
    filters = sample_library.filters(
        since="2025-05", until="2025-06", sources=("North Quay Gazette",), authors=("Tarrow",)
    )
    assert published(sample_library, found(sample_library, filters)) == {"2025-06-09", "2025-06-10"}


def test_filters_that_let_nothing_through_find_nothing(sample_library: Library):
    assert found(sample_library, sample_library.filters(until="2024-12-31")) == set()


def test_a_list_is_filtered_like_a_search(sample_library: Library):
    filters = sample_library.filters(sources=("Saltmarsh Wire",), since="2025-09")
    listed = {entry.id for entry in sample_library.entries(filters)}
    assert listed == found(sample_library, filters)


def test_a_name_that_is_not_here_is_an_error_that_lists_what_is(sample_library: Library):
    with pytest.raises(FilterError, match=r"no source 'Courier' .* North Quay Gazette, .*Wire"):
        sample_library.filters(sources=("Courier",))


def test_a_name_with_quotes_and_signs_is_only_a_name(library: Library, write):
    name = "O'Neil's \"Wire\" % _ $and"
    library.add(write("a.jsonl", json.dumps({"text": "A tram.", "source": name})))
    filters = library.filters(sources=(name,))
    assert len(found(library, filters, "tram")) == 1
