import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from read_articles import found, only, reason

from index import records
from index.articles import Read
from index.reading import Reading, count, read

Write = Callable[[str, str | bytes], Path]
STORIES = [{"id": n, "title": f"Title {n}", "text": f"Story {n}."} for n in range(3)]


@pytest.mark.parametrize("name", [None, "articles", "items", "data", "records", "results"])
def test_a_list_of_records_is_read_alone_or_under_a_usual_name(write: Write, name: str | None):
    value: Any = {"count": 3, name: STORIES} if name else STORIES
    articles, refused = found(write("a.json", json.dumps(value, indent=2)))
    assert [article.text for article in articles] == ["Story 0.", "Story 1.", "Story 2."]
    assert refused == []


def test_one_record_is_one_article(write: Write):
    article = only(write("a.json", json.dumps({"title": "A", "text": "A story.", "items": []})))
    assert (article.title, article.text) == ("A", "A story.")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_json_lines_under_the_name_of_json_are_read(write: Write, ends: str, mark: str):
    lines = mark + ends.join(map(json.dumps, STORIES)) + ends
    articles, refused = found(write("a.json", lines))
    assert len(articles) == 3
    assert refused == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_json_is_read_in_any_encoding_of_unicode(write: Write, encoding: str):
    data = json.dumps({"text": "Café fermé."}, ensure_ascii=False).encode(encoding)
    assert only(write("a.json", data)).text == "Café fermé."


def test_json_lines_in_utf_16_are_refused_in_words(write: Write):
    path = write("a.jsonl", '{"text": "A story."}\n'.encode("utf-16"))
    assert reason(path) == "the file is UTF-16; JSON lines are UTF-8: save it as that"


def test_a_number_that_is_none_is_nothing(write: Write):
    data = '{"text": "A story.", "title": NaN, "date": NaN, "source": -Infinity}'
    for name in ("a.json", "a.jsonl"):
        article = only(write(name, data))
        assert (article.title, article.published, article.source) == ("A story.", "", name)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "the file is empty"),
        ("  \n ", "the file is empty"),
        ("{", "not valid JSON: "),
        ("nothing", "not valid JSON: "),
        ('{"text": "One."} {"text": "Two."}', "not valid JSON: Extra data"),
        (b'{"text": "caf\xe9"}', "not valid JSON: "),
        ("[" * 100_000, "nested deeper than any article"),
        ('{"a":' * 100_000, "nested deeper than any article"),
        ("3", "a JSON object is expected, found int"),
        ('"words"', "a JSON object is expected, found str"),
        ('{"title": "A"}', "neither a record with a text nor a list of records under articles, "),
        (f'{{"text": "A.", "n": {"9" * 5_000}}}', "not valid JSON: "),
    ],
)
def test_what_is_not_read_is_refused_in_words(write: Write, data: str | bytes, words: str):
    assert reason(write("a.json", data)).startswith(words)


def test_an_empty_list_holds_no_articles(write: Write):
    assert found(write("a.json", "[]")) == ([], [])


def test_one_bad_record_does_not_stop_the_rest(write: Write):
    path = write("a.json", json.dumps([STORIES[0], None, [], {"a": 1}, STORIES[1]]))
    articles, refused = found(path)
    assert len(articles) == 2
    assert [r.origin for r in refused] == [f"{path}, record {n}" for n in (2, 3, 4)]


def test_a_record_nested_beyond_reason_does_not_stop_the_rest(write: Write):
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    path = write("a.json", json.dumps([{"text": "One.", "author": deep}, STORIES[0]]))
    articles, refused = found(path)
    assert articles[-1].text == "Story 0."
    assert len(articles) + len(refused) == 2


def test_json_too_large_to_hold_is_refused_with_a_way_out(
    write: Write, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(records, "MAX_JSON", 1_000_000)
    path = write("a.json", json.dumps([{"text": "x" * 1_100_000}]))
    assert reason(path) == (
        "more than 1 MB of JSON in one piece: make lines of it, as with "
        "jq -c '.[]' a.json > lines.jsonl"
    )


def test_json_of_more_values_than_can_be_held_is_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(records, "_MAX_VALUES", 1_000)
    path = write("a.json", f"[{','.join(['[]'] * 1_000)}]")
    assert reason(path).startswith("more values in one piece than articles have")


def test_one_record_beyond_any_article_is_refused_and_the_next_is_read(
    write: Write, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(records, "MAX_BYTES", 1_000_000)
    path = write("a.json", json.dumps([{"text": "x" * 1_100_000}, STORIES[0]]))
    articles, refused = found(path)
    assert [article.text for article in articles] == ["Story 0."]
    assert refused[0].reason == "more than 1 MB in one record"


def test_half_a_surrogate_pair_in_a_record_can_be_kept(write: Write):
    path = write("a.json", '[{"text": "Half a letter: \\ud83d"}]')
    (item,) = read(str(path))
    assert isinstance(item, Read)
    assert json.loads(item.original) == {"text": "Half a letter: \ud83d"}


def test_the_original_of_a_record_is_the_record_alone(write: Write):
    lines = '{"text":  "One."}\n{"text": "Café."}\n'
    of_lines = [i.original for i in read(str(write("a.jsonl", lines))) if isinstance(i, Read)]
    assert of_lines == [b'{"text":  "One."}\n', '{"text": "Café."}\n'.encode()]
    items = list(read(str(write("a.json", '[{"text": "One."}, {"text": "Café."}]'))))
    assert [i.original for i in items if isinstance(i, Read)] == [
        b'{"text": "One."}',
        '{"text": "Café."}'.encode(),
    ]
    assert {i.media_type for i in items if isinstance(i, Read)} == {"application/json"}


def test_a_record_is_identified_by_its_address_then_its_id_then_its_text(write: Write):
    value = [{"id": 7, "url": "https://a.example/1", "text": "One."}, {"id": 7, "text": "Two."}]
    path = write("a.json", json.dumps([*value, {"text": "Three."}]))
    articles, _ = found(path)
    assert articles[0].origin == "https://a.example/1"
    assert articles[1].origin == f"{path.resolve()}#7"
    assert articles[2].origin.startswith("text:")


def test_a_mapping_reads_what_has_other_names(write: Write):
    path = write("a.json", '{"results": [{"story": {"copy": "A story."}, "day": "2023-12-06"}]}')
    assert "fields found: story, day" in reason(path)
    article = only(path, text="story.copy", published="day")
    assert (article.text, article.published) == ("A story.", "2023-12-06")


def test_a_mapped_field_that_is_absent_is_told_once(write: Write):
    lines = '{"text": "One."}\n{"text": "Two."}\n{"text": "Three.", "kicker": "A"}\n'
    for name, data in (("a.jsonl", lines), ("a.json", f"[{','.join(lines.split(chr(10))[:3])}]")):
        path = write(name, data)
        notes = [
            item.note
            for item in read(str(path), Reading(fields={"title": "kicker"}))
            if isinstance(item, Read)
        ]
        assert notes == ["no field 'kicker' for title", "", ""]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json"])
def test_the_lines_of_a_long_file_are_counted_about(write: Write, name: str):
    line = json.dumps({"text": "The tram line is open. " * 50}) + "\n"
    assert count(str(write(name, line * 1_000))) == 1_000


@pytest.mark.parametrize("wrap", ["%s", '{"count": 1, "tags": ["a"], "articles": %s}'])
def test_the_records_of_a_list_are_counted_about(write: Write, wrap: str):
    path = write("a.json", wrap % json.dumps(STORIES * 100, indent=2))
    assert count(str(path)) == pytest.approx(300, rel=0.02)


@pytest.mark.parametrize("data", ["", "{", "[]", "[[[", '{"text": "A."}', "[" * 100_000])
def test_what_cannot_be_counted_is_one(write: Write, data: str):
    assert count(str(write("a.json", data))) == 1


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> io.BytesIO:
    stdin = io.BytesIO(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stdin))
    return stdin


HTML = (
    "<html><head><title>Tram</title></head><body><article><p>"
    + "The tram line is open, and all the town has come to see it run. " * 10
    + "</p></article></body></html>"
)


@pytest.mark.parametrize(
    ("data", "opening", "media_type"),
    [
        ('{"text": "One."}\n{"text": "Two."}\n', "One.", "application/json"),
        ('\ufeff{"text": "One."}', "One.", "application/json"),
        (' [ {"text": "One."} ]', "One.", "application/json"),
        ('{\n "articles": [{"text": "One."}]}', "One.", "application/json"),
        (HTML, "The tram line", "text/html"),
        (f"<!-- saved -->\n<!DOCTYPE html>{HTML}", "The tram line", "text/html"),
        ("# Tram\n\nThe line is open.", "The line", "text/markdown"),
        ("[A link](https://a.example) opens it.", "A link opens", "text/markdown"),
        ("{curly} words", "{curly} words", "text/markdown"),
        ("[[Tram]] opens", "[[Tram]] opens", "text/markdown"),
        ("[ ] Read this.", "[ ] Read this.", "text/markdown"),
        ("<!---->" * 5_000 + "\n\nWords.", "Words.", "text/markdown"),
        ("<b>bold</b> words", "bold words", "text/markdown"),
        ("---\ntitle: Tram\n---\nThe line is open.", "The line", "text/markdown"),
    ],
)
def test_standard_input_is_read_as_what_it_looks_like(
    monkeypatch: pytest.MonkeyPatch, data: str, opening: str, media_type: str
):
    given(monkeypatch, data.encode())
    item = next(iter(read("-")))
    assert isinstance(item, Read)
    assert item.article.text.startswith(opening)
    assert item.media_type == media_type


def test_standard_input_is_left_open(monkeypatch: pytest.MonkeyPatch):
    for data in (b'{"text": "One."}\n{"text": "Two."}\n', b"text,title\n", b"Words.", b"[{}"):
        stdin = given(monkeypatch, data)
        list(read("-"))
        assert not stdin.closed


def test_records_of_standard_input_are_identified_by_text_as_they_have_no_place(
    monkeypatch: pytest.MonkeyPatch,
):
    given(monkeypatch, b'{"id": 1, "text": "One."}\n{"id": 2, "text": "Two."}\n')
    items = list(read("-"))
    assert all(i.article.origin.startswith("text:") for i in items if isinstance(i, Read))
    assert len(items) == 2


def test_broken_json_on_standard_input_is_not_taken_for_an_article(
    monkeypatch: pytest.MonkeyPatch,
):
    given(monkeypatch, b'{"text": "One.')
    assert reason("-").startswith("not valid JSON: ")
