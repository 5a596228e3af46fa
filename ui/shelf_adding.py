"""The part of the library's tab that adds: files and addresses, how far it is, and the report."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import gradio as gr

from index.files import FORMATS
from ui import shelf_views
from ui.additions import Additions
from ui.calm import in_words
from ui.render import escape
from ui.uploads import UploadLimits, megabytes

_EVERY = 0.4  # seconds between two looks at how far it is


def add_tab(additions: Additions, private: dict[str, Any]) -> Any:
    """Build it inside open `Tabs`; gives the event whose `then` runs once an adding has ended.

    Args:
        additions: Adds.
        private: What every listener is made with.
    """
    with gr.Tab("Add", id="add", elem_id="shelf-add") as tab:
        files, addresses = _what(additions.limits)
        with gr.Row(elem_id="add-actions"):
            collection = gr.Textbox(
                label="Put all of them in the collection (optional)",
                elem_id="add-collection",
                max_length=80,
                lines=1,
                scale=4,
                min_width=200,
            )
            add = gr.Button("Add", elem_id="add-begin", variant="primary", scale=0)
            stop = gr.Button("Stop", elem_id="add-stop", interactive=False, scale=0)
        told = gr.Markdown(elem_id="add-told", latex_delimiters=[])
    follower = _Follower(additions)
    shown = [told, add, stop]
    added = add.click(
        follower.add,
        [files, addresses, collection],
        [files, addresses, *shown],
        trigger_mode="once",
        **private,
    )
    # Whoever comes back to the page, or to another one, sees what goes on.
    tab.select(follower.follow, None, shown, trigger_mode="once", **private)
    stop.click(follower.stop, None, [told, stop], queue=False, **private)
    return added


def _what(limits: UploadLimits) -> tuple[gr.File, gr.Textbox]:
    gr.Markdown(
        f"### Add articles\nAt most {limits.files} files at once, each of at most "
        f"{megabytes(limits.size)}; archives are unpacked, data files may hold many articles.",
        elem_id="add-head",
    )
    with gr.Row(equal_height=True):
        files = gr.File(
            label="Files",
            elem_id="add-files",
            file_count="multiple",
            file_types=[*FORMATS],
            height=190,
            min_width=300,
        )
        addresses = gr.Textbox(
            label="Web addresses, one a line",
            elem_id="add-addresses",
            placeholder="https://…",
            lines=6,
            max_lines=6,
            max_length=100_000,
            min_width=300,
        )
    return files, addresses


class _Follower:
    def __init__(self, additions: Additions) -> None:
        self._additions = additions

    async def add(
        self, files: list[str] | None, addresses: str | None, collection: str | None
    ) -> AsyncGenerator[tuple[Any, ...]]:
        """Begin, and show how far it is until it has ended."""
        paths = [Path(file) for file in files or ()]
        names = [name] if (name := (collection or "").strip()) else []
        try:
            await asyncio.to_thread(self._additions.begin, paths, addresses or "", names)
        except Exception as error:
            # The files are gone, the addresses can be mended.
            running = bool(self._additions.progress.doing)
            yield (None, gr.skip(), f"**Not added:** {escape(in_words(error))}", *_buttons(running))
            return
        box: tuple[Any, Any] = (None, "")
        async for shown in self.follow():
            yield (*box, *shown)
            box = (gr.skip(), gr.skip())

    async def follow(self) -> AsyncGenerator[tuple[Any, ...]]:
        """Show how far an adding is until it has ended; at once what the last one did."""
        while True:
            now = self._additions.progress
            yield (shelf_views.progress(now), *_buttons(bool(now.doing)))
            if not now.doing:
                return
            await asyncio.sleep(_EVERY)

    def stop(self) -> tuple[Any, ...]:
        """Read no further article."""
        self._additions.stop()
        return shelf_views.progress(self._additions.progress), gr.update(interactive=False)


def _buttons(running: bool) -> tuple[Any, Any]:
    return gr.update(interactive=not running), gr.update(interactive=running)
