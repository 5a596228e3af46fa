"""Answers without a language model: the best sentences of the real embedding model."""

import re
from pathlib import Path

import pytest

from assistant import Asking, Assistant, Reason, Settings, Verdict
from index import Library


@pytest.fixture(scope="module")
def assistant(minilm_sample: Library) -> Assistant:
    return Assistant(minilm_sample, Settings(llm="none"))


OF_ANOTHER_WORLD = [
    "Who won the World Cup in Qatar?",
    "How much oil did Iran export in 2022?",
    "What is the boiling point of tungsten?",
    "How do I bake a chocolate cake?",
]


@pytest.fixture(scope="module")
def answered(sample: Path) -> dict[str, str]:
    """Questions, and the sentence of the sample that answers each."""
    page = (
        sample.with_name("sample-README.md").read_text().split("## Questions that the library")[0]
    )
    pairs = re.findall(r"\*\*Q:\*\* (.+?)\n.+?\*\*Sentence:\*\* (.+?)\n", page, re.DOTALL)
    return {question: sentence.replace("*", "") for question, sentence in pairs}


def test_most_questions_of_the_sample_are_answered_with_the_right_sentence(
    assistant: Assistant, answered: dict[str, str]
):
    right = []
    for question, sentence in answered.items():
        quotes = [citation.quote for citation in assistant.ask(question).citations]
        if any(quote in sentence or sentence in quote for quote in quotes):
            right.append(question)
    # A floor, not a measurement: 16 of 25 when this was written.
    assert len(answered) == 25
    assert len(right) >= 14, right


@pytest.mark.parametrize(
    "question", ["Who scored in the County Cup final?", "How many jobs went at the cannery?"]
)
def test_each_sentence_is_its_own_citation(assistant: Assistant, question: str):
    answer = assistant.ask(question)
    quotes = {citation.marker: citation.quote for citation in answer.citations}
    assert answer.model == "none"
    assert 1 <= len(answer.sentences) <= 2
    for sentence in answer.sentences:
        assert sentence.verdict == Verdict.SUPPORTED
        assert sentence.text in [quotes[marker] for marker in sentence.citations]
    assert answer.text == " ".join(sentence.text for sentence in answer.sentences)


def test_quotes_are_the_article_s_text_at_their_offsets(
    assistant: Assistant, answered: dict[str, str]
):
    for question in list(answered)[:10]:
        for citation in assistant.ask(question).citations:
            article = assistant.library.article(citation.article_id)
            assert article.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", OF_ANOTHER_WORLD)
def test_what_the_library_does_not_hold_is_not_answered(assistant: Assistant, question: str):
    answer = assistant.ask(question)
    assert answer.abstained
    assert answer.reason in (Reason.NOTHING_NEAR, Reason.NOT_ANSWERED)
    assert (answer.sentences, answer.citations) == ((), ())


def test_filters_hold_for_the_answer(assistant: Assistant):
    question = "How much did the repair of the swing bridge cost?"
    filters = assistant.library.filters(until="2025-04-30")
    answer = assistant.ask(question, Asking(filters))
    assert answer.hits
    assert all(hit.published <= "2025-04-30" for hit in answer.hits)
    assert "2.26m" not in answer.text


def test_filters_that_let_nothing_through_are_the_reason(assistant: Assistant):
    filters = assistant.library.filters(until="2024")
    assert (
        assistant.ask("Why was the swing bridge closed?", Asking(filters)).reason == Reason.NO_MATCH
    )


def test_clutter_of_pages_is_never_an_answer(assistant: Assistant):
    for question in (
        "How many million will the swing bridge cost by the end?",
        "How many pupils were there at Kelder Bay Primary when the teacher taught there?",
        "How many people came to the Herring Festival on Saturday?",
    ):
        found = " ".join(hit.text for hit in assistant.ask(question).hits).lower()
        assert "four million" not in found
        assert "200 pupils" not in found
        assert "20,000 on saturday" not in found


def test_numbers_of_a_retrieval_are_in_the_hits(assistant: Assistant):
    hits = assistant.ask("Why was the Asker Swing Bridge closed in March?").hits
    assert hits[0].scores["dense"] is not None
    assert 0.3 < hits[0].scores["dense"] <= 1
