"""The library in the page: browse, filter, read, remove, add, and see what it covers."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant import Assistant
from index import Library
from ui import shelf_list, shelf_plot, shelf_views
from ui.additions import Additions
from ui.calm import in_words
from ui.limit_fields import picked
from ui.listeners import Values
from ui.render import escape
from ui.shelf_adding import add_tab
from ui.shelf_article import ArticleColumn, ArticleParts, article_column
from ui.shelf_fields import ARTICLES, CONFINED, Fields, search_fields
from ui.shelf_list import Listed, Row, Wanted

# No listener is an endpoint that others could call.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# What is quick does not wait in Gradio's queue behind answers that grow.
_QUICK: dict[str, Any] = {"queue": False, **_PRIVATE}
# Of what grows, many people may look at once.
_GROWING: dict[str, Any] = {"concurrency_limit": 16, "concurrency_id": "library", **_PRIVATE}


@dataclass(frozen=True)
class _Parts:
    """The fields, the list below them, and what it shows."""

    fields: Fields
    count: gr.Markdown
    rows: gr.Radio
    newer: gr.Button
    older: gr.Button
    wanted: gr.State
    number: gr.State

    def all(self) -> set[Any]:
        """What a listener may write to."""
        own = {self.count, self.rows, self.newer, self.older, self.wanted, self.number}
        return own | set(self.fields.all())


def library_tab(assistant: Assistant, additions: Additions | None = None) -> None:
    """Build the library's part of the page inside an open `Blocks` or `Tab`.

    Args:
        assistant: Holds the library.
        additions: Adds to it; whoever gives one closes it before the library. Default: one that
            ends with the process, in the middle of its work if need be, which loses nothing.
    """
    library = assistant.library
    outer = gr.context.Context.block
    gr.Markdown("## Library", elem_classes="unseen")
    with gr.Tabs(elem_id="library"):
        with gr.Tab("Browse", id="browse", elem_id="shelf-browse") as browse:
            parts, article = _lay_out()
        added = add_tab(additions or Additions(library), _GROWING)
        with gr.Tab("Coverage", id="coverage", elem_id="shelf-coverage") as coverage:
            plot = gr.Markdown(elem_id="coverage", latex_delimiters=[])
    _connect_list(library, parts, [browse, *([outer] if isinstance(outer, gr.Tab) else [])], added)
    _connect_article(library, parts, article)
    coverage.select(lambda: _coverage(library), None, plot, **_QUICK)


def _lay_out() -> tuple[_Parts, ArticleParts]:
    fields = search_fields()
    count = gr.Markdown(elem_id="shelf-count", latex_delimiters=[])
    with gr.Row(equal_height=False, elem_id="shelf"):
        with gr.Column(scale=2, min_width=320, elem_id="shelf-list"):
            rows = gr.Radio(
                label="Articles, newest first",
                show_label=False,
                elem_id="shelf-rows",
                visible=False,
            )
            with gr.Row(elem_id="shelf-pages"):
                newer = gr.Button("Newer", elem_id="shelf-newer", size="sm", visible=False)
                older = gr.Button("Older", elem_id="shelf-older", size="sm", visible=False)
        article = article_column()
    wanted, number = gr.State(Wanted()), gr.State(0)
    return _Parts(fields, count, rows, newer, older, wanted, number), article


class _Lists:
    """What people do with the list; every method gives what the components show then."""

    def __init__(self, library: Library, parts: _Parts) -> None:
        self._library = library
        self._parts = parts

    def show(self, kind: str, words: str | None, *limits: Any) -> Values:
        """Show the first page of what the fields ask for."""
        return self.again(kind, Wanted(words=words or "", **picked(limits)), 0)

    def clear(self) -> Values:
        """Show all articles, and empty the fields."""
        fields = self._parts.fields
        shown = self.again(ARTICLES, Wanted(), 0)
        for field, value in fields.limits.emptied().items():
            shown[field] = {**shown.get(field, gr.update()), "value": value}
        return {**shown, fields.words: "", fields.kind: ARTICLES}

    def newer(self, kind: str, wanted: Wanted, number: int) -> Values:
        """Show the page before."""
        return self.again(kind, wanted, number - 1)

    def older(self, kind: str, wanted: Wanted, number: int) -> Values:
        """Show the page behind."""
        return self.again(kind, wanted, number + 1)

    def again(self, kind: str, wanted: Wanted, number: int) -> Values:
        """Show a page as it is now."""
        parts = self._parts
        try:
            if kind == CONFINED:
                return self._confined(wanted, number)
            listed = shelf_list.find(self._library, wanted, number)
            choices = parts.fields.limits.choices(self._library)
            return {**self._listed(listed, wanted), **choices}
        except Exception as error:
            # The list stays as it was: what was wrong is in the fields.
            return {parts.count: f"**{escape(in_words(error))}**"}

    def _listed(self, listed: Listed[Row], wanted: Wanted) -> Values:
        parts = self._parts
        choices = [(shelf_views.label(row), row.entry.id) for row in listed.rows]
        return {
            parts.count: shelf_views.count(listed, wanted),
            **self._page(choices, listed),
            parts.wanted: wanted,
            # With nothing to search in, there is only to say what to do.
            parts.fields.column: gr.update(
                visible=bool(listed.held or self._library.quarantined())
            ),
        }

    def _confined(self, wanted: Wanted, number: int) -> Values:
        parts = self._parts
        found = shelf_list.find_confined(self._library, wanted, number)
        choices = [(shelf_views.confined_label(item), item.id) for item in found.rows]
        return {
            parts.count: shelf_views.confined_count(found),
            **self._page(choices, found),
            parts.wanted: wanted,
        }

    def _page(self, choices: list[tuple[str, str]], found: Listed[Any]) -> Values:
        parts = self._parts
        return {
            parts.rows: gr.update(choices=choices, visible=bool(choices)),
            parts.newer: gr.update(visible=found.number > 0),
            parts.older: gr.update(visible=found.more),
            parts.number: found.number,
        }


def _connect_list(library: Library, parts: _Parts, tabs: list[gr.Tab], added: Any) -> None:
    lists, fields = _Lists(library, parts), parts.fields
    state = [fields.kind, parts.wanted, parts.number]
    shared: dict[str, Any] = {"outputs": parts.all(), **_QUICK}
    gr.on(
        [fields.show.click, fields.words.submit, fields.kind.input, *fields.limits.changed()],
        lists.show,
        [fields.kind, fields.words, *fields.limits.all()],
        **shared,
    )
    fields.clear.click(lists.clear, None, **shared)
    parts.newer.click(lists.newer, state, **shared)
    parts.older.click(lists.older, state, **shared)
    again = {"fn": lists.again, "inputs": state, **shared}
    for tab in tabs:
        tab.select(**again)
    added.then(**again)
    # Once, when the page is opened.
    gr.on(None, lambda: lists.again(ARTICLES, Wanted(), 0), None, **shared)


def _connect_article(library: Library, parts: _Parts, article: ArticleParts) -> None:
    column, lists = ArticleColumn(library, article), _Lists(library, parts)
    shared: dict[str, Any] = {"outputs": article.all(), **_QUICK}
    again: dict[str, Any] = {
        "fn": lists.again,
        "inputs": [parts.fields.kind, parts.wanted, parts.number],
        "outputs": parts.all(),
        **_QUICK,
    }
    parts.rows.input(column.open, parts.rows, **shared)
    article.tellers.input(column.open, article.tellers, **shared)
    article.version.input(column.choose, [article.version, article.opened], **shared)
    article.remove.click(column.ask, article.opened, **shared)
    article.no.click(column.keep, None, **shared)
    article.yes.click(column.remove, article.opened, trigger_mode="once", **shared).then(**again)
    article.save.click(column.collect, [article.collections, article.opened], **shared).then(
        **again
    )
    article.back.click(column.close, None, **shared).then(lambda: None, None, parts.rows, **_QUICK)


def _coverage(library: Library) -> str:
    try:
        return shelf_plot.coverage(library.entries())
    except Exception as error:
        return f"**{escape(in_words(error))}**"
