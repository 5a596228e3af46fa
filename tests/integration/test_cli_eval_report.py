import json
import subprocess
import sys
from pathlib import Path

from dateline_command import Dateline
from shown_runs import made


def test_a_run_is_reported_beside_it_and_where_that_is_is_said(tmp_path: Path):
    made(tmp_path / "run")
    dateline = Dateline(tmp_path / "library")
    done = dateline("eval", "report", tmp_path / "run")
    assert done.status == 0, done.err
    assert f"{tmp_path / 'run' / 'report.html'} (" in done.out
    assert (tmp_path / "run" / "report.html").read_text().startswith("<!doctype html>")
    for form, ending in (("markdown", "md"), ("json", "json")):
        assert dateline("eval", "report", tmp_path / "run", "--format", form).status == 0
        assert (tmp_path / "run" / f"report.{ending}").is_file()
    own = tmp_path / "own.json"
    done = dateline("eval", "report", tmp_path / "run", "--format", "json", "--out", own)
    assert len(json.loads(own.read_text())["questions"]) == 6


def test_a_folder_without_a_run_is_a_line_on_standard_error(tmp_path: Path):
    done = Dateline(tmp_path / "library")("eval", "report", tmp_path)
    assert done.status == 2
    assert "no run in" in done.words
    assert "dateline eval run" in done.words
    assert "Traceback" not in done.err


def test_a_report_is_no_stranger_in_its_runs_folder(tmp_path: Path):
    made(tmp_path / "run")
    assert Dateline(tmp_path / "library")("eval", "report", tmp_path / "run").status == 0
    assert made(tmp_path / "run").failed == 1


def test_the_help_of_report_needs_no_drawing():
    code = (
        "import sys, contextlib, io; from ui.cli import app\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    app(['eval', 'report', '--help'])\n"
        "print([n for n in ('matplotlib', 'numpy', 'scipy', 'jinja2') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
