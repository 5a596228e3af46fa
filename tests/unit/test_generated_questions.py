"""Questions by rules and by a model, from single sentences."""

import dataclasses

import pytest

from eval.drafts import Draft
from eval.material import Stated, Words, people, stands_alone, stated
from eval.question_writer import checked, spans
from eval.templates import drafts
from index.articles import Article

FIELDS = {field.name: "" for field in dataclasses.fields(Article)}


def article(text: str, published: str = "2025-10-03") -> Article:
    return Article(**FIELDS | {"id": "a", "text": text, "title": "T", "published": published})


def asked(text: str, more: str = "", published: str = "2025-10-03") -> dict[str, Draft]:
    whole = article(f"{text} {more}".strip(), published)
    words = Words([whole.text, "He will reopen it, win votes, join others, march, open and found."])
    (sentence,) = [one for one in stated(whole) if one.text == text]
    return {draft.rule: draft for draft in drafts(sentence, words)}


def test_a_count_that_opens_a_sentence_is_asked_for_with_its_day_written_out():
    draft = asked(
        "About 3,000 people marched through Port Ellery on Saturday in protest at the plan.",
        published="2025-05-18",
    )["how many subject"]
    assert draft.question == (
        "How many people marched through Port Ellery on 17 May 2025 in protest at the plan?"
    )
    assert draft.answers == ("3,000", "3000")


def test_a_counted_object_is_asked_for_by_the_subjects_whole_name():
    draft = asked(
        "Ms Teague won 11,846 votes in the election for Port Ellery.",
        "Rosalind Teague is a councillor. Ms Teague smiled.",
    )["how many"]
    assert draft.question == (
        "How many votes did Rosalind Teague win in the election for Port Ellery?"
    )
    assert draft.subject == "Rosalind Teague"
    assert draft.person


def test_a_day_is_asked_for_and_given_as_written_and_as_a_date():
    draft = asked(
        "The Asker Swing Bridge reopened to traffic on Saturday.", published="2025-08-11"
    ).get("when") or pytest.fail("nothing was asked")
    assert draft.question == "When did the Asker Swing Bridge reopen to traffic?"
    assert draft.answers[:2] == ("Saturday", "9 August 2025")
    assert draft.days == (20250809, 20250809)


def test_who_said_something_is_asked_with_their_words():
    draft = asked(
        '"The bridge is not about to fall into the river," Ms Thorvik said.',
        "Annelise Thorvik is 40.",
    )["who said"]
    assert draft.question == "Who said “The bridge is not about to fall into the river”?"
    assert draft.answers == ("Thorvik", "Annelise Thorvik")


def test_a_title_between_marks_is_not_taken_for_what_somebody_said():
    text = "Self-checkouts need care, said Karin Lund, author of “The Work of the Shopper at Home.”"
    assert "who said" not in asked(text, "Ms Lund smiled.")


@pytest.mark.parametrize(
    "text",
    [
        "He won 11,846 votes in the election for the town of Port Ellery.",
        "But Rosalind Teague won 11,846 votes in the election for Port Ellery.",
        "Rosalind Teague won 11,846 votes in the election for Port",
        "Rosalind Teague won votes.",
        'Rosalind Teague won 11,846 votes, "more than anybody has ever had in town.',
    ],
)
def test_a_sentence_that_leans_or_is_cut_is_passed_over(text: str):
    assert not stands_alone(text)


def test_a_last_name_of_two_people_is_nobodys():
    text = "Ridgeway won 200 votes in the election for Port Ellery."
    more = "Philip Ridgeway, 45, and Rachel Ridgeway, 43, came. Ridgeway said so."
    assert "how many" not in asked(text, more)


def test_people_are_told_from_places():
    whole = article("Kofi Arden came to Port Ellery. Mr Arden said so. Port Ellery is a town.")
    assert people(whole, Words([whole.text])) == ("Kofi Arden",)


SENTENCE = "Dunmarrow Bakery will take on 35 people at the old Pellhaven cannery in Kelder Bay."


def wanted() -> tuple[Draft, Words]:
    whole = article(SENTENCE)
    words = Words([whole.text])
    return next(iter(spans(Stated(whole, 0, SENTENCE), words))), words


def test_a_models_question_passes_where_nothing_is_wrong_with_it():
    written = "QUESTION: How many workers does Dunmarrow Bakery want to hire in Kelder Bay?"
    assert wanted()[0].answers[0] == "35"
    assert checked(written, *wanted()) == (written.removeprefix("QUESTION: "), "")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("Sure! How many workers does Dunmarrow Bakery hire?", "malformed output"),
        ("QUESTION: How many does Dunmarrow hire?\nANSWER: 35", "malformed output"),
        ("QUESTION: Does Dunmarrow Bakery want to hire more workers?", "malformed output"),
        ("QUESTION: Which firm hires 35 workers in Kelder Bay?", "holds its answer"),
        ("QUESTION: How many for Dunmarrow?", "too short or too long"),
        ("QUESTION: How many at the old Pellhaven cannery in Kelder Bay?", "copied"),
        ("QUESTION: How many workers does it want to hire there?", "does not name its subject"),
        (
            "QUESTION: Where does Dunmarrow Bakery want to hire workers?",
            "asks for another kind of answer",
        ),
    ],
)
def test_a_models_question_is_dropped_for_what_is_wrong_with_it(written: str, problem: str):
    assert checked(written, *wanted()) == ("", problem)
