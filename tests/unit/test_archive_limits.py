"""What an archive must not do to this machine, and how its articles are counted."""

import bz2
import io
import json
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from make_files import tar_of, zip_of
from read_articles import found

from index import archives, files, unpacking
from index.archives import Member, members
from index.articles import Refused
from index.errors import UnreadableArticle
from index.reading import count
from index.unpacking import Limits

Write = Callable[[str, str | bytes], Path]
LONG = {f"{n}.txt": f"Story {n}. " + "The tram line is open. " * 200 for n in range(40)}


def read_whole(path: Path, limits: Limits) -> tuple[list[bytes], list[str]]:
    """Read an archive's members within limits: what came out, and why the rest did not."""
    whole, reasons = [], []
    for member in members(path, limits):
        if isinstance(member, Refused):
            reasons.append(member.reason)
            continue
        try:
            whole.append(member.data.read())
        except UnreadableArticle as error:
            reasons.append(str(error))
    return whole, reasons


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tar.bz2", "a.tar.xz"])
def test_a_bomb_is_stopped_by_what_comes_out_for_what_goes_in(write: Write, name: str):
    zeros = bytes(3_000_000)
    packed = (
        zip_of({"a.txt": "A story.", "bomb.txt": zeros})
        if name == "a.zip"
        else tar_of(("a.txt", b"A story."), ("bomb.txt", zeros), kind=name.rpartition(".")[2])
    )
    whole, reasons = read_whole(write(name, packed), Limits(ratio_from=1_000_000))
    assert whole == [b"A story."]
    assert reasons[0] == "it unpacks to more than 200 times its size, which no text does"


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_the_sum_of_all_members_is_limited(write: Write, name: str):
    files = {f"{n}.txt": bytes(range(256)) * 1_000 for n in range(10)}
    packed = zip_of(files) if name == "a.zip" else tar_of(*files.items(), kind="gz")
    whole, reasons = read_whole(write(name, packed), Limits(total=1_000_000, ratio=10**6))
    assert len(whole) == 3
    assert set(reasons) == {"the archive unpacks to more than 0.001 GB: split it"}


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_the_number_of_members_is_limited(write: Write, name: str):
    files = {f"{n}.txt": b"A story." for n in range(9)}
    packed = zip_of(files) if name == "a.zip" else tar_of(*files.items())
    whole, reasons = read_whole(write(name, packed), Limits(members=5))
    assert len(whole) == 5
    assert reasons == ["it holds more than 5 files; the rest is not read: split it"]


def test_a_size_that_a_header_invents_does_not_help_a_bomb(write: Write):
    data = zip_of({"bomb.txt": bytes(3_000_000)})
    lying = data.replace((3_000_000).to_bytes(4, "little"), (8).to_bytes(4, "little"))
    whole, reasons = read_whole(write("a.zip", lying), Limits(ratio_from=1_000_000))
    assert whole == []
    assert reasons[0].startswith("damaged")


def test_one_member_beyond_any_article_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.files.MAX_BYTES", 1_000_000)
    stories = {"a.txt": bytes(range(256)) * 8_000, "b.txt": "A story."}
    articles, refused = found(write("a.zip", zip_of(stories)))
    assert [article.text for article in articles] == ["A story."]
    assert refused[0].reason == "2 MB in one article, at most 1 MB are read: split the file"


def test_a_table_of_contents_without_end_is_not_held(write: Write):
    path = write("a.zip", zip_of(LONG))
    assert read_whole(path, Limits(listing=500)) == (
        [],
        ["the archive's table of contents is too large: split it"],
    )


def test_a_description_without_end_is_not_held(write: Write):
    info = tarfile.TarInfo("b.txt")
    info.pax_headers = {"comment": "x" * 5_000_000}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        first = tarfile.TarInfo("a.txt")
        first.size = 8
        archive.addfile(first, io.BytesIO(b"A story."))
        archive.addfile(info)
    articles, refused = found(write("a.tar.gz", packed.getvalue()))
    assert [article.text for article in articles] == ["A story."]
    assert refused[0].reason == "damaged: the description of a file in it has no end"


def test_an_xz_that_asks_for_gigabytes_of_memory_gets_none(
    write: Write, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unpacking, "_XZ_MEMORY", 1_000_000)
    packed = lzma.compress(tar_of(("a.txt", b"A story.")), preset=6)
    articles, (refused,) = found(write("a.tar.xz", packed))
    assert articles == []
    assert "emory" in refused.reason


def test_streams_packed_one_after_the_other_are_one(write: Write):
    whole = tar_of(*((n, c.encode()) for n, c in LONG.items()))
    half = len(whole) // 2
    for name, compress in (("a.tar.bz2", bz2.compress), ("a.tar.xz", lzma.compress)):
        articles, refused = found(write(name, compress(whole[:half]) + compress(whole[half:])))
        assert len(articles) == 40
        assert refused == []


def test_zeros_after_the_end_do_no_harm(write: Write):
    whole = tar_of(*((n, c.encode()) for n, c in LONG.items()))
    padded = lzma.compress(whole[:5_000]) + bytes(8) + lzma.compress(whole[5_000:]) + bytes(4)
    articles, refused = found(write("a.tar.xz", padded))
    assert len(articles) == 40
    assert refused == []


def test_a_sparse_file_is_not_read(write: Write):
    info = tarfile.TarInfo("a.txt")
    info.type = tarfile.GNUTYPE_SPARSE
    articles, refused = found(write("a.tar", tar_of((info, b""), ("b.txt", b"A story."))))
    assert len(articles) <= 1
    assert refused


def test_members_are_read_as_streams(write: Write):
    line = json.dumps({"text": "The tram line is open. " * 100}).encode() + b"\n"
    path = write("a.zip", zip_of({"a.jsonl": line * 5_000}))
    reader = members(path)
    member = next(reader)
    assert isinstance(member, Member)
    assert member.data.readline() == line
    assert member.data.peek(1)
    assert len(member.data.peek(1)) <= archives._BUFFER


def test_the_articles_of_an_archive_are_counted_about(
    write: Write, monkeypatch: pytest.MonkeyPatch
):
    few = {"a.txt": b"A story.", "b.csv": b'text\n"A\nstory."\nAnother.\n', "c.md": b"A story."}
    for name, packed in (("a.zip", zip_of(few)), ("a.tar.xz", tar_of(*few.items(), kind="xz"))):
        assert count(str(write(name, packed))) == 4
    lines = [b'{"text": "%d"}\n' % (number**7) for number in range(2_000)]
    many = {f"{n}.jsonl": b"".join(lines[n:]) for n in range(60)}
    monkeypatch.setattr(files, "_COUNTED", 1 << 20)
    for name, packed in (
        ("b.zip", zip_of(many)),
        ("b.tar", tar_of(*many.items())),
        ("b.tar.gz", tar_of(*many.items(), kind="gz")),
    ):
        assert count(str(write(name, packed))) == pytest.approx(118_000, rel=0.2)
    assert count(str(write("broken.zip", b"nothing"))) == 1
