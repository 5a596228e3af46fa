"""The web server: the chat page on FastAPI, with the headers and checks of a page that is private.

It listens on this machine only unless told otherwise, and nothing in the page comes from elsewhere.
"""

import asyncio
import secrets
import socket
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import fastapi
import gradio as gr
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import Assistant, Settings
from index import Library
from index.errors import InputError
from ui import owner_api, terminal, web
from ui.uploads import UploadLimits, megabytes

# Gradio starts itself with inline scripts and styles; everything else is shut.
_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
_HEADERS = [
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - a person asked for it
# Here Gradio takes files, for the library's tab.
_UPLOAD = "/gradio_api/upload"
_UPLOADS = UploadLimits()
# Around the files of one request stand their names.
_AROUND = 1_000_000
_STYLES, _SCRIPTS = ("style.css", "shelves.css"), ("page.js", "shelves.js")
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class Guard:
    """ASGI middleware: checks who asks for whom, and adds the security headers.

    Args:
        app: What it guards.
        hosts: Names under which the page may be asked for; None for any. A page of another site
            whose name was made to lead here (DNS rebinding) asks under its own name.
    """

    def __init__(self, app: ASGIApp, hosts: set[str] | None) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]
        }

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        if refusal := self._refusal(scope["method"], scope["path"], headers):
            response = fastapi.responses.PlainTextResponse(refusal, status_code=403)
            await response(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _refusal(self, method: str, path: str, headers: dict[str, str]) -> str:
        host = headers.get("host", "")
        if self._hosts is not None and _parts(f"//{host}").hostname not in self._hosts:
            return f"this page is not served under the name {host!r}"
        origin = headers.get("origin")
        if method not in _SAFE_METHODS and origin and _parts(origin).netloc != host:
            return f"a page of {origin} may not ask here"
        if path == _UPLOAD and not _is_at_most(
            headers.get("content-length", ""), _UPLOADS.together + _AROUND
        ):
            return f"at most {megabytes(_UPLOADS.together)} can be uploaded at once"
        return ""


def _is_at_most(length: str, most: int) -> bool:
    """Whether a request says how long it is, and that is not too long."""
    return length.isascii() and length.isdigit() and int(length) <= most


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def application(
    assistant: Assistant, examples: Sequence[str], host: str, token: str = ""
) -> fastapi.FastAPI:
    """Make the whole web application.

    Args:
        assistant: Answers the questions.
        examples: Questions to offer while a conversation is empty.
        host: The address it will be served on.
        token: What other commands of the same user show to use the library; "" to take no orders.
    """
    app = fastapi.FastAPI(title="Dateline", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard, hosts=_LOOPBACK | {host} if host in _LOOPBACK else None)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    if token:
        app.include_router(owner_api.router(assistant, token))
    assets = resources.files("ui").joinpath("assets")
    script = "".join(f"<script>{assets.joinpath(name).read_text()}</script>" for name in _SCRIPTS)
    gr.mount_gradio_app(
        app,
        web.build(assistant, examples),
        path="/",
        server_name=host,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        show_error=False,
        css="".join(assets.joinpath(name).read_text() for name in _STYLES),
        max_file_size=_UPLOADS.size,
        head=script,
        # The system's own fonts: nothing to load, and every weight is there.
        theme=gr.themes.Default(
            primary_hue="indigo", neutral_hue="slate", font=["system-ui", "sans-serif"]
        ).set(
            # Subdued, but within what WCAG 2.2 asks of text (a contrast of 4.5).
            body_text_color_subdued="*neutral_600",
            body_text_color_subdued_dark="*neutral_400",
            button_primary_background_fill="*primary_600",
            button_primary_background_fill_dark="*primary_600",
        ),
    )
    return app


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
        InputError: If the address or port cannot be had.
        DatelineError: If the library or the model cannot be used.
    """
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    # Reached from this machine only, so offered only where this machine can be reached at all.
    token = secrets.token_urlsafe(32) if host in _LOOPBACK | _EVERYWHERE else ""
    with (
        _listening(host, port) as listener,
        Library.open(folder, address=address, token=token) as library,
    ):
        if host not in _LOOPBACK:
            terminal.complain(
                f"anyone who reaches {address} can read the library: there is no sign-in yet"
            )
        with Assistant(library, settings) as assistant:
            terminal.err.print(f"Loading the models for {library.folder} …", markup=False)
            asyncio.run(assistant.prepare())
            config = uvicorn.Config(
                application(assistant, examples, host, token),
                log_level="warning",
                timeout_graceful_shutdown=2,
            )
            server = _Server(config)
            server.address = address
            try:
                server.run([listener])
            except KeyboardInterrupt:
                terminal.err.print("Stopped.")


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
