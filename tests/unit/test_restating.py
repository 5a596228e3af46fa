import pytest

from assistant.abstention import after
from assistant.answer import Reason, Sentence, Verdict
from assistant.restating import only_restates, restates

LIMIT = "What limit was lifted on the Asker Swing Bridge in October?"


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The limit was lifted on the Asker Swing Bridge in October.", LIMIT),
        ("The limit was lifted.", LIMIT),
        ("It reopened.", "When did the bridge reopen?"),
        ("The 17 boats were not insured.", "Why were the 17 boats not insured?"),
        ("Vatican City", "The pope spoke on Sunday. Where is Vatican City located?"),
    ],
)
def test_what_only_says_the_question_again_restates_it(sentence: str, question: str):
    assert restates(sentence, question)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The weight limit was lifted on the Asker Swing Bridge in October.", LIMIT),
        ("A limit of 12 tonnes was lifted on the Asker Swing Bridge in October.", LIMIT),
        ("The limit was lifted on the Asker Swing Bridge in May.", LIMIT),
        ("No limit was lifted on the Asker Swing Bridge in October.", LIMIT),
        ("The bridge reopened on 9 August 2025.", "When did the bridge reopen?"),
        ("18 boats were insured.", "Which of the 17 boats were insured?"),
    ],
)
def test_a_word_a_number_a_date_or_a_denial_more_is_an_answer(sentence: str, question: str):
    assert not restates(sentence, question)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Yes, the limit was lifted.", "Was the limit lifted?"),
        ("The limit was lifted.", "Did the county say whether the limit was lifted?"),
        ("The limit was lifted.", "It is told when it closed. Was the limit lifted?"),
        ("The limit was lifted.", "The limit was lifted?"),
        ("The ferry is faster.", "Which is faster, the ferry or the bridge?"),
        ("Ada Weil won the vote.", "Who won the vote between Ada Weil and Jon Marsh?"),
        ("It is.", LIMIT),
    ],
)
def test_a_question_that_offers_its_answers_is_answered_in_its_words(sentence: str, question: str):
    assert not restates(sentence, question)


def test_an_answer_restates_if_no_sentence_of_it_says_more():
    empty, full = Sentence(text="The limit was lifted."), Sentence(text="It was 12 tonnes.")
    assert only_restates([empty, empty], LIMIT)
    assert not only_restates([empty, full], LIMIT)
    assert not only_restates([], LIMIT)


@pytest.mark.parametrize("style", ["full", "short"])
def test_to_restate_the_question_is_not_to_answer_it(style):
    text = "The limit was lifted."
    sentences = [Sentence(text=text, verdict=Verdict.SUPPORTED)]
    assert after(text, sentences, style, LIMIT) == Reason.NOT_ANSWERED
    assert after(text, sentences, style, "Was the limit lifted?") is None
    assert after(text, sentences, style) is None
