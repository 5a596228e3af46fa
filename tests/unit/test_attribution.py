from assistant.answer import Hit, Sentence, Verdict
from assistant.attribution import Attribution
from assistant.sources import split_answer
from index import Library

BRIDGE = (
    "The Asker Swing Bridge reopened to traffic on Saturday, 148 days after it was closed. The "
    "work cost $2.26m in the end, the county said. Annelise Thorvik, the bridges engineer, cut "
    "the ribbon at 10am."
)
FERRY = (
    "Seventeen people were injured when the ferry Petrel struck the pier at Osk Island on Sunday. "
    "Three people remain in hospital."
)
VISITORS = (
    "They included Mohammad Bagher Zolghadr, secretary of the council. Liu met Ghodrat Ali "
    "Heshmatian, the chairman of the House of Parties, in Tehran."
)


def hit(text: str, article: str = "a", start: int = 100, **facts: str) -> Hit:
    return Hit(
        passage_id=f"{article}:{start}",
        article_id=article,
        title=facts.get("title", "A headline"),
        source=facts.get("source", "The Larch Courier"),
        published=facts.get("published", "2025-08-11"),
        url="",
        start=start,
        end=start + len(text),
        text=text,
        score=0.03,
        scores={"dense": 0.5, "lexical": 1.0, "fused": 0.03},
    )


def attribute(sentence: str, question: str, *hits: Hit) -> tuple[Sentence, list[str]]:
    """Give a sentence's judgement and the quotes of its citations."""
    attribution = Attribution(question, hits)
    judged = attribution.attribute(sentence)
    quotes = {citation.marker: citation.quote for citation in attribution.citations}
    return judged, [quotes[marker] for marker in judged.citations]


COST = "What did the repair of the swing bridge cost?"


def test_a_sentence_that_an_article_holds_is_supported_by_it():
    judged, quotes = attribute("The work on the swing bridge cost $2.26m.", COST, hit(BRIDGE))
    assert judged.verdict == Verdict.SUPPORTED
    assert quotes[0] == "The work cost $2.26m in the end, the county said."


def test_other_words_for_the_same_are_supported():
    judged, _ = attribute(
        "Annelise Thorvik, an engineer for bridges, cut the ribbon.", "Who cut it?", hit(BRIDGE)
    )
    assert judged.verdict == Verdict.SUPPORTED


def test_a_number_that_was_changed_is_not_supported():
    judged, _ = attribute("The work on the swing bridge cost $2.62m.", COST, hit(BRIDGE))
    assert judged.verdict in (Verdict.PARTLY_SUPPORTED, Verdict.NOT_FOUND)


def test_one_number_that_was_changed_in_a_sentence_that_is_right_otherwise_is_not_supported():
    right = "The Asker Swing Bridge reopened to traffic on Saturday, 148 days after it was closed."
    question = "What happened to the bridge?"
    assert attribute(right, question, hit(BRIDGE))[0].verdict == Verdict.SUPPORTED
    wrong = right.replace("148", "184")
    judged = attribute(wrong, question, hit(BRIDGE))[0]
    assert (judged.verdict, judged.citations) == (Verdict.NOT_FOUND, ())
    assert judged.reason == "the source says 148 days, not 184 days"


def test_one_name_that_was_changed_in_a_sentence_that_is_right_otherwise_is_not_supported():
    right = "Three people remain in hospital after the ferry Petrel struck the pier at Osk Island."
    question = "What did the ferry do?"
    assert attribute(right, question, hit(FERRY))[0].verdict == Verdict.SUPPORTED
    wrong = right.replace("Petrel", "Kestrel")
    assert attribute(wrong, question, hit(FERRY))[0].verdict != Verdict.SUPPORTED


def test_a_small_number_that_was_changed_is_not_supported():
    question = "How many people remain in hospital?"
    right, _ = attribute("Three people remain in hospital.", question, hit(FERRY))
    wrong, _ = attribute("Five people remain in hospital.", question, hit(FERRY))
    assert right.verdict == Verdict.SUPPORTED
    assert wrong.verdict != Verdict.SUPPORTED


def test_a_number_in_figures_is_the_same_in_words():
    judged, _ = attribute(
        "3 people remain in hospital.", "How many people remain in hospital?", hit(FERRY)
    )
    assert judged.verdict == Verdict.SUPPORTED


def test_a_number_over_ten_in_figures_is_the_same_in_words():
    judged, _ = attribute(
        "17 people were injured when the ferry struck the pier.", "How many were hurt?", hit(FERRY)
    )
    assert judged.verdict == Verdict.SUPPORTED


def test_a_name_that_was_changed_is_not_supported():
    question = "Who cut the ribbon?"
    wrong, _ = attribute("Annelise Thorpe cut the ribbon at 10am.", question, hit(BRIDGE))
    assert wrong.verdict != Verdict.SUPPORTED


def test_a_sentence_of_nothing_that_was_found_is_not_found_and_cites_nothing():
    judged, quotes = attribute("Argentina won the World Cup in Qatar.", "Who won?", hit(BRIDGE))
    assert judged.verdict == Verdict.NOT_FOUND
    assert quotes == []


def test_a_sentence_about_another_subject_is_not_supported(sample_library: Library):
    question = "Where does Osk Island get its electricity from?"
    hits = [Hit.from_node(node) for node in sample_library.search(question)]
    assert any("Petrel" in found.text for found in hits)
    judged, _ = attribute("Osk gets its electricity from the Petrel.", question, *hits)
    assert judged.verdict != Verdict.SUPPORTED


def test_a_sentence_without_a_word_that_counts_is_not_checked():
    judged, quotes = attribute("It is.", "Is it?", hit(BRIDGE))
    assert (judged.verdict, quotes) == (Verdict.NOT_CHECKED, [])


def test_without_hits_nothing_is_found():
    assert attribute("The bridge is open.", "Is it?")[0].verdict == Verdict.NOT_FOUND


def test_two_sentences_that_each_hold_a_part_are_both_cited():
    judged, quotes = attribute(
        "Liu met Mohammad Bagher Zolghadr and Ghodrat Ali Heshmatian.",
        "Whom did Liu meet?",
        hit(VISITORS),
    )
    assert judged.verdict == Verdict.SUPPORTED
    assert len(quotes) == 2


def test_a_second_source_that_only_restates_is_not_cited():
    other = hit("The work on the swing bridge cost $2.26m, a reader wrote to us.", "b")
    _, quotes = attribute("The work on the swing bridge cost $2.26m.", COST, other, hit(BRIDGE))
    assert quotes == [other.text]


def test_the_date_and_outlet_of_the_passage_may_be_named():
    judged, _ = attribute(
        "The work cost $2.26m, The Larch Courier said on 11 August 2025.", COST, hit(BRIDGE)
    )
    assert judged.verdict == Verdict.SUPPORTED


def test_citations_are_numbered_by_their_first_use():
    attribution = Attribution("What happened?", [hit(BRIDGE), hit(FERRY, "b")])
    first = attribution.attribute("Three people remain in hospital.")
    second = attribution.attribute("The work cost $2.26m in the end.")
    again = attribution.attribute("Three people remain in hospital.")
    assert (first.citations, second.citations, again.citations) == ((1,), (2,), (1,))
    assert [citation.marker for citation in attribution.citations] == [1, 2]


def test_one_sentence_in_two_passages_of_an_article_is_one_citation():
    text = BRIDGE.split(". ")[1] + "."
    attribution = Attribution("What?", [hit(text, start=186), hit(text, start=186)])
    attribution.attribute("The work cost $2.26m in the end, the county said.")
    attribution.attribute("The county said the work cost $2.26m.")
    assert [citation.marker for citation in attribution.citations] == [1]


def test_the_quote_stands_at_its_offsets():
    article = "x" * 100 + BRIDGE
    attribution = Attribution(COST, [hit(BRIDGE, start=100)])
    attribution.attribute("The work cost $2.26m. Annelise Thorvik cut the ribbon.")
    assert attribution.citations
    for citation in attribution.citations:
        assert article[citation.start : citation.end] == citation.quote


def test_a_citation_says_where_it_is_from():
    attribution = Attribution(COST, [hit(BRIDGE, "a7", title="Open again", source="Wire")])
    attribution.attribute("The work cost $2.26m in the end.")
    (citation,) = attribution.citations
    assert (citation.article_id, citation.passage_id) == ("a7", "a7:100")
    assert (citation.title, citation.source, citation.published) == (
        "Open again",
        "Wire",
        "2025-08-11",
    )


def test_markers_that_the_model_wrote_are_taken_out():
    assert split_answer("It cost $2.26m [1]. It reopened [2, 3] on Saturday [12].") == [
        "It cost $2.26m.",
        "It reopened on Saturday.",
    ]


def test_list_numbers_that_the_model_wrote_are_no_sentences():
    assert split_answer("1. Zolghadr met Liu.\n2. Heshmatian met Liu.") == [
        "Zolghadr met Liu.",
        "Heshmatian met Liu.",
    ]


def test_an_answer_of_nothing_has_no_sentences():
    assert split_answer("") == split_answer(" \n") == []


def test_a_bare_fact_from_a_sentence_about_something_else_is_doubted():
    question = "Which university opened a new library for engineers?"
    attribution = Attribution(question, [hit(BRIDGE)], bare=True)
    assert attribution.attribute("Saturday").verdict == Verdict.PARTLY_SUPPORTED
    asked = "Who cut the ribbon when the bridge reopened?"
    told = Attribution(asked, [hit(BRIDGE)], bare=True).attribute("Annelise Thorvik")
    assert told.verdict == Verdict.SUPPORTED
