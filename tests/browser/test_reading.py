"""From an answer to its sources: the quote at its number, the stored article, the original."""

import re
import threading

import pytest
from chat_page import ChatPage, Open, Serve
from contrast import contrast
from playwright.sync_api import Browser, Locator, expect
from scripted_model import ScriptedModel
from web_site import WebSite

from index import Library
from ui import links

pytestmark = pytest.mark.browser

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
QUOTE = (
    "A former treasurer who took $84,500 from the Kelder Bay lifeboat fund was sent to prison "
    "for 26 months on Tuesday."
)
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def asked(chat: ChatPage, scripted_model: ScriptedModel) -> ChatPage:
    """The page with an answer of one sentence."""
    scripted_model.say(MONTHS)
    chat.ask(PRISON)
    chat.wait_until_answered()
    return chat


@pytest.fixture
def phone(
    serve: Serve, open_page: Open, sample_library: Library, scripted_model: ScriptedModel
) -> ChatPage:
    scripted_model.say(MONTHS)
    phone = open_page(serve(sample_library), **PHONE)
    phone.ask(PRISON)
    phone.wait_until_answered()
    return phone


def is_on_the_screen(part: Locator) -> bool:
    inside = """part => {
        const box = part.getBoundingClientRect(), page = document.documentElement;
        return box.left >= 0 && box.top >= 0 && box.width > 0
            && box.right <= page.clientWidth && box.bottom <= page.clientHeight;
    }"""
    return bool(part.evaluate(inside))


def test_the_mouse_over_a_number_shows_its_quote(asked: ChatPage):
    expect(asked.quoted).to_have_count(0)
    asked.markers.hover()
    expect(asked.quoted.locator(".quote")).to_have_text(QUOTE)
    expect(asked.quoted.locator(".title")).to_have_text(
        "Lifeboat fund treasurer jailed for taking $84,500"
    )
    byline = re.compile(r"The Port Ellery Harbinger, 30 April 2025 · \d+ \w+ before you asked")
    expect(asked.quoted.locator(".byline")).to_have_text(byline)
    assert is_on_the_screen(asked.quoted)
    # It can be read with the mouse on it, and goes when the mouse does.
    asked.quoted.hover()
    asked.quoted.locator(".quote").hover()
    expect(asked.quoted).to_be_visible()
    asked.question.hover()
    expect(asked.quoted).to_be_hidden()


def test_the_keyboard_on_a_number_shows_its_quote_and_escape_closes_it(asked: ChatPage):
    asked.page.evaluate(
        "() => document.addEventListener('keydown', event => { window.last = event.key; })"
    )
    asked.question.focus()
    for _ in range(30):
        asked.page.keyboard.press("Shift+Tab")
        if asked.markers.evaluate("link => link === document.activeElement"):
            break
    expect(asked.quoted).to_be_visible()
    expect(asked.quoted).to_have_role("tooltip")
    expect(asked.markers).to_have_accessible_description(re.compile(re.escape(QUOTE)))
    asked.page.keyboard.press("Escape")
    expect(asked.quoted).to_be_hidden()
    expect(asked.markers).to_be_focused()
    expect(asked.markers).to_have_accessible_description("")
    # What was open is closed, and nothing else happens.
    assert asked.page.evaluate("window.last") != "Escape"
    asked.page.keyboard.press("Escape")
    assert asked.page.evaluate("window.last") == "Escape"
    asked.page.keyboard.press("Tab")
    asked.page.keyboard.press("Shift+Tab")
    expect(asked.quoted).to_be_visible()
    asked.page.keyboard.press("Tab")
    expect(asked.quoted).to_be_hidden()


def test_a_click_leads_to_the_source_for_eyes_and_screen_readers(asked: ChatPage):
    asked.markers.click()
    source = asked.source(1, 1)
    expect(source).to_be_in_viewport(ratio=1)
    expect(source).to_be_focused()
    expect(source).to_have_css("outline-style", "solid")
    expect(asked.quoted).to_be_hidden()


def test_a_number_leads_to_its_source_again_after_the_panel_was_scrolled(
    asked: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say("Kofi Arden scored in the 118th minute to win the County Cup.")
    asked.ask("Who scored the winning goal in the County Cup final?")
    asked.wait_until_answered(turns=2)
    asked.page.set_viewport_size({"width": 1280, "height": 500})
    for _ in range(2):
        asked.markers.first.click()
        expect(asked.source(1, 1)).to_be_in_viewport(ratio=0.9)
        asked.page.locator("#sources").evaluate("panel => panel.scrollTo(0, 0)")
        expect(asked.source(1, 1)).not_to_be_in_viewport(ratio=0.5)


def test_a_quote_stays_while_the_answer_around_it_grows(
    chat: ChatPage, scripted_model: ScriptedModel
):
    words = threading.Semaphore(12)
    scripted_model.say(f"{MONTHS} He spent the money on a motor cruiser.", gate=words.acquire)
    chat.ask(PRISON)
    chat.markers.first.hover()
    expect(chat.quoted).to_be_visible()
    words.release(100)
    chat.wait_until_answered()
    expect(chat.markers).to_have_count(2)
    expect(chat.quoted.locator(".quote")).to_have_text(QUOTE)
    expect(chat.markers.first).to_have_attribute("aria-describedby", "quoted")


def test_on_a_phone_a_tap_shows_the_quote_and_a_second_one_leads_to_the_source(phone: ChatPage):
    phone.markers.tap()
    expect(phone.quoted.locator(".quote")).to_have_text(QUOTE)
    expect(phone.quoted).to_contain_text("Tap the number again to go to the source.")
    expect(phone.source(1, 1)).not_to_be_in_viewport(ratio=0.9)
    assert is_on_the_screen(phone.quoted)
    assert not phone.is_wider_than_the_screen()
    phone.page.locator("#header").tap()
    expect(phone.quoted).to_be_hidden()
    phone.markers.tap()
    phone.markers.tap()
    expect(phone.source(1, 1)).to_be_in_viewport(ratio=0.9)
    expect(phone.quoted).to_be_hidden()


def test_a_quote_never_leaves_the_screen(phone: ChatPage):
    corners = ("top: 0; left: 0", "top: 0; right: 0", "bottom: 0; right: 0", "bottom: 0; left: 0")
    for height in (800, 200):
        phone.page.set_viewport_size({"width": 390, "height": height})
        for corner in corners:
            phone.markers.evaluate("(link, at) => link.style = `position: fixed; ${at}`", corner)
            phone.markers.tap()
            expect(phone.quoted).to_be_visible()
            assert is_on_the_screen(phone.quoted), (height, corner)
            phone.page.keyboard.press("Escape")
            expect(phone.quoted).to_be_hidden()


def test_the_stored_article_opens_in_a_tab_of_its_own_at_the_quote(
    chat: ChatPage, scripted_model: ScriptedModel, sample_library: Library
):
    longest = max(
        sample_library.entries(), key=lambda one: len(sample_library.article(one.id).text)
    )
    last = sample_library.passages(longest.id)[-1].text.split(". ")[-1]
    scripted_model.say(last)
    chat.ask(f"{longest.title}: {last}")
    chat.wait_until_answered()
    opens = chat.source(1, 1).get_by_role("link", name="Open article")
    with chat.page.context.expect_page() as opened:
        opens.click()
    article = opened.value
    chat.wrongs.remove(f"popup: {article.url}")
    expect(article.locator("h1")).to_have_text(longest.title)
    expect(article.locator("#quote")).to_have_text(chat.source(1, 1).locator("mark").inner_text())
    expect(article.locator("#quote")).to_be_in_viewport()
    assert article.evaluate("window.scrollY") > 0
    expect(chat.answers).to_be_visible()
    article.close()


def test_the_original_is_named_by_its_site_and_opens_at_the_quote(asked: ChatPage):
    original = asked.source(1, 1).get_by_role("link", name="Original on")
    expect(original).to_have_text("Original on port-ellery-harbinger.example")
    expect(original).to_have_attribute("rel", "noopener noreferrer")
    expect(original).to_have_attribute(
        "href",
        "https://port-ellery-harbinger.example/2025/04/30/lifeboat-treasurer-jailed"
        "#:~:text=A%20former%20treasurer%20who%20took,for%2026%20months%20on%20Tuesday.",
    )


@pytest.mark.parametrize(
    "quote",
    [
        "It was a well-known, loved & feared reef.",
        QUOTE,
        "One block ends here.\n\nAnother begins.",
    ],
)
def test_a_browser_scrolls_the_original_to_the_quoted_words(
    browser: Browser, site: WebSite, quote: str
):
    filler = "<p>Nothing is said here.</p>" * 200
    parts = quote.replace("&", "&amp;").split("\n\n")
    blocks = "".join(f"<p class=here>{part}</p>" for part in parts)
    url = site.page("/original", f"<!doctype html><title>x</title>{filler}{blocks}{filler}")
    with browser.new_context() as person:
        page = person.new_page()
        page.goto(links.original(url, quote))
        expect(page.locator(".here").first).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_article_can_be_read_on_a_phone_and_on_paper(
    browser: Browser, serve: Serve, sample_library: Library, scheme: str
):
    entry = next(one for one in sample_library.entries() if one.title.startswith("Lifeboat"))
    url = serve(sample_library) + links.article_page(entry.id, 0, len(QUOTE), QUOTE)
    with browser.new_context(color_scheme=scheme, **PHONE) as person:
        page = person.new_page()
        page.goto(url)
        expect(page.locator("#quote")).to_have_text(QUOTE)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        for text in page.locator("h1, p, a, dt, dd, mark").all():
            assert contrast(text) >= 4.5, text
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 23, 42)"
        assert dark == (scheme == "dark")
        page.emulate_media(media="print", color_scheme=scheme)
        for text in page.locator("h1, p:visible, mark").all():
            assert contrast(text) >= 4.5, text
        expect(page.locator(".address")).to_have_text(re.compile("^https://port-ellery-harbinger"))
        assert not any(link.is_visible() for link in page.locator("a").all())
