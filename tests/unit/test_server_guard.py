from collections.abc import Iterator
from pathlib import Path

import fastapi
import httpx
import pytest
from starlette.testclient import TestClient

from assistant import Assistant, Settings
from index import Library
from ui.server import application

HERE = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("guard") / "library") as library:
        yield library


@pytest.fixture(scope="module")
def app(library: Library) -> fastapi.FastAPI:
    return application(Assistant(library, Settings(llm="none")), ["Who won?"], "127.0.0.1")


@pytest.fixture
def client(app: fastapi.FastAPI) -> TestClient:
    # As a server does, which answers 500 where a test would raise.
    return TestClient(app, base_url=HERE, raise_server_exceptions=False)


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LocalHost:80", "[::1]:7860"])
def test_the_page_is_served_under_the_names_of_this_machine(client: TestClient, host: str):
    assert client.get("/health", headers={"Host": host}).json() == {"status": "ok"}


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "10.0.0.1",
        "",
        "[",
        "[::1",
        "[evil]:7860",
    ],
)
def test_another_name_is_refused(client: TestClient, host: str):
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert answer.text == f"this page is not served under the name {host!r}"


def test_a_name_that_is_refused_for_reading_is_refused_for_asking(client: TestClient):
    answer = client.post("/gradio_api/queue/join", json={}, headers={"Host": "evil.example"})
    assert answer.status_code == 403


def test_whoever_serves_on_a_network_is_asked_under_any_name(library: Library):
    app = application(Assistant(library, Settings(llm="none")), [], "0.0.0.0")
    answer = TestClient(app, base_url="http://library.example").get("/health")
    assert answer.status_code == 200


def test_whoever_serves_on_a_network_lets_nobody_in_without_sign_in(library: Library):
    # As where the last user was removed while it runs.
    app = application(Assistant(library, Settings(llm="none")), [], "0.0.0.0")
    stranger = TestClient(app, base_url="http://library.example", follow_redirects=False)
    for path in ("/", "/config", "/theme.css", "/assets/x"):
        assert stranger.get(path).status_code == 401
    page = stranger.get("/", headers={"Accept": "text/html"})
    assert page.headers["location"] == "/sign-in"
    assert 'id="password"' in stranger.get("/sign-in").text
    assert stranger.post("/sign-in", data={"name": "x", "password": "x"}).status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://evil.example:7860",
        "http://127.0.0.1",
        "http://127.0.0.1:9999",
        "http://localhost:7860",
        "http://127.0.0.1:7860.evil.example",
        "null",
        "http://[",
    ],
)
def test_a_page_of_another_site_may_not_ask(client: TestClient, origin: str):
    answer = client.post("/gradio_api/queue/join", json={}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert answer.text == f"a page of {origin} may not ask here"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_every_method_that_changes_something_is_guarded(client: TestClient, method: str):
    answer = client.request(method, "/health", headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": HERE}])
def test_our_own_page_and_programs_may_ask(client: TestClient, headers: dict[str, str]):
    # What reaches the page's own checks gets past the guard: an empty question is malformed.
    answer = client.post("/gradio_api/queue/join", json={}, headers=headers)
    assert answer.status_code == 422


def test_a_link_from_another_site_leads_here(client: TestClient):
    assert client.get("/", headers={"Origin": "http://evil.example"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "headers"),
    [
        ("/health", 200, {}),
        ("/", 200, {}),
        ("/theme.css", 200, {}),
        ("/nowhere", 404, {}),
        ("/", 403, {"Host": "evil.example"}),
        ("/gradio_api/file=/etc/passwd", 404, {}),
    ],
)
def test_every_answer_has_the_security_headers(
    client: TestClient, path: str, status: int, headers: dict[str, str]
):
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "http" not in answer.headers["content-security-policy"]
    assert "unsafe-eval" not in policy["script-src"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_refusal_has_the_security_headers_once(client: TestClient):
    answer = client.get("/", headers={"Host": "evil.example"})
    assert len(answer.headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/nowhere"])
def test_there_are_no_pages_about_the_program(client: TestClient, path: str):
    assert client.get(path).status_code == 404


def upload(client: TestClient, size: int, **headers: str) -> httpx.Response:
    return client.post(
        "/gradio_api/upload", files={"files": ("x.txt", b"x" * size)}, headers=headers
    )


def test_a_file_can_be_uploaded_for_the_librarys_tab(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    app = application(Assistant(library, Settings(llm="none")), [], "127.0.0.1")
    answer = upload(TestClient(app, base_url=HERE), 1)
    assert answer.status_code == 200
    assert Path(answer.json()[0]).read_bytes() == b"x"


def test_a_page_of_another_site_may_not_upload(client: TestClient):
    assert upload(client, 1, Origin="http://evil.example").status_code == 403


@pytest.mark.parametrize("length", ["201000001", "9" * 30, "-1", "x", ""])
def test_an_upload_that_is_too_large_or_of_unknown_size_is_refused(client: TestClient, length: str):
    answer = upload(client, 1, **{"Content-Length": length})
    assert (answer.status_code, answer.text) == (413, "at most 201,000,000 bytes are taken")


def test_the_page_names_no_address_of_another_site(client: TestClient):
    page = client.get("/").text
    loaded = [
        part.split('"')[0]
        for attribute in ('src="', 'href="')
        for part in page.split(attribute)[1:]
    ]
    assert [address for address in loaded if address.startswith(("http", "//"))] == []
