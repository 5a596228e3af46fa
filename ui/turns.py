"""A conversation on the page: its turns, and how one grows. Nothing of Gradio."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

from assistant import Answer, Asking, Exchange
from assistant.asking import NO_MODEL
from assistant.remarks import Limits
from assistant.suggesting import suggestions
from index import Library
from index.errors import ModelError
from ui import calm

MOST_CHARACTERS = 2_000
# A follow-up refers to what was said a moment ago; what lies further back would only mislead.
_REMEMBERED = 6


@dataclass(frozen=True)
class Turn:
    """One question with its answer as it stands, and what happened to it, if anything did."""

    answer: Answer
    note: str = ""


# One person's conversation; Gradio keeps one for each browser tab and gives it to no other.
Conversation = tuple[Turn, ...]


class Answering(Protocol):
    """What answers questions: an `Assistant`, or the process that owns the library."""

    def stream(self, question: str, how: Asking = ...) -> AsyncGenerator[Answer]:
        """See `Assistant.stream`."""


def history(answers: Iterable[Answer]) -> tuple[Exchange, ...]:
    """Give what a follow-up may refer to: the last exchanges, the latest last."""
    return tuple(Exchange.of(answer) for answer in answers)[-_REMEMBERED:]


def suggested(conversation: Conversation, library: Library) -> tuple[str, ...]:
    """Give up to three questions that the library can answer next; it searches for each."""
    *earlier, last = (turn.answer for turn in conversation)
    limits = last.limits
    how = Asking(limits.filters, limits.dates, history(earlier), as_of=last.as_of)
    return suggestions(last, library, how)


async def follow(
    assistant: Answering,
    asked: str,
    before: Conversation,
    wording: str = "",
    how: Asking = Asking(),
) -> AsyncGenerator[Conversation]:
    """Give a conversation again and again while the answer to its last question grows.

    Args:
        assistant: Answers.
        asked: The question, cut to `MOST_CHARACTERS`; one without words changes nothing.
        before: The conversation that it follows.
        wording: A person's own wording of it, standing alone; "" to find it from `before`.
        how: Its limits and what is wanted; the conversation is added.
    """
    asked, wording = (text.strip()[:MOST_CHARACTERS] for text in (asked, wording))
    if not asked:
        yield before
        return
    turn = Turn(
        Answer(
            question=asked,
            standalone_question=wording or asked,
            rewritten="person" if wording else "",
            as_of=how.as_of,
            limits=Limits(filters=how.filters, dates=how.dates),
        )
    )
    yield (*before, turn)
    told = history(turn.answer for turn in before)
    how = replace(how, history=told, standalone=wording)
    try:
        async with aclosing(_turns(assistant, turn, how)) as growing:
            async for turn in growing:
                yield (*before, turn)
    except Exception as error:
        # The page is the outermost layer: whatever it is, people get a calm sentence.
        yield (*before, replace(turn, note=calm.in_words(error)))


async def _turns(assistant: Answering, turn: Turn, how: Asking) -> AsyncGenerator[Turn]:
    """Give a turn while its answer grows; without a model, the best sentences and why."""
    asked = turn.answer.question
    try:
        async with aclosing(assistant.stream(asked, how)) as answers:
            async for answer in answers:
                turn = Turn(answer)
                yield turn
    except ModelError as error:
        if turn.answer.text:
            raise
        why = calm.stands_in(error)
        async with aclosing(assistant.stream(asked, replace(how, model=NO_MODEL))) as answers:
            async for answer in answers:
                yield Turn(answer, why)


async def until(
    stop: asyncio.Event, growing: AsyncGenerator[Conversation]
) -> AsyncGenerator[Conversation]:
    """Pass on what a generator gives until it ends or `stop` is set; then close it at once."""
    stopping = asyncio.ensure_future(stop.wait())
    following = None
    try:
        while True:
            following = asyncio.ensure_future(anext(growing, None))
            await asyncio.wait({following, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not following.done() or (conversation := following.result()) is None:
                return
            yield conversation
    finally:
        stopping.cancel()
        if following is not None:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        await growing.aclose()
