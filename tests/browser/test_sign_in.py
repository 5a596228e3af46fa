"""Signing in and out in a real browser."""

import re
from collections.abc import Iterator

import pytest
from chat_page import PATIENCE_MS, Serve
from contrast import contrast
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from scripted_model import ScriptedModel
from web_site import WebSite

from index import Library
from ui.passwords import Cost
from ui.users import Users

pytestmark = pytest.mark.browser

PASSWORD = "correct horse"
PHONE = {"width": 390, "height": 800}


@pytest.fixture
def url(serve: Serve, library: Library) -> str:
    """An empty library, and ann who may sign in to it."""
    Users(library.folder, cost=Cost(n=2, r=1, p=1)).add("ann", PASSWORD)
    return serve(library)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser that has been nowhere yet, on a phone."""
    with browser.new_context(viewport=PHONE) as person:
        page = person.new_page()
        page.set_default_timeout(PATIENCE_MS)
        yield page


def sign_in(page: Page, name: str = "Ann") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#send")).to_be_enabled()


def test_a_person_signs_in_by_the_keyboard_and_out_again(page: Page, url: str):
    wrongs: list[str] = []

    def note(said: ConsoleMessage) -> None:
        # The chat page complains of its own requests that end because it is left.
        if said.type == "error" and "/assets/" not in said.location["url"]:
            wrongs.append(said.text)

    page.goto(url)
    expect(page).to_have_url(f"{url}/sign-in")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    for field in (page.get_by_label("Name"), page.get_by_label("Password")):
        expect(field).to_have_accessible_description("Name or password is wrong.")
    expect(page.get_by_label("Name")).to_have_value("ann")
    expect(page.get_by_label("Password")).to_be_focused()
    page.on("console", note)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#send")).to_be_enabled()
    expect(page).to_have_url(f"{url}/")
    assert page.evaluate("document.cookie") == ""
    page.goto(f"{url}/sign-in")
    expect(page.get_by_text("You are signed in as ann.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    # What was on the screen before is not to be had by going back.
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Password")).to_be_visible()
    assert wrongs == []


def test_a_link_of_another_site_finds_who_is_signed_in(page: Page, url: str, site: WebSite):
    link = site.page("/mail", f"<a href='{url}/?answer=3'>an answer</a>")
    page.goto(url)
    sign_in(page)
    # Another site to a browser, the same machine to us.
    page.goto(link.replace("127.0.0.1", "localhost"))
    page.get_by_text("an answer").click()
    expect(page.locator("#send")).to_be_enabled()
    expect(page).to_have_url(f"{url}/?answer=3")
    page.context.clear_cookies()
    page.goto(link.replace("127.0.0.1", "localhost"))
    page.get_by_text("an answer").click()
    expect(page).to_have_url(f"{url}/sign-in?next=/%3Fanswer%3D3")
    sign_in(page)
    expect(page).to_have_url(f"{url}/?answer=3")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_read(page: Page, url: str, scheme: str):
    page.emulate_media(color_scheme=scheme)
    page.goto(url)
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    for text in page.locator("h1, p, label, input:visible, button").all():
        assert contrast(text) >= 4.5, text
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 23, 42)"
    assert dark == (scheme == "dark")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    for target in page.locator("input:visible, button").all():
        assert target.bounding_box()["height"] >= 44
    assert re.search("Could not sign in", page.title())


def test_a_library_of_ones_own_is_filled_and_asked(
    browser: Browser, serve: Serve, library: Library, scripted_model: ScriptedModel, write
):
    users = Users(library.folder, cost=Cost(n=2, r=1, p=1))
    users.add("ben", PASSWORD, own_library=True)
    users.add("ann", PASSWORD)
    url = serve(library)
    story = write("ferry.txt", "3 May 2025 - The ferry Alder sank off Port Ellery.")
    with browser.new_context() as person, browser.new_context() as other:
        page = person.new_page()
        page.goto(url)
        sign_in(page, "ben")
        page.get_by_role("tab", name="Library").click()
        page.get_by_role("tab", name="Add", exact=True).click()
        page.locator("#add-files input[type=file]").set_input_files(story)
        taken = page.locator("#add-files tr.file")
        expect(taken).to_be_visible(timeout=PATIENCE_MS)
        page.locator("#add-begin").click()
        expect(page.locator("#add-told")).to_contain_text("1 added", timeout=PATIENCE_MS)
        scripted_model.say("The ferry Alder sank off Port Ellery.")
        page.get_by_role("tab", name="Chat").click()
        page.locator("#question textarea").fill("Which ferry sank?")
        page.locator("#send").click()
        expect(page.locator("#source-1-1")).to_contain_text("ferry Alder", timeout=PATIENCE_MS)
        page = other.new_page()
        page.goto(url)
        sign_in(page, "ann")
        expect(page.locator("#header")).to_contain_text("0 articles")
        expect(page.locator("#past-rows label")).to_have_count(0)
