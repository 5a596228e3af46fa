"""What the papers say works: commands, script, links, and the table of settings."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Settings
from eval import QuestionSet
from index import weights

ROOT = Path(__file__).parents[2]
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BIN = Path(sys.executable).parent


def blocks(language: str = "", paper: str = "README.md") -> list[str]:
    """Give a paper's code blocks in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / paper).read_text(), re.S | re.M)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as README's reader has it: articles in it, and a library of them."""
    shutil.copytree(ROOT / "tests" / "data" / "sample", tmp_path / "articles")
    return tmp_path


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DATELINE_LIBRARY": str(folder / "library"),
        "DATELINE_LLM": "none",
        "DATELINE_MODELS": str(weights.models_folder()),
    }
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_commands_of_the_readme_work_in_their_order(folder: Path) -> None:
    (commands,) = (block for block in blocks() if "dateline list" in block)
    for line in commands.splitlines():
        done = run([str(BIN / "dateline"), *shlex.split(line)[1:]], folder)
        assert done.returncode == 0, (line, done.stdout, done.stderr)


def test_the_script_of_the_readme_works(folder: Path) -> None:
    (script,) = blocks("python")
    done = run([sys.executable, "-c", script], folder)
    assert done.returncode == 0, done.stderr
    assert "Rosalind Teague" in done.stdout
    assert "supported (1,)" in done.stdout


def test_the_commands_and_the_script_about_evaluation_work_in_their_order(folder: Path) -> None:
    (folder / "eval").symlink_to(ROOT / "eval")
    for line in "".join((*blocks("sh", "docs/evaluation.md"), *blocks("sh"))).splitlines():
        done = run([str(BIN / "dateline"), *shlex.split(line)[1:]], folder)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
    assert (folder / "runs" / "before" / "report.html").stat().st_size > 100_000
    (script,) = blocks("python", "docs/evaluation.md")
    done = run([sys.executable, "-c", script], folder)
    assert done.returncode == 0, done.stderr
    assert "right" in done.stdout


def test_the_questions_of_the_papers_are_a_question_set(tmp_path: Path) -> None:
    (lines,) = blocks("json", "docs/evaluation.md")
    (tmp_path / "questions.jsonl").write_text(lines)
    assert len(QuestionSet.read(tmp_path / "questions.jsonl")) == 2


def test_make_knows_every_target_that_the_papers_name() -> None:
    named = set()
    for paper in PAPERS:
        named |= set(re.findall(r"(?:^|`)make ([a-z]+)", paper.read_text(), re.M))
    assert {"chat", "test", "ask", "check"} <= named
    for target in named:
        done = subprocess.run(
            ["make", "--dry-run", target, "Q=x"], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, (target, done.stderr)


def test_the_commands_without_make_name_files_that_exist() -> None:
    (commands,) = (block for block in blocks() if "pip install" in block)
    assert "-c constraints.txt" in commands
    for path in ("constraints.txt", "tests/data/sample"):
        assert path in commands
        assert (ROOT / path).exists()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(paper: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", paper.read_text()):
        if not target.startswith("http"):
            assert (paper.parent / target).exists(), target


def test_every_setting_is_in_the_configuration_page() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text()
    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `DATELINE_{name.upper()}` \|[^|]*\| (.*?) \|", page, re.M)
        assert row, name
        if isinstance(field.default, int) or (isinstance(field.default, str) and field.default):
            assert str(field.default) in row.group(1), name
