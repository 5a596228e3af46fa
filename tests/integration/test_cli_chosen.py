"""`dateline ask` with what the page's settings offer: length, language and model."""

import signal
import socket

import pytest
from dateline_command import Dateline, ended, sample_library
from scripted_model import Reply, ScriptedModel

from assistant import Settings
from assistant.prompts import LENGTHS, SHORT_SYSTEM
from index.errors import InputError
from ui import options

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."


@pytest.fixture(scope="module")
def dateline(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    folder = tmp_path_factory.mktemp("chosen") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


def test_length_and_language_reach_the_model(dateline: Dateline, scripted_model: ScriptedModel):
    scripted_model.say("Gerald Impey muss für 26 Monate ins Gefängnis.")
    wanted = ("--length", "long", "--answer-language", "German", "--json")
    done = dateline("ask", PRISON, *wanted, "--llm-url", scripted_model.url)
    assert done.status == 0
    assert done.json["text"] == "Gerald Impey muss für 26 Monate ins Gefängnis."
    (request,) = scripted_model.requests
    told = request["messages"][-1]["content"]
    assert told.endswith(f"{LENGTHS['long']} Answer in German.\nQuestion: {PRISON}")
    assert request["max_tokens"] == 2 * Settings().answer_tokens


@pytest.mark.parametrize("option", ["--length", "--style"])
def test_a_bare_fact_is_asked_for_by_either_name(
    dateline: Dateline, scripted_model: ScriptedModel, option: str
):
    scripted_model.say("26 months")
    done = dateline("ask", PRISON, option, "short", "--json", "--llm-url", scripted_model.url)
    assert done.json["text"] == "26 months"
    assert scripted_model.requests[0]["messages"][0]["content"] == SHORT_SYSTEM


def test_a_language_that_is_not_offered_is_wrong_input(dateline: Dateline):
    done = dateline("ask", PRISON, "--answer-language", "Klingon", "--llm", "none")
    assert done.status == 2
    assert "--answer-language 'Klingon' is none of Dutch (nl), English (en)" in done.err


@pytest.mark.parametrize(("given", "code"), [("German", "de"), (" german ", "de"), ("DE", "de")])
def test_a_language_is_named_as_the_page_does_or_by_its_code(given: str, code: str):
    assert options.chosen_language(given) == code


def test_without_one_the_language_is_that_of_the_question():
    assert options.chosen_language(None) == ""
    with pytest.raises(InputError):
        options.chosen_language("")


@pytest.mark.parametrize(
    ("given", "model"),
    [
        ((None, None, None), ""),
        (("none", None, None), "none"),
        ((None, None, "larger"), "larger"),
        # All of this stands in the settings.
        ((None, "http://127.0.0.1:9/v1", "larger"), ""),
    ],
)
def test_a_question_asks_for_the_model_that_the_options_name(
    given: tuple[str | None, str | None, str | None], model: str
):
    assert options.chosen_model(*given) == model


def test_a_chat_that_holds_the_library_answers_as_it_is_asked_to(
    dateline: Dateline, scripted_model: ScriptedModel
):
    scripted_model.answer = lambda _: Reply(MONTHS)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chat = dateline.having(DATELINE_LLM_URL=scripted_model.url).start("chat", "--port", port)
    try:
        assert chat.stdout is not None
        assert chat.stdout.readline().startswith("Dateline is ready")
        done = dateline("ask", PRISON, "--llm-model", "larger", "--length", "short", "--json")
        assert done.json["model"] == "larger"
        (request,) = scripted_model.requests
        assert request["model"] == "larger"
        assert request["messages"][0]["content"] == SHORT_SYSTEM
        assert dateline("ask", PRISON, "--llm", "none", "--json").json["model"] == "none"
        assert len(scripted_model.requests) == 1
        # Which model is loaded there is not for others to choose.
        refused = dateline("ask", PRISON, "--llm", "local")
        assert refused.status == 2
        assert "leave out the --llm options" in refused.err
    finally:
        chat.send_signal(signal.SIGINT)
        ended(chat)
