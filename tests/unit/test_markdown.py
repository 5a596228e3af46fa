import pytest

from index.errors import UnreadableArticle
from index.markdown import extract_markdown

ARTICLE = """\
---
title: "Correction: 17 hurt"
date: 2025-06-10
source: North Quay Gazette
author: [Simon Tarrow, Mina Haverstock]
url: https://north-quay-gazette.example/2025/06/correction
---

Seventeen people were injured.
"""


def text_of(markdown: str) -> str:
    return extract_markdown(markdown.encode(), "a.md").text


def test_front_matter_is_metadata_and_no_text():
    extract = extract_markdown(ARTICLE.encode(), "a.md")
    assert extract.text == "Seventeen people were injured."
    assert extract.title == "Correction: 17 hurt"
    assert extract.source == "North Quay Gazette"
    assert extract.author == "Simon Tarrow, Mina Haverstock"
    assert extract.url == "https://north-quay-gazette.example/2025/06/correction"
    assert extract.published is not None
    assert (extract.published.value, extract.published.origin) == ("2025-06-10", "front matter")


def test_front_matter_is_read_with_the_line_ends_of_windows():
    extract = extract_markdown(ARTICLE.replace("\n", "\r\n").encode(), "a.md")
    assert extract.title == "Correction: 17 hurt"
    assert extract.text == "Seventeen people were injured."


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("published: 2025-07-17", "2025-07-17"),
        ("date: 17 July 2025", "2025-07-17"),
        ("date: 2025-07", "2025-07"),
        ("date: 2025", "2025"),
        ("date: 2025-07-17T08:30:00+01:00", "2025-07-17"),
    ],
)
def test_the_date_of_front_matter_is_as_exact_as_stated(stated: str, value: str):
    extract = extract_markdown(f"---\n{stated}\n---\nText.".encode(), "a.md")
    assert extract.published is not None
    assert extract.published.value == value


def test_broken_front_matter_is_named_with_its_line():
    broken = b"---\ntitle: fine\ndate: [2025\nauthor: x\n---\nText."
    with pytest.raises(
        UnreadableArticle, match=r"the front matter is not valid YAML at line [345]"
    ):
        extract_markdown(broken, "a.md")


def test_a_day_that_no_calendar_has_is_no_reason_to_break_off():
    with pytest.raises(UnreadableArticle, match="front matter"):
        extract_markdown(b"---\ntitle: A\ndate: 2023-02-30\n---\nText.", "a.md")


def test_front_matter_that_is_no_list_of_fields_is_text():
    assert text_of("---\njust words\n---\n\nText.").endswith("Text.")


def test_a_line_across_the_page_is_no_front_matter():
    assert text_of("One.\n\n---\n\nTwo: three.") == "One.\n\nTwo: three."


def test_a_head_gives_the_date_when_front_matter_gives_none():
    extract = extract_markdown(b"---\ntitle: A\n---\ndate 2023-12-06 The bridge is open.", "a.md")
    assert extract.text == "The bridge is open."
    assert extract.published is not None
    assert extract.published.origin == "head"


def test_the_first_heading_is_the_title_and_not_repeated_in_the_text():
    extract = extract_markdown(
        b"# Bridge *open*\n\nIt opened.\n\n# Afterwards\n\nCars came.", "a.md"
    )
    assert extract.title == "Bridge open"
    assert extract.text == "It opened.\n\nAfterwards\n\nCars came."


def test_the_title_of_front_matter_goes_before_the_heading():
    extract = extract_markdown(b"---\ntitle: Stated\n---\n# Heading\n\nText.", "a.md")
    assert extract.title == "Stated"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("The ferry *Petrel* **struck** the `pier`.", "The ferry Petrel struck the pier."),
        ("Our report of [9 June](https://a.example/b) stays.", "Our report of 9 June stays."),
        ("![A photo of the pier](pier.jpg)\n\nText.", "Text."),
        ("- one\n- two", "one\n\ntwo"),
        ("> “It groaned,” he said.", "“It groaned,” he said."),
        ("One line\nand its end.", "One line and its end."),
        ("One  \nbroken.", "One broken."),
        ("A <b>bold</b> word.<!-- hidden -->", "A bold word."),
        ("5 \\* 3 &amp; more", "5 * 3 & more"),
        ("## Rebels\n\nTwo voted no.", "Rebels\n\nTwo voted no."),
    ],
)
def test_markup_is_left_out_and_its_words_stay(markdown: str, text: str):
    assert text_of(markdown) == text


def test_code_is_text_too():
    assert text_of("Run this:\n\n```\nmake chat\n```") == "Run this:\n\nmake chat"
