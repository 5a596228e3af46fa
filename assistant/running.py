"""The language model of one process: started once for all who ask, anew where it has ended."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import aclosing
from typing import Any

from assistant.answer import Answer
from assistant.asking import NO_MODEL
from assistant.line import Line, Place
from assistant.llm import LanguageModel, named
from assistant.settings import Settings
from index.errors import ModelUnavailable

_Ready = Future[LanguageModel | None]


class RunningModel:
    """Keeps the language model ready, as the settings say, and the line before it.

    Any thread and event loop may use it.

    Args:
        settings: Which model, and how; there may be none.

    Attributes:
        line: Of those who ask it: the local model writes one answer at a time.
    """

    def __init__(self, settings: Settings) -> None:
        self.line = Line(settings.llm_at_once if settings.llm_url else 1)
        self._settings = settings
        self._wanted = bool(settings.llm_url) or settings.llm != "none"
        self._lock = threading.Lock()
        self._model: LanguageModel | None = None
        self._ready: _Ready | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """The model's name; "" before there is any."""
        return self._model.name if self._model is not None else ""

    @property
    def loading(self) -> bool:
        """Whether it was asked for and is not there yet."""
        ready = self._ready
        return ready is not None and not ready.done()

    @property
    def failure(self) -> BaseException | None:
        """Why it could not be started when it was tried last; None if it could, or never was."""
        ready = self._ready
        return ready.exception() if ready is not None and ready.done() else None

    def started(self) -> _Ready:
        """Give the model as it will be, None for none; starts it if it does not run. Never waits.

        The future raises what `LanguageModel.start` raises; asked again then, it is tried again.
        """
        with self._lock:
            if self._ready is not None and (not self._ready.done() or _usable(self._ready)):
                return self._ready
            self._ready = Future()
            if self._closed:
                self._ready.set_exception(ModelUnavailable("the model was stopped"))
                return self._ready
            # From here on nobody who gives up waiting can cancel it for the others.
            self._ready.set_running_or_notify_cancel()
            # Nobody's thread pool: those who wait for it must not hold up those who search.
            threading.Thread(target=self._start, args=(self._ready,), name="model").start()
            return self._ready

    def admission(self, place: Place, name: str) -> Callable[[], Awaitable[LanguageModel | None]]:
        """Give what waits in the line, and then until the model is there, when it is called.

        Args:
            place: In the line before this model.
            name: As in `Asking.model`; where there is to be a model, it begins to load now.

        Returns:
            What raises `ModelError` if there is no such model, or it cannot be started.
        """
        wanted = name != NO_MODEL and (self._wanted or bool(name))

        async def admit() -> LanguageModel | None:
            if not wanted:
                return None
            await place.turn()
            ready = self.started()
            # It may have ended while others were served, and be loading again.
            place.tell()
            own = await asyncio.wrap_future(ready)
            return named(name, self._settings, own) if name else own

        if wanted:
            self.started()
        return admit

    async def until(
        self, done: asyncio.Future[Any], place: Place, answer: Answer
    ) -> AsyncGenerator[Answer]:
        """Show what an answer waits for, until something is done; closed before, that ends too."""
        shown = False
        try:
            async with aclosing(place.moves(done)) as moves:
                async for ahead in moves:
                    loading = place.served and self.loading
                    if ahead or loading or shown:
                        shown = True
                        yield answer.model_copy(update={"ahead": ahead, "loading": loading})
        finally:
            done.cancel()

    def _start(self, ready: _Ready) -> None:
        try:
            model = LanguageModel.begin(self._settings) if self._wanted else None
            if model is not None:
                with self._lock:
                    self._model = model
                    if self._closed:
                        model.close()
                model.wait()
        except Exception as error:
            ready.set_exception(error)
        else:
            ready.set_result(model)

    def close(self) -> None:
        """End the model for good, also while it is loading."""
        with self._lock:
            self._closed, model = True, self._model
        if model is not None:
            model.close()


def _usable(ready: _Ready) -> bool:
    if ready.exception() is not None:
        return False
    model = ready.result()
    return model is None or model.alive()
