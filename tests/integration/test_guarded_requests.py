"""What the guard does with every request: headers, sizes, web sockets, and who a listener sees."""

import json
from pathlib import Path

import fastapi
import gradio as gr
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from ui import signing_in
from ui.guard import Guard
from ui.incoming import Incoming
from ui.mounting import mount
from ui.passwords import Cost
from ui.users import Users

HERE = "http://127.0.0.1:7860"
SOCKET = "ws://127.0.0.1:7860/socket"


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return Users(tmp_path, cost=Cost(n=2, r=1, p=1))


@pytest.fixture
def app(users: Users) -> fastapi.FastAPI:
    """A server with what the guard is asked about."""
    app = fastapi.FastAPI()
    app.add_middleware(
        Guard, hosts={"127.0.0.1"}, users=users, demanded=False, own_checks=("/own/",)
    )
    app.include_router(signing_in.router(users))

    @app.post("/echo")
    @app.post("/own/echo")
    @app.put("/echo")
    async def echo(request: fastapi.Request) -> int:
        return len(await request.body())

    @app.get("/personal")
    @app.get("/assets/script")
    def personal(answer: fastapi.Response) -> None:
        answer.headers["Cache-Control"] = "public, max-age=60"

    @app.websocket("/socket")
    async def socket(socket: fastapi.WebSocket) -> None:
        await socket.accept()
        await socket.send_json(socket.state.user)
        await socket.close()

    return app


@pytest.fixture
def client(app: fastapi.FastAPI) -> TestClient:
    return TestClient(app, base_url=HERE, follow_redirects=False)


def sign_in(client: TestClient, users: Users, name: str) -> TestClient:
    if name not in {one.name for one in users.all()}:
        users.add(name, f"password of {name}")
    form = {"name": name, "password": f"password of {name}"}
    assert client.post("/sign-in", data=form).status_code == 303
    return client


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ],
)
@pytest.mark.parametrize("state", ["open", "stranger", "signed in"])
@pytest.mark.parametrize("path", ["/personal", "/nowhere", "/sign-in", "/echo"])
def test_every_answer_has_each_header_once(
    client: TestClient, users: Users, state: str, path: str, name: str, value: str
):
    if state == "stranger":
        users.add("ann", "password of ann")
    elif state == "signed in":
        sign_in(client, users, "ann")
    assert client.get(path).headers.get_list(name) == [value]


def test_the_page_may_use_no_device(client: TestClient):
    policy = client.get("/personal").headers["permissions-policy"].split(", ")
    for device in ("camera", "microphone", "geolocation", "payment"):
        assert f"{device}=()" in policy


def test_nothing_may_frame_the_page_or_be_an_object_in_it(client: TestClient):
    policy = client.get("/personal").headers["content-security-policy"].split("; ")
    assert {"frame-ancestors 'none'", "object-src 'none'", "form-action 'self'"} <= set(policy)


def test_the_page_that_signs_in_runs_no_script(client: TestClient, users: Users):
    users.add("ann", "password of ann")
    answer = client.get("/sign-in")
    own, _ = answer.headers.get_list("content-security-policy")
    assert own.startswith("default-src 'none'; ")
    assert "script-src" not in own
    assert "<script" not in answer.text


def test_what_is_the_same_for_all_may_be_kept(client: TestClient):
    assert client.get("/assets/script").headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_body_is_taken_up_to_a_size(client: TestClient, method: str):
    assert client.request(method, "/echo", content=b"x" * 4_000_000).json() == 4_000_000
    answer = client.request(method, "/echo", content=b"x" * 4_000_001)
    assert (answer.status_code, answer.text) == (413, "at most 4,000,000 bytes are taken")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_body_that_does_not_say_how_long_it_is_is_refused(client: TestClient):
    parts = (b"x" * 1000 for _ in range(5000))
    assert client.post("/echo", content=parts).status_code == 411


@pytest.mark.parametrize("length", ["-1", "x", "", "1" * 5000])
def test_a_length_that_is_none_is_refused(client: TestClient, length: str):
    assert client.post("/echo", headers={"Content-Length": length}).status_code == 413


def test_strangers_may_send_little(client: TestClient, users: Users):
    users.add("ann", "password of ann")
    answer = client.post("/sign-in", content=b"name=" + b"x" * 20_000)
    assert answer.status_code == 413
    assert client.post("/echo", content=b"x" * 1000).status_code == 401


def test_what_checks_by_itself_is_asked_whatever_is_sent(client: TestClient, users: Users):
    users.add("ann", "password of ann")
    assert client.post("/own/echo", content=b"x" * 5_000_000).json() == 5_000_000
    parts = (b"x" * 1000 for _ in range(10))
    assert client.post("/own/echo", content=parts).json() == 10_000


def test_headers_are_taken_up_to_a_size(client: TestClient):
    assert client.get("/personal", headers={"X-Long": "x" * 30_000}).status_code == 200
    assert client.get("/personal", headers={"X-Long": "x" * 32_000}).status_code == 431


@pytest.mark.parametrize("headers", [{}, {"Origin": HERE}])
def test_a_web_socket_of_our_own_page_is_opened(client: TestClient, headers: dict[str, str]):
    with client.websocket_connect(SOCKET, headers=headers) as socket:
        assert socket.receive_json() == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:7861"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
)
def test_a_web_socket_of_another_page_is_refused(client: TestClient, headers: dict[str, str]):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers=headers):
        pass


def test_a_web_socket_is_for_people_who_signed_in(client: TestClient, users: Users):
    users.add("ann", "password of ann")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET):
        pass
    with sign_in(client, users, "ann").websocket_connect(SOCKET) as socket:
        assert socket.receive_json() == "ann"


@pytest.fixture
def page(app: fastapi.FastAPI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> fastapi.FastAPI:
    """A page of Gradio that says who asked."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", "")
    incoming = Incoming.prepared(tmp_path)
    with gr.Blocks(analytics_enabled=False) as page:
        shown = gr.Textbox()

        async def who(request: gr.Request) -> str:
            return f"asked by {request.username!r}"

        gr.Button().click(who, None, shown, api_visibility="private")
    mount(app, page, incoming)
    return app


def asked(client: TestClient, tab: str) -> str:
    """Press the button in a tab, as the page does, and give what is shown."""
    order = {"data": [], "fn_index": 0, "session_hash": tab, "trigger_id": 1}
    assert client.post("/gradio_api/queue/join", json=order).status_code == 200
    said = client.get("/gradio_api/queue/data", params={"session_hash": tab}).text
    (done,) = [
        message
        for message in (json.loads(line[6:]) for line in said.splitlines() if line[:5] == "data:")
        if message["msg"] == "process_completed"
    ]
    return done["output"]["data"][0]


def test_a_listener_sees_who_asks(page: fastapi.FastAPI, users: Users):
    with TestClient(page, base_url=HERE) as owner:
        assert asked(owner, "tab-1") == "asked by ''"
        people = {
            name: sign_in(TestClient(page, base_url=HERE, follow_redirects=False), users, name)
            for name in ("ann", "bob")
        }
        for number in (1, 2):
            for name, person in people.items():
                assert asked(person, f"{name}-{number}") == f"asked by '{name}'"
        people["ann"].post("/sign-out")
        order = {"data": [], "fn_index": 0, "session_hash": "ann-1"}
        assert people["ann"].post("/gradio_api/queue/join", json=order).status_code == 401
        assert asked(people["bob"], "bob-3") == "asked by 'bob'"
        assert owner.get("/config").status_code == 401
