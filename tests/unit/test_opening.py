import datetime
from pathlib import Path

import pytest

from index.articles import Article, Read
from index.dates import PublicationDate, address_date, apart, name_date, settled
from index.opening import read_opening
from index.reading import read

STORY = "The swing bridge was closed to all vehicles on Friday."
DAY = PublicationDate("2025-09-12", "date line", "medium")


@pytest.mark.parametrize(
    "line",
    [
        "Published: 12 September 2025",
        "Published on Friday 12 September 2025 at 08.00",
        "First published 12 Sept. 2025",
        "Posted September 12th, 2025 | 5:00 PM EST",
        "Date: 2025-09-12",
        "Wrenmouth, Friday 12 September 2025",
        "Friday, September 12, 2025",
        "12 September 2025",
        "WRENMOUTH, Sept. 12, 2025 (Invented Wire) — The ferry struck the pier.",
        "PORT ELLERY, Saltmarsh, 12 September 2025 - The ferry struck the pier.",
    ],
)
def test_the_first_lines_say_when_a_text_appeared(line: str):
    opening = read_opening(f"Bridge closed\n\n{line}\n\n{STORY}")
    assert opening.published is not None
    assert opening.published.value == "2025-09-12"
    assert opening.published == DAY


@pytest.mark.parametrize(
    "line",
    [
        "WRENMOUTH, Sept. 12 (Invented Wire) — The ferry struck the pier.",
        "It was founded on 12 September 2025.",
        "The bridge of 12 September 2025 is not the old one.",
        "She was born on 12 September 2025",
        "Updated 3 hours ago",
        "Published: soon",
        "Published: 12 September 2999",
        "The paper was published on 12 September 2025 after a long quarrel of the owners.",
    ],
)
def test_dates_that_an_article_tells_of_are_not_its_own(line: str):
    assert read_opening(f"Bridge closed\n\n{line}\n\n{STORY}").published is None


def test_a_change_is_told_apart():
    opening = read_opening(f"Published 12 September 2025 | Updated 14 September 2025\n\n{STORY}")
    assert opening.published == DAY
    assert opening.updated == PublicationDate("2025-09-14", "date line", "medium")


def test_only_the_first_lines_are_looked_at():
    assert read_opening(f"{STORY}\n\n" * 8 + "Published: 12 September 2025").published is None


def test_the_days_of_a_diary_are_not_its_own():
    days = "\n\n".join(f"Friday, September {day}, 2025\n\n{STORY}" for day in (12, 11))
    assert read_opening(days).published is None


def test_a_bare_line_that_shows_today_may_be_a_clock():
    today = f"{datetime.date.today():%d %B %Y}"
    assert read_opening(f"{today}\n\n{STORY}").published is None
    assert read_opening(f"Published: {today}\n\n{STORY}").published is not None


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Nell Ashcombe", "Nell Ashcombe"),
        ("BY NELL ASHCOMBE", "NELL ASHCOMBE"),
        ("By Nell Ashcombe and Dario de Penhale", "Nell Ashcombe and Dario de Penhale"),
        ("By Nell Ashcombe | The Harbinger", "Nell Ashcombe"),
        ("By Monday the bridge was open.", ""),
        ("By Then It Was Late, she said.", ""),
        ("By", ""),
    ],
)
def test_a_byline_names_the_author(line: str, author: str):
    assert read_opening(f"Bridge closed\n\n{line}\n\n{STORY}").author == author


def article(path: Path, name: str, text: str) -> Article:
    (path / name).write_text(text)
    (found,) = read(str(path / name))
    assert isinstance(found, Read)
    return found.article


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_text_and_markdown_state_their_date_in_words(tmp_path: Path, name: str):
    text = f"Bridge closed\n\nBy Nell Ashcombe\n\nPublished: 12 September 2025\n\n{STORY}"
    found = article(tmp_path, name, text)
    assert (found.published, found.published_confidence) == ("2025-09-12", "medium")
    assert found.author == "Nell Ashcombe"


def test_what_a_file_states_goes_before_its_name(tmp_path: Path):
    found = article(tmp_path, "2024-01-01-a.txt", f"date 2025-09-12 {STORY}")
    assert (found.published, found.published_origin) == ("2025-09-12", "head")
    found = article(tmp_path, "2024-01-01-b.txt", STORY)
    assert (found.published, found.published_origin) == ("2024-01-01", "file name")
    assert found.published_confidence == "low"


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://a.example/2023/12/06/tram", "2023-12-06"),
        ("https://a.example/news/2023/dec/06/tram", "2023-12-06"),
        ("https://a.example/2023/12/tram", "2023-12"),
        ("https://a.example/2023/12/10-best-walks", "2023-12"),
        ("https://a.example/2023/12/2023-12-06-tram", "2023-12-06"),
        ("https://a.example/2023-12-06-tram.html", "2023-12-06"),
        ("https://a.example/20231206/tram", "2023-12-06"),
        ("https://a.example/2023/12/06.html", "2023-12-06"),
        ("https://a.example/2999/01/01/tram", ""),
        ("https://a.example/2023/13/06/tram", ""),
        ("https://a.example/2023/tram", ""),
        ("https://a.example/story/636828001/", ""),
        ("https://a.example/tram?on=/2023/12/06/", ""),
        ("https://2023-12-06.example/tram", ""),
        ("http://[broken/2023/12/06/", ""),
        ("", ""),
    ],
)
def test_the_path_of_an_address_may_hold_a_date(url: str, value: str):
    found = address_date(url)
    assert (found.value if found else "") == value
    assert found is None or (found.origin, found.confidence) == ("url", "low")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("2023-12-06-tram.html", "2023-12-06"),
        ("tram_20231206.txt", "2023-12-06"),
        ("tram 2023.12.06.pdf", "2023-12-06"),
        ("2023-02-30.txt", ""),
        ("2999-01-01.txt", ""),
        ("tram-120231206.txt", ""),
        ("tram.txt", ""),
    ],
)
def test_a_file_s_name_may_hold_a_date(name: str, value: str):
    found = name_date(name)
    assert (found.value if found else "") == value


def test_a_stated_date_is_weighed_against_the_address():
    url = "https://a.example/2025/09/12/bridge"
    assert settled(DAY, url, "") == PublicationDate("2025-09-12", "date line", "high")
    other = PublicationDate("2025-10-01", "meta", "high")
    assert settled(other, url, "") == PublicationDate("2025-10-01", "meta", "low")
    next_day = PublicationDate("2025-09-13", "meta", "high")
    assert settled(next_day, url, "2020-01-01.html") == next_day


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        ("2023-12-06", "2023-12-06", 0),
        ("2023-12-06", "2023-12-04", 2),
        ("2023-12", "2023-12-06", 0),
        ("2023-11", "2023-12-01", 1),
        ("2022", "2023-01-02", 2),
    ],
)
def test_dates_are_as_far_apart_as_is_certain(one: str, other: str, days: int):
    assert apart(one, other) == apart(other, one) == days
