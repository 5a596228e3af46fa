import asyncio
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from scripted_model import USAGE, Reply, ScriptedModel

from assistant import Answer, Asking, Assistant, Reason, Settings, Verdict
from assistant.abstention import MESSAGES, is_refusal
from assistant.prompts import NOT_FOUND, constant
from index import Filters, Library

QUESTION = "How much did the tram line in Larch cost?"
RIGHT = "The tram line in Larch cost 42 million crowns."


@pytest.fixture
def news(library: Library, write: Callable[[str, str], Path]) -> Library:
    matter = "---\nsource: The Larch Courier\ndate: 2021-05-03\n---\n"
    library.add(
        write("tram.md", f"{matter}Odile Brandt opened the tram line in Larch. {RIGHT}"),
        write("mill.md", f"{matter}The tide mill at Saltmarsh turned again. Ada Weil watched."),
    )
    return library


@pytest.fixture
def assistant(news: Library, scripted_model: ScriptedModel) -> Assistant:
    settings = Settings(llm_url=scripted_model.url, llm_model="scripted", llm_key="secret")
    return Assistant(news, settings)


def records(assistant: Assistant, question: str = QUESTION) -> list[Answer]:
    async def collect() -> list[Answer]:
        return [record async for record in assistant.stream(question)]

    return asyncio.run(collect())


def test_the_first_record_holds_the_hits(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.say(RIGHT)
    first, *_ = records(assistant)
    assert (first.question, first.standalone_question) == (QUESTION, QUESTION)
    assert RIGHT in first.hits[0].text
    assert first.text == ""
    assert first.timings.retrieval_ms > 0
    assert first.library == str(assistant.library.folder)


def test_records_grow(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.say(f"Odile Brandt opened the tram line in Larch. {RIGHT}")
    texts = [record.text for record in records(assistant)]
    assert len(texts) > 5
    for shorter, longer in pairwise(texts):
        assert longer.startswith(shorter.rstrip())
    assert texts[-1] == f"Odile Brandt opened the tram line in Larch. {RIGHT}"


def test_a_sentence_is_judged_once_it_is_whole(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.say(f"{RIGHT} Argentina won the World Cup in Qatar.")
    *growing, last = records(assistant)
    verdicts = [[sentence.verdict for sentence in record.sentences] for record in growing]
    assert [Verdict.NOT_CHECKED] in verdicts
    assert [Verdict.SUPPORTED, Verdict.NOT_CHECKED] in verdicts
    assert [s.verdict for s in last.sentences] == [Verdict.SUPPORTED, Verdict.NOT_FOUND]


def test_quotes_are_the_article_s_text_at_their_offsets(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say(f"{RIGHT} Odile Brandt opened it.")
    answer = assistant.ask(QUESTION)
    assert answer.citations
    for citation in answer.citations:
        article = assistant.library.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
        assert (citation.source, citation.published) == ("The Larch Courier", "2021-05-03")
    assert answer.citations[0].quote == RIGHT
    assert answer.sentences[0].citations == (1,)


def test_the_answer_says_what_the_server_counted(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say(RIGHT)
    timings = assistant.ask(QUESTION).timings
    assert timings.prompt_tokens == USAGE["prompt_tokens"]
    assert timings.output_tokens == USAGE["completion_tokens"]
    assert timings.cached_tokens == 123
    assert timings.first_token_ms is not None
    assert 0 < timings.retrieval_ms <= timings.first_token_ms <= timings.total_ms


def test_the_model_is_asked_as_the_settings_say(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say(RIGHT)
    assert assistant.ask(QUESTION).model == "scripted"
    (request,) = scripted_model.requests
    assert request["model"] == "scripted"
    assert request["temperature"] == 0
    assert request["max_tokens"] == assistant.settings.answer_tokens
    assert request["stream"] is True
    assert [message["content"] for message in request["messages"][:-1]] == [
        message.content for message in constant()
    ]
    assert RIGHT in request["messages"][-1]["content"]
    assert request["messages"][-1]["content"].endswith(f"Question: {QUESTION}")


@pytest.mark.parametrize(
    "text", [NOT_FOUND, "Not found", " Not found.\n", "The passages do not say how much it cost."]
)
def test_a_refusal_is_never_shown(assistant: Assistant, scripted_model: ScriptedModel, text: str):
    scripted_model.say(text)
    *growing, last = records(assistant)
    assert (last.abstained, last.reason) == (True, Reason.NOT_ANSWERED)
    assert last.text.startswith(MESSAGES[Reason.NOT_ANSWERED])
    assert (last.sentences, last.citations) == ((), ())
    assert last.hits
    assert [record.text for record in growing if is_refusal(record.text)] == []


def test_the_beginning_of_a_refusal_is_held_back(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say(pieces=("N", "ot", " fo", "und", "."))
    *growing, _ = records(assistant)
    assert {record.text for record in growing} == {""}


def test_an_answer_that_begins_like_a_refusal_is_shown(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say(pieces=("Not", " only", " Odile Brandt opened the tram line in Larch."))
    texts = [record.text for record in records(assistant)]
    assert "Not only Odile Brandt opened the tram line in Larch." in texts


def test_markers_of_the_model_are_never_shown(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.say(pieces=("The tram line cost ", "42 million", " crowns [", "1", "]."))
    answers = records(assistant)
    assert answers[-1].text == "The tram line cost 42 million crowns."
    assert [record.text for record in answers if "[" in record.text] == []


def test_an_answer_that_no_passage_supports_is_taken_back(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say("Argentina won the World Cup in Qatar.")
    answer = assistant.ask(QUESTION)
    assert (answer.abstained, answer.reason) == (True, Reason.NOT_SUPPORTED)
    assert answer.text.startswith(MESSAGES[Reason.NOT_SUPPORTED])


def test_an_answer_of_nothing_is_no_answer(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.say("")
    assert assistant.ask(QUESTION).reason == Reason.NOT_ANSWERED


def test_the_model_is_not_asked_about_what_is_not_near(
    assistant: Assistant, scripted_model: ScriptedModel
):
    answer = assistant.ask("Which football player scored?")
    assert (answer.abstained, answer.reason) == (True, Reason.NOTHING_NEAR)
    assert scripted_model.requests == []


def test_filters_that_let_nothing_through_are_the_reason(
    assistant: Assistant, scripted_model: ScriptedModel
):
    answer = assistant.ask(QUESTION, Asking(Filters(until=20200101)))
    assert (answer.reason, answer.hits) == (Reason.NO_MATCH, ())
    assert scripted_model.requests == []


def test_an_empty_library_is_the_reason(library: Library, scripted_model: ScriptedModel):
    answer = Assistant(library, Settings(llm_url=scripted_model.url)).ask(QUESTION)
    assert (answer.reason, answer.hits) == (Reason.EMPTY_LIBRARY, ())
    assert scripted_model.requests == []


def test_filters_hold_for_what_the_model_reads(
    news: Library, assistant: Assistant, scripted_model: ScriptedModel, write
):
    later = "---\nsource: Vale News\ndate: 2022-01-01\n---\nThe tram line in Larch cost 50 million."
    news.add(write("later.md", later))
    scripted_model.say(RIGHT)
    answer = assistant.ask(QUESTION, Asking(news.filters(until="2021")))
    assert {hit.published for hit in answer.hits} == {"2021-05-03"}
    assert "50 million" not in scripted_model.requests[0]["messages"][-1]["content"]


def test_closing_the_stream_stops_the_model(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.say("The tram goes on and on. ", endless=True)

    async def leave_early() -> None:
        stream = assistant.stream(QUESTION)
        async for record in stream:
            if record.text:
                break
        await stream.aclose()

    asyncio.run(leave_early())
    assert scripted_model.hung_up.wait(timeout=30)


def test_cancelling_the_question_stops_the_model(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say("The tram goes on and on. ", endless=True)

    async def cancel() -> None:
        began = asyncio.Event()

        async def ask() -> None:
            async for record in assistant.stream(QUESTION):
                if record.text:
                    began.set()

        asking = asyncio.create_task(ask())
        await began.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

    asyncio.run(cancel())
    assert scripted_model.hung_up.wait(timeout=30)


def test_asking_works_while_an_event_loop_runs(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.say(RIGHT)

    async def in_a_notebook() -> Answer:
        return assistant.ask(QUESTION)

    assert asyncio.run(in_a_notebook()).text == RIGHT


def test_one_assistant_answers_question_after_question(
    assistant: Assistant, scripted_model: ScriptedModel
):
    for _ in range(3):
        scripted_model.say(RIGHT)
        assert assistant.ask(QUESTION).text == RIGHT


def test_two_questions_at_once_do_not_mix(assistant: Assistant, scripted_model: ScriptedModel):
    texts = {"tram": RIGHT, "mill": "The tide mill at Saltmarsh turned again. Ada watched."}
    assert len({len(text.split()) for text in texts.values()}) == 1
    # Word by word in turns, so that neither answer is written alone.
    turn = threading.Barrier(2)

    def reply(request: dict) -> Reply:
        question = request["messages"][-1]["content"].rpartition("Question: ")[2]
        return Reply(texts["tram" if "tram" in question else "mill"], gate=lambda: turn.wait(30))

    scripted_model.answer = reply

    async def ask_both() -> list[Answer]:
        questions = (QUESTION, "What turned again at Saltmarsh, the tide mill?")
        return await asyncio.gather(*map(assistant.aask, questions))

    tram, mill = asyncio.run(ask_both())
    assert (tram.text, mill.text) == (texts["tram"], texts["mill"])
    assert "tram" in tram.citations[0].quote
    assert "mill" in mill.citations[0].quote
