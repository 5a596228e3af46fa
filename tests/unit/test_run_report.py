import json
import re
from pathlib import Path

import pytest
from made_answers import answer, hit
from shown_page import Shown, as_markdown
from shown_runs import QUESTIONS, made

from assistant.answer import Answer
from eval import Question
from eval.meanings import meaning
from eval.report import MOST, Format, shortened, write_report
from index.errors import InputError


def written(folder: Path, form: Format = "html", **more: bool) -> str:
    out = folder / f"report.{form}"
    write_report(folder, out, form, **more)
    return out.read_text(encoding="utf-8")


def words(text: str) -> str:
    return " ".join(text.split())


def ids(page: str) -> list[str]:
    return re.findall(r'<details class="question" id="q-([^"]*)"', page)


def test_the_figures_in_page_and_markdown_are_those_of_the_run(tmp_path: Path):
    run = made(tmp_path / "run")
    page = words(Shown(written(tmp_path / "run")).text)
    table = as_markdown(written(tmp_path / "run", "markdown")).text
    known = {name: one for name, one in run.metrics.items() if one.value is not None}
    assert len(known) > 20
    for name, figure in known.items():
        one = meaning(name)
        value, low, high = map(one.written, (figure.value, figure.low, figure.high))
        told = (value, f"{low} – {high}", str(figure.n), str(figure.excluded))
        title = one.title if one.title == name else f"{one.title} {name}"
        assert re.search(r"\s*".join(map(re.escape, (title, *told))), page), name
        assert "\n".join((one.title, *told)) in table, name


def test_the_first_screen_says_what_was_evaluated_and_where_it_was_lost(tmp_path: Path):
    made(tmp_path / "run")
    page = written(tmp_path / "run")
    first = words(Shown(page[: page.index('id="plots"')]).text)
    for told in ("fires", "6 questions", "not named", "small", "2025-05-01 10:00:00 UTC", "cores"):
        assert told in first
    for stage in ("right", "not in library", "not retrieved", "wrongly refused", "failed"):
        assert f"{stage} 1 16.7 %" in first
    assert "model wrong 1" in first
    assert "Right 0.167" in first
    assert "n 6" in first
    assert "1 of 6 failed" in first


def test_json_holds_the_run_and_each_questions_measures_and_no_text_of_an_article(tmp_path: Path):
    run = made(tmp_path / "run")
    text = written(tmp_path / "run", "json")
    told = json.loads(text)
    questions = told.pop("questions")
    assert told == json.loads(run.model_dump_json())
    assert [one["id"] for one in questions] == [one.id for one in QUESTIONS]
    assert [one["stage"] for one in questions][:3] == ["right", "model wrong", "wrongly refused"]
    assert questions[0]["measures"]["right"] == 1
    assert "put out at night" not in text


def test_equal_runs_give_equal_reports(tmp_path: Path):
    for name in ("one", "two"):
        made(tmp_path / name / "run")
    for form in ("html", "markdown", "json"):
        one, two = (written(tmp_path / name / "run", form) for name in ("one", "two"))
        strip = re.compile(r'"ended": "[^"]*"')
        assert strip.sub("", one) == strip.sub("", two)


def test_every_question_tells_how_far_its_gold_came(tmp_path: Path):
    made(tmp_path / "run")
    page = written(tmp_path / "run")
    assert ids(page) == [one.id for one in QUESTIONS]
    texts = [words(Shown(part).text) for part in page.split("<details")[1:]]
    parts = dict(zip(ids(page), texts, strict=True))
    assert "found at rank 1 · read · cited" in parts["right"]
    assert "not found in source no source says so" in parts["right"]
    assert "The Paper, 30 April 2025 · A title" in parts["right"]
    assert "found at rank 2" in parts["refused"]
    assert "the nearest passages do not answer the question" in parts["refused"]
    assert "not found · not read · not cited" in parts["unfound"]
    assert "Before: When does the hall reopen? – In May." in parts["unfound"]
    assert "It failed: ConnectionError: the model went away" in parts["failed"]
    assert "The library does not answer it." in parts["absent"]


def test_a_page_asks_nothing_of_others_and_links_to_web_addresses_alone(tmp_path: Path):
    def elsewhere(question: Question) -> Answer:
        urls = ("javascript:alert(1)", "https://a.example/1", "data:text/html,x", "http://[")
        hits = tuple(hit("Text.", number=n, url=url) for n, url in enumerate(urls))
        return answer(hits=hits, found=4, text="Words.")

    made(tmp_path / "run", system=elsewhere)
    shown = Shown(written(tmp_path / "run"))
    allowed = re.compile(r"#|data:,$|https://a\.example/1$")
    assert [link for link in shown.links if not allowed.match(link)] == []
    assert "https://a.example/1" in shown.links
    assert not {"img", "iframe", "object", "embed", "form action"} & set(shown.tags)
    assert [one for one in shown.attributes if "src" in one or "action" in one] == []
    assert shown.tags.count("script") == 1
    assert "url(http" not in written(tmp_path / "run")


def test_a_long_run_writes_out_what_was_lost_unless_all_is_asked_for(tmp_path: Path):
    many = tuple(
        Question(f"{'absent' if n % 5 else 'right'} {n}", "Who?", answerable=False)
        for n in range(MOST + 5)
    )

    def mostly_refused(question: Question) -> Answer:
        return answer(abstained=question.id.startswith("absent"), text="No.")

    run = made(tmp_path / "run", many, mostly_refused)
    lost = [one.id.replace(" ", "-") for one in many if one.id.startswith("right")]
    page = written(tmp_path / "run")
    assert ids(page) == lost
    assert run.stages == {"right": 404, "not in library": 101}
    assert "dateline eval report run --all" in page
    assert len(ids(written(tmp_path / "run", everything=True))) == len(many)
    text = written(tmp_path / "run", "markdown")
    assert text.count("| not in library | Who? |") == len(lost)


def test_a_text_is_cut_after_a_word():
    assert shortened("one two three", 9) == "one two …"
    assert shortened("one two", 7) == "one two"
    assert len(shortened("x" * 5_000, 100)) < 110


def test_a_run_that_goes_on_has_no_report_yet(tmp_path: Path):
    run = made(tmp_path / "run")
    run.model_copy(update={"ended": ""}).write(tmp_path / "run")
    with pytest.raises(InputError, match="has not ended: 6 of 6 questions"):
        written(tmp_path / "run")


def test_where_no_report_can_be_written_it_says_so_and_leaves_nothing(tmp_path: Path):
    made(tmp_path / "run")
    with pytest.raises(InputError, match="cannot be written: No such file"):
        write_report(tmp_path / "run", tmp_path / "none" / "report.html", "html")
    before = written(tmp_path / "run")
    (tmp_path / "run" / "questions.jsonl").write_text("no question\n")
    with pytest.raises(InputError, match="line 1 is no question"):
        written(tmp_path / "run")
    assert (tmp_path / "run" / "report.html").read_text() == before
    assert not list((tmp_path / "run").glob(".dateline-*"))
