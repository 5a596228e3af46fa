"""Articles in, out and away again by the command; the real embedding model."""

from collections.abc import Callable
from pathlib import Path

import pytest
from dateline_command import Dateline, sample_library

Write = Callable[[str, str | bytes], Path]
BUS = "8c1345f767e3790e"


@pytest.fixture(scope="module")
def sample_command(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    """The command over the sample articles, not to be changed by a test."""
    folder = tmp_path_factory.mktemp("articles") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


@pytest.fixture
def changing(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Dateline:
    """The command over the sample articles, for one test to change."""
    return sample_library(tmp_path_factory.getbasetemp(), tmp_path / "library")


@pytest.fixture
def dateline(tmp_path: Path) -> Dateline:
    return Dateline(tmp_path / "library")


def test_add_reports_what_became_of_each_article(dateline: Dateline, write: Write):
    folder = write("one.md", "# One\n\nThe first story is short.").parent
    write("two.txt", "The second story is short too.")
    write("picture.png", b"\x89PNG\r\n\x1a\n")
    write("lines.jsonl", '{"text": "A third story."}\n{"text": \n{"text": "A fourth."}\n')
    story = "---\ntitle: From a pipe\n---\nA story that came through a pipe.\n"
    done = dateline("add", folder, "-", "--json", stdin=story)
    report = done.json
    assert done.status == 0
    assert report["library"] == str(dateline.library)
    assert {name: report[name] for name in ("added", "changed", "unchanged", "passages")} == {
        "added": 5,
        "changed": 0,
        "unchanged": 0,
        "passages": 5,
    }
    refused = {outcome["origin"]: outcome["note"] for outcome in report["refused"]}
    assert refused[str(folder / "picture.png")].startswith("the format .png is not read")
    assert refused[f"{folder / 'lines.jsonl'}, line 2"].startswith("not valid JSON")
    assert len(refused) == 2
    assert "From a pipe" in [entry["title"] for entry in dateline("list", "--json").json]


def test_what_is_there_already_is_left_alone(sample_command: Dateline, sample: Path):
    again = sample_command("add", sample)
    assert again.words.startswith("0 added, 0 changed, 33 unchanged, 0 refused; 0 passages")


def test_where_everything_is_refused_the_input_was_wrong(dateline: Dateline, write: Write):
    picture = write("picture.png", b"\x89PNG\r\n\x1a\n")
    done = dateline("add", picture)
    assert done.status == 2
    assert "0 added, 0 changed, 0 unchanged, 1 refused" in done.words
    assert "the format .png is not read" in done.words


def test_a_path_that_does_not_exist_is_wrong_input(dateline: Dateline, write: Write):
    there = write("there.txt", "A story.")
    done = dateline("add", there, "nowhere.txt")
    assert done.status == 2
    assert "dateline: no such file or folder: nowhere.txt (looked in " in done.err
    assert done.out == ""


def test_without_a_terminal_nothing_is_written_about_progress(dateline: Dateline, write: Write):
    assert dateline("add", write("picture.png", b"\x89PNG\r\n\x1a\n")).err == ""


def test_a_report_in_a_pipe_breaks_no_path(dateline: Dateline, write: Write):
    name = f"{'a long name ' * 8}.png"
    done = dateline("add", write(name, b"\x89PNG\r\n\x1a\n"))
    assert any(line.endswith(str(dateline.library)) for line in done.out.splitlines())
    assert name in done.out


def test_list_gives_one_line_for_each_article_newest_first(sample_command: Dateline):
    done = sample_command("list")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert len(rows) == 33
    assert rows[0] == [
        BUS,
        "2025-10-08",
        "Saltmarsh Wire",
        "Bus fares to rise by 20 cents in November",
    ]
    dates = [published for _, published, _, _ in rows]
    assert dates[:-1] == sorted(dates[:-1], reverse=True)
    assert dates[-1] == ""


def test_list_as_json_holds_the_same_articles(sample_command: Dateline):
    entries = sample_command("list", "--json").json
    assert [entry["id"] for entry in entries][:1] == [BUS]
    assert len(entries) == 33
    assert "text" not in entries[0]


def test_list_is_narrowed_by_date_source_and_author(sample_command: Dateline):
    def titles(*options: str) -> list[str]:
        return [entry["title"] for entry in sample_command("list", "--json", *options).json]

    assert len(titles("--since", "2025-10", "--until", "2025-10-06")) == 2
    assert titles("--source", "saltmarsh wire", "--since", "2025-10-08") == [
        "Bus fares to rise by 20 cents in November"
    ]
    assert titles("--author", "penmarrow", "--until", "2025") == titles("--author", "penmarrow")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--since", "someday"], "--since 'someday' is no date; write it as 2023-11-05"),
        (["--until", "2025-13-01"], "--until '2025-13-01' is no date"),
        (["--source", "The Moon"], "no source 'The Moon' in this library; there are: "),
        (["--author", "Nobody"], "no author 'Nobody' in this library; there are: "),
    ],
)
def test_a_filter_that_fits_nothing_is_wrong_input(
    sample_command: Dateline, options: list[str], message: str
):
    done = sample_command("list", *options)
    assert done.status == 2
    assert message in done.err
    assert done.out == ""


def test_show_gives_the_article_with_its_passages(sample_command: Dateline):
    article = sample_command("show", BUS, "--json").json
    assert article["id"] == BUS
    assert article["url"] == "https://saltmarsh-wire.example/news/2025/10/bus-fares"
    for passage in article["passages"]:
        assert article["text"][passage["start"] : passage["end"]] == passage["text"]
    shown = sample_command("show", BUS)
    assert shown.out.startswith("Bus fares to rise by 20 cents in November\n")
    assert f"id {BUS}" in shown.out


@pytest.mark.parametrize("command", [["show"], ["remove"]])
def test_an_unknown_id_is_wrong_input(sample_command: Dateline, command: list[str]):
    done = sample_command(*command, "0000000000000000")
    assert done.status == 2
    assert "0000000000000000" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], [BUS, "--source", "Saltmarsh Wire"]])
def test_remove_wants_ids_or_a_source(sample_command: Dateline, arguments: list[str]):
    done = sample_command("remove", *arguments)
    assert done.status == 2
    assert "name either article ids or --source" in done.err


def test_remove_counts_every_store_before_and_after(changing: Dateline):
    removal = changing("remove", BUS, "--json").json
    before, after = removal["before"], removal["after"]
    assert before["articles"] - after["articles"] == 1
    assert before["passages"] - after["passages"] > 0
    for counts in (before, after):
        assert counts["passages"] == counts["lexical"] == counts["vectors"]
    assert changing("show", BUS).status == 2


def test_a_whole_source_can_be_removed(changing: Dateline):
    done = changing("remove", "--source", "saltmarsh wire", "--yes")
    assert done.status == 0
    assert "articles removed" in done.out
    sources = {entry["source"] for entry in changing("list", "--json").json}
    assert "Saltmarsh Wire" not in sources
    assert "North Quay Gazette" in sources


def test_search_gives_passages_of_what_the_filters_let_through(sample_command: Dateline):
    options = ("-k", "3", "--source", "Saltmarsh Wire", "--json")
    hits = sample_command("search", "What does a bus ticket cost?", *options).json
    assert len(hits) == 3
    assert hits[0]["article_id"] == BUS
    assert {hit["source"] for hit in hits} == {"Saltmarsh Wire"}
    assert [hit["score"] for hit in hits] == sorted((h["score"] for h in hits), reverse=True)
