"""A timeline tells dated events in their order, each in an article's words with its citation."""

import random

import pytest

from assistant.answer import Citation, Hit
from assistant.remarks import Event
from assistant.timeline import timeline, wants_timeline
from index import Library

BRIDGE = "What happened to the Asker Swing Bridge between March and October?"


@pytest.mark.parametrize(
    "question",
    [
        BRIDGE,
        "What happened with the maternity unit?",
        "What has happened to the ferry since June?",
        "Give me a timeline of the cannery's closure.",
        "How did the dispute over the Customs House develop?",
        "How has the strike unfolded?",
        "What happened since the flood?",
    ],
)
def test_a_question_for_a_course_of_events_wants_a_timeline(question: str):
    assert wants_timeline(question)


@pytest.mark.parametrize(
    "question",
    [
        "When did the Asker Swing Bridge reopen?",
        "What happens if the ferry is late?",
        "How many people were injured?",
        "Which firm developed the vaccine?",
        "What did the repair cost?",
    ],
)
def test_other_questions_do_not(question: str):
    assert not wants_timeline(question)


def hits(library: Library, question: str = BRIDGE) -> list[Hit]:
    return [Hit.from_node(node) for node in library.search(question, 20)]


@pytest.fixture
def told(sample_library: Library) -> tuple[list[Event], list[Citation]]:
    return timeline(BRIDGE, hits(sample_library), sample_library.mentions)


def test_events_are_told_in_the_order_of_their_days(told: tuple[list[Event], list[Citation]]):
    events, _ = told
    days = [(event.first, event.last) for event in events]
    assert days == sorted(days)
    assert len(events) == 8
    of_day = {event.first: event.text for event in events}
    assert any("was closed to all motor" in e.text for e in events if e.first == 20250314)
    # Announced on that day: its own dates lie ahead.
    assert "will not reopen at the end of this month" in of_day[20250409]
    assert "landed at North Quay on Wednesday" in of_day[20250702]
    # Published on Monday, of Saturday.
    assert "reopened to traffic on Saturday" in of_day[20250809]
    assert any("7.5-tonne limit" in e.text for e in events if e.first == 20251006)


def test_each_event_cites_its_sentence_exactly(
    told: tuple[list[Event], list[Citation]], sample_library: Library
):
    events, citations = told
    assert [event.citation for event in events] == [one.marker for one in citations]
    assert [one.marker for one in citations] == list(range(1, len(events) + 1))
    for event, citation in zip(events, citations, strict=True):
        text = sample_library.article(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert event.text == " ".join(citation.quote.split())
    assert any(one.dates for one in citations)


def test_the_order_of_the_hits_changes_nothing(
    told: tuple[list[Event], list[Citation]], sample_library: Library
):
    found = hits(sample_library)
    for seed in range(5):
        random.Random(seed).shuffle(found)
        assert timeline(BRIDGE, found, sample_library.mentions) == told


def test_another_bridge_is_not_told_of(sample_library: Library):
    question = "What happened to the Tollgate Bridge?"
    events, _ = timeline(question, hits(sample_library, question), sample_library.mentions)
    assert [event.first for event in events if "reopened" in event.text] == [20250616]
    assert not any("Asker" in event.text for event in events)


def test_what_tells_the_same_is_told_once_and_latest(sample_library: Library):
    question = "What happened to the ferry Petrel?"
    events, _ = timeline(question, hits(sample_library, question), sample_library.mentions)
    injured = [event.text for event in events if "people were injured when" in event.text]
    assert len(injured) == 1
    assert injured[0].startswith("Seventeen people")


def test_only_the_time_that_is_asked_about_is_told(sample_library: Library):
    question = "What happened to the Asker Swing Bridge between April and July?"
    found = hits(sample_library, question)
    events, _ = timeline(question, found, sample_library.mentions, today="2025-10-06")
    assert events
    assert all(event.last >= 20250401 and event.first <= 20250731 for event in events)


def test_no_more_events_than_wanted_are_told(sample_library: Library):
    events, citations = timeline(BRIDGE, hits(sample_library), sample_library.mentions, 3)
    assert len(events) == len(citations) == 3


def test_nothing_is_told_of_what_no_hit_is_about(sample_library: Library):
    question = "What happened to the Hallow Cross observatory telescope?"
    assert timeline(question, hits(sample_library), sample_library.mentions) == ([], [])
    assert timeline(BRIDGE, [], sample_library.mentions) == ([], [])
