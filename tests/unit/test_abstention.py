import pytest

from assistant.abstention import MESSAGES, abstained, after, in_words, message
from assistant.answer import Answer, Citation, Hit, Reason, Sentence, Verdict
from assistant.prompts import NOT_FOUND
from assistant.remarks import Coverage


def hit(dense: float | None) -> Hit:
    return Hit(
        passage_id="a:0",
        article_id="a",
        title="A",
        source="Wire",
        published="",
        url="",
        start=0,
        end=5,
        text="Text.",
        score=0.03,
        scores={"dense": dense, "lexical": 1.0, "fused": 0.03},
    )


@pytest.mark.parametrize("text", ["", "  \n", NOT_FOUND])
def test_nothing_written_or_a_refusal_is_not_answered(text: str):
    assert after(text, []) == Reason.NOT_ANSWERED


def test_an_answer_that_nothing_supports_is_not_supported():
    sentences = [Sentence(text="It is so.", verdict=Verdict.NOT_FOUND)] * 2
    assert after("It is so. It is so.", sentences) == Reason.NOT_SUPPORTED


def test_one_sentence_that_is_supported_makes_it_an_answer():
    sentences = [
        Sentence(text="It is so.", verdict=Verdict.NOT_FOUND),
        Sentence(text="It is.", verdict=Verdict.PARTLY_SUPPORTED),
    ]
    assert after("It is so. It is.", sentences) is None


@pytest.mark.parametrize("reason", Reason)
def test_abstaining_says_why_and_keeps_the_hits_and_nothing_else(reason: Reason):
    citation = Citation(
        marker=1,
        article_id="a",
        passage_id="a:0",
        title="A",
        source="Wire",
        published="",
        url="",
        start=0,
        end=5,
        quote="Text.",
    )
    answer = Answer(
        question="Who?",
        standalone_question="Who?",
        text="Wrong.",
        sentences=(Sentence(text="Wrong."),),
        citations=(citation,),
        hits=(hit(0.5),),
    )
    said = abstained(answer, reason)
    assert (said.abstained, said.reason, said.text) == (True, reason, MESSAGES[reason])
    assert (said.sentences, said.citations, said.hits) == ((), (), answer.hits)


COVERAGE = Coverage(articles=1989, sources=3, first="2022-03-01", last="2023-12-22")


def test_abstaining_tells_and_keeps_what_the_library_holds():
    answer = Answer(question="Who?", standalone_question="Who?")
    said = abstained(answer, Reason.NOTHING_NEAR, COVERAGE, "The filters: of Wire.")
    assert said.coverage == COVERAGE
    assert said.text == (
        f"{MESSAGES[Reason.NOTHING_NEAR]} The filters: of Wire. "
        "The library holds 1,989 articles, 2022-03-01 to 2023-12-22, of 3 outlets."
    )


@pytest.mark.parametrize(
    ("coverage", "told"),
    [
        (Coverage(articles=1, sources=1), "The library holds 1 article, of 1 outlet."),
        (Coverage(articles=2, sources=0), "The library holds 2 articles."),
        (
            Coverage(articles=2, sources=1, first="2023-01-01", last="2023-01-01"),
            "The library holds 2 articles, 2023-01-01, of 1 outlet.",
        ),
    ],
)
def test_what_is_not_known_of_a_library_is_not_told(coverage: Coverage, told: str):
    assert in_words(coverage) == told


def test_of_an_empty_library_nothing_more_is_told():
    empty = Coverage(articles=0, sources=0)
    assert message(Reason.EMPTY_LIBRARY, empty) == MESSAGES[Reason.EMPTY_LIBRARY]


def test_a_bare_fact_that_is_half_supported_is_no_answer():
    sentences = [Sentence(text="17", verdict=Verdict.PARTLY_SUPPORTED)]
    assert after("17", sentences, "short") == Reason.NOT_SUPPORTED
    assert after("17", [Sentence(text="17", verdict=Verdict.SUPPORTED)], "short") is None
