"""Adding through the page's thread: progress, limits, one at a time, a stop, no copies left."""

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding
from tram_pages import put_page
from web_site import WebSite

from index import Library
from index.errors import DiskFull, InputError
from index.reading import Reading
from ui.additions import Additions, Progress
from ui.calm import BROKEN
from ui.uploads import UploadLimits

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def additions(library: Library) -> Iterator[Additions]:
    how = Reading(allow_private=True, pause=0)
    with Additions(library, UploadLimits(unpacked=100_000), how) as additions:
        yield additions


def ended(additions: Additions) -> Progress:
    for _ in range(2000):
        if not (progress := additions.progress).doing:
            return progress
        time.sleep(0.01)
    raise AssertionError("it did not end")


def held(embedding: HashEmbedding, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Make embedding wait for an event, so that an adding goes on as long as a test wants."""
    go = threading.Event()
    embed = HashEmbedding._get_text_embeddings

    def waiting(self: HashEmbedding, texts: list[str]) -> list[list[float]]:
        assert go.wait(20)
        return embed(self, texts)

    monkeypatch.setattr(HashEmbedding, "_get_text_embeddings", waiting)
    return go


def test_files_are_added_counted_and_gone(additions: Additions, library: Library, write: Write):
    files = [
        write("a/tram.txt", "The tram runs."),
        write("b/list.csv", "title,text\nA,One.\nB,Two."),
    ]
    additions.begin(files, "", ["trams"])
    now = ended(additions)
    assert now.report is not None
    assert (now.report.counts["added"], now.done, now.total, now.error) == (3, 3, 3, "")
    assert now.now == "a record that names no address"
    assert library.names("collection") == ["trams"]
    assert not any(file.exists() for file in files)
    assert not (library.folder / "uploads").exists()
    assert library.check() == []


def test_the_same_file_is_unchanged_and_another_of_its_name_is_another_article(
    additions: Additions, library: Library, write: Write
):
    counts = []
    for folder, text in (("a", "The tram runs."), ("b", "The tram runs."), ("c", "A bus stops.")):
        additions.begin([write(f"{folder}/text.txt", text)], "")
        report = ended(additions).report
        assert report is not None
        counts.append(dict(report.counts))
    assert counts == [{"added": 1}, {"unchanged": 1}, {"added": 1}]
    assert library.counts().articles == 2


def test_an_address_is_added_and_a_private_one_is_refused(
    additions: Additions, library: Library, site: WebSite
):
    address = put_page(site, 1)
    additions.begin([], address)
    report = ended(additions).report
    assert report is not None
    assert report.counts["added"] == 1
    with Additions(library) as strict:
        strict.begin([], address)
        report = ended(strict).report
    assert report is not None
    [refused] = report.of("refused")
    assert refused.origin == address
    assert site.paths == ["/1"]


@pytest.mark.parametrize(
    ("names", "addresses", "told"),
    [
        ([], "  \n", "there is nothing to add yet"),
        (["a.exe"], "", "a.exe is of no kind that is read"),
        (["a.txt"], "ftp://a.example", "“ftp://a.example” is no web address"),
    ],
)
def test_what_cannot_be_added_is_told_at_once_and_no_copy_stays(
    additions: Additions, write: Write, names: list[str], addresses: str, told: str
):
    files = [write(f"in/{name}", "x") for name in names]
    with pytest.raises(InputError, match=told):
        additions.begin(files, addresses)
    assert additions.progress == Progress()
    assert not any(file.exists() for file in files)


def test_an_archive_that_unpacks_to_too_much_ends_the_adding_before_anything_is_read(
    additions: Additions, library: Library, write: Write
):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "a" * 200_000)
    files = [write("x/tram.txt", "The tram."), write("y/big.zip", data.getvalue())]
    additions.begin(files, "")
    now = ended(additions)
    assert now.error == "Big.zip unpacks to more than 0 MB: split it"
    assert now.report is None
    assert library.counts().articles == 0
    assert not any(file.exists() for file in files)


def test_a_second_adding_is_told_that_one_goes_on_and_the_first_one_goes_on(
    additions: Additions,
    library: Library,
    write: Write,
    embedding: HashEmbedding,
    monkeypatch: pytest.MonkeyPatch,
):
    go = held(embedding, monkeypatch)
    second = write("b/two.txt", "A bus stops.")
    additions.begin([write("a/one.txt", "The tram runs.")], "")
    with pytest.raises(InputError, match="added already"):
        additions.begin([second], "")
    assert not second.exists()
    assert additions.progress.doing
    go.set()
    report = ended(additions).report
    assert report is not None
    assert report.counts["added"] == 1
    additions.begin([write("b/two.txt", "A bus stops.")], "")
    ended(additions)
    assert library.counts().articles == 2


def test_stop_stores_what_was_read_and_reads_no_more(
    additions: Additions,
    library: Library,
    write: Write,
    embedding: HashEmbedding,
    monkeypatch: pytest.MonkeyPatch,
):
    go = held(embedding, monkeypatch)
    rows = "".join(f"T{number},The tram number {number} runs.\n" for number in range(1000))
    additions.begin([write("a/rows.csv", f"title,text\n{rows}")], "")
    additions.stop()
    assert additions.progress.stopping
    go.set()
    now = ended(additions)
    assert now.report is not None
    assert 0 <= now.report.counts["added"] < 1000
    assert library.counts().articles == now.report.counts["added"]
    assert library.check() == []


def test_closing_waits_until_all_is_stored(library: Library, write: Write):
    with Additions(library) as additions:
        additions.begin([write("a/one.txt", "The tram runs.")], "")
    assert not additions.progress.doing
    assert not (library.folder / "uploads").exists()


@pytest.mark.parametrize(
    ("failure", "told"),
    [(DiskFull("no room left in /x"), "No room left in /x"), (ValueError("secret"), BROKEN)],
)
def test_a_failure_is_told_in_words_and_the_next_adding_works(
    additions: Additions,
    library: Library,
    write: Write,
    failure: Exception,
    told: str,
):
    with pytest.MonkeyPatch.context() as patch:

        def fail(*_: object) -> list[list[float]]:
            raise failure

        patch.setattr(HashEmbedding, "_get_text_embeddings", fail)
        additions.begin([write("a/one.txt", "The tram runs.")], "")
        assert ended(additions).error == told
    additions.begin([write("a/one.txt", "The tram runs.")], "")
    assert ended(additions).error == ""
    assert library.counts().articles == 1
