import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from hash_embedding import DIMENSIONS, HashEmbedding

from index import Library
from index.catalogue import Catalogue
from index.errors import LibraryDamaged, LibraryError, LibraryMismatch
from index.schema import FORMAT


class OtherEmbedding(HashEmbedding):
    """Another model, by its name and by its dimensions."""

    model_name: str = "hash-128"

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [vector[:128] for vector in super()._get_text_embeddings(texts)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return super()._get_query_embedding(query)[:128]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def opened(folder: Path, sample: Path) -> Iterator[Library]:
    with Library.open(folder, embedding=HashEmbedding()) as library:
        library.add(sample / "harbinger")
        yield library


def healed(library: Library) -> bool:
    list(library.repair())
    counts = library.counts()
    best = library.search("swing bridge bearing crack")[0]
    return (
        library.check() == []
        and counts.passages == counts.lexical == counts.vectors > 0
        and "bridge" in best.node.get_content().lower()
        and best.node.metadata["scores"]["dense"] is not None
        and best.node.metadata["scores"]["lexical"] is not None
    )


def test_a_sound_library_has_no_problems_and_nothing_to_mend(opened: Library):
    assert opened.check() == []
    assert list(opened.repair()) == []


def test_vectors_that_were_lost_are_told_and_made_again(opened: Library):
    lost = sorted(opened.vectors.ids())[:7]
    opened.vectors.delete_passages(lost)
    assert opened.check() == ["7 passages have no vector"]
    assert set(opened.repair()) == {passage_id.split(":")[0] for passage_id in lost}
    assert healed(opened)


def test_only_what_was_lost_is_embedded_again(folder: Path, opened: Library):
    lost = sorted(opened.vectors.ids())[0]
    opened.vectors.delete_passages([lost])
    article_id = lost.split(":")[0]
    article = opened.article(article_id)
    texts = {passage.text for passage in opened.passages(article_id)}
    before = len(opened.embedding.texts)
    list(opened.repair())
    again = set(opened.embedding.texts[before:])
    assert again >= texts
    assert all(text in article.text or text == article.title for text in again)


def test_sentences_that_were_lost_are_told_and_made_again(opened: Library):
    with opened._catalogue.writing() as connection:
        connection.execute(sa.text("DELETE FROM sentences"))
    count = opened.counts().passages
    assert opened.check() == [f"{count} passages have no vector"]
    list(opened.repair())
    assert healed(opened)


def test_vectors_that_belong_to_nothing_are_told_and_taken_out(opened: Library):
    article = opened.article(next(opened.entries()).id)
    vectors = np.eye(3, DIMENSIONS, dtype=np.float32)
    stranger = ["ffff:0", "ffff:1", "ffff:2"]
    known = opened.vectors.ids()
    opened.vectors._collection.add(
        ids=stranger, embeddings=vectors, metadatas=[{"article_id": "ffff"}] * 3
    )
    assert opened.check() == ["3 vectors belong to no passage"]
    assert article.id in {hit.node.metadata["article_id"] for hit in opened.search(article.title)}
    assert healed(opened)
    assert opened.vectors.ids() == known


def damage(change: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        connection = sqlite3.connect(folder / "catalogue.sqlite")
        with connection:
            connection.execute(change)
        connection.close()

    return run


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO passages_fts(passages_fts) VALUES ('delete-all')",
        "DROP TABLE passages_fts",
        "DELETE FROM passages_fts_docsize WHERE id % 2",
        "UPDATE passages_fts_data SET block = x'00' WHERE id > 10",
    ],
)
def test_a_broken_lexical_index_is_told_and_built_again(folder: Path, opened: Library, change: str):
    opened.close()
    damage(change)(folder)
    with Library.open(folder, embedding=HashEmbedding()) as library:
        (problem,) = library.check()
        assert problem.startswith("the lexical index differs from the passages")
        assert healed(library)


def test_a_folder_of_vectors_that_was_removed_is_made_again(folder: Path, opened: Library):
    passages = opened.counts().passages
    opened.close()
    shutil.rmtree(folder / "vectors")
    with Library.open(folder, embedding=HashEmbedding()) as library:
        assert library.check() == [f"{passages} passages have no vector"]
        assert healed(library)


def test_all_at_once_is_mended(folder: Path, opened: Library):
    opened.close()
    shutil.rmtree(folder / "vectors")
    damage("INSERT INTO passages_fts(passages_fts) VALUES ('delete-all')")(folder)
    damage("UPDATE articles SET state = 'pending' WHERE rowid % 3 = 0")(folder)
    damage("UPDATE articles SET state = 'removing' WHERE rowid % 5 = 0")(folder)
    with Library.open(folder, embedding=HashEmbedding()) as library:
        assert len(library.check()) == 3
        assert healed(library)


def test_an_article_left_half_way_is_told_and_finished_by_the_next_add(
    folder: Path, opened: Library, sample: Path
):
    article_id = next(opened.entries()).id
    counts = opened.counts()
    opened.vectors.delete([article_id])
    opened.close()
    damage(f"UPDATE articles SET state = 'pending' WHERE id = '{article_id}'")(folder)
    with Library.open(folder, embedding=HashEmbedding()) as library:
        assert "1 articles were interrupted half-way" in library.check()
        library.add(sample / "harbinger")
        assert library.check() == []
        assert library.counts() == counts


def test_a_removal_left_half_way_is_hidden_and_finished_by_the_next_add(
    folder: Path, opened: Library, write
):
    article_id = next(opened.entries()).id
    opened.close()
    damage(f"UPDATE articles SET state = 'removing' WHERE id = '{article_id}'")(folder)
    with Library.open(folder, embedding=HashEmbedding()) as library:
        assert article_id not in {entry.id for entry in library.entries()}
        question = "mayor election Teague Akeley votes"
        found = {hit.node.metadata["article_id"] for hit in library.search(question, top_k=50)}
        assert article_id not in found
        library.add(write("a.txt", "Another story."))
        assert library.check() == []


def test_another_embedding_model_is_refused_with_the_command_that_mends_it(
    folder: Path, opened: Library
):
    opened.close()
    with pytest.raises(LibraryMismatch) as error:
        Library.open(folder, embedding=OtherEmbedding())
    message = str(error.value)
    assert "made with the embedding model HashEmbedding:hash-256" in message
    assert "this is OtherEmbedding:hash-128" in message
    assert f"`dateline doctor --repair --library {folder}`" in message
    # It was let go of again.
    Library.open(folder, embedding=HashEmbedding()).close()


def test_repair_takes_over_a_library_of_another_embedding_model(folder: Path, opened: Library):
    opened.close()
    with Library.open(folder, embedding=OtherEmbedding(), repair=True) as library:
        assert library.check() == ["the vectors were made with another embedding model"]
        assert healed(library)
    with Library.open(folder, embedding=OtherEmbedding()) as library:
        assert library.check() == []


@pytest.mark.parametrize("how", ["repair", "add"])
def test_a_repair_that_was_cut_short_is_taken_up_again(
    folder: Path, opened: Library, sample: Path, how: str
):
    opened.close()
    with Library.open(folder, embedding=OtherEmbedding(), repair=True) as library:
        next(library.repair())
    with pytest.raises(LibraryMismatch):
        Library.open(folder, embedding=HashEmbedding())
    with Library.open(folder, embedding=OtherEmbedding()) as library:
        if how == "add":
            library.add(sample / "harbinger")
            # What was set aside goes with the next repair.
            assert library.check() == ["vectors.broken-1 is left of a repair that was interrupted"]
        assert healed(library)
    assert not list(folder.glob("vectors.broken-*"))


@pytest.mark.parametrize("repair", [False, True])
def test_a_library_of_a_newer_version_is_refused_with_the_way_to_upgrade(
    folder: Path, opened: Library, repair: bool
):
    opened.close()
    damage(f"UPDATE manifest SET value = '{FORMAT + 1}' WHERE name = 'format'")(folder)
    with pytest.raises(LibraryMismatch, match=r"newer Dateline .*`pip install --upgrade"):
        Library.open(folder, embedding=HashEmbedding(), repair=repair)


def scribbled(file: Path) -> None:
    file.write_bytes(b"garbage" * (file.stat().st_size // 7 + 1))


def halved(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def segments(vectors: Path) -> list[Path]:
    """The files of Chroma's HNSW index; it writes them from a thousand vectors on."""
    found = [file for folder in vectors.iterdir() if folder.is_dir() for file in folder.iterdir()]
    assert found
    return found


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of enough vectors for Chroma to write an HNSW index."""
    place = tmp_path_factory.mktemp("large")
    texts = (f"Ship {n} is late. The swing bridge has a bearing with a crack." for n in range(1100))
    records = (json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts))
    (place / "ships.jsonl").write_text("\n".join(records))
    with Library.open(place / "library", embedding=HashEmbedding()) as library:
        library.add(place / "ships.jsonl")
    return place / "library"


def without_a_file(vectors: Path) -> None:
    shutil.rmtree(vectors)
    vectors.mkdir()


def as_a_file(vectors: Path) -> None:
    shutil.rmtree(vectors)
    vectors.write_text("no folder")


@pytest.mark.parametrize(
    "ruin",
    [
        lambda vectors: scribbled(vectors / "chroma.sqlite3"),
        lambda vectors: halved(vectors / "chroma.sqlite3"),
        lambda vectors: (vectors / "chroma.sqlite3").unlink(),
        lambda vectors: [shutil.rmtree(file.parent) for file in segments(vectors)[:1]],
        lambda vectors: [emptied(file) for file in segments(vectors)],
        lambda vectors: [f.unlink() for f in segments(vectors) if f.suffix == ".pickle"],
        shutil.rmtree,
        without_a_file,
        as_a_file,
    ],
)
def test_vectors_that_cannot_be_used_are_told_and_made_again(
    large: Path, folder: Path, sample: Path, ruin: Callable[[Path], object]
):
    shutil.copytree(large, folder)
    ruin(folder / "vectors")
    with Library.open(folder, embedding=HashEmbedding()) as library:
        for use in (lambda: library.search("bridge"), lambda: library.add(sample)):
            with pytest.raises(LibraryDamaged, match="`dateline doctor --repair`"):
                use()
    with Library.open(folder, embedding=HashEmbedding()) as library:
        (problem,) = library.check()
        assert problem.startswith("the vectors cannot be read: ") or "no vector" in problem
        assert healed(library)
        assert library.counts().vectors == library.counts().passages >= 1100
        assert not list(folder.glob("vectors.broken-*"))


def test_vectors_that_end_the_process_that_reads_them_are_told_and_made_again(
    large: Path, folder: Path
):
    """Chroma's C++ trusts the graph's file: zeros in it lead past the end of memory."""
    shutil.copytree(large, folder)
    (graph,) = [file for file in segments(folder / "vectors") if file.name == "data_level0.bin"]
    scribbled(graph)
    with Library.open(folder, embedding=HashEmbedding()) as library:
        (problem,) = library.check()
        assert problem.startswith("the vectors cannot be read: ")
        assert healed(library)


def test_a_vector_stored_for_another_article_is_told_and_written_again(opened: Library):
    article = opened.article(next(opened.entries()).id)
    passage_id = opened.passages(article.id)[0].id
    opened.vectors._collection.update(ids=[passage_id], metadatas=[{"article_id": "ffff"}])
    assert opened.check() == ["1 passages have no vector", "1 vectors belong to no passage"]
    assert list(opened.repair()) == [article.id]
    assert healed(opened)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO passages_fts(passages_fts) VALUES ('delete-all')",
        "UPDATE passages_fts_data SET block = x'00'",
    ],
)
def test_writing_over_a_broken_lexical_index_is_told(
    folder: Path, opened: Library, write: Callable[[str, str], Path], change: str
):
    story = write("a.txt", "The swing bridge is open.")
    opened.add(story)
    opened.close()
    damage(change)(folder)
    story.write_text("The swing bridge is shut.")
    with Library.open(folder, embedding=HashEmbedding()) as library:
        with pytest.raises(LibraryDamaged, match=r"lexical index of .*`dateline doctor --repair`"):
            library.add(story)
        assert healed(library)
        assert library.add(story).counts in ({"changed": 1}, {"unchanged": 1})


def test_a_catalogue_that_is_damaged_inside_is_told(folder: Path, opened: Library):
    opened.close()
    file = folder / "catalogue.sqlite"
    with file.open("r+b") as raw:
        raw.seek(3 * 4096)
        raw.write(b"garbage" * 8_000)
    with pytest.raises(LibraryError, match=r"catalogue.sqlite is (damaged|no catalogue)"):
        read_through(folder)


def read_through(folder: Path) -> None:
    with Library.open(folder, embedding=HashEmbedding()) as library:
        for entry in library.entries():
            library.passages(entry.id)


def test_a_library_that_is_not_opened_after_all_is_closed(
    folder: Path, opened: Library, monkeypatch: pytest.MonkeyPatch
):
    opened.close()
    closed = []
    really = Catalogue.close
    monkeypatch.setattr(Catalogue, "close", lambda self: closed.append(self) or really(self))
    with pytest.raises(LibraryMismatch):
        Library.open(folder, embedding=OtherEmbedding())
    assert len(closed) == 1
