"""The line before the language model, in one event loop and in many."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from assistant.line import Line, Place

PATIENCE = 30


async def settle() -> None:
    """Let everything happen that can happen now."""
    for _ in range(10):
        await asyncio.sleep(0)


class Person:
    """Somebody in the line, who waits in a task and remembers how the line moved."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.seen: list[int] = []
        self.turn = asyncio.ensure_future(place.turn())
        self._watching = asyncio.ensure_future(self._watch())

    async def _watch(self) -> None:
        async for ahead in self.place.moves(self.turn):
            if self.seen[-1:] != [ahead]:
                self.seen.append(ahead)

    def go(self) -> None:
        self.turn.cancel()
        self.place.leave()


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, PATIENCE))


def served(people: list[Person]) -> list[bool]:
    return [person.place.served for person in people]


@pytest.mark.parametrize("at_once", [1, 2])
def test_who_asked_first_is_served_first_and_sees_the_line_move(at_once: int):
    async def test() -> None:
        line = Line(at_once)
        people = [Person(line.join()) for _ in range(5)]
        await settle()
        for first in range(5):
            expected = [number < first + at_once for number in range(5)]
            assert served(people) == expected
            people[first].go()
            await settle()
        assert [ahead for ahead in people[4].seen if ahead] == [*range(5 - at_once, 0, -1)]

    run(test())


def test_the_place_is_by_when_one_asked_and_not_by_when_one_needs_the_model():
    async def test() -> None:
        line = Line(1)
        busy = Person(line.join())
        asked_first, asked_later = line.join(), line.join()
        await settle()
        later = Person(asked_later)
        await settle()
        # Who asked first still searches, and is counted all the same.
        assert line.before(asked_later) == 2
        first = Person(asked_first)
        await settle()
        assert (line.before(asked_first), line.before(asked_later)) == (1, 2)
        busy.go()
        await settle()
        assert served([first, later]) == [True, False]

    run(test())


def test_who_searches_long_keeps_nobody_waiting():
    async def test() -> None:
        line = Line(1)
        searching = line.join()
        quick = Person(line.join())
        await settle()
        assert quick.place.served
        slow = Person(searching)
        await settle()
        assert line.before(searching) == 1
        quick.go()
        await settle()
        assert slow.place.served

    run(test())


def test_who_leaves_in_the_middle_is_counted_no_more():
    async def test() -> None:
        line = Line(1)
        people = [Person(line.join()) for _ in range(4)]
        await settle()
        people[1].go()
        await settle()
        assert [line.before(one.place) for one in people] == [0, 0, 1, 2]
        people[0].go()
        await settle()
        assert served(people) == [True, False, True, False]
        # More than once does no harm.
        people[0].go()
        people[0].go()
        await settle()
        assert served(people)[2:] == [True, False]

    run(test())


def test_a_place_in_a_with_is_left_by_an_error():
    async def test() -> None:
        line = Line(1)

        async def fails() -> None:
            with line.join() as place:
                await place.turn()
                raise ValueError("in the middle")

        with pytest.raises(ValueError, match="in the middle"):
            await fails()
        with line.join() as following:
            await following.turn()

    run(test())


def test_where_the_line_does_not_move_the_number_comes_again():
    async def test() -> None:
        line = Line(1)
        with line.join() as busy, line.join() as place:
            await busy.turn()
            turn = asyncio.ensure_future(place.turn())
            await settle()
            moves = place.moves(turn)
            assert [await anext(moves) for _ in range(2)] == [1, 1]
            turn.cancel()

    run(test())


def test_without_a_line_everybody_is_served_at_once():
    async def test() -> None:
        line = Line(0)
        people = [Person(line.join()) for _ in range(40)]
        await settle()
        assert all(served(people))
        assert {ahead for person in people for ahead in person.seen} == {0}

    run(test())


def test_a_second_need_of_the_same_answer_keeps_its_turn():
    async def test() -> None:
        line = Line(1)
        with line.join() as place, line.join() as behind:
            await place.turn()
            waiting = Person(behind)
            await settle()
            await place.turn()
            assert not waiting.place.served
            place.leave()
            await waiting.turn

    run(test())


def test_the_line_holds_across_threads_and_event_loops():
    line, order, joined = Line(1), list[int](), list[int]()
    turns = [threading.Event() for _ in range(8)]
    busy = threading.Event()

    async def ask(number: int) -> None:
        with line.join() as place:
            joined.append(number)
            [*turns, busy][number + 1].set()
            await place.turn()
            order.append(number)
            await asyncio.to_thread(busy.wait, PATIENCE)

    def thread(number: int) -> None:
        assert turns[number].wait(PATIENCE)
        asyncio.run(ask(number))

    threads = [threading.Thread(target=thread, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    turns[0].set()
    for one in threads:
        one.join(PATIENCE)
    assert joined == order == list(range(8))


def test_a_loop_that_is_closed_with_somebody_waiting_holds_up_nobody():
    line = Line(1)

    async def test() -> None:
        with line.join() as first:
            await first.turn()
            dead = asyncio.new_event_loop()

            async def waits() -> None:
                line.need(line.join())

            await asyncio.to_thread(dead.run_until_complete, waits())
            dead.close()
            last = Person(line.join())
            await settle()
        await last.turn

    run(test())
