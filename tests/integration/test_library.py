from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding

from index import Library
from index.articles import Read
from index.errors import InputError, LibraryError, LibraryNotFound, UnknownArticle
from index.passages import passages
from index.reading import read
from index.report import Counts

Write = Callable[[str, str | bytes], Path]

TRAM = "Mayor Odile Brandt opened the tram line in Larch. It cost 42 million crowns."
MILL = "The tide mill at Saltmarsh turned again. Its wheel is five metres across."


def texts(library: Library, article_id: str) -> list[str]:
    return [passage.text for passage in library.passages(article_id)]


def sound(library: Library) -> bool:
    counts = library.counts()
    return library.check() == [] and counts.passages == counts.lexical == counts.vectors


@pytest.fixture
def own_sample(tmp_path: Path, sample: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(sample)
        yield library


def test_a_library_is_made_where_there_is_none(library: Library):
    assert (library.folder / "catalogue.sqlite").exists()
    assert library.counts() == Counts(0, 0, 0, 0)
    assert library.search("anything") == []
    assert library.check() == []


def test_an_article_is_added_and_found(library: Library, write: Write):
    report = library.add(write("a.txt", TRAM), write("b.txt", MILL))
    assert report.to_dict() == {
        "added": 2,
        "changed": 0,
        "unchanged": 0,
        "passages": 2,
        "quarantined": [],
        "refused": [],
        "notes": [],
    }
    best = library.search("What did the tram line cost?")[0]
    assert best.node.get_content() == TRAM
    assert sound(library)


def test_the_sample_is_added_whole(own_sample: Library):
    assert own_sample.counts().articles == 33
    assert sound(own_sample)


def test_adding_twice_changes_nothing_and_embeds_nothing(tmp_path: Path, sample: Path):
    embedding = HashEmbedding()
    with Library.open(tmp_path / "library", embedding=embedding) as library:
        library.add(sample)
        entries, counts = list(library.entries()), library.counts()
        embedded = len(embedding.texts)
        report = library.add(sample)
        assert (len(report.of("unchanged")), report.passages) == (33, 0)
        assert len(embedding.texts) == embedded
        assert list(library.entries()) == entries
        assert library.counts() == counts


def test_equal_passages_are_embedded_once(library: Library, write: Write, embedding: HashEmbedding):
    library.add(
        write("a.md", f"---\nsource: Gazette\n---\n{TRAM}"),
        write("b.md", f"---\nsource: Wire\n---\n{TRAM}"),
    )
    assert library.counts().vectors == 2
    assert embedding.texts.count(TRAM) == 1
    assert len(set(embedding.texts)) == len(embedding.texts)


def test_the_same_article_named_twice_in_one_run_is_added_once(library: Library, write: Write):
    path = write("a.txt", TRAM)
    report = library.add(path, path.parent)
    assert sorted(outcome.status for outcome in report.outcomes) == ["added", "unchanged"]
    assert library.counts().articles == 1


def test_an_edited_article_replaces_its_passages_in_all_stores(
    library: Library, write: Write, embedding: HashEmbedding
):
    path = write("a.txt", "\n\n".join(f"{TRAM} Part {n}." * 6 for n in range(8)))
    library.add(path, write("b.txt", MILL))
    many = library.counts().passages
    path.write_text("The tram line was closed again.")
    before = len(embedding.texts)
    report = library.add(path.parent)
    (changed,) = report.of("changed")
    assert texts(library, changed.article_id) == ["The tram line was closed again."]
    assert embedding.texts[before:] == ["The tram line was closed again."]
    assert library.counts() == Counts(2, 2, 2, 2)
    assert many > 2
    assert not any("crowns" in hit.node.get_content() for hit in library.search("42 crowns"))
    assert sound(library)


def test_metadata_that_changed_is_taken_over(library: Library, write: Write):
    path = write("a.md", f"---\ndate: 2023-12-06\n---\n{TRAM}")
    library.add(path)
    path.write_text(f"---\ndate: 2024-01-01\n---\n{TRAM}")
    library.add(path)
    assert [entry.published for entry in library.entries()] == ["2024-01-01"]
    assert library.search("tram", filters=library.filters(until="2023-12-31")) == []
    assert len(library.search("tram", filters=library.filters(since="2024-01-01"))) == 1


def test_every_passage_is_the_article_s_text_at_its_offsets(sample_library: Library):
    count = 0
    for entry in sample_library.entries():
        article = sample_library.article(entry.id)
        for passage in sample_library.passages(entry.id):
            assert article.text[passage.start : passage.end] == passage.text
            count += 1
    assert count == sample_library.counts().passages


@pytest.mark.parametrize(
    "question", ["swing bridge", "Who was elected mayor?", "Osk ferry", "$3.4m"]
)
def test_every_hit_is_the_article_s_text_at_its_offsets(sample_library: Library, question: str):
    hits = sample_library.search(question)
    assert hits
    for hit in hits:
        article = sample_library.article(hit.node.metadata["article_id"])
        assert article.text[hit.node.start_char_idx : hit.node.end_char_idx] == hit.node.text
        assert hit.node.node_id.startswith(f"{article.id}:")


def test_what_is_stored_is_what_was_read(sample_library: Library, sample: Path):
    for item in read(str(sample)):
        assert isinstance(item, Read)
        assert sample_library.article(item.article.id) == item.article
        assert len(sample_library.passages(item.article.id)) == len(passages(item.article.text))


def test_articles_are_listed_newest_first_and_undated_last(sample_library: Library):
    published = [entry.published for entry in sample_library.entries()]
    assert published[-1] == ""
    assert published[:-1] == sorted(published[:-1], reverse=True)


def test_a_removed_article_is_gone_from_all_stores(own_sample: Library):
    entries = list(own_sample.entries())
    gone = [entry.id for entry in entries if "Tollgate" in entry.title]
    passages_gone = sum(len(own_sample.passages(article_id)) for article_id in gone)
    before = own_sample.counts()
    removal = own_sample.remove(gone)
    assert removal.article_ids == tuple(gone)
    assert removal.before == before
    assert removal.after == own_sample.counts()
    assert before.articles - removal.after.articles == len(gone)
    assert before.passages - removal.after.passages == passages_gone
    assert sound(own_sample)
    found = own_sample.search("Tollgate Bridge painting", top_k=50)
    assert not {hit.node.metadata["article_id"] for hit in found} & set(gone)
    assert len(list(own_sample.entries())) == len(entries) - len(gone)


def test_a_removed_article_can_be_added_again(own_sample: Library, sample: Path):
    before = own_sample.counts()
    article_id = next(own_sample.entries()).id
    own_sample.remove([article_id])
    assert len(own_sample.add(sample).of("added")) == 1
    assert own_sample.counts() == before
    assert own_sample.article(article_id).id == article_id


def test_an_unknown_id_is_named_and_nothing_is_removed(own_sample: Library):
    known = next(own_sample.entries()).id
    before = own_sample.counts()
    with pytest.raises(UnknownArticle, match=r"no article 'nothing' here; `dateline list` shows"):
        own_sample.remove([known, "nothing"])
    assert own_sample.counts() == before
    with pytest.raises(UnknownArticle):
        own_sample.article("nothing")


def test_passages_of_an_unknown_article_are_none(sample_library: Library):
    assert sample_library.passages("nothing") == []


def test_one_path_that_does_not_exist_stops_all_before_reading(library: Library, write: Write):
    with pytest.raises(InputError, match="no such file or folder: /nowhere"):
        library.add(write("a.txt", TRAM), "/nowhere")
    assert library.counts().articles == 0


def test_one_address_with_two_texts_in_one_run_is_refused(library: Library, write: Write):
    matter = "---\nurl: https://a.example/tram\n---\n"
    write("a.md", matter + TRAM)
    folder = write("b.md", matter + MILL).parent
    report = library.add(folder)
    assert sorted(outcome.status for outcome in report.outcomes) == ["added", "refused"]
    (refused,) = report.of("refused")
    assert refused.note == "another article in this run has the same address and another text"
    assert [library.article(e.id).text for e in library.entries()] == [TRAM]


def test_refusals_and_assumptions_are_in_the_report(library: Library, write: Write):
    write("a.txt", "")
    folder = write("b.txt", "Der Zug fährt später.".encode("utf-16")).parent
    report = library.add(folder).to_dict()
    assert report["added"] == 1
    assert report["refused"][0]["note"] == "the file is empty"
    assert report["notes"][0]["note"] == "read as UTF-16"


def test_the_default_folder_is_the_one_of_the_environment(tmp_path: Path):
    with Library.open(embedding=HashEmbedding()) as library:
        assert library.folder == tmp_path / "default library"


def test_a_library_that_is_not_there_is_named_with_the_command_that_makes_it(tmp_path: Path):
    for how in ({"create": False}, {"read_only": True}):
        with pytest.raises(LibraryNotFound, match=r"no library in .*; `dateline add PATH"):
            Library.open(tmp_path / "none", **how)
    assert not (tmp_path / "none").exists()


def test_a_folder_of_other_files_is_not_made_a_library(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(LibraryNotFound, match="holds other files and no library"):
        Library.open(tmp_path, embedding=HashEmbedding())
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_library(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(LibraryNotFound, match=r"notes.txt is a file; a library is a folder"):
        Library.open(tmp_path / "notes.txt", embedding=HashEmbedding())


def test_a_library_whose_making_was_cut_short_is_made(tmp_path: Path):
    # A process that was killed right after it had become the owner.
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "owner.lock").touch()
    (tmp_path / "library" / "owner.json").write_text("{}")
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        assert library.counts() == Counts(0, 0, 0, 0)


def test_a_file_that_is_no_catalogue_is_an_error_for_people(tmp_path: Path):
    (tmp_path / "catalogue.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(LibraryError):
        Library.open(tmp_path, embedding=HashEmbedding())
