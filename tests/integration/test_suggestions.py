"""What is suggested after answers from the sample articles, with the real embedding model."""

import pytest

from assistant import Assistant, Settings
from assistant.suggesting import suggestions
from index import Library

QUESTIONS = (
    "Why was the Asker Swing Bridge closed in March?",
    "How much does the new bearing of the swing bridge weigh?",
    "When did the Asker Swing Bridge reopen?",
    "What is the weight limit on the swing bridge now?",
    "How much did the work on the Tollgate Bridge cost?",
)


@pytest.fixture(scope="module")
def assistant(minilm_sample: Library) -> Assistant:
    return Assistant(minilm_sample, Settings(llm="none"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_suggestion_is_a_question_whose_answer_says_something_new(
    question: str, assistant: Assistant
):
    shown = assistant.ask(question)
    found = suggestions(shown, assistant.library)
    assert 1 <= len(found) <= 3
    for one in found:
        said = assistant.ask(one)
        assert one[0].isupper()
        assert one.endswith("?")
        assert not said.abstained
        assert any(citation.quote not in shown.text for citation in said.citations)


def test_the_course_of_a_running_story_is_suggested(assistant: Assistant):
    shown = assistant.ask("What did the repair of the swing bridge cost in the end?")
    found = suggestions(shown, assistant.library)
    assert "What happened with the Asker Swing Bridge?" in found
