from assistant.answer import Citation, Hit, Sentence, Verdict
from assistant.attribution import Attribution
from assistant.repair import renumbered, repair

TEXT = (
    "Seventeen people were injured when the ferry Petrel struck the pier on Sunday. "
    "Three people remain in hospital. The pier is closed to freight."
)
QUESTION = "How many people were injured when the ferry struck the pier?"


def attribution(text: str = TEXT) -> Attribution:
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
        scores={},
    )
    return Attribution(QUESTION, [hit])


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


def test_markers_are_numbered_anew_by_first_use():
    fields = dict.fromkeys(("article_id", "passage_id", "title", "source", "published", "url"), "")
    citations = [Citation(marker=n, start=n, end=n + 1, quote=f"q{n}", **fields) for n in (1, 2, 3)]
    sentences, kept = renumbered(
        [Sentence(text="a", citations=(3,)), Sentence(text="b", citations=(2, 3))], citations
    )
    assert [sentence.citations for sentence in sentences] == [(1,), (2, 1)]
    assert [(citation.marker, citation.quote) for citation in kept] == [(1, "q3"), (2, "q2")]
