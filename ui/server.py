"""The web server: the chat page on FastAPI, with the headers and checks of a page that is private.

It listens on this machine only unless told otherwise, and nothing in the page comes from elsewhere.
"""

import asyncio
import secrets
import socket
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import fastapi
import gradio as gr
import uvicorn

from assistant import Assistant, Settings
from index import Library
from index.errors import InputError
from index.folders import named
from ui import mounting, owner_api, signing_in, terminal, web
from ui.additions import Additions
from ui.guard import LOOPBACK, Guard
from ui.incoming import Incoming
from ui.uploads import UploadLimits
from ui.users import Users

_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - a person asked for it
_UPLOADS = UploadLimits()
_STYLES, _SCRIPTS = ("style.css", "shelves.css"), ("page.js", "shelves.js")


def application(
    assistant: Assistant,
    examples: Sequence[str],
    host: str,
    token: str = "",
    additions: Additions | None = None,
) -> fastapi.FastAPI:
    """Make the whole web application.

    Args:
        assistant: Answers the questions.
        examples: Questions to offer while a conversation is empty.
        host: The address it will be served on.
        token: What other commands of the same user show to use the library; "" to take no orders.
        additions: As in `web.build`.
    """
    incoming = Incoming.prepared(assistant.library.folder)
    app = fastapi.FastAPI(
        title="Dateline",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=incoming.serving,
    )
    users = Users(assistant.library.folder)
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
    assets = resources.files("ui").joinpath("assets")
    script = "".join(f"<script>{assets.joinpath(name).read_text()}</script>" for name in _SCRIPTS)
    mounting.mount(
        app,
        web.build(assistant, examples, additions),
        incoming,
        server_name=host,
        css="".join(assets.joinpath(name).read_text() for name in _STYLES),
        max_file_size=_UPLOADS.size,
        head=script,
        theme=_theme(),
    )
    return app


def _theme() -> gr.themes.Base:
    # The system's own fonts: nothing to load, and every weight is there.
    return gr.themes.Default(
        primary_hue="indigo", neutral_hue="slate", font=["system-ui", "sans-serif"]
    ).set(
        # Subdued, but within what WCAG 2.2 asks of text (a contrast of 4.5).
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_600",
    )


class _Server(uvicorn.Server):
    """Says when people can come."""

    address = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            terminal.out.print(f"Dateline is ready: {self.address}  (Ctrl+C ends it)")


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
        InputError: If the address or port cannot be had, or people would have to sign in and
            nobody can.
        DatelineError: If the library or the model cannot be used.
    """
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    _require_users(named(folder), host)
    # Reached from this machine only, so offered only where this machine can be reached at all.
    token = secrets.token_urlsafe(32) if host in LOOPBACK | _EVERYWHERE else ""
    with (
        _listening(host, port) as listener,
        Library.open(folder, address=address, token=token) as library,
        Assistant(library, settings) as assistant,
        Additions(library) as additions,
    ):
        terminal.err.print(f"Loading the models for {library.folder} …", markup=False)
        asyncio.run(assistant.prepare())
        config = uvicorn.Config(
            application(assistant, examples, host, token, additions),
            log_level="warning",
            timeout_graceful_shutdown=2,
            server_header=False,
            # It bounds what it reads of headers before anybody sees them; httptools does not.
            http="h11",
            h11_max_incomplete_event_size=64_000,
        )
        server = _Server(config)
        server.address = address
        try:
            server.run([listener])
        except KeyboardInterrupt:
            terminal.err.print("Stopped.")


def _require_users(folder: Path, host: str) -> None:
    if host not in LOOPBACK and not Users(folder).any():
        raise InputError(
            f"others can reach the page on {host}, so people have to sign in, and there are no "
            f"users yet: `dateline users add NAME --library {folder}` adds one"
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
