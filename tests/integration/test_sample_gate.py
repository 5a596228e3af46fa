"""The question set of the sample articles, through the gate: what CI holds a change against.

Pinned anew, where lower figures are accepted, with `dateline eval gate RUN --floors FILE --pin
--slack 0.03`.
"""

from pathlib import Path

import pytest
from dateline_command import Dateline, sample_library

from eval import Run

DATA = Path(__file__).parents[2] / "eval" / "data"
QUESTIONS = DATA / "sample-questions.jsonl"
KINDS = {
    "retrieval": ("--retrieval-only",),
    "extractive": ("--llm", "none"),
    "model": ("--sample", 10, "--seed", 1, "--style", "short"),
}


@pytest.fixture
def dateline(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    return sample_library(tmp_path_factory.getbasetemp(), tmp_path / "library")


@pytest.mark.parametrize(
    "kind", ["retrieval", "extractive", pytest.param("model", marks=pytest.mark.model)]
)
def test_the_sample_questions_reach_their_floors(dateline: Dateline, tmp_path: Path, kind: str):
    run, floors = tmp_path / kind, DATA / f"sample-floors-{kind}.json"
    asked = dateline("eval", "run", QUESTIONS, *KINDS[kind], "--out", run)
    assert asked.status == 0, asked.err
    assert Run.finished(run).failed == 0
    gate = dateline("eval", "gate", run, "--floors", floors)
    assert gate.status == 0, gate.out


def test_a_library_that_has_lost_articles_does_not_pass(dateline: Dateline, tmp_path: Path):
    entries = dateline("list", "--json").json
    gone = [entry["id"] for entry in entries][::4]
    assert dateline("remove", *gone, "--yes").status == 0
    asked = dateline("eval", "run", QUESTIONS, *KINDS["retrieval"], "--out", tmp_path / "run")
    assert asked.status == 0, asked.err
    floors = DATA / "sample-floors-retrieval.json"
    gate = dateline("eval", "gate", tmp_path / "run", "--floors", floors)
    assert gate.status == 1
    assert "Success@5" in gate.out
