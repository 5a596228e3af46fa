"""A browser tab without a browser: it speaks the protocol of Gradio's queue, as the page does.

A listener is found by the component that it listens to, and gets what a tab would send: what the
page's configuration says of each component at first, later what the page wrote into it. So it goes
on working when listeners get more inputs.
"""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import httpx


class QueueFull(RuntimeError):
    """The server takes no more at the moment."""


class Broken(RuntimeError):
    """The server did not do what it was asked."""


@dataclass(frozen=True)
class Heard:
    """One message of the server.

    Attributes:
        kind: As Gradio calls it: "estimation", "process_starts", "process_generating",
            "process_completed", …
        at: When it came, in seconds of `time.perf_counter`.
        text: The whole message as it came.
    """

    kind: str
    at: float
    text: str

    @cached_property
    def content(self) -> dict[str, Any]:
        """Read it."""
        read: dict[str, Any] = json.loads(self.text)
        return read


@dataclass(frozen=True)
class Layout:
    """What the page says of itself: components by number, listeners in order."""

    components: dict[int, dict[str, Any]]
    listeners: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, config: dict[str, Any]) -> Self:
        """Read Gradio's own configuration of a page."""
        components = {int(one["id"]): one for one in config["components"]}
        return cls(components, tuple(config["dependencies"]))

    def component(self, name: str) -> int:
        """Give the number of the component whose `elem_id` is `name`."""
        for number, one in self.components.items():
            if one["props"].get("elem_id") == name:
                return number
        raise Broken(f"the page has no #{name}")

    def listener(self, name: str, event: str) -> dict[str, Any]:
        """Give what listens to an event of a component."""
        target = [self.component(name), event]
        for listener in self.listeners:
            if target in listener["targets"]:
                return listener
        raise Broken(f"nothing listens to {event} of #{name}")

    def opening(self) -> list[dict[str, Any]]:
        """Give what runs when the page is opened."""
        return [one for one in self.listeners if any(t[1] == "load" for t in one["targets"])]

    def after(self, listener: dict[str, Any]) -> list[dict[str, Any]]:
        """Give what runs after a listener."""
        return [one for one in self.listeners if one["trigger_after"] == listener["id"]]


class Tab:
    """One open page; what is asked in it is one conversation.

    Args:
        client: Of the person, with their cookies.
        layout: Of the page.

    Attributes:
        values: What the components hold, by their numbers.
    """

    def __init__(self, client: httpx.AsyncClient, layout: Layout) -> None:
        self._client = client
        self._layout = layout
        self._session = secrets.token_hex(6)
        self.values = {n: one["props"].get("value") for n, one in layout.components.items()}

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls, client: httpx.AsyncClient) -> AsyncGenerator[Self]:
        """Open the page, as a browser does; closed, the server forgets the tab."""
        (await client.get("/")).raise_for_status()
        layout = Layout.of((await client.get("/config")).raise_for_status().json())
        tab = cls(client, layout)
        alive = asyncio.create_task(tab._stay())
        try:
            for listener in layout.opening():
                async for _ in tab._run(listener):
                    pass
            yield tab
        finally:
            alive.cancel()
            await asyncio.gather(alive, return_exceptions=True)

    async def ask(self, question: str) -> AsyncGenerator[Heard]:
        """Submit a question; everything that comes until it is answered.

        Raises:
            QueueFull: If the server takes no more.
            Broken: If it fails.
        """
        self.values[self._layout.component("question")] = question
        async for heard in self._run(self._layout.listener("question", "submit")):
            yield heard

    def value(self, name: str) -> Any:
        """Give what a component holds."""
        return self.values[self._layout.component(name)]

    async def _stay(self) -> None:
        address = f"/gradio_api/heartbeat/{self._session}"
        async with self._client.stream("GET", address, timeout=None) as beats:
            async for _ in beats.aiter_bytes():
                pass

    async def _run(self, listener: dict[str, Any]) -> AsyncGenerator[Heard]:
        """Run a listener, and what follows it."""
        if listener["backend_fn"]:
            order = {
                "data": [self._sent(number) for number in listener["inputs"]],
                "fn_index": listener["id"],
                "session_hash": self._session,
                "trigger_id": next((t[0] for t in listener["targets"]), None),
                "event_data": None,
            }
            if listener["queue"]:
                async for heard in self._queued(listener, order):
                    yield heard
            else:
                answer = await self._client.post("/gradio_api/run/predict", json=order)
                self._take(listener, answer.raise_for_status().json()["data"])
        for following in self._layout.after(listener):
            async for heard in self._run(following):
                yield heard

    def _sent(self, number: int) -> Any:
        """Give what a tab sends of a component; what only the server knows, it does not."""
        kept_there = self._layout.components[number]["type"] == "state"
        return None if kept_there else self.values[number]

    async def _queued(
        self, listener: dict[str, Any], order: dict[str, Any]
    ) -> AsyncGenerator[Heard]:
        joined = await self._client.post("/gradio_api/queue/join", json=order)
        if joined.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise QueueFull(joined.text)
        event = joined.raise_for_status().json()["event_id"]
        yield Heard("joined", time.perf_counter(), "{}")
        query = {"session_hash": self._session}
        async with self._client.stream("GET", "/gradio_api/queue/data", params=query) as lines:
            lines.raise_for_status()
            async for line in lines.aiter_lines():
                if not line.startswith("data: "):
                    continue
                heard = _heard(line.removeprefix("data: "))
                yield heard
                if heard.kind == "unexpected_error":
                    raise Broken(heard.text)
                if heard.kind == "process_completed" and heard.content["event_id"] == event:
                    if not heard.content["success"]:
                        raise Broken(heard.text)
                    self._take(listener, heard.content["output"]["data"])
                    return
        raise Broken("the stream ended before the answer")

    def _take(self, listener: dict[str, Any], given: list[Any]) -> None:
        """Note what the components hold now."""
        for number, value in zip(listener["outputs"], given, strict=False):
            if not isinstance(value, dict) or "__type__" not in value:
                self.values[number] = value
            elif "value" in value:
                self.values[number] = value["value"]


def _heard(text: str) -> Heard:
    # Reading every message whole would cost more than what is measured.
    kind = text[:40].partition('"msg":"')[2].partition('"')[0]
    return Heard(kind or json.loads(text)["msg"], time.perf_counter(), text)
