import datetime

import pytest

from index.dates import (
    PublicationDate,
    date_bounds,
    head_date,
    line_date,
    parse_date,
    publication_date,
    puts_day_first,
)


@pytest.mark.parametrize(
    "stated",
    [
        "2023-12-06",
        " 2023-12-06 ",
        "2023-12-06T10:15:00Z",
        "2023-12-06 10:15",
        "2023-12-06T23:30:00-05:00",
        "2023-12-6",
        "20231206",
        "2023/12/06",
        "6 December 2023",
        "6 Dec 2023",
        "December 6, 2023",
        "Dec. 6, 2023",
        "Wednesday, 6 December 2023",
        "6th December 2023",
        "Wed, 06 Dec 2023 10:00:00 +0000",
    ],
)
def test_a_day_is_read_in_many_forms(stated: str):
    assert parse_date(stated) == "2023-12-06"


@pytest.mark.parametrize("stated", ["2023-12", "December 2023", "Dec 2023"])
def test_a_month_stays_a_month(stated: str):
    assert parse_date(stated) == "2023-12"


def test_a_year_stays_a_year():
    assert parse_date("2023") == "2023"


@pytest.mark.parametrize("stated", ["06.12.2023", "6.12.2023"])
def test_a_date_with_dots_has_its_day_first(stated: str):
    assert parse_date(stated) == "2023-12-06"


@pytest.mark.parametrize(
    ("stated", "day_first", "value"),
    [
        ("06/12/2023", None, "2023"),
        ("06-12-2023", None, "2023"),
        ("Wednesday 06/12/2023, 10:15", None, "2023"),
        ("06/12/23", None, None),
        ("06/12/2023", True, "2023-12-06"),
        ("06/12/2023", False, "2023-06-12"),
        ("06/12/23", True, "2023-12-06"),
        ("06.12.23", False, "2023-12-06"),
        ("06/06/2023", None, "2023-06-06"),
        ("13/06/2023", False, "2023-06-13"),
        ("06/13/2023", True, "2023-06-13"),
        ("13/13/2023", None, None),
        ("192.168.10.12", None, None),
    ],
)
def test_digits_are_read_in_the_order_of_their_country(
    stated: str, day_first: bool | None, value: str | None
):
    assert parse_date(stated, day_first) == value


@pytest.mark.parametrize(
    ("language", "day_first"),
    [
        ("en-US", False),
        ("en_us", False),
        ("en-GB", True),
        ("en-AU", True),
        ("de", True),
        ("fr-CA", True),
        ("en", None),
        ("en-CA", None),
        ("", None),
    ],
)
def test_the_country_of_a_language_tells_the_order(language: str, day_first: bool | None):
    assert puts_day_first(language) is day_first


@pytest.mark.parametrize(
    "stated",
    [
        "6 December 2023 10.15 GMT",
        "December 6th, 2023 | 5:00 PM EST",
        "Dec 6, 2023 at 10:15 a.m. ET",
    ],
)
def test_what_stands_beside_a_plain_date_does_not_hide_it(stated: str):
    assert parse_date(stated) == "2023-12-06"


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "  ",
        "yesterday",
        "Monday",
        "6 December",
        "10:30",
        "0",
        "-1",
        "2.5",
        "1e5",
        "\x00",
        "9" * 40,
    ],
)
def test_what_names_no_year_is_no_date(stated: str):
    assert parse_date(stated) is None


@pytest.mark.parametrize("stated", ["2023-02-30", "2023-13-01", "2023-00-10", "29 February 2023"])
def test_a_day_that_no_calendar_has_is_no_date(stated: str):
    assert parse_date(stated) is None


def test_the_29th_of_february_is_read_in_leap_years():
    assert parse_date("29 February 2024") == "2024-02-29"


@pytest.mark.parametrize("stated", ["1066-10-14", "14 October 1066", "0999"])
def test_a_year_before_the_printing_press_is_a_mistake(stated: str):
    assert parse_date(stated) is None


@pytest.mark.parametrize("seconds", ["1611121000", "1701820800", "1701820800000"])
def test_seconds_since_1970_are_not_taken_for_another_day(seconds: str):
    assert parse_date(seconds) is None


def test_a_date_in_digits_of_another_script_is_kept_in_the_digits_of_iso_8601():
    assert parse_date("٢٠٢٣-١٢-٠٦") in ("2023-12-06", None)


def test_a_publication_date_remembers_its_origin():
    assert publication_date("6 December 2023", "meta") == PublicationDate("2023-12-06", "meta")


def test_nothing_was_published_in_the_future():
    soon = datetime.date.today() + datetime.timedelta(days=3)
    assert publication_date(soon.isoformat(), "meta") is None


def test_tomorrow_has_come_already_in_some_time_zones():
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    assert publication_date(tomorrow.isoformat(), "meta") is not None


def test_a_month_or_year_that_is_not_over_is_no_future():
    today = datetime.date.today()
    assert publication_date(f"{today:%Y-%m}", "record") is not None
    assert publication_date(f"{today:%Y}", "record") is not None


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2023-12-06", (20231206, 20231206)),
        ("2023-02", (20230201, 20230228)),
        ("2024-02", (20240201, 20240229)),
        ("2023", (20230101, 20231231)),
    ],
)
def test_a_date_spans_all_the_days_it_may_mean(value: str, bounds: tuple[int, int]):
    assert date_bounds(value) == bounds


@pytest.mark.parametrize("value", ["2023-02-30", "2023-13", "soon", "2023-1-1-1"])
def test_bounds_of_what_is_no_date_are_an_error(value: str):
    with pytest.raises(ValueError):
        date_bounds(value)


def test_the_head_of_a_text_is_split_off():
    published, text = head_date(" date 2023-12-06 They included Mohammad Bagher Zolghadr.")
    assert published == PublicationDate("2023-12-06", "head")
    assert text.strip() == "They included Mohammad Bagher Zolghadr."


@pytest.mark.parametrize(
    "head",
    [
        "date 2023-12-06 ",
        "Date: 2023-12-06\n",
        "Published: 2023-12-06T08:00:00Z\n\n",
        "DATE 2023-12-06\n",
    ],
)
def test_heads_come_in_several_forms(head: str):
    published, text = head_date(head + "The bridge is open.")
    assert published == PublicationDate("2023-12-06", "head")
    assert text.strip() == "The bridge is open."


@pytest.mark.parametrize(
    "text",
    [
        "The date 2023-12-06 was chosen.",
        "date 2023-02-30 It never was.",
        "date 2999-01-01 It will be.",
        "date 2023-12-061 is a number.",
        "",
    ],
)
def test_a_text_without_a_valid_head_is_left_as_it_is(text: str):
    assert head_date(text) == (None, text)


@pytest.mark.parametrize(
    "line",
    [
        "Wrenmouth, Friday 12 September 2025",
        "September 12, 2025",
        "Vol. 3, No. 7 - 2025-09-12.",
    ],
)
def test_a_line_under_the_masthead_states_a_date(line: str):
    text = f"The Wrenmouth Observer\n\n{line}\n\nThe maternity unit will stay open."
    assert line_date(text) == PublicationDate("2025-09-12", "date line", "medium")


def test_only_the_first_lines_are_a_masthead():
    text = "\n".join(["A line without any date."] * 6 + ["Friday 12 September 2025"])
    assert line_date(text) is None


def test_a_date_within_a_sentence_is_no_date_line():
    assert line_date("The bridge of 12 September 2025 is not the old one.") is None
    assert (
        line_date(f"{'It had been closed for a very long time indeed by then, ' * 2}1 May 2025")
        is None
    )
