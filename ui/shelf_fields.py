"""The fields over the list of articles: what to show, words of the headline, filters."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

ARTICLES, CONFINED = "Articles", "In quarantine"
_DAY = "2025-03-14, 2025-03 or 2025"


@dataclass(frozen=True)
class Fields:
    """The components, by their roles."""

    column: gr.Column
    kind: gr.Radio
    words: gr.Textbox
    show: gr.Button
    clear: gr.Button
    since: gr.Textbox
    until: gr.Textbox
    undated: gr.Checkbox
    sources: gr.Dropdown
    author: gr.Textbox
    collections: gr.Dropdown

    def wanted(self) -> list[Any]:
        """What is written or picked, in the order of `shelf_list.Wanted`."""
        return [
            self.words,
            self.since,
            self.until,
            self.sources,
            self.author,
            self.collections,
            self.undated,
        ]


def search_fields() -> Fields:
    """Build them."""
    with gr.Column(elem_id="shelf-filters") as column:
        with gr.Row(elem_id="shelf-search"):
            kind = gr.Radio(
                [ARTICLES, CONFINED], value=ARTICLES, label="Show", elem_id="shelf-kind", scale=0
            )
            words = gr.Textbox(
                label="Words in the headline", elem_id="shelf-words", max_length=200, scale=4
            )
            show = gr.Button("Search", elem_id="shelf-show", variant="primary", scale=0)
            clear = gr.Button("Clear", elem_id="shelf-clear", scale=0)
        with gr.Accordion("Filters", open=False, elem_id="shelf-more"):
            with gr.Row():
                since = gr.Textbox(label="From", placeholder=_DAY, elem_id="shelf-since")
                until = gr.Textbox(label="To", placeholder=_DAY, elem_id="shelf-until")
                undated = gr.Checkbox(label="Undated ones too", elem_id="shelf-undated")
            with gr.Row():
                sources = gr.Dropdown(label="Outlets", multiselect=True, elem_id="shelf-sources")
                author = gr.Textbox(
                    label="Author, or a part of the name", max_length=200, elem_id="shelf-author"
                )
                collections = gr.Dropdown(
                    label="Collections", multiselect=True, elem_id="shelf-collections"
                )
    return Fields(
        column, kind, words, show, clear, since, until, undated, sources, author, collections
    )
