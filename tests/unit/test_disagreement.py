"""Where sources differ on what an answer states, it is said; where they do not, nothing is."""

import json
from pathlib import Path

import pytest

from assistant.answer import Citation, Hit, Sentence
from assistant.disagreement import disagreements, stale
from assistant.remarks import Disagreement, Side
from index.temporal import mentions

LABELLED = Path(__file__).parents[1] / "data" / "disagreements.jsonl"
TWELVE = "Twelve people were injured when the ferry Petrel struck the pier at Osk on Sunday."
SEVENTEEN = "Seventeen people were injured when the ferry Petrel struck the pier at Osk on Sunday."


def hit(number: int, text: str, published: str, source: str = "Gazette", title: str = "") -> Hit:
    return Hit(
        passage_id=f"{number}:0",
        article_id=str(number),
        title=title,
        source=source,
        published=published,
        url="",
        start=0,
        end=len(text),
        text=text,
        score=1.0,
        scores={},
    )


def cited(one: Hit, marker: int = 1) -> Citation:
    return Citation(
        marker=marker,
        article_id=one.article_id,
        passage_id=one.passage_id,
        title="",
        source=one.source,
        published=one.published,
        url="",
        start=one.start,
        end=one.end,
        quote=one.text,
    )


def found(said: str, hits: list[Hit], citing: int = 0) -> tuple[list[Disagreement], list[Citation]]:
    by_id = {one.article_id: mentions(one.text, one.published) for one in hits}
    sentence = Sentence(text=said, citations=(1,))
    return disagreements("", [sentence], [cited(hits[citing])], hits, lambda i: by_id[i])


def test_a_corrected_figure_is_an_update_with_the_newest_first():
    hits = [hit(0, TWELVE, "2025-06-09"), hit(1, SEVENTEEN, "2025-06-10")]
    (one,), added = found(TWELVE, hits)
    assert one.kind == "updated"
    assert one.sides == (
        Side(value="Seventeen people", citation=2),
        Side(value="Twelve people", citation=1),
    )
    assert one.text == (
        "Gazette (10 June 2025) says seventeen people; "
        "Gazette (9 June 2025) had said twelve people."
    )
    assert [(c.marker, c.article_id, c.quote) for c in added] == [(2, "1", SEVENTEEN)]


def test_two_outlets_of_one_day_dispute():
    hits = [hit(0, TWELVE, "2025-06-09"), hit(1, SEVENTEEN, "2025-06-09", "Wire")]
    (one,), _ = found(TWELVE, hits)
    assert one.kind == "disputed"
    assert one.text == (
        "Wire (9 June 2025) says seventeen people; Gazette (9 June 2025) says twelve people."
    )


def test_the_order_of_the_hits_changes_nothing():
    hits = [hit(0, TWELVE, "2025-06-09"), hit(1, SEVENTEEN, "2025-06-10")]
    assert found(TWELVE, hits) == found(TWELVE, hits[::-1], citing=1)


def test_copies_of_a_story_are_one_side_as_old_as_the_first():
    hits = [
        hit(0, TWELVE, "2025-06-09"),
        hit(1, TWELVE, "2025-06-09", "Wire"),
        hit(2, SEVENTEEN, "2025-06-10"),
        hit(3, TWELVE, "2025-06-11", "Observer"),
    ]
    (one,), added = found(SEVENTEEN, hits, citing=2)
    assert [side.value for side in one.sides] == ["Seventeen people", "Twelve people"]
    assert [citation.article_id for citation in added] == ["0"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("The ferry Petrel struck the pier at Osk on Sunday.", "the figure is not in the answer"),
        ("The cannery at Kelder Bay employs twelve people.", "the answer is of something else"),
    ],
)
def test_what_the_answer_does_not_state_is_not_disputed(said: str, why: str):
    hits = [hit(0, TWELVE, "2025-06-09"), hit(1, SEVENTEEN, "2025-06-10")]
    by_id = {one.article_id: mentions(one.text, one.published) for one in hits}
    sentence = Sentence(text=said)
    assert disagreements("", [sentence], [], hits, lambda i: by_id[i]) == ([], []), why


def test_undated_articles_and_one_article_alone_disagree_with_nothing():
    assert found(TWELVE, [hit(0, TWELVE, ""), hit(1, SEVENTEEN, "2025-06-10")]) == ([], [])
    assert found(TWELVE, [hit(0, f"{TWELVE} {SEVENTEEN}", "2025-06-09")]) == ([], [])


def test_what_only_the_article_names_is_compared_within_one_subject():
    pair = [
        hit(
            0,
            "The work on it will cost $310,000 in the end.",
            "2025-04-25",
            title="Tollgate Bridge",
        ),
        hit(
            1,
            "The work on it will cost $2.2m in the end.",
            "2025-05-11",
            title="Asker Swing Bridge",
        ),
    ]
    assert found(pair[0].text, pair) == ([], [])
    same = [pair[0], pair[1].model_copy(update={"title": "Tollgate Bridge to close"})]
    assert len(found(pair[0].text, same)[0]) == 1


UPDATED = Disagreement(
    kind="updated",
    sides=(Side(value="Seventeen people", citation=2), Side(value="12 people", citation=1)),
    text="",
)


@pytest.mark.parametrize(
    ("sentence", "is_stale"),
    [
        ("Twelve people were injured.", True),
        ("12", True),
        ("17 people were injured.", False),
        ("First 12 people, then 17 were said to be injured.", False),
        ("Several people were injured.", False),
        ("The ferry is 12km from the port.", False),
    ],
)
def test_a_sentence_with_only_the_older_value_is_stale(sentence: str, is_stale: bool):
    assert stale(sentence, UPDATED) is is_stale
    assert not stale(sentence, UPDATED.model_copy(update={"kind": "disputed"}))


def test_an_older_date_is_stale_by_its_words():
    sides = (Side(value="12 August", citation=1), Side(value="12 July", citation=2))
    disagreement = Disagreement(kind="updated", sides=sides, text="")
    assert stale("It reopens on 12 July.", disagreement)
    assert not stale("It reopens on 12 August.", disagreement)


def test_the_labelled_pairs_are_told_apart():
    """Floors below what was measured (docs/decisions/0014), over the part kept for testing."""
    pairs = [json.loads(line) for line in LABELLED.read_text().splitlines()]
    right = told = real = alarms = 0
    for pair in (pair for pair in pairs if pair["split"] == "test"):
        hits = [
            hit(number, one["text"], one["published"], one["source"])
            for number, one in enumerate(pair["statements"])
        ]
        kinds = {one.kind for one in found(hits[0].text, hits)[0]}
        real += pair["label"] != "none"
        told += bool(kinds)
        right += kinds == {pair["label"]}
        alarms += bool(kinds) and pair["label"] == "none"
    assert real == 18
    assert right / told >= PRECISION
    assert right / real >= RECALL
    assert alarms <= ALARMS


PRECISION, RECALL, ALARMS = 0.8, 0.8, 3
