import random
import unicodedata

import pytest

from index.errors import UnreadableArticle
from index.extraction import canonical, decode, extract_text, field, stated_date

# Real characters that have broken texts: spaces, invisible ones, marks, letters, line ends.
CHARACTERS = (
    "a é e\u0301 ß Ω ж 中 😀 . - ’ \u0301\u00a0\u2009\u3000\u00ad\u200b\u200d\ufeff\t\r\n\f\x07\x85"
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\u00a0b\u2009c\td", "a b c d"),
        ("sepa\u00adrate zero\u200bwidth \ufefftext", "separate zerowidth text"),
        ("bell\x07", "bell"),
        ("  one  two  \n  three ", "one two\nthree"),
        ("one\n\n\n \n\ntwo", "one\n\ntwo"),
        ("page one\fpage two", "page one\n\npage two"),
        ("", ""),
        (" \n\t\n ", ""),
    ],
)
def test_a_text_has_one_form(written: str, stored: str):
    assert canonical(written) == stored


def test_the_canonical_form_is_its_own():
    chance = random.Random(7)
    for _ in range(500):
        text = "".join(chance.choices(CHARACTERS, k=chance.randint(0, 120)))
        once = canonical(text)
        assert canonical(once) == once
        assert unicodedata.is_normalized("NFC", once)


def test_lines_that_an_editor_wrapped_are_joined():
    wrapped = (
        "The Asker Swing Bridge, the main road link between the\n"
        "Old Town and North Quay, was closed to all vehicles on\n"
        "Friday."
    )
    assert canonical(wrapped) == wrapped.replace("\n", " ")


@pytest.mark.parametrize("heading", ["Rebels", "Council sells the Customs House to hotel firm"])
def test_a_heading_right_above_wrapped_lines_stays_a_line(heading: str):
    wrapped = (
        "Port Ellery council voted by 19 to 16 on Wednesday night to sell the\n"
        "Old Customs House to a hotel company, after a debate of four hours in\n"
        "the Drill Hall."
    )
    joined = wrapped.replace("\n", " ")
    assert canonical(f"{heading}\n{wrapped}") == f"{heading}\n{joined}"


def test_a_heading_right_above_a_long_paragraph_stays_a_line():
    text = "Council sells the Customs House to hotel firm\n" + "Nobody was asked beforehand. " * 9
    assert canonical(text) == text.strip()


def test_lines_that_the_writer_ended_stay():
    poem = "The wheel turned,\nthe miller's cat\nlooked on."
    assert canonical(poem) == poem


def test_paragraphs_are_unwrapped_one_by_one():
    line = "A line that is as long as lines in letters usually are."
    assert canonical(f"{line}\n{line}\n\nShort\nlines") == f"{line} {line}\n\nShort\nlines"


def test_plain_utf_8_needs_no_note():
    assert decode("Zürich".encode(), "a.txt") == ("Zürich", "")


def test_a_byte_order_mark_is_no_text():
    assert decode("Zürich".encode("utf-8-sig"), "a.txt") == ("Zürich", "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_and_noted(encoding: str):
    text = "Der Zug nach Zürich fährt später."
    mark = "" if encoding == "utf-16" else "\ufeff"
    decoded, note = decode((mark + text).encode(encoding), "a.txt")
    assert decoded.removeprefix("\ufeff") == text
    assert note == "read as UTF-16"


def test_the_byte_order_mark_of_utf_16_does_not_reach_the_text():
    data = "\ufeffdate 2023-12-06 The bridge is open.".encode("utf-16-le")
    extract = extract_text(data, "a.txt")
    assert extract.text == "The bridge is open."
    assert extract.published is not None


def test_an_encoding_that_was_guessed_is_noted_by_name():
    text = (
        "“It’s a café,” said the mayor – the naïve façade of the coöperative cost £3m. "
        "The façade’s owner, Señor Peña, couldn’t be reached on Tuesday."
    )
    decoded, note = decode(text.encode("cp1252"), "a.txt")
    assert decoded == text
    assert note == "not UTF-8: read as cp1252"


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png"),
        (b"%PDF-1.7\n" + bytes(64), "application/pdf"),
        (b"PK\x03\x04" + bytes(64), "application/zip"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64), "image/jpeg"),
    ],
)
def test_a_file_that_is_no_text_is_named_as_what_it_is(data: bytes, mime: str):
    with pytest.raises(UnreadableArticle, match=f"the name says text, the content is {mime}"):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    "text",
    [
        "BMW said on Monday that it would build a new plant.",
        "MZ Wallace opened a shop on North Quay.",
        "GIF files are forty years old.",
        "ID3 tags name songs.",
        "Rar!, cried the actor who plays the lion.",
    ],
)
def test_a_text_is_not_taken_for_a_picture_because_of_its_first_letters(text: str):
    assert decode(text.encode(), "a.txt") == (text, "")


def test_bytes_without_meaning_are_binary():
    with pytest.raises(UnreadableArticle, match="the content is binary, not text"):
        decode(b"abc\x00\x01\x02\x03" * 50, "a.txt")


@pytest.mark.parametrize("data", [b"", b"  \n\t "])
def test_an_empty_file_is_named_so(data: bytes):
    with pytest.raises(UnreadableArticle, match="the file is empty"):
        decode(data, "a.txt")


def test_the_head_of_a_plain_text_becomes_its_date():
    extract = extract_text(b" date 2023-12-06 They included Mohammad.", "a.txt")
    assert extract.text == "They included Mohammad."
    assert extract.published is not None
    assert (extract.published.value, extract.published.origin) == ("2023-12-06", "head")


def test_a_field_is_found_under_any_of_its_names():
    assert field({"headline": "  A  title "}, "title", "headline") == "A title"
    assert field({"title": "", "headline": "B"}, "title", "headline") == "B"
    assert field({"authors": ["Nell Ashcombe", "Ruth Okonwell"]}, "author", "authors") == (
        "Nell Ashcombe, Ruth Okonwell"
    )
    assert field({"title": 7}, "title") == ""


@pytest.mark.parametrize(
    "name", ["published", "date", "publication_date", "published_at", "pubdate", "datePublished"]
)
def test_a_date_is_found_under_any_of_its_names(name: str):
    found = stated_date({name: "6 December 2023"}, "record")
    assert found is not None
    assert (found.value, found.origin) == ("2023-12-06", "record")


def test_a_date_that_cannot_be_read_leaves_the_next_its_turn():
    found = stated_date({"published": "soon", "date": "2023-12-06"}, "record")
    assert found is not None
    assert found.value == "2023-12-06"
