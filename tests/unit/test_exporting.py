import json
import re

import pytest
from made_answers import SUPPORTED, answer, cited, full, hit
from shown_page import ATTACKS, Shown, as_markdown

from assistant import Answer, Verdict
from assistant.answer import Reason, Sentence
from ui import exporting
from ui.exporting import Format, export
from ui.kept import Kept, KeptTurn, Place, Summary

NOON = "2025-06-01T12:00:00.000000+00:00"
ADDRESS = "https://paper.example/1"
TAGS = {"html", "head", "meta", "title", "link", "style", "body", "header", "main", "section"} | {
    *("h1", "h2", "h3", "p", "div", "ul", "li", "span", "cite", "blockquote"),
    *("a", "em", "strong"),
}
MARKDOWN_TAGS = {"h1", "h2", "h3", "p", "ul", "li", "a", "strong", "em", "blockquote"}


def kept(*answers: Answer, title: str = "A title", **fields: object) -> Kept:
    known = {"state": "whole", "asked": NOON}
    turns = tuple(
        KeptTurn(one, place=Place("c", number), **(known | fields))
        for number, one in enumerate(answers, start=1)
    )
    return Kept(Summary("c", title, NOON, NOON, False, len(turns)), turns)


def shown(whole: Kept, form: Format) -> Shown:
    text = export(whole, form)
    return as_markdown(text) if form == "markdown" else Shown(text)


def words(page: Shown) -> str:
    return " ".join(page.text.split())


both = pytest.mark.parametrize("form", ["markdown", "html"])


@both
def test_every_citation_stands_with_its_quote_outlet_date_and_address(form: Format):
    source = hit("One. Two. Three.", title="The fire")
    other = hit("Four.", number=2, url="https://other.example/?a=1&copy=2", source="The Post")
    said = Sentence(text="It is so.", verdict=SUPPORTED, citations=(1, 2))
    citations = (cited(source, "Two.", 1), cited(other, "Four.", 2))
    page = shown(kept(answer(sentences=(said,), citations=citations)), form)
    text = words(page)
    assert "It is so. [1][2]" in text
    told = (("[1] The fire", "The Paper, 30 April 2025", "Two.", ADDRESS),)
    told += (("[2] A title", "The Post, 30 April 2025", "Four.", other.url),)
    for title, byline, quote, address in told:
        dash = " – " if form == "markdown" else " "
        assert f"{title}{dash}{byline} {quote} {address}" in text
    assert set(page.links) >= {ADDRESS, other.url, "#source-1-1", "#source-1-2"}


@both
def test_a_marker_leads_to_its_own_answers_source(form: Format):
    source = hit("One.")
    said = Sentence(text="So.", verdict=SUPPORTED, citations=(1,))
    one = answer(sentences=(said,), citations=(cited(source, "One."),))
    page = shown(kept(one, one, one), form)
    targets = [given["id"] for given in page.attributes if "id" in given]
    sources = [target for target in targets if target and target.startswith("source-")]
    assert sources == ["source-1-1", "source-2-1", "source-3-1"]
    assert len(set(targets)) == len(targets)
    markers = [link for link in page.links if link.startswith("#")]
    assert markers == ["#source-1-1", "#source-2-1", "#source-3-1"]


@both
@pytest.mark.parametrize(
    ("verdict", "marked"),
    [
        (SUPPORTED, ""),
        (Verdict.PARTLY_SUPPORTED, " (partly supported: why)"),
        (Verdict.NOT_FOUND, " (not found in source: why)"),
    ],
)
def test_what_is_not_supported_is_marked(form: Format, verdict: Verdict, marked: str):
    one = answer(sentences=(Sentence(text="It is so.", verdict=verdict, reason="why"),))
    text = words(shown(kept(one), form))
    assert f"It is so.{marked}" in text
    assert ("(" in text.partition("It is so.")[2]) == bool(marked)


@both
def test_questions_stand_in_order_with_what_happened_to_them(form: Format):
    none = answer(text="Nothing is near.", abstained=True, reason=Reason.NOTHING_NEAR)
    text = words(shown(kept(answer(question="Who?"), none, note="Stopped."), form))
    for told in ("A title", "2 questions", "1 June 2025", "Who?", "Nothing is near.", "Stopped."):
        assert told in text
    assert text.index("Who?") < text.index("Nothing is near.")


@both
@pytest.mark.parametrize("state", ["growing", "failed"])
def test_an_answer_without_a_word_says_so_only_while_it_grows(form: Format, state: str):
    page = shown(kept(answer(), state=state, note="" if state == "growing" else "No model."), form)
    text = words(page)
    assert ("Still being written." in text) == (state == "growing")
    assert "Searching" not in text


@both
@pytest.mark.parametrize("text", ATTACKS)
def test_any_text_in_any_place_is_shown_as_it_is(form: Format, text: str):
    page = shown(kept(full(text), title=text, note=f"Failed: {text}"), form)
    # Title, question, how it was understood, each part of the answer, each part of a source.
    assert words(page).count(" ".join(text.split())) >= 12
    assert set(page.tags) <= (TAGS if form == "html" else MARKDOWN_TAGS)
    external = {link for link in page.links if not link.startswith("#source-1-")}
    assert external - {"data:,"} == {ADDRESS}


@both
@pytest.mark.parametrize("text", ATTACKS)
def test_any_quote_and_address_is_shown_as_it_is(form: Format, text: str):
    source = hit(f"Before. {text} After.", url=f"no address: {text}")
    said = Sentence(text="So.", verdict=SUPPORTED, citations=(1,))
    one = answer(sentences=(said,), citations=(cited(source, text),))
    page = shown(kept(one), form)
    assert words(page).count(" ".join(text.split())) == 2
    assert set(page.tags) <= (TAGS if form == "html" else MARKDOWN_TAGS)
    assert set(page.links) - {"data:,"} == {"#source-1-1"}


@both
@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//evil.example",
        "http://[::1",
        "https://bank.example@evil.example/",
    ],
)
def test_what_is_no_web_address_is_no_link(form: Format, url: str):
    source = hit("One.", url=url)
    page = shown(kept(answer(citations=(cited(source, "One."),))), form)
    assert url in words(page)
    assert set(page.links) <= {"data:,"}


@both
@pytest.mark.parametrize(
    "url",
    [
        'https://paper.example/"onmouseover="alert(1)',
        "https://paper.example/)](javascript:alert(1))",
        "https://paper.example/> <b>",
        "https://paper.example/*a*_b_[c]\\",
        "https://раурal.example/\u202egpj.exe",
    ],
)
def test_an_address_is_shown_as_it_is_followed(form: Format, url: str):
    source = hit("One.", url=url)
    page = shown(kept(answer(citations=(cited(source, "One."),))), form)
    (link,) = set(page.links) - {"data:,"}
    assert link.startswith("https://")
    assert link.isascii()
    assert link in words(page)
    assert all("on" not in name[:2] for given in page.attributes for name in given)


def test_the_page_needs_nothing_and_runs_nothing():
    page = export(kept(full()), "html")
    policy = next(
        str(given["content"])
        for given in Shown(page).attributes
        if given.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert "script" not in policy
    asked = [given[name] for given in Shown(page).attributes for name in given if name == "src"]
    assert asked == []
    assert not re.search(r"@import|url\(", page)
    assert [tag for tag in Shown(page).tags if tag == "link"] == ["link"]


def test_json_holds_the_records_and_of_the_servers_folders_only_a_name():
    whole = full().model_copy(update={"library": "/home/ada/news"})
    told = json.loads(export(kept(whole, note="Stopped."), "json"))
    (turn,) = told.pop("turns")
    assert told == {"format": 1, "title": "A title", "created": NOON, "changed": NOON}
    back = Answer.model_validate(turn.pop("answer"))
    assert back == whole.model_copy(update={"library": "news"})
    assert turn == {"number": 1, "asked": NOON, "state": "whole", "note": "Stopped."}


@pytest.mark.parametrize("form", ["markdown", "html", "json"])
@pytest.mark.parametrize("text", ATTACKS)
def test_a_conversation_without_answers_can_be_exported(form: Format, text: str):
    assert export(kept(title=text), form).endswith("\n")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who won the Cup?", "who-won-the-cup.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ('a"; x=\r\nSet-Cookie: b', "a-x-set-cookie-b.md"),
        ("東京", "conversation.md"),
        ("w " * 100, "-".join("w" * 30) + ".md"),
    ],
)
def test_a_file_is_named_after_its_title_in_letters_that_every_system_takes(title: str, name: str):
    assert exporting.file_name(kept(title=title), "markdown") == name
