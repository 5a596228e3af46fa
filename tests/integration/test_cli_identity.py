"""Versions, originals, stories, collections and quarantine by the command; the real model."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dateline_command import Dateline, sample_library
from typer.testing import CliRunner

import index.library
from index.articles import Read, Refused, Unchanged
from index.errors import InputError, UnknownArticle
from index.reading import read
from ui.cli import app

Write = Callable[[str, str | bytes], Path]


@pytest.fixture(scope="module")
def sample_command(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    folder = tmp_path_factory.mktemp("identity") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


@pytest.fixture
def dateline(tmp_path: Path) -> Dateline:
    return Dateline(tmp_path / "library")


def test_show_names_who_else_carries_a_story(sample_command: Dateline):
    entries = sample_command("list", "--json").json
    (cannery,) = [entry for entry in entries if "cold store" in entry["title"]]
    assert cannery["story"] != cannery["id"]
    done = sample_command("show", cannery["id"])
    assert "also carried by: " in done.words
    assert "The Port Ellery Harbinger (19 February 2025)" in done.words
    assert "Saltmarsh Wire (19 February 2025)" in done.words
    shown = sample_command("show", cannery["id"], "--json").json
    assert len(shown["story"]) == 2
    assert {entry["story"] for entry in shown["story"]} == {cannery["story"]}


def test_show_gives_the_original_byte_for_byte(sample_command: Dateline, sample: Path):
    entries = sample_command("list", "--source", "North Quay Gazette", "--json").json
    (ferry,) = [entry for entry in entries if entry["title"].startswith("Twelve hurt")]
    done = sample_command("show", ferry["id"], "--original")
    assert done.out == (sample / "gazette" / "2025-06-09-ferry-strikes-pier.md").read_text()
    assert done.err == ""


def test_versions_collections_and_copies_by_the_command(dateline: Dateline, write: Write):
    path = write("tram.md", "The tram line in Larch is open, said Mayor Brandt.")
    copy = write("copy.md", path.read_text())
    done = dateline("add", path, copy, "--collection", "Trams")
    assert "1 added, 0 changed, 1 unchanged, 0 refused" in done.words
    assert f"{copy}: the same text as {path}, article" in done.words
    path.write_text("The tram line in Larch is closed, said Mayor Brandt.")
    assert "1 changed" in dateline("add", path).words
    (entry,) = dateline("list", "--collection", "trams", "--json").json
    assert entry["version"] == 2
    lines = dateline("show", entry["id"], "--versions").out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["1", "2"]
    assert lines[1].split("\t")[1] == "in use"
    assert "is open" in dateline("show", entry["id"], "--version", "1").out
    assert "2 versions" in dateline("show", entry["id"]).out
    original = dateline("show", entry["id"], "--version", "1", "--original")
    assert original.out == copy.read_text()
    wrong = dateline("show", entry["id"], "--version", "7")
    assert wrong.status == 2
    assert "has versions 1 to 2, and no 7" in wrong.words
    hits = dateline("search", "tram", "--collection", "Trams", "--json").json
    assert {hit["article_id"] for hit in hits} == {entry["id"]}
    unknown = dateline("search", "tram", "--collection", "Mills")
    assert unknown.status == 2
    assert "no collection 'Mills' in this library; there are: Trams" in unknown.words


WALL = "We and our partners use cookies. Accept all or choose."


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """Give the command in this process, with a reader that suspects whatever speaks of cookies."""

    def wary(what: str, *how: Any) -> Iterator[Read | Refused | Unchanged]:
        for item in read(what, *how):
            assert isinstance(item, Read)
            wall = "cookies" in item.article.text
            yield dataclasses.replace(item, quarantine="a cookie wall") if wall else item

    monkeypatch.setattr(index.library, "read", wary)
    monkeypatch.setenv("DATELINE_LIBRARY", str(tmp_path / "library"))

    def run(*arguments: object, status: int = 0) -> str:
        done = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == status
        return done.stdout

    return run


def test_quarantine_by_the_command(run: Callable[..., str], write: Write):
    wall = write("wall.md", WALL)
    report = json.loads(run("add", wall, "--json", status=2))
    (confined,) = report["quarantined"]
    assert confined["note"] == "a cookie wall"
    assert "1 quarantined, 0 refused" in " ".join(run("add", wall, status=2).split())
    article_id = confined["article_id"]
    assert run("list", "--quarantined") == f"{article_id}\ta cookie wall\t{wall}\n"
    assert json.loads(run("list", "--quarantined", "--json"))[0]["reason"] == "a cookie wall"
    assert "in quarantine, not searched: a cookie wall" in run("show", article_id)
    assert json.loads(run("show", article_id, "--json"))["quarantined"] == "a cookie wall"
    assert run("show", article_id, "--original") == WALL
    with pytest.raises(UnknownArticle):
        run("show", article_id, "--versions")
    assert run("list") == ""
    run("remove", article_id)
    assert run("list", "--quarantined") == ""


def test_what_was_forced_in_is_an_article(run: Callable[..., str], write: Write):
    wall = write("wall.md", WALL)
    run("add", wall, status=2)
    assert "1 added" in run("add", "--force", wall)
    assert "1 unchanged" in run("add", wall)
    assert run("list", "--quarantined") == ""
    # Where something else came in, the command has done what it could.
    fine = write("fine.md", "The tram line in Larch is open.")
    other = write("other.md", WALL + " Or leave.")
    assert "1 added" in run("add", fine, other)


def test_options_that_do_not_go_together_are_told(run: Callable[..., str], write: Write):
    with pytest.raises(InputError, match="it goes with no filter"):
        run("list", "--quarantined", "--since", "2023")
    with pytest.raises(InputError, match="--versions lists them"):
        run("show", "0" * 16, "--versions", "--original")
