"""Articles and models may write anything; the page shows it as written and runs none of it."""

import re
from urllib.parse import urljoin

import pytest
from chat_page import ChatPage, Open, Serve
from playwright.sync_api import Locator, expect
from scripted_model import ScriptedModel

from index import Library
from index.articles import complete
from index.dates import PublicationDate
from index.extraction import Extract
from index.report import Report

pytestmark = pytest.mark.browser

# Each by the word that stands before it, so that no article repeats another.
ATTACKS = {
    "anchor": "<script>window.ran = 'script'</script>",
    "barge": '<img src=x onerror="window.ran = 1">',
    "capstan": "![picture](http://evil.example/x.png)",
    "davit": "[click](javascript:window.ran='link')",
    "ensign": "</div></section></span><h1>out of the box</h1>",
    "fender": "<svg onload=window.ran='svg'>",
    "gunwale": "<style>body { display: none }</style>",
    "hawser": '<iframe src="http://evil.example/frame"></iframe>',
    "isobar": "<iframe srcdoc=\"<script>parent.ran = 'srcdoc'</script>\">",
    "jetty": "<object data=http://evil.example/object></object>",
    "keel": "<a href=data:text/html,<script>opener.ran=1</script>>data</a>",
    "lanyard": "&lt;script&gt;window.ran = 'entities'&lt;/script&gt;",
    "mooring": "&#60;img src=x onerror=window.ran=2&#62;",
    "nautilus": "$$\\href{javascript:window.ran=3}{x}$$ and $x_1$",
    "oarlock": "# A heading\n\n## Another\n\n---\n\n> and a quote",
    "pontoon": "](#source-1-1) [\\[1\\]](#source-9-9)",
    "quay": "\" onmouseover=\"window.ran = 'attribute'\" ' onclick='window.ran=4'",
    "rudder": "http://evil.example/bare and www.evil.example and me@evil.example",
    "sextant": "<details open ontoggle=window.ran='toggle'>",
    "tiller": "```html\n<b>fence</b>\n``` and `code`",
    "upwind": "<base href=http://evil.example/><meta http-equiv=refresh content=0;url=//e.example>",
    "vessel": "<form action=http://evil.example/><input autofocus onfocus=window.ran=6></form>",
    "windlass": "**bold** __strong__ *em* _it_ ~~no~~ | a | b | {{7*7}} ${7*7}",
    "xebec": "<!-- a comment --> <![CDATA[ data ]]> <?php ?> \\<b\\>",
    "yawl": "<math><mtext></mtext><img src=x onerror=window.ran=5></math>",
    "zephyr": "W" * 300,
}
ADDRESSES = [
    "javascript:window.ran='address'",
    "data:text/html,<script>opener.ran=6</script>",
    'https://news.example/"onmouseover="window.ran=7',
    "https://news.example/'><img src=x onerror=window.ran=8>",
    "https://news.example/a b\n\n<script>window.ran=9</script>",
    "//evil.example/no-scheme",
]
# What the page makes of answers and sources; nothing of a text may become anything else.
PANEL = {"section", "h3", "div", "span", "strong", "a", "br", "blockquote", "mark", "details"}
PANEL |= {"summary", "p", "ul", "li"}
MESSAGE = {"span", "p", "em", "a", "strong", "ul", "li"}


def squeezed(text: str) -> str:
    """Compare what can be seen, wherever lines and sentences were parted."""
    return re.sub(r"\s+", "", text)


def sentence(word: str) -> str:
    return f"The {word} notice reads {ATTACKS[word]} on the board"


@pytest.fixture
def hostile(library: Library) -> Library:
    # Past the readers, which would take much of it for markup.
    reads = [
        complete(
            Extract(
                f"{sentence(word)}.",
                title=f"Title {attack}",
                source=f"Source {attack}",
                url=ADDRESSES[number] if number < len(ADDRESSES) else "",
                published=PublicationDate("2025-03-01", "record"),
            ),
            word,
            "",
        )
        for number, (word, attack) in enumerate(ATTACKS.items())
    ]
    report = Report(library._ingest().add(reads))
    assert len(report.of("added")) == len(ATTACKS)
    return library


@pytest.fixture
def chat(hostile: Library, serve: Serve, open_page: Open) -> ChatPage:
    return open_page(serve(hostile, top_k=len(ATTACKS)))


def tags(locator: Locator) -> set[str]:
    found = locator.evaluate(
        "part => [...part.querySelectorAll('*')].map(element => element.localName)"
    )
    return set(found)


def assert_nothing_ran(chat: ChatPage) -> None:
    assert chat.page.evaluate("() => window.ran === undefined")
    assert chat.wrongs == []


def test_sources_show_every_attack_as_it_was_written(
    chat: ChatPage, hostile: Library, scripted_model: ScriptedModel
):
    scripted_model.say("Not found.")
    scripted_model.say(f"{sentence('keel')}.")
    chat.ask("What does the keel notice on the board read?")
    chat.wait_until_answered()
    chat.ask("What does the keel notice on the board read?")
    chat.wait_until_answered(turns=2)
    chat.page.locator("#sources .more summary").click()
    shown = squeezed(chat.page.locator("#sources").inner_text())
    for word, attack in ATTACKS.items():
        assert squeezed(sentence(word)) in shown
        assert squeezed(f"Title {attack}") in shown
        assert squeezed(f"Source {attack}") in shown
    assert tags(chat.page.locator("#sources .md")) <= PANEL
    assert_nothing_ran(chat)


def test_no_source_links_anywhere_but_to_web_addresses_of_articles(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(f"{sentence('anchor')}.")
    chat.ask("What does the anchor notice on the board read?")
    chat.wait_until_answered()
    chat.page.locator("#sources .more summary").click()
    links = chat.page.locator("#sources .source a")
    stored, others = urljoin(chat.page.url, "/article/"), "https://news.example/"
    originals = 0
    for link in links.all():
        address = urljoin(chat.page.url, str(link.get_attribute("href")))
        originals += address.startswith(others)
        assert address.startswith((stored, others))
        assert link.inner_text() in ("Open article", "Original on news.example")
        names = link.evaluate("link => link.getAttributeNames()")
        assert set(names) == {"href", "target", "rel"}
        link.hover()
    assert originals == 3
    assert_nothing_ran(chat)


@pytest.mark.parametrize("words", [list(ATTACKS)[:13], list(ATTACKS)[13:]])
def test_an_answer_shows_every_attack_as_it_was_written(
    chat: ChatPage, scripted_model: ScriptedModel, words: list[str]
):
    text = " ".join(f"{sentence(word)}." for word in words)
    scripted_model.say(pieces=tuple(text[at : at + 40] for at in range(0, len(text), 40)))
    chat.ask("What do the notices on the board read?")
    chat.wait_until_answered()
    expect(chat.markers.first).to_be_visible()
    answer = chat.answers.locator(".message-content")
    shown = re.sub(r"\[\d+\]|\((partly supported|not found in source)\)", "", answer.inner_text())
    for word in words:
        assert squeezed(sentence(word)) in squeezed(shown)
    assert tags(answer) <= MESSAGE
    for marker in chat.markers.all():
        assert re.fullmatch(r"#source-1-\d+", str(marker.get_attribute("href")))
        marker.hover()
        expect(chat.quoted).to_be_visible()
        assert tags(chat.quoted) == {"p"}
        # One quote may lie over the next number, as long as the mouse is on it.
        chat.page.mouse.move(0, 0)
        expect(chat.quoted).to_be_hidden()
    assert_nothing_ran(chat)


def test_a_question_is_shown_as_it_was_written(chat: ChatPage, scripted_model: ScriptedModel):
    attacks = " ".join(list(ATTACKS.values())[:20])
    scripted_model.say("Not found.")
    chat.ask(attacks)
    chat.wait_until_answered()
    assert squeezed(chat.asked.locator(".message-content").inner_text()) == squeezed(attacks)
    assert squeezed(chat.page.locator("#sources h3").inner_text()) == squeezed(attacks)
    assert_nothing_ran(chat)


def test_an_error_of_the_models_server_is_shown_as_it_was_written(
    chat: ChatPage, scripted_model: ScriptedModel
):
    scripted_model.say(ATTACKS["barge"] + ATTACKS["capstan"], status=500)
    chat.ask("What does the anchor notice on the board read?")
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text(ATTACKS["barge"] + ATTACKS["capstan"])
    assert_nothing_ran(chat)


def test_long_words_do_not_widen_the_page(chat: ChatPage, scripted_model: ScriptedModel):
    scripted_model.say(f"{sentence('zephyr')}.")
    chat.page.set_viewport_size({"width": 390, "height": 800})
    chat.ask("What does the zephyr notice on the board read?")
    chat.wait_until_answered()
    expect(chat.markers.first).to_be_visible()
    assert not chat.is_wider_than_the_screen()
