"""How old what an answer rests on was when the question was asked."""

import datetime

import pytest

from ui import wording


@pytest.mark.parametrize(
    ("published", "age"),
    [
        ("2025-06-30", "the day you asked"),
        ("2025-06-29", "1 day before you asked"),
        ("2025-06-17", "13 days before you asked"),
        ("2025-06-16", "2 weeks before you asked"),
        ("2025-06-10", "2 weeks before you asked"),
        ("2025-05-01", "8 weeks before you asked"),
        ("2025-04-30", "2 months before you asked"),
        ("2024-03-01", "15 months before you asked"),
        ("2023-07-01", "23 months before you asked"),
        ("2023-06-30", "2 years before you asked"),
        ("1925-07-01", "99 years before you asked"),
        ("2025-07-01", "1 day after you asked"),
        ("2025-07-14", "2 weeks after you asked"),
        ("2027-06-30", "2 years after you asked"),
    ],
)
def test_an_exact_date_is_counted_in_whole_days_weeks_months_or_years(published: str, age: str):
    assert wording.age(published, "2025-06-30") == age


@pytest.mark.parametrize(
    ("published", "age"),
    [
        ("2025-06", "the month you asked"),
        ("2025-05", "about 1 month before you asked"),
        ("2025-08", "about 2 months after you asked"),
        ("2023-05", "about 2 years before you asked"),
        ("2025", "the year you asked"),
        ("2024", "about 1 year before you asked"),
        ("1999", "about 26 years before you asked"),
        ("2026", "about 1 year after you asked"),
    ],
)
def test_a_date_is_counted_no_finer_than_it_is_known(published: str, age: str):
    assert wording.age(published, "2025-06-30") == age


def test_what_is_undated_has_no_age():
    assert wording.age("", "2025-06-30") == wording.age("", "", "2025-06-30") == ""


def test_without_the_day_of_asking_there_is_no_age():
    assert wording.age("2025-06-30", "") == ""


@pytest.mark.parametrize(
    ("published", "age"),
    [
        ("2025-04-30", "2 weeks before 14 May 2025"),
        ("2025-05-14", "the same day"),
        ("2025-05", "the same month"),
        ("2024", "about 1 year before 14 May 2025"),
        ("2025-05-15", "1 day after 14 May 2025"),
    ],
)
def test_a_question_as_of_a_day_counts_to_that_day(published: str, age: str):
    assert wording.age(published, "2026-06-30", "2025-05-14") == age


@pytest.mark.parametrize(
    ("published", "asked", "age"),
    [
        ("2024-02-29", "2025-02-27", "11 months"),
        ("2025-01-31", "2025-03-30", "8 weeks"),
        ("2025-01-31", "2025-03-31", "2 months"),
        ("2023-02-28", "2025-02-28", "2 years"),
    ],
)
def test_months_are_counted_as_calendars_do(published: str, asked: str, age: str):
    assert wording.age(published, asked) == f"{age} before you asked"


def test_the_day_of_a_moment_is_that_of_this_machine():
    moment = datetime.datetime(2025, 6, 1, 12, tzinfo=datetime.UTC)
    local = moment.astimezone().date().isoformat()
    assert wording.local_day(moment.isoformat()) == local


@pytest.mark.parametrize(
    ("date", "told"),
    [
        (("2025-04-30", "meta", "high"), "30 April 2025 (found in: meta, confidence high)"),
        (("2025-04", "url", ""), "April 2025 (found in: url)"),
        (("2025", "", ""), "2025"),
        (("", "", ""), "undated: no date was found"),
    ],
)
def test_a_date_says_how_it_is_known(date: tuple[str, str, str], told: str):
    assert wording.dated(*date) == told
