import pytest
from made_answers import answer, cited, hit, read, window
from shown_page import ATTACKS, as_markdown

from assistant.answer import Sentence, Verdict
from ui.announcing import announcement
from ui.growing import STOPPED
from ui.turns import Turn

SOURCE = hit("It hurt 17 people. It was the third fire.")
PASSAGES = {"hits": (SOURCE,), "found": 1}
READING = {**PASSAGES, "windows": (window(read("It hurt 17 people. It was the third fire.")),)}


def sentence(verdict: Verdict, *citations: int) -> Sentence:
    return Sentence(text="It hurt 17 people.", verdict=verdict, citations=citations)


def said(running: bool, note: str = "", **fields: object) -> str:
    shown = as_markdown(announcement(Turn(answer(**fields), note), running))
    assert shown.tags == ["p"]
    return shown.text.strip()


def test_each_phase_is_said_once_however_much_is_written_in_it():
    written = [sentence(Verdict.SUPPORTED, 1), sentence(Verdict.NOT_CHECKED)]
    grown = [{}, PASSAGES, READING]
    grown += [{**READING, "sentences": tuple(written[:number])} for number in (1, 2)]
    phases = [said(True, **fields) for fields in grown]
    assert phases == [
        "Searching",
        "Reading the 1 nearest passage",
        "Reading 2 sentences",
        "Writing",
        "Writing",
    ]


def test_the_end_counts_sentences_sources_and_what_is_doubtful():
    verdicts = (Verdict.SUPPORTED, Verdict.NOT_FOUND, Verdict.PARTLY_SUPPORTED, Verdict.NOT_FOUND)
    fields = {
        **READING,
        "sentences": tuple(sentence(verdict) for verdict in verdicts),
        "citations": (cited(SOURCE, "It hurt 17 people."),),
    }
    assert said(False, **fields) == (
        "Answer ready: 4 sentences, 1 source, 1 partly supported, 2 not found in the source"
    )


def test_an_answer_without_doubts_says_nothing_of_them():
    assert said(False, **READING, sentences=(sentence(Verdict.SUPPORTED),)) == (
        "Answer ready: 1 sentence, 0 sources"
    )


@pytest.mark.parametrize("running", [True, False])
def test_an_abstention_is_said_as_it_is_written(running: bool):
    nothing = "The library holds nothing on this."
    assert said(running, **PASSAGES, text=nothing, abstained=True) == nothing


def test_a_stop_is_said_calmly_and_an_error_at_once():
    stopped = announcement(Turn(answer(**READING), STOPPED), running=False)
    failed = announcement(Turn(answer(**READING), "the model's server is gone"), running=False)
    assert stopped == '<p class="polite">Stopped.</p>'
    assert failed == '<p class="urgent">the model\'s server is gone</p>'


@pytest.mark.parametrize("text", ATTACKS)
def test_any_error_is_said_as_it_is(text: str):
    assert said(False, note=f"Of {text}") == f"Of {' '.join(text.split())}".strip()
