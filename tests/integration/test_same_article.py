"""The same article again: one article, its further addresses, its versions and their originals."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding

from index import Library
from index.articles import Read
from index.errors import LibraryError, LibraryMismatch, UnknownArticle
from index.ingest import Outcome
from index.passages import passages
from index.reading import read

Write = Callable[[str, str | bytes], Path]

TRAM = (
    "Mayor Odile Brandt opened the tram line in Larch on Tuesday. It cost 42 million crowns, six "
    "more than was planned, and took seven years to build. The first tram left Corn Street at nine "
    "with 140 passengers, among them a man of 91 who had driven the last one in 1958. A single "
    "ticket costs two crowns. The line will be lengthened to the harbour in 2027, the mayor said."
)
URL = "https://gazette.example/2025/tram-line-opens"


def record(text: str = TRAM, **fields: str) -> str:
    return json.dumps({"text": text, **fields}) + "\n"


def statuses(outcomes: list[Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]


def only(library: Library) -> str:
    (entry,) = library.entries()
    return entry.id


def sound(library: Library) -> bool:
    counts = library.counts()
    return library.check() == [] and counts.passages == counts.lexical == counts.vectors


def test_an_address_written_otherwise_is_the_same_article(library: Library, write: Write):
    library.add(write("a.jsonl", record(url=URL)))
    for number, url in enumerate(
        (
            f"{URL}?utm_source=rss",
            f"{URL}/amp/",
            URL.replace("https://", "http://www."),
            f"{URL}/#x",
        )
    ):
        (outcome,) = library.add(write(f"b{number}.jsonl", record(url=url))).outcomes
        assert (outcome.status, outcome.article_id) == ("unchanged", only(library))
    assert library.article(only(library)).url == URL
    assert len(library.versions(only(library))) == 1


def test_one_text_in_two_files_is_one_article_found_at_both(library: Library, write: Write):
    first, second = write("a.txt", TRAM), write("b.txt", TRAM)
    report = library.add(first, second)
    assert statuses(report.outcomes) == ["added", "unchanged"]
    assert report.outcomes[1].article_id == only(library)
    assert report.outcomes[1].note == f"the same text as {first}, article {only(library)}"
    assert library.also_at(only(library)) == [str(second)]
    assert sound(library)


def test_which_of_two_files_comes_first_does_not_change_at_the_next_add(
    library: Library, write: Write
):
    first, second = write("a.txt", TRAM), write("b.txt", TRAM)
    library.add(second, first)
    for _ in range(2):
        assert statuses(library.add(first, second).outcomes) == ["unchanged"] * 2
    assert library.article(only(library)).origin == str(second)
    assert library.also_at(only(library)) == [str(first)]


def test_many_copies_of_one_text_in_one_file_are_one_article(library: Library, write: Write):
    lines = "".join(record(id=str(number)) for number in range(300))
    report = library.add(write("a.jsonl", lines))
    assert len(report.of("added")) == 1
    assert len(library.also_at(only(library))) == 299
    assert statuses(library.add(write("a.jsonl", lines)).outcomes) == ["unchanged"] * 300
    assert sound(library)


def test_one_article_whose_text_and_copy_change_within_one_run_is_settled_by_the_next(
    library: Library, write: Write
):
    """The copy is read first and still has the old text, which its article is about to lose."""
    first, second = write("b.txt", TRAM), write("a.txt", TRAM)
    library.add(first, second)
    first.write_text("The tide mill at Saltmarsh turned again.")
    library.add(second, first)
    assert library.also_at(library.article(next(library.entries()).id).id) == []
    library.add(second, first)
    assert {library.article(e.id).text for e in library.entries()} == {TRAM, first.read_text()}
    assert statuses(library.add(second, first).outcomes) == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"source": "Gazette"}, {"source": "Wire"}),
        ({"published": "2025-06-09"}, {"published": "2025-06-10"}),
        ({"url": URL}, {"url": "https://wire.example/tram"}),
    ],
)
def test_one_text_in_two_outlets_or_of_two_days_is_two_articles_of_one_story(
    library: Library, write: Write, one: dict[str, str], other: dict[str, str]
):
    path = write("a.jsonl", record(id="1", **one) + record(id="2", **other))
    assert statuses(library.add(path).outcomes) == ["added", "added"]
    assert statuses(library.add(path).outcomes) == ["unchanged", "unchanged"]
    first, second = library.entries()
    assert first.story == second.story
    assert len(library.story(first.id)) == 2


def test_a_short_text_that_every_page_of_an_outlet_shows_makes_no_articles_one(
    library: Library, write: Write
):
    survey = "How relevant is this advert to you?"
    lines = record(survey, id="1", title="Jackpot") + record(survey, id="2", title="Lion at large")
    report = library.add(write("a.jsonl", lines))
    assert statuses(report.outcomes) == ["added", "added"]
    assert len({entry.story for entry in library.entries()}) == 2


def test_a_further_address_whose_text_changes_becomes_an_article(library: Library, write: Write):
    first, second = write("a.txt", TRAM), write("b.txt", TRAM)
    library.add(first, second)
    second.write_text("The tide mill at Saltmarsh turned again.")
    (outcome,) = library.add(second).outcomes
    assert outcome.status == "added"
    assert library.counts().articles == 2
    assert [library.also_at(entry.id) for entry in library.entries()] == [[], []]
    assert statuses(library.add(first, second).outcomes) == ["unchanged", "unchanged"]


def test_a_copy_is_not_lost_when_the_first_comes_to_say_something_else(
    library: Library, write: Write
):
    first, second = write("a.txt", TRAM), write("b.txt", TRAM)
    library.add(first, second)
    first.write_text("The tide mill at Saltmarsh turned again.")
    report = library.add(first, second)
    assert sorted(statuses(report.outcomes)) == ["added", "changed"]
    texts = {library.article(entry.id).text for entry in library.entries()}
    assert texts == {TRAM, first.read_text()}
    assert statuses(library.add(first, second).outcomes) == ["unchanged", "unchanged"]


def test_a_copy_becomes_an_article_when_the_first_is_removed(library: Library, write: Write):
    first, second = write("a.txt", TRAM), write("b.txt", TRAM)
    library.add(first, second)
    library.remove([only(library)])
    assert statuses(library.add(second).outcomes) == ["added"]
    assert library.also_at(only(library)) == []


def test_a_changed_article_keeps_its_earlier_version_for_the_record_only(
    library: Library, write: Write
):
    path = write("a.txt", TRAM)
    library.add(path)
    article_id = only(library)
    added = next(library.entries()).added
    path.write_text(TRAM.replace("42 million", "48 million"))
    assert statuses(library.add(path).outcomes) == ["changed"]
    first, second = library.versions(article_id)
    assert (first.number, second.number) == (1, 2)
    assert first.replaced_at
    assert second.replaced_at == ""
    assert "42 million" in library.article(article_id, 1).text
    assert "48 million" in library.article(article_id, 2).text
    assert library.article(article_id) == library.article(article_id, 2)
    assert not any("42" in hit.node.get_content() for hit in library.search("42 million crowns"))
    entry = next(library.entries())
    assert (entry.version, entry.added) == (2, added)
    assert sound(library)


def test_an_article_that_changes_back_and_forth_keeps_every_version(library: Library, write: Write):
    path = write("a.txt", TRAM)
    for number in range(6):
        path.write_text(TRAM if number % 2 else TRAM.upper())
        library.add(path)
    assert [version.number for version in library.versions(only(library))] == [1, 2, 3, 4, 5, 6]
    assert library.article(only(library), 1).text == TRAM.upper()
    assert sound(library)


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_version_that_there_is_not_is_told_with_those_that_there_are(
    library: Library, write: Write, number: int
):
    library.add(write("a.txt", TRAM))
    with pytest.raises(UnknownArticle, match=r"has versions 1 to 1, and no .*--versions` lists"):
        library.article(only(library), number)


def test_an_article_of_which_only_the_metadata_change_is_not_embedded_again(
    library: Library, write: Write, embedding: HashEmbedding
):
    library.add(write("a.md", f"---\ndate: 2023-12-06\nsource: Gazette\n---\n{TRAM}"))
    before = library.vectors.vectors(sorted(library.vectors.ids()))
    embedded = len(embedding.texts)
    library.add(write("a.md", f"---\ndate: 2024-01-01\nsource: Wire\n---\n{TRAM}"))
    assert len(embedding.texts) == embedded
    after = library.vectors.vectors(sorted(library.vectors.ids()))
    assert before.keys() == after.keys()
    assert all((before[name] == after[name]).all() for name in before)
    filters = library.filters(since="2024", sources=("Wire",))
    hits = library.search("tram", filters=filters)
    assert {hit.node.node_id for hit in hits} == set(after)
    assert all(hit.node.metadata["scores"]["dense"] is not None for hit in hits)
    assert library.search("tram", filters=library.filters(until="2023")) == []
    assert len(library.versions(only(library))) == 2


def test_vectors_that_are_missing_are_embedded_when_the_metadata_change(
    library: Library, write: Write, embedding: HashEmbedding
):
    library.add(write("a.md", f"---\ndate: 2023-12-06\n---\n{TRAM}"))
    library.vectors.delete_passages([f"{only(library)}:0"])
    library.add(write("a.md", f"---\ndate: 2024-01-01\n---\n{TRAM}"))
    assert sound(library)


def test_the_original_of_every_version_is_kept_byte_for_byte(library: Library, write: Write):
    first = b"\xef\xbb\xbf  # Tram\r\n\r\nThe tram\xc2\xa0line is open.\r\n"
    second = "Die Stra\xdfenbahn f\xe4hrt wieder durch die Altstadt.".encode("latin-1")
    path = write("a.md", first)
    library.add(path)
    path.write_bytes(second)
    library.add(path)
    assert library.original(only(library)) == (second, "text/markdown")
    assert library.original(only(library), 1) == (first, "text/markdown")
    with pytest.raises(UnknownArticle, match="no original of article"):
        library.original(only(library), 3)
    with pytest.raises(UnknownArticle, match="no article"):
        library.original("0" * 16)


def test_removal_leaves_no_trace_in_any_table(library: Library, write: Write):
    path = write("a.md", TRAM)
    library.add(path, write("b.md", TRAM), collections=["trams"])
    path.write_text(TRAM + " It was cold.")
    library.add(path)
    removal = library.remove([entry.id for entry in library.entries()])
    assert removal.after.articles == removal.after.vectors == 0
    library.close()
    connection = sqlite3.connect(library.folder / "catalogue.sqlite")
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("passages_fts", "manifest"))
    ]
    assert {"versions", "originals", "addresses", "memberships", "story_bands"} <= set(tables)
    left = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in tables}
    connection.close()
    assert set(left.values()) == {(0,)}


@pytest.mark.parametrize("method", ["delete", "replace"])
def test_what_was_stopped_between_the_stores_is_finished_by_the_next_add(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch, method: str
):
    path = write("a.md", f"---\nsource: Gazette\n---\n{TRAM}")
    library.add(path, write("b.md", f"---\nsource: Wire\n---\n{TRAM}"))
    path.write_text(path.read_text().replace("42 million", "48 million"))

    def stopped(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(library.vectors, method, stopped)
        with pytest.raises(RuntimeError, match="killed"):
            library.add(path, collections=["trams"])
    assert library.check() == ["1 articles were interrupted half-way"]
    (outcome,) = library.add(path, collections=["trams"]).outcomes
    assert outcome.status == "unchanged"
    assert sound(library)
    assert len(library.versions(outcome.article_id)) == 2
    assert len(library.story(outcome.article_id)) == 2
    (hit, *_) = library.search("48 million", filters=library.filters(collections=("trams",)))
    assert "48 million" in hit.node.get_content()


def test_a_removal_that_leaves_something_is_an_error_that_says_what(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
):
    library.add(write("a.txt", TRAM))
    monkeypatch.setattr(library._catalogue, "delete", lambda _: None)
    with pytest.raises(LibraryError, match=r"rows of passages, .*rows of articles are still there"):
        library.remove([only(library)])


def test_a_put_that_fails_half_way_leaves_everything_as_it_was(library: Library, write: Write):
    path = write("a.txt", TRAM)
    library.add(path, collections=["trams"])
    (item,) = read(str(write("a.txt", TRAM + " It was cold.")))
    assert isinstance(item, Read)

    def failing():
        yield item, passages(item.article.text)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        library._catalogue.put(failing(), ["mills"])
    assert len(library.versions(only(library))) == 1
    assert library.collections(only(library)) == ["trams"]
    assert library.article(only(library)).text == TRAM
    assert sound(library)


def test_a_library_of_an_earlier_format_is_told_with_what_mends_it(tmp_path: Path):
    """Its tables are as issue 2 made them: nothing in it may be touched."""
    connection = sqlite3.connect(tmp_path / "catalogue.sqlite")
    connection.executescript(
        "CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
        "INSERT INTO manifest VALUES ('format', '1'), ('embedding', 'x');"
        "CREATE TABLE articles (id TEXT PRIMARY KEY, text TEXT NOT NULL);"
        "INSERT INTO articles VALUES ('a1', 'An old text.');"
    )
    connection.close()
    before = (tmp_path / "catalogue.sqlite").read_bytes()
    for options in ({}, {"read_only": True}, {"repair": True}):
        with pytest.raises(LibraryMismatch) as error:
            Library.open(tmp_path, embedding=HashEmbedding(), **options)
        assert "library format 1, this one needs 2" in str(error.value)
        assert "`dateline add PATH --library NEW`" in str(error.value)
    connection = sqlite3.connect(tmp_path / "catalogue.sqlite")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    assert sorted(tables) == [("articles",), ("manifest",)]
    assert len((tmp_path / "catalogue.sqlite").read_bytes()) == len(before)
