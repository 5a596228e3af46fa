"""What Gradio would keep for ever is bounded."""

from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest

from assistant import Assistant, Settings
from index import Library
from ui import web
from ui.history import History


@pytest.fixture
def page(library: Library, tmp_path: Path) -> Iterator[gr.Blocks]:
    with (
        History.open(tmp_path / "history.sqlite") as history,
        Assistant(library, Settings(llm="none")) as assistant,
    ):
        yield web.build(assistant, [], history)


def test_only_so_many_tabs_are_kept(page: gr.Blocks):
    # Some 1.5 MB each: docs/measurements.md, "The page".
    assert page.state_session_capacity * 1.5 <= 200


def test_no_table_of_past_listeners_is_kept(page: gr.Blocks):
    assert page._queue.ANALYTICS_MAX_EVENTS == 1
    page._queue.events_recorded = 1_000_000
    records = [{"function": "ask", "status": "success", "process_time": 1.0}]
    assert page._queue.compute_analytics_summary(records) == {"functions": {}}
