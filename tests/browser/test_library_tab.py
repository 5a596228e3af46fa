"""The library in the page, as people use it: browse, read, filter, add, remove."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from chat_page import ChatPage, Open, Serve
from contrast import contrast
from playwright.sync_api import Locator, Page, expect
from shown_page import ATTACKS

from index import Library

pytestmark = pytest.mark.browser

Write = Callable[[str, str | bytes], Path]
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}
TRAM = "---\ntitle: Tram opens\ndate: 2025-04-30\n---\nIt opened last Tuesday. It runs again."


class Shelf:
    """The library's tab of an open page."""

    def __init__(self, chat: ChatPage) -> None:
        self.chat = chat
        self.page: Page = chat.page
        own = self.page.get_by_role("tab", name="Library")
        if own.count():
            own.click()
        expect(self.count).not_to_be_empty()

    @property
    def count(self) -> Locator:
        return self.page.locator("#shelf-count")

    @property
    def rows(self) -> Locator:
        return self.page.locator("#shelf-rows label")

    @property
    def head(self) -> Locator:
        return self.page.locator("#article-head")

    @property
    def notice(self) -> Locator:
        return self.page.locator("#article-notice")

    @property
    def told(self) -> Locator:
        return self.page.locator("#add-told")

    def part(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).click()

    def click(self, name: str) -> None:
        self.page.locator(f"#{name}").click()

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f"#{name}").locator("input, textarea").first.fill(text)

    def add(self, *files: Path) -> None:
        self.part("Add")
        self.page.locator("#add-files input[type=file]").set_input_files(files)
        taken = self.page.locator("#add-files tr.file")
        # A machine with other work takes its time to take a file.
        expect(taken).to_have_count(len(files), timeout=30_000)
        self.click("add-begin")

    def fits(self) -> bool:
        return not self.chat.is_wider_than_the_screen()


@pytest.fixture
def shelf(serve: Serve, open_page: Open, sample_library: Library) -> Shelf:
    return Shelf(open_page(serve(sample_library)))


def test_articles_are_listed_searched_filtered_and_opened(shelf: Shelf):
    expect(shelf.count).to_have_text("33 articles, 1 undated, newest first")
    shelf.fill("shelf-words", "pellhaven")
    shelf.page.keyboard.press("Enter")
    expect(shelf.count).to_have_text("2 articles of the 33 here, newest first")
    expect(shelf.rows.first).to_contain_text("3 tell this story")
    shelf.rows.first.click()
    expect(shelf.head).to_contain_text("found in: front matter, confidence high")
    expect(shelf.page.locator("#article-text .passage")).not_to_have_count(0)
    expect(shelf.page.locator("#article-text .means").first).to_have_text("30 Jun 2025")
    shelf.page.locator("#article-tellers label").first.click()
    expect(shelf.head.locator("h3")).to_have_text(
        "Pellhaven to shut Kelder Bay cannery with loss of 210 jobs"
    )
    shelf.click("article-back")
    expect(shelf.head).to_be_hidden()
    shelf.page.locator("#shelf-more button").first.click()
    shelf.fill("shelf-since", "soon")
    shelf.click("shelf-show")
    expect(shelf.count).to_contain_text("From 'soon' is no date; write it as 2023-11-05")
    shelf.click("shelf-clear")
    expect(shelf.rows).to_have_count(33)


def test_arrow_keys_go_from_article_to_article(shelf: Shelf):
    # What is opened shows that the list is whole; a list that comes anew takes the focus away.
    shelf.rows.first.click()
    expect(shelf.head).to_contain_text("Bus fares to rise")
    shelf.page.keyboard.press("ArrowDown")
    expect(shelf.head).to_contain_text("Lorries and double-deck buses")
    shelf.page.keyboard.press("ArrowUp")
    expect(shelf.head).to_contain_text("Bus fares to rise")
    expect(shelf.page.get_by_role("group", name="Articles, newest first")).to_be_attached()
    expect(shelf.count).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_file_is_added_read_and_removed(
    serve: Serve, open_page: Open, library: Library, write: Write, phone: bool
):
    shelf = Shelf(open_page(serve(library), **(PHONE if phone else {})))
    expect(shelf.count).to_contain_text("The library is empty")
    assert shelf.fits()
    shelf.add(write("tram.md", TRAM), write("list.csv", "title,text\nBuses,Buses stop.\nNo,"))
    expect(shelf.told).to_contain_text("Done: 2 added, 0 changed")
    expect(shelf.told).to_contain_text("1 refused")
    assert shelf.fits()
    shelf.part("Coverage")
    seen = shelf.page.locator("#coverage img:visible")
    expect(seen).to_have_attribute(
        "alt",
        "1 article, the week of 28 April 2025 to the week of "
        "28 April 2025; at most 1 in one week, the week of 28 April 2025",
    )
    assert seen.evaluate("image => image.complete && image.naturalWidth > 0")
    assert shelf.fits()
    shelf.part("Browse")
    expect(shelf.count).to_have_text("2 articles, 1 undated, newest first")
    shelf.rows.filter(has_text="Tram opens").click()
    expect(shelf.page.locator("#article-text")).to_contain_text("last Tuesday 22 Apr 2025")
    assert shelf.fits()
    box = shelf.page.locator("#article-collections input").first
    box.fill("trams")
    shelf.click("article-save")
    expect(shelf.notice).to_have_text("In trams.")
    assert library.names("collection") == ["trams"]
    shelf.click("article-remove")
    expect(shelf.page.locator("#article-question")).to_contain_text(
        "Remove “Tram opens” (tram.md, 30 April 2025), with 1 passage?"
    )
    shelf.click("article-yes")
    expect(shelf.notice).to_contain_text("Removed: Tram opens")
    expect(shelf.notice.locator("tbody tr").last).to_contain_text("after1111")
    expect(shelf.count).to_have_text("1 article, 1 undated, newest first")
    assert shelf.fits()
    assert library.counts().articles == 1


def test_wrong_input_is_told_calmly_and_nothing_is_added(
    serve: Serve, open_page: Open, library: Library
):
    shelf = Shelf(open_page(serve(library)))
    shelf.part("Add")
    shelf.click("add-begin")
    expect(shelf.told).to_contain_text("Not added: There is nothing to add yet")
    shelf.fill("add-addresses", "file:///etc/passwd")
    shelf.click("add-begin")
    expect(shelf.told).to_contain_text("“file:///etc/passwd” is no web address")
    shelf.fill("add-addresses", "http://127.0.0.1:9/x")
    shelf.click("add-begin")
    expect(shelf.told).to_contain_text("1 refused")
    expect(shelf.told).to_contain_text("127.0.0.1")
    expect(shelf.page.locator("#add-begin")).to_be_enabled()


def test_nothing_that_an_article_holds_runs(
    serve: Serve, open_page: Open, library: Library, write: Write
):
    rows = [
        {
            "id": f"n{n}",
            "title": f"Number {n} {attack}",
            "text": f"Text {n}. {attack} Over.",
            "source": attack,
            "author": attack,
            "url": f"https://e.example/{n}?{attack}",
        }
        for n, attack in enumerate(ATTACKS)
    ]
    library.add(write("rows.jsonl", "\n".join(map(json.dumps, rows))), collections=[ATTACKS[1]])
    shelf = Shelf(open_page(serve(library)))
    expect(shelf.rows).to_have_count(library.counts().articles)
    for row, entry in list(enumerate(library.entries()))[::3]:
        shelf.rows.nth(row).click()
        expect(shelf.head.locator("h3")).to_have_text(" ".join(entry.title.split()))
    shelf.part("Coverage")
    expect(shelf.page.locator("#coverage")).to_contain_text("nothing to draw")
    assert shelf.page.evaluate("window.ran") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_tab_can_be_read_in_light_and_dark(
    serve: Serve, open_page: Open, sample_library: Library, scheme: str
):
    shelf = Shelf(open_page(serve(sample_library), color_scheme=scheme))
    shelf.rows.filter(has_text="cold store").click()
    expect(shelf.head).to_contain_text("Published")
    parts = ["#shelf-count p", "#shelf-rows span", "#article-head h3", "#article-head .byline"]
    parts += ["#article-head b", "#article-head a", "#article-text .means", "#article-text .number"]
    found = {part: contrast(shelf.page.locator(part).first) for part in parts}
    shelf.part("Coverage")
    expect(shelf.page.locator("#coverage .legend")).to_be_visible()
    for part in ("#coverage .legend li", "#coverage summary", "#coverage .byline"):
        found[part] = contrast(shelf.page.locator(part).first)
    assert {part: number for part, number in found.items() if number < 4.5} == {}
