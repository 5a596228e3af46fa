import pytest

from assistant.answer import Hit, Verdict
from assistant.attribution import Attribution
from index.asked_dates import asked

BRIDGE = (
    "The Asker Swing Bridge reopened on Saturday. Annelise Thorvik, the bridges engineer, cut the "
    "ribbon."
)
FAIR = "Annelise Thorvik won the cake prize at the Vale summer fair."
WHO = "Who cut the ribbon when the swing bridge reopened?"
NEAR, FAR = 6.5, 3.0


def hit(text: str, article: str = "a", score: float | None = NEAR, day: str = "2025-08-11") -> Hit:
    return Hit(
        passage_id=f"{article}:0",
        article_id=article,
        title="A headline",
        source="The Larch Courier",
        published=day,
        url="",
        start=0,
        end=len(text),
        text=text,
        score=0.03,
        scores={"dense": 0.5, "lexical": 1.0, "score": score},
    )


def judged(fact: str, question: str, *hits: Hit, today: str = "") -> Verdict:
    dates = asked(question, today) if today else None
    return Attribution(question, hits, bare=True, dates=dates).attribute(fact).verdict


def test_a_bare_fact_from_what_search_found_near_the_question_is_supported():
    assert judged("Annelise Thorvik", WHO, hit(BRIDGE)) == Verdict.SUPPORTED


def test_a_bare_fact_from_what_search_found_far_from_the_question_is_doubted():
    assert judged("Annelise Thorvik", WHO, hit(BRIDGE, score=FAR)) == Verdict.PARTLY_SUPPORTED


def test_other_words_than_the_question_s_are_no_reason_to_doubt_what_search_found_near():
    question = "Whose scissors inaugurated the crossing?"
    other = hit("Scissors inaugurated a crossing elsewhere.", "b", FAR)
    assert judged("Annelise Thorvik", question, hit(BRIDGE), other) == Verdict.SUPPORTED
    unscored = hit(BRIDGE, score=None)
    assert judged("Annelise Thorvik", question, unscored, other) != Verdict.SUPPORTED


def test_a_bare_fact_is_cited_from_the_passage_that_is_about_the_question():
    # Its words come nearer to the question's than those of the passage that is meant.
    prize = "Annelise Thorvik cut the ribbon at the fair when the swing reopened."
    attribution = Attribution(WHO, [hit(prize, "b", FAR), hit(BRIDGE)], bare=True)
    attribution.attribute("Annelise Thorvik")
    assert [citation.article_id for citation in attribution.citations] == ["a"]


def test_a_number_that_the_near_passage_contradicts_is_not_saved_by_it():
    near, far = hit("It cost $2.26m in the end."), hit("A prize of $9m was paid.", "b", FAR)
    assert judged("$9m", "What did the bridge cost?", near, far) != Verdict.SUPPORTED


def test_without_scores_of_all_hits_the_words_of_the_question_tell():
    assert judged("Annelise Thorvik", WHO, hit(BRIDGE, score=None)) == Verdict.SUPPORTED
    assert judged("Annelise Thorvik", WHO, hit(FAIR, score=None)) == Verdict.PARTLY_SUPPORTED


def test_the_score_of_a_passage_says_nothing_of_a_whole_sentence():
    attribution = Attribution(WHO, [hit(BRIDGE, score=FAR)])
    told = attribution.attribute("Annelise Thorvik cut the ribbon when the swing bridge reopened.")
    assert told.verdict == Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("published", "verdict"),
    [
        ("2025-08-11", Verdict.SUPPORTED),
        ("2021-08-11", Verdict.PARTLY_SUPPORTED),
        ("", Verdict.SUPPORTED),
    ],
)
def test_a_bare_fact_is_from_the_time_that_is_asked_about(published: str, verdict: Verdict):
    question = "Who cut the ribbon when the swing bridge reopened last weekend?"
    found = hit(BRIDGE.replace(" on Saturday", ""), day=published)
    assert judged("Annelise Thorvik", question, found, today="2025-08-12") == verdict


def test_a_passage_that_speaks_of_the_asked_time_may_be_older():
    found = hit("Annelise Thorvik will cut the ribbon on 9 August 2025.", day="2024-01-03")
    question = "Who cut the ribbon last weekend?"
    assert judged("Annelise Thorvik", question, found, today="2025-08-12") == Verdict.SUPPORTED


def test_what_is_new_is_not_what_is_years_older_than_the_newest_that_was_found():
    question = "Which engineer recently cut a ribbon at the bridge?"
    old, new = hit(BRIDGE, day="2019-08-11"), hit(FAIR, "b", FAR, "2025-08-11")
    today = "2025-08-12"
    assert judged("Annelise Thorvik", question, old, new, today=today) == Verdict.PARTLY_SUPPORTED
    # Of a library that ends before, the newest is what is new.
    assert judged("Annelise Thorvik", question, old, today=today) == Verdict.SUPPORTED
