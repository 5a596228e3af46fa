"""Whatever ends an `add`, nothing is lost and the next one completes it."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from hash_embedding import HashEmbedding

from index import Library
from index.errors import DiskFull
from index.report import Outcome, Report

KILLED_AT = Path(__file__).parents[1] / "support" / "killed_at.py"
SUBJECTS = ("tram", "bridge", "mill", "ferry", "school", "harbour", "festival", "council")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred short articles: several writes for one `add`."""
    folder = tmp_path_factory.mktemp("articles")
    chance = random.Random(3)
    for number in range(200):
        sentences = [
            f"The {chance.choice(SUBJECTS)} of place {number} cost {chance.randint(2, 99)} crowns, "
            f"and the {chance.choice(SUBJECTS)} had {chance.randint(2, 99)} people {n} days."
            for n in range(chance.randint(1, 14))
        ]
        (folder / f"{number:03}.txt").write_text(" ".join(sentences))
    return folder


Content = tuple[dict[str, str], dict[str, list[str]], dict[str, tuple[object, ...]]]


def content(library: Library) -> Content:
    """Give all that a library holds: digests, passages, vectors with what stands beside them."""
    entries = [entry.id for entry in library.entries()]
    return (
        {article_id: library.article(article_id).digest for article_id in entries},
        {i: [f"{p.id} {p.start} {p.end} {p.text}" for p in library.passages(i)] for i in entries},
        {
            passage_id: (article_id, *vector.round(5).tolist())
            for page in library.vectors.pages()
            for passage_id, article_id, vector in zip(
                page.ids, page.article_ids, page.vectors, strict=True
            )
        },
    )


@pytest.fixture(scope="module")
def undisturbed(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Content:
    folder = tmp_path_factory.mktemp("undisturbed") / "library"
    with Library.open(folder, embedding=HashEmbedding()) as library:
        library.add(articles)
        return content(library)


class Killed:
    """Work on a library that is killed at moments of the test's choice; see killed_at.py."""

    def __init__(self, folder: Path) -> None:
        self.kills = 0
        self._process = subprocess.Popen(
            [sys.executable, str(KILLED_AT), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, do: str, what: object = None, **when: object) -> bool:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"do": do, "what": str(what) if isinstance(what, Path) else what, **when}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        died = bool(json.loads(self._process.stdout.readline())["died"])
        self.kills += died
        return died

    def close(self) -> None:
        self._process.communicate()


def test_twenty_kills_leave_what_an_undisturbed_run_leaves(articles: Path, tmp_path: Path):
    """Nothing lost, doubled or half there, whether adding, removing or mending is killed."""
    chance = random.Random(9)
    with Library.open(tmp_path / "undisturbed", embedding=HashEmbedding()) as library:
        library.add(articles)
        gone = sorted(entry.id for entry in library.entries())[:60]
        library.remove(gone)
        undisturbed = content(library)
    folder = tmp_path / "library"
    killed = Killed(folder)

    # Inside the write of the catalogue, between it and the vectors, between these and the last
    # word of the catalogue, in completing what the kill before left, and anywhere.
    assert killed("add", articles, at="sql CREATE", nth=3)
    assert killed("add", articles, at="sql INSERT INTO passages", nth=7)
    assert killed("add", articles, at="vectors add", nth=2)
    assert killed("add", articles, at="vectors deleted", nth=1)
    assert killed("add", articles, at="vectors added", nth=2)
    assert killed("add", articles, at="sql UPDATE articles", nth=40)
    assert killed("add", articles, at="commit", nth=6)
    for _ in range(2):
        assert killed("add", articles, at="", nth=chance.randint(20, 120))
        assert killed("add", articles, after=chance.uniform(0.05, 0.4))
    assert not killed("add", articles)

    assert killed("remove", gone, at="sql UPDATE articles", nth=1)
    assert killed("remove", gone, at="vectors delete", nth=1)
    assert killed("repair", at="vectors deleted", nth=1)
    assert killed("repair", at="sql DELETE FROM passages", nth=1)
    assert not killed("repair")
    assert not killed("remove", gone)

    (folder / "vectors" / "chroma.sqlite3").write_bytes(b"garbage" * 1000)
    assert killed("repair", at="sql UPDATE articles", nth=1)
    assert killed("repair", at="vectors add", nth=2)
    for _ in range(2):
        assert killed("repair", at="", nth=chance.randint(30, 200))
    assert killed("repair", after=chance.uniform(0.1, 0.3))
    assert not killed("repair")
    killed.close()

    assert killed.kills == 20
    with Library.open(folder, embedding=HashEmbedding()) as library:
        assert library.check() == []
        assert content(library) == undisturbed
        counts = library.counts()
        assert counts.passages == counts.lexical == counts.vectors


def test_what_was_reported_before_a_kill_is_stored(articles: Path, tmp_path: Path):
    folder = tmp_path / "library"
    with Library.open(folder, embedding=HashEmbedding()) as library:
        adding = library.adding(articles)
        reported = [next(adding).article_id for _ in range(30)]
        adding.close()
    with Library.open(folder, embedding=HashEmbedding()) as library:
        vectors = library.vectors.ids()
        for article_id in reported:
            assert {p.id for p in library.passages(article_id)} <= vectors


def test_files_that_vanish_or_change_while_they_are_added_are_refused_one_by_one(
    library: Library, write: Callable[[str, str], Path]
):
    files = [write(f"{n:03}.txt", f"Ship {n} is late.") for n in range(600)]
    adding = library.adding(files[0].parent)
    report = Report([next(adding)])
    files[595].unlink()
    for file in files[596:599]:
        file.unlink()
    files[596].mkdir()
    os.mkfifo(files[597])
    files[598].touch()
    files[599].write_text("Ship 599 is early.")
    for outcome in adding:
        report.take(outcome)
    assert report.counts == {"added": 596, "refused": 4}
    assert [Path(o.origin).name for o in report.of("refused")] == [f.name for f in files[595:599]]
    assert "Ship 599 is early." in {library.article(e.id).text for e in library.entries()}
    assert library.check() == []


class Failing(HashEmbedding):
    """A model that fails on a word, or gives vectors of another length after it."""

    how: str = "raise"

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors = super()._get_text_embeddings(texts)
        if any("volcano" in text for text in texts):
            if self.how == "raise":
                raise RuntimeError("out of memory")
            return [vector[:100] for vector in vectors]
        return vectors

    @classmethod
    def class_name(cls) -> str:
        return "HashEmbedding"


@pytest.mark.parametrize("how", ["raise", "shorten"])
def test_vectors_that_could_not_be_written_are_written_by_the_next_add(
    tmp_path: Path, write: Callable[[str, str], Path], how: str
):
    """Whether the model or the vector index fails: the catalogue never says more than is so."""
    tram = write("tram.txt", "The tram line in Larch is open.")
    volcano = write("volcano.txt", "The volcano on Osk is quiet.")
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(tram)
    failing = Failing(how=how)
    failing_library = Library.open(tmp_path / "library", embedding=failing, repair=True)
    with failing_library as library:
        tram.write_text("The tram line in Larch is closed. There was a volcano.")
        with pytest.raises(Exception, match=r"out of memory|dimension"):
            library.add(tram, volcano)
        assert len(library.search("tram line in Larch")) == 1
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(tram, volcano)
        assert library.check() == []
        texts = {library.article(entry.id).text for entry in library.entries()}
        assert texts == {tram.read_text(), volcano.read_text()}
        best = library.search("Is the tram line closed?")[0]
        assert best.node.get_content() == tram.read_text()


def test_an_article_is_kept_as_it_was_when_its_new_text_cannot_be_embedded(
    tmp_path: Path, write: Callable[[str, str], Path]
):
    tram = write("tram.txt", "The tram line in Larch is open.")
    with Library.open(tmp_path / "library", embedding=Failing()) as library:
        library.add(tram)
        tram.write_text("The volcano on Osk is quiet.")
        with pytest.raises(RuntimeError, match="out of memory"):
            library.add(tram)
        assert [library.article(e.id).text for e in library.entries()] == [
            "The tram line in Larch is open."
        ]
        assert library.check() == []


def fill(library: Library, articles: Path) -> int:
    """Add until the disk is full; give how many articles were reported as stored."""
    stored: list[Outcome] = []
    with pytest.raises(DiskFull, match=r"no room left .*make room and run the same command again"):
        stored.extend(library.adding(articles))
    return sum(outcome.status == "added" for outcome in stored)


def test_a_catalogue_that_cannot_grow_is_a_full_disk(
    articles: Path, undisturbed: Content, tmp_path: Path
):
    """SQLite itself says SQLITE_FULL once a file has as many pages as it may have."""
    pages = 48

    def limit(connection, _record) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    sa.event.listen(sa.Engine, "connect", limit)
    try:
        with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
            stored = fill(library, articles)
            assert len(list(library.entries())) == stored < 200
            assert library.check() == []
    finally:
        sa.event.remove(sa.Engine, "connect", limit)
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(articles)
        assert library.check() == []
        assert content(library) == undisturbed


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system is not permitted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize("free", [1_500_000, 700_000, 300_000, 120_000])
def test_a_full_disk_is_told_and_after_room_is_made_the_next_add_completes(
    articles: Path, undisturbed: Content, small_disk: Path, free: int
):
    """Whichever of catalogue and vectors meets the end of the disk first."""
    folder, ballast = small_disk / "library", small_disk / "ballast"
    Library.open(folder, embedding=HashEmbedding()).close()
    with Library.open(folder, embedding=HashEmbedding()) as library:
        library.add(articles / "000.txt")
        with ballast.open("wb") as file:
            file.write(bytes(max(0, shutil.disk_usage(small_disk).free - free)))
        fill(library, articles)
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    with Library.open(folder, embedding=HashEmbedding()) as library:
        library.add(articles)
        assert library.check() == []
        assert content(library) == undisturbed


def test_opening_a_library_on_a_full_disk_is_told(small_disk: Path):
    with (small_disk / "ballast").open("wb") as file:
        file.write(bytes(shutil.disk_usage(small_disk).free))
    with pytest.raises(DiskFull):
        Library.open(small_disk / "library", embedding=HashEmbedding())
    (small_disk / "ballast").unlink()
    with Library.open(small_disk / "library", embedding=HashEmbedding()) as library:
        assert library.check() == []
