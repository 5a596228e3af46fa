"""Many people who ask at once, and what each of them gets to see.

A person asks one question after another, several in one conversation, and looks at everything that
comes for the marks of others (see eval/bench/page_model.py).
"""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Literal

import httpx

from assistant.abstention import MESSAGES
from eval.bench.page_client import Broken, Heard, QueueFull, Tab
from eval.bench.page_model import mark, marks

Outcome = Literal["answered", "no answer", "failed", "refused"]
Moment = Literal["joined", "started", "first", "ended"]
# Nobody waits longer for a sign of life, nor for an answer that gives some.
_PATIENCE_S, _LONGEST_S = 180.0, 900.0
# Who could not open the page tries again a little later.
_LATER_S = 1.0
# What an answer cites, by its place in the conversation.
_CITED = "(#source-{turn}-"
_WRONG = (QueueFull, Broken, httpx.HTTPError, TimeoutError)


@dataclass(frozen=True)
class Asked:
    """What became of one question; times in seconds of `time.perf_counter`.

    Attributes:
        person: Who asked.
        number: Which of the person's questions it is, from 0.
        sent: When it was sent.
        times: When the server had taken it ("joined"), when its turn came ("started"), when the
            first word of the answer was there, or with a real model its first citation, and when
            all of it was; without those that did not come.
        outcome: "no answer" is what the library does not hold; "refused" is a full queue.
        why: Of a failure.
        strange: The marks of other people that came with it.
        in_order: Whether the conversation then held all questions in the order asked, every echo
            under its own.
        messages: How many came.
    """

    person: int
    number: int
    sent: float
    times: Mapping[Moment, float] = field(default_factory=dict)
    outcome: Outcome = "failed"
    why: str = ""
    strange: tuple[str, ...] = ()
    in_order: bool = True
    messages: int = 0

    def after(self, moment: Moment) -> float | None:
        """Give the seconds from sending to a moment; None if it did not come."""
        return self.times[moment] - self.sent if moment in self.times else None


@dataclass
class _Watched:
    """One question while its answer comes."""

    person: int
    number: int
    echoes: bool
    cited: str
    sent: float = field(default_factory=time.perf_counter)
    times: dict[Moment, float] = field(default_factory=dict)
    strange: set[str] = field(default_factory=set)
    echoed: bool = False
    messages: int = 0

    def see(self, heard: Heard) -> None:
        """Look at a message, and note when what came first."""
        self.messages += 1
        for echo, person, number in marks(heard.text):
            if person != self.person:
                self.strange.add(f"{person}:{number}")
            self.echoed |= echo and number == self.number
        came: dict[Moment, bool] = {
            "joined": heard.kind == "joined",
            "started": heard.kind == "process_starts",
            "first": self._worded(heard.text),
        }
        for moment, now in came.items():
            if now:
                self.times.setdefault(moment, heard.at)

    def _worded(self, text: str) -> bool:
        return self.echoed if self.echoes else self.cited in text

    def asked(self, outcome: Outcome, why: str = "", in_order: bool = True) -> Asked:
        """Give what became of it."""
        who = (self.person, self.number, self.sent, self.times)
        return Asked(*who, outcome, why[:300], tuple(sorted(self.strange)), in_order, self.messages)

    def stopped(self, error: Exception) -> Asked:
        """Give what became of it where it did not come to its end."""
        return self.asked("refused" if isinstance(error, QueueFull) else "failed", repr(error))

    def ended(self, tab: Tab) -> Asked:
        """Judge what stands there in the end."""
        self.times["ended"] = time.perf_counter()
        chat = tab.value("chat")
        shown = json.dumps(chat, ensure_ascii=False)
        in_order = _in_order(chat) and mark(self.person, self.number) in shown
        behind = shown.rpartition(mark(self.person, self.number))[2]
        if any(message in behind for message in MESSAGES.values()):
            return self.asked("no answer", in_order=in_order)
        if self._worded(behind):
            return self.asked("answered", in_order=in_order)
        return self.asked("failed", behind, in_order)


def _in_order(chat: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether questions stand in the order asked, each answer under its own.

    A follow-up that is made to stand alone may bear the marks of earlier questions, too.
    """
    last = -1
    for message in chat:
        numbers = [number for _, _, number in marks(json.dumps(message["content"]))]
        if message["role"] == "user":
            if not numbers or numbers[-1] <= last:
                return False
            last = numbers[-1]
        elif numbers and max(numbers) != last:
            return False
    return True


@dataclass(frozen=True)
class Person:
    """Somebody who asks.

    Attributes:
        number: Who it is, from 0; their questions bear it.
        address: Of the page.
        cookies: By which the page knows them; none where nobody signs in.
        turns: Questions in one conversation.
        think: Seconds between an answer and the next question.
        echoes: Whether the model echoes marks.
    """

    number: int
    address: str
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    turns: int = 5
    think: float = 0.0
    echoes: bool = True

    async def ask_all(self, questions: Iterable[str]) -> list[Asked]:
        """Ask one question after another, and give what became of each."""
        done: list[Asked] = []
        coming = enumerate(questions)
        async with httpx.AsyncClient(
            base_url=self.address, cookies=self.cookies, timeout=_PATIENCE_S, trust_env=False
        ) as client:
            for first in coming:
                conversation = chain([first], islice(coming, self.turns - 1))
                try:
                    async with Tab.opened(client) as tab:
                        for number, question in conversation:
                            done.append(await self._ask(tab, question, number))
                            await asyncio.sleep(self.think)
                except _WRONG as error:
                    done.append(self._watched(first[0]).stopped(error))
                    await asyncio.sleep(_LATER_S)
        return done

    def _watched(self, number: int) -> _Watched:
        cited = _CITED.format(turn=number % self.turns + 1)
        return _Watched(self.number, number, self.echoes, cited)

    async def _ask(self, tab: Tab, question: str, number: int) -> Asked:
        worded = f"{question} ({mark(self.number, number)})"
        watched = self._watched(number)
        try:
            async with asyncio.timeout(_LONGEST_S), aclosing(tab.ask(worded)) as messages:
                async for heard in messages:
                    watched.see(heard)
            return watched.ended(tab)
        except _WRONG as error:
            return watched.stopped(error)


async def all_at_once(
    people: Sequence[Person], questions: Sequence[str], seconds: float
) -> list[Asked]:
    """Let all ask at once, each beginning elsewhere in the questions, until the time is over.

    Answers that are under way then are waited for.
    """
    end = time.perf_counter() + seconds

    def drawn(person: Person) -> Iterator[str]:
        step = len(questions) // len(people)
        number = person.number * step
        while time.perf_counter() < end:
            yield questions[number % len(questions)]
            number += 1

    done = await asyncio.gather(*(person.ask_all(drawn(person)) for person in people))
    return [asked for one in done for asked in one]


def overtaken(done: Sequence[Asked], moment: Moment) -> list[int]:
    """Count for each question how many that were surely asked later came to a moment before it.

    Surely: they were sent when it had already been taken.
    """
    came = [(one.times["joined"], one.times[moment]) for one in done if moment in one.times]
    later = [(one.sent, one.times[moment]) for one in done if moment in one.times]
    return [sum(sent > joined and at < mine for sent, at in later) for joined, mine in came]
