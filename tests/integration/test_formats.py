"""Each format of files, added to a library and read back."""

import json
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from dateline_command import Dateline
from make_files import docx, epub, tar_of, word_paragraph, zip_of
from reportlab.pdfgen.canvas import Canvas

from index import Library
from index.files import FORMATS
from index.reading import Reading

Write = Callable[[str, str | bytes], Path]
TITLE, TEXT, DATE = "Tram opens", "The tram line to Wrenmouth is open.", "2023-12-06"
RECORD = {"title": TITLE, "text": TEXT, "date": DATE}
MARKDOWN = f"---\ntitle: {TITLE}\ndate: {DATE}\n---\n{TEXT}"
TABLE = f'title,text,date\n{TITLE},"{TEXT}",{DATE}\n'


def pdf() -> bytes:
    packed = BytesIO()
    canvas = Canvas(packed)
    canvas.setTitle(TITLE)
    canvas.drawString(72, 750, f"Date: {DATE}")
    canvas.drawString(72, 700, TEXT)
    canvas.save()
    return packed.getvalue()


HTML = (
    f'<html><head><title>{TITLE}</title><meta property="article:published_time" content="{DATE}">'
    f"</head><body><article><h1>{TITLE}</h1><p>{TEXT}</p></article></body></html>"
)
PLAIN = f"Date: {DATE}\n\n{TEXT}"
TARRED = {".tar": "", ".tar.gz": "gz", ".tgz": "gz", ".tar.bz2": "bz2", ".tbz2": "bz2"}
FILES: dict[str, str | bytes] = {
    ".txt": PLAIN,
    ".text": PLAIN,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".pdf": pdf(),
    ".docx": docx(
        word_paragraph(TITLE, "Title"), word_paragraph(f"Date: {DATE}\n"), word_paragraph(TEXT)
    ),
    ".epub": epub(
        {"a.xhtml": f"<p>{TEXT}</p>"}, f"<dc:title>{TITLE}</dc:title><dc:date>{DATE}</dc:date>"
    ),
    ".jsonl": json.dumps(RECORD),
    ".ndjson": json.dumps(RECORD),
    ".json": json.dumps({"articles": [RECORD]}),
    ".csv": TABLE,
    ".tsv": TABLE.replace(",", "\t"),
    ".zip": zip_of({"news/a.md": MARKDOWN}),
    **{end: tar_of(("a.md", MARKDOWN.encode()), kind=kind) for end, kind in TARRED.items()},
    ".tar.xz": tar_of(("a.md", MARKDOWN.encode()), kind="xz"),
    ".txz": tar_of(("a.md", MARKDOWN.encode()), kind="xz"),
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_article_of_every_format_is_added_and_read_back(
    library: Library, write: Write, suffix: str
):
    report = library.add(write(f"a{suffix}", FILES[suffix]))
    assert [outcome.status for outcome in report.outcomes] == ["added"]
    (entry,) = library.entries()
    article = library.article(entry.id)
    assert article.text == TEXT
    assert article.published == DATE
    # Plain text states no title.
    assert article.title in (TITLE, TEXT)
    assert (article.title == TITLE) or suffix in (".txt", ".text")
    (passage,) = library.passages(entry.id)
    assert article.text[passage.start : passage.end] == TEXT


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_was_added_is_unchanged_the_next_time(library: Library, write: Write, suffix: str):
    path = write(f"a{suffix}", FILES[suffix])
    library.add(path)
    report = library.add(path)
    assert [outcome.status for outcome in report.outcomes] == ["unchanged"]


def test_standard_input_is_added_as_what_it_looks_like(
    library: Library, monkeypatch: pytest.MonkeyPatch
):
    lines = "".join(json.dumps({"text": f"Story {n} of the tram."}) + "\n" for n in range(3))
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(lines.encode())))
    assert len(library.add("-").of("added")) == 3


def test_a_mapping_is_given_to_a_library(library: Library, write: Write):
    path = write("a.csv", "Kicker,Copy\nTram opens,The tram line is open.\n")
    assert library.add(path).of("added") == []
    (outcome,) = library.add(path, how=Reading(fields={"text": "Copy", "title": "Kicker"})).of(
        "added"
    )
    assert library.article(outcome.article_id).title == "Tram opens"


MAPPED = "Kicker,Copy,a=b\nTram opens,The tram line is open.,2023-12-06\n"


def test_the_command_maps_columns(tmp_path: Path, write: Write):
    dateline = Dateline(tmp_path / "library")
    maps = ("--map", "text=Copy,title=Kicker", "--map", "published=a=b")
    done = dateline("add", write("a.csv", MAPPED), *maps, "--json")
    assert (done.status, done.json["added"], done.json["notes"]) == (0, 1, [])
    (entry,) = dateline("list", "--json").json
    assert (entry["title"], entry["published"]) == ("Tram opens", "2023-12-06")


def test_a_wrong_mapping_is_told_before_anything_is_read(tmp_path: Path, write: Write):
    done = Dateline(tmp_path / "library")("add", write("a.csv", MAPPED), "--map", "headline=Kicker")
    assert done.status == 2
    assert done.err == (
        "dateline: an article has no field 'headline'; it has text, title, source, author, url, "
        "published, updated, section, language, id\n"
    )
    assert not (tmp_path / "library").exists()


def test_a_column_that_is_not_there_is_told_with_those_that_are(tmp_path: Path, write: Write):
    done = Dateline(tmp_path / "library")("add", write("a.csv", MAPPED), "--map", "text=body")
    assert done.status == 2
    assert "no column 'body' for text (fields found: Kicker, Copy, a=b)" in done.words
