"""`dateline ask --save` and `dateline replay`, as people run them."""

from pathlib import Path

import pytest
from dateline_command import Dateline, sample_library

PRISON = "How long was Gerald Impey sent to prison for?"


@pytest.fixture(scope="module")
def dateline(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    folder = tmp_path_factory.mktemp("replay") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


def test_a_saved_answer_is_replayed_and_a_removed_article_is_named(
    dateline: Dateline, tmp_path: Path
):
    file = tmp_path / "answer.json"
    done = dateline("ask", PRISON, "--llm", "none", "--json", "--save", file)
    assert done.status == 0, done.err
    again = dateline("replay", file)
    assert (again.status, again.err) == (0, "")
    assert again.words.endswith("no drift: the same hits, and every citation stands")

    twice = dateline("ask", PRISON, "--llm", "none", "--save", file)
    assert twice.status == 2
    assert "there is such a file already" in twice.err

    cited = done.json["citations"][0]
    assert dateline("remove", cited["article_id"], "--yes").status == 0
    drifted = dateline("replay", file)
    assert drifted.status == 1
    assert f"article removed: {cited['title']} ({cited['article_id']})" in drifted.words
    assert f"citation [1] no longer stands: “{cited['quote']}”" in drifted.words
    as_json = dateline("replay", file, "--json")
    assert as_json.status == 1
    assert as_json.json["drift"]
    assert as_json.json["removed"] == [cited["article_id"]]
