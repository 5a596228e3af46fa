import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding

from index import Library
from index.errors import LibraryError, LibraryHeld

HOLD = Path(__file__).parents[1] / "support" / "hold_library.py"


@pytest.fixture
def folder(tmp_path: Path, sample: Path) -> Path:
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(sample / "gazette")
    return tmp_path / "library"


@pytest.fixture
def owner(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns the library."""
    process = subprocess.Popen(
        [sys.executable, str(HOLD), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_process_is_told_who_owns_the_library(folder: Path, owner: subprocess.Popen[str]):
    with pytest.raises(LibraryHeld) as error:
        Library.open(folder, embedding=HashEmbedding())
    message = str(error.value)
    assert f"{folder} is held by process {owner.pid}" in message
    assert "`hold_library.py" in message
    assert "ask at http://127.0.0.1:7860" in message


def test_others_may_list_and_show_articles(folder: Path, owner: subprocess.Popen[str]):
    assert owner.poll() is None
    with Library.open(folder, embedding=HashEmbedding(), read_only=True) as library:
        entries = list(library.entries())
        assert len(entries) == 8
        article = library.article(entries[0].id)
        assert [article.text[p.start : p.end] for p in library.passages(article.id)] == [
            p.text for p in library.passages(article.id)
        ]
        assert library.filters(sources=("north quay gazette",)).sources == ("North Quay Gazette",)


def test_reading_only_does_not_search_or_write(folder: Path, owner: subprocess.Popen[str], write):
    assert owner.poll() is None
    with Library.open(folder, embedding=HashEmbedding(), read_only=True) as library:
        for forbidden in (
            lambda: library.search("ferry"),
            lambda: library.add(write("a.txt", "A story.")),
            lambda: library.remove([next(library.entries()).id]),
            lambda: list(library.repair()),
            library.counts,
        ):
            with pytest.raises(LibraryError, match="open read-only: only listing and showing"):
                forbidden()
        assert len(list(library.entries())) == 8


def test_an_owner_that_was_killed_leaves_the_library_to_the_next(
    folder: Path, owner: subprocess.Popen[str]
):
    owner.kill()
    owner.wait()
    with Library.open(folder, embedding=HashEmbedding()) as library:
        assert library.check() == []


def test_an_owner_that_ended_leaves_the_library_to_the_next(
    folder: Path, owner: subprocess.Popen[str]
):
    assert owner.stdin is not None
    owner.stdin.close()
    assert owner.wait() == 0
    with Library.open(folder, embedding=HashEmbedding()) as library:
        assert library.check() == []
