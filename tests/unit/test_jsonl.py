import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.articles import Article, Read, Refused
from index.reading import read
from index.records import MAX_BYTES

Write = Callable[[str, str | bytes], Path]


def found(path: Path) -> tuple[list[Article], list[Refused]]:
    items = list(read(str(path)))
    articles = [item.article for item in items if isinstance(item, Read)]
    return articles, [item for item in items if isinstance(item, Refused)]


def test_each_line_is_an_article(write: Write):
    lines = [{"id": n, "text": f"Story {n}.", "title": f"Title {n}"} for n in range(3)]
    articles, refused = found(write("a.jsonl", "\n".join(map(json.dumps, lines))))
    assert [article.text for article in articles] == ["Story 0.", "Story 1.", "Story 2."]
    assert len({article.id for article in articles}) == 3
    assert refused == []


@pytest.mark.parametrize(
    "names",
    [
        ("text", "title", "source", "author", "url", "published"),
        ("body", "headline", "outlet", "authors", "link", "date"),
        ("content", "headline", "publisher", "byline", "url", "publication_date"),
        ("article", "title", "site", "author", "link", "datePublished"),
    ],
)
def test_fields_are_found_under_their_usual_names(write: Write, names: tuple[str, ...]):
    values = ("Text.", "A title", "Larch Courier", "Ines Roth", "https://a.example/1", "2023-12-06")
    record = dict(zip(names, values, strict=True))
    ((article,), _) = found(write("a.jsonl", json.dumps(record)))
    assert (article.text, article.title, article.source) == values[:3]
    assert (article.author, article.url, article.published) == values[3:]
    assert article.published_origin == "record"


def test_a_broken_line_is_named_by_its_number_and_the_rest_is_read(write: Write):
    path = write("a.jsonl", '{"text": "One."}\n{"text": "Tw\n\n{"text": "Four."}\n[1]\n{"a": 1}\n')
    articles, refused = found(path)
    assert [article.text for article in articles] == ["One.", "Four."]
    assert [item.origin for item in refused] == [f"{path}, line {n}" for n in (2, 5, 6)]
    assert refused[0].reason.startswith("not valid JSON: ")
    assert refused[1].reason == "a JSON object is expected, found list"
    assert refused[2].reason == (
        "no field text, body, content, article, maintext or full_text (fields found: a); "
        "name it: --map text=FIELD"
    )


def test_a_line_that_is_no_utf_8_is_refused(write: Write):
    articles, refused = found(write("a.jsonl", b'{"text": "caf\xe9"}\n{"text": "Two."}\n'))
    assert [article.text for article in articles] == ["Two."]
    assert refused[0].reason.startswith("not valid JSON: ")


def test_a_byte_order_mark_before_the_first_line_does_no_harm(write: Write):
    articles, refused = found(write("a.jsonl", '\ufeff{"text": "One."}\n{"text": "Two."}\n'))
    assert [article.text for article in articles] == ["One.", "Two."]
    assert refused == []


def test_an_empty_file_is_named_so(write: Write):
    path = write("a.jsonl", "")
    assert found(path) == ([], [Refused(str(path), "the file is empty")])


def test_a_line_beyond_any_article_is_refused_and_the_next_is_read(write: Write):
    long = json.dumps({"text": "x" * (MAX_BYTES + 10)})
    path = write("a.jsonl", f'{long}\n{{"text": "Two."}}\n')
    articles, refused = found(path)
    assert [article.text for article in articles] == ["Two."]
    assert refused == [Refused(f"{path}, line 1", "the line is longer than 50 MB")]


def test_a_record_is_the_same_article_by_its_id_whatever_its_text(write: Write):
    ((first,), _) = found(write("a.jsonl", '{"id": "x7", "text": "One."}'))
    ((second,), _) = found(write("a.jsonl", '{"id": "x7", "text": "Another."}'))
    assert first.id == second.id


def test_a_record_is_the_same_article_by_its_address_wherever_it_is(write: Write):
    record = '{"id": "%s", "text": "One.", "url": "https://a.example/1"}'
    ((first,), _) = found(write("a.jsonl", record % 1))
    ((second,), _) = found(write("b.jsonl", record % 2))
    assert first.id == second.id


def test_a_record_with_neither_is_named_by_its_text(write: Write):
    ((one, other), _) = found(write("a.jsonl", '{"text": "One."}\n{"text": "Two."}'))
    ((again,), _) = found(write("b.jsonl", '{"text": "One."}'))
    assert one.id == again.id
    assert one.id != other.id


def test_two_files_of_one_name_do_not_share_their_records(write: Write):
    ((first,), _) = found(write("2024/export.jsonl", '{"id": 1, "text": "One."}'))
    ((second,), _) = found(write("2025/export.jsonl", '{"id": 1, "text": "Two."}'))
    assert first.id != second.id
