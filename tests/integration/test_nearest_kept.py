"""The vectors in memory, and their file, always equal what Chroma holds."""

import json
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding

from index import Library

SAVED = Path("vectors") / "nearest.npz"


def write(folder: Path, name: str, text: str, published: str) -> Path:
    path = folder / f"{name}.jsonl"
    row = {"url": f"https://bay.example/{name}", "title": name, "published": published}
    path.write_text(json.dumps({**row, "text": text}))
    return path


def found(library: Library, question: str) -> set[str]:
    """Give the titles of what is found under a filter that allows all dated articles."""
    filters = library.filters(since="2023")
    vector = library.embedding.get_query_embedding(question)
    hits = library.vectors.search(vector, 60, filters)
    articles = library._catalogue.entries_by_id([hit.rpartition(":")[0] for hit, _ in hits])
    return {entry.title for entry in articles.values()}


@pytest.fixture
def folder(tmp_path: Path, embedding: HashEmbedding) -> Path:
    with Library.open(tmp_path / "library", embedding=embedding) as library:
        library.add(write(tmp_path, "one", "The lighthouse was painted red.", "2023-11-01"))
        library.add(write(tmp_path, "two", "The ferry ran aground at noon.", "2023-11-02"))
    return tmp_path / "library"


def test_what_is_added_changed_and_removed_shows_in_the_next_search(
    folder: Path, tmp_path: Path, embedding: HashEmbedding
):
    with Library.open(folder, embedding=embedding) as library:
        assert found(library, "lighthouse") == {"one", "two"}
        library.add(write(tmp_path, "three", "A lighthouse keeper retires.", "2023-11-03"))
        assert found(library, "lighthouse") == {"one", "two", "three"}
        gone = next(entry.id for entry in library.entries() if entry.title == "one")
        library.remove([gone])
        assert found(library, "lighthouse") == {"two", "three"}


def test_the_file_is_there_only_while_it_is_true(
    folder: Path, tmp_path: Path, embedding: HashEmbedding
):
    with Library.open(folder, embedding=embedding) as library:
        found(library, "lighthouse")
    assert (folder / SAVED).exists()
    with Library.open(folder, embedding=embedding) as library:
        library.add(write(tmp_path, "three", "A lighthouse keeper retires.", "2023-11-03"))
        assert not (folder / SAVED).exists()
        assert found(library, "lighthouse") == {"one", "two", "three"}


def test_a_damaged_file_is_read_anew_from_chroma(folder: Path, embedding: HashEmbedding):
    (folder / SAVED).write_bytes(b"damaged")
    with Library.open(folder, embedding=embedding) as library:
        assert found(library, "lighthouse") == {"one", "two"}


def test_a_write_that_fails_leaves_nothing_untrue_in_memory(
    folder: Path, tmp_path: Path, embedding: HashEmbedding, monkeypatch: pytest.MonkeyPatch
):
    with Library.open(folder, embedding=embedding) as library:
        found(library, "lighthouse")
        collection = library.vectors._collection

        def fail(**_: object):
            raise RuntimeError("Chroma failed")

        with monkeypatch.context() as patch:
            patch.setattr(collection, "add", fail)
            with pytest.raises(RuntimeError, match="Chroma failed"):
                library.add(write(tmp_path, "two", "The ferry sails again.", "2023-11-02"))
        assert found(library, "ferry") == {"one"}
        list(library.repair())
        assert found(library, "ferry") == {"one", "two"}
