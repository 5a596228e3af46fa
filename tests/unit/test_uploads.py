"""What may come in through the page, and what is left of it afterwards."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import InputError
from ui import uploads
from ui.uploads import UploadLimits

Write = Callable[[str, str | bytes], Path]
SMALL = UploadLimits(files=2, size=100, together=150, unpacked=100_000, members=3, addresses=2)


def zipped(**files: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.txt", text)
    return data.getvalue()


def tarred(**files: str) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(f"{name}.txt")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return data.getvalue()


def test_files_within_the_limits_pass(write: Write):
    uploads.check_files([write("a.txt", "x" * 100), write("B.TAR.GZ", "x")], SMALL)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a.txt": 1, "b.txt": 1, "c.txt": 1}, "these are 3 files; at most 2"),
        ({"a.exe": 1}, "a.exe is of no kind that is read; these are: .txt"),
        ({"noending": 1}, "noending is of no kind that is read"),
        ({"a.txt": 101}, "a.txt has 0 MB; at most 0 MB"),
        ({"a.txt": 80, "b.txt": 80}, "the files have 0 MB together"),
    ],
)
def test_files_beyond_a_limit_are_refused_with_the_limit(
    write: Write, files: dict[str, int], told: str
):
    paths = [write(name, "x" * size) for name, size in files.items()]
    with pytest.raises(InputError, match=told):
        uploads.check_files(paths, SMALL)


def test_a_file_that_is_gone_is_told(tmp_path: Path):
    with pytest.raises(InputError, match=r"a\.txt did not arrive whole"):
        uploads.check_files([tmp_path / "a.txt"])


@pytest.mark.parametrize(("name", "pack"), [("a.zip", zipped), ("a.tgz", tarred)])
def test_an_archive_may_unpack_to_so_much(write: Write, name: str, pack: Callable[..., bytes]):
    uploads.check_unpacked(write(name, pack(a="x" * 40_000, b="y" * 40_000)), SMALL)
    for files in ({"a": "x" * 100_001}, {"a": "x" * 60_000, "b": "x" * 60_000}):
        with pytest.raises(InputError, match="unpacks to more than"):
            uploads.check_unpacked(write(name, pack(**files)), SMALL)
    many = pack(**{f"n{number}": "x" for number in range(4)})
    with pytest.raises(InputError, match="more than 3 files"):
        uploads.check_unpacked(write(name, many), SMALL)


def test_a_damaged_archive_is_told_by_its_name(write: Write):
    with pytest.raises(InputError, match=r"^a\.zip: damaged"):
        uploads.check_unpacked(write("a.zip", "no zip"))


def test_addresses_are_read_one_a_line_each_once():
    text = "\n https://a.example/1 \nHTTP://b.example\nhttps://a.example/1\n"
    assert uploads.check_addresses(text, SMALL) == ["https://a.example/1", "HTTP://b.example"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/etc/passwd", "“/etc/passwd” is no web address"),
        ("https://a.example\n-", "“-” is no web address"),
        ("file:///etc/passwd", "is no web address"),
        ("https://a\nhttps://b\nhttps://c", "these are 3 addresses; at most 2"),
    ],
)
def test_a_line_that_is_no_address_is_told(text: str, told: str):
    with pytest.raises(InputError, match=told):
        uploads.check_addresses(text, SMALL)


def test_a_file_has_the_same_path_each_time_and_is_gone_afterwards(write: Write, tmp_path: Path):
    seen = []
    for folder in ("one", "two"):
        copy = write(f"{folder}/tram.txt", "A tram.")
        other = write(f"{folder} other/tram.txt", "Another tram.")
        with uploads.staged([copy, other], tmp_path) as moved:
            assert [path.read_text() for path in moved] == ["A tram.", "Another tram."]
            assert not copy.exists()
            seen.append(moved)
        assert not any(path.exists() for path in moved)
        assert not copy.parent.exists()
    assert seen[0] == seen[1]
    assert len(set(seen[0])) == 2
    assert not (tmp_path / "uploads").exists()


def test_copies_go_also_where_something_fails(write: Write, tmp_path: Path):
    copy, gone = write("one/tram.txt", "A tram."), tmp_path / "gone.txt"
    with pytest.raises(FileNotFoundError), uploads.staged([gone, copy], tmp_path):
        pass
    assert not copy.exists()
    assert not (tmp_path / "uploads").exists()


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path):
    left = tmp_path / "uploads" / "x" / "left.txt"
    left.parent.mkdir(parents=True)
    left.write_text("left")
    with uploads.staged([], tmp_path):
        assert not left.exists()


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("/lib/uploads/0123456789abcdef/a.zip!/b/c.txt", "a.zip!/b/c.txt"),
        (f"text:{'0123456789abcdef' * 4}", "a record that names no address"),
        ("/home/x/uploads/a.txt", "/home/x/uploads/a.txt"),
        ("https://a.example/uploads/2025/a", "https://a.example/uploads/2025/a"),
    ],
)
def test_an_origin_is_shown_without_the_folder_it_lay_in(origin: str, shown: str):
    assert uploads.shown_origin(origin) == shown
