import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from make_files import docx, epub, tar_of, word_paragraph, zip_of, zip_with
from read_articles import found, only

from index.articles import Read, Refused
from index.reading import read

Write = Callable[[str, str | bytes], Path]
STORIES: dict[str, str | bytes] = {
    "a.txt": "date 2023-12-06 First story.",
    "news/b.md": "# Tram\n\nSecond story.",
    "news/c.jsonl": '{"id": 1, "text": "Third story."}\n{"id": 2, "text": "Fourth story."}\n',
    "d.csv": "title,text\nBridge,Fifth story.\n",
    "e.docx": docx(word_paragraph("Sixth story.")),
    "f.epub": epub({"a.xhtml": "<p>Seventh story.</p>"}),
}
TEXTS = [f"{n} story." for n in "First Second Third Fourth Fifth Sixth Seventh".split()]  # noqa: SIM905
PACKED = {
    "a.zip": zip_of(STORIES),
    "A.ZIP": zip_of(STORIES, zipfile.ZIP_STORED),
    **{
        f"a{end}": tar_of(
            *((name, c.encode() if isinstance(c, str) else c) for name, c in STORIES.items()),
            kind=kind,
        )
        for end, kind in [
            (".tar", ""), (".tar.gz", "gz"), (".tgz", "gz"), (".tar.bz2", "bz2"), (".tbz2", "bz2"),
            (".tar.xz", "xz"), (".txz", "xz"), (".gz.tar", "gz"),
        ]
    },
}  # fmt: skip


def tar_header(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize("name", PACKED)
def test_all_formats_are_read_in_an_archive(write: Write, name: str):
    path = write(name, PACKED[name])
    articles, refused = found(path)
    assert [article.text for article in articles] == TEXTS
    assert refused == []
    assert articles[0].origin == f"{path.resolve()}!/a.txt"
    assert articles[0].published == "2023-12-06"
    assert articles[1].source == "b.md"
    assert articles[3].origin == f"{path.resolve()}!/news/c.jsonl#2"


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_the_original_of_a_member_is_its_bytes(write: Write, name: str):
    items = [item for item in read(str(write(name, PACKED[name]))) if isinstance(item, Read)]
    assert items[0].original == b"date 2023-12-06 First story."
    assert items[1].media_type == "text/markdown"
    assert items[2].original == b'{"id": 1, "text": "Third story."}\n'
    assert items[5].original == STORIES["e.docx"]


def test_a_mapping_holds_in_an_archive(write: Write):
    path = write("a.zip", zip_of({"a.csv": "Kicker,Copy\nTram,A story.\n"}))
    assert only(path, text="Copy", title="Kicker").title == "Tram"


JUNK = {
    ".hidden.txt": "x", "__MACOSX/a.txt": "x", "news/.DS_Store": "x", ".git/a.txt": "x",
    "__MACOSX/._a.txt": "x", "./a.txt": "A story.", "empty/": "",
}  # fmt: skip


def test_hidden_files_and_what_a_mac_leaves_are_passed_over(write: Write):
    assert only(write("a.zip", zip_of(JUNK))).origin.endswith("a.zip!/a.txt")
    packed = tar_of(*((name, content.encode()) for name, content in list(JUNK.items())[:-1]))
    assert only(write("a.tar", packed)).origin.endswith("a.tar!/a.txt")


OUTSIDE = [
    "../a.txt", "news/../../a.txt", "/etc/a.txt", "..\\a.txt", "C:\\a.txt", "c:a.txt",
    "\\\\server\\a.txt", "//server/a.txt", "a/../b.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("suffix", ["zip", "tar"])
def test_a_name_that_leads_out_of_the_archive_is_refused(write: Write, name: str, suffix: str):
    files = {name: "Outside.", "b.txt": "A story."}
    packed = zip_of(files) if suffix == "zip" else tar_of((name, b"x"), ("b.txt", b"A story."))
    path = write(f"a.{suffix}", packed)
    articles, refused = found(path)
    assert [article.text for article in articles] == ["A story."]
    assert refused == [Refused(f"{path}!/{name}", "its name leads out of the archive")]


@pytest.mark.parametrize("name", ["a\x1b[2J.txt", "a\nb.txt", "a\x07.txt", "a\x9b.txt"])
def test_a_name_with_control_characters_is_refused_and_shown_without(write: Write, name: str):
    for path in (
        write("a.zip", zip_of({name: "x", "b.txt": "A story."})),
        write("a.tar", tar_of((name, b"x"), ("b.txt", b"A story."))),
    ):
        articles, (refused,) = found(path)
        assert len(articles) == 1
        assert refused.reason == "its name holds control characters"
        assert refused.origin.isprintable()


@pytest.mark.parametrize("name", ["Ünïcode ✓.txt", "10.00\u202fAM.txt", "日本.txt", "a b.txt"])
def test_a_name_may_be_of_any_script(write: Write, name: str):
    assert only(write("a.zip", zip_of({name: "A story."}))).source == name
    assert only(write("a.tar", tar_of((name, b"A story.")))).source == name


def test_names_as_windows_and_as_old_systems_write_them_are_read(write: Write):
    article = only(write("a.zip", zip_of({"news\\": "", "news\\a.txt": "A story."})))
    assert article.origin.endswith("a.zip!/news/a.txt")
    old = tar_of(("caf~.txt", b"A story.")).replace(b"caf~", b"caf\xe9")
    header = bytearray(old)
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header[:512]):06o}\0 ".encode()
    assert only(write("a.tar", bytes(header))).source == "caf\ufffd.txt"


LINKS = {
    "a symbolic link": tar_header("a.txt", tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": tar_header("a.txt", tarfile.LNKTYPE, "b.txt"),
    "a character device": tar_header("a.txt", tarfile.CHRTYPE),
    "a block device": tar_header("a.txt", tarfile.BLKTYPE),
    "a pipe": tar_header("a.txt", tarfile.FIFOTYPE),
}


@pytest.mark.parametrize("kind", LINKS)
def test_links_and_devices_of_a_tar_are_refused(write: Write, kind: str):
    path = write("a.tar", tar_of(("b.txt", b"A story."), (LINKS[kind], b""), ("c.txt", b"Two.")))
    articles, refused = found(path)
    assert [article.text for article in articles] == ["A story.", "Two."]
    assert refused == [Refused(f"{path}!/a.txt", "a link or a device, not a file")]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_of_a_zip_are_refused(write: Write, kind: int):
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (kind | 0o777) << 16
    path = write("a.zip", zip_with(info, b"/etc/passwd", b="A story."))
    articles, refused = found(path)
    assert [article.text for article in articles] == ["A story."]
    assert refused == [Refused(f"{path}!/a.txt", "a link or a device, not a file")]


@pytest.mark.parametrize("inner", ["b.zip", "b.tar", "B.TAR.GZ", "b.tgz", "b.txz"])
@pytest.mark.parametrize("outer", ["a.zip", "a.tar.gz"])
def test_an_archive_in_an_archive_is_refused(write: Write, outer: str, inner: str):
    content = zip_of({"x.txt": "x"})
    zipped = zip_of({inner: content, "c.txt": "A story."})
    tarred = tar_of((inner, content), ("c.txt", b"A story."), kind="gz")
    path = write(outer, zipped if outer == "a.zip" else tarred)
    articles, refused = found(path)
    assert [article.text for article in articles] == ["A story."]
    assert refused[0].origin == f"{path}!/{inner}"
    assert refused[0].reason == ("an archive inside an archive is not read: unpack it first")


def test_what_is_no_article_in_an_archive_is_refused_by_name(write: Write):
    path = write(
        "a.zip", zip_of({"a.png": b"\x89PNG", "b.txt": b"\x89PNG\r\n\x1a\n\xff", "c.txt": ""})
    )
    articles, refused = found(path)
    assert articles == []
    assert [r.origin for r in refused] == [f"{path}!/{n}" for n in ("a.png", "b.txt", "c.txt")]
    assert refused[2].reason == "the file is empty"


def test_an_encrypted_member_is_refused_with_a_way_out(write: Write):
    data = bytearray(zip_of({"a.txt": "Secret.", "b.txt": "A story."}))
    # The flag of the first member, where it stands and in the table of contents.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path = write("a.zip", bytes(data))
    articles, refused = found(path)
    assert [article.text for article in articles] == ["A story."]
    assert refused == [Refused(f"{path}!/a.txt", "encrypted: unpack it with its password first")]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_without_limits_is_not_unpacked(write: Write, method: int):
    _, refused = found(write("a.zip", zip_of({"a.txt": "A story."}, method)))
    assert refused[0].reason == "packed by a method that zips seldom use: unpack it first"


LONG = {f"{n}.txt": f"Story {n}. " + "The tram line is open. " * 200 for n in range(40)}


@pytest.mark.parametrize("kind", ["", "gz", "bz2", "xz"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_tar_gives_what_was_read_before(write: Write, kind: str, share: float):
    whole = tar_of(*((n, c.encode() * 3) for n, c in LONG.items()), kind=kind)
    path = write("a.tar", whole[: int(len(whole) * share)])
    articles, refused = found(path)
    assert articles == [] or articles[0].text.startswith("Story 0.")
    assert len(articles) < 40
    assert refused
    assert refused[-1].reason.startswith("damaged")
    if not kind:
        assert articles


def test_a_tar_cut_between_two_members_is_not_taken_for_whole(write: Write):
    whole = tar_of(("a.txt", b"First story."), ("b.txt", b"Second story."))
    path = write("a.tar", whole[:1024])
    articles, refused = found(path)
    assert [article.text for article in articles] == ["First story."]
    assert refused[0].reason.startswith("damaged")


def test_a_damaged_header_is_not_taken_for_the_end(write: Write):
    whole = bytearray(tar_of(("a.txt", b"First story."), ("b.txt", b"Second story.")))
    whole[1024 + 150] ^= 0xFF
    articles, refused = found(write("a.tar", bytes(whole)))
    assert len(articles) == 1
    assert refused[0].reason.startswith("damaged")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_cut_zip_is_refused(write: Write, share: float):
    whole = zip_of(LONG)
    path = write("a.zip", whole[: int(len(whole) * share)])
    articles, refused = found(path)
    assert articles == []
    assert refused[0].origin == str(path)
    assert refused[0].reason.startswith("damaged, or no archive of this kind (")


def test_a_damaged_member_of_a_zip_does_not_stop_the_rest(write: Write):
    data = bytearray(zip_of({"a.txt": "First. " * 900, "b.txt": "Last story."}))
    data[40:60] = b"\xff" * 20
    path = write("a.zip", bytes(data))
    articles, refused = found(path)
    assert [article.text for article in articles] == ["Last story."]
    assert refused[0].origin == f"{path}!/a.txt"
    assert refused[0].reason.startswith("damaged")


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.xz"])
@pytest.mark.parametrize(
    "data", [b"", b"A plain text.", b"\x1f\x8b", b"BZh9", b"PK\x05\x06", b"\0"]
)
def test_what_is_no_archive_is_refused(write: Write, name: str, data: bytes):
    articles, (refused,) = found(write(name, data))
    assert articles == []
    assert refused.reason.startswith("damaged")


def test_an_empty_archive_holds_no_articles(write: Write):
    assert found(write("a.zip", zip_of({}))) == ([], [])
    assert found(write("a.tar", tar_of())) == ([], [])


def test_a_negative_size_does_not_make_a_tar_endless(write: Write):
    data = bytearray(tar_of(("a.txt", b"First story."), ("b.txt", b"Second story.")))
    header = data[1024:1536]
    header[124:136] = b"\xff" * 10 + b"\xfc\x00"
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    data[1024:1536] = header
    articles, refused = found(write("a.tar", bytes(data)))
    assert len(articles) == 1
    assert refused
