"""A language model's server that does not do as it should, told in words for people."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted_model import ScriptedModel

from assistant import Answer, Assistant, Settings
from index import Library
from index.errors import ModelUnavailable

QUESTION = "How much did the tram line in Larch cost?"
RIGHT = "The tram line in Larch cost 42 million crowns."


@pytest.fixture
def assistant(
    library: Library, write: Callable[[str, str], Path], scripted_model: ScriptedModel
) -> Assistant:
    library.add(write("tram.txt", f"Odile Brandt opened the tram line in Larch. {RIGHT}"))
    return Assistant(library, Settings(llm_url=scripted_model.url, llm_key="secret"))


def test_a_server_that_is_not_there_is_named_by_its_address(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.close()
    with pytest.raises(ModelUnavailable) as error:
        assistant.ask(QUESTION)
    assert f"the model's server {scripted_model.url} does not answer" in str(error.value)


def test_the_hits_are_shown_before_the_server_fails(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say("out of memory", status=500)
    shown: list[Answer] = []

    async def ask() -> None:
        async for record in assistant.stream(QUESTION):
            shown.append(record)

    with pytest.raises(ModelUnavailable):
        asyncio.run(ask())
    assert RIGHT in shown[0].hits[0].text


def test_a_wrong_key_is_told(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.key = "other"
    with pytest.raises(ModelUnavailable, match=r"refused \(401\): .*a key is needed"):
        assistant.ask(QUESTION)


def test_the_right_key_is_sent(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.key = "secret"
    scripted_model.say(RIGHT)
    assert assistant.ask(QUESTION).text == RIGHT


@pytest.mark.parametrize(("status", "said"), [(400, "the prompt is too long"), (500, "no memory")])
def test_what_the_server_says_is_passed_on(
    assistant: Assistant, scripted_model: ScriptedModel, status: int, said: str
):
    scripted_model.say(said, status=status)
    with pytest.raises(ModelUnavailable, match=rf"refused \({status}\): .*{said}"):
        assistant.ask(QUESTION)


def test_a_server_that_fails_is_asked_once(assistant: Assistant, scripted_model: ScriptedModel):
    scripted_model.say("busy", status=500)
    scripted_model.say(RIGHT)
    with pytest.raises(ModelUnavailable):
        assistant.ask(QUESTION)
    assert len(scripted_model.requests) == 1


def test_a_server_that_breaks_off_in_the_middle_is_told(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say(RIGHT, cut=True)
    with pytest.raises(ModelUnavailable, match="the model's server"):
        assistant.ask(QUESTION)


def test_a_server_that_failed_may_answer_the_next_question(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say("busy", status=500)
    scripted_model.say(RIGHT)
    with pytest.raises(ModelUnavailable):
        assistant.ask(QUESTION)
    assert assistant.ask(QUESTION).text == RIGHT


def test_an_address_of_something_else_is_told(library: Library, write, scripted_model):
    library.add(write("tram.txt", RIGHT))
    wrong = scripted_model.url.removesuffix("/v1") + "/other"
    with pytest.raises(ModelUnavailable, match=r"/other refused \(404\)"):
        Assistant(library, Settings(llm_url=wrong)).ask(QUESTION)


def test_a_server_on_this_machine_is_asked_directly_whatever_the_proxy(
    assistant: Assistant, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    scripted_model.say(RIGHT)
    assert assistant.ask(QUESTION).text == RIGHT


def test_preparing_does_not_keep_a_foreign_server_busy(
    assistant: Assistant, scripted_model: ScriptedModel
):
    asyncio.run(assistant.prepare())
    assert scripted_model.requests == []


def test_preparing_works_before_there_are_articles(library: Library, scripted_model: ScriptedModel):
    asyncio.run(Assistant(library, Settings(llm_url=scripted_model.url)).prepare())
    assert library.counts().articles == 0
