"""Sentences in another language than their source: digits and names are compared, words are not."""

import pytest
from made_answers import hit

from assistant.answer import Verdict
from assistant.attribution import Attribution

QUESTION = "Who opened the tram line in Larch, and what did it cost?"
OPENED = "Odile Brandt opened the tram line in Larch last Saturday."
STATIONS = "Seventeen stations stand along its 9.5 kilometres."
RODE = "Passengers made 1,200,000 journeys."
TEXT = f"{OPENED} It cost 42 million crowns. {STATIONS} {RODE} Talks with Per Lund ended in 2018."


@pytest.fixture
def attribution() -> Attribution:
    found = hit(text=TEXT, start=0, end=len(TEXT), published="2021-05-03")
    return Attribution(QUESTION, [found], same_language=False)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Die Straßenbahn in Larch kostete 42 Millionen Kronen.", "It cost 42 million crowns."),
        ("Sie kostete 42.000.000 Kronen.", "It cost 42 million crowns."),
        ("Odile Brandt eröffnete die Linie.", OPENED),
        ("La ligne a 17 stations.", STATIONS),
        ("Odile Brandt eröffnete sie am 01.05.2021.", OPENED),
        ("Es gab 1,2 Millionen Fahrten.", RODE),
        ("La línea mide 9,5 kilómetros.", STATIONS),
        ("La ligne fut ouverte le 1er mai 2021.", OPENED),
        ("Трамвай обошёлся в 42 миллиона крон.", "It cost 42 million crowns."),
    ],
)
def test_what_is_written_alike_leads_to_its_source(
    attribution: Attribution, sentence: str, quote: str
):
    said = attribution.attribute(sentence)
    assert (said.verdict, said.reason) == (
        Verdict.NOT_CHECKED,
        "its source is in another language",
    )
    assert attribution.citations[said.citations[0] - 1].quote == quote


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Die Straßenbahn kostete 43 Millionen Kronen.", "no passage that was found says this"),
        ("Odile Brandt eröffnete 2019 die Linie.", "the source does not say 2019"),
        ("42 Millionen Kronen kosteten die 12 Wagen.", "the source does not say 12"),
        ("Im Jahr 2018 endeten die Gespräche im Monat 12.", "the source does not say 12"),
        # It may be a refusal: what it shares with the source, the question holds.
        (
            "Die Texte nennen keinen Preis der Linie in Larch.",
            "no passage that was found says this",
        ),
        ("Nicht gefunden.", "no passage that was found says this"),
    ],
)
def test_what_stands_nowhere_is_not_found(attribution: Attribution, sentence: str, reason: str):
    said = attribution.attribute(sentence)
    assert (said.verdict, said.reason, said.citations) == (Verdict.NOT_FOUND, reason, ())


def test_an_english_sentence_is_checked_whatever_was_asked_for(attribution: Attribution):
    assert attribution.attribute("The tram line in Larch cost 42 million crowns.").verdict == (
        Verdict.SUPPORTED
    )
    wrong = attribution.attribute("The tram line in Larch cost 24 million crowns.")
    assert wrong.verdict == Verdict.NOT_FOUND
