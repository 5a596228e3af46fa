import pytest
from made_answers import answer, cited, hit, read, window

from assistant.answer import Answer, Sentence, Verdict
from assistant.remarks import Timings
from eval.answers import by_id, holds_gold, is_right, measures, same_sentence
from eval.questions import Question

GOLD = Question(
    "q",
    "Who won?",
    ("Ada Weil",),
    True,
    evidence=(("Ada Weil won the vote.", "The vote went to Ada Weil."), ("She got 612 votes.",)),
)
UNANSWERABLE = Question("q", "Who won?", answerable=False)
SOURCE = hit("Ada Weil won the vote. She got 612 votes. It rained all day long.")


def said(text: str, *quotes: str, **fields: object) -> Answer:
    """An answer of one sentence that cites these quotes of the source."""
    citations = tuple(cited(SOURCE, quote, n) for n, quote in enumerate(quotes, start=1))
    sentence = Sentence(text=text, citations=tuple(one.marker for one in citations))
    known = {"text": text, "sentences": (sentence,), "citations": citations, "hits": (SOURCE,)}
    return answer(**(known | fields))


REFUSED = answer(text="There is no answer.", abstained=True)


def test_an_answer_is_measured_beside_its_gold_ones():
    found = measures(GOLD, said("It was Ada Weil."))
    # 2 of 4 words shared with 2: P = 1/2, R = 1.
    assert (found["em"], found["f1"], found["contains"]) == (0.0, pytest.approx(2 / 3), 1.0)
    assert (found["right"], found["risk"]) == (1.0, 0.0)
    assert measures(GOLD, said("Ada Weil!"), "short")["em"] == 1.0


def test_right_is_to_equal_gold_as_a_bare_fact_and_to_hold_it_as_a_sentence():
    assert is_right(GOLD, said("It was Ada Weil."), "full") == 1
    assert is_right(GOLD, said("It was Ada Weil."), "short") == 0
    assert is_right(GOLD, said("Ada Weil."), "short") == 1
    assert is_right(GOLD, said("It was Per Lund."), "full") == 0


def test_right_without_gold_answers_is_to_cite_the_gold_sentence():
    located = Question("q", "Why?", evidence=(("Ada Weil won the vote.",),))
    assert is_right(located, said("She won.", "Ada Weil won the vote.")) == 1
    assert is_right(located, said("She won.", "It rained all day long.")) == 0
    assert is_right(located, REFUSED) == 0


def test_what_nothing_says_anything_of_is_neither_right_nor_wrong():
    unknown = Question("q", "Why?", answerable=True)
    assert is_right(unknown, said("So.")) is None
    assert is_right(unknown, REFUSED) is None
    assert measures(unknown, said("So."))["risk"] is None


def test_to_refuse_is_right_where_there_is_no_answer_and_nowhere_else():
    assert is_right(UNANSWERABLE, REFUSED) == 1
    assert is_right(UNANSWERABLE, said("Ada Weil.")) == 0
    assert is_right(GOLD, REFUSED) == 0


@pytest.mark.parametrize(
    ("text", "right"), [("It was Per Lund.", 1), ("Weil", 0), ("Ada Lund", 0), ("I cannot tell", 0)]
)
def test_of_several_choices_the_right_one_is_meant(text: str, right: float):
    question = Question("q", "Who?", ("Per Lund",), True, choices=("Ada Weil", "Per Lund", "None"))
    found = measures(question, said(text))
    assert (found["choice"], found["right"], found["risk"]) == (right, right, 1 - right)


def test_a_refusal_scores_0_of_an_answerable_question():
    question = Question("q", "Who?", ("There is no answer",), True, choices=("There is no answer",))
    found = measures(question, REFUSED)
    # Its own words are no answer, even where they are gold.
    assert [found[name] for name in ("em", "f1", "contains", "choice", "right")] == [0.0] * 5


def test_of_an_unanswerable_question_nothing_is_measured_beside_gold():
    odd = Question("q", "Who?", ("Ada Weil",), False)
    found = measures(odd, said("Ada Weil", "Ada Weil won the vote."))
    names = ("em", "f1", "contains", "choice", "citation_precision", "citation_recall")
    assert {name: found[name] for name in names} == dict.fromkeys(names)
    assert found["risk"] == 1.0


def test_citation_precision_is_of_the_citations_and_recall_of_the_gold_sentences():
    one_of_two = said("She won.", "Ada Weil won the vote.", "It rained all day long.")
    found = measures(GOLD, one_of_two)
    assert (found["citation_precision"], found["citation_recall"]) == (1 / 2, 1 / 2)
    both = said("She won.", "Ada Weil won the vote.", "She got 612 votes.")
    found = measures(GOLD, both)
    assert (found["citation_precision"], found["citation_recall"]) == (1.0, 1.0)
    twice = said("She won.", *["Ada Weil won the vote."] * 2, "It rained all day long.")
    found = measures(GOLD, twice)
    assert (found["citation_precision"], found["citation_recall"]) == (2 / 3, 1 / 2)


def test_without_citations_precision_is_none_and_recall_0():
    found = measures(GOLD, said("She won."))
    assert (found["citation_precision"], found["citation_recall"]) == (None, 0.0)
    assert found["cited_sentences"] == 0.0
    found = measures(GOLD, REFUSED)
    assert {found[name] for name in ("citation_precision", "citation_recall")} == {None}
    assert found["cited_sentences"] is None


def test_gold_articles_by_address_are_those_of_the_hits():
    question = Question("q", "Who?", ("Ada Weil",), True, articles=("http://paper.example/1/",))
    given = said("She won.", "She got 612 votes.")
    assert by_id(question, given).articles == ("http://paper.example/1/", "a")
    found = measures(question, given)
    assert (found["citation_precision"], found["citation_recall"]) == (1.0, 1.0)
    elsewhere = Question("q", "Who?", ("Ada Weil",), True, articles=("http://paper.example/2",))
    assert measures(elsewhere, given)["citation_precision"] == 0.0


def test_verdicts_and_citations_are_shares_of_the_sentences():
    verdicts = [
        Verdict.SUPPORTED,
        Verdict.SUPPORTED,
        Verdict.PARTLY_SUPPORTED,
        Verdict.NOT_FOUND,
        Verdict.NOT_CHECKED,
    ]
    sentences = tuple(
        Sentence(text="Ada Weil.", verdict=verdict, citations=(1,) if n < 3 else ())
        for n, verdict in enumerate(verdicts)
    )
    found = measures(GOLD, said("Ada Weil.", "She got 612 votes.", sentences=sentences))
    assert found["supported"] == 2 / 5
    assert found["partly_supported"] == found["not_found"] == found["not_checked"] == 1 / 5
    assert found["cited_sentences"] == 3 / 5
    refused = measures(GOLD, REFUSED)
    names = ("supported", "partly_supported", "not_found", "not_checked")
    assert {refused[name] for name in names} == {None}


def test_abstention_is_measured_apart_for_both_kinds_of_questions():
    names = ("answered", "risk", "refused_answerable", "refused_unanswerable")

    def of(question: Question, given: Answer) -> list[float | None]:
        return [measures(question, given)[name] for name in names]

    assert of(GOLD, said("Ada Weil")) == [1.0, 0.0, 0.0, None]
    assert of(GOLD, said("Per Lund")) == [1.0, 1.0, 0.0, None]
    assert of(GOLD, REFUSED) == [0.0, None, 1.0, None]
    assert of(UNANSWERABLE, said("Per Lund")) == [1.0, 1.0, None, 0.0]
    assert of(UNANSWERABLE, REFUSED) == [0.0, None, None, 1.0]
    unstated = Question("q", "Who?", ("Ada Weil",))
    assert of(unstated, REFUSED) == [0.0, None, 1.0, None]
    assert of(Question("q", "Who?"), REFUSED) == [0.0, None, None, None]


def test_what_was_read_tells_a_refusal_in_spite_of_evidence_from_one_without():
    held, other = window(read("She got 612 votes.")), window(read("It rained."))
    for windows, found in [
        ((held,), (1.0, 1.0)),
        ((other, held), (1.0, 1.0)),
        ((other,), (0.0, None)),
        ((), (None, None)),
    ]:
        measured = measures(GOLD, REFUSED.model_copy(update={"windows": windows}))
        assert (measured["evidence_held"], measured["refused_though_read"]) == found
    answered = said("Ada Weil", windows=(held,))
    assert measures(GOLD, answered)["refused_though_read"] == 0.0
    unanswerable = measures(UNANSWERABLE, REFUSED.model_copy(update={"windows": (held,)}))
    assert unanswerable["evidence_held"] is unanswerable["refused_though_read"] is None


def test_costs_are_the_records_and_none_where_it_has_none():
    timings = Timings(
        retrieval_ms=12.5, first_token_ms=300, total_ms=900, prompt_tokens=700, output_tokens=20
    )
    first = window(read("x")).model_copy(update={"prompt_tokens": 400, "cached_tokens": 150})
    found = measures(GOLD, said("Ada", timings=timings, windows=(first, window(read("y")))))
    names = ("retrieval_ms", "first_token_ms", "total_ms", "prompt_tokens", "new_tokens")
    assert [found[name] for name in names] == [12.5, 300, 900, 700, 250]
    assert found["output_tokens"] == 20
    nothing = measures(GOLD, REFUSED)
    assert {nothing[name] for name in (*names, "output_tokens")} == {None}


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("It is said that Ada Weil won the vote, twice.", True),
        ("the vote went to ADA WEIL", True),
        # Half of a gold sentence is it; less than half is not.
        ("won the vote", True),
        ("vote", False),
        ("Ada Weil lost the vote.", False),
        ("", False),
    ],
)
def test_a_gold_sentence_is_held_whole_or_by_half(text: str, same: bool):
    assert same_sentence(text, GOLD.evidence[0]) is same


def test_gold_is_held_by_sentence_then_by_place_then_by_answer():
    text = "Ada Weil won."
    placed = Question("q", "Who?", ("Ada Weil",), passages=("a:2",), articles=("b",))
    assert holds_gold(placed, text, "a", "a:2")
    assert holds_gold(placed, "Anything.", "b", "b:7")
    assert not holds_gold(placed, text, "a", "a:1")
    assert holds_gold(Question("q", "Who?", ("Ada Weil",)), text, "a", "a:1")
    assert not holds_gold(GOLD, "Ada Weil is here.", "a", "a:1")
