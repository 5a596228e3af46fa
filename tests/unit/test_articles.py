import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.articles import Article, Read, Refused
from index.errors import InputError
from index.files import files
from index.reading import read
from index.records import MAX_BYTES

Write = Callable[[str, str | bytes], Path]


def articles(what: object) -> list[Article]:
    return [item.article for item in read(str(what)) if isinstance(item, Read)]


def refusals(what: object) -> list[Refused]:
    return [item for item in read(str(what)) if isinstance(item, Refused)]


def one(what: object) -> Article:
    (article,) = articles(what)
    return article


def test_a_path_that_does_not_exist_is_an_error_with_the_folder_it_was_looked_for_in():
    with pytest.raises(InputError, match=r"no such file or folder: nowhere.txt \(looked in /"):
        list(read("nowhere.txt"))


def test_a_folder_is_read_whole_in_the_order_of_names(write: Write):
    for name in ("b.txt", "a.txt", "sub/deep/d.txt", "sub/c.txt", "another/e.txt"):
        write(name, f"The story of {name}.")
    folder = write("z.txt", "The story of z.txt.").parent
    assert [article.source for article in articles(folder)] == [
        "a.txt",
        "b.txt",
        "z.txt",
        "e.txt",
        "c.txt",
        "d.txt",
    ]


def test_hidden_files_and_folders_are_passed_over(write: Write):
    write(".draft.txt", "A draft.")
    write(".git/note.txt", "A note.")
    seen = write("seen.txt", "A story.")
    assert files(seen.parent) == [seen]


def test_a_hidden_file_that_is_named_is_read(write: Write):
    assert one(write(".draft.txt", "A draft.")).text == "A draft."


def test_an_empty_folder_holds_no_articles(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert list(read(str(tmp_path / "empty"))) == []


@pytest.mark.parametrize(("name", "shown"), [("a.odt", ".odt"), ("README", "(none)")])
def test_an_unknown_format_is_refused_and_the_known_ones_are_listed(
    write: Write, name: str, shown: str
):
    path = write(name, "text")
    (refused,) = refusals(path)
    assert refused.origin == str(path)
    assert refused.reason == (
        f"the format {shown} is not read; these are: "
        ".txt .text .md .markdown .html .htm .xhtml .pdf .docx .epub "
        ".jsonl .ndjson .json .csv .tsv "
        ".zip .tar .tar.gz .tgz .tar.bz2 .tbz2 .tar.xz .txz"
    )


def test_the_suffix_may_be_in_capitals(write: Write):
    assert one(write("A.TXT", "A story.")).text == "A story."


def test_one_bad_file_does_not_stop_the_rest(write: Write):
    write("a.txt", "First story.")
    write("b.txt", "")
    write("c.md", "---\ntitle: [\n---\nText.")
    folder = write("d.txt", "Last story.").parent
    assert [article.text for article in articles(folder)] == ["First story.", "Last story."]
    assert [Path(refused.origin).name for refused in refusals(folder)] == ["b.txt", "c.md"]


UNUSUAL = {
    "a day that no calendar has": ("b.md", "---\ndate: 2023-02-30\n---\nText."),
    "a broken address in front matter": ("b.md", "---\nurl: 'http://[broken/'\n---\nText."),
    "front matter nested beyond reason": ("b.md", f"---\ntitle: {'[' * 5_000}\n---\nText."),
    "a broken address in a record": ("b.jsonl", '{"text": "Text.", "url": "http://[broken/"}'),
    "a date that is none": ("b.jsonl", '{"text": "Text.", "date": "6 Dec 2023 25:99 XYZ"}'),
    "a number beyond reason": ("b.jsonl", f'{{"text": "Text.", "reads": {"9" * 5_000}}}'),
    "a record nested beyond reason": ("b.jsonl", "[" * 100_000),
    "half a surrogate pair": ("b.jsonl", '{"text": "Half a letter: \\ud83d"}'),
    "metadata nested beyond reason": (
        "b.html",
        f'<script type="application/ld+json">{"[" * 50_000}</script><p>Text.</p>',
    ),
}


@pytest.mark.parametrize("what", UNUSUAL)
def test_nothing_that_a_file_holds_stops_the_rest(write: Write, what: str):
    write("a.txt", "First story.")
    write(*UNUSUAL[what])
    folder = write("c.txt", "Last story.").parent
    found = articles(folder)
    assert [found[0].text, found[-1].text] == ["First story.", "Last story."]
    # What was read can be stored: a text that cannot be encoded has no digest.
    assert len({article.digest for article in found}) == len(found)


@pytest.mark.timeout(10)
def test_a_pipe_in_a_folder_is_not_waited_for(write: Write, tmp_path: Path):
    folder = write("a.txt", "First story.").parent
    os.mkfifo(folder / "b.txt")
    write("c.txt", "Last story.")
    assert [article.text for article in articles(folder)] == ["First story.", "Last story."]


def test_a_link_that_leads_nowhere_is_refused(write: Write):
    folder = write("a.txt", "First story.").parent
    (folder / "b.txt").symlink_to(folder / "gone.txt")
    (refused,) = refusals(folder)
    assert refused.reason == "cannot be opened: No such file or directory"


@pytest.mark.parametrize("suffix", [".txt", ".html", ".pdf", ".md"])
def test_a_file_beyond_any_article_is_refused_unread(tmp_path: Path, suffix: str):
    path = tmp_path / f"big{suffix}"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    (refused,) = refusals(path)
    assert refused.reason == "200 MB in one article, at most 50 MB are read: split the file"


def test_a_text_without_letters_is_no_article(write: Write):
    (refused,) = refusals(write("a.txt", "--- 123 ---"))
    assert refused.reason == "no text is left after reading it"


def test_the_title_is_the_text_s_opening_words_where_none_is_stated(write: Write):
    assert one(write("a.txt", "Only a few words.")).title == "Only a few words."
    long = write("b.txt", "One two three four five six seven eight nine ten eleven twelve.")
    assert one(long).title == "One two three four five six seven eight nine ten…"


def test_the_source_is_the_file_s_name_where_none_is_stated(write: Write):
    assert one(write("a.txt", "A story.")).source == "a.txt"


def test_an_article_has_the_same_id_every_time(write: Write):
    path = write("a.txt", "A story.")
    first = one(path)
    path.write_text("Another story.")
    assert one(path).id == first.id
    assert len(first.id) == 16
    assert int(first.id, 16) >= 0


def test_two_files_are_two_articles_even_with_one_text(write: Write):
    assert one(write("a.txt", "A story.")).id != one(write("b.txt", "A story.")).id


def test_an_address_names_an_article_better_than_its_file(write: Write):
    matter = "---\nurl: https://A.example/tram#comments\n---\nA story."
    here, there = one(write("a.md", matter)), one(write("other/b.md", matter))
    assert here.id == there.id
    assert here.url == here.origin == "https://a.example/tram"


@pytest.mark.parametrize("url", ["ftp://a.example/x", "javascript:alert(1)", "tram", "/tram", ""])
def test_what_is_no_web_address_is_no_url(write: Write, url: str):
    article = one(write("a.md", f"---\nurl: '{url}'\n---\nA story."))
    assert article.url == ""
    assert article.origin.endswith("a.md")


def test_the_digest_changes_with_every_field(write: Write):
    plain = "---\ntitle: A\n---\nText."
    variants = [
        plain,
        plain.replace("A", "B"),
        plain.replace("Text", "Words"),
        plain.replace("title: A", "title: A\nauthor: X"),
        plain.replace("title: A", "title: A\nsource: X"),
        plain.replace("title: A", "title: A\ndate: 2023-12-06"),
    ]
    assert len({one(write("a.md", variant)).digest for variant in variants}) == len(variants)


def test_an_article_is_a_llama_index_document(write: Write):
    article = one(write("a.md", "---\ntitle: A\ndate: 2023-12-06\n---\nText."))
    document = article.to_document()
    assert document.doc_id == article.id
    assert document.text == "Text."
    assert document.metadata["title"] == "A"
    assert document.metadata["published"] == "2023-12-06"


def test_standard_input_is_read_as_markdown(monkeypatch: pytest.MonkeyPatch):
    data = io.BytesIO(b"---\ntitle: Tram\n---\nThe tram line is open.")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    article = one("-")
    assert (article.title, article.source) == ("Tram", "standard input")
    assert article.text == "The tram line is open."


def test_the_same_text_from_standard_input_is_the_same_article(monkeypatch: pytest.MonkeyPatch):
    ids = set()
    for _ in range(2):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"A story.")))
        ids.add(one("-").id)
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"x" * (MAX_BYTES + 1), "more than 50 MB in one article: split it"),
    ],
)
def test_standard_input_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, data: bytes, reason: str
):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert refusals("-") == [Refused("standard input", reason)]
