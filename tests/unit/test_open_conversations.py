"""Conversations that are open: who looks on, what is kept, and what ends an answer."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from assistant import Answer, Asking
from index.errors import DiskFull, UnknownConversation
from ui.conversations import Conversations
from ui.growing import STOPPED, Growing, Opened
from ui.history import INTERRUPTED, History
from ui.kept import KeptTurn

ANN = "ann"


class Paced:
    """Answers each question with a word at a time, as the test lets it."""

    def __init__(self) -> None:
        self.steps = asyncio.Semaphore(0)
        self.asked: list[tuple[str, Asking]] = []
        self.closed = 0

    async def stream(self, question: str, how: Asking = Asking()) -> AsyncGenerator[Answer]:
        self.asked.append((question, how))
        try:
            for number in range(1, 4):
                await self.steps.acquire()
                text = " ".join(f"word{n}" for n in range(1, number + 1))
                yield Answer(question=question, standalone_question=question, text=text)
        finally:
            self.closed += 1


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "conversations.sqlite") as history:
        yield history


def run(history: History, test: Callable[[Paced, Conversations], Awaitable[None]]) -> None:
    async def main() -> None:
        assistant = Paced()
        await asyncio.wait_for(test(assistant, Conversations(assistant, history, 0.01)), 30)

    asyncio.run(main())


async def whole(growing: Growing) -> Opened:
    async for _ in growing.watch(asyncio.Event()):
        pass
    return growing.now


async def until_written(growing: Growing, text: str) -> Opened:
    left = asyncio.Event()
    async for opened in growing.watch(left):
        if opened.turns and opened.turns[-1].answer.text == text:
            # It is looked at again later.
            left.set()
            return opened
    raise AssertionError("it ended before")


def test_an_answer_is_kept_whole_under_its_conversation(history: History):
    async def test(assistant: Paced, conversations: Conversations) -> None:
        for _ in range(3):
            assistant.steps.release()
        opened = await whole(conversations.ask(ANN, Opened(), "Who?"))
        assert opened.summary is not None
        assert (opened.summary.title, opened.growing) == ("Who?", False)
        kept = history.read(ANN, opened.id)
        assert kept.turns == opened.turns
        assert isinstance(turn := kept.turns[0], KeptTurn)
        assert (turn.state, turn.note, turn.answer.text) == ("whole", "", "word1 word2 word3")
        assert conversations.growing(ANN, opened.id) is None

    run(history, test)


def test_a_further_question_follows_the_turns_before_it(history: History):
    async def test(assistant: Paced, conversations: Conversations) -> None:
        for _ in range(6):
            assistant.steps.release()
        opened = await whole(conversations.ask(ANN, Opened(), "Who?"))
        opened = await whole(conversations.ask(ANN, opened, "And when?"))
        assert [one.question for one in assistant.asked[1][1].history] == ["Who?"]
        questions = [turn.answer.question for turn in history.read(ANN, opened.id).turns]
        assert questions == ["Who?", "And when?"]

    run(history, test)


def test_a_question_asked_anew_takes_the_place_and_drops_what_followed(history: History):
    async def test(assistant: Paced, conversations: Conversations) -> None:
        for _ in range(9):
            assistant.steps.release()
        opened = await whole(conversations.ask(ANN, Opened(), "Who?"))
        opened = await whole(conversations.ask(ANN, opened, "And when?"))
        opened = await whole(conversations.ask(ANN, opened, "Where?", at=1))
        assert [turn.answer.question for turn in opened.turns] == ["Where?"]
        assert history.read(ANN, opened.id).turns == opened.turns
        assert assistant.asked[2][1].history == ()

    run(history, test)


def test_who_comes_back_finds_the_answer_growing(history: History):
    async def test(assistant: Paced, conversations: Conversations) -> None:
        assistant.steps.release()
        opened = await until_written(conversations.ask(ANN, Opened(), "Who?"), "word1")
        growing = await conversations.open(ANN, opened.id)
        assert isinstance(growing, Growing)
        # Longer than anybody is waited for who left without a word.
        await asyncio.sleep(0.1)
        assistant.steps.release()
        assistant.steps.release()
        assert (await whole(growing)).turns[-1].answer.text == "word1 word2 word3"
        assert isinstance(await conversations.open(ANN, opened.id), Opened)

    run(history, test)


def test_an_answer_that_nobody_looks_at_any_more_ends(history: History):
    async def test(assistant: Paced, conversations: Conversations) -> None:
        assistant.steps.release()
        growing = conversations.ask(ANN, Opened(), "Who?")
        watching = growing.watch(asyncio.Event())
        async for opened in watching:
            if opened.turns and opened.turns[-1].answer.text:
                break
        await watching.aclose()
        while growing.now.growing:
            await asyncio.sleep(0.01)
        assert assistant.closed == 1
        turn = history.read(ANN, opened.id).turns[0]
        assert turn.answer.text == "word1"
        assert turn.note == "The page was closed while this was being answered."

    run(history, test)


def test_a_stopped_answer_keeps_what_was_written(history: History):
    async def test(assistant: Paced, conversations: Conversations) -> None:
        assistant.steps.release()
        growing = conversations.ask(ANN, Opened(), "Who?")
        await until_written(growing, "word1")
        growing.stop()
        opened = await whole(growing)
        turn = history.read(ANN, opened.id).turns[0]
        assert (turn.answer.text, turn.note, turn.state) == ("word1", STOPPED, "whole")
        assert assistant.closed == 1

    run(history, test)


def test_a_question_stopped_before_anything_came_leaves_the_conversation_as_it_was(
    history: History,
):
    async def test(assistant: Paced, conversations: Conversations) -> None:
        for _ in range(3):
            assistant.steps.release()
        before = await whole(conversations.ask(ANN, Opened(), "Who?"))
        growing = conversations.ask(ANN, before, "And when?")
        growing.stop()
        after = await whole(growing)
        assert after.turns[0] == before.turns[0]
        assert history.read(ANN, before.id).turns == after.turns

    run(history, test)


def test_the_end_of_the_program_marks_the_answer_as_cut_off(history: History):
    found: list[str] = []

    async def test(assistant: Paced, conversations: Conversations) -> None:
        assistant.steps.release()
        growing = conversations.ask(ANN, Opened(), "Who?")
        found.append((await until_written(growing, "word1")).id)

    # The loop ends, and with it what still runs in it.
    run(history, test)
    turn = history.read(ANN, found[0]).turns[0]
    assert (turn.answer.text, turn.note, turn.state) == ("word1", INTERRUPTED, "failed")


def test_deleting_a_conversation_ends_its_answer(history: History):
    async def test(assistant: Paced, conversations: Conversations) -> None:
        assistant.steps.release()
        growing = conversations.ask(ANN, Opened(), "Who?")
        opened = await until_written(growing, "word1")
        await conversations.delete(ANN, opened.id)
        note = (await whole(growing)).turns[-1].note
        assert "was deleted" in note
        with pytest.raises(UnknownConversation):
            history.read(ANN, opened.id)

    run(history, test)


def test_nobody_opens_or_deletes_the_conversation_of_another(history: History):
    async def test(assistant: Paced, conversations: Conversations) -> None:
        assistant.steps.release()
        growing = conversations.ask(ANN, Opened(), "Who?")
        opened = await until_written(growing, "word1")
        for name in ("bob", ""):
            assert conversations.growing(name, opened.id) is None
            with pytest.raises(UnknownConversation):
                await conversations.open(name, opened.id)
            with pytest.raises(UnknownConversation):
                await conversations.delete(name, opened.id)
        assert growing.now.growing

    run(history, test)


def test_where_nothing_can_be_kept_the_answer_is_shown_and_says_so(
    history: History, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise DiskFull("no room left in /here; make room, and ask again")

    async def test(assistant: Paced, conversations: Conversations) -> None:
        for _ in range(6):
            assistant.steps.release()
        monkeypatch.setattr(history, "start", full)
        opened = await whole(conversations.ask(ANN, Opened(), "Who?"))
        monkeypatch.undo()
        assert opened.turns[0].answer.text == "word1 word2 word3"
        assert (
            "could not be kept, and is gone once the page is closed: no room left in /here"
            in opened.turns[0].note
        )
        # It would begin in its middle.
        opened = await whole(conversations.ask(ANN, opened, "And when?"))
        assert [turn.answer.text for turn in opened.turns] == ["word1 word2 word3"] * 2
        assert history.count(ANN) == 0

    run(history, test)
