"""Files of kept conversations, over HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path

import fastapi
import pytest
from fastapi.testclient import TestClient

from assistant import Answer
from ui import downloads
from ui.history import History
from ui.turns import Turn


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "conversations.sqlite") as history:
        yield history


@pytest.fixture
def client(history: History) -> TestClient:
    app = fastapi.FastAPI()
    app.include_router(downloads.router(history))

    @app.middleware("http")
    async def somebody(request: fastapi.Request, go_on):
        request.state.user = request.headers.get("user", "")
        return await go_on(request)

    return TestClient(app)


@pytest.fixture
def kept(history: History) -> str:
    answer = Answer(question="Wer „ü“?", standalone_question="Wer?", text="Niemand.")
    place = history.start("ann", Turn(answer))
    history.keep("ann", place, Turn(answer), "whole")
    return place.conversation


@pytest.mark.parametrize(
    ("form", "media", "ending"),
    [("markdown", "text/markdown", "md"), ("html", "text/html", "html"), ("json", "json", "json")],
)
def test_an_owner_gets_a_conversation_as_a_file(
    client: TestClient, kept: str, form: str, media: str, ending: str
):
    answer = client.get(f"/conversation/{kept}/{form}", headers={"user": "ann"})
    assert answer.status_code == 200
    assert media in answer.headers["content-type"]
    assert answer.headers["content-disposition"] == f'attachment; filename="wer.{ending}"'
    assert "Wer „ü“?" in (
        json.dumps(answer.json(), ensure_ascii=False) if form == "json" else answer.text
    )


@pytest.mark.parametrize("user", ["bob", ""])
def test_nobody_else_gets_it(client: TestClient, kept: str, user: str):
    answer = client.get(f"/conversation/{kept}/json", headers={"user": user})
    assert answer.status_code == 404
    assert "no such conversation" in answer.text
    assert "Wer" not in answer.text


def test_a_form_that_there_is_not_is_refused(client: TestClient, kept: str):
    assert client.get(f"/conversation/{kept}/exe", headers={"user": "ann"}).status_code == 422
