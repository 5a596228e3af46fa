"""The fields of what limits articles: days, outlets, author, collections."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index import Library
from ui.listeners import Values

# What is written in an empty field for a day.
DAY = "2025-03-14 or 2025-03"


@dataclass(frozen=True)
class LimitFields:
    """The fields of what limits articles, by their roles."""

    since: gr.Textbox
    until: gr.Textbox
    undated: gr.Checkbox
    sources: gr.Dropdown
    author: gr.Textbox
    collections: gr.Dropdown

    def all(self) -> list[Any]:
        """All of them, in the order that `picked` takes their values in."""
        return [
            self.since,
            self.until,
            self.sources,
            self.author,
            self.collections,
            self.undated,
        ]

    def changed(self) -> list[Any]:
        """The events by which a person has done with one of them."""
        boxes, picks = (self.since, self.until, self.author), (self.undated, self.sources)
        return [
            *(box.submit for box in boxes),
            *(one.input for one in (*picks, self.collections)),
        ]

    def left(self) -> list[Any]:
        """The events by which a person leaves a box that was written in."""
        return [box.blur for box in (self.since, self.until, self.author)]

    def choices(self, library: Library) -> Values:
        """Offer the outlets and collections that there are."""
        return {
            self.sources: gr.update(choices=library.names("source")),
            self.collections: gr.update(choices=library.names("collection")),
        }

    def emptied(self) -> Values:
        """Give what each holds where nothing is limited."""
        texts = dict.fromkeys((self.since, self.until, self.author), "")
        return {**texts, self.undated: False, self.sources: [], self.collections: []}


def limit_fields(prefix: str) -> LimitFields:
    """Build them; ids begin with the prefix."""
    with gr.Row(elem_classes="limit-fields"):
        since = gr.Textbox(
            label="From", placeholder=DAY, max_lines=1, max_length=40, elem_id=f"{prefix}-since"
        )
        until = gr.Textbox(
            label="To", placeholder=DAY, max_lines=1, max_length=40, elem_id=f"{prefix}-until"
        )
        undated = gr.Checkbox(label="Undated ones too", elem_id=f"{prefix}-undated")
    with gr.Row(elem_classes="limit-fields"):
        sources = gr.Dropdown(label="Outlets", multiselect=True, elem_id=f"{prefix}-sources")
        author = gr.Textbox(
            label="Author, or a part of the name", max_length=200, elem_id=f"{prefix}-author"
        )
        collections = gr.Dropdown(
            label="Collections", multiselect=True, elem_id=f"{prefix}-collections"
        )
    return LimitFields(since, until, undated, sources, author, collections)


def picked(values: Sequence[Any]) -> dict[str, Any]:
    """Read the values of `LimitFields.all` into what `Picked` is made of."""
    since, until, sources, author, collections, undated = values
    # A box that nobody wrote in may be None.
    return {
        "since": since or "",
        "until": until or "",
        "sources": tuple(sources or ()),
        "author": author or "",
        "collections": tuple(collections or ()),
        "undated": bool(undated),
    }
