import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from dateline_command import DATELINE, Dateline

HEAVY = ("torch", "gradio", "chromadb", "llama_index", "transformers", "sentence_transformers")
COMMANDS = ("add", "list", "show", "remove", "search", "ask", "chat", "users", "models", "doctor")
# Articles are listed and shown from the catalogue alone.
LIGHT = ("torch", "gradio", "chromadb", "transformers", "sentence_transformers")


@pytest.fixture
def dateline(tmp_path: Path) -> Dateline:
    return Dateline(tmp_path / "library")


def imported(*arguments: str) -> set[str]:
    """Give the top-level packages that a command imports."""
    command = [sys.executable, "-X", "importtime", DATELINE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    names = re.findall(r"^import time:.*\| +([\w.]+)$", done.stderr, re.MULTILINE)
    return {name.split(".")[0] for name in names}


def test_help_names_every_command(dateline: Dateline):
    done = dateline("--help")
    assert done.status == 0
    for command in COMMANDS:
        assert re.search(rf"^│ {command} ", done.out, re.MULTILINE), command


@pytest.mark.parametrize(
    "command", [[name] for name in COMMANDS] + [["models", name] for name in ("pull", "check")]
)
def test_every_command_explains_itself(dateline: Dateline, command: list[str]):
    done = dateline(*command, "--help")
    assert done.status == 0
    assert f"Usage: dateline {' '.join(command)}" in done.words
    assert done.err == ""


def test_help_imports_nothing_heavy():
    assert imported("--help").isdisjoint(HEAVY)


@pytest.mark.parametrize("command", [["list"], ["show", "x"], ["models", "list"]])
def test_commands_that_need_no_search_import_no_search(command: list[str]):
    assert imported(*command).isdisjoint(LIGHT)


def test_the_version_is_told(dateline: Dateline):
    assert re.fullmatch(r"dateline \d+\.\d+\.\d+\n", dateline("--version").out)


@pytest.mark.parametrize("arguments", [["fly"], ["list", "--fly"], ["show"], ["add"]])
def test_what_is_no_command_is_wrong_input(dateline: Dateline, arguments: list[str]):
    done = dateline(*arguments)
    assert done.status == 2
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["show", "x"], ["remove", "x"], ["search", "x"], ["ask", "x", "--llm", "none"]],
)
def test_without_a_library_the_command_that_makes_one_is_told(
    dateline: Dateline, arguments: list[str]
):
    done = dateline(*arguments)
    assert done.status == 2
    assert done.out == ""
    where = dateline.library
    assert (
        done.err
        == f"dateline: no library in {where}; `dateline add PATH --library {where}` "
        + ("makes one\n")
    )
    assert not where.exists()


def test_a_file_is_no_library(dateline: Dateline):
    dateline.library.write_text("a file")
    done = dateline("list")
    assert done.status == 2
    assert done.err == f"dateline: {dateline.library} is a file; a library is a folder\n"


def test_a_folder_of_other_things_is_not_made_a_library(dateline: Dateline, sample: Path):
    dateline.library.mkdir()
    (dateline.library / "mine.txt").write_text("mine")
    done = dateline("add", sample)
    assert done.status == 2
    assert "holds other files and no library" in done.err
    assert [path.name for path in dateline.library.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("command", [["ask", "Who?"], ["chat"]])
def test_a_wrong_setting_is_named_with_its_variable(dateline: Dateline, command: list[str]):
    done = dateline(*command, "--llm", "cloud")
    assert done.status == 2
    assert "--llm / DATELINE_LLM is 'cloud'" in done.words
    assert "'local' or 'none'" in done.words
    assert "Traceback" not in done.err


def test_a_wrong_setting_of_the_environment_is_named(dateline: Dateline):
    done = dateline.having(DATELINE_TOP_K="many")("ask", "Who?")
    assert done.status == 2
    assert "DATELINE_TOP_K is 'many'" in done.words


def test_an_empty_question_is_wrong_input(dateline: Dateline):
    done = dateline("ask", "  ")
    assert done.status == 2
    assert "the question is empty" in done.err


def test_a_busy_port_is_named_before_a_model_is_loaded(dateline: Dateline):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        done = dateline("chat", "--port", port, "--llm", "none")
    assert done.status == 2
    assert done.err == (
        f"dateline: cannot serve on 127.0.0.1 port {port}: Address already in use; "
        "--port names another one\n"
    )
    assert not dateline.library.exists()


def test_a_file_of_examples_that_is_not_there_is_named(dateline: Dateline):
    done = dateline("chat", "--examples", "nowhere.txt", "--llm", "none")
    assert done.status == 2
    assert done.err == "dateline: no file of examples: nowhere.txt\n"
