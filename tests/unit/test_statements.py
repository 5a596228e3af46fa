"""Figures are read with what they count; who says so is no part of what is said."""

import pytest

from assistant.answer import Hit
from assistant.statements import Statement, figures, statements
from index.temporal import mentions


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("It cost $1.2m.", [("$", 1_200_000)]),
        ("It cost 1,200,000 dollars.", [("$", 1_200_000)]),
        ("It cost 3 million crowns.", [("crowns", 3_000_000)]),
        ("Prices rose by 40 per cent, then 8.3%.", [("%", 40), ("%", 8.3)]),
        ("Twenty-five of two thousand people came.", [("", 25), ("", 2000)]),
        ("The wall is 12km long.", [("km", 12)]),
        ("Lena Voss, 29, left at 6.30am by the A12 on the 3rd.", []),
        ("The vote was 19 to 16.", [("", 16)]),
    ],
)
def test_a_figure_is_read_in_any_notation(text: str, read: list[tuple[str, float]]):
    assert [(figure.unit, figure.value) for figure in figures(text)] == read


@pytest.mark.parametrize(
    ("one", "other", "loosely", "same"),
    [
        ("$2.3m", "$2.26m", 0.0, True),
        ("3,000 people", "2,950 people", 0.0, True),
        ("12 people", "17 people", 0.0, False),
        ("10 people", "12 people", 0.0, False),
        ("6.1%", "6.4%", 0.0, False),
        ("3,120 people", "3,300 people", 0.1, True),
        ("3,120 people", "3,300 people", 0.0, False),
    ],
)
def test_a_rounded_figure_agrees_with_the_exact_one(
    one: str, other: str, loosely: float, same: bool
):
    (a,), (b,) = figures(one), figures(other)
    assert a.agrees(b, loosely) is b.agrees(a, loosely) is same


def only(text: str) -> Statement:
    hit = Hit(
        passage_id="a:0",
        article_id="a",
        title="",
        source="Gazette",
        published="2025-06-10",
        url="",
        start=40,
        end=40 + len(text),
        text=text,
        score=1.0,
        scores={},
    )
    (one,) = statements([hit, hit], lambda _: _shifted(text))
    return one


def _shifted(text: str):
    return [
        mention.__class__(mention.start + 40, mention.end + 40, mention.first, mention.last)
        for mention in mentions(text, "2025-06-10")
    ]


def test_a_claim_is_without_its_dates_and_its_speaker():
    one = only("Police said that 12 people fled on Sunday, the Wire said on Monday.")
    assert " ".join(one.claim.split()) == "12 people fled on"
    assert [mention.first for mention in one.dates] == [20250608]
    assert one.names == frozenset()


def test_a_citation_has_the_offsets_of_the_article():
    one = only("The ferry Petrel left Osk on Sunday.")
    citation = one.citation(3)
    assert (citation.marker, citation.start, citation.end) == (3, 40, 76)
    assert citation.quote == one.text
    assert {"petrel", "osk"} <= one.names


@pytest.mark.parametrize("text", ["What it means", "WHERE: 617 S. Parkway.", "FC Holm 3 Skarn 2"])
def test_a_label_or_a_headline_is_no_sentence(text: str):
    assert not only(text).is_whole
