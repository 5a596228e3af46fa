"""Every way into the server: what is open, for whom, and that nothing else is."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import fastapi
import gradio as gr
import pytest
from sign_in_pages import RIGHT, visitor
from starlette.testclient import TestClient

from assistant import Assistant, Settings
from index import Library
from ui import mounting, web
from ui.history import FILE, History
from ui.passwords import Cost
from ui.server import application
from ui.users import Users

# Our own, beside `mounting.OPEN`: a way that is added is added here, once it is known who may go.
OWN = {
    "GET /health",
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-out",
    "GET /state",
    "GET /article/{}",
    "GET /conversation/{}/{}",
    # Of other commands, which show a token.
    "GET /api/library",
    "POST /api/add",
    "POST /api/ask",
    "POST /api/check",
    "POST /api/remove",
    "POST /api/search",
}
FOR_STRANGERS = {"GET /health", "GET /sign-in", "POST /sign-in"}
OPEN = sorted(OWN | set(mounting.OPEN))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Library.open(tmp_path_factory.mktemp("ways") / "library") as library:
        yield Assistant(library, Settings(llm="none"))


@pytest.fixture(scope="module")
def page(assistant: Assistant) -> Iterator[gr.Blocks]:
    with History.open(assistant.library.folder / FILE) as history:
        yield web.build(assistant, ["Who won?"], history)


@pytest.fixture(scope="module")
def app(assistant: Assistant) -> fastapi.FastAPI:
    return application(assistant, ["Who won?"], "127.0.0.1", token="a token of the test")


@pytest.fixture(scope="module")
def client(app: fastapi.FastAPI) -> TestClient:
    return visitor(app, raise_server_exceptions=False)


@pytest.fixture
def users(assistant: Assistant) -> Iterator[Users]:
    users = Users(assistant.library.folder, cost=Cost(n=2, r=1, p=1))
    users.add(**RIGHT)
    yield users
    users.file.unlink()


def ways(routes: Iterable[object]) -> Iterator[str]:
    """Name every way that a server has, its parameters as {} and {…}."""
    for route in routes:
        # FastAPI keeps what a router holds apart.
        below = getattr(route, "original_router", route)
        if inner := getattr(below, "routes", None):
            yield from ways(inner)
        for method in getattr(route, "methods", None) or ():
            path = re.sub(r"\{\w+:path\}", "{…}", route.path)  # type: ignore[attr-defined]
            yield f"{method} {re.sub(r'{[a-z_]+}', '{}', path)}"


def asked(way: str) -> tuple[str, str]:
    method, path = way.split(" ", 1)
    return method, path.replace("{}", "x").replace("{…}", "x")


def test_what_is_open_is_all_that_the_server_has(app: fastapi.FastAPI, client: TestClient):
    found = set(ways(app.routes))
    # Of Gradio alone more than eighty; if this finds fewer it looks in the wrong place.
    assert len(found) > 80
    assert set(OPEN) <= found | {"POST /gradio_api/run/predict"}
    assert "POST /gradio_api/component_server" in found
    known = {re.compile(re.sub(r"\\{\w+\\}|\\{…\\}", ".+", re.escape(way))) for way in OPEN}
    shut = {way for way in found if not any(one.fullmatch(way) for one in known)}
    answers = {way: client.request(*asked(way)).status_code for way in sorted(shut)}
    assert {way for way, status in answers.items() if status not in (404, 405)} == set()


def test_no_listener_of_the_page_is_an_endpoint(page: gr.Blocks):
    open_ = [fn.api_name for fn in page.fns.values() if fn.api_visibility != "private"]
    assert len(page.fns) > 10
    assert open_ == []


@pytest.mark.parametrize(
    "path", ["info", "openapi.json", "call/{}", "api/{}", "run/{}", "call/v2/{}"]
)
def test_nothing_is_called_by_its_name(page: gr.Blocks, client: TestClient, path: str):
    for name in {str(fn.api_name) for fn in page.fns.values()}:
        for method in ("GET", "POST"):
            at = f"/gradio_api/{path.format(name)}"
            assert client.request(method, at, json={"data": []}).status_code in (404, 405)


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://127.0.0.1:1/",
        "/gradio_api/file=https://example.com/",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=https://x.hf.space/",
        "/gradio_api/deep_link?session_hash=x",
        "/gradio_api/component_server",
        "/gradio_api/process_recording",
        "/gradio_api/stream/x",
        "/gradio_api/cancel",
        "/gradio_api/dev/reload",
        "/gradio_api/startup-events",
        "/gradio_api/vibe-edit",
        "/gradio_api/mcp/sse",
        "/gradio_api/runs",
        "/gradio_api/token",
        "/gradio_api/heartbeat/x/y",
        "/gradio_api/queue/data/",
        "/gradio_api/queue/data\n",
        "//gradio_api/queue/data",
        "/monitoring/summary",
        "/login",
        "/logout",
        "/openapi.json",
        "/docs",
        "/GRADIO_API/app_id",
        "/svelte/x",
        "/manifest.json",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_what_gradio_has_beside_the_page_is_not_there(client: TestClient, method: str, path: str):
    # A line's end has to be in the path itself, not in how the client writes it.
    answer = client.request(method, path.replace("\n", "%0A"))
    assert answer.status_code in (404, 405)
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("way", OPEN)
def test_a_stranger_gets_in_nowhere(app: fastapi.FastAPI, users: Users, way: str):
    stranger = visitor(app, headers={}, raise_server_exceptions=False)
    forger = visitor(app, headers={"Cookie": "dateline-7860=x; access-token-x=x"})
    for person in (stranger, forger):
        status = person.request(*asked(way)).status_code
        if way in FOR_STRANGERS:
            assert status in (200, 403)
        else:
            assert status == (403 if " /api/" in way else 401)


@pytest.mark.parametrize("way", OPEN)
def test_another_name_or_page_is_refused_everywhere(client: TestClient, way: str):
    method, path = asked(way)
    for host in ("evil.example", "127.0.0.1.evil.example:7860", "evil.example:7860"):
        assert client.request(method, path, headers={"Host": host}).status_code == 403
    if method == "POST":
        for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
            assert client.request(method, path, headers={"Origin": origin}).status_code == 403


def test_what_is_open_is_what_the_page_asks_for(client: TestClient):
    for path in ("/", "/config", "/theme.css", "/favicon.ico", "/gradio_api/app_id"):
        assert client.get(path).status_code == 200
    assert client.get("/assets/../../../../etc/passwd").status_code in (403, 404)
    assert client.get("/static/%2e%2e/%2e%2e/routes.py").status_code in (403, 404)


def test_no_answer_of_the_server_shows_a_stack_trace(client: TestClient):
    order = {"data": ["x"], "fn_index": 99_999, "session_hash": "x"}
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        for body in (order, {**order, "fn_index": -1}, {**order, "data": [{}] * 50}, [], "x", 1):
            answer = client.post(path, json=body)
            assert "Traceback" not in answer.text
            assert str(Path(__file__).parents[2]) not in answer.text
