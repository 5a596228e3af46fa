"""Two people in one server: what a tab holds, and what is on its way to it, is its person's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastapi
import gradio as gr
import pytest
from sign_in_pages import HERE, pages, visitor
from starlette.testclient import TestClient

from ui.incoming import Incoming
from ui.mounting import People, mount
from ui.passwords import Cost
from ui.users import Users

SECRET = "what only ann may read"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[fastapi.FastAPI]:
    """A page that remembers what each tab was told."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", "")
    incoming = Incoming.prepared(tmp_path)
    users = Users(tmp_path, cost=Cost(n=2, r=1, p=1))
    for name in ("ann", "bob"):
        users.add(name, f"password of {name}")
    app = pages(users)
    with gr.Blocks(analytics_enabled=False) as page:
        told, remembered, shown = gr.Textbox(), gr.State(""), gr.Textbox()
        private: dict[str, Any] = {"api_visibility": "private"}
        tell = gr.Button()
        # Shows what was remembered, and remembers what is told.
        tell.click(
            lambda new, old: (new or old, old), [told, remembered], [remembered, shown], **private
        )
        tell.click(lambda old: old, remembered, shown, queue=False, **private)
    mount(app, page, incoming)
    with TestClient(app):
        yield app


def signed_in(app: fastapi.FastAPI, name: str) -> TestClient:
    person = visitor(app, headers={"Origin": HERE})
    form = {"name": name, "password": f"password of {name}"}
    assert person.post("/sign-in", data=form).status_code == 303
    return person


@pytest.fixture
def ann(app: fastapi.FastAPI) -> TestClient:
    return signed_in(app, "ann")


@pytest.fixture
def bob(app: fastapi.FastAPI) -> TestClient:
    return signed_in(app, "bob")


def order(tab: str, words: str = "", fn: int = 0) -> dict[str, Any]:
    data = [words, None] if fn == 0 else [None]
    return {"data": data, "fn_index": fn, "session_hash": tab, "trigger_id": 1}


def received(person: TestClient, tab: str) -> list[Any]:
    said = person.get("/gradio_api/queue/data", params={"session_hash": tab}).text
    messages = [json.loads(line[6:]) for line in said.splitlines() if line[:5] == "data:"]
    return [one["output"]["data"] for one in messages if one["msg"] == "process_completed"]


def test_a_tab_remembers_what_its_person_told_it(ann: TestClient):
    for words, before in ((SECRET, ""), ("", SECRET)):
        assert ann.post("/gradio_api/queue/join", json=order("tab-a", words)).status_code == 200
        ((_, shown),) = received(ann, "tab-a")
        assert shown == before
    assert ann.post("/gradio_api/run/predict", json=order("tab-a", fn=1)).json()["data"] == [SECRET]


def test_whoever_says_the_name_of_anothers_tab_gets_nothing(ann: TestClient, bob: TestClient):
    # What ann is told waits for her; nobody else may fetch it first.
    assert ann.post("/gradio_api/queue/join", json=order("tab-a", SECRET)).status_code == 200
    for ask in (
        lambda: bob.get("/gradio_api/queue/data", params={"session_hash": "tab-a"}),
        lambda: bob.get("/gradio_api/queue/data?session_hash=tab-b&session_hash=tab-a"),
        lambda: bob.get("/gradio_api/heartbeat/tab-a"),
        lambda: bob.get("/gradio_api/heartbeat/tab%2Da"),
        lambda: bob.post("/gradio_api/queue/join", json=order("tab-a")),
        lambda: bob.post("/gradio_api/queue/join?session_hash=tab-b", json=order("tab-a")),
        lambda: bob.post("/gradio_api/run/predict", json=order("tab-a", fn=1)),
    ):
        answer = ask()
        assert answer.status_code == 403
        assert SECRET not in answer.text
    assert len(received(ann, "tab-a")) == 1


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "", "image/png"])
def test_no_other_way_of_sending_an_order_gets_past(ann: TestClient, bob: TestClient, kind: str):
    ann.post("/gradio_api/queue/join", json=order("tab-a", SECRET))
    received(ann, "tab-a")
    body = json.dumps(order("tab-a", fn=1)).encode()
    answer = bob.post("/gradio_api/run/predict", content=body, headers={"Content-Type": kind})
    assert answer.status_code in (400, 403, 415, 422)
    assert SECRET not in answer.text


def test_a_name_that_stands_twice_is_read_as_gradio_reads_it(ann: TestClient, bob: TestClient):
    ann.post("/gradio_api/queue/join", json=order("tab-a", SECRET))
    received(ann, "tab-a")
    for names in (("tab-a", "tab-b"), ("tab-b", "tab-a")):
        twice = ", ".join(f'"session_hash": "{name}"' for name in names)
        body = f'{{"data": [null], "fn_index": 1, {twice}}}'
        json_ = {"Content-Type": "application/json"}
        assert SECRET not in bob.post("/gradio_api/run/predict", content=body, headers=json_).text


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 65, "tab\n", "täb"])
def test_a_name_that_no_page_makes_is_refused(ann: TestClient, name: str):
    assert ann.post("/gradio_api/queue/join", json=order(name)).status_code == 403


def test_people_have_tabs_of_their_own_and_each_more_than_one(ann: TestClient, bob: TestClient):
    for person, tabs in ((ann, ("a-1", "a-2")), (bob, ("b-1",))):
        for tab in tabs:
            person.post("/gradio_api/queue/join", json=order(tab, f"of {tab}"))
            received(person, tab)
    for person, tab in ((ann, "a-1"), (bob, "b-1"), (ann, "a-2")):
        answer = person.post("/gradio_api/run/predict", json=order(tab, fn=1))
        assert answer.json()["data"] == [f"of {tab}"]


def test_nobody_watches_anothers_upload(ann: TestClient, bob: TestClient):
    files = {"files": ("secret name.txt", SECRET.encode())}
    assert ann.post("/gradio_api/upload?upload_id=up-a", files=files).status_code == 200
    answer = bob.get("/gradio_api/upload_progress", params={"upload_id": "up-a"})
    assert (answer.status_code, "secret name" in answer.text) == (403, False)
    assert bob.post("/gradio_api/upload?upload_id=up-a", files=files).status_code == 403


def test_nobody_reads_an_upload_by_its_path(ann: TestClient, bob: TestClient):
    files = {"files": ("notes.txt", SECRET.encode())}
    (path,) = ann.post("/gradio_api/upload", files=files).json()
    assert Path(path).read_text() == SECRET
    for person in (ann, bob):
        for at in (f"file={path}", f"file/{path}", f"file={path.replace('/', '%2F')}"):
            answer = person.get(f"/gradio_api/{at}")
            assert (answer.status_code, SECRET in answer.text) == (404, False)


def test_names_are_forgotten_only_after_very_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.mounting._MOST_NAMES", 3)
    people = People()
    assert all(people.have("ann", name) for name in ("a", "b", "c"))
    assert people.have("ann", "a")
    assert not people.have("bob", "a")
    # What was not used for longest goes first.
    assert people.have("bob", "d")
    assert people.have("bob", "b")
    assert not people.have("bob", "a")
