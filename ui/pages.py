"""All pages of one library on a server: the chat with its styles and scripts, articles, files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import fastapi
import gradio as gr
from fastapi.responses import PlainTextResponse

from assistant import Assistant
from index import Library
from ui import calm, downloads, mounting, reading, web
from ui.additions import Additions
from ui.history import FILE as HISTORY
from ui.history import History
from ui.incoming import Incoming
from ui.states import States
from ui.uploads import UploadLimits

_UPLOADS = UploadLimits()
_STYLES = (
    "style.css",
    "past.css",
    "filters.css",
    "shelves.css",
    "sources.css",
    "settings.css",
    "keys.css",
    "states.css",
)
# The first of them watches what the page asks, and has to be there before it does; the page's own
# is last: a tap at a marker is for its quote first.
_SCRIPTS = ("states.js", "shelves.js", "sources.js", "keys.js", "spoken.js", "page.js")


def server(**how: Any) -> fastapi.FastAPI:
    """Make a server that has nothing yet, and answers in calm words where nothing else has.

    Args:
        how: Further arguments of `FastAPI`.
    """
    return fastapi.FastAPI(
        title="Dateline",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        exception_handlers={Exception: _broken},
        **how,
    )


async def _broken(_: fastapi.Request, error: Any) -> fastapi.Response:
    """The server logs it."""
    return PlainTextResponse(calm.BROKEN, status_code=500)


def add(
    app: fastapi.FastAPI,
    assistant: Assistant,
    history: History,
    incoming: Incoming,
    host: str,
    examples: Sequence[str] = (),
    additions: Additions | None = None,
    states: States | None = None,
) -> None:
    """Add the pages of a library to a server, after all other routes.

    Args:
        app: The server.
        assistant: Answers the questions; it has the library.
        history: Keeps the conversations.
        incoming: Where uploads go.
        host: The address that the server is reached at.
        examples: Questions to offer while a conversation is empty.
        additions: As in `web.build`.
        states: Knows how it stands. Default: with models that load when needed.
    """
    history.settle()
    app.include_router(downloads.router(history))
    app.include_router(reading.router(assistant.library))
    app.include_router((states or States(assistant)).router())
    assets = resources.files("ui").joinpath("assets")
    script = "".join(f"<script>{assets.joinpath(name).read_text()}</script>" for name in _SCRIPTS)
    mounting.mount(
        app,
        web.build(assistant, examples, history, additions),
        incoming,
        server_name=host,
        css="".join(assets.joinpath(name).read_text() for name in _STYLES),
        max_file_size=_UPLOADS.size,
        head=script,
        theme=_theme(),
    )


@contextmanager
def of_own(
    folder: Path, shared: Assistant, incoming: Incoming, host: str
) -> Iterator[fastapi.FastAPI]:
    """Open the library of one person, made if there is none, with its pages.

    Args:
        folder: The library's folder.
        shared: Of the library that is served; both have the same models.
        incoming: Where uploads go.
        host: The address that the server is reached at.

    Raises:
        DatelineError: If the library cannot be opened.
    """
    with (
        Library.open(folder, embedding=shared.library.embedding) as library,
        Assistant(library, shared.settings, shared.running) as assistant,
        Additions(library) as additions,
        History.open(library.folder / HISTORY) as history,
    ):
        app = server()
        add(app, assistant, history, incoming, host, additions=additions)
        yield app


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
