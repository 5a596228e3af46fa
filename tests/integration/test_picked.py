"""What a person picked beside a question becomes filters, or is told to be wrong."""

import pytest

from assistant import Asking
from index import Filters, Library
from index.errors import FilterError
from ui.filters import label_of
from ui.picked import Chosen

WIRE = ("Saltmarsh Wire",)


def test_nothing_picked_limits_nothing(sample_library: Library):
    asking = Chosen(since=" ", author=" ", as_of=" ").asking(sample_library)
    assert asking == Asking()
    assert label_of(asking) == "Filters"


def test_all_that_is_picked_goes_into_the_question(sample_library: Library):
    chosen = Chosen(
        since=" 2025-03 ",
        until="30 June 2025",
        sources=WIRE,
        author="sound NEWS",
        undated=True,
        as_of="2025-11",
        dates=False,
    )
    asking = chosen.asking(sample_library)
    authors = asking.filters.authors
    assert authors
    assert all("sound news" in author.lower() for author in authors)
    assert asking == Asking(
        Filters(20250301, 20250630, WIRE, authors, undated=True), False, as_of="2025-11-30"
    )
    assert label_of(asking) == (
        f"Filters: Saltmarsh Wire · by {' or '.join(authors)} · from March 2025 to June 2025, "
        "undated ones too · dates in the question limit nothing · as of 30 November 2025"
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"since": "soon"}, "From 'soon' is no date; write it as 2023-11-05, 2023-11 or 2023"),
        ({"until": "2025-02-30"}, "To '2025-02-30' is no date; write it as"),
        ({"as_of": "today"}, "As of 'today' is no date; write it as 2023-11-05"),
        (
            {"since": "2025-06", "until": "2025-05"},
            "From is later than To: nothing can be from 2025-06 to 2025-05; write the earlier one "
            "in From, as from 2025-05 to 2025-06",
        ),
        (
            {"since": "2025-06", "as_of": "2025-05-31"},
            "From is later than As of: on 2025-05-31 nothing from 2025-06 was known",
        ),
        ({"author": "zebra"}, "no author 'zebra' in this library; there are: "),
    ],
)
def test_what_cannot_be_is_told_with_what_was_expected(
    sample_library: Library, wrong: dict[str, str], told: str
):
    with pytest.raises(FilterError) as error:
        Chosen(**wrong).asking(sample_library)
    assert str(error.value).startswith(told)


def test_the_same_day_in_both_is_one_day(sample_library: Library):
    asking = Chosen(since="2025-06-09", until="2025-06-09", as_of="2025-06-09").asking(
        sample_library
    )
    assert label_of(asking) == "Filters: of 9 June 2025 · as of 9 June 2025"


def test_an_outlet_that_has_left_since_it_was_picked_is_no_mistake(sample_library: Library):
    filters = Chosen(sources=("The Gone",)).asking(sample_library).filters
    assert filters.sources == ("The Gone",)
    assert list(sample_library.entries(filters)) == []
