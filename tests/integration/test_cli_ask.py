"""`dateline ask`: the real embedding model, a scripted language model behind `--llm-url`."""

import pytest
from dateline_command import Dateline, interrupted, sample_library
from scripted_model import ScriptedModel

from assistant import Answer

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
QUOTE = (
    "A former treasurer who took $84,500 from the Kelder Bay lifeboat fund was sent to prison "
    "for 26 months on Tuesday."
)
PATIENCE = 60


@pytest.fixture(scope="module")
def dateline(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    folder = tmp_path_factory.mktemp("ask") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


def test_an_answer_is_written_with_what_it_cites(dateline: Dateline, scripted_model: ScriptedModel):
    scripted_model.say(f"{MONTHS} Zebras juggle turquoise umbrellas underwater.")
    done = dateline("ask", PRISON, "--llm-url", scripted_model.url, "--llm-model", "the-model")
    assert done.status == 0
    assert done.err == ""
    assert done.words.startswith(
        f"{MONTHS}[1] Zebras juggle turquoise umbrellas underwater. (not found in source: no "
        "passage that was found says this) [1] Lifeboat fund treasurer jailed for taking $84,500 – "
        "The Port Ellery Harbinger, "
        f"30 April 2025 “{QUOTE}”"
    )
    assert done.words.endswith("model the-model")
    assert "\x1b" not in done.out


def test_an_answer_as_json_is_the_record_that_scripts_use(
    dateline: Dateline, scripted_model: ScriptedModel
):
    scripted_model.say(MONTHS)
    done = dateline("ask", PRISON, "--json", "--llm-url", scripted_model.url)
    assert done.status == 0
    answer = Answer.model_validate_json(done.out)
    assert answer.model_dump(mode="json") == done.json
    assert (answer.question, answer.text, answer.abstained) == (PRISON, MONTHS, False)
    assert [citation.quote for citation in answer.citations] == [QUOTE]
    article_id = answer.citations[0].article_id
    text = dateline("show", article_id, "--json").json["text"]
    for part in answer.citations:
        assert text[part.start : part.end] == part.quote
    for hit in answer.hits:
        if hit.article_id == article_id:
            assert text[hit.start : hit.end] == hit.text


def test_without_a_language_model_the_best_sentences_are_the_answer(dateline: Dateline):
    answer = dateline("ask", PRISON, "--llm", "none", "--json").json
    assert answer["model"] == "none"
    assert answer["text"] == " ".join(citation["quote"] for citation in answer["citations"])


def test_where_the_filters_leave_no_answer_the_exit_status_says_so(
    dateline: Dateline, scripted_model: ScriptedModel
):
    for _ in range(3):  # One reply for each window that it may read.
        scripted_model.say("Not found.")
    filters = ("--source", "north quay gazette", "--since", "2025-06", "--until", "2025-08")
    done = dateline("ask", PRISON, *filters, "--json", "--llm-url", scripted_model.url)
    assert done.status == 3
    assert done.json["abstained"]
    hits = done.json["hits"]
    assert hits
    assert {hit["source"] for hit in hits} == {"North Quay Gazette"}
    assert all("2025-06-01" <= hit["published"] <= "2025-08-31" for hit in hits)


def test_a_filter_that_fits_nothing_is_wrong_input(
    dateline: Dateline, scripted_model: ScriptedModel
):
    done = dateline("ask", PRISON, "--source", "The Moon", "--llm-url", scripted_model.url)
    assert done.status == 2
    assert done.out == ""
    assert "no source 'The Moon' in this library" in done.err
    assert scripted_model.requests == []


def test_a_models_server_that_is_gone_is_one_line(
    dateline: Dateline, scripted_model: ScriptedModel
):
    scripted_model.close()
    done = dateline("ask", PRISON, "--llm-url", scripted_model.url)
    assert done.status == 1
    assert done.err.startswith(f"dateline: the model's server {scripted_model.url} does not answer")
    assert len(done.err.splitlines()) == 1


def test_ctrl_c_stops_the_model_and_shows_no_traceback(
    dateline: Dateline, scripted_model: ScriptedModel
):
    scripted_model.say(f"{MONTHS} ", endless=True)
    asking = dateline.start("ask", PRISON, "--llm-url", scripted_model.url)
    while not scripted_model.requests:
        assert asking.poll() is None, asking.communicate()
        scripted_model.hung_up.wait(0.1)
    done = interrupted(asking)
    assert done.status == 130
    assert "Traceback" not in done.err
    assert scripted_model.hung_up.wait(PATIENCE)
