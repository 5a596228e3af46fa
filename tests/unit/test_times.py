"""Relative dates in quotes and evidence are followed by the days that they mean."""

import pytest

from assistant.answer import Citation
from assistant.times import explained, with_dates
from index.temporal import mentions

WRITTEN = "2023-12-06"


def citation(quote: str, start: int = 0, article_id: str = "a") -> Citation:
    return Citation(
        marker=1,
        article_id=article_id,
        passage_id=f"{article_id}:0",
        title="",
        source="",
        published=WRITTEN,
        url="",
        start=start,
        end=start + len(quote),
        quote=quote,
    )


def dates(quote: str, published: str = WRITTEN) -> tuple[str, ...]:
    (one,) = explained([citation(quote)], lambda _: mentions(quote, published))
    return one.dates


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("They met in Tehran last week.", ("last week: 27 Nov – 3 Dec 2023",)),
        ("It opened on Monday.", ("Monday: 4 Dec 2023",)),
        ("Earlier this year, Iran joined.", ("Earlier this year: 1 Jan – 6 Dec 2023",)),
        ("It has been shut since May.", ("since May: from 1 May 2023",)),
        ("It is shut until 30 June.", ("until 30 June: to 30 Jun 2024",)),
        (
            "The vote was on Wednesday; two days before the vote a report came.",
            ("Wednesday: 6 Dec 2023", "two days before the vote: 4 Dec 2023"),
        ),
        ("On Monday one left, on Monday one came.", ("Monday: 4 Dec 2023",)),
    ],
)
def test_a_relative_date_in_a_quote_is_explained(quote: str, said: tuple[str, ...]):
    assert dates(quote) == said


@pytest.mark.parametrize(
    "quote",
    [
        "It opened on 15 June 2025.",
        "It was built in 1911 and rebuilt in the 1950s.",
        "It has been open since 2019 and stays so until the end of 2028.",
        "From March to May 2022 it was shut.",
        "Nothing here is a date.",
    ],
)
def test_an_absolute_date_needs_no_explanation(quote: str):
    assert dates(quote) == ()
    assert with_dates(quote, 0, mentions(quote, WRITTEN)) == quote


def test_an_undated_article_explains_nothing():
    assert dates("The mill turned again last week.", "") == ()


def test_only_what_stands_in_the_quote_is_explained():
    text = "It shut on Monday. It opened yesterday. It shut today."
    quote = "It opened yesterday."
    (one,) = explained([citation(quote, text.index(quote))], lambda _: mentions(text, WRITTEN))
    assert one.dates == ("yesterday: 5 Dec 2023",)


def test_each_citation_is_explained_by_its_own_article():
    texts = {
        "a": ("It opened yesterday.", "2023-12-06"),
        "b": ("It opened yesterday.", "2024-03-01"),
    }
    found = explained(
        [citation(text, article_id=name) for name, (text, _) in texts.items()],
        lambda article_id: mentions(*texts[article_id]),
    )
    assert [one.dates for one in found] == [
        ("yesterday: 5 Dec 2023",),
        ("yesterday: 29 Feb 2024",),
    ]


def read(text: str) -> str:
    return with_dates(text, 0, mentions(text, WRITTEN))


def test_the_model_reads_the_days_behind_the_words():
    assert read("They met last week in Tehran.") == (
        "They met last week (27 Nov – 3 Dec 2023) in Tehran."
    )


def test_a_vague_part_of_a_year_is_its_year():
    assert read("Earlier this year, Iran joined.") == "Earlier this year (2023), Iran joined."


def test_the_same_words_get_their_days_once():
    assert read("On Monday one left; on Monday one came.") == (
        "On Monday (4 Dec 2023) one left; on Monday one came."
    )


def test_offsets_count_in_the_article():
    text = "A first sentence. It was shut on Monday and on 1 May 2022."
    part = text[text.index("It") :]
    assert with_dates(part, text.index("It"), mentions(text, WRITTEN)) == (
        "It was shut on Monday (4 Dec 2023) and on 1 May 2022."
    )


def test_a_date_cut_by_the_end_of_the_part_is_left_alone():
    text = "They met last week."
    assert with_dates("They met last", 0, mentions(text, WRITTEN)) == "They met last"


def test_all_words_of_the_text_stay():
    text = "Last week, on Monday and since May, they met two days ago (in early March)."
    told = mentions(text, WRITTEN)
    marked = with_dates(text, 0, told)
    assert marked.count(" (") == text.count(" (") + len(told)
    for phrase in ("Last week", "Monday", "since May", "two days ago", "early March"):
        assert f"{phrase} (" in marked
