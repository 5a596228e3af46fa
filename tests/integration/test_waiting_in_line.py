"""Several people ask one model that writes one answer at a time."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from scripted_model import Reply, ScriptedModel

from assistant import Answer, Asking, Assistant, Exchange, Settings
from assistant.asking import NO_MODEL
from index import Library
from index.errors import ModelUnavailable

PATIENCE = 60
TOWNS = ("Larch", "Brackwater", "Kelder", "Asker", "Morrow", "Tolland")


def right(number: int) -> str:
    return f"The tram line in {TOWNS[number]} cost {42 + number} million crowns."


def question(number: int) -> str:
    return f"How much did the tram line in {TOWNS[number]} cost?"


@pytest.fixture
def assistant(
    library: Library, write: Callable[[str, str], Path], scripted_model: ScriptedModel
) -> Assistant:
    for number in range(len(TOWNS)):
        library.add(write(f"{number}.txt", f"Odile Brandt opened it in May. {right(number)}"))
    return Assistant(library, Settings(llm_url=scripted_model.url, llm_at_once=1, windows=1))


def number_of(request: dict[str, Any]) -> int:
    """Tell which question a request holds."""
    last = request["messages"][-1]["content"]
    return next(n for n in range(len(TOWNS)) if question(n) in last)


def answers_when(model: ScriptedModel, gate: Callable[[], object]) -> None:
    """Let the model answer every question as it was asked, after `gate`."""

    def answer(request: dict[str, Any]) -> Reply:
        return Reply(right(number_of(request)), gate=gate)

    model.answer = answer


class Asker:
    """Asks in a task; remembers the records."""

    def __init__(self, growing: AsyncGenerator[Answer]) -> None:
        self.records: list[Answer] = []
        self.found = asyncio.Event()
        self.task = asyncio.ensure_future(self._ask(growing))

    async def _ask(self, growing: AsyncGenerator[Answer]) -> Answer:
        async with aclosing(growing) as answers:
            async for answer in answers:
                self.records.append(answer)
                if answer.hits:
                    self.found.set()
        return self.records[-1]

    @property
    def ahead(self) -> list[int]:
        """How many were before it, each number once while it stood."""
        seen = [answer.ahead for answer in self.records]
        return [now for before, now in zip([0, *seen], seen, strict=False) if now != before]


async def asked(assistant: Assistant, number: int) -> Asker:
    """Ask, and wait for the passages and for the place in the line."""
    asker = Asker(assistant.stream(question(number)))
    await asker.found.wait()
    while number and not asker.records[-1].ahead:
        await asyncio.sleep(0.01)
    return asker


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, PATIENCE))


def test_people_are_answered_in_the_order_of_asking_and_see_their_place(
    assistant: Assistant, scripted_model: ScriptedModel
):
    async def test() -> None:
        released = threading.Event()
        answers_when(scripted_model, released.wait)
        people = [await asked(assistant, number) for number in range(5)]
        # Passages wait for nobody.
        assert all(person.records[-1].hits for person in people)
        assert [person.records[-1].ahead for person in people] == [0, 1, 2, 3, 4]
        released.set()
        answers = await asyncio.gather(*(person.task for person in people))
        assert [answer.text for answer in answers] == [right(n) for n in range(5)]
        assert people[4].ahead == [4, 3, 2, 1, 0]
        assert all(answer.ahead == 0 for answer in answers)
        assert [number_of(request) for request in scripted_model.requests] == list(range(5))

    run(test())


def test_who_gives_up_in_the_middle_leaves_the_line_at_once(
    assistant: Assistant, scripted_model: ScriptedModel
):
    async def test() -> None:
        released = threading.Event()
        answers_when(scripted_model, released.wait)
        people = [await asked(assistant, number) for number in range(4)]
        people[1].task.cancel()
        while people[3].records[-1].ahead != 2:
            await asyncio.sleep(0.01)
        assert people[2].records[-1].ahead == 1
        released.set()
        await asyncio.gather(*(people[n].task for n in (0, 2, 3)))
        assert len(scripted_model.requests) == 3

    run(test())


def test_stopping_the_one_who_is_served_serves_the_next(
    assistant: Assistant, scripted_model: ScriptedModel
):
    async def test() -> None:
        scripted_model.say(right(0) + " ", endless=True)
        scripted_model.say(right(1))
        first, second = await asked(assistant, 0), await asked(assistant, 1)
        while not first.records[-1].text:
            await asyncio.sleep(0.01)
        first.task.cancel()
        assert (await second.task).text == right(1)

    run(test())


def test_an_error_in_the_middle_is_that_answers_alone(
    assistant: Assistant, scripted_model: ScriptedModel
):
    async def test() -> None:
        released = threading.Event()
        scripted_model.say(right(0), gate=released.wait)
        scripted_model.say("out of memory", status=500)
        scripted_model.say(right(2))
        people = [await asked(assistant, number) for number in range(3)]
        released.set()
        assert (await people[0].task).text == right(0)
        with pytest.raises(ModelUnavailable, match="out of memory"):
            await people[1].task
        assert (await people[2].task).text == right(2)

    run(test())


def test_a_question_that_the_model_must_word_waits_its_turn_and_says_so(
    assistant: Assistant, scripted_model: ScriptedModel
):
    before = (Exchange("How much did the tram line in Larch cost?", "It cost 42 million crowns."),)

    async def test() -> None:
        released = threading.Event()
        scripted_model.say(right(0), gate=released.wait)
        scripted_model.say("How old is the tram line in Larch?")
        scripted_model.say(right(1))
        first = await asked(assistant, 0)
        while not scripted_model.requests:
            await asyncio.sleep(0.01)
        unsure = Asker(assistant.stream("How old is she?", Asking(history=before)))
        while not unsure.records:
            await asyncio.sleep(0.01)
        assert (unsure.records[0].ahead, unsure.records[0].hits) == (1, ())
        released.set()
        await asyncio.gather(first.task, unsure.task)
        assert unsure.records[-1].rewritten == "model"

    run(test())


def test_scripts_with_loops_of_their_own_stand_in_the_same_line(
    assistant: Assistant, scripted_model: ScriptedModel
):
    alone, met = threading.Lock(), list[bool]()

    def together() -> None:
        met.append(not alone.acquire(blocking=False))
        time.sleep(0.01)
        alone.release()

    answers_when(scripted_model, together)
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(assistant.ask(question(1)).text))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert texts == [right(1)] * 6
    assert not any(met)


def test_a_server_of_ones_own_has_no_line_unless_it_is_told(
    library: Library, scripted_model: ScriptedModel, write: Callable[[str, str], Path]
):
    library.add(write("0.txt", right(0)))
    assistant = Assistant(library, Settings(llm_url=scripted_model.url, windows=1))

    async def test() -> None:
        together = threading.Barrier(5)
        # No piece comes before all five are being answered.
        answers_when(scripted_model, lambda: together.wait(PATIENCE))
        people = [Asker(assistant.stream(question(0))) for _ in range(5)]
        answers = await asyncio.gather(*(person.task for person in people))
        assert {answer.text for answer in answers} == {right(0)}
        assert all(person.ahead == [] for person in people)

    run(test())


def test_the_best_sentences_wait_for_nobody(assistant: Assistant, scripted_model: ScriptedModel):
    async def test() -> None:
        released = threading.Event()
        answers_when(scripted_model, released.wait)
        first = await asked(assistant, 0)
        quick = await assistant.aask(question(3), Asking(model=NO_MODEL))
        assert quick.model == "none"
        assert right(3) in quick.text
        assert not first.task.done()
        released.set()
        await first.task

    run(test())
