"""What limits an answer's search is in its record: the filters, and the question's own dates."""

import pytest

from assistant import Asking, Assistant, Settings
from assistant.answer import Reason
from assistant.remarks import Limits
from index import Filters, Library

QUESTION = "What was reported about the swing bridge in March 2025?"
HARBINGER = Filters(sources=("The Port Ellery Harbinger",))


@pytest.fixture
def assistant(sample_library: Library) -> Assistant:
    return Assistant(sample_library, Settings(llm="none"))


def limits(assistant: Assistant, question: str, how: Asking) -> Limits:
    return assistant.ask(question, how).limits


def test_a_date_in_the_question_and_the_filters_are_both_in_the_record(assistant: Assistant):
    found = limits(assistant, QUESTION, Asking(HARBINGER))
    assert found == Limits(filters=HARBINGER, since=20250301, until=20250331)
    assert found.by_question


def test_a_date_in_the_question_can_be_left_out(assistant: Assistant):
    answer = assistant.ask(QUESTION, Asking(dates=False))
    assert answer.limits == Limits(dates=False)
    assert not answer.limits.by_question
    assert answer.dates == ""


def test_dates_among_the_filters_go_before_those_of_the_question(assistant: Assistant):
    filters = Filters(since=20250101)
    assert limits(assistant, QUESTION, Asking(filters)) == Limits(filters=filters)


def test_the_day_of_asking_is_no_limit_by_the_question(assistant: Assistant):
    how = Asking(Filters(until=20251231), as_of="2025-04-01")
    asked = limits(assistant, "What closed the swing bridge?", how)
    assert asked == Limits(filters=how.filters)
    assert limits(assistant, QUESTION, Asking(as_of="2025-04-01")).since == 20250301


def test_a_later_part_of_a_question_that_tells_of_time_is_in_the_record(assistant: Assistant):
    answer = assistant.ask(
        "What closed the swing bridge, and what was reported about the ferry in June 2025?",
    )
    assert (answer.limits.since, answer.limits.until) == (20250601, 20250630)
    assert "June 2025" in answer.dates


def test_filters_that_leave_no_article_are_named(assistant: Assistant):
    filters = Filters(sources=("Saltmarsh Wire",), since=20300101)
    answer = assistant.ask("What closed the swing bridge?", Asking(filters))
    assert answer.reason == Reason.NO_MATCH
    assert "The filters: published from 2030-01-01, of Saltmarsh Wire." in answer.text
