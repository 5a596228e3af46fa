"""`dateline eval run` as people run it: figures, going on, Ctrl+C, wrong input."""

import json
import threading
import time
from pathlib import Path

import pytest
from dateline_command import Dateline, interrupted, sample_library
from scripted_model import ScriptedModel

from eval import Run, runs

QUESTIONS = [
    {
        "id": "weight",
        "question": "How much does the new bearing of the swing bridge weigh?",
        "answers": ["14 tonnes"],
        "tags": ["number"],
    },
    {
        "id": "mayor",
        "question": "Who was elected mayor of Port Ellery?",
        "answers": ["Rosalind Teague"],
    },
    {"id": "zoo", "question": "Who runs the zoo of Port Ellery?", "answerable": False},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)))
    return path


@pytest.fixture
def dateline(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    return sample_library(tmp_path_factory.getbasetemp(), tmp_path / "library")


def test_a_run_says_how_good_the_answers_are(dateline: Dateline, questions: Path, tmp_path: Path):
    out = tmp_path / "runs" / "first"
    done = dateline("eval", "run", questions, "--llm", "none", "--out", out)
    assert done.status == 0, done.err
    run = Run.finished(out)
    assert run.metrics["right"].n == 3
    for name in ("Success@5", "nDCG@10", "f1", "citation_precision", "total_ms.median"):
        assert (name in done.out) == (run.metrics[name].value is not None)
    assert sum(run.stages.values()) == 3
    assert all(stage in done.out for stage in run.stages)
    assert str(out) in done.words
    as_json = dateline("eval", "run", questions, "--llm", "none", "--out", out, "--json")
    assert Run.model_validate(as_json.json) == Run.read(out)


def test_the_search_alone_is_measured_without_answers(
    dateline: Dateline, questions: Path, tmp_path: Path
):
    args = ("eval", "run", questions, "--retrieval-only", "--sample", 2, "--seed", 1)
    done = dateline(*args, "--out", tmp_path / "run")
    assert done.status == 0, done.err
    run = Run.finished(tmp_path / "run")
    assert (run.conditions.kind, run.conditions.number) == ("retrieval", 2)
    assert "right" not in run.metrics


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(
    dateline: Dateline, questions: Path, tmp_path: Path, scripted_model: ScriptedModel
):
    out = tmp_path / "run"
    scripted_model.say("The new bearing weighs 14 tonnes.")
    stopped = threading.Event()
    scripted_model.say("Rosalind Teague", gate=stopped.wait)
    args = ("eval", "run", questions, "--llm-url", scripted_model.url, "--out", out)
    asking = dateline.start(*args, "--style", "short")
    while len(list(runs.rows(out))) < 1:
        assert asking.poll() is None, asking.communicate()
        time.sleep(0.1)
    done = interrupted(asking)
    stopped.set()
    assert done.status == 130
    assert f"the same command goes on from what is in {out}" in done.words
    assert "Traceback" not in done.err
    assert [row.question.id for row in runs.rows(out)] == ["weight"]
    scripted_model.say("Rosalind Teague")
    for _ in range(3):
        scripted_model.say("Not found.")
    again = dateline(*args, "--style", "short")
    assert again.status == 0, again.err
    assert [row.question.id for row in runs.rows(out)] == ["weight", "mayor", "zoo"]


def test_a_question_that_fails_is_told_and_the_others_are_asked(
    dateline: Dateline, questions: Path, tmp_path: Path, scripted_model: ScriptedModel
):
    scripted_model.say(status=500)
    scripted_model.say("Rosalind Teague was elected mayor of Port Ellery.")
    for _ in range(3):
        scripted_model.say("Not found.")
    args = ("eval", "run", questions, "--llm-url", scripted_model.url, "--out", tmp_path / "run")
    done = dateline(*args)
    assert done.status == 1
    assert "1 of 3 questions failed, first weight (ModelUnavailable" in done.words
    assert Run.finished(tmp_path / "run").failed == 1


def test_wrong_input_is_told_in_a_line(dateline: Dateline, questions: Path, tmp_path: Path):
    none = dateline("eval", "run", tmp_path / "none.jsonl")
    assert (none.status, "no file of questions" in none.err) == (2, True)
    questions.write_text('{"question": "Who?", "answer": "Ada"}\n')
    wrong = dateline("eval", "run", questions)
    assert wrong.status == 2
    assert 'line 1: "answer" is no field of a question' in wrong.words
    assert "Traceback" not in wrong.err
