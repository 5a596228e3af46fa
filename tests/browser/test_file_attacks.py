"""What is written to a file and opened in a browser: exports and the report of a run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from made_answers import SUPPORTED, answer, cited, full, hit
from page_attacks import ATTACKS, seen
from playwright.sync_api import Browser, Page
from shown_runs import made
from sound_page import too_wide, wrongs

from assistant.answer import Answer, Sentence
from eval import Question
from eval.report import write_report
from ui.exporting import export
from ui.kept import Kept, KeptTurn, Place, Summary

pytestmark = pytest.mark.browser

NOON = "2025-06-01T12:00:00.000000+00:00"
TEXTS = list(ATTACKS.values())
OTHERS = "main"
Opened = Callable[[Path], Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Give a function that opens a file; nothing may be asked for, said or run."""
    context = browser.new_context(offline=True)
    happened: list[str] = []

    def opened(file: Path) -> Page:
        page = context.new_page()
        page.on("console", lambda said: happened.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: happened.append(f"page error: {error}"))
        page.on("dialog", lambda dialog: happened.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda popup: happened.append(f"popup: {popup.url}"))
        page.on("request", lambda asked: note(asked.url, file))
        page.goto(file.as_uri())
        return page

    def note(url: str, file: Path) -> None:
        if not url.startswith((file.as_uri(), "data:")):
            happened.append(f"request: {url}")

    yield opened
    context.close()
    assert happened == []


def answered(text: str) -> Answer:
    source = hit(f"Before. {text} After.", url=f"https://news.example/?{text}", title=text)
    said = Sentence(text=text, verdict=SUPPORTED, citations=(1,))
    return answer(
        question=text,
        standalone_question=text,
        text=text,
        sentences=(said,),
        citations=(cited(source, text),),
        hits=(source, *full(text).hits),
        found=4,
        windows=full(text).windows,
        model=text,
    )


def test_an_exported_conversation(opened: Opened, tmp_path: Path):
    turns = tuple(
        KeptTurn(one, text, place=Place("c", number), state="whole", asked=NOON)
        for number, (text, one) in enumerate(
            [(text, make(text)) for text in TEXTS for make in (full, answered)], start=1
        )
    )
    file = tmp_path / "conversation.html"
    whole = Kept(Summary("c", " ".join(TEXTS[:40]), NOON, NOON, False, len(turns)), turns)
    file.write_text(export(whole, "html"), "utf-8")
    page = opened(file)
    assert wrongs(page, OTHERS, ["source-", "question-"]) == []
    shown = seen(page.locator("main").inner_text())
    for text in TEXTS:
        assert shown.count(seen(text)) >= 10
    assert too_wide(page) == []


def test_the_report_of_a_run(opened: Opened, tmp_path: Path):
    questions = tuple(
        Question(f"q{number}", text, (text,), evidence=((text,),), tags=(text,))
        for number, text in enumerate(TEXTS)
    )
    made(tmp_path, questions, lambda question: answered(question.question))
    write_report(tmp_path, tmp_path / "report.html", "html")
    page = opened(tmp_path / "report.html")
    for summary in page.locator("details.question > summary").all():
        summary.evaluate("it => { it.parentElement.open = true; }")
    assert wrongs(page, ".question", ["q-"]) == []
    shown = seen(page.locator("main").inner_text())
    for text in TEXTS:
        assert seen(text) in shown
