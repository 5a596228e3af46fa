"""The report of a run as a person reads it: from a file, without a network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from contrast import contrast
from playwright.sync_api import Browser, BrowserContext, Page, expect
from shown_runs import made

from eval.report import write_report

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    made(folder)
    write_report(folder, folder / "report.html", "html")
    return folder / "report.html"


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Opened]:
    """Give a function that opens the report; nothing wrong may happen on it."""
    contexts: list[BrowserContext] = []
    wrongs: list[str] = []

    def opened(at: str = "", **options: Any) -> Page:
        contexts.append(browser.new_context(offline=True, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda said: wrongs.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: wrongs.append(f"page error: {error}"))
        page.on("request", lambda asked: wrongs.append(asked.url) if is_other(asked.url) else None)
        page.goto(f"{report.as_uri()}{at}")
        return page

    def is_other(url: str) -> bool:
        return not url.startswith((report.as_uri(), "data:"))

    yield opened
    for context in contexts:
        context.close()
    assert wrongs == []


def shown(page: Page) -> list[str]:
    """Give the ids of the questions that are to be seen."""
    return [
        (one.get_attribute("id") or "").removeprefix("q-")
        for one in page.locator("details.question").all()
        if one.is_visible()
    ]


def test_details_open_by_keyboard_and_a_link_opens_its_question(opened: Opened):
    page = opened("#q-refused")
    expect(page.locator("#q-refused")).to_have_attribute("open", "")
    expect(page.locator("#q-refused .said")).to_be_in_viewport()
    page.locator("#q-right summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#q-right .said")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#q-right .said")).to_be_hidden()


def test_questions_are_filtered_by_stage_tag_and_text(opened: Opened):
    page = opened()
    stage, tag, text = (page.locator(f"#filter [name={name}]") for name in ("stage", "tag", "text"))
    assert len(shown(page)) == 6
    stage.select_option("failed")
    assert shown(page) == ["failed"]
    stage.select_option("all")
    tag.select_option("hall")
    assert shown(page) == ["refused", "absent"]
    text.fill("REOPEN")
    assert shown(page) == ["refused"]
    expect(page.locator("#left")).to_have_text("1 of 6 shown")
    tag.select_option("all")
    text.fill("")
    page.locator(".legend a", has_text="model wrong").click()
    assert shown(page) == ["wrong"]


def test_without_scripts_every_question_can_be_read(opened: Opened):
    page = opened(java_script_enabled=False)
    assert len(shown(page)) == 6
    expect(page.locator("#filter")).to_be_hidden()
    page.locator("#q-wrong summary").click()
    expect(page.locator("#q-wrong .said")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_nothing_is_wider_than_the_screen(opened: Opened, width: int):
    page = opened(viewport={"width": width, "height": 800}, is_mobile=True, has_touch=True)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_screen_holds_conditions_stages_and_figures(opened: Opened):
    page = opened(viewport={"width": 1280, "height": 860})
    for part in (".facts", ".bar", ".legend", ".cards"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_report_can_be_read_in_light_and_dark(opened: Opened, scheme: str):
    page = opened("#q-right", color_scheme=scheme)
    parts = [".brand", "dt", "dd", ".legend small", ".card h3", ".n", "figcaption", "td small"]
    parts += [".says", ".tag", ".brief", ".verdict.supported", ".verdict.not_found", "sup"]
    parts += [".holds", ".soft", "blockquote footer", "blockquote a", "#q-right h4", "code"]
    stages = [f".stage.{one}" for one in ("right", "not_in_library", "failed", "model_wrong")]
    stages += [".stage.not_retrieved", ".stage.wrongly_refused"]
    # What WCAG 2.2 asks of body text (1.4.3).
    found = {part: contrast(page.locator(part).first) for part in parts + stages}
    assert {part: ratio for part, ratio in found.items() if ratio < 4.5} == {}
