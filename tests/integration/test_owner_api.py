"""The addresses that other commands of the same user ask at: who may, and what they answer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding
from starlette.testclient import TestClient

from assistant import Assistant, Settings
from index import Library
from ui.owner_client import TOKEN_HEADER
from ui.server import application

HERE = "http://127.0.0.1:7860"
TOKEN = "a-token-of-the-test"
PATHS = ("/api/add", "/api/remove", "/api/search", "/api/check", "/api/ask")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("served") / "library"
    with Library.open(folder, embedding=HashEmbedding()) as library:
        yield library


def client(library: Library, peer: str = "127.0.0.1", token: str = TOKEN) -> TestClient:
    app = application(Assistant(library, Settings(llm="none")), [], "127.0.0.1", token)
    return TestClient(app, base_url=HERE, client=(peer, 50_000), headers={TOKEN_HEADER: TOKEN})


@pytest.fixture(scope="module")
def known(library: Library) -> TestClient:
    return client(library)


def order(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def lines(answer) -> list[dict[str, object]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_whoever_knows_the_token_is_greeted(known: TestClient, library: Library):
    assert known.get("/api/library").json() == {"folder": str(library.folder)}


@pytest.mark.parametrize(
    "token",
    ["", "wrong", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "é".encode("latin-1"), b"\xff" * 40],
)
@pytest.mark.parametrize("path", [*PATHS, "/api/library"])
def test_another_token_is_refused(known: TestClient, path: str, token: str | bytes):
    method = "GET" if path == "/api/library" else "POST"
    answer = known.request(method, path, headers={TOKEN_HEADER: token})
    assert answer.status_code == 403
    assert "is not the token" in answer.text
    assert TOKEN not in answer.text


def test_no_token_at_all_is_refused(known: TestClient):
    del known.headers[TOKEN_HEADER]
    try:
        assert [known.post(path).status_code for path in PATHS] == [403] * len(PATHS)
    finally:
        known.headers[TOKEN_HEADER] = TOKEN


@pytest.mark.parametrize("origin", [HERE, "http://evil.example", "null"])
def test_a_page_is_refused_even_with_the_token(known: TestClient, origin: str):
    """Ours has no reason to ask here, so that not even a script smuggled into it can."""
    answer = known.post("/api/check", headers={"Origin": origin})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


def test_a_page_is_not_told_that_it_might_ask(known: TestClient):
    asking = {"Origin": "http://evil.example", "Access-Control-Request-Headers": TOKEN_HEADER}
    answer = known.options("/api/add", headers=asking)
    assert answer.status_code in (403, 404, 405)
    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-headers" not in answer.headers


def test_a_name_made_to_lead_here_is_refused(known: TestClient):
    assert known.post("/api/check", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize("peer", ["192.0.2.7", "2001:db8::1", "testclient", ""])
def test_another_machine_is_refused_even_with_the_token(library: Library, peer: str):
    answer = client(library, peer).get("/api/library")
    assert answer.status_code == 403
    assert "on this machine" in answer.text


def test_without_a_token_no_orders_are_taken(library: Library):
    unarmed = client(library, token="")
    assert unarmed.get("/api/library").status_code == 404
    assert unarmed.post("/api/add", headers={TOKEN_HEADER: ""}).status_code in (404, 405)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null\n",
        order(what="/etc"),
        order(what=[1], how={}),
        order(what=[], how={"allow_private": "perhaps"}),
        b"\xff\xfe",
    ],
)
def test_a_malformed_order_is_refused(known: TestClient, body: bytes):
    assert known.post("/api/add", content=body).status_code == 422


def test_what_was_added_is_told_line_by_line_and_found(
    known: TestClient, library: Library, tmp_path: Path
):
    (tmp_path / "a.txt").write_text("The tram line in Larch is open.")
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    told = lines(known.post("/api/add", content=order(what=[str(tmp_path), "-"], how={}) + b"Osk!"))
    assert [line["value"]["status"] for line in told[:-1]] == ["refused", "added", "added"]
    assert told[-1] == {"end": True}
    search = order(question="tram line in Larch", top_k=1, filters={})
    (hits, _) = lines(known.post("/api/search", content=search))
    assert hits["value"][0]["text"] == "The tram line in Larch is open."
    (checked, _) = lines(known.post("/api/check"))
    counts, problems = checked["value"]
    assert (counts["articles"], problems) == (2, [])
    *_, answer, _ = lines(known.post("/api/ask", content=order(question="tram?")))
    assert answer["value"]["text"] == "The tram line in Larch is open."
    ids = [entry.id for entry in library.entries()]
    (removed, _) = lines(known.post("/api/remove", content=order(article_ids=ids)))
    assert removed["value"]["after"]["articles"] == 0


def test_an_error_is_told_by_its_name(known: TestClient):
    (told,) = lines(known.post("/api/add", content=order(what=["/no/such/file"], how={})))
    assert told["error"] == "InputError"
    assert "no such file or folder: /no/such/file" in told["message"]


def test_a_fault_of_ours_is_told_without_its_particulars(
    known: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> None:
        raise RuntimeError("secret particulars")

    monkeypatch.setattr(library, "search", fail)
    search = order(question="x", top_k=1, filters={})
    (told,) = lines(known.post("/api/search", content=search))
    assert told["error"] == "LibraryError"
    assert "secret" not in told["message"]


def test_more_than_is_read_anywhere_is_refused(known: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.owner_api._MOST_BYTES", 1_000)
    assert known.post("/api/add", content=bytes(1_001)).status_code == 413
