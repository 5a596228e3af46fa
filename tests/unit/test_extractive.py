"""What the answer without a model is made of, for each kind of question."""

import pytest

from assistant import extractive
from assistant.answer import Answer, Hit, Reason, Verdict

TEXT = (
    "The Asker Swing Bridge shut on Monday. It had lost a bearing. "
    "The town built the bridge in 1931. Drivers complained because the detour is long."
)
SENTENCES = [
    "The Asker Swing Bridge shut on Monday.",
    "It had lost a bearing.",
    "The town built the bridge in 1931.",
    "Drivers complained because the detour is long.",
]


def _hit(text: str, score: float, number: int | None = None, **fields: str) -> Hit:
    start = TEXT.find(text)
    start = max(start, 0)
    return Hit(
        passage_id="a:0" if number is None else f"a:0/{number}",
        article_id=fields.get("article_id", "a"),
        title="Bridge",
        source="Gazette",
        published=fields.get("published", "2025-03-14"),
        url="",
        start=start,
        end=start + len(text),
        text=text,
        score=score,
        scores={"score": score},
    )


PASSAGE = _hit(TEXT, 7.0)


def _ask(question: str, *best: list[Hit]) -> Answer:
    asked = Answer(question=question, standalone_question=question)
    return extractive.answer(asked, [PASSAGE], best)


def _scored(*scores: float) -> list[Hit]:
    """The sentences with these scores, best first."""
    hits = [
        _hit(text, score, n) for n, (text, score) in enumerate(zip(SENTENCES, scores, strict=True))
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def _texts(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def test_a_fact_is_the_best_sentence_and_one_nearly_as_good():
    best = _scored(7, 1, 6.9, 6.8)
    assert _texts(_ask("What did the town build?", best)) == [SENTENCES[0], SENTENCES[2]]
    best = _scored(7, 1, 5, 4.9)
    assert _texts(_ask("What did the town build?", best)) == [SENTENCES[0]]


def test_every_sentence_is_its_own_citation_at_its_offsets_in_its_passage():
    answer = _ask("Which bridges are there?", _scored(7, 1, 6.9, 6.8))
    assert len(answer.sentences) == 3
    assert [citation.marker for citation in answer.citations] == [1, 2, 3]
    for sentence, citation in zip(answer.sentences, answer.citations, strict=True):
        assert sentence.citations == (citation.marker,)
        assert sentence.verdict == Verdict.SUPPORTED
        assert TEXT[citation.start : citation.end] == citation.quote == sentence.text
        assert citation.passage_id == "a:0"
    assert answer.text == " ".join(_texts(answer))


def test_a_pronoun_brings_the_sentence_before_it():
    assert _texts(_ask("What had it lost?", _scored(1, 7, 1, 1))) == SENTENCES[:2]


def test_the_sentence_before_is_not_said_twice():
    assert _texts(_ask("What had it lost?", _scored(6.9, 7, 1, 1))) == SENTENCES[:2]


def test_a_pronoun_without_its_passage_stays_alone():
    asked = Answer(question="What had it lost?", standalone_question="What had it lost?")
    answer = extractive.answer(asked, [], [_scored(1, 7, 1, 1)])
    assert _texts(answer) == [SENTENCES[1]]


def test_a_list_takes_up_to_four_that_add_something():
    best = [
        _hit("The members were Ada Weil and Jon Marsh.", 7),
        _hit("Members were Ada Weil and Jon Marsh.", 6.9, 1, article_id="b"),
        _hit("Ines Roth joined later.", 6.8, 2, article_id="c"),
        _hit("Per Lund left in May.", 6.7, 3, article_id="d"),
        _hit("Odile Brandt presides.", 6.6, 4, article_id="e"),
        _hit("Bo Anders was fifth.", 6.5, 5, article_id="f"),
    ]
    texts = _texts(_ask("Who were the members of the board?", best))
    assert texts == [best[n].text for n in (0, 2, 3, 4)]


def test_why_prefers_the_sentence_with_the_cause():
    texts = _texts(_ask("Why did drivers complain?", _scored(7, 1, 1, 6)))
    assert texts[0] == SENTENCES[3]
    texts = _texts(_ask("Why did drivers complain?", _scored(7, 1, 1, 4.1)))
    assert texts[0] == SENTENCES[0]


def test_yes_or_no_is_stated_and_not_invented():
    answer = _ask("Did the bridge shut?", _scored(7, 1, 1, 1))
    assert answer.text == SENTENCES[0]


def test_each_part_and_each_side_has_its_best_sentence():
    question = "When did the bridge shut and when was it built?"
    answer = _ask(question, _scored(7, 1, 6.9, 1), _scored(1, 1, 7, 6.9))
    assert _texts(answer) == [SENTENCES[0], SENTENCES[2]]
    # One part that is not answered leaves the other's answer.
    assert _texts(_ask(question, _scored(7, 1, 1, 1), _scored(1, 1, 1, 1))) == [SENTENCES[0]]


def test_a_timeline_is_in_the_order_of_days():
    best = [
        _hit("The bridge reopened.", 7, 1, article_id="b", published="2025-07-03"),
        _hit("The bridge shut.", 6.9, 2, article_id="a", published="2025-03-14"),
    ]
    assert _texts(_ask("What happened to the bridge?", best)) == [best[1].text, best[0].text]


@pytest.mark.parametrize("best", [[], [[]], [[], []], [_scored(3, 2, 2, 2)]])
def test_nothing_near_enough_is_no_answer(best: list[list[Hit]]):
    answer = _ask("Who won?", *best)
    assert (answer.abstained, answer.reason) == (True, Reason.NOT_ANSWERED)
    assert answer.citations == ()
