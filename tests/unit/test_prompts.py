import pytest

from assistant.answer import Evidence
from assistant.prompts import (
    LENGTHS,
    NOT_FOUND,
    SHORT_SYSTEM,
    SYSTEM,
    asked,
    constant,
    numbered,
    written_date,
)
from index.passages import sentences


def said(
    number: int, text: str = "The tram line is open.", published: str = "2021-05-03", start: int = 0
) -> Evidence:
    return Evidence(
        article_id=f"a{number}",
        passage_id=f"a{number}:0",
        source="The Larch Courier",
        published=published,
        start=start,
        end=start + len(text),
        text=text,
    )


@pytest.mark.parametrize("style", ["full", "short", "long"])
def test_the_constant_part_is_always_the_same(style: str):
    assert [str(message) for message in constant(style)] == [str(m) for m in constant(style)]


def test_more_sentences_are_shown_behind_what_a_few_begin_with():
    few, more = constant("full"), constant("long")
    assert more[: len(few)] == few
    asks, tells = more[len(few) :]
    assert LENGTHS["long"] in (asks.content or "")
    # What is shown is what is asked for.
    assert 4 <= len(sentences(tells.content or "")) <= 8


def test_the_evidence_comes_before_the_question():
    last = asked("Is the tram line open?", [said(1), said(2)]).content or ""
    assert last.index("[1]") < last.index("[2]") < last.index("Question: Is the tram line open?")
    assert last.endswith("Question: Is the tram line open?")


def test_a_hint_stands_before_the_question():
    last = asked("Who spoke?", [said(1)], "Name every one.").content or ""
    assert last.endswith("\n\nName every one.\nQuestion: Who spoke?")


@pytest.mark.parametrize(("style", "system"), [("full", SYSTEM), ("short", SHORT_SYSTEM)])
def test_the_model_is_told_what_to_write_when_nothing_answers(style: str, system: str):
    assert NOT_FOUND in system
    assert constant(style)[0].content == system
    assert constant(style)[-1].content == NOT_FOUND


def test_evidence_is_written_with_its_outlet_and_date():
    assert numbered([said(1)]) == ["[1] The Larch Courier, 3 May 2021\nThe tram line is open."]


def test_undated_evidence_has_only_its_outlet():
    assert numbered([said(1, published="")]) == ["[1] The Larch Courier\nThe tram line is open."]


def test_evidence_is_written_on_one_line():
    assert numbered([said(1, "One.\n\nTwo.")])[0].endswith("\nOne. Two.")


def test_sentences_of_one_article_share_a_number_and_show_where_something_is_left_out():
    (written,) = numbered([said(1, "One."), said(1, "Two.", start=5), said(1, "Nine.", start=90)])
    assert written.endswith("\nOne. Two. … Nine.")


@pytest.mark.parametrize(
    ("published", "written"),
    [("2023-12-06", "6 December 2023"), ("2023-12", "December 2023"), ("2023", "2023"), ("", "")],
)
def test_a_date_is_written_as_people_do(published: str, written: str):
    assert written_date(published) == written
