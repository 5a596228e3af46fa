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


@pytest.mark.parametrize(("until", "then"), [(None, 20240310), (20240401, 20240310), (2023, 2023)])
def test_as_of_a_day_nothing_later_passes(until: int | None, then: int):
    limited = as_of(Filters(since=20200101, until=until, sources=("BBC",)), "2024-03-10")
    assert limited == Filters(since=20200101, until=then, sources=("BBC",))


def test_as_of_a_day_nothing_undated_passes():
    assert not as_of(Filters(undated=True), "2024-03-10").undated


@pytest.mark.parametrize("wrong", ["", "soon", "2024-03", "2024-02-30"])
def test_as_of_what_is_no_day_is_refused(wrong: str):
    with pytest.raises(FilterError, match="is no day; write it as 2024-03-10"):
        as_of(Filters(), wrong)
