import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from read_articles import found, only, reason

from index import records, tables
from index.articles import Read
from index.reading import Reading, count, read

Write = Callable[[str, str | bytes], Path]
ROWS = [
    ["title", "text", "date", "source", "url"],
    ["Tram opens", "The tram line, long awaited, is open.", "2023-12-06", "Larch Courier", ""],
    ["Bridge shut", 'He said "no".\nThe bridge is shut.', "2023-12-07", "Wren Post", ""],
]


def table(delimiter: str = ",", line_end: str = "\n", rows: list[list[str]] = ROWS) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return written.getvalue()


WAYS = {
    "commas": ("a.csv", table().encode()),
    "semicolons": ("a.csv", table(";").encode()),
    "tabs": ("a.tsv", table("\t").encode()),
    "bars": ("a.csv", table("|").encode()),
    "tabs under the name of commas": ("a.csv", table("\t").encode()),
    "commas under the name of tabs": ("a.tsv", table().encode()),
    "Windows line ends": ("a.csv", table(line_end="\r\n").encode()),
    "a byte order mark": ("a.csv", table().encode("utf-8-sig")),
    "UTF-16": ("a.csv", table(line_end="\r\n").encode("utf-16")),
    "UTF-16 and semicolons": ("A.CSV", table(";").encode("utf-16")),
    "no line end at the end": ("a.csv", table().rstrip().encode()),
    "empty lines": ("a.csv", ("\n\n" + table() + "\n , , , , \n\n").encode()),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_table_is_read_however_it_is_written(write: Write, way: str):
    articles, refused = found(write(*WAYS[way]))
    assert refused == []
    assert [article.title for article in articles] == ["Tram opens", "Bridge shut"]
    assert articles[0].text == "The tram line, long awaited, is open."
    assert articles[1].text == 'He said "no".\nThe bridge is shut.'
    assert [article.published for article in articles] == ["2023-12-06", "2023-12-07"]
    assert [article.source for article in articles] == ["Larch Courier", "Wren Post"]


def test_an_encoding_of_old_is_recognised_and_told_once(write: Write):
    text = "Die Straßenbahn fährt über die Brücke, und für die Kinder ist das schön. "
    rows = [["text", "title"], [text * 3, "Brücke"], [text * 2, "Straße"]]
    items = list(read(str(write("a.csv", table(rows=rows).encode("cp1252")))))
    assert [item.article.title for item in items if isinstance(item, Read)] == ["Brücke", "Straße"]
    notes = [item.note for item in items if isinstance(item, Read)]
    assert notes[0].startswith("not UTF-8: read as ")
    assert notes[1] == ""


def test_a_line_that_is_not_utf_8_far_down_is_refused_alone(
    write: Write, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tables, "SAMPLE", 64)
    good = b"text\n" + b"The bridge is open.\n" * 10
    path = write("a.csv", good + b"Caf\xe9 open.\nLast story.\n")
    articles, refused = found(path)
    assert articles[-1].text == "Last story."
    assert [(r.origin, r.reason) for r in refused] == [
        (f"{path}, line 12", "not UTF-8, as the file's beginning is")
    ]


def test_a_table_of_one_column_is_read(write: Write):
    articles, refused = found(write("a.csv", "text\nOne story.\n\nAnother story.\n"))
    assert [article.text for article in articles] == ["One story.", "Another story."]
    assert refused == []


def test_a_table_without_a_header_is_refused_with_what_stands_there(write: Write):
    path = write("a.csv", "Tram opens,The tram line is open.\nBridge shut,It is shut.\n")
    assert reason(path) == (
        "the first line names no column of texts (fields found: Tram opens, The tram line is "
        "open.); it must name the columns, and --map text=COLUMN says which holds the text"
    )


def test_a_header_without_a_text_names_the_columns_and_a_mapping_helps(write: Write):
    path = write("a.csv", "Kicker,Copy\nTram opens,The tram line is open.\n")
    assert "(fields found: Kicker, Copy)" in reason(path)
    article = only(path, text="copy", title="Kicker")
    assert (article.text, article.title) == ("The tram line is open.", "Tram opens")


def test_a_mapped_column_that_is_not_there_is_named_with_those_that_are(write: Write):
    path = write("a.csv", "Kicker,Copy\nTram opens,The tram line is open.\n")
    assert reason(path, text="Copy", title="headline", published="day") == (
        "no column 'headline' for title and 'day' for published (fields found: Kicker, Copy)"
    )


@pytest.mark.parametrize(
    "header", ["name of its own, with commas", "a=b", " spaced ", 'quoted "q"', "línea", "表"]
)
def test_any_column_can_be_mapped(write: Write, header: str):
    path = write("a.csv", table(rows=[["x", header], ["1", "A story."]]))
    assert only(path, text=header).text == "A story."


def test_rows_of_another_length_are_refused_by_their_line(write: Write):
    path = write("a.csv", 'title,text\nA,One.\nB\nC,"Two\nlines."\nD,x,y\nE,Five.,\nF,Six.\n')
    articles, refused = found(path)
    assert [article.title for article in articles] == ["A", "C", "E", "F"]
    assert [(r.origin, r.reason) for r in refused] == [
        (f"{path}, line 3", "1 fields, the header names 2"),
        (f"{path}, line 6", "3 fields, the header names 2"),
    ]


def test_a_quote_that_is_never_closed_makes_no_article_of_all_that_follows(write: Write):
    path = write("a.csv", 'title,text\nA,One.\nB,"Two.\nC,Three.\nD,Four.\n')
    articles, refused = found(path)
    assert [article.title for article in articles] == ["A"]
    assert [(r.origin, r.reason) for r in refused] == [
        (f"{path}, line 3", "no row of a table: unexpected end of data")
    ]


def test_a_quote_in_the_wrong_place_is_refused_and_the_next_row_is_read(write: Write):
    path = write("a.csv", 'title,text\nA,"He said "no" twice."\nB,Two.\n')
    articles, refused = found(path)
    assert [article.title for article in articles] == ["B"]
    assert refused[0].origin == f"{path}, line 2"


def test_zero_bytes_in_a_field_do_no_harm(write: Write):
    long = "The tram line is open and the bridge is shut. " * 3
    path = write("a.csv", f"title,text\nA,One\0 {long}\nB,Two. {long}\n")
    articles, _ = found(path)
    assert [article.text[:4] for article in articles] == ["One ", "Two."]


BINARY = [b"PK\x03\x04" + bytes(range(256)) * 20, bytes(5_000), b"\x89PNG\r\n\x1a\n" + bytes(200)]


@pytest.mark.parametrize("data", BINARY)
def test_what_is_no_text_under_a_table_s_name_is_refused(write: Write, data: bytes):
    assert "content is" in reason(write("a.csv", data))


@pytest.mark.parametrize("data", ["", " \n\n", "\ufeff"])
def test_an_empty_table_is_refused(write: Write, data: str):
    assert reason(write("a.csv", data)) == "the file is empty"


def test_a_table_with_a_header_alone_holds_nothing(write: Write):
    assert found(write("a.csv", "title,text\n")) == ([], [])


def test_a_huge_field_is_read(write: Write):
    text = " ".join(f"Tram line {number} is open." for number in range(20_000))
    assert len(only(write("a.csv", f'title,text\nA,"{text}"\n')).text) > 400_000


def test_a_field_beyond_any_article_is_refused_and_the_next_row_is_read(
    write: Write, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tables, "MAX_BYTES", 1_000)
    path = write("a.csv", f"title,text\nA,{'x' * 5_000}\nB,Two.\n")
    articles, refused = found(path)
    assert [article.title for article in articles] == ["B"]
    assert [r.origin for r in refused] == [f"{path}, line 2"]
    assert refused[0].reason == "no row of a table: a line longer than 0 MB"


def test_a_row_without_a_text_is_refused_and_named(write: Write):
    path = write("a.csv", "title,text\nA,One.\nB,\nC,nan\nD,123\n")
    articles, refused = found(path)
    assert [article.title for article in articles] == ["A"]
    assert [r.origin for r in refused] == [f"{path}, line {n}" for n in (3, 4, 5)]


def test_two_columns_of_one_name_count_by_the_first(write: Write):
    assert only(write("a.csv", "text,text\nFirst.,Second.\n")).text == "First."


def test_a_row_is_identified_by_its_address_then_its_id_then_its_text(write: Write):
    rows = [
        ["id", "url", "text"],
        ["1", "https://a.example/1", "One."],
        ["2", "", "Two."],
        ["", "", "Three."],
    ]
    path = write("a.csv", table(rows=rows))
    articles, _ = found(path)
    assert articles[0].origin == "https://a.example/1"
    assert articles[1].origin == f"{path.resolve()}#2"
    assert articles[2].origin.startswith("text:")


def test_the_original_of_a_row_is_a_table_that_reads_the_same(write: Write):
    items = list(read(str(write("a.csv", table(";", "\r\n").encode("utf-16")))))
    for item in items:
        assert isinstance(item, Read)
        assert item.media_type == "text/csv"
        assert only(write("again.csv", item.original)).digest == item.article.digest


def test_a_table_is_read_row_by_row(write: Write):
    path = write("a.csv", "title,text\nA,One.\n" + "B,Two.\n" * 400_000)
    assert path.stat().st_size > 2 * records.SAMPLE
    reading = read(str(path), Reading())
    first = next(reading)
    assert isinstance(first, Read)
    assert first.article.title == "A"
    reading.close()  # type: ignore[attr-defined]


def test_the_rows_are_counted_with_their_line_ends_inside(write: Write):
    assert count(str(write("a.csv", table()))) == 2
    assert count(str(write("b.tsv", table("\t")))) == 2
    assert count(str(write("c.csv", table(";").encode("utf-16")))) >= 1
    assert count(str(write("d.csv", ""))) == 1
    assert count(str(write("e.csv", 'text\n"' + "x\n" * 100))) >= 1
