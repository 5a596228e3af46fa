import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rich.console import Console

from assistant.answer import Answer, Citation, Hit, Reason, Sentence, Verdict
from assistant.remarks import Timings
from index import reading
from index.articles import Article, Read
from index.entries import Entry, Passage
from index.report import Counts, Outcome, Removal, Report
from ui import drawing, terminal

HIT = Hit(
    passage_id="a:1",
    article_id="a",
    title="Treasurer jailed [bold]",
    source="The Paper",
    published="2025-04-30",
    url="",
    start=10,
    end=47,
    text="He took it. He was jailed.\nHe repaid.",
    score=1.0,
    scores={"dense": 0.5, "lexical": None, "fused": 1.0},
)
CITATION = Citation(
    marker=1,
    article_id="a",
    passage_id="a:1",
    title=HIT.title,
    source=HIT.source,
    published=HIT.published,
    url="",
    start=22,
    end=36,
    quote="He was jailed.",
)
ENTRY = Entry(
    id="0123456789abcdef",
    title="Treasurer jailed [bold]",
    source="The Paper",
    author="",
    url="",
    section="",
    language="",
    published="2025-04-30",
    published_origin="record",
    published_confidence="high",
    updated="",
    origin="a.txt",
    story="a1",
    version=1,
    added="2026-01-01T00:00:00+00:00",
)


def drawn(answer: Answer, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(drawing.draw(answer))
    text = console.file
    assert isinstance(text, io.StringIO)
    return text.getvalue()


def answer(**fields: object) -> Answer:
    return Answer(**({"question": "Why?", "standalone_question": "Why?"} | fields))


def supported(verdict: Verdict = Verdict.SUPPORTED) -> Answer:
    return answer(
        text="He was jailed.",
        sentences=(Sentence(text="He was jailed.", verdict=verdict, citations=(1,)),),
        citations=(CITATION,),
        hits=(HIT,),
        timings=Timings(retrieval_ms=120, first_token_ms=2300, total_ms=5678),
        model="small",
    )


def test_an_answer_is_drawn_with_marker_quote_source_and_date():
    lines = drawn(supported()).splitlines()
    assert lines[0].rstrip() == "He was jailed.[1]"
    assert "[1] Treasurer jailed [bold] – The Paper, 30 April 2025" in lines
    assert "    “He was jailed.”" in lines


def test_an_answer_ends_with_its_times_and_model():
    last = drawn(supported()).splitlines()[-1]
    assert last == "passages 0.12 s, first word 2.3 s, whole 5.7 s, model small"


@pytest.mark.parametrize("verdict", [Verdict.PARTLY_SUPPORTED, Verdict.NOT_FOUND])
def test_doubt_stands_behind_the_sentence(verdict: Verdict):
    assert drawn(supported(verdict)).startswith(f"He was jailed.[1] ({verdict})")


def test_an_abstaining_answer_is_its_message_and_the_nearest_passages():
    text = "Nothing in the library comes near this question."
    shown = drawn(answer(text=text, abstained=True, reason=Reason.NOTHING_NEAR, hits=(HIT,) * 8))
    assert shown.startswith(text)
    assert shown.count("He took it. He was jailed. He repaid.") == 3
    assert "4. " not in shown


def test_before_the_first_word_the_passages_are_counted():
    assert drawn(answer(hits=(HIT,) * 8)).startswith("Reading the 8 nearest passages …")
    assert drawn(answer(hits=(HIT,) * 8, ahead=2)).startswith("2 people before you …")
    assert drawn(answer(hits=(HIT,) * 8, ahead=1)).startswith("1 person before you …")
    assert drawn(answer(hits=(HIT,) * 8, loading=True)).startswith("The model is loading …")


def test_a_growing_answer_is_drawn_as_far_as_it_is():
    assert drawn(answer(text="He was", sentences=(Sentence(text="He was"),))).startswith("He was")


def test_no_line_of_an_answer_is_wider_than_the_terminal():
    assert max(map(len, drawn(supported(), width=40).splitlines())) <= 40


def test_without_a_terminal_only_the_whole_answer_is_written(capsys: pytest.CaptureFixture[str]):
    async def growing() -> AsyncIterator[Answer]:
        yield answer(hits=(HIT,))
        yield answer(text="He", sentences=(Sentence(text="He"),), hits=(HIT,))
        yield supported()

    assert asyncio.run(drawing.show_growing(growing())) == supported()
    written = capsys.readouterr().out
    assert written.count("He") == 2
    assert "reading" not in written
    assert "\x1b" not in written


def test_for_other_programs_articles_are_lines_with_tabs(capsys: pytest.CaptureFixture[str]):
    terminal.show_entries([ENTRY])
    assert capsys.readouterr().out == (
        "0123456789abcdef\t2025-04-30\tThe Paper\tTreasurer jailed [bold]\n"
    )


def test_hits_are_numbered_with_title_source_and_date(capsys: pytest.CaptureFixture[str]):
    terminal.show_hits([HIT, HIT])
    written = capsys.readouterr().out.splitlines()
    assert written[:3] == [
        "1. Treasurer jailed [bold]",
        "The Paper, 30 April 2025  a:1",
        "He took it. He was jailed. He repaid.",
    ]
    assert "2. Treasurer jailed [bold]" in written


def test_no_hits_are_said_to_be_none(capsys: pytest.CaptureFixture[str]):
    terminal.show_hits([])
    assert capsys.readouterr().out == "nothing found\n"


def test_an_article_is_shown_with_its_date_and_where_that_was_found(
    capsys: pytest.CaptureFixture[str],
):
    article = Article(
        id="a",
        text="He was jailed.",
        title="Treasurer [jailed]",
        source="The Paper",
        author="Ann Lee",
        url="https://paper.example/1",
        section="",
        language="",
        published="2025-04",
        published_origin="file name",
        published_confidence="low",
        updated="",
        origin="a.txt",
    )
    terminal.show_article(article, [Passage("a:0", "a", 0, 14, "He was jailed.")])
    assert capsys.readouterr().out.splitlines() == [
        "Treasurer [jailed]",
        "The Paper, April 2025, Ann Lee",
        "date found in: file name",
        "https://paper.example/1",
        "id a",
        "",
        "a:0  0–14",
        "He was jailed.",
    ]


def test_a_report_names_what_was_refused_and_why(capsys: pytest.CaptureFixture[str]):
    outcomes = [
        Outcome("added", "a.txt", "a", 3),
        Outcome("unchanged", "b.txt", "b"),
        Outcome("added", "c.txt", "c", 1, note="read as windows-1252"),
        Outcome("refused", "d[1].png", note="a picture"),
    ]
    terminal.show_report(Report(outcomes), "/a/library", as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "2 added, 0 changed, 1 unchanged, 1 refused; 4 passages written to /a/library",
        "  note     c.txt: read as windows-1252",
        "  refused  d[1].png: a picture",
    ]


def test_a_report_of_many_refusals_is_cut_and_says_so(capsys: pytest.CaptureFixture[str]):
    refused = [Outcome("refused", f"{number}.png", note="a picture") for number in range(25)]
    terminal.show_report(Report(refused), "/a/library", as_json=False)
    written = capsys.readouterr().out
    assert written.count("a picture") == 20
    assert "… and 5 more; --json lists all" in written


def test_a_report_as_json_lists_all(capsys: pytest.CaptureFixture[str]):
    refused = [Outcome("refused", f"{number}.png", note="a picture") for number in range(25)]
    terminal.show_report(Report(refused), "/a/library", as_json=True)
    report = json.loads(capsys.readouterr().out)
    assert report["library"] == "/a/library"
    assert len(report["refused"]) == 25


def test_a_removal_shows_every_store_before_and_after(capsys: pytest.CaptureFixture[str]):
    removal = Removal(Counts(2, 9, 9, 9), Counts(1, 4, 4, 4), ("a",))
    terminal.show_removal(removal)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[1:3] == [["before", "2", "9", "9", "9"], ["after", "1", "4", "4", "4"]]


def test_a_complaint_goes_to_standard_error(capsys: pytest.CaptureFixture[str]):
    terminal.complain("no [bold] library")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "dateline: no [bold] library\n"


CODES = "\x1b]0;renamed\x07 \x1b[2J \x9b31m \r \x08"


def test_an_article_sends_no_codes_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    fields = ("title", "source", "author", "text")
    file = tmp_path / "hostile.jsonl"
    file.write_text(json.dumps({name: f"The {name} {CODES} of a story." for name in fields}))
    (found,) = reading.read(str(file))
    assert isinstance(found, Read)
    terminal.show_article(found.article, [])
    shown = {name: getattr(found.article, name) for name in ("title", "source", "author")}
    terminal.show_entries([Entry(**(vars(ENTRY) | shown))])
    assert not set("\x1b\x07\x9b\r\x08") & set(capsys.readouterr().out)


def test_a_model_sends_no_codes_to_the_terminal():
    hostile = answer(text="He", sentences=(Sentence(text=f"He was {CODES} jailed."),))
    assert not set("\x1b\x07\x9b\r\x08") & set(drawn(hostile))
