import json
from pathlib import Path

import pytest
from dateline_command import Dateline, sample_library
from made_answers import answer, full

from assistant import Answer
from eval.questions import QuestionSet
from eval.standing import missing
from index import Library
from ui.feedback import Feedback
from ui.history import FILE, History
from ui.turns import Turn

GOAL = "Who scored the winning goal in the County Cup final?"


@pytest.fixture
def dateline(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    return sample_library(tmp_path_factory.getbasetemp(), tmp_path / "library")


def told(kept: History, whole: Answer, thumb: str, reason: str = "", owner: str = "") -> None:
    place = kept.start(owner, Turn(whole))
    kept.keep(owner, place, Turn(whole), "whole")
    Feedback(kept).vote(owner, place, thumb, reason)


def test_thumbs_become_a_question_set_with_the_reasons_beside_it(dateline: Dateline):
    folder = dateline.library
    found = Answer.model_validate(dateline("ask", GOAL, "--llm", "none", "--json").json)
    assert found.citations
    # As when the server runs: the file is open.
    with History.open(folder / FILE) as kept:
        told(kept, found, "up", owner="ada")
        told(kept, full("<b>"), "down", "Line one.\nToo “short”.", owner="eve")
        for thumbs, number in (("all", 2), ("up", 1), ("down", 1)):
            out = folder.parent / f"{thumbs}.jsonl"
            done = dateline("eval", "import-feedback", "--out", out, "--thumbs", thumbs)
            assert done.status == 0, done.err
            assert f"{number} questions written to {out}" in done.words
            assert ("to review" in done.words) == (thumbs != "up")
            assert len(QuestionSet.read(out)) == number
    up, down = QuestionSet.read(folder.parent / "all.jsonl")
    assert (up.question, up.tags) == (GOAL, ("feedback", "up"))
    assert (down.question, down.tags) == (full("<b>").question, ("feedback", "down", "to review"))
    reasons = (folder.parent / "all-reasons.jsonl").read_text().splitlines()
    first, second = map(json.loads, reasons)
    assert (first["id"], second["id"]) == (up.id, down.id)
    assert (second["thumb"], second["reason"]) == ("down", "Line one.\nToo “short”.")
    assert Answer.model_validate(second["answer"]) == full("<b>")
    with Library.open(folder, read_only=True) as library:
        assert missing(QuestionSet((up,)), library) == []
    checked = dateline("eval", "check", folder.parent / "up.jsonl", "--library", folder)
    assert checked.status == 0, checked.err


def test_where_there_is_nothing_to_import_it_says_so(dateline: Dateline, tmp_path: Path):
    out = tmp_path / "made.jsonl"
    done = dateline("eval", "import-feedback", "--out", out)
    assert done.status == 2
    assert "no conversations are kept" in done.words
    with History.open(dateline.library / FILE) as kept:
        told(kept, answer(text="So."), "up")
    done = dateline("eval", "import-feedback", "--out", out, "--thumbs", "down")
    assert done.status == 2
    assert "no thumb down was given" in done.words
    nowhere = dateline("eval", "import-feedback", "--out", out, "--library", tmp_path / "no")
    assert nowhere.status == 2
    assert "no library in" in nowhere.words
    assert not out.exists()


@pytest.mark.parametrize("there", ["made.jsonl", "made-reasons.jsonl"])
def test_a_file_that_is_there_is_left_alone(dateline: Dateline, tmp_path: Path, there: str):
    (tmp_path / there).write_text("mine")
    done = dateline("eval", "import-feedback", "--out", tmp_path / "made.jsonl")
    assert done.status == 2
    assert f"{there} is there already" in done.words
    assert (tmp_path / there).read_text() == "mine"
