"""Many people ask at once: each gets their own answers, in the order asked, and nothing else."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from hash_embedding import HashEmbedding
from scripted_model import Reply, ScriptedModel

from assistant import Assistant, Settings
from eval.bench.page_model import reply
from eval.bench.page_people import Asked, Person
from index import Library
from ui.server import application
from ui.users import Users

PEOPLE = 8
PASSWORD = "correct horse battery"
QUESTIONS = (
    "How much will Port Ellery's flood wall cost?",
    "Who was elected mayor of Port Ellery?",
)


@pytest.fixture
def model(scripted_model: ScriptedModel) -> ScriptedModel:
    """A model that echoes who asks, and writes nothing until everybody has asked."""
    together = threading.Barrier(PEOPLE, timeout=60)

    def answer(request: dict[str, Any]) -> Reply:
        together.wait()
        return Reply(reply(request["messages"]))

    scripted_model.answer = answer
    return scripted_model


@pytest.fixture
def address(tmp_path: Path, sample: Path, model: ScriptedModel) -> Iterator[str]:
    """The page of a library in which everybody has to sign in."""
    users = Users(tmp_path / "library")
    settings = Settings(llm_url=model.url, llm_model="scripted", windows=1)
    with (
        Library.open(tmp_path / "library", embedding=HashEmbedding()) as library,
        Assistant(library, settings) as assistant,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        library.add(sample)
        for number in range(PEOPLE):
            users.add(f"person-{number}", PASSWORD)
        app = application(assistant, [], "127.0.0.1")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def sign_in(address: str, name: str) -> httpx.Cookies:
    form = {"name": name, "password": PASSWORD}
    answer = httpx.post(f"{address}/sign-in", data=form, timeout=60, trust_env=False)
    assert answer.status_code == httpx.codes.SEE_OTHER
    return answer.cookies


async def ask_all(people: list[Person]) -> list[list[Asked]]:
    return await asyncio.gather(*(person.ask_all(QUESTIONS) for person in people))


def test_nobody_sees_anothers_text_and_everybody_gets_their_answers_in_order(
    address: str, model: ScriptedModel
):
    people = [
        Person(number, address, sign_in(address, f"person-{number}")) for number in range(PEOPLE)
    ]
    done = [asked for one in asyncio.run(ask_all(people)) for asked in one]
    assert [(asked.person, asked.number) for asked in done] == [
        (person, number) for person in range(PEOPLE) for number in range(len(QUESTIONS))
    ]
    assert {(asked.outcome, asked.why) for asked in done} == {("answered", "")}
    assert {asked.strange for asked in done} == {()}
    assert {asked.in_order for asked in done} == {True}
    assert len(model.requests) == len(done)
