import io
import json
from pathlib import Path

import pytest
from made_runs import questions, run
from rich.console import Console
from typer.testing import CliRunner, Result

from index.errors import InputError
from ui import terminal
from ui.cli import app


def dateline(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["eval", *map(str, arguments)])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Of 30 questions A answers the first 18 wrongly, B one of the others."""
    folder = tmp_path_factory.mktemp("runs")
    asked = questions(30)
    run(folder / "a", {f"q{n}": "a | <b>bold</b> claim" for n in range(18)}, asked)
    run(folder / "b", {"q25": "another"}, asked, name="other")
    return folder / "a", folder / "b"


def test_a_comparison_is_plain_text_in_a_pipe(runs: tuple[Path, Path]):
    done = dateline("compare", *runs)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == f"A {runs[0]}, B {runs[1]}: 30 questions"
    assert lines[1:3] == ["differs  A         B", "system   dateline  other"]
    right = next(line for line in lines if line.startswith("right "))
    # 12 and 29 of 30 are right: 18 better and 1 worse is far more than chance.
    assert right.split()[:4] == ["right", "0.400", "0.967", "+0.567"]
    assert right.endswith("30 of 30   better")
    assert "not retrieved  18  1   -17" in done.stdout
    assert "1 question got worse\n\n[q25] What is 25? (right -1.00)\n" in done.stdout
    assert "  A: (not retrieved) a | <b>bold</b> claim\n  B: (right) word0\n" in done.stdout
    assert "… and 8 more; --all shows them" in done.stdout
    assert "[q11]" not in done.stdout
    assert "[q11]" in dateline("compare", *runs, "--all").stdout


def test_no_difference_is_said_to_be_none(runs: tuple[Path, Path]):
    done = dateline("compare", runs[0], runs[0])
    assert "Nothing differs in what was evaluated." in done.stdout
    assert "no difference shown" in done.stdout
    assert "  better" not in done.stdout
    assert "no question moved" in done.stdout


def test_it_is_a_table_on_a_terminal(runs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch):
    screen = Console(file=io.StringIO(), force_terminal=True, width=140, color_system="standard")
    monkeypatch.setattr(terminal, "out", screen)
    dateline("compare", *runs)
    shown = screen.file.getvalue()
    assert "\x1b[32mbetter" in shown
    assert "a | <b>bold</b> claim" in shown


def test_as_markdown_no_text_is_markup(runs: tuple[Path, Path]):
    done = dateline("compare", *runs, "--markdown")
    assert "| right | 0.400 | 0.967 | +0.567 |" in done.stdout
    assert "(not retrieved) a \\| \\<b\\>bold\\</b\\> claim" in done.stdout
    assert "<b>" not in done.stdout


def test_as_json_it_is_the_whole_comparison(runs: tuple[Path, Path]):
    done = dateline("compare", *runs, "--json", "--fail-if", "f1<-0.02")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["shared"], len(found["better"])) == (0, 30, 18)
    assert found["checks"][0]["condition"] == "f1<-0.02"
    assert found["checks"][0]["failed"] is False


def test_a_check_that_fails_is_exit_status_1_and_named(runs: tuple[Path, Path]):
    done = dateline("compare", runs[1], runs[0], "--fail-if", "f1<-0.02", "--fail-if", "em>0")
    assert done.exit_code == 1
    assert "f1<-0.02  FAILED   the difference is -0.5667, over 30 questions" in done.stdout
    assert "em>0      passed" in done.stdout
    assert "failed: f1<-0.02 (the difference is -0.5667, over 30 questions)" in done.stderr
    assert dateline("compare", runs[1], runs[0], "--fail-if", "right worse").exit_code == 1
    assert dateline("compare", *runs, "--fail-if", "right worse").exit_code == 0
    done = dateline("compare", *runs, "--fail-if", "choice<0")
    assert done.exit_code == 1
    assert "no question is eligible for choice in both runs" in done.stdout


def test_what_cannot_be_compared_or_checked_is_an_error(runs: tuple[Path, Path], tmp_path: Path):
    for arguments, told in [
        ((*runs, "--fail-if", "F1<0"), "did you mean f1"),
        ((*runs, "--fail-if", "f1"), "is no condition"),
        ((*runs, "--json", "--markdown"), "one of them"),
        ((runs[0], tmp_path), "no run in"),
    ]:
        done = dateline("compare", *arguments)
        assert isinstance(done.exception, InputError)
        assert told in str(done.exception)


def test_of_two_question_sets_it_says_what_was_left_out(runs: tuple[Path, Path], tmp_path: Path):
    run(tmp_path / "c", asked=questions(35))
    done = dateline("compare", runs[1], tmp_path / "c")
    told = "Two question sets: 30 questions in both, 5 only in B (q30, q31, q32, q33, q34); "
    assert told in done.stdout


def test_a_gate_is_pinned_held_and_pinned_anew(runs: tuple[Path, Path], tmp_path: Path):
    floors = tmp_path / "floors.json"
    run(tmp_path / "a", {"q1": "other"})
    run(tmp_path / "bad", {f"q{n}": "other" for n in range(12)})
    done = dateline("gate", tmp_path / "a", "--floors", floors, "--pin")
    assert done.exit_code == 0
    assert "not pinned, as no question is eligible: Recall@5, Recall@10," in done.stdout
    done = dateline("gate", tmp_path / "a", "--floors", floors)
    assert done.exit_code == 0
    assert f"{tmp_path / 'a'} against {floors}: passed" in done.stdout
    done = dateline("gate", tmp_path / "bad", "--floors", floors)
    assert done.exit_code == 1
    assert "FAILED   0.4000 is below 0.8750 (was 0.9500)" in done.stdout
    again = dateline("gate", tmp_path / "bad", "--floors", floors, "--pin", "--slack", 0.05)
    assert "LOWERED: f1 0.875 → 0.35" in again.stdout
    assert "RAISED: risk 0.125 → 0.65" in again.stdout
    assert dateline("gate", tmp_path / "bad", "--floors", floors).exit_code == 0


def test_a_run_of_other_questions_does_not_pass(tmp_path: Path):
    floors = tmp_path / "floors.json"
    run(tmp_path / "a")
    run(tmp_path / "b", asked=questions(21))
    dateline("gate", tmp_path / "a", "--floors", floors, "--pin")
    done = dateline("gate", tmp_path / "b", "--floors", floors, "--json")
    assert done.exit_code == 1
    [result] = json.loads(done.stdout)
    assert result["name"] == "digest"
    again = dateline("gate", tmp_path / "b", "--floors", floors, "--pin").stdout
    assert "the question set is another one: was questions" in again


def test_a_broken_file_of_floors_can_be_written_anew(tmp_path: Path):
    floors = tmp_path / "floors.json"
    floors.write_text("{")
    run(tmp_path / "a")
    assert isinstance(dateline("gate", tmp_path / "a", "--floors", floors).exception, InputError)
    assert dateline("gate", tmp_path / "a", "--floors", floors, "--pin").exit_code == 0
    assert dateline("gate", tmp_path / "a", "--floors", floors).exit_code == 0
    slack = dateline("gate", tmp_path / "a", "--floors", floors, "--slack", 0.1)
    assert "it goes with --pin" in str(slack.exception)
