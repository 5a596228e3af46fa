"""The fields over the list of articles: what to show, words of the headline, filters."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.limit_fields import LimitFields, limit_fields

ARTICLES, CONFINED = "Articles", "In quarantine"


@dataclass(frozen=True)
class Fields:
    """The components, by their roles."""

    column: gr.Column
    kind: gr.Radio
    words: gr.Textbox
    show: gr.Button
    clear: gr.Button
    limits: LimitFields

    def all(self) -> list[Any]:
        """All of them."""
        return [self.column, self.kind, self.words, self.show, self.clear, *self.limits.all()]


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
            limits = limit_fields("shelf")
    return Fields(column, kind, words, show, clear, limits)
