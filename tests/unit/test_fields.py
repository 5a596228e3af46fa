import datetime
import re
import time
from pathlib import Path
from typing import Any

import pytest

from index.errors import InputError, UnreadableArticle
from index.extraction import Extract
from index.fields import NAMES, extract_record, key_of, listed, missing
from index.reading import Reading

TEXT = "The bridge is open."


def extract(**fields: Any) -> Extract:
    return extract_record({"text": TEXT, **fields}, {})


@pytest.mark.parametrize(
    "name",
    ["text", "body", "content", "article", "maintext", "full_text", "Full Text", "articleBody"],
)
def test_a_record_has_its_text_under_any_of_its_names(name: str):
    assert extract_record({name: TEXT}, {}).text == TEXT


@pytest.mark.parametrize("empty", ["", " \n", None, "NaN", "null", float("nan"), [], {}, True, 0])
def test_an_empty_text_does_not_hide_the_body(empty: Any):
    assert extract_record({"text": empty, "body": TEXT}, {}).text == TEXT


def test_a_record_without_text_names_the_fields_it_has():
    with pytest.raises(UnreadableArticle, match=r"\(fields found: url, headline\)"):
        extract_record({"url": "https://a.example", "headline": "A"}, {})


def test_a_record_without_a_date_may_have_it_at_the_head_of_its_text():
    found = extract_record({"text": f"date 2023-12-06 {TEXT}"}, {})
    assert found.text == TEXT
    assert found.published is not None
    assert found.published.origin == "head"


USUAL = [
    ("title", "Headline", "A title"),
    ("title", "TITLE", "A title"),
    ("source", "outlet", "Larch Courier"),
    ("source", "publication", "Larch Courier"),
    ("source", "domain", "larch.example"),
    ("author", "authors", "Ines Roth"),
    ("author", "creator", "Ines Roth"),
    ("url", "canonical_url", "https://a.example/1"),
    ("url", "Link", "https://a.example/1"),
    ("section", "category", "Sport"),
    ("section", "topic", "Sport"),
    ("language", "lang", "en"),
]


@pytest.mark.parametrize(("field", "name", "value"), USUAL)
def test_a_field_is_found_under_its_usual_names(field: str, name: str, value: str):
    assert getattr(extract(**{name: value}), field) == value


DATES = [
    "published", "date", "date_publish", "publication_date", "published_at", "pubDate",
    "datePublished", "Publication Date", "created",
]  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_a_date_is_found_under_its_usual_names(name: str):
    found = extract(**{name: "2023-12-06"}).published
    assert found is not None
    assert (found.value, found.origin) == ("2023-12-06", "record")


@pytest.mark.parametrize("name", ["updated", "modified", "date_modify", "dateModified"])
def test_the_day_of_a_change_is_not_the_day_of_publication(name: str):
    found = extract(**{name: "2023-12-06"})
    assert found.published is None
    assert found.updated is not None
    assert found.updated.value == "2023-12-06"


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        (1701820800, "2023-12-06"),
        (1701820800.0, "2023-12-06"),
        ("1701820800", "2023-12-06"),
        ("1701820800.5", "2023-12-06"),
        (1701820800000, "2023-12-06"),
        (1701820800000000, "2023-12-06"),
        (1701820800000000000, "2023-12-06"),
        (20231206, "2023-12-06"),
        (2023, "2023"),
        ({"$date": "2023-12-06T10:00:00Z"}, "2023-12-06"),
        ({"$date": 1701820800000}, "2023-12-06"),
        ("Wed, 06 Dec 2023 10:00:00 GMT", "2023-12-06"),
    ],
)
def test_a_date_may_be_a_number_or_in_an_object(stated: Any, value: str):
    found = extract(date=stated).published
    assert found is not None
    assert found.value == value


NO_DATES = [
    0, 1, -1, 123456789, 99999999999999999999999, float("inf"), float("nan"), True, "", "soon",
    None, [], {}, "9" * 5_000, 170182080012345,
]  # fmt: skip


@pytest.mark.parametrize("stated", NO_DATES, ids=lambda value: str(value)[:20])
def test_what_is_no_date_is_none(stated: Any):
    assert extract(date=stated).published is None


def test_a_date_in_the_future_is_not_taken_as_seconds_either():
    assert extract(date=int(time.time()) + 7 * 86_400).published is None


def test_a_field_that_says_only_that_it_is_published_does_not_hide_the_date():
    found = extract(published=True, date="2023-12-06").published
    assert found is not None
    assert found.value == "2023-12-06"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ({"id": None, "name": "Larch Courier"}, "Larch Courier"),
        ({"title": "Larch Courier", "href": "https://a.example"}, "Larch Courier"),
        (["Larch Courier", "Wren Post"], "Larch Courier, Wren Post"),
        (None, ""),
        (float("nan"), ""),
        ("nan", ""),
        (7, "7"),
        ({"logo": "x"}, ""),
    ],
)
def test_lists_objects_numbers_and_nothing_are_read_as_names(source: Any, name: str):
    assert extract(source=source).source == name


def test_authors_may_be_a_list_of_objects():
    authors = [{"name": "Ines Roth"}, {"name": "Jo Null"}, {"name": None}]
    assert extract(author=authors).author == "Ines Roth, Jo Null"


def test_a_person_may_be_called_null():
    assert extract(author="Null").author == "Null"


def test_a_text_may_be_a_list_of_paragraphs():
    assert extract_record({"text": ["One.", None, "Two."]}, {}).text == "One.\n\nTwo."


def test_a_text_may_be_rendered_inside_an_object():
    found = extract_record(
        {"title": {"rendered": "Tram &#038; bus"}, "content": {"rendered": "<p>A.</p><p>B.</p>"}},
        {},
    )
    assert (found.title, found.text) == ("Tram & bus", "A.\n\nB.")


def test_an_object_that_is_no_text_is_none():
    with pytest.raises(UnreadableArticle):
        extract_record({"article": {"title": "A", "body": "B"}}, {})


def test_a_mapping_names_the_fields_and_the_rest_is_guessed():
    found = extract_record(
        {"text": "Not this.", "Story": TEXT, "Kicker": "A title", "outlet": "Larch Courier"},
        {"text": "Story", "title": "kicker"},
    )
    assert (found.text, found.title, found.source) == (TEXT, "A title", "Larch Courier")


def test_a_mapping_may_lead_into_objects():
    nested = {"article": {"body": TEXT, "meta": {"Day": "2023-12-06"}}}
    found = extract_record(nested, {"text": "article.body", "published": "article.meta.day"})
    assert found.text == TEXT
    assert found.published is not None


def test_a_name_with_a_point_is_a_name_first():
    assert extract_record({"a.b": TEXT, "a": {"b": "Not this."}}, {"text": "a.b"}).text == TEXT


def test_a_mapped_field_is_not_looked_for_under_other_names():
    with pytest.raises(UnreadableArticle, match=r"no text in the field 'story' \(fields found: t"):
        extract_record({"text": TEXT}, {"text": "story"})
    assert extract_record({"text": TEXT, "title": "A"}, {"title": "kicker"}).title == ""


def test_an_unknown_field_of_articles_is_named_with_those_there_are():
    with pytest.raises(InputError, match=r"an article has no field 'body'; it has text, title, "):
        Reading(fields={"body": "text"})


def test_what_is_mapped_and_absent_is_told():
    assert missing({"A": 1, "b": {"c": None}}, {"text": "a", "title": "b.c", "id": "b.d"}) == {
        "id": "b.d"
    }


def test_the_key_is_the_id_even_if_it_is_zero():
    assert key_of({"id": 0}, {}) == "0"
    assert key_of({"_id": {"$oid": "65f0"}}, {}) == "65f0"
    assert key_of({"id": None, "guid": "x"}, {}) == "x"
    assert key_of({"number": 7}, {"id": "number"}) == "7"
    assert key_of({"title": "A"}, {}) == ""


def test_a_long_list_of_names_is_cut():
    shown = listed({f"column {n} {'x' * 100}": n for n in range(500)})
    assert len(shown) < 1_000
    assert shown.endswith(", …)")


HTML = [
    ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
    ("One.<br><br/>Two.", "One.\n\nTwo."),
    ("One <b>bold</b> word", "One bold word"),
    ("<P CLASS='x'>One", "One"),
    ("<div>One<script>alert(1)</script></div>", "One"),
    ("<p>AT&amp;T &lt;b&gt;</p>", "AT&T <b>"),
    ("AT&amp;T said &quot;no&quot;", 'AT&T said "no"'),
    ("one < two and three > two", "one < two and three > two"),
    ("The <br> tag ends a line.", "The <br> tag ends a line."),
    ("R&D; &nosuchthing; &", "R&D; &nosuchthing; &"),
    ("<3 this, <unknown> that", "<3 this, <unknown> that"),
    ("a <b and c> d, x <p or y> z", "a <b and c> d, x <p or y> z"),
    ('<a href="https://a.example">One</a> word', "One word"),
]


@pytest.mark.parametrize(("written", "read"), HTML)
def test_a_text_that_plainly_is_html_is_read_without_its_markup(written: str, read: str):
    assert extract_record({"text": written}, {}).text == read


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["<p", "<p>", "</", "<div>", "<p <", "<p a", "<p a=", "<p ", "&amp", "<!--", "<b><i>"]
)
def test_markup_without_end_is_read_in_time(piece: str):
    written = piece * 100_000
    assert isinstance(extract_record({"text": f"Words. {written}"}, {}).text, str)


def test_the_fields_are_those_of_an_extract():
    assert set(NAMES) - {"id"} <= set(Extract.__dataclass_fields__)


ARTICLES_MD = Path(__file__).parents[2] / "docs" / "articles.md"


def test_the_names_in_the_documentation_are_these():
    rows = re.findall(r"^\| `(\w+)` \| (`.*`) \|$", ARTICLES_MD.read_text(), re.MULTILINE)
    told = {field: re.findall(r"`(\w+)`", names) for field, names in rows}
    assert {field: [name.replace("_", "") for name in names] for field, names in told.items()} == {
        field: list(names) for field, names in NAMES.items()
    }


def test_seconds_are_days_of_utc():
    day = datetime.datetime(2023, 12, 6, 23, 59, tzinfo=datetime.UTC)
    found = extract(date=day.timestamp()).published
    assert found is not None
    assert found.value == "2023-12-06"
