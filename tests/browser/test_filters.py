"""The filters beside the question, as people use them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from chat_page import ChatPage, Open, Serve
from contrast import contrast
from made_answers import answer
from playwright.sync_api import Locator, expect
from scripted_assistant import ScriptedAssistant
from shown_page import ATTACKS

from assistant import Answer, Assistant, Settings
from assistant.answer import Sentence
from assistant.remarks import Limits
from index import Filters, Library

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}
MARCH = "What was reported about the swing bridge in March 2025?"
WIRE = "Saltmarsh Wire"
Write = Callable[[str, str | bytes], Path]


class AskFields:
    """The filters of an open page."""

    def __init__(self, chat: ChatPage) -> None:
        self.page = chat.page

    @property
    def line(self) -> Locator:
        return self.page.locator("#ask-filters > button > span").first

    @property
    def wrong(self) -> Locator:
        return self.page.locator("#ask-wrong")

    @property
    def limited(self) -> Locator:
        return self.page.locator("#ask-limited")

    def box(self, name: str) -> Locator:
        return self.page.locator(f"#ask-{name}").locator("input, textarea").first

    def open(self) -> None:
        self.line.click()
        expect(self.box("since")).to_be_visible()

    def write(self, name: str, text: str) -> None:
        self.box(name).fill(text)
        self.box(name).press("Enter")

    def pick(self, name: str, choice: str) -> None:
        self.box(name).click()
        self.page.locator(f"#ask-{name}").get_by_role("option", name=choice).click()
        self.page.keyboard.press("Escape")

    def click(self, name: str) -> None:
        self.page.locator(f"#ask-{name}").click()


def said(text: str, **fields: object) -> Answer:
    return answer(text=text, sentences=(Sentence(text=text),), **fields)


@pytest.fixture
def assistant(sample_library: Library) -> ScriptedAssistant:
    return ScriptedAssistant(sample_library)


@pytest.fixture
def url(serve: Serve, sample_library: Library, assistant: ScriptedAssistant) -> str:
    return serve(sample_library, assistant=assistant)


@pytest.fixture
def chat(url: str, open_page: Open) -> ChatPage:
    return open_page(url)


def test_filters_are_told_in_one_line_hold_until_reset_and_are_the_tabs_own(
    chat: ChatPage, url: str, open_page: Open, assistant: ScriptedAssistant
):
    fields = AskFields(chat)
    expect(fields.line).to_have_text("Filters")
    fields.open()
    fields.pick("sources", WIRE)
    fields.write("since", "2025-03")
    fields.write("as-of", "3 Dec 2025")
    told = f"Filters: {WIRE} · from March 2025 · as of 3 December 2025"
    expect(fields.line).to_have_text(told)
    fields.line.click()
    expect(fields.box("since")).to_be_hidden()
    filters = Filters(since=20250301, sources=(WIRE,))
    limits = Limits(filters=filters)
    assistant.say(said("It burnt.", limits=limits, as_of="2025-12-03"))
    assistant.say(said("In May.", standalone_question="When?", rewritten="rules"))
    assistant.say(said("In June.", standalone_question="When?", rewritten="rules"))
    for number, question in enumerate(("What burnt?", "And when?"), start=1):
        chat.ask(question)
        chat.wait_until_answered(turns=number)
    expect(chat.answers.first).to_contain_text(f"Filters: {WIRE}, from March 2025 · As of 3")
    chat.understood.fill("When did it burn?")
    chat.again.click()
    expect(chat.answers.last).to_contain_text("In June.")
    chat.wait_until_answered(turns=2)
    assert [one.how.filters for one in assistant.asked] == [filters] * 3
    assert {one.how.as_of for one in assistant.asked} == {"2025-12-03"}
    expect(fields.line).to_have_text(told)
    expect(AskFields(open_page(url)).line).to_have_text("Filters")
    fields.open()
    fields.click("reset")
    expect(fields.line).to_have_text("Filters")
    expect(fields.box("since")).to_have_value("")
    assistant.say(said("All of it."))
    fields.click("refilter")
    expect(chat.answers.last).to_contain_text("All of it.")
    chat.wait_until_answered(turns=2)
    again = assistant.asked[-1]
    assert (again.question, again.how.filters) == ("And when?", Filters())
    assert (again.how.as_of, again.how.standalone) == ("", "When did it burn?")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"since": "soon"}, "From 'soon' is no date; write it as 2023-11-05, 2023-11 or 2023"),
        ({"since": "2025-06", "until": "2025-05"}, "From is later than To"),
        ({"as-of": "yesterday"}, "As of 'yesterday' is no date"),
        ({"author": "<b>zebra</b>"}, "No author '<b>zebra</b>' in this library; there are:"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_asked_or_lost(
    chat: ChatPage, assistant: ScriptedAssistant, written: dict[str, str], told: str
):
    fields = AskFields(chat)
    fields.open()
    for name, text in written.items():
        fields.box(name).fill(text)
    chat.question.fill("What burnt?")
    expect(fields.wrong).to_contain_text(told)
    expect(fields.wrong.get_by_role("alert")).to_be_visible()
    fields.line.click()
    expect(fields.box("since")).to_be_hidden()
    chat.question.press("Enter")
    # The fields open, so that what is wrong can be mended.
    expect(fields.box("since")).to_be_visible()
    expect(fields.wrong).to_contain_text(told)
    expect(chat.send).to_be_enabled()
    assert assistant.asked == []
    expect(chat.question).to_have_value("What burnt?")
    for name, text in written.items():
        expect(fields.box(name)).to_have_value(text)
        fields.write(name, "")
    expect(fields.wrong).to_be_hidden()
    assistant.say(said("It burnt."))
    chat.send.click()
    chat.wait_until_answered()


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_the_limit_by_a_date_in_the_question_can_be_dropped_or_changed(
    url: str, open_page: Open, assistant: ScriptedAssistant, screen: dict[str, object]
):
    chat = open_page(url, **screen)
    fields = AskFields(chat)
    march = {"limits": Limits(since=20250301, until=20250331), "dates": "“in March” was read so"}
    assistant.say(said("In March.", **march))
    chat.ask("What burnt in March?")
    chat.wait_until_answered()
    expect(chat.answers).to_contain_text("“in March” was read so")
    expect(fields.limited).to_contain_text("Limited by the question to articles of March 2025.")
    assistant.say(said("In May.", limits=Limits(dates=False)))
    fields.click("all-dates")
    expect(chat.answers).to_contain_text("In May.")
    expect(chat.answers).to_contain_text("Filters: dates in the question limit nothing")
    chat.wait_until_answered()
    assert [one.how.dates for one in assistant.asked] == [True, False]
    expect(fields.limited).to_be_hidden()
    expect(fields.line).to_have_text("Filters")
    assistant.say(said("In March.", **march))
    chat.ask("What burnt in March?")
    chat.wait_until_answered(turns=2)
    fields.click("other-dates")
    expect(fields.box("since")).to_have_value("2025-03-01")
    expect(fields.box("until")).to_have_value("2025-03-31")
    expect(fields.line).to_have_text("Filters: of March 2025")
    assert not chat.is_wider_than_the_screen()
    fields.write("until", "2025-04")
    expect(fields.line).to_have_text("Filters: from March 2025 to April 2025")
    assistant.say(said("In April."))
    fields.click("refilter")
    expect(chat.answers.last).to_contain_text("In April.")
    chat.wait_until_answered(turns=2)
    assert assistant.asked[-1].how.filters == Filters(since=20250301, until=20250430)
    assert assistant.asked[-1].question == "What burnt in March?"


def test_real_searches_are_limited_by_question_and_filters(
    serve: Serve, open_page: Open, sample_library: Library
):
    plain = Assistant(sample_library, Settings(llm="none"))
    chat = open_page(serve(sample_library, assistant=plain))
    fields = AskFields(chat)
    chat.ask(MARCH)
    chat.wait_until_answered()
    expect(fields.limited).to_contain_text("articles of March 2025")
    fields.open()
    fields.pick("sources", WIRE)
    fields.write("since", "2030")
    expect(fields.line).to_contain_text("from January 2030")
    fields.click("refilter")
    expect(chat.answers).to_contain_text("No article in the library passes these filters.")
    expect(chat.answers).to_contain_text(f"published from 2030-01-01, of {WIRE}")
    expect(fields.limited).to_be_hidden()


def test_outlets_and_collections_are_those_of_the_library_now(
    serve: Serve, open_page: Open, library: Library, write: Write
):
    chat = open_page(serve(library))
    rows = [
        {"title": f"T{n}", "text": f"Tram {n} runs. {attack}", "source": attack}
        for n, attack in enumerate(ATTACKS)
    ]
    library.add(write("rows.jsonl", "\n".join(map(json.dumps, rows))), collections=["trams"])
    fields = AskFields(chat)
    fields.open()
    fields.pick("collections", "trams")
    fields.box("sources").click()
    options = chat.page.locator("#ask-sources [role=option]")
    expect(options).to_have_count(len(library.names("source")))
    for number in range(0, options.count(), 4):
        options.nth(number).click()
    chat.page.keyboard.press("Escape")
    expect(fields.line).to_contain_text("in the collection trams")
    assert not chat.is_wider_than_the_screen()
    library.add(write("ferry.csv", "title,text\nF,Ferries run.\n"), collections=["ferries"])
    chat.page.get_by_role("tab", name="Library").click()
    chat.page.get_by_role("tab", name="Chat").click()
    fields.pick("collections", "ferries")
    expect(fields.line).to_contain_text("in the collection trams or ferries")
    assert chat.page.evaluate("window.ran") is None


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_field_fits_the_screen_and_can_be_read(
    url: str, open_page: Open, assistant: ScriptedAssistant, scheme: str, screen: dict[str, object]
):
    chat = open_page(url, color_scheme=scheme, **screen)
    fields = AskFields(chat)
    expect(fields.line).to_be_visible()
    assistant.say(said("It burnt.", limits=Limits(since=20250301)))
    chat.ask("What burnt?")
    chat.wait_until_answered()
    expect(chat.question).to_be_in_viewport(ratio=1)
    fields.open()
    fields.write("since", "soon")
    expect(fields.wrong).to_be_visible()
    for name in ("since", "until", "sources", "author", "collections", "as-of"):
        fields.box(name).scroll_into_view_if_needed()
        expect(fields.box(name)).to_be_in_viewport(ratio=0.9)
    assert not chat.is_wider_than_the_screen()
    texts = ("#ask-wrong p", "#ask-limited p", "#ask-filters > button > span", "#ask-reset")
    texts += ("#ask-since span", "#ask-undated span", "#ask-all-dates")
    found = {text: contrast(chat.page.locator(text).first) for text in texts}
    assert {text: number for text, number in found.items() if number < 4.5} == {}
