"""The question set that ships for the library of the sample articles: its golds are checked."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.gold import holds, items, normalised
from eval.questions import Question, QuestionSet
from index import Library
from index.articles import Article
from index.lexical import content_words

ROOT = Path(__file__).parents[2]
PATH = ROOT / "eval" / "data" / "sample-questions.jsonl"
QUESTIONS = QuestionSet.read(PATH)
ANSWERABLE = [question for question in QUESTIONS if question.answerable]
UNANSWERABLE = [question for question in QUESTIONS if not question.answerable]
# How many questions of each kind there are at least.
MIX = {
    "fact": 38,
    "paraphrase": 20,
    "confusable": 15,
    "unanswerable": 10,
    "multiple-choice": 10,
    "two-articles": 8,
    "date-bound": 6,
    "follow-up": 6,
    "updated": 5,
    "list": 5,
    "yes-no": 5,
    "false-premise": 4,
    "why": 4,
    "relative-date": 3,
    "comparison": 2,
    "disputed": 1,
    "number": 20,
    "name": 10,
    "date": 10,
    "how-many": 5,
}
# Their golds follow from the evidence without standing in it.
FOLLOWING = {"yes-no", "relative-date", "comparison"}
COPIED = 8


def tagged(*tags: str) -> list[Question]:
    return [question for question in QUESTIONS if set(tags) <= set(question.tags)]


def sentences(question: Question) -> list[str]:
    return [wording for wordings in question.evidence for wording in wordings]


def ids(questions: Sequence[Question]) -> list[str]:
    return [question.id for question in questions]


def flat(text: str) -> str:
    return " ".join(text.split())


def is_whole(sentence: str, text: str) -> bool:
    """Tell whether it stands in the text from the start of a sentence to the end of one."""
    for match in re.finditer(r"\s+".join(map(re.escape, sentence.split())), text):
        before, after = text[: match.start()].rstrip(" "), text[match.end() :].lstrip(" ")
        begins = not before or before[-1] in '\n.!?”"'
        ends = sentence[-1] in '.!?”"' or not after or after[0] == "\n"
        if begins and ends:
            return True
    return False


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def asked_before(question: Question) -> str:
    return " ".join(turn.question for turn in question.history)


@pytest.fixture(scope="module")
def articles(sample_library: Library) -> list[Article]:
    return [sample_library.article(entry.id) for entry in sample_library.entries()]


def test_every_question_has_a_telling_name_a_day_and_tags():
    for question in QUESTIONS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", question.id)
        assert re.fullmatch(r"(2025-\d\d-\d\d)?", question.asked)
        assert question.tags
        assert set(question.tags) <= set(MIX), question.id


def test_there_are_enough_questions_of_each_kind():
    counts = Counter(tag for question in QUESTIONS for tag in question.tags)
    assert len(QUESTIONS) >= 70
    assert {tag: counts[tag] for tag, least in MIX.items() if counts[tag] < least} == {}


def test_no_two_questions_are_the_same():
    assert len(set(ids(QUESTIONS))) == len(QUESTIONS)
    # A follow-up may have the words of another one.
    asked = Counter(
        (normalised(asked_before(question)), normalised(question.question))
        for question in QUESTIONS
    )
    assert [key for key, count in asked.items() if count > 1] == []


def test_no_question_is_one_of_those_that_other_pages_ask():
    readme = (ROOT / "tests" / "data" / "sample-README.md").read_text(encoding="utf-8")
    examples = (ROOT / "tests" / "data" / "sample-examples.txt").read_text(encoding="utf-8")
    elsewhere = re.findall(r"\*\*Q:\*\* ([^?]+\?)", readme) + examples.splitlines()
    assert len(elsewhere) > 30
    taken = {normalised(question) for question in elsewhere}
    assert [one.id for one in QUESTIONS if normalised(one.question) in taken] == []


def test_every_gold_sentence_stands_whole_in_an_article(articles: list[Article]):
    for question in QUESTIONS:
        for sentence in sentences(question):
            assert any(is_whole(sentence, article.text) for article in articles), (
                question.id,
                sentence,
            )


def test_no_gold_sentence_is_named_twice():
    for question in QUESTIONS:
        named = sentences(question)
        assert len(set(map(flat, named))) == len(named), question.id


def test_every_gold_sentence_was_known_on_the_day_of_asking(articles: list[Article]):
    for question in QUESTIONS:
        for sentence in sentences(question):
            days = [one.published for one in articles if flat(sentence) in flat(one.text)]
            if question.asked:
                # What has no date is left out of what was known on a day.
                assert any("" < day <= question.asked for day in days), question.id
            else:
                assert set(days) == {""}, question.id


def test_an_answerable_question_has_answers_and_evidence():
    for question in ANSWERABLE:
        assert question.evidence, question.id
        assert question.answers, question.id
        assert all(normalised(answer).strip() for answer in question.answers), question.id
        assert "unanswerable" not in question.tags, question.id


def test_an_unanswerable_question_has_neither():
    for question in UNANSWERABLE:
        assert not question.answers, question.id
        assert not question.evidence, question.id
        assert "unanswerable" in question.tags, question.id
    assert set(ids(tagged("false-premise"))) <= set(ids(UNANSWERABLE))


def test_a_gold_answer_stands_in_its_evidence():
    missing = [
        question.id
        for question in ANSWERABLE
        if not {*FOLLOWING, "list"} & set(question.tags)
        and not holds(" ".join(sentences(question)), question.answers)
    ]
    assert missing == []


def test_every_item_of_a_list_stands_in_its_evidence():
    for question in tagged("list"):
        (answer,) = question.answers
        assert len(items(answer)) >= 2, question.id
        for item in items(answer):
            assert holds(" ".join(sentences(question)), [item]), (question.id, item)


def test_a_yes_no_question_is_answered_by_one_word_and_both_occur():
    answers = [tuple(question.answers) for question in tagged("yes-no")]
    assert set(answers) == {("yes",), ("no",)}


def test_the_gold_of_a_multiple_choice_question_is_one_of_four_choices():
    assert ids(tagged("multiple-choice")) == [one.id for one in QUESTIONS if one.choices]
    for question in tagged("multiple-choice"):
        choices = question.choices
        assert len(set(choices)) == len(choices) == 4, question.id
        assert [one for one in choices if one in question.answers] == [question.answers[0]]


def test_the_golds_of_multiple_choice_questions_are_not_always_in_one_place():
    places = Counter(
        question.choices.index(question.answers[0]) for question in tagged("multiple-choice")
    )
    assert max(places.values()) <= len(tagged("multiple-choice")) / 2


def test_a_follow_up_and_no_other_question_has_a_history():
    assert ids(tagged("follow-up")) == [one.id for one in QUESTIONS if one.history]
    for question in tagged("follow-up"):
        for turn in question.history:
            assert turn.question.endswith("?")
            assert turn.answer.endswith(".")


def test_what_needs_two_articles_stands_in_no_single_one(articles: list[Article]):
    for question in tagged("two-articles"):
        enough = [
            article.title
            for article in articles
            if all(
                any(flat(wording) in flat(article.text) for wording in wordings)
                for wordings in question.evidence
            )
        ]
        assert enough == [], question.id


def test_a_date_bound_question_is_asked_before_the_last_day():
    last = max(question.asked for question in QUESTIONS)
    assert all(question.asked < last for question in tagged("date-bound"))


def test_no_question_is_copied_from_its_evidence():
    copied = [
        question.id
        for question in QUESTIONS
        for sentence in sentences(question)
        if runs(question.question, COPIED) & runs(sentence, COPIED)
    ]
    assert copied == []


def test_a_third_of_the_facts_are_asked_for_in_other_words():
    assert len(tagged("fact", "paraphrase")) >= len(tagged("fact")) / 3
    for question in tagged("paraphrase"):
        words = set(content_words(question.question))
        shared = words & set(content_words(" ".join(sentences(question))))
        assert len(shared) < len(words) / 2, (question.id, shared)
