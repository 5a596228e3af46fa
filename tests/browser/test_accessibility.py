"""The pages for those who hear them, enlarge them or tap on them; axe-core looks for findings."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chat_page import PATIENCE_MS, ChatPage, Open, Serve
from playwright.sync_api import Browser, Page, expect
from scripted_model import ScriptedModel

from index import Library
from ui.passwords import Cost
from ui.users import Users

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
ZEBRAS = "Zebras juggle turquoise umbrellas underwater."
MARS = "What is the price of platinum on Mars?"
DESKTOP = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}
LOOKS = {
    f"{size}-{scheme}": {**screen, "color_scheme": scheme, "reduced_motion": "reduce"}
    for size, screen in (("desktop", DESKTOP), ("phone", PHONE))
    for scheme in ("light", "dark")
}
# Of WCAG 2.2, and not looked for unless asked: targets of at least 24 pixels.
RULES = {"rules": {"target-size": {"enabled": True}}}
# All that moves, and for how many seconds at most.
MOVING = """() => Math.max(...[...document.querySelectorAll("*")].flatMap(element => {
    const style = getComputedStyle(element);
    return `${style.transitionDuration},${style.animationDuration}`.split(",").map(parseFloat);
}))"""
# Every announcement from now on, in order.
HEAR = """() => {
    window.heard = [];
    const spoken = "body > [role=status]:not(#state), body > [role=alert]";
    const regions = [...document.querySelectorAll(spoken)];
    for (const region of regions)
        new MutationObserver(() => {
            const said = `${region.role}: ${region.textContent}`;
            if (region.textContent && window.heard.at(-1) !== said) window.heard.push(said);
        }).observe(region, { childList: true, characterData: true, subtree: true });
    return regions.length;
}"""


@pytest.fixture(params=LOOKS.values(), ids=LOOKS)
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


@pytest.fixture
def seen(serve: Serve, open_page: Open, sample_library: Library, look: dict[str, Any]) -> ChatPage:
    """The page as it is just opened, in each of the looks."""
    return open_page(serve(sample_library), **look)


def findings(page: Page) -> list[str]:
    """Give axe-core's serious and critical findings, each with where it is."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{finding['impact']} {finding['id']}: {node['target']} {node['failureSummary']}"
        for finding in found
        if finding["impact"] in {"serious", "critical"}
        for node in finding["nodes"]
    ]


def converse(chat: ChatPage, model: ScriptedModel) -> None:
    """Get an answer with a doubtful sentence, and an abstention."""
    model.say(f"{MONTHS} {ZEBRAS}")
    chat.ask(PRISON)
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text("not found in source")
    model.say(ZEBRAS)
    chat.ask(MARS)
    chat.wait_until_answered(2)
    expect(chat.answers.last).to_contain_text("No passage supports")


def open_article(chat: ChatPage) -> None:
    chat.page.get_by_role("tab", name="Library").click()
    chat.page.locator("#shelf-rows label", has_text="cold store").click()
    expect(chat.page.locator("#article-text .passage").first).to_be_visible()


def levels(page: Page) -> list[int]:
    """Give the levels of the headings that are heard, in order."""
    return [
        int(heading.evaluate("element => element.tagName[1]"))
        for heading in page.locator("h1, h2, h3, h4, h5, h6").all()
        if heading.is_visible()
    ]


def test_nothing_serious_is_found_on_the_empty_page(seen: ChatPage):
    expect(seen.examples.first).to_be_visible()
    assert findings(seen.page) == []


def test_nothing_serious_is_found_in_a_conversation(seen: ChatPage, scripted_model: ScriptedModel):
    converse(seen, scripted_model)
    seen.page.locator("#sources .more summary").click()
    seen.page.locator("#keys summary").click()
    assert findings(seen.page) == []


def test_nothing_serious_is_found_in_the_library(seen: ChatPage):
    open_article(seen)
    assert findings(seen.page) == []
    for part, shown in (("Add", "#add-begin"), ("Coverage", "#coverage summary")):
        seen.page.get_by_role("tab", name=part).click()
        expect(seen.page.locator(shown)).to_be_visible()
        assert findings(seen.page) == []


@pytest.fixture
def sign_in(
    browser: Browser, serve: Serve, library: Library, look: dict[str, Any]
) -> Iterator[Page]:
    Users(library.folder, cost=Cost(n=2, r=1, p=1)).add("ann", "correct horse")
    url = serve(library)
    with browser.new_context(**look) as person:
        page = person.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(url)
        yield page


def test_nothing_serious_is_found_on_the_page_that_signs_in(sign_in: Page):
    assert findings(sign_in) == []
    sign_in.get_by_label("Name").fill("ann")
    sign_in.get_by_label("Password").fill("wrong password")
    sign_in.get_by_role("button").click()
    expect(sign_in.get_by_role("alert")).to_be_visible()
    assert findings(sign_in) == []


def test_parts_and_headings_have_names_and_an_order(chat: ChatPage, scripted_model: ScriptedModel):
    page = chat.page
    converse(chat, scripted_model)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("main")).to_have_count(1)
    for part in (
        page.get_by_role("region", name="Sources").get_by_role("heading", name=MARS),
        page.get_by_role("log", name="Conversation"),
        page.get_by_role("textbox", name="Question", exact=True),
        page.get_by_role("group", name="Answer").get_by_role("link", name="[1]"),
    ):
        expect(part).to_be_visible()
    assert levels(page) == [1, 2, 2, 3, 3]
    open_article(chat)
    found = levels(page)
    assert found[:3] == [1, 2, 3]
    assert all(after <= before + 1 for before, after in pairwise(found))


def test_the_phases_of_an_answer_are_said_and_not_its_words(
    chat: ChatPage, scripted_model: ScriptedModel
):
    assert chat.page.evaluate(HEAR) == 2
    converse(chat, scripted_model)
    heard = chat.page.evaluate("heard")
    # Phases may be over before they reach the page, but none is said twice.
    end = heard.index("status: Answer ready: 2 sentences, 1 source, 1 not found in the source")
    assert heard[-1].startswith("status: No passage supports the answer")
    for phases in (heard[:end], heard[end + 1 : -1]):
        assert set(phases) - {"status: Searching", "status: Writing"} <= {
            phase for phase in phases if phase.startswith("status: Reading ")
        }
        assert len(phases) == len(set(phases)) <= 4
    expect(chat.page.locator("#chat [role=log]")).to_have_attribute("aria-live", "off")
    expect(chat.page.locator("#announced")).to_be_hidden()


def test_a_stop_is_said_calmly_and_an_error_at_once(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say(f"{MONTHS} ", endless=True)
    scripted_model.say("the model is overloaded", status=503)
    chat.ask(PRISON)
    expect(chat.markers.first).to_be_visible()
    chat.stop.click()
    expect(chat.page.locator("body > [role=status]:not(#state)")).to_have_text("Stopped.")
    chat.ask(MARS)
    chat.wait_until_answered(2)
    expect(chat.page.locator("body > [role=alert]")).to_contain_text("the model is overloaded")
    expect(chat.page.locator("body > [role=status]:not(#state)")).to_have_text("")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_those_who_want_nothing_to_move(
    serve: Serve, open_page: Open, sample_library: Library, motion: str
):
    chat = open_page(serve(sample_library), reduced_motion=motion)
    assert (chat.page.evaluate(MOVING) > 0.001) == (motion != "reduce")


# 320 pixels wide and 256 high is a screen of 1280 by 1024 at 400 %; the other one is 200 %.
@pytest.mark.parametrize(("width", "height"), [(320, 256), (640, 430), (900, 430)])
def test_an_enlarged_page_loses_nothing(
    serve: Serve,
    open_page: Open,
    sample_library: Library,
    scripted_model: ScriptedModel,
    width: int,
    height: int,
):
    chat = open_page(serve(sample_library), viewport={"width": width, "height": height})
    converse(chat, scripted_model)
    chat.page.locator("#keys summary").click()
    for part in (chat.question, chat.send, chat.answers.last, chat.sources.first):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()
    assert not chat.is_wider_than_the_screen()
    assert chat.page.locator("#chat").bounding_box()["height"] >= 250
    assert chat.question.bounding_box()["width"] >= 200
    open_article(chat)
    for part in ("#article-back", "#article-head h3", "#article-text .passage >> nth=-1"):
        chat.page.locator(part).scroll_into_view_if_needed()
        expect(chat.page.locator(part)).to_be_in_viewport()
    assert not chat.is_wider_than_the_screen()
