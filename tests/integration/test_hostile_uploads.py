"""Uploads that would do harm, sent to the real server: each is refused or read for what it is."""

import io
import stat
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastapi
import pytest
from sign_in_pages import HERE
from starlette.testclient import TestClient
from web_site import WebSite

from assistant import Assistant, Settings
from index import Library
from ui import incoming
from ui.additions import Additions, Progress
from ui.server import application

TAR_LINK = {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}


@pytest.fixture
def additions(library: Library) -> Iterator[Additions]:
    with Additions(library) as additions:
        yield additions


@pytest.fixture
def app(library: Library, additions: Additions) -> fastapi.FastAPI:
    return application(
        Assistant(library, Settings(llm="none")), [], "127.0.0.1", additions=additions
    )


@pytest.fixture
def client(app: fastapi.FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def upload(client: TestClient, name: str, data: bytes) -> Path:
    answer = client.post("/gradio_api/upload", files={"files": (name, data)})
    assert answer.status_code == 200, answer.text
    return Path(answer.json()[0])


def zipped(members: dict[str, bytes], **attributes: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = attributes.get("mode", 0o644 | stat.S_IFREG) << 16
            archive.writestr(info, content)
    return data.getvalue()


def tarred(name: str, **facts: Any) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        for fact, value in facts.items():
            setattr(info, fact, value)
        archive.addfile(info)
    return data.getvalue()


BOMB = zipped({"a.txt": bytes(30_000_000)})
HARM: dict[str, tuple[str, bytes]] = {
    "bomb": ("bomb.zip", BOMB),
    "damaged tar": ("damaged.tar.gz", tarred("a.txt")[:10] + b"\0" * 100),
    "archive in an archive": ("nested.zip", zipped({"inner.zip": BOMB, "inner.tgz": b"x"})),
    "way out of a zip": ("out.zip", zipped({"../../out.txt": b"Out.", "/tmp/out.txt": b"Out."})),
    "way out of a tar": ("out.tgz", tarred("../../out.txt")),
    "link in a zip": ("link.zip", zipped({"l.txt": b"/etc/passwd"}, mode=0o777 | stat.S_IFLNK)),
    "link in a tar": ("link.tar.gz", tarred("l.txt", **TAR_LINK)),
    "hard link in a tar": (
        "hard.tgz",
        tarred("l.txt", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    ),
    "device in a tar": (
        "device.tgz",
        tarred("zero.txt", type=tarfile.CHRTYPE, devmajor=1, devminor=5),
    ),
    "damaged": ("damaged.zip", b"PK\x03\x04" + b"\xff" * 100),
    "another kind's name": ("page.pdf", b"<script>window.ran=1</script>"),
    "picture as text": ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "program as text": ("program.txt", b"\x7fELF" + bytes(200)),
    "empty": ("empty.txt", b""),
    "empty archive": ("empty.zip", zipped({})),
    "NULs": ("nul.txt", bytes(5000)),
    "entities": (
        "laughs.epub",
        zipped(
            {
                "META-INF/container.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
            }
        ),
    ),
    "deep": ("deep.json", b"[" * 100_000),
}


def ended(additions: Additions) -> Progress:
    for _ in range(3000):
        if not (progress := additions.progress).doing:
            return progress
        time.sleep(0.01)
    raise AssertionError("it did not end")


def left(library: Library) -> list[Path]:
    """Give what lies in the library's folder that is neither its own nor a folder."""
    folders = (library.folder / "incoming", library.folder / "uploads")
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", HARM)
def test_a_file_that_would_do_harm_adds_nothing_and_leaves_nothing(
    client: TestClient, additions: Additions, library: Library, tmp_path: Path, kind: str
):
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(library.folder)}
    additions.begin([upload(client, *HARM[kind])], "")
    done = ended(additions)
    assert library.counts().articles == 0
    told = done.error or str([one.note for one in done.report.outcomes] if done.report else "")
    assert "root:" not in told
    assert "Traceback" not in told
    assert left(library) == []
    after = {path for path in tmp_path.rglob("*") if not path.is_relative_to(library.folder)}
    assert after == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../../tmp/x.txt", "x.txt"),
        ("/etc/x.txt", "x.txt"),
        ("..", None),
        ("a\\..\\b.txt", None),
        ("x\x00.txt", None),
        ("<img src=x onerror=window.ran=1>.txt", None),
        ("con.txt", "_con.txt"),
        ("NUL", None),
        ("x" * 300 + ".txt", None),
        ("\u202etxt.exe", None),
        ("\x1b[2J.txt", None),
        ("-rf.txt", "-rf.txt"),
        ("~root.txt", None),
    ],
)
def test_an_upload_lies_in_its_own_folder_whatever_its_name(
    client: TestClient, library: Library, name: str, kept: str | None
):
    answer = client.post("/gradio_api/upload", files={"files": (name, b"x")})
    found = left(library)
    if answer.status_code == 200:
        (path,) = map(Path, answer.json())
        assert path in found
        assert kept is None or path.name == kept
        assert len(path.name.encode()) <= 255
    else:
        assert answer.status_code in (400, 422, 500)
        assert "Traceback" not in answer.text
    assert all(path.is_relative_to(library.folder / "incoming") for path in found)


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"data": {"files": "no file"}}, 400),
        ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, 400),
        ({"files": {"files": ("x.txt", bytes(50_000_001))}}, 413),
        ({"files": [("files", (f"{n}.txt", b"x")) for n in range(1001)]}, 400),
    ],
)
def test_a_malformed_or_too_large_upload_is_refused_and_leaves_nothing(
    client: TestClient, library: Library, how: dict[str, Any], status: int
):
    assert client.post("/gradio_api/upload", **how).status_code == status
    assert left(library) == []


def adding(app: fastapi.FastAPI) -> int:
    """Give the number of the listener that adds."""
    blocks = app.routes[-1]._base_app.get_blocks()  # type: ignore[attr-defined]
    found = [
        number
        for number, fn in blocks.fns.items()
        if any(getattr(block, "elem_id", "") == "add-files" for block in fn.inputs)
    ]
    assert len(found) == 1
    return int(found[0])


def order(fn: int, *paths: str, **more: str) -> dict[str, Any]:
    meta = {"meta": {"_type": "gradio.FileData"}, **more}
    files = [{"path": path, "orig_name": "x.txt", "size": 1, **meta} for path in paths]
    return {"data": [files, "", ""], "fn_index": fn, "session_hash": "tab"}


@pytest.mark.parametrize("where", ["machine", "library", "way out", "address", "private address"])
def test_nothing_but_an_upload_can_be_added_as_a_file(
    app: fastapi.FastAPI, client: TestClient, library: Library, site: WebSite, where: str
):
    catalogue = library.folder / "catalogue.sqlite"
    path = {
        "machine": "/etc/passwd",
        "library": str(catalogue),
        "way out": f"{library.folder}/incoming/../catalogue.sqlite",
        "address": "https://evil.example/x.txt",
        "private address": site.url("/x.txt"),
    }[where]
    for at in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        assert client.post(at, json=order(adding(app), path)).status_code == 403
        nested = {"data": [[[{"a": order(0, path)["data"]}]]], "session_hash": "tab", "fn_index": 0}
        assert client.post(at, json=nested).status_code == 403
    assert catalogue.exists()
    assert site.asked == []


def test_an_upload_is_added_by_the_page_and_gone_afterwards(
    app: fastapi.FastAPI, client: TestClient, additions: Additions, library: Library
):
    path = upload(client, "tram.txt", b"The tram runs again.")
    assert client.post("/gradio_api/queue/join", json=order(adding(app), str(path))).is_success
    client.get("/gradio_api/queue/data", params={"session_hash": "tab"})
    ended(additions)
    assert library.counts().articles == 1
    # Gradio leaves empty files of its own, which wait for the sweep.
    assert [path for path in left(library) if path.stat().st_size] == []


def test_uploads_are_taken_only_while_there_is_room(
    client: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(incoming, "MOST", 1000)
    upload(client, "a.txt", b"x" * 600)
    answer = client.post("/gradio_api/upload", files={"files": ("b.txt", b"x" * 600)})
    assert (answer.status_code, "too many uploads wait" in answer.text) == (507, True)
    assert len(left(library)) == 1


def test_uploads_go_with_the_server(app: fastapi.FastAPI, library: Library):
    with TestClient(app, base_url=HERE) as client:
        assert upload(client, "a.txt", b"x").exists()
        mode = (library.folder / "incoming").stat().st_mode
        assert stat.S_IMODE(mode) == 0o700
    assert not (library.folder / "incoming").exists()
