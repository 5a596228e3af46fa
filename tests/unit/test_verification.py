"""Each kind of fact against a source, with the reason that a reader is given."""

import pytest

from assistant.answer import Hit, Sentence, Verdict
from assistant.attribution import Attribution
from assistant.facts import facts

FERRY = (
    "Seventeen people were injured when the ferry Petrel struck the pier at Osk Island on Sunday. "
    "No one was killed. Repairs will cost $1.2m, said Tomas Wexcombe, the chief executive. "
    '"There was no bang, just a sort of groan," said Lena Dunstray, 29. '
    '"We were all on the floor." '
    "The county's safety office said that it had not blamed the captain. "
    "The Dunlin will run in her place from early July."
)


def judge(sentence: str, question: str = "What happened to the ferry Petrel?") -> Sentence:
    hit = Hit(
        passage_id="a:0",
        article_id="a",
        title="Seventeen hurt as ferry strikes pier",
        source="North Quay Gazette",
        published="2025-06-10",
        url="",
        start=0,
        end=len(FERRY),
        text=FERRY,
        score=1.0,
        scores={},
    )
    return Attribution(question, [hit]).attribute(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "17 people were hurt when the Petrel struck the pier.",
        "The ferry struck the pier on 8 June 2025.",
        "Nobody was killed.",
        "Wexcombe said repairs would cost $1.2 million.",
        '"We were all on the floor," said Lena Dunstray.',
        "The captain was not blamed, according to the county's safety office.",
        "From July 2025 the Dunlin runs in her place.",
    ],
)
def test_what_the_source_says_in_other_words_is_supported(sentence: str):
    judged = judge(sentence)
    assert (judged.verdict, judged.reason) == (Verdict.SUPPORTED, "")
    assert judged.citations


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("12 people were injured.", "the source says Seventeen people, not 12 people"),
        (
            "Seventeen houses were injured.",
            "the source says Seventeen people, not Seventeen houses",
        ),
        ("Repairs will cost £1.2m.", "the source says $1.2m, not £1.2m"),
        ("The ferry struck the pier on 1 June.", "the source says 8 Jun 2025, not 1 Jun 2025"),
        ("The ferry Kestrel struck the pier.", "the source does not name Kestrel"),
        ("Ada Weil said repairs will cost $1.2m.", "the source does not name Ada Weil"),
        ("Thomas Dunstray said there was no bang.", "the source does not name Thomas Dunstray"),
        ("Lena Wexcombe said there was no bang.", "names Lena Dunstray, not Lena Wexcombe"),
        ("The safety office blamed the captain.", "the source denies it: “blamed”"),
        ("Seventeen people were not injured.", "the source does not deny it: “injured”"),
        ('"It was a loud bang," said Lena Dunstray.', "the quotation is not in the article"),
        (
            '"We were all on the floor," said Tomas Wexcombe.',
            "said by Lena Dunstray, not by Tomas Wexcombe",
        ),
        (
            "Lena Dunstray said repairs would cost $1.2m.",
            "said by Tomas Wexcombe, not by Lena Dunstray",
        ),
    ],
)
def test_one_thing_that_was_changed_is_told_in_words(sentence: str, reason: str):
    judged = judge(sentence)
    assert judged.verdict != Verdict.SUPPORTED
    assert reason in judged.reason


def test_a_title_that_the_source_does_not_give_is_doubted():
    assert judge("Dr Wexcombe said repairs would cost $1.2m.").verdict != Verdict.SUPPORTED


def test_what_is_not_found_cites_nothing():
    judged = judge("12 people were injured.")
    assert (judged.verdict, judged.citations) == (Verdict.NOT_FOUND, ())


def test_a_date_that_is_more_exact_than_the_source_is_partly_supported():
    judged = judge("The Dunlin runs in her place from 3 July 2025.")
    assert judged.verdict == Verdict.PARTLY_SUPPORTED
    assert judged.reason == "the source is less exact than 3 Jul 2025"


def test_a_year_is_supported_by_earlier_this_year():
    text = "Earlier this year Iran became a full member of the Shanghai Cooperation Organisation."
    hit = Hit(
        passage_id="b:0",
        article_id="b",
        title="Iran and China",
        source="Wire",
        published="2023-12-06",
        url="",
        start=0,
        end=len(text),
        text=text,
        score=1.0,
        scores={},
    )
    question = "When did Iran join the Shanghai Cooperation Organisation?"
    right = Attribution(question, [hit]).attribute("Iran became a full member in 2023.")
    wrong = Attribution(question, [hit]).attribute("Iran became a full member in 2022.")
    assert right.verdict == Verdict.SUPPORTED
    assert wrong.verdict == Verdict.NOT_FOUND


def test_a_number_that_the_source_corrects_is_not_its_own():
    assert not facts("Seventeen people were hurt, and not twelve.", "").quantities[1:]


def test_yes_alone_is_not_checked():
    assert judge("Yes.").verdict == Verdict.NOT_CHECKED
