import json
from pathlib import Path

import pytest
from made_answers import answer, cited, full, hit
from typer.testing import CliRunner, Result

from assistant import Answer
from eval.questions import QuestionSet
from eval.standing import missing
from index import Library
from index.errors import InputError, LibraryNotFound
from ui.cli import app
from ui.feedback import Feedback
from ui.history import FILE, History
from ui.turns import Turn


def dateline(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["eval", "import-feedback", *map(str, arguments)])


def refusal(*arguments: object) -> str:
    error = dateline(*arguments).exception
    assert isinstance(error, InputError | LibraryNotFound), error
    return str(error)


def told(kept: History, whole: Answer, thumb: str, reason: str = "", owner: str = "") -> None:
    place = kept.start(owner, Turn(whole))
    kept.keep(owner, place, Turn(whole), "whole")
    Feedback(kept).vote(owner, place, thumb, reason)


def praised(library: Library) -> Answer:
    """Make an answer that cites a sentence of the library."""
    entry = next(iter(library.entries()))
    passage = library.passages(entry.id)[0]
    source = hit(passage.text, passage_id=passage.id, article_id=entry.id, published="2025-04-30")
    quote = passage.text.split(". ")[0]
    return answer(question="What happened?", text=quote, citations=(cited(source, quote),))


def test_thumbs_become_a_question_set_with_the_reasons_beside_it(
    tmp_path: Path, library: Library, sample: Path
):
    library.add(next(iter(sorted(sample.iterdir()))))
    folder = library.folder
    # As when the server runs: library and file are open.
    with History.open(folder / FILE) as kept:
        told(kept, praised(library), "up", owner="ada")
        told(kept, full("<b>"), "down", "Line one.\nToo “short”.", owner="eve")
        for thumbs, number in (("all", 2), ("up", 1), ("down", 1)):
            out = tmp_path / f"{thumbs}.jsonl"
            done = dateline("--library", folder, "--out", out, "--thumbs", thumbs)
            assert done.exit_code == 0, done.exception
            assert f"{number} questions written to {out}" in done.output
            assert ("to review" in done.output) == (thumbs != "up")
            assert len(QuestionSet.read(out)) == number
    up, down = QuestionSet.read(tmp_path / "all.jsonl")
    assert (up.question, up.tags) == ("What happened?", ("feedback", "up"))
    assert missing(QuestionSet((up,)), library) == []
    assert (down.question, down.tags) == (full("<b>").question, ("feedback", "down", "to review"))
    reasons = (tmp_path / "all-reasons.jsonl").read_text(encoding="utf-8").splitlines()
    first, second = map(json.loads, reasons)
    assert (first["id"], second["id"]) == (up.id, down.id)
    assert (second["thumb"], second["reason"]) == ("down", "Line one.\nToo “short”.")
    assert Answer.model_validate(second["answer"]) == full("<b>")


def test_where_there_is_nothing_to_import_it_says_so(tmp_path: Path, library: Library):
    asked = ("--out", tmp_path / "made.jsonl", "--library", library.folder)
    assert "no conversations are kept" in refusal(*asked)
    with History.open(library.folder / FILE) as kept:
        told(kept, answer(text="So."), "up")
    assert "no thumb down was given" in refusal(*asked, "--thumbs", "down")
    assert "no library in" in refusal(*asked[:2], "--library", tmp_path / "none")
    assert not (tmp_path / "made.jsonl").exists()


@pytest.mark.parametrize("there", ["made.jsonl", "made-reasons.jsonl"])
def test_a_file_that_is_there_is_left_alone(tmp_path: Path, library: Library, there: str):
    (tmp_path / there).write_text("mine")
    asked = ("--out", tmp_path / "made.jsonl", "--library", library.folder)
    assert f"{there} is there already" in refusal(*asked)
    assert (tmp_path / there).read_text() == "mine"
