"""Signing in and out over http: who gets what, before and after."""

from collections.abc import Iterator
from pathlib import Path

import fastapi
import pytest
from hash_embedding import HashEmbedding
from sign_in_pages import HERE, RIGHT, pages, visitor
from starlette.testclient import TestClient

from assistant import Assistant, Settings
from index import Library
from ui.passwords import Cost
from ui.server import application
from ui.users import Users

TOKEN = "a-token-of-the-test"
CHEAP = Cost(n=2, r=1, p=1)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("signed") / "library"
    with Library.open(folder, embedding=HashEmbedding()) as library:
        Users(folder).add("ann", RIGHT["password"])
        yield library


@pytest.fixture(scope="module")
def app(library: Library) -> fastapi.FastAPI:
    return application(Assistant(library, Settings(llm="none")), [], "127.0.0.1", TOKEN)


@pytest.fixture
def stranger(app: fastapi.FastAPI) -> TestClient:
    return visitor(app)


@pytest.fixture
def small(tmp_path: Path) -> Users:
    """Users whose passwords are compared quickly, ann and bob."""
    users = Users(tmp_path, cost=CHEAP)
    users.add("ann", RIGHT["password"])
    users.add("bob", "another password")
    return users


def test_a_person_signs_in_sees_the_page_and_signs_out(stranger: TestClient):
    assert stranger.get("/").headers["location"] == "/sign-in"
    assert '<form method="post" action="/sign-in">' in stranger.get("/sign-in").text
    done = stranger.post("/sign-in", data=RIGHT)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    page = stranger.get("/")
    assert page.status_code == 200
    assert "gradio" in page.text
    assert stranger.get("/config").json()["username"] == "ann"
    assert "signed in as <strong>ann</strong>" in stranger.get("/sign-in").text
    kept = dict(stranger.cookies)
    done = stranger.post("/sign-out")
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in")
    assert not stranger.cookies
    stranger.cookies.update(kept)
    assert stranger.get("/").headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/config"),
        ("GET", "/theme.css"),
        ("GET", "/assets/index.js"),
        ("GET", "/static/img/logo.svg"),
        ("GET", "/favicon.ico"),
        ("GET", "/manifest.json"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/app_id"),
        ("GET", "/gradio_api/startup-events"),
        ("GET", "/gradio_api/heartbeat/x"),
        ("GET", "/gradio_api/queue/data?session_hash=x"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/cancel"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/login"),
        ("POST", "/sign-out"),
        ("OPTIONS", "/gradio_api/queue/join"),
        ("DELETE", "/"),
        ("GET", "/nowhere"),
        ("GET", "//health"),
        ("GET", "/health/"),
        ("GET", "/sign-in/x"),
        ("GET", "/api"),
    ],
)
def test_a_stranger_gets_nothing(stranger: TestClient, method: str, path: str):
    answer = stranger.request(method, HERE + path, headers={"Accept": "*/*"})
    assert (answer.status_code, answer.text) == (401, "sign in first")


@pytest.mark.parametrize("session", ["x", "", "a; b", "é".encode()])
def test_a_made_up_session_is_a_strangers(stranger: TestClient, session: str | bytes):
    given = session if isinstance(session, bytes) else session.encode()
    answer = stranger.get("/config", headers={"Cookie": b"dateline-7860=" + given, "Accept": "*/*"})
    assert answer.status_code == 401


def test_health_tells_everybody_that_it_runs_and_nothing_else(stranger: TestClient):
    assert stranger.get("/health").json() == {"status": "ok"}


def test_commands_of_the_owner_need_their_token_as_before(stranger: TestClient, library: Library):
    del stranger.headers["Origin"]
    assert stranger.get("/api/library").status_code == 403
    known = stranger.get("/api/library", headers={"X-Dateline-Token": TOKEN})
    assert known.json() == {"folder": str(library.folder)}
    assert stranger.get("/api/nothing").status_code in (401, 404)


def test_a_chat_for_others_takes_orders_of_this_machine_only(library: Library):
    app = application(Assistant(library, Settings(llm="none")), [], "0.0.0.0", TOKEN)
    token = {"X-Dateline-Token": TOKEN}
    assert visitor(app, headers=token).get("/api/library").status_code == 200
    other = visitor(app, headers=token, client=("10.0.0.1", 5000))
    assert other.get("/api/library").status_code == 403


def test_a_session_opens_no_orders_of_the_owner(stranger: TestClient):
    stranger.post("/sign-in", data=RIGHT)
    del stranger.headers["Origin"]
    assert stranger.post("/api/check").status_code == 403


def test_who_came_for_a_place_is_led_back_there(small: Users):
    stranger = visitor(pages(small))
    led = stranger.get("/who?answer=3&x=%C3%A9").headers["location"]
    assert led == "/sign-in?next=/who%3Fanswer%3D3%26x%3D%25C3%25A9"
    form = stranger.get(led).text
    assert 'name="next" value="/who?answer=3&amp;x=%C3%A9"' in form
    done = stranger.post("/sign-in", data={**RIGHT, "next": "/who?answer=3&x=%C3%A9"})
    assert done.headers["location"] == "/who?answer=3&x=%C3%A9"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\r\nSet-Cookie: x=y",
        "evil",
        "http:/x",
        "//[",
        "",
        "/sign-in",
    ],
)
def test_nobody_is_led_elsewhere(small: Users, elsewhere: str):
    stranger = visitor(pages(small))
    shown = stranger.get("/sign-in", params={"next": elsewhere}).text
    assert 'name="next" value="/"' in shown
    done = stranger.post("/sign-in", data={**RIGHT, "next": elsewhere})
    assert (done.status_code, done.headers["location"]) == (303, "/")


def test_a_link_of_another_site_leads_on_once(small: Users):
    stranger = visitor(pages(small))
    there = {"next": "/who?answer=3"}
    linked = stranger.get("/sign-in", params=there, headers={"Sec-Fetch-Site": "cross-site"})
    assert '<meta http-equiv="refresh" content="0; url=/who?answer=3">' in linked.text
    own = stranger.get("/sign-in", params=there, headers={"Sec-Fetch-Site": "same-origin"})
    assert "refresh" not in own.text


def test_a_navigation_is_told_by_what_browsers_say(small: Users):
    stranger = visitor(pages(small))
    script = {"Sec-Fetch-Mode": "cors", "Accept": "text/html"}
    assert stranger.get("/who", headers=script).status_code == 401
    click = {"Sec-Fetch-Mode": "navigate", "Accept": "*/*"}
    assert stranger.get("/who", headers=click).status_code == 303
    assert stranger.post("/who", headers=click).headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "ann", "password": "wrong password"}, "Name or password is wrong."),
        ({"name": "nobody", "password": "correct horse"}, "Name or password is wrong."),
        ({"name": "ann"}, "Write your name and your password."),
        ({"password": "correct horse"}, "Write your name and your password."),
        ({}, "Write your name and your password."),
    ],
)
def test_what_is_wrong_stands_by_the_fields(small: Users, given: dict[str, str], said: str):
    answer = visitor(pages(small)).post("/sign-in", data=given)
    assert answer.status_code == 403
    assert f'<p class="wrong" id="wrong" role="alert">{said}</p>' in answer.text
    assert answer.text.count('aria-invalid="true" aria-describedby="wrong"') == 2
    assert "set-cookie" not in answer.headers
    assert "correct horse" not in answer.text


def test_what_people_write_is_escaped(small: Users):
    name = '"><script>alert(1)</script>'
    answer = visitor(pages(small)).post("/sign-in", data={"name": name, "password": "x"})
    assert "<script" not in answer.text
    assert "&#34;&gt;&lt;script&gt;alert(1)" in answer.text


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&" * 50, b"name=%00&password=%00", b"{}"])
def test_what_is_no_form_signs_nobody_in(small: Users, body: bytes):
    assert visitor(pages(small)).post("/sign-in", content=body).status_code == 403


def test_the_cookie_is_for_this_server_alone_and_no_script(small: Users):
    given = visitor(pages(small)).post("/sign-in", data=RIGHT).headers["set-cookie"]
    name, *parts = given.split("; ")
    assert name.startswith("dateline-7860=")
    assert set(parts) == {"HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=strict"}


def test_over_https_the_cookie_goes_over_https_only(small: Users):
    secure = "https://library.example"
    stranger = visitor(pages(small), base_url=secure, headers={"Origin": secure})
    given = stranger.post("/sign-in", data=RIGHT).headers["set-cookie"]
    assert given.startswith("dateline-session=")
    assert "; Secure" in given
    assert "; Secure" in stranger.post("/sign-out").headers["set-cookie"]


def test_two_servers_on_one_machine_do_not_sign_each_other_out(small: Users):
    person = visitor(pages(small))
    person.post("/sign-in", data=RIGHT)
    other = "http://127.0.0.1:7861"
    done = person.post(f"{other}/sign-in", data=RIGHT, headers={"Origin": other})
    assert done.status_code == 303
    assert len(person.cookies) == 2
    assert person.get("/who").json() == "ann"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_another_site_signs_nobody_in_or_out(small: Users, path: str, origin: str):
    person = visitor(pages(small))
    person.post("/sign-in", data=RIGHT)
    answer = person.post(path, data=RIGHT, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert person.get("/who").json() == "ann"


def test_a_change_by_the_command_counts_at_once(small: Users):
    person = visitor(pages(small))
    person.post("/sign-in", data=RIGHT)
    small.change("ann", "another password")
    assert person.get("/who").status_code == 303
    person.post("/sign-in", data={**RIGHT, "password": "another password"})
    assert person.get("/who").json() == "ann"
    small.remove("ann")
    assert person.get("/who").status_code == 303


def test_a_file_that_cannot_be_read_lets_nobody_in(small: Users):
    person = visitor(pages(small))
    person.post("/sign-in", data=RIGHT)
    small.file.write_bytes(b"damaged" * 1000)
    answer = person.get("/who")
    assert (answer.status_code, answer.text) == (503, "who may sign in cannot be read now")
