"""The local model loads, cannot be loaded, or ends in the middle: llama.cpp faked in its child."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import local_models
import pytest

from assistant import Answer, Asking, Assistant, Settings
from assistant.asking import NO_MODEL
from index import Library
from index.errors import ModelUnavailable, WeightsMissing

QUESTION = "How much did the tram line in Larch cost?"
RIGHT = "The tram line in Larch cost 42 million crowns."
MORE = "Odile Brandt opened it in May."
PATIENCE = 60
Make = Callable[..., Assistant]


@pytest.fixture
def make(
    library: Library,
    write: Callable[[str, str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Make:
    """Give a function that makes an assistant with a local model as scripted."""
    library.add(write("tram.txt", f"{RIGHT} {MORE}"))

    def make(**script: object) -> Assistant:
        assistant = Assistant(library, local_models.faked(tmp_path, monkeypatch, **script))
        request.addfinalizer(assistant.close)
        return assistant

    return make


async def wait_until(true: Callable[[], object]) -> None:
    while not true():
        await asyncio.sleep(0.01)


def run(test: Callable[[], object]) -> None:
    asyncio.run(asyncio.wait_for(test(), PATIENCE))


def children() -> list[int]:
    """Give the processes of models that this one has started."""
    tasks = Path("/proc/self/task").iterdir()
    pids = {pid for task in tasks for pid in (task / "children").read_text().split()}
    commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_text() for pid in pids}
    return [pid for pid, command in commands.items() if "model_child.py" in command]


def pid_of(assistant: Assistant) -> int:
    model = assistant.model
    assert model is not None
    assert model.local is not None
    return model.local.pid


def test_while_the_model_loads_the_passages_are_there_and_the_question_waits(
    make: Make, tmp_path: Path
):
    assistant = make(until=str(tmp_path / "loaded"), says=RIGHT)
    records: list[Answer] = []

    async def ask() -> None:
        async for answer in assistant.stream(QUESTION):
            records.append(answer)

    async def test() -> None:
        # More than the thread pool holds: those who wait must not hold up those who search.
        others = [asyncio.ensure_future(assistant.aask(QUESTION)) for _ in range(40)]
        asking = asyncio.ensure_future(ask())
        await wait_until(lambda: records and records[-1].ahead == 40)
        assert records[0].hits
        assert assistant.running.loading
        (tmp_path / "loaded").touch()
        await asking
        answers = await asyncio.gather(*others)
        assert {answer.text for answer in answers} == {RIGHT}
        assert not assistant.running.loading

    run(test)
    assert records[-1].text == RIGHT


def test_the_first_in_the_line_is_told_that_the_model_loads(make: Make, tmp_path: Path):
    assistant = make(until=str(tmp_path / "loaded"), says=RIGHT)

    async def test() -> None:
        async for answer in assistant.stream(QUESTION):
            if answer.loading:
                assert answer.hits
                (tmp_path / "loaded").touch()
        assert (answer.loading, answer.text) == (False, RIGHT)

    run(test)


def test_closing_while_the_model_loads_ends_its_process(make: Make, tmp_path: Path):
    assistant = make(until=str(tmp_path / "never"))

    async def test() -> None:
        asking = asyncio.ensure_future(assistant.aask(QUESTION))
        await wait_until(lambda: assistant.running.name)
        assert len(children()) == 1
        await asyncio.to_thread(assistant.close)
        assert children() == []
        with pytest.raises(ModelUnavailable):
            await asking

    run(test)


def test_a_model_that_cannot_be_loaded_says_why_and_is_tried_again(make: Make, tmp_path: Path):
    assistant = make(fails="unable to allocate 9 GB")
    with pytest.raises(ModelUnavailable, match="did not start; it said: unable to allocate 9 GB"):
        assistant.ask(QUESTION)
    assert isinstance(assistant.running.failure, ModelUnavailable)
    local_models.write(tmp_path / "small-model.gguf", says=RIGHT)
    assert assistant.ask(QUESTION).text == RIGHT
    assert assistant.running.failure is None


def test_without_the_model_the_best_sentences_can_be_asked_for(make: Make):
    assistant = make(fails="unable to allocate 9 GB")
    answer = assistant.ask(QUESTION, Asking(model=NO_MODEL))
    assert (answer.model, RIGHT in answer.text) == ("none", True)
    assert assistant.running.failure is None


def test_a_model_that_is_killed_while_it_writes_says_so_and_is_started_anew(
    make: Make, tmp_path: Path
):
    assistant = make(says=f"{RIGHT} {MORE}", dies=True)
    records: list[Answer] = []

    async def ask() -> None:
        async for answer in assistant.stream(QUESTION):
            records.append(answer)

    with pytest.raises(ModelUnavailable, match=r"has ended \(it was killed.*memory.*ask again"):
        asyncio.run(ask())
    assert records[-1].text.startswith(RIGHT)
    local_models.write(tmp_path / "small-model.gguf", says=RIGHT)
    assert assistant.ask(QUESTION).text == RIGHT


def test_a_model_that_ended_between_two_questions_is_not_noticed(make: Make):
    assistant = make(says=RIGHT)
    assistant.ask(QUESTION)
    first = pid_of(assistant)
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert assistant.ask(QUESTION).text == RIGHT
    assert pid_of(assistant) != first


def test_who_waited_behind_a_model_that_was_killed_gets_a_new_one(make: Make, tmp_path: Path):
    assistant = make(says=f"{RIGHT} {MORE}", says_on=str(tmp_path / "go"), dies=False)

    async def test() -> None:
        first = asyncio.ensure_future(assistant.aask(QUESTION))
        await wait_until(lambda: assistant.running.name and not assistant.running.loading)
        behind: list[Answer] = []

        async def ask() -> None:
            async for answer in assistant.stream(QUESTION):
                behind.append(answer)

        second = asyncio.ensure_future(ask())
        await wait_until(lambda: behind and behind[-1].ahead)
        os.kill(pid_of(assistant), signal.SIGKILL)
        (tmp_path / "go").touch()
        with pytest.raises(ModelUnavailable, match="has ended"):
            await first
        await second
        assert behind[-1].text == f"{RIGHT} {MORE}"

    run(test)


def test_preparing_fails_with_the_reason_and_the_search_works(library: Library, tmp_path: Path):
    assistant = Assistant(library, Settings(llm_file=tmp_path / "none.gguf"))
    with pytest.raises(WeightsMissing, match="no model file"):
        asyncio.run(assistant.prepare())
    assert isinstance(assistant.running.failure, WeightsMissing)
