"""What a question may choose: its model, its answer's length and language; as the server saw it."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scripted_model import Reply, ScriptedModel

from assistant import Answer, Asking, Assistant, Settings, Verdict
from assistant.llm import LanguageModel
from assistant.prompts import LENGTHS, SHORT_SYSTEM, SYSTEM
from index import Library
from index.errors import ModelUnavailable

QUESTION = "How much did the tram line in Larch cost?"
GERMAN = "Wie viel hat die Straßenbahn in Larch gekostet?"
COST = "The tram line in Larch cost 42 million crowns."
AUF_DEUTSCH = "Die Straßenbahn in Larch kostete 42 Millionen Kronen."
ARTICLE = (
    f"Odile Brandt opened the tram line in Larch. {COST} The cost of the tram line was shared by "
    "Larch and the harbour. Work on the tram line in Larch began in 2018. Much of the tram line "
    "in Larch runs in a tunnel. The tram line in Larch carries 3,000 people a day."
)


@pytest.fixture
def news(library: Library, write: Callable[[str, str], Path]) -> Library:
    matter = "---\nsource: The Larch Courier\ndate: 2021-05-03\n---\n"
    library.add(write("tram.md", f"{matter}{ARTICLE}"))
    return library


@pytest.fixture
def assistant(news: Library, scripted_model: ScriptedModel) -> Assistant:
    settings = Settings(llm_url=scripted_model.url, llm_model="scripted", windows=1)
    return Assistant(news, settings)


def last(request: dict[str, Any]) -> str:
    """What changes of a prompt: all behind the evidence."""
    text = str(request["messages"][-1]["content"])
    return text[text.rindex("\n\n") + 2 :]


def test_a_bare_fact_is_asked_for_with_half_the_words(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.say("42 million crowns")
    answer = assistant.ask(QUESTION, Asking(style="short"))
    (request,) = scripted_model.requests
    assert request["messages"][0]["content"] == SHORT_SYSTEM
    assert request["max_tokens"] == assistant.settings.answer_tokens // 2
    assert answer.text == "42 million crowns"


def test_a_longer_answer_is_asked_for_behind_what_a_few_sentences_begin_with(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.answer = lambda _: Reply(COST)
    for style in ("full", "long"):
        assistant.ask(QUESTION, Asking(style=style))
    few, more = scripted_model.requests
    assert few["messages"][0]["content"] == SYSTEM
    # What a server has cached of one serves the other.
    assert more["messages"][: len(few["messages"]) - 1] == few["messages"][:-1]
    assert last(few) == f"Question: {QUESTION}"
    assert last(more) == f"{LENGTHS['long']}\nQuestion: {QUESTION}"
    assert more["max_tokens"] == 2 * few["max_tokens"] == 2 * assistant.settings.answer_tokens


def test_a_longer_answer_reads_more_at_once(news: Library, scripted_model: ScriptedModel):
    scripted_model.answer = lambda _: Reply(COST)
    settings = Settings(llm_url=scripted_model.url, evidence_tokens=50, windows=1)
    few, more = (
        Assistant(news, settings).ask(QUESTION, Asking(style=style)) for style in ("full", "long")
    )
    assert 0 < len(few.windows[0].evidence) < len(more.windows[0].evidence)


def test_without_a_model_the_length_is_that_of_the_best_sentences(minilm_sample: Library):
    assistant = Assistant(minilm_sample, Settings(llm="none"))
    said = [
        assistant.ask("What did the lifeboat fund lose?", Asking(style=style)).sentences
        for style in ("short", "full", "long")
    ]
    short, full, long = map(len, said)
    # More of the same: what is the best does not depend on how much is wanted.
    assert 1 <= short < full < long
    assert {one.text for one in said[0]} <= {one.text for one in said[1]}
    assert {one.text for one in said[1]} <= {one.text for one in said[2]}


def test_no_model_may_be_chosen_where_there_is_one(
    assistant: Assistant, scripted_model: ScriptedModel
):
    answer = assistant.ask(QUESTION, Asking(model="none"))
    assert answer.model == "none"
    assert answer.text == " ".join(citation.quote for citation in answer.citations)
    assert scripted_model.requests == []


def test_no_local_model_is_started_for_a_question_that_wants_none(news: Library, tmp_path: Path):
    # This file would not start.
    assistant = Assistant(news, Settings(llm_file=tmp_path / "missing.gguf"))
    assert assistant.ask(QUESTION, Asking(model="none")).model == "none"


def test_another_model_of_the_server_answers_by_its_name(
    assistant: Assistant, scripted_model: ScriptedModel
):
    scripted_model.answer = lambda _: Reply(COST)
    assert assistant.ask(QUESTION, Asking(model="larger")).model == "larger"
    assert assistant.ask(QUESTION).model == "scripted"
    assert [request["model"] for request in scripted_model.requests] == ["larger", "scripted"]


def test_a_model_that_is_not_here_is_named(news: Library):
    assistant = Assistant(news, Settings(llm="none"))
    with pytest.raises(ModelUnavailable, match="no model 'larger': no model runs here"):
        assistant.ask(QUESTION, Asking(model="larger"))


def test_a_server_lists_its_models(scripted_model: ScriptedModel):
    scripted_model.key, scripted_model.models = "secret", ["small", "large"]
    model = LanguageModel(scripted_model.url, "small", "secret", 200)
    assert asyncio.run(model.offered()) == ["small", "large"]


def test_a_server_that_lists_no_models_is_named_without_its_secrets(scripted_model: ScriptedModel):
    url = scripted_model.url.replace("http://", "http://ann:hidden@")
    model = LanguageModel(f"{url}?key=hidden", "small", "secret", 200)
    with pytest.raises(ModelUnavailable) as error:
        asyncio.run(model.offered())
    assert scripted_model.url in str(error.value)
    assert "hidden" not in str(error.value)


def test_a_server_that_refuses_is_named_without_its_secrets(
    news: Library, scripted_model: ScriptedModel
):
    scripted_model.say("busy", status=503)
    url = scripted_model.url.replace("http://", "http://ann:hidden@")
    with pytest.raises(ModelUnavailable) as error:
        Assistant(news, Settings(llm_url=url)).ask(QUESTION)
    assert scripted_model.url in str(error.value)
    assert "hidden" not in str(error.value)


def asked_in(assistant: Assistant, model: ScriptedModel, question: str, **how: Any) -> Answer:
    """Ask; the model translates what it is to, and answers in German."""

    def reply(request: dict[str, Any]) -> Reply:
        translates = "Translate" in request["messages"][0]["content"]
        return Reply(QUESTION if translates else AUF_DEUTSCH)

    model.answer = reply
    return assistant.ask(question, Asking(**how))


def test_a_fixed_language_is_asked_for_and_its_facts_are_checked(
    assistant: Assistant, scripted_model: ScriptedModel
):
    answer = asked_in(assistant, scripted_model, QUESTION, language="de")
    assert last(scripted_model.requests[-1]) == f"Answer in German.\nQuestion: {QUESTION}"
    assert answer.text == AUF_DEUTSCH
    (sentence,) = answer.sentences
    assert (sentence.verdict, sentence.reason) == (
        Verdict.NOT_CHECKED,
        "its source is in another language",
    )
    assert sentence.citations == (1,)


def test_by_default_a_question_is_answered_in_its_own_language(
    assistant: Assistant, scripted_model: ScriptedModel
):
    answer = asked_in(assistant, scripted_model, GERMAN)
    assert answer.standalone_question == QUESTION
    assert last(scripted_model.requests[-1]) == f"Answer in German.\nQuestion: {GERMAN}"


def test_a_translated_question_may_be_answered_in_english(
    assistant: Assistant, scripted_model: ScriptedModel
):
    asked_in(assistant, scripted_model, GERMAN, language="en")
    # Asked in English, it answers so; nothing needs to be said.
    assert last(scripted_model.requests[-1]) == f"Question: {QUESTION}"


def test_a_translated_question_may_be_answered_in_a_third_language(
    assistant: Assistant, scripted_model: ScriptedModel
):
    asked_in(assistant, scripted_model, GERMAN, language="fr")
    assert last(scripted_model.requests[-1]) == f"Answer in French.\nQuestion: {QUESTION}"


def test_english_is_asked_for_where_the_question_stays_german(
    library: Library, write: Callable[[str, str], Path], scripted_model: ScriptedModel
):
    told = {"language": "de", "text": f"Odile Brandt eröffnete die Linie. {AUF_DEUTSCH}"}
    library.add(write("tram.jsonl", json.dumps(told)))
    assistant = Assistant(library, Settings(llm_url=scripted_model.url, windows=1))
    asked_in(assistant, scripted_model, GERMAN, language="en")
    (request,) = scripted_model.requests
    assert last(request) == f"Answer in English.\nQuestion: {GERMAN}"


def test_a_bare_fact_may_have_a_language_too(assistant: Assistant, scripted_model: ScriptedModel):
    asked_in(assistant, scripted_model, QUESTION, language="de", style="short")
    assert last(scripted_model.requests[-1]) == f"Answer in German.\nQuestion: {QUESTION}"
