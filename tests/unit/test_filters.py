import pytest

from index.errors import FilterError
from index.filters import Filters, as_of, day, named


def same(name: str, known: str) -> bool:
    return name == known


def part(name: str, known: str) -> bool:
    return name in known


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        ("2023-11-05", 20231105, 20231105),
        ("2023-11", 20231101, 20231130),
        ("2023", 20230101, 20231231),
        ("5 November 2023", 20231105, 20231105),
        ("November 2023", 20231101, 20231130),
    ],
)
def test_a_limit_is_the_first_or_last_day_that_was_meant(stated: str, first: int, last: int):
    assert day(stated, 0, "--since") == first
    assert day(stated, 1, "--until") == last


@pytest.mark.parametrize("stated", [None, ""])
def test_no_limit_is_none(stated: str | None):
    assert day(stated, 0, "--since") is None


@pytest.mark.parametrize("stated", ["last week", "2023-02-30", "5 November", "x"])
def test_a_limit_that_is_no_date_is_shown_with_the_right_form(stated: str):
    with pytest.raises(FilterError) as error:
        day(stated, 0, "--since")
    assert str(error.value) == (
        f"--since {stated!r} is no date; write it as 2023-11-05, 2023-11 or 2023"
    )


def test_a_limit_may_lie_in_the_future():
    assert day("2999-01-01", 1, "--until") == 29990101


def test_names_are_found_in_any_case():
    assert named("source", ["saltmarsh WIRE"], ["Gazette", "Saltmarsh Wire"], same) == (
        "Saltmarsh Wire",
    )


def test_a_part_of_an_author_line_finds_all_that_hold_it():
    here = ["Nell Ashcombe", "Nell Ashcombe, Ruth Okonwell", "Simon Tarrow"]
    assert named("author", ["ashcombe", "ruth"], here, part) == tuple(here[:2])


def test_a_name_that_fits_nothing_lists_what_there_is():
    with pytest.raises(FilterError) as error:
        named("source", ["Courier"], ["Gazette", "Wire"], same)
    assert str(error.value) == "no source 'Courier' in this library; there are: Gazette, Wire"


def test_a_long_list_of_names_is_cut():
    with pytest.raises(FilterError, match=r"there are: a0, .*, a11 …$"):
        named("source", ["x"], [f"a{number}" for number in range(13)], same)


def test_an_empty_library_has_no_names():
    with pytest.raises(FilterError, match=r"there are: none$"):
        named("source", ["x"], [], same)


@pytest.mark.parametrize(
    ("until", "day", "limit"),
    [
        (None, "2025-06-10", None),
        (20250101, "2025-06-10", 20250101),
        (20251231, "2025-06-10", 20250610),
    ],
)
def test_a_day_of_asking_tightens_the_last_day_and_never_loosens_it(
    until: int | None, day: str, limit: int | None
):
    limited = as_of(Filters(since=20240101, until=until, undated=True, sources=("Wire",)), day)
    assert limited == Filters(
        since=20240101, until=limit, undated=False, sources=("Wire",), as_of=20250610
    )


def test_the_earlier_of_two_days_of_asking_counts():
    once = as_of(Filters(), "2025-06-10")
    assert as_of(once, "2025-07-01") == once
    assert as_of(once, "2025-05-01").as_of == 20250501


@pytest.mark.parametrize(
    "stated",
    ["", "2025-06", "2025", "yesterday", "2025-02-30", "20250610", "2025-W24-2", "10 June"],
)
def test_a_day_of_asking_is_one_day(stated: str):
    with pytest.raises(FilterError) as error:
        as_of(Filters(), stated)
    assert str(error.value) == f"--as-of {stated!r} is no day; write it as 2023-11-05"


def test_a_day_of_asking_is_said_in_words():
    assert str(as_of(Filters(), "2025-06-10")) == "known on 2025-06-10"
