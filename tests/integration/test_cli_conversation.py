"""`dateline ask` through a pipe, and looking back with `--as-of`."""

import json

import pytest
from dateline_command import Dateline, sample_library

PRISON = "How long was Gerald Impey sent to prison for?"
GOAL = "Who scored the winning goal in the County Cup final?"


@pytest.fixture(scope="module")
def dateline(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    folder = tmp_path_factory.mktemp("conversation") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


def test_a_pipe_of_questions_gives_a_record_a_line(dateline: Dateline):
    done = dateline("ask", "--llm", "none", "--json", stdin=f"{PRISON}\n\n{GOAL}\n")
    assert done.status == 0, done.err
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [record["question"] for record in records] == [PRISON, GOAL]
    assert all(record["citations"] for record in records)


def test_a_pipe_without_questions_is_wrong_input(dateline: Dateline):
    done = dateline("ask", "--llm", "none", stdin="\n")
    assert done.status == 2
    assert "pipe in one a line" in done.words


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--as-of", "soon", "--as-of 'soon' is no date; write it as 2023-11-05"),
        ("--length", "epic", "'epic' is not one of"),
    ],
)
def test_a_wrong_option_says_what_is_right(dateline: Dateline, option: str, value: str, told: str):
    done = dateline("ask", PRISON, option, value)
    assert done.status == 2
    assert told in done.words


def test_a_search_as_of_a_month_finds_nothing_later(dateline: Dateline):
    hits = dateline("search", PRISON, "--as-of", "2025-03", "--json").json
    assert hits
    assert all("" < hit["published"] <= "2025-03-31" for hit in hits)
    later = dateline("search", PRISON, "-k", "1", "--json").json[0]
    assert later["published"] > "2025-03-31"
    asked = ("why-not", PRISON, "--article", later["article_id"])
    assert "2025-03-31" in dateline(*asked, "--as-of", "2025-03").words
