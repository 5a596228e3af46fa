import json
from pathlib import Path

import pytest
from dateline_command import Dateline, sample_library
from typer.testing import CliRunner

from eval import calibration
from index import Library
from ui.cli import app

HELD = [
    "Why was the Asker Swing Bridge closed in March?",
    "How much does the new bearing of the swing bridge weigh?",
    "How many people used the shuttle boat on its first day?",
    "Who was elected mayor?",
    "How long must the lifeboat treasurer go to prison?",
    "Which school in Kelder Bay stays open?",
    "How many jobs go with the Pellhaven cannery?",
    "Where are the measles clinics?",
    "Who won the County Cup?",
    "How many people marched for the maternity unit?",
]
OTHERS = [
    "Who won the football World Cup in Qatar?",
    "What is the capital of Mongolia?",
    "Which comet passed Jupiter in 1994?",
    "How many moons does Saturn have?",
    "Who composed the opera Tosca?",
    "What did the central bank of Japan decide?",
    "Which actor played the last James Bond?",
    "How fast is the fastest lift in Shanghai?",
    "Who leads the government of Peru?",
    "What does a barrel of oil cost?",
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    rows = [{"question": q, "answerable": True} for q in HELD]
    rows += [{"question": q, "answers": ["no such word anywhere"]} for q in OTHERS]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.fixture
def dateline(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    return sample_library(tmp_path_factory.getbasetemp(), tmp_path / "library")


def kept(dateline: Dateline) -> dict[str, object]:
    with Library.open(dateline.library, create=False, read_only=True) as library:
        return library.calibrations()


def test_a_calibration_is_measured_shown_and_stored(dateline: Dateline, questions: Path):
    tried = dateline("calibrate", questions, "--dry-run", "--json")
    assert tried.status == 0, tried.err
    assert (tried.json["questions"], tried.json["answerable"]) == (20, 10)
    assert tried.json["stored"] is False
    assert tried.json["after"]["auroc"] > 0.8
    assert kept(dateline) == {}

    done = dateline("calibrate", questions)
    assert done.status == 0, done.err
    assert "20 questions, 10 of them answerable" in done.out
    for word in ("AUROC", "before", "after", "stored in"):
        assert word in done.out
    (stored,) = kept(dateline).values()
    assert stored == tried.json["calibration"]


def test_what_cannot_be_learnt_from_is_told_before_the_search(tmp_path: Path, questions: Path):
    with Library.open(tmp_path / "empty") as library:
        folder = library.folder
    dateline = Dateline(folder)
    questions.write_text(json.dumps({"question": "Who?", "answerable": True}))
    done = dateline("calibrate", questions)
    assert done.status == 2
    assert "1 of 1 questions are ones whose answer the library holds" in done.words
    questions.write_text("Who?\n")
    done = dateline("calibrate", questions)
    assert (done.status, done.out) == (2, "")
    assert "line 1: no JSON (Who?)" in done.words


def test_stopping_stores_nothing(tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(calibration, "observe", stopped)
    with Library.open(tmp_path / "library"):
        pass
    done = CliRunner().invoke(
        app, ["calibrate", str(questions), "--library", str(tmp_path / "library")]
    )
    assert done.exit_code == 130
    assert "nothing was stored" in done.output
    with Library.open(tmp_path / "library", read_only=True) as library:
        assert library.calibrations() == {}


def test_what_was_fitted_for_another_embedding_model_is_told(tmp_path: Path):
    from ui.cli_evaluation import _in_use

    with Library.open(tmp_path / "library") as library:
        library.keep_calibration({"weights": []})
        assert "another version" in _in_use(library)[1]
        own = library.fingerprint
    from hash_embedding import HashEmbedding

    with Library.open(tmp_path / "library", embedding=HashEmbedding(), repair=True) as library:
        assert _in_use(library)[1].startswith(f"what was stored before is for {own}, not for this")
