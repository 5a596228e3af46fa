"""The questions the project was asked for, with the real models, over the article given with it."""

import pytest

from assistant import Answer, Assistant, Reason

pytestmark = pytest.mark.model

LIU = "Who met Liu?"
FRIENDSHIP = "Who led the friendship association to Tehran?"
TRADE = "Since when has China been Iran's biggest trading partner?"
SUMMIT = "Where did Xi meet Raisi?"
MEMBERS = "Which SCO members are named?"

# Question -> what the answer must name, and words of the sentence that its first citation quotes.
ANSWERED = {
    LIU: (["Zolghadr", "Heshmatian"], ["Zolghadr", "Heshmatian"]),
    FRIENDSHIP: (["Yang Wanming"], ["Veteran diplomat Yang Wanming"]),
    TRADE: (["10 consecutive years"], ["for the past 10 consecutive years"]),
    SUMMIT: (["Brics", "Johannesburg", "August"], ["on the sidelines of the Brics summit"]),
    MEMBERS: (
        [
            *("Russia", "China", "India", "Pakistan"),
            *("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan"),
        ],
        ["Iran became the ninth member of the SCO"],
    ),
}
REFUSED = ["How much oil did Iran export in 2022?", "Who won the World Cup?"]


@pytest.fixture(scope="module")
def answers(real_assistant: Assistant) -> dict[str, Answer]:
    """Each question asked once: an answer takes seconds."""
    return {question: real_assistant.ask(question) for question in (*ANSWERED, *REFUSED)}


@pytest.mark.parametrize("question", ANSWERED)
def test_the_answer_names_what_was_asked_for(answers: dict[str, Answer], question: str):
    answer = answers[question]
    assert not answer.abstained, answer.reason
    names, _ = ANSWERED[question]
    assert [name for name in names if name not in answer.text] == [], answer.text


@pytest.mark.parametrize("question", ANSWERED)
def test_the_first_citation_quotes_the_sentence_that_holds_the_answer(
    answers: dict[str, Answer], question: str
):
    answer = answers[question]
    _, words = ANSWERED[question]
    assert answer.citations, answer.text
    assert any(some in answer.citations[0].quote for some in words), answer.citations[0].quote


@pytest.mark.parametrize("question", ANSWERED)
def test_quotes_are_the_article_s_text_at_their_offsets(
    real_assistant: Assistant, answers: dict[str, Answer], question: str
):
    for citation in answers[question].citations:
        article = real_assistant.library.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
        assert citation.published == "2023-12-06"


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_article_does_not_say_is_refused(answers: dict[str, Answer], question: str):
    answer = answers[question]
    assert answer.abstained, answer.text
    assert answer.reason in {Reason.NOTHING_NEAR, Reason.OUTSIDE_DATES, Reason.NOT_ANSWERED}
    assert (answer.sentences, answer.citations) == ((), ())


def test_the_server_s_cache_holds_the_constant_part(answers: dict[str, Answer]):
    # All but the first window; the questions that the model was not asked have none.
    _, *later = [window for answer in answers.values() for window in answer.windows]
    assert later
    assert all(window.cached_tokens > window.prompt_tokens / 3 for window in later)
