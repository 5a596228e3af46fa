"""Libraries of people's own beside the one that is served: each has its pages, made when needed.

Where somebody goes is decided by who the guard found, so nothing in a page has to know of other
libraries. They lie in the served one's folder, have the same language model and the line before
it, and their own conversations and choices.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import fastapi
from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import DatelineError
from ui.calm import in_words
from ui.guard import SIGN_IN
from ui.signing_in import SIGN_OUT
from ui.users import Users

_LOG = logging.getLogger(__name__)
# Whoever leaves or comes back does so by the same door.
_DOORS = (SIGN_IN, SIGN_OUT)
_Opening = Callable[[Path], AbstractContextManager[fastapi.FastAPI]]


class Rooms:
    """The pages of people's own libraries, those that somebody came to; for one event loop.

    Args:
        opening: Opens a library, made if there is none, with its pages; it runs in a thread.
    """

    def __init__(self, opening: _Opening) -> None:
        self._opening = opening
        self._rooms: dict[Path, asyncio.Task[fastapi.FastAPI]] = {}
        self._entering = asyncio.Lock()
        self._closing = AsyncExitStack()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Close them all at the end."""
        async with self._closing:
            yield

    async def room(self, folder: Path) -> fastapi.FastAPI:
        """Give the pages of a library.

        Raises:
            DatelineError: If it cannot be opened.
        """
        room = self._rooms.get(folder)
        if room is None or (room.done() and room.exception()):
            room = self._rooms[folder] = asyncio.ensure_future(self._open(folder))
        # Whoever gives up waiting does not take it from the others.
        return await asyncio.shield(room)

    async def _open(self, folder: Path) -> fastapi.FastAPI:
        # Gradio builds one page at a time.
        async with self._entering:
            opened = self._opening(folder)
            app = await asyncio.to_thread(opened.__enter__)
            self._closing.push(opened)
            await self._closing.enter_async_context(app.router.lifespan_context(app))
            return app


class ByLibrary:
    """ASGI middleware behind the `Guard`: leads everybody to the pages of the library they use.

    Args:
        app: Those of the library that is served.
        users: Who has one of their own.
        rooms: The pages of these.
    """

    def __init__(self, app: ASGIApp, users: Users, rooms: Rooms) -> None:
        self._app = app
        self._users = users
        self._rooms = rooms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        person = scope["state"].get("user") if scope["type"] == "http" else None
        if not person or scope["path"] in _DOORS:
            await self._app(scope, receive, send)
            return
        app: ASGIApp = self._app
        try:
            folder = self._users.library_of(person)
            if folder != self._users.file.parent:
                app = await self._rooms.room(folder)
        except DatelineError as error:
            _LOG.warning("the library of %s cannot be used: %s", person, error)
            app = PlainTextResponse(f"Your library cannot be used: {in_words(error)}", 503)
        await app(scope, receive, send)
