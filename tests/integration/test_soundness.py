import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hash_embedding import DIMENSIONS, HashEmbedding

from index import Library
from index.errors import LibraryMismatch
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
    texts = [passage.text for passage in opened.passages(article_id)]
    before = len(opened.embedding.texts)
    list(opened.repair())
    assert sorted(opened.embedding.texts[before:]) == sorted(texts)


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


def test_a_repair_that_was_cut_short_is_taken_up_again(folder: Path, opened: Library):
    opened.close()
    with Library.open(folder, embedding=OtherEmbedding(), repair=True) as library:
        next(library.repair())
    with pytest.raises(LibraryMismatch):
        Library.open(folder, embedding=OtherEmbedding())
    with Library.open(folder, embedding=OtherEmbedding(), repair=True) as library:
        assert healed(library)


@pytest.mark.parametrize("repair", [False, True])
def test_a_library_of_a_newer_version_is_refused_with_the_way_to_upgrade(
    folder: Path, opened: Library, repair: bool
):
    opened.close()
    damage(f"UPDATE manifest SET value = '{FORMAT + 1}' WHERE name = 'format'")(folder)
    with pytest.raises(LibraryMismatch, match=r"newer Dateline .*`pip install --upgrade"):
        Library.open(folder, embedding=HashEmbedding(), repair=repair)
