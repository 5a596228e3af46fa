"""Gradio's page in our server: open is what the page asks for, and what is a person's stays theirs.

Gradio opens ways in for much that this page has no use for, more with every version: one fetches
any address, some stop what another tab runs, some write to disk. What is not named here is shut.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import fastapi
import gradio as gr
from fastapi.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.guard import UPLOAD
from ui.incoming import Incoming

# All that the page asks of Gradio; {} stands for one part of a path, {…} for the rest of it.
# Uploads go in here and nowhere out: whoever sent a file has it.
OPEN = (
    "GET /",
    "HEAD /",
    "GET /config",
    "GET /theme.css",
    "GET /favicon.ico",
    "GET /assets/{…}",
    "GET /static/{…}",
    "GET /gradio_api/app_id",
    "GET /gradio_api/heartbeat/{}",
    "GET /gradio_api/queue/data",
    "GET /gradio_api/upload_progress",
    "POST /gradio_api/queue/join",
    "POST /gradio_api/run/predict",
    f"POST {UPLOAD}",
)
# What a browser names by itself: a tab of the page, an upload.
_NAMES = ("session_hash", "upload_id")
_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)
_MOST_NAMES = 100_000


def mount(app: fastapi.FastAPI, page: gr.Blocks, incoming: Incoming, **how: Any) -> None:
    """Mount a page on a server behind the `Guard`, at `/` and after all other routes.

    Listeners get who asks as `request.username`: a name, or "" for the owner, where nobody has to
    sign in.

    Args:
        app: The server.
        page: The page, built after `incoming` was prepared.
        incoming: Where its uploads go.
        how: Further arguments of `gr.mount_gradio_app`.
    """
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        auth_dependency=partial(_asking, People(), incoming),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        show_error=False,
        **how,
    )
    mounted = app.routes[-1]
    assert isinstance(mounted, Mount)
    mounted.app = Narrowed(mounted.app)


async def _asking(people: "People", incoming: Incoming, request: fastapi.Request) -> str | None:
    """Give whom the guard found: a name, "" for the owner, None for nobody.

    Raises:
        HTTPException: If what is asked is another's, or no upload, or there is no room for one.
    """
    person: str | None = request.state.user
    if person is None:
        return None
    order = await _ordered(request)
    if not all(people.have(person, name) for name in _names(request, order)):
        raise fastapi.HTTPException(403, "this belongs to another page; load it anew")
    if not all(map(incoming.holds, _files(order))):
        raise fastapi.HTTPException(403, "only what was uploaded here can be added")
    if request.url.path == UPLOAD and _length(request) > incoming.room():
        raise fastapi.HTTPException(507, "too many uploads wait here already; try again later")
    return person


class Narrowed:
    """ASGI middleware that passes on what is named, and knows of nothing else.

    Args:
        app: Where to.
        opened: What is asked for, as `OPEN` names it.
    """

    def __init__(self, app: ASGIApp, opened: Iterable[str] = OPEN) -> None:
        self._app = app
        self._opened = re.compile("|".join(map(_pattern, opened)), re.ASCII | re.DOTALL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say that there is nothing."""
        if scope["type"] == "http" and self._opened.fullmatch(f"{scope['method']} {scope['path']}"):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


def _pattern(opened: str) -> str:
    return re.escape(opened).replace(r"\{\}", "[^/]+").replace(re.escape("{…}"), ".+")


class People:
    """Whose the names are that browsers make: whoever uses one first has it for good.

    Gradio gives what a tab holds, and what is on its way to it, to whoever says the tab's name.
    """

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def have(self, person: str, name: str) -> bool:
        """Say whether a name is this person's, or nobody's so far; then it is from now on."""
        if not _NAME.fullmatch(name):
            return False
        owner = self._owners.setdefault(name, person)
        self._owners.move_to_end(name)
        if len(self._owners) > _MOST_NAMES:
            self._owners.popitem(last=False)
        return owner == person


def _length(request: fastapi.Request) -> int:
    # The guard has looked at what is said here.
    return int(request.headers.get("content-length", "0"))


async def _ordered(request: fastapi.Request) -> dict[str, Any]:
    # Files are read by what stores them, and nothing else is sent that way.
    sends_files = request.headers.get("content-type", "").startswith("multipart/")
    if request.method != "POST" or sends_files:
        return {}
    try:
        order = await request.json()
    except ValueError:
        order = None
    # What is no object names nothing, and Gradio refuses it.
    return order if isinstance(order, dict) else {}


def _names(request: fastapi.Request, order: dict[str, Any]) -> list[str]:
    parts = (request.path_params, request.query_params, order)
    found = [part[name] for part in parts for name in _NAMES if name in part]
    return [name for name in found if isinstance(name, str)]


def _files(order: dict[str, Any]) -> Iterator[str]:
    """Find what Gradio would read as a file: it fetches one that has an address."""
    left: list[Any] = [order]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            if isinstance(path := part.get("path"), str):
                yield path
            left += part.values()
        elif isinstance(part, list):
            left += part
