"""Dates inside texts. 6 December 2023 is a Wednesday; brackets mark what must be found."""

import itertools
import random
import re
import time
from pathlib import Path

import pytest

from index.temporal import Mention, find, mentions, overlap

WED = "2023-12-06"


def table():
    rows = []
    for line in (Path(__file__).parents[1] / "data" / "date-phrases.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            marked, published, days = (cell.strip() for cell in line.split("|"))
            rows.append(pytest.param(marked, published, days.split(), id=f"{marked} {published}"))
    return rows


CASES = table()


def shown(mention):
    return (
        str(mention.first) if mention.first == mention.last else f"{mention.first}-{mention.last}"
    )


def test_the_table_holds_at_least_120_phrases():
    assert len(CASES) >= 120


@pytest.mark.parametrize(("marked", "published", "days"), CASES)
def test_a_phrase_means_these_days(marked, published, days):
    text = re.sub(r"[\[\]]", "", marked)
    found = mentions(text, published)
    assert [text[m.start : m.end] for m in found] == re.findall(r"\[(.+?)\]", marked)
    assert [shown(m) for m in found] == days


@pytest.mark.parametrize(
    "text",
    [
        "You may 5 times try it, and may be right.",
        "May we ask why they march on?",
        "They march 5 miles a day through august halls.",
        "Wait a second, it is the second in the list.",
        "The Sun said so, and the Sunday Times agreed.",
        "He read USA Today and watched the Today show.",
        'The "Tonight" show and "Last Week Tonight" were off.',
        "It is open 24/7 and drew 1,200 people.",
        "It cost $2023 or £1999 and weighed 2022 kg.",
        "Call 555-2023 or +44 1999 202020 or 020 7946 1990.",
        "They won 3-1 and then 2-0, 21-19 in the end.",
        "Python 3.11 and version 10.12.2 came out.",
        "At 19:45 it was 20.30 there; the train left at 2015 GMT.",
        "It will change in 1,000 years.",
        "About 2000 people came; more than 2020 votes were cast.",
        "On Mondays and Fridays it is shut; every Tuesday they meet.",
        "On a Monday like any other, most Sundays are calm.",
        "It opens Monday through Friday, 10 a.m. to 6 p.m.",
        "Black swans in recent weeks, a few days ago, several years ago.",
        "He was in his nineties, in the 90s by the clock.",
        "More than two weeks ago, at least three years ago.",
        "Three days earlier it had rained.",
        "The following day it rained. That year was wet.",
        "Two days before the vote they left.",
        "Ambiguous: 12/06/2023 is in two months here and there.",
        "Impossible: 31 February 2023 and 2023-02-30.",
        "It is held on the fourth Thursday of November each year.",
        "The first Thanksgiving and a Christmas tree, every Christmas.",
        "Sheffield Wednesday lost; Super Tuesday, Bloody Sunday.",
        "Watch Monday Night Football and Saturday Night Live.",
        "The fall of Rome, the spring in the valley, a winter coat.",
        "The coldest day in 16 years, the first in a decade.",
        "Agent 1234567 sat in room 2019 of 1600 Elm Street.",
        "In the first half, Rovers led; the third quarter was level.",
        "It was dry in December of that year, over the past decade and a half.",
        "He writes for USA today; on Super Bowl Sunday they sang.",
        "Hits followed over the next three years; it was the last year for which data was there.",
        "Decades ago, in the coming days, for weeks.",
    ],
)
def test_this_is_no_date(text):
    assert [text[m.start : m.end] for m in mentions(text, WED)] == []


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("It opened yesterday.", "2023-12", ["20231130-20231230"]),
        ("It opened last month.", "2023-12", ["20231101-20231130"]),
        ("It opened last year.", "2023", ["20220101-20221231"]),
        ("It opened last month.", "2023", ["20221201-20231130"]),
        ("It opened on 6 December 2022.", "2023", ["20221206"]),
        ("It opened on Monday.", "2023-12", ["20231127-20231225"]),
        ("It opened yesterday, on Monday, in November, two years ago.", "", []),
        ("It opened in 2019, shut since 2021.", "", ["20190101-20191231", "20210101-20211231"]),
        ("It opened on Christmas Day 2021.", "", ["20211225"]),
    ],
)
def test_a_cut_or_missing_date_is_widened_or_left(text, published, days):
    assert [shown(m) for m in mentions(text, published)] == days


def test_what_is_counted_from_another_paragraph_is_left():
    text = "It rained on 3 November 2023.\nTwo days later it froze."
    assert [shown(m) for m in mentions(text, WED)] == ["20231103"]


def test_an_event_with_two_days_is_left():
    text = "The vote on 5 May 2023 and the vote on 6 June 2023. Two days before the vote, he left."
    assert [shown(m) for m in mentions(text, WED)] == ["20230505", "20230606"]


def test_offsets_hold_where_lower_case_is_longer():
    text = "İİİ İstanbul, 6 December 2023: İ"
    (found,) = mentions(text, "")
    assert text[found.start : found.end] == "6 December 2023"


def test_a_question_may_write_names_without_capitals():
    assert [f.kind for f in find("what happened in november 2023 on monday", WED, loose=True)] == [
        "period",
        "weekday",
    ]
    assert mentions("what happened in november", WED) == []


PARTS = re.findall(
    r"\S+|\n",
    "in the last two of early late since until between and from to 3 5 2019 2020 31 Feb. May March "
    "Monday Sunday today yesterday week weeks month year ago later before after the vote day "
    "following same that Christmas Eve quarter half first 1990s '90s 19th century , . - – \n / 24 "
    "12/06/2023 2023-12-06 a fortnight weekend summer winter Q3 next this past will was",
)


@pytest.mark.parametrize("seed", range(40))
def test_any_heap_of_date_words_gives_sound_mentions(seed):
    words = random.Random(seed)
    text = " ".join(words.choice(PARTS) for _ in range(300))
    for published in (WED, "2024-02-29", "2023-12", "2023", ""):
        found = mentions(text, published)
        assert all(0 <= m.start < m.end <= len(text) for m in found)
        assert all(m.first <= m.last for m in found)
        assert all(one.end <= two.start for one, two in itertools.pairwise(found))
        assert all(text[m.start : m.end].strip() == text[m.start : m.end] for m in found)


@pytest.mark.parametrize(
    "piece",
    ["the ", "in the last ", "between 3 and ", "2019-", "1" * 9, "from Monday to ", "Nov. ", "’",
     "a couple of ", "early in late in ", "Dec. 28 to ", "19th ", "\n", "day ", "was ", "'90s"],
)  # fmt: skip
def test_time_grows_with_the_text_only(piece):
    # Sixteen times the text takes sixteen times as long, quadratically it would be 256 times.
    short, long = piece * 250, piece * 4_000
    start = time.process_time()
    mentions(short, WED)
    middle = time.process_time()
    mentions(long, WED)
    assert time.process_time() - middle < 100 * max(middle - start, 0.01)


def test_years_at_the_ends_of_the_calendar_are_survived():
    for published in ("0001-01-01", "9999-12-31", "9999", "0001"):
        mentions(
            "100 years ago, next week, last century, in 900 years' time, yesterday.", published
        )


@pytest.mark.parametrize(
    ("since", "until", "speaks"),
    [
        (None, None, True),
        (20231103, None, True),
        (20231104, None, False),
        (None, 20231101, True),
        (None, 20231031, False),
        (20231001, 20231231, True),
    ],
)
def test_overlap_counts_both_ends(since, until, speaks):
    assert overlap(Mention(0, 4, 20231101, 20231103), since, until) is speaks
