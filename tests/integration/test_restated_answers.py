"""What the model writes is read again where it only says the question."""

import asyncio
from functools import partial

from scripted_model import ScriptedModel

from assistant.answer import Answer, Evidence, Hit, Verdict
from assistant.asking import Style
from assistant.attribution import Attribution
from assistant.llm import LanguageModel
from assistant.writing import Clock, Writer

QUESTION = "What limit was lifted on the Asker Swing Bridge in October?"
RESTATED = "The limit was lifted on the Asker Swing Bridge in October."
FIRST = "In October a limit on the Asker Swing Bridge was lifted, the county said."
SECOND = "Lorries of more than 12 tonnes may cross the Asker Swing Bridge since October."
# It names who lifted what, so it is what an article has to say to the question.
THIRD = "Engineer Thorvik lifted the 12-tonne limit on the Asker Swing Bridge in October."


def place(text: str, number: int) -> dict[str, object]:
    where = {"article_id": str(number), "passage_id": f"{number}:0", "start": 0, "end": len(text)}
    return {"text": text, "source": "Vale News", "published": "2025-11-02", **where}


def written(model: ScriptedModel, *texts: str, style: Style = "full") -> Answer:
    """Let the model answer from one window for each text."""
    places = [place(text, number) for number, text in enumerate(texts)]
    scores = {"dense": 0.5, "lexical": 1.0}
    hits = [
        Hit.model_validate({**p, "title": "", "url": "", "score": 1.0, "scores": scores})
        for p in places
    ]
    windows = [(Evidence.model_validate(p),) for p in places]
    start = Answer(question=QUESTION, standalone_question=QUESTION, hits=tuple(hits))
    attributed = partial(Attribution, bare=style == "short")
    writer = Writer(LanguageModel(model.url, "scripted", "none", 64), Clock(), attributed, style)

    async def last() -> Answer:
        return [answer async for answer in writer.write(start, windows)][-1]

    return asyncio.run(last())


def test_where_an_answer_only_restates_the_question_the_next_window_is_read(
    scripted_model: ScriptedModel,
):
    scripted_model.say(RESTATED)
    scripted_model.say(SECOND)
    answer = written(scripted_model, FIRST, SECOND)
    assert [window.written.strip() for window in answer.windows] == [RESTATED, SECOND]
    assert answer.text == SECOND


def test_a_bare_fact_out_of_the_question_is_no_answer_either(scripted_model: ScriptedModel):
    scripted_model.say("Asker Swing Bridge")
    scripted_model.say("12 tonnes")
    answer = written(scripted_model, FIRST, SECOND, style="short")
    assert answer.text == "12 tonnes"


def test_where_there_is_nothing_more_to_read_the_article_s_sentence_answers(
    scripted_model: ScriptedModel,
):
    scripted_model.say(RESTATED)
    (sentence,) = written(scripted_model, THIRD).sentences
    assert (sentence.text, sentence.written, sentence.verdict) == (
        THIRD,
        RESTATED,
        Verdict.SUPPORTED,
    )


def test_an_article_s_sentence_that_only_says_the_same_does_not_stand_in(
    scripted_model: ScriptedModel,
):
    scripted_model.say(RESTATED)
    assert written(scripted_model, FIRST).text == RESTATED
