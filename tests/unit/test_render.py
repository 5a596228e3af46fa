import html
import re
from urllib.parse import urlsplit

import pytest
from made_answers import answer, cited, hit
from shown_page import ATTACKS, Shown, as_markdown

from assistant.answer import Reason, Sentence, Verdict
from ui import links, render

PANEL = {"section", "h3", "div", "span", "strong", "a", "br", "blockquote", "mark", "p"}


@pytest.mark.parametrize("text", ATTACKS)
def test_any_text_is_shown_as_it_is_in_markdown(text: str):
    shown = as_markdown(render.escape(text))
    assert shown.text.strip() == " ".join(text.split())
    assert shown.tags == ["p"]


@pytest.mark.parametrize("text", ATTACKS)
def test_any_text_is_shown_as_it_is_in_html(text: str):
    shown = Shown(f"<div>{render.escape(text)}</div>")
    assert shown.text == " ".join(text.split())
    assert shown.tags == ["div"]


def test_lines_become_one_so_that_no_block_ends_early():
    assert render.escape(" one\n\n  two\r\nthree\t\n") == "one two three"


def test_anchors_differ_between_turns_and_markers():
    anchors = {render.anchor(turn, marker) for turn in (1, 2, 11) for marker in (1, 2, 11)}
    assert len(anchors) == 9


def test_a_question_that_was_just_asked_is_being_searched():
    assert as_markdown(render.message(answer(), 1)).text.strip() == "Searching …"


def test_with_passages_and_no_word_yet_their_number_is_told():
    found = answer(hits=(hit(number=1), hit(number=2)))
    assert "2 nearest passages" in as_markdown(render.message(found, 1)).text


def test_one_passage_is_no_plural():
    assert "passages" not in as_markdown(render.message(answer(hits=(hit(),)), 1)).text


def test_a_growing_sentence_has_no_marker_and_no_verdict():
    growing = answer(text="He was", sentences=(Sentence(text="He was"),), hits=(hit(),))
    shown = as_markdown(render.message(growing, 1))
    assert shown.text.strip() == "He was"
    assert shown.links == []


def test_markers_link_to_the_sources_of_their_turn():
    said = Sentence(text="It is so.", verdict=Verdict.SUPPORTED, citations=(1, 3))
    shown = as_markdown(render.message(answer(sentences=(said,)), 4))
    assert shown.text.strip() == "It is so. [1][3]"
    assert shown.links == ["#source-4-1", "#source-4-3"]


@pytest.mark.parametrize(
    ("verdict", "doubt"),
    [
        (Verdict.SUPPORTED, ""),
        (Verdict.NOT_CHECKED, ""),
        (Verdict.PARTLY_SUPPORTED, " (partly supported)"),
        (Verdict.NOT_FOUND, " (not found in source)"),
    ],
)
def test_doubt_stands_behind_the_sentence(verdict: Verdict, doubt: str):
    said = answer(sentences=(Sentence(text="It is so.", verdict=verdict),))
    assert as_markdown(render.message(said, 1)).text.strip() == f"It is so.{doubt}"


@pytest.mark.parametrize(
    ("verdict", "styles"),
    [
        (Verdict.SUPPORTED, []),
        (Verdict.NOT_CHECKED, []),
        (Verdict.PARTLY_SUPPORTED, ["doubt", "doubt"]),
        (Verdict.NOT_FOUND, ["doubt not-found", "doubt not-found"]),
    ],
)
def test_a_doubtful_sentence_and_its_doubt_have_a_class(verdict: Verdict, styles: list[str]):
    said = answer(sentences=(Sentence(text="It is so.", verdict=verdict, reason="why"),))
    shown = as_markdown(render.message(said, 1))
    assert [given["class"] for given in shown.attributes if "class" in given] == styles
    plain = render.message(said, 1, classes=False)
    assert as_markdown(plain).text == shown.text
    assert "<" not in plain


def test_an_abstaining_answer_is_its_message():
    text = "Nothing in the library comes near this question."
    abstained = answer(text=text, abstained=True, reason=Reason.NOTHING_NEAR, hits=(hit(),))
    assert as_markdown(render.message(abstained, 1)).text.strip() == text


@pytest.mark.parametrize("sentences", [(), (Sentence(text="It is"),)])
def test_a_note_stands_below_what_was_written(sentences: tuple[Sentence, ...]):
    stopped = answer(sentences=sentences, hits=(hit(),))
    shown = as_markdown(render.message(stopped, 1, note="Stopped."))
    assert shown.text.split("\n")[-2:] == ["Stopped.", ""]
    assert shown.text.startswith("It is" if sentences else "Stopped.")


def test_a_note_is_shown_as_it_is():
    note = "the server said <b>no</b> *twice*"
    assert as_markdown(render.message(answer(), 1, note=note)).text.strip() == note


@pytest.mark.parametrize("quote", ["One.", "Two.", "Three.", "One. Two.", "One. Two. Three."])
def test_the_quote_is_marked_wherever_it_stands(quote: str):
    source = hit()
    panel = render.sources([answer(hits=(source,), citations=(cited(source, quote),))])
    (marked,) = re.findall("<mark>(.*?)</mark>", panel)
    assert html.unescape(marked) == quote
    assert "One. Two. Three." in " ".join(Shown(panel).text.split())


def test_two_quotes_of_one_passage_have_a_card_each():
    source = hit()
    both = (cited(source, "One.", 1), cited(source, "Three.", 2))
    panel = render.sources([answer(hits=(source,), citations=both)])
    ids = [attributes["id"] for attributes in Shown(panel).attributes if "id" in attributes]
    assert ids == ["source-1-1", "source-1-2"]


def test_a_cited_passage_is_not_repeated_among_the_others():
    one, other = hit(number=1), hit("Four.", number=2)
    panel = render.sources([answer(hits=(one, other), citations=(cited(one, "One."),))])
    folded = panel[panel.index("<details") :]
    assert "Four" in folded
    assert "One" not in folded


@pytest.mark.parametrize(("others", "told"), [(1, "1 more passage"), (7, "7 more passages")])
def test_the_folded_passages_are_counted(others: int, told: str):
    hits = tuple(hit(f"One. Passage {number}.", number=number) for number in range(others + 1))
    panel = render.sources([answer(hits=hits, citations=(cited(hits[0], "One."),))])
    assert f"<summary>{told}</summary>" in panel


def test_before_anything_is_cited_all_passages_stand_open():
    panel = render.sources([answer(hits=tuple(hit(number=n) for n in range(8)))])
    assert panel.count("<blockquote>") == 8
    assert "<details" not in panel


def test_an_abstaining_answer_shows_the_three_nearest_passages():
    hits = tuple(hit(f"Passage {n}.", number=n) for n in range(8))
    panel = render.sources([answer(hits=hits, abstained=True, reason=Reason.NOT_ANSWERED)])
    assert re.findall(r"Passage \d", Shown(panel).text) == ["Passage 0", "Passage 1", "Passage 2"]


def test_the_newest_question_stands_first():
    panel = render.sources([answer(question="Who first?"), answer(question="Who second?")])
    assert re.findall(r"Who \w+", Shown(panel).text) == ["Who second", "Who first"]


def test_no_conversation_has_no_sources():
    assert render.sources([]) == ""


def test_the_panel_holds_no_empty_line_at_which_markdown_would_begin_inside_a_block():
    source = hit("One.\n\nTwo.", title="A\n\ntitle")
    panel = render.sources([answer(hits=(source,), citations=(cited(source, "Two."),))])
    assert "\n" not in panel


@pytest.mark.parametrize("text", ATTACKS)
def test_every_field_of_a_source_is_shown_as_it_is(text: str):
    source = hit(f"Before. {text} After.", title=text, source=text)
    turn = answer(question=text, hits=(source,), citations=(cited(source, text),))
    shown = as_markdown(render.sources([turn]))
    assert shown.text.count(" ".join(text.split())) == 4
    assert set(shown.tags) <= PANEL
    stored, original = (urlsplit(link) for link in shown.links)
    assert (stored.path, stored.fragment) == ("/article/a", "quote")
    assert (original.netloc, original.path) == ("paper.example", "/1")


@pytest.mark.parametrize(
    ("source", "published", "byline"),
    [
        ("The Paper", "2025-04-30", "The Paper, 30 April 2025"),
        ("The Paper", "2025-04", "The Paper, April 2025"),
        ("The Paper", "", "The Paper, undated"),
        ("", "2025", "2025"),
        ("", "", "undated"),
    ],
)
def test_a_source_names_outlet_and_date(source: str, published: str, byline: str):
    panel = render.sources([answer(hits=(hit(source=source, published=published),))])
    assert f'<span class="byline">{byline}</span>' in panel


@pytest.mark.parametrize("url", ["", "javascript:alert(1)"])
def test_without_an_address_there_is_no_link_but_to_the_stored_article(url: str):
    shown = Shown(render.sources([answer(hits=(hit(url=url),))]))
    assert [link[:10] for link in shown.links] == ["/article/a"]
    assert "Original" not in shown.text


def test_a_source_leads_to_its_quote_in_the_stored_article_and_in_the_original():
    source = hit()
    panel = render.sources([answer(hits=(source,), citations=(cited(source, "Two."),))])
    stored, original = Shown(panel).links
    assert stored == links.article_page("a", 105, 109, "Two.")
    assert original == links.original("https://paper.example/1", "Two.")
    assert "Open article · Original on paper.example" in Shown(panel).text


def test_a_source_says_how_old_it_was_when_its_question_was_asked():
    one = answer(hits=(hit(published="2025-04-30"),))
    looked_back = one.model_copy(update={"as_of": "2025-05-14"})
    told = [
        re.findall(r"2025 · ([^<]+)<", render.sources(answers, asked))
        for answers, asked in (
            ([one, one], ["2025-05-14", "2025-05-02"]),
            ([one, one], ["2025-05-14"]),
            ([one], []),
            ([looked_back], ["2026-05-14"]),
        )
    ]
    assert told == [
        ["2 days before you asked", "2 weeks before you asked"],
        ["2 weeks before you asked"],
        [],
        ["2 weeks before 14 May 2025"],
    ]


NO_ADDRESSES = """
javascript:alert(1) JavaScript:alert(1) data:text/html,<script>alert(1)</script> vbscript:msgbox(1)
file:///etc/passwd ftp://paper.example/1 //paper.example/1 /1 paper.example/1 http: http:///1
https:paper.example http://[::1 http://[evil]/
"""


@pytest.mark.parametrize(
    "url", ["", " javascript:alert(1)", "java\nscript:alert(1)", *NO_ADDRESSES.split()]
)
def test_what_is_no_web_address_is_no_link(url: str):
    assert render.safe_address(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/1",
        "http://paper.example:8080/a/b.html?c=d&e=f#g",
        "https://paper.example/caf%C3%A9?q=1%202",
        "HTTPS://paper.example/",
    ],
)
def test_a_web_address_stays_what_it_is(url: str):
    assert html.unescape(render.safe_address(url)) == url


@pytest.mark.parametrize("bad", ['"', "'", "<", ">", " ", "\n", "`", "\\"])
def test_an_address_cannot_leave_its_attribute(bad: str):
    address = render.safe_address(f"https://paper.example/{bad}onmouseover=alert(1)")
    assert bad not in address
    shown = Shown(f'<a href="{address}">x</a>')
    assert shown.tags == ["a"]
    assert list(shown.attributes[0]) == ["href"]
