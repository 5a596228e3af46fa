"""One article beside the list: read it, put it into collections, remove it."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from index import Library
from ui import shelf_list, shelf_views
from ui.calm import in_words
from ui.listeners import Values, components
from ui.render import escape
from ui.shelf_list import Opened


@dataclass(frozen=True)
class ArticleParts:
    """The components of the column, by their roles."""

    column: gr.Column
    back: gr.Button
    remove: gr.Button
    asking: gr.Column
    question: gr.Markdown
    yes: gr.Button
    no: gr.Button
    notice: gr.Markdown
    head: gr.Markdown
    fields: gr.Row
    collections: gr.Dropdown
    save: gr.Button
    version: gr.Dropdown
    text: gr.Markdown
    tellers: gr.Radio
    opened: gr.State

    def all(self) -> set[Any]:
        """What a listener may write to."""
        return components(self)


def article_column() -> ArticleParts:
    """Build it, hidden."""
    with gr.Column(scale=3, min_width=320, elem_id="shelf-article", visible=False) as column:
        with gr.Row(elem_id="article-actions"):
            back = gr.Button("Back to the list", elem_id="article-back", size="sm", min_width=130)
            remove = gr.Button("Remove …", elem_id="article-remove", size="sm", min_width=100)
        with gr.Column(elem_id="article-asking", visible=False) as asking:
            question = gr.Markdown(elem_id="article-question", latex_delimiters=[])
            with gr.Row():
                yes = gr.Button("Remove it", elem_id="article-yes", variant="stop", size="sm")
                no = gr.Button("Keep it", elem_id="article-no", size="sm")
        notice = gr.Markdown(elem_id="article-notice", visible=False, latex_delimiters=[])
        head = gr.Markdown(elem_id="article-head", latex_delimiters=[])
        with gr.Row(elem_id="article-fields") as fields:
            collections = gr.Dropdown(
                label="In the collections (pick some, or write new ones)",
                elem_id="article-collections",
                multiselect=True,
                allow_custom_value=True,
                min_width=240,
            )
            save = gr.Button("Save", elem_id="article-save", scale=0, min_width=80)
        version = gr.Dropdown(label="Version", elem_id="article-version", visible=False)
        text = gr.Markdown(elem_id="article-text", latex_delimiters=[])
        tellers = gr.Radio(
            label="Others that tell this story", elem_id="article-tellers", visible=False
        )
        opened = gr.State("")
    return ArticleParts(
        column,
        back,
        remove,
        asking,
        question,
        yes,
        no,
        notice,
        head,
        fields,
        collections,
        save,
        version,
        text,
        tellers,
        opened,
    )


class ArticleColumn:
    """What people do with one article; every method gives what the components show then.

    Args:
        library: Where the articles are.
        parts: The components.
    """

    def __init__(self, library: Library, parts: ArticleParts) -> None:
        self._library = library
        self._parts = parts

    def open(self, article_id: str | None) -> Values:
        """Show an article, or what is in quarantine."""
        return self._show(article_id or "", None)

    def choose(self, version: int | None, article_id: str) -> Values:
        """Show another version of the article."""
        return self._show(article_id, version)

    def close(self) -> Values:
        """Show none."""
        parts = self._parts
        return {parts.column: gr.update(visible=False), parts.opened: ""}

    def collect(self, names: list[str] | None, article_id: str) -> Values:
        """Put the article into these collections and no others."""
        try:
            kept = self._library.collect(article_id, names or [])
        except Exception as error:
            return self._failed(error)
        parts = self._parts
        where = f"In {', '.join(kept)}." if kept else "In no collection."
        return {**self._said(escape(where)), parts.collections: self._collections(kept)}

    def ask(self, article_id: str) -> Values:
        """Name what goes, before it goes."""
        try:
            opened = shelf_list.open_article(self._library, article_id)
        except Exception as error:
            return self._failed(error)
        parts = self._parts
        return {
            parts.asking: gr.update(visible=True),
            parts.question: shelf_views.removal_question(opened),
            parts.remove: gr.update(interactive=False),
            parts.notice: gr.update(visible=False),
        }

    def keep(self) -> Values:
        """Do not remove it."""
        parts = self._parts
        return {
            parts.asking: gr.update(visible=False),
            parts.remove: gr.update(interactive=True),
        }

    def remove(self, article_id: str) -> Values:
        """Remove the article, and show what was counted before and after."""
        parts = self._parts
        try:
            title = shelf_list.open_article(self._library, article_id).article.title
            removal = self._library.remove([article_id])
        except Exception as error:
            return {**self._failed(error), **self.keep()}
        hidden = (parts.head, parts.text, parts.fields, parts.version, parts.tellers)
        return {
            **dict.fromkeys((*hidden, parts.remove, parts.asking), gr.update(visible=False)),
            **self._said(shelf_views.removed(removal, title)),
            parts.opened: "",
        }

    def _show(self, article_id: str, version: int | None) -> Values:
        try:
            opened = shelf_list.open_article(self._library, article_id, version)
        except Exception as error:
            return {self._parts.column: gr.update(visible=True), **self._failed(error)}
        parts = self._parts
        return {
            **self.keep(),
            parts.column: gr.update(visible=True),
            parts.notice: gr.update(visible=False),
            parts.remove: gr.update(visible=True, interactive=True),
            parts.opened: article_id,
            parts.head: gr.update(value=shelf_views.head(opened), visible=True),
            parts.text: gr.update(value=shelf_views.text(opened), visible=True),
            **self._fields(opened),
        }

    def _fields(self, opened: Opened) -> Values:
        parts = self._parts
        labels = [(shelf_views.version_label(one), one.number) for one in opened.versions]
        others = [(shelf_views.teller_label(entry), entry.id) for entry in opened.others]
        return {
            parts.fields: gr.update(visible=not opened.quarantined),
            parts.collections: self._collections(opened.collections),
            parts.version: gr.update(
                choices=labels,
                value=opened.version if labels else None,
                visible=len(labels) > 1,
            ),
            parts.tellers: gr.update(choices=others, value=None, visible=bool(others)),
        }

    def _collections(self, held: tuple[str, ...] | list[str]) -> Any:
        return gr.update(choices=self._library.names("collection"), value=list(held), visible=True)

    def _said(self, words: str) -> Values:
        return {self._parts.notice: gr.update(value=words, visible=True)}

    def _failed(self, error: Exception) -> Values:
        return self._said(f"**{escape(in_words(error))}**")
