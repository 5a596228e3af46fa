"""The web server: the chat page on FastAPI, with the headers and checks of a page that is private.

It listens on this machine only unless told otherwise, and nothing in the page comes from elsewhere.
"""

import asyncio
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import fastapi
import uvicorn

from assistant import Assistant, Settings
from index import Library
from index.errors import InputError, LibraryHeld
from index.folders import named
from ui import owner_api, owner_client, pages, signing_in, terminal
from ui.additions import Additions
from ui.guard import LOOPBACK, Guard
from ui.history import FILE as HISTORY
from ui.history import History
from ui.incoming import Incoming
from ui.rooms import ByLibrary, Rooms
from ui.states import States
from ui.users import Users

_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - a person asked for it


def application(
    assistant: Assistant,
    examples: Sequence[str],
    host: str,
    token: str = "",
    additions: Additions | None = None,
    history: History | None = None,
    states: States | None = None,
) -> fastapi.FastAPI:
    """Make the whole web application.

    Args:
        assistant: Answers the questions.
        examples: Questions to offer while a conversation is empty.
        host: The address it will be served on.
        token: What other commands of the same user show to use the library; "" to take no orders.
        additions: As in `web.build`.
        history: Keeps the conversations; whoever gives one closes it. Default: the library's own,
            until the process ends.
        states: Knows how it stands with the server. Default: with models that load when needed.
    """
    folder = assistant.library.folder
    history = history or History.open(folder / HISTORY)
    incoming = Incoming.prepared(folder)
    own = Rooms(partial(pages.of_own, shared=assistant, incoming=incoming, host=host))

    @asynccontextmanager
    async def serving(_: fastapi.FastAPI) -> AsyncIterator[None]:
        async with incoming.serving(), own.serving():
            yield

    app = pages.server(lifespan=serving)
    users = Users(folder)
    app.add_middleware(ByLibrary, users=users, rooms=own)
    # Added last, it is asked first.
    app.add_middleware(
        Guard,
        hosts=set(LOOPBACK) if host in LOOPBACK else None,
        users=users,
        demanded=host not in LOOPBACK,
        own_checks=("/api/",) if token else (),
    )

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    app.include_router(signing_in.router(users))
    if token:
        app.include_router(owner_api.router(assistant, token))
    pages.add(app, assistant, history, incoming, host, examples, additions, states)
    return app


class _Server(uvicorn.Server):
    """Says when people can come, and loads the models from then on."""

    def __init__(self, config: uvicorn.Config, address: str, states: States) -> None:
        super().__init__(config)
        self._address = address
        self._states = states
        self._preparing: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            terminal.out.print(f"Dateline is ready: {self._address}  (Ctrl+C ends it)")
            self._preparing = asyncio.create_task(self._states.prepare())


def serve(
    folder: Path | None, settings: Settings, host: str, port: int, examples: Sequence[str]
) -> None:
    """Serve a library until Ctrl+C.

    Args:
        folder: The library's folder; made if there is none.
        settings: How to answer.
        host: The address to serve on.
        port: The port to serve on.
        examples: Questions to offer while a conversation is empty.

    Raises:
        LibraryHeld: If it is served already, or otherwise held; the text says where.
        InputError: If the address or port cannot be had, or people would have to sign in and
            nobody can.
        DatelineError: If the library cannot be used. Without the model people are told so, and
            get the best sentences.
    """
    # Searches run in threads; the one that serves everybody is not to wait 5 ms for each of them.
    sys.setswitchinterval(0.0005)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    _require_users(named(folder), host)
    _require_not_served(named(folder))
    # Reached from this machine only, so offered only where this machine can be reached at all.
    token = secrets.token_urlsafe(32) if host in LOOPBACK | _EVERYWHERE else ""
    with (
        _listening(host, port) as listener,
        Library.open(folder, address=address, token=token) as library,
        Assistant(library, settings) as assistant,
        Additions(library) as additions,
        History.open(library.folder / HISTORY) as history,
    ):
        states = States(assistant)
        config = uvicorn.Config(
            application(assistant, examples, host, token, additions, history, states),
            log_level="warning",
            timeout_graceful_shutdown=2,
            server_header=False,
            # It bounds what it reads of headers before anybody sees them; httptools does not.
            http="h11",
            h11_max_incomplete_event_size=64_000,
        )
        try:
            _Server(config, address, states).run([listener])
        except KeyboardInterrupt:
            terminal.err.print("Stopped.")


def _require_users(folder: Path, host: str) -> None:
    if host not in LOOPBACK and not Users(folder).any():
        raise InputError(
            f"others can reach the page on {host}, so people have to sign in, and there are no "
            f"users yet: `dateline users add NAME --library {folder}` adds one"
        )


def _require_not_served(folder: Path) -> None:
    """Say where a library is served already, before it is said that the port is taken."""
    if (running := owner_client.reach(folder)) is not None:
        with running:
            raise LibraryHeld(
                f"{folder} is served already, by process {running.who.pid} "
                f"(`{running.who.command}`): open {running.who.address}, or end that process first"
            )


def _listening(host: str, port: int) -> socket.socket:
    """Take the port first: finding it in use after a minute of loading would waste that minute."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise InputError(
            f"cannot serve on {host} port {port}: {error.strerror}; --port names another one"
        ) from error
    return listener
