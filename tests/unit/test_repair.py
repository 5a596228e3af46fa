import pytest

from assistant.answer import Citation, Hit, Sentence, Verdict
from assistant.attribution import Attribution
from assistant.repair import completed, renumbered, repair

TEXT = (
    "Seventeen people were injured when the ferry Petrel struck the pier on Sunday. "
    "Three people remain in hospital. The pier is closed to freight."
)
QUESTION = "How many people were injured when the ferry struck the pier?"


def attribution(
    text: str = TEXT, question: str = QUESTION, score: float | None = None
) -> Attribution:
    hit = Hit(
        passage_id="a:0",
        article_id="a",
        title="Ferry",
        source="Gazette",
        published="2025-06-10",
        url="",
        start=50,
        end=50 + len(text),
        text=text,
        score=1.0,
        scores={} if score is None else {"score": score},
    )
    return Attribution(question, [hit])


def test_a_sentence_with_one_number_wrong_gives_way_to_the_source_s_own():
    sources = attribution()
    judged = sources.attribute("Twelve people were injured when the Petrel struck the pier.")
    repaired = repair(judged, sources, QUESTION)
    assert repaired is not None
    assert repaired.text == TEXT.split(". ")[0] + "."
    assert repaired.written == judged.text
    assert (repaired.verdict, repaired.reason) == (Verdict.SUPPORTED, "")
    (citation,) = sources.citations
    assert (citation.quote, citation.start) == (repaired.text, 50)
    assert repaired.citations == (citation.marker,)


def test_a_supported_sentence_is_left_alone():
    sources = attribution()
    judged = sources.attribute("Seventeen people were injured.")
    assert judged.verdict == Verdict.SUPPORTED
    assert repair(judged, sources, QUESTION) is None


def test_where_nothing_answers_nothing_is_shown_instead():
    sources = attribution("The cannery at Kelder Bay opened in 1938.")
    judged = sources.attribute("Twelve people were injured when the Petrel struck the pier.")
    assert repair(judged, sources, QUESTION) is None
    assert sources.citations == []


ELSEWHERE = "Which harbour town welcomed the visiting orchestra?"


@pytest.mark.parametrize(
    ("question", "score", "repaired"),
    [
        # Neither search nor words say that the passage is about the question.
        (ELSEWHERE, 3.8, False),
        (ELSEWHERE, 6.2, True),
        (QUESTION, 3.8, True),
    ],
)
def test_a_sentence_of_another_matter_does_not_stand_in(
    question: str, score: float, repaired: bool
):
    sources = attribution(question=question, score=score)
    judged = sources.attribute("Twelve people were injured when the Petrel struck the pier.")
    assert judged.verdict == Verdict.NOT_FOUND
    assert (repair(judged, sources, question) is not None) == repaired


def test_markers_are_numbered_anew_by_first_use():
    fields = dict.fromkeys(("article_id", "passage_id", "title", "source", "published", "url"), "")
    citations = [Citation(marker=n, start=n, end=n + 1, quote=f"q{n}", **fields) for n in (1, 2, 3)]
    sentences, kept, _ = renumbered(
        [Sentence(text="a", citations=(3,)), Sentence(text="b", citations=(2, 3))], citations
    )
    assert [sentence.citations for sentence in sentences] == [(1,), (2, 1)]
    assert [(citation.marker, citation.quote) for citation in kept] == [(1, "q3"), (2, "q2")]


SCO = "The group includes Larch, Vale, Millfold and four towns of the coast."
LISTED = Hit(
    passage_id="s:0",
    article_id="s",
    title="Towns",
    source="Vale News",
    published="2021-05-03",
    url="",
    start=0,
    end=len(SCO),
    text=SCO,
    score=1.0,
    scores={"dense": 0.5},
)


def listed(question: str, text: str) -> Sentence | None:
    attribution = Attribution(question, [LISTED])
    sentence = attribution.attribute(text)
    assert sentence.citations
    return completed(sentence, attribution, question)


def test_a_list_that_is_cut_short_gives_way_to_the_sentence_that_lists_all():
    told = listed("Which towns are in the group?", "The group includes Larch and Vale.")
    assert told is not None
    assert (told.text, told.written) == (SCO, "The group includes Larch and Vale.")
    assert (told.verdict, told.citations) == (Verdict.SUPPORTED, (1,))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which towns are in the group?", "The group includes Larch, Vale and Millfold."),
        ("Which towns are in the group?", "The group includes Larch."),
        ("Is Larch in the group?", "The group includes Larch and Vale."),
    ],
)
def test_what_is_whole_or_no_list_stays(question: str, text: str):
    assert listed(question, text) is None
