"""People with a library of their own: they get its pages, and nobody gets another's."""

from collections.abc import Iterator
from pathlib import Path

import fastapi
import pytest
from hash_embedding import HashEmbedding
from httpx import Response
from sign_in_pages import RIGHT, visitor
from starlette.testclient import TestClient

from assistant import Answer, Assistant, Settings
from index import Library
from index.errors import LibraryHeld
from ui.history import FILE, History
from ui.server import application
from ui.turns import Turn
from ui.users import Users

OWN = {"name": "ben", "password": "another password"}
STORY = "3 May 2025 - The ferry Alder sank off Port Ellery."


@pytest.fixture
def library(tmp_path: Path, write) -> Iterator[Library]:
    """A library that ann shares; ben has one of his own."""
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        list(library.adding(write("story.txt", STORY)))
        users = Users(library.folder)
        users.add(**RIGHT)
        users.add(**OWN, own_library=True)
        yield library


@pytest.fixture
def app(library: Library) -> fastapi.FastAPI:
    return application(Assistant(library, Settings(llm="none")), ["Who won?"], "127.0.0.1")


class Person:
    """Somebody who is signed in; all ask one running server."""

    def __init__(self, server: TestClient, who: dict[str, str]) -> None:
        self._server = server
        server.cookies.clear()
        server.post("/sign-in", data=who)
        self._cookie = "; ".join(f"{name}={value}" for name, value in server.cookies.items())
        server.cookies.clear()

    def get(self, address: str) -> Response:
        return self._server.get(address, headers={"Cookie": self._cookie})


@pytest.fixture
def server(app: fastapi.FastAPI) -> Iterator[TestClient]:
    with visitor(app) as server:
        yield server


@pytest.fixture
def ann(server: TestClient) -> Person:
    return Person(server, RIGHT)


@pytest.fixture
def ben(server: TestClient) -> Person:
    return Person(server, OWN)


def own(library: Library) -> Path:
    return Users(library.folder).library_of("ben")


def test_each_gets_the_pages_of_the_library_they_use(library: Library, ann: Person, ben: Person):
    [article] = library.entries()
    assert "1 article in the library *library*" in ann.get("/config").text
    assert "0 articles in the library *ben*" in ben.get("/config").text
    assert "ferry Alder" in ann.get(f"/article/{article.id}").text
    assert ben.get(f"/article/{article.id}").status_code == 404
    assert ann.get("/state").json()["run"] != ben.get("/state").json()["run"]
    assert "Who won?" not in ben.get("/config").text


def test_conversations_are_kept_in_the_library_they_are_about(
    library: Library, ann: Person, ben: Person
):
    assert ben.get("/").status_code == 200
    with History.open(own(library) / FILE) as history:
        kept = history.start("ben", Turn(Answer(question="Who sank?", standalone_question="")))
    address = f"/conversation/{kept.conversation}/json"
    assert "Who sank?" in ben.get(address).text
    assert ann.get(address).status_code == 404


def test_a_library_of_ones_own_is_made_when_its_owner_comes(
    library: Library, ann: Person, ben: Person
):
    assert ann.get("/").status_code == 200
    assert not own(library).exists()
    assert ben.get("/").status_code == 200
    with pytest.raises(LibraryHeld), Library.open(own(library), embedding=HashEmbedding()):
        pass


def test_it_is_let_go_when_the_server_ends(library: Library, app: fastapi.FastAPI):
    with visitor(app) as server:
        assert Person(server, OWN).get("/").status_code == 200
    with Library.open(own(library), embedding=HashEmbedding()) as opened:
        assert opened.counts().articles == 0


def test_one_that_is_held_is_told_and_had_once_it_is_free(
    library: Library, ann: Person, ben: Person
):
    own(library).mkdir(parents=True)
    with Library.open(own(library), embedding=HashEmbedding()):
        answer = ben.get("/")
        assert answer.status_code == 503
        assert "Your library cannot be used" in answer.text
        assert ann.get("/").status_code == 200
        assert ben.get("/sign-in").status_code == 200
    assert ben.get("/").status_code == 200


def test_a_user_who_is_added_while_it_runs_gets_one(library: Library, server: TestClient):
    Users(library.folder).add("cleo", "a third password", own_library=True)
    cleo = Person(server, {"name": "cleo", "password": "a third password"})
    assert "0 articles in the library *cleo*" in cleo.get("/config").text
