"""Dates inside texts. 6 December 2023 is a Wednesday; brackets mark what must be found."""

import re
import time

import pytest

from index.temporal import Mention, find, mentions, overlap

WED = "2023-12-06"

STATED = """
The vote was on [6 December 2023]. | 2023-12-10 | 20231206
The vote was on [Wednesday, 6 December 2023]. | 2023-12-10 | 20231206
The vote was on [Wed., Dec. 6, 2023]. | 2023-12-10 | 20231206
It opened [December 6, 2023], in Wrenmouth. | 2023-12-10 | 20231206
It opened on the [6th of December 2023]. | 2023-12-10 | 20231206
It opened on [2023-12-06]. | | 20231206
Logged at [2023-12-06T10:15:00Z] by the clerk. | | 20231206
It opened on [13/06/2023]. | | 20230613
It opened on [06/13/2023]. | | 20230613
It opened on [06/06/2023]. | | 20230606
Eröffnet am [24.12.2023] in Wien. | | 20231224
The leap day of [29 February 2024] was cold. | | 20240229
The vote was on [Dec. 6]. | 2023-12-10 | 20231206
The storm came on [Dec. 28]. | 2024-01-02 | 20231228
The storm struck on [Sept. 3]. | 2023-12-06 | 20230903
The fair will open on [Jan. 12]. | 2023-12-06 | 20240112
The fair opens on [Dec. 20]. | 2023-12-06 | 20231220
They met on [29 February]. | 2023-06-01 | 20200229
It was shut on [Friday, Nov. 24]. | 2023-12-06 | 20231124
It was shut on [Thursday, Nov. 24]. | 2023-12-06 | 20221124
It fell on [6 December last year]. | 2023-12-06 | 20221206
The riot followed the [Jan. 6] attack on the Capitol. | 2023-12-06 | 20210106
It was quiet in [November 2023]. | | 20231101-20231130
It was quiet in [February 2024]. | | 20240201-20240229
It was quiet in [February 2023]. | | 20230201-20230228
It was quiet in [Feb. 1900]. | | 19000201-19000228
It was quiet in [November]. | 2023-12-06 | 20231101-20231130
It was quiet in [December]. | 2023-12-06 | 20231201-20231231
It was quiet in [January]. | 2023-12-06 | 20230101-20230131
It will be quiet in [January]. | 2023-12-06 | 20240101-20240131
It was quiet in [May]. | 2023-12-06 | 20230501-20230531
It was quiet [last March]. | 2023-12-06 | 20230301-20230331
It was quiet [last December]. | 2023-12-06 | 20221201-20221231
It will be quiet [next March]. | 2023-12-06 | 20240301-20240331
It was quiet in [March last year]. | 2023-12-06 | 20220301-20220331
It was quiet in [early November]. | 2023-12-06 | 20231101-20231110
It was quiet in [mid-November]. | 2023-12-06 | 20231111-20231120
It was quiet in [late November]. | 2023-12-06 | 20231121-20231130
It was quiet at [the end of November]. | 2023-12-06 | 20231125-20231130
It was quiet in [the first week of November]. | 2023-12-06 | 20231101-20231107
It was quiet in [the last week of February 2024]. | 2024-12-06 | 20240223-20240229
It was shut on [the first Monday in May 2023]. | | 20230501
It was shut on [the last Friday of November]. | 2023-12-06 | 20231124
It was built in [2022]. | | 20220101-20221231
It was built in [mid-2021]. | | 20210501-20210831
It was built in [early 2021]. | | 20210101-20210430
It was built in [late 2021]. | | 20210901-20211231
It was built at [the end of 2021]. | | 20211201-20211231
It was built at [the start of 2021]. | | 20210101-20210131
It grew in [the first half of 2023]. | | 20230101-20230630
It grew in [the second half of last year]. | 2023-12-06 | 20220701-20221231
It grew in [Q3 2023]. | | 20230701-20230930
It grew in [the third quarter of 2023]. | | 20230701-20230930
It grew in [spring 2024]. | | 20240301-20240531
It grew in the [summer of 2019]. | 2023-12-06 | 20190601-20190831
It grew in [winter 2023-24]. | | 20231201-20240229
It grew in [winter 2023]. | | 20221201-20240229
It grew in the [1990s]. | | 19900101-19991231
It grew in the [late 1990s]. | | 19960101-19991231
It grew in the [early 1990s]. | | 19900101-19931231
It grew in the ['90s]. | | 19900101-19991231
It grew in the [19th century]. | | 18010101-19001231
It burned in the fire of [1666]. | | 16660101-16661231
The [2022] World Cup was warm. | | 20220101-20221231
The ministers ([2019]) agreed. | | 20190101-20191231
""".replace("The ministers ([2019]) agreed", "The ministers met ([2019])")

RANGES = """
It ran [between 3 and 5 November]. | 2023-12-06 | 20231103-20231105
It ran [3-5 November]. | 2023-12-06 | 20231103-20231105
It ran [from 3 to 5 November 2022]. | | 20221103-20221105
It ran on [3 and 4 November]. | 2023-12-06 | 20231103-20231104
It ran [Nov. 3-5]. | 2023-12-06 | 20231103-20231105
It ran [November 3 to 5, 2022]. | | 20221103-20221105
It ran [Dec. 28 to Jan. 3]. | 2024-01-10 | 20231228-20240103
It ran [from 28 December 2022 to 3 January 2023]. | | 20221228-20230103
It ran [between March and May 2022]. | | 20220301-20220531
It ran [from November 2022 to February 2023]. | | 20221101-20230228
It ran [March to May]. | 2023-12-06 | 20230301-20230531
It ran [2019-21]. | | 20190101-20211231
It ran [from 2019 to 2021]. | | 20190101-20211231
It ran [between 2010 and 2015]. | | 20100101-20151231
It was shut [from Monday to Wednesday]. | 2023-12-07 | 20231204-20231206
It will be shut [from Monday to Wednesday]. | 2023-12-07 | 20231211-20231213
It has been shut [since 2019]. | 2023-12-06 | 20190101-20231206
It has been shut [since last week]. | 2023-12-06 | 20231127-20231206
It has been shut [since Monday]. | 2023-12-06 | 20231204-20231206
It will be shut [until March]. | 2023-12-06 | 20231206-20240331
It is to close [by the end of the year]. | 2023-12-06 | 20231206-20231231
It will grow [by 2030]. | 2023-12-06 | 20231206-20301231
It was shut until [2019]. | 2023-12-06 | 20190101-20191231
"""

RELATIVE = """
It opened [today]. | 2023-12-06 | 20231206
[Today] the bank opened. | 2023-12-06 | 20231206
It opened [yesterday]. | 2024-01-01 | 20231231
It opened [yesterday]. | 2024-03-01 | 20240229
It opened [yesterday]. | 2023-03-01 | 20230228
It opens [tomorrow]. | 2023-12-31 | 20240101
It opens [tomorrow night]. | 2023-12-06 | 20231207
It opens [tonight]. | 2023-12-06 | 20231206
It opened [this morning]. | 2023-12-06 | 20231206
It opened [last night]. | 2023-12-06 | 20231205
It opened [the day before yesterday]. | 2023-12-06 | 20231204
It opens [the day after tomorrow]. | 2023-12-06 | 20231208
It opened [last week]. | 2023-12-06 | 20231127-20231203
It opened [last week]. | 2023-12-03 | 20231120-20231126
It opened [last week]. | 2023-12-04 | 20231127-20231203
It opened [last week]. | 2024-01-03 | 20231225-20231231
It opened [this week]. | 2023-12-06 | 20231204-20231210
It opened [earlier this week]. | 2023-12-06 | 20231204-20231206
It opens [later this week]. | 2023-12-06 | 20231206-20231210
It opens [next week]. | 2023-12-31 | 20240101-20240107
It opens [next month]. | 2023-12-06 | 20240101-20240131
It opened [last month]. | 2024-01-31 | 20231201-20231231
It opened [last month]. | 2024-03-31 | 20240201-20240229
It opened [late last month]. | 2023-12-06 | 20231121-20231130
It opened [earlier this year]. | 2023-12-06 | 20230101-20231206
It opens [later this year]. | 2023-12-06 | 20231206-20231231
It opened [last year]. | 2023-12-06 | 20220101-20221231
It opened [late last year]. | 2023-12-06 | 20220901-20221231
It opens [early next year]. | 2023-12-06 | 20240101-20240430
It opened [last quarter]. | 2024-01-06 | 20231001-20231231
It opened [last summer]. | 2023-12-06 | 20230601-20230831
It opened [last summer]. | 2023-07-06 | 20220601-20220831
It opened [this fall]. | 2023-12-06 | 20230901-20231130
It opens [next spring]. | 2023-12-06 | 20240301-20240531
It grew [last winter]. | 2024-06-01 | 20231201-20240229
The council said on [Monday] that it will wait. | 2023-12-06 | 20231204
It opened on [Wednesday]. | 2023-12-06 | 20231206
It opened on [Thursday]. | 2023-12-06 | 20231130
It will open on [Thursday]. | 2023-12-06 | 20231207
It will open on [Wednesday]. | 2023-12-06 | 20231206
It is due to open on [Tuesday]. | 2023-12-06 | 20231212
On [Friday], the court will decide. | 2023-12-06 | 20231208
On [Friday], the court decided. | 2023-12-06 | 20231201
It opened [Monday night]. | 2023-12-06 | 20231204
It opened on [Sunday]. | 2023-12-03 | 20231203
It opened [last Monday]. | 2023-12-06 | 20231204
It opened [last Tuesday]. | 2023-12-06 | 20231128
It opened [last Friday]. | 2023-12-06 | 20231201
It opens [this Friday]. | 2023-12-06 | 20231208
It opened [this past Friday]. | 2023-12-06 | 20231201
It opens [next Tuesday]. | 2023-12-06 | 20231212
It opens [next Monday]. | 2023-12-03 | 20231204
It opened on [Friday last week]. | 2023-12-06 | 20231201
It opened [two weeks ago]. | 2023-12-06 | 20231120-20231126
It opened [a fortnight ago]. | 2023-12-06 | 20231120-20231126
It opened [three days ago]. | 2024-01-02 | 20231230
It opened [a week ago]. | 2023-12-06 | 20231127-20231203
It opened [two months ago]. | 2024-01-31 | 20231101-20231130
It opened [a year ago]. | 2024-02-29 | 20230101-20231231
It opened [20 years ago]. | 2023-12-06 | 20030101-20031231
It opened [a decade ago]. | 2023-12-06 | 20120101-20141231
It opened [three years ago this December]. | 2023-12-06 | 20201201-20201231
It opened [two hours ago]. | 2023-12-06 | 20231205-20231206
It opens [two weeks from now]. | 2023-12-06 | 20231218-20231224
It opens [in three days' time]. | 2023-12-30 | 20240102
It will open [in two weeks]. | 2023-12-06 | 20231218-20231224
It has grown [over the last three months]. | 2023-12-06 | 20230906-20231206
It has grown [in the past week]. | 2023-12-06 | 20231129-20231206
It will grow [in the next two years]. | 2023-12-06 | 20231206-20251206
It opened [over the weekend]. | 2023-12-06 | 20231202-20231203
It opened [at the weekend]. | 2023-12-03 | 20231202-20231203
It will open [at the weekend]. | 2023-12-06 | 20231209-20231210
It opened [last weekend]. | 2023-12-03 | 20231125-20231126
It opened [last weekend]. | 2023-12-04 | 20231202-20231203
It opens [this weekend]. | 2023-12-06 | 20231209-20231210
It opened on [Christmas Day]. | 2024-01-06 | 20231225
It opened on [New Year's Eve]. | 2024-01-06 | 20231231
It opened on [Boxing Day]. | 2024-01-06 | 20231226
It opens on [Christmas Eve]. | 2023-12-06 | 20231224
It opened on [Good Friday]. | 2023-12-06 | 20230407
It opened on [Black Friday]. | 2023-12-06 | 20231124
It opened on [Thanksgiving]. | 2023-12-06 | 20231123
It opened on [Easter Monday 2024]. | | 20240401
It opened on [Labor Day]. | 2023-12-06 | 20230904
"""

TOLD_FROM_ANOTHER = """
It rained on [3 November 2023]. [Two days later] it froze. | 2023-12-06 | 20231103 20231105
It rained on [3 November 2023]. [The following day] it froze. | 2023-12-06 | 20231103 20231104
It rained on [3 November 2023]. [A week later] it froze. | 2023-12-06 | 20231103 20231106-20231112
It rained on [1 March 2024]. [A day earlier] it froze. | 2024-12-06 | 20240301 20240229
It rained on [3 November 2023]. It froze [the same day]. | 2023-12-06 | 20231103 20231103
It rained on [3 November 2023]. [That Sunday] it froze. | 2023-12-06 | 20231103 20231105
It rained on [3 November 2023]. [The following Monday] it froze. | 2023-12-06 | 20231103 20231106
It began in [2019]. [The following year] it ended. | 2023-12-06 | 20190101-20191231 20200101-20201231
It began in [2019], and ended [that year]. | 2023-12-06 | 20190101-20191231 20190101-20191231
Prices rose [last week] and fell [the week before]. | 2023-12-06 | 20231127-20231203 20231120-20231126
They left [two days before the vote]. The vote on [5 November 2023] was calm. | 2023-12-06 | 20231103 20231105
The [5 November 2023] election was calm. They left [the day after the election]. | 2023-12-06 | 20231105 20231106
The wedding, held on [2 May 2023], was calm. He fled [on the eve of the wedding]. | 2023-12-06 | 20230502 20230501
"""


def table(text):
    rows = []
    for line in text.strip().splitlines():
        marked, published, days = (cell.strip() for cell in line.split("|"))
        rows.append(pytest.param(marked, published, days.split(), id=f"{marked} {published}"))
    return rows


CASES = [row for text in (STATED, RANGES, RELATIVE, TOLD_FROM_ANOTHER) for row in table(text)]


def shown(mention):
    return (
        str(mention.first)
        if mention.first == mention.last
        else f"{mention.first}-{mention.last}"
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


PARTS = (
    "in the last two of early late since until between and from to 3 5 2019 2020 31 Feb. May March "
    "Monday Sunday today yesterday week weeks month year ago later before after the vote day "
    "following same that Christmas Eve quarter half first 1990s '90s 19th century , . - – \n / 24 "
    "12/06/2023 2023-12-06 a fortnight weekend summer winter Q3 next this past will was"
).split(" ")


@pytest.mark.parametrize("seed", range(40))
def test_any_heap_of_date_words_gives_sound_mentions(seed):
    import random

    words = random.Random(seed)
    text = " ".join(words.choice(PARTS) for _ in range(300))
    for published in (WED, "2024-02-29", "2023-12", "2023", ""):
        found = mentions(text, published)
        assert all(0 <= m.start < m.end <= len(text) for m in found)
        assert all(m.first <= m.last for m in found)
        assert all(one.end <= two.start for one, two in zip(found, found[1:], strict=False))
        assert all(text[m.start : m.end].strip() == text[m.start : m.end] for m in found)


@pytest.mark.parametrize(
    "piece",
    ["the ", "in the last ", "between 3 and ", "2019-", "1" * 9, "from Monday to ", "Nov. ", "’",
     "a couple of ", "early in late in ", "Dec. 28 to ", "19th ", "\n", "day ", "was ", "'90s"],
)  # fmt: skip
def test_time_grows_with_the_text_only(piece):
    # Twenty times the text may take far more than twenty times as long before this fails, and
    # still not quadratically: 400 times.
    short, long = piece * 500, piece * 10_000
    start = time.process_time()
    mentions(short, WED)
    middle = time.process_time()
    mentions(long, WED)
    assert time.process_time() - middle < 120 * max(middle - start, 0.01)


def test_years_at_the_ends_of_the_calendar_are_survived():
    for published in ("0001-01-01", "9999-12-31", "9999", "0001"):
        mentions("100 years ago, next week, last century, in 900 years' time, yesterday.", published)


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
