"""Dates in questions, asked on Wednesday 6 December 2023; brackets mark the words they lie in."""

import re

import pytest

from index.asked_dates import asked

TODAY = "2023-12-06"

REPORTED = """
Show me news [from last week] | 20231127 | 20231203
What was reported [in November 2023]? | 20231101 | 20231130
Show articles [from November 2023] about floods | 20231101 | 20231130
Which articles were published [in 2022]? | 20220101 | 20221231
What is the news about Gaza [since 5 November]? | 20231105 |
Articles [before 2020] on the reef | | 20191231
Articles published [after 5 November 2023] | 20231106 |
Articles about rain [until March 2022] | | 20220331
News [between March and May 2022] | 20220301 | 20220531
Coverage of the strike [in September] | 20230901 | 20230930
What were the headlines [yesterday]? | 20231205 | 20231205
Give me [yesterday]'s headlines | 20231205 | 20231205
What was written about the mill [in spring 2023]? | 20230301 | 20230531
Did the Guardian report on it [in 2021]? | 20210101 | 20211231
What did the paper publish about tides [last month]? | 20231101 | 20231130
Stories [from the 1990s] | 19900101 | 19991231
"""

HAPPENED = """
What happened in Gaza [in November 2023]? | 20231101
what happened in gaza [in november 2023]? | 20231101
What happened in Gaza [in November]? | 20231101
Who resigned [last week]? | 20231124
What happened [yesterday]? | 20231202
What happened [on Monday]? | 20231201
What did he say [on 3 November 2023]? | 20231103
What did he say [on Nov. 3]? | 20231103
Who was arrested [this week]? | 20231201
Who was arrested [earlier this year]? | 20230101
What has changed [since the election on 5 November]? | 20231105
What has changed [since 2019]? | 20190101
What has changed [since Monday]? | 20231201
What happened [after the vote on 5 November 2023]? | 20231105
Which bills passed [between March and May 2022]? | 20220301
Which bills passed [from March to May 2022]? | 20220301
Who closed [two weeks ago]? | 20231117
Who won [over the weekend]? | 20231129
Which banks failed [in 2023]? | 20230101
Why did the shop close [in 2023]? | 20230101
What was invented [in the 1950s]? | 19500101
Who drowned [during the summer]? | 20230601
What happened [over the past three months]? | 20230906
Which storm struck [in early November]? | 20231101
"""

ABOUT = """
Who won the [2022] World Cup? | 20220101 | 20221231
Who won the [2023] Booker Prize? | 20230101 | 20231231
Who won [this year]'s Nobel Peace Prize? | 20230101 | 20231231
Who is the finalist of the Teacher Prize [2023]? | 20230101 | 20231231
Who led the [January 6, 2021], attack? | 20210106 | 20210106
What is the word of the year for [2023]? | 20230101 | 20231231
Which league will Larch join in [2025]? | 20250101 | 20251231
Who will run for mayor [next year]? | 20240101 | 20241231
What opens on [December 20]? | 20231220 | 20231220
What happened before [2020]? | | 20191231
What must be done by [2030]? | | 20301231
Which team wins the first title since [1998]? | 19980101 |
What is the coldest night since [2010]? | 20100101 |
What did he do at [Thanksgiving]? | 20231123 | 20231123
Who did she beat in [last weekend]'s match? | 20231202 | 20231203
Which bottle of [1926] whisky was sold? | 19260101 | 19261231
How was music in the ['90s] style made? | 19900101 | 19991231
"""

PREFER = """
What is the [latest] on the ferry?
What is the [most recent] ruling?
Who is [currently] the mayor?
Who is the [current] mayor?
Where is the ship [now]?
What is happening [right now]?
What is [today's] weather like?
Which bridge [recently] collapsed?
How many have died [so far]?
"""

NONE = """
Who is the mayor of Larch?
May I march on Sunday school teachers?
What does "Last Week Tonight" cost?
Who wrote “1984”?
How many people live in 2 of 3 houses?
What does the Sun say of the second half?
Which score was 3-1?
Does the shop sell 1,200 lamps for $2023?
What is a now-defunct bank?
"""


def rows(text):
    return [
        pytest.param(*(cell.strip() for cell in line.split("|")), id=line.split("|")[0])
        for line in text.strip().splitlines()
    ]


def days(cell):
    return int(cell) if cell else None


def check_phrases(marked, read):
    question = re.sub(r"[\[\]]", "", marked)
    assert [phrase.text for phrase in read.phrase] == re.findall(r"\[(.+?)\]", marked)
    assert all(question[p.start : p.end] == p.text for p in read.phrase)


def asked_plainly(marked):
    return asked(re.sub(r"[\[\]]", "", marked), TODAY)


def test_there_are_at_least_60_questions():
    assert sum(len(rows(text)) for text in (REPORTED, HAPPENED, ABOUT, PREFER, NONE)) >= 60


@pytest.mark.parametrize(("marked", "since", "until"), rows(REPORTED))
def test_words_of_reporting_limit_both_ends(marked, since, until):
    read = asked_plainly(marked)
    assert (read.kind, read.since, read.until) == ("filter", days(since), days(until))
    check_phrases(marked, read)


@pytest.mark.parametrize(("marked", "since"), rows(HAPPENED))
def test_the_time_of_an_event_limits_the_first_day_only(marked, since):
    read = asked_plainly(marked)
    assert (read.kind, read.since, read.until) == ("filter", days(since), None)
    check_phrases(marked, read)


@pytest.mark.parametrize(("marked", "since", "until"), rows(ABOUT))
def test_a_date_in_a_name_or_ahead_limits_nothing(marked, since, until):
    read = asked_plainly(marked)
    assert (read.kind, read.since, read.until) == ("about", days(since), days(until))
    assert read.rest == re.sub(r"[\[\]]", "", marked)
    check_phrases(marked, read)


@pytest.mark.parametrize("marked", PREFER.strip().splitlines())
def test_a_wish_for_now_prefers_the_recent(marked):
    read = asked_plainly(marked)
    assert (read.kind, read.since, read.until) == ("prefer", None, None)


@pytest.mark.parametrize("question", NONE.strip().splitlines())
def test_other_questions_say_nothing_of_time(question):
    read = asked(question, TODAY)
    assert (read.kind, read.since, read.until, read.phrase) == ("none", None, None, ())
    assert read.rest == question


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What happened in Gaza in November 2023?", "What happened in Gaza?"),
        ("In November 2023, what happened in Gaza?", "what happened in Gaza?"),
        ("Who resigned last week, and why?", "Who resigned, and why?"),
        ("Which storm hit Larch, Mexico, this week?", "Which storm hit Larch, Mexico?"),
        ("Who won the 2022 World Cup last week?", "Who won the 2022 World Cup?"),
        ("What is the latest on the ferry?", "What is the latest on the ferry?"),
        ("Yesterday", ""),
    ],
)  # fmt: skip
def test_what_is_searched_lacks_the_words_of_a_filter(question, rest):
    assert asked(question, TODAY).rest == rest


def test_two_times_are_joined():
    read = asked("What happened in March 2022 and in May 2023?", TODAY)
    assert (read.kind, read.since, read.until) == ("filter", 20220301, None)
    assert len(read.phrase) == 2


@pytest.mark.parametrize(
    "question", ["", " ", "?" * 5000, "since " * 2000, "in the " * 2000, "İ 2019"]
)
def test_odd_questions_are_survived(question):
    asked(question, TODAY)


def test_the_day_of_asking_must_be_a_date():
    with pytest.raises(ValueError, match="someday"):
        asked("What happened yesterday?", "someday")
