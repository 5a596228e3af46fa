"""The filters beside the question: fields, a line that tells which are on, and the date limit.

What is written and picked holds for the tab until it is reset, as it stands in the fields.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant import Answer, Asking
from assistant.prompts import written_date
from assistant.remarks import Limits
from index import Library
from index.filters import iso
from ui import wording
from ui.calm import in_words
from ui.growing import Opened
from ui.limit_fields import DAY, LimitFields, limit_fields, picked
from ui.listeners import Values
from ui.picked import Chosen
from ui.render import escape

_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}


@dataclass(frozen=True)
class _Parts:
    """The components beside the fields, by their roles."""

    box: gr.Accordion
    wrong: gr.Markdown
    as_of: gr.Textbox
    dates: gr.Checkbox
    again: gr.Button
    reset: gr.Button
    limited: gr.Row
    told: gr.Markdown
    all_dates: gr.Button
    other_dates: gr.Button


class AskFilters:
    """The filters of a chat: `ask_filters` builds them.

    Attributes:
        again: The button that asks the last question again with them.
        all_dates: The one that asks it again without the limit that its own dates are.
        unworded: Holds None, in the place of a person's own wording of it.
    """

    def __init__(self, library: Library, fields: LimitFields, parts: _Parts) -> None:
        self._library = library
        self._fields = fields
        self._parts = parts
        self.again, self.all_dates = parts.again, parts.all_dates
        self.unworded, self._off = gr.State(None), gr.State(False)

    def inputs(self, dates: bool = True) -> list[Any]:
        """The fields, in the order that `asking` takes their values in.

        Args:
            dates: False for dates in the question to limit nothing, whatever is ticked.
        """
        parts = self._parts
        return [parts.as_of, parts.dates if dates else self._off, *self._fields.all()]

    async def asking(self, values: Sequence[Any]) -> Asking | None:
        """Tell how a question is asked by what the fields hold.

        Args:
            values: Of `inputs`.

        Returns:
            None if they hold what cannot be; what listens by `connect` has told the person then.
        """
        try:
            return await asyncio.to_thread(_chosen(values).asking, self._library)
        except Exception:
            return None

    def shown(self) -> list[Any]:
        """What `offered` gives the values of, in its order."""
        return [self._parts.limited, self._parts.told, self._parts.again]

    def connect(self, asked: Sequence[Any], changed: Sequence[Any], opened: gr.State) -> None:
        """Listen.

        Args:
            asked: Events by which a question is asked: what is wrong with the fields is told.
            changed: Events after which the library may hold other outlets and collections.
            opened: The conversation, whose last answer's dates can be taken over.
        """
        parts, fields = self._parts, self._fields
        both: dict[str, Any] = {"outputs": [parts.box, parts.wrong], **_PRIVATE}
        own = [*fields.changed(), *fields.left()]
        own += [parts.as_of.submit, parts.as_of.blur, parts.dates.input]
        own += [self.again.click, self.all_dates.click, *asked]
        # Who goes from field to field is faster than an answer: the last one counts.
        gr.on(own, self._tell, self.inputs(), trigger_mode="always_last", **both)
        every: dict[str, Any] = {"outputs": {*both["outputs"], *self.inputs()}, **_PRIVATE}
        parts.reset.click(self._reset, None, **every)
        parts.other_dates.click(self._take_over, [opened, *self.inputs()], **every)
        picks = [fields.sources, fields.collections]
        gr.on([parts.box.expand, *changed], self._refresh, None, picks, **_PRIVATE)

    def _refresh(self) -> Values:
        try:
            return self._fields.choices(self._library)
        except Exception as error:
            # The page goes on with the choices that it has.
            in_words(error)
            return dict.fromkeys((self._fields.sources, self._fields.collections), gr.skip())

    def _tell(self, *values: Any) -> Values:
        """Say which filters are on, or what is wrong with them."""
        box, wrong = self._parts.box, self._parts.wrong
        try:
            asking = _chosen(values).asking(self._library)
        except Exception as error:
            said = f'<p role="alert">{escape(in_words(error))}</p>'
            return {
                box: gr.update(label="Filters cannot be used yet", open=True),
                wrong: gr.update(value=said, visible=True),
            }
        return {box: gr.update(label=label_of(asking)), wrong: gr.update(visible=False)}

    def _reset(self) -> Values:
        emptied = {**self._fields.emptied(), self._parts.as_of: "", self._parts.dates: True}
        return {**emptied, **self._tell(*(emptied[field] for field in self.inputs()))}

    def _take_over(self, opened: Opened, *values: Any) -> Values:
        """Write the days of the last answer into the fields, to be changed."""
        if not opened.turns:
            return {self._parts.wrong: gr.skip()}
        limits = opened.turns[-1].answer.limits
        taken = {
            self._fields.since: iso(limits.since) if limits.since else "",
            self._fields.until: iso(limits.until) if limits.until else "",
        }
        held = dict(zip(self.inputs(), values, strict=True)) | taken
        told = self._tell(*held.values())
        return {**taken, **told, self._parts.box: {**told[self._parts.box], "open": True}}


def ask_filters(library: Library) -> AskFilters:
    """Build the filters inside an open `Blocks`, below the question's box."""
    with gr.Row(visible=False, elem_id="ask-limited") as limited:
        told = gr.Markdown(latex_delimiters=[])
        all_dates = gr.Button("Search all dates", size="sm", elem_id="ask-all-dates")
        other_dates = gr.Button("Choose other dates", size="sm", elem_id="ask-other-dates")
    wrong = gr.Markdown(visible=False, elem_id="ask-wrong", latex_delimiters=[])
    with gr.Accordion("Filters", open=False, elem_id="ask-filters") as box:
        fields = limit_fields("ask")
        with gr.Row(elem_classes="limit-fields"):
            as_of = gr.Textbox(
                label="As of: nothing later or undated",
                placeholder=DAY,
                max_lines=1,
                max_length=40,
                elem_id="ask-as-of",
            )
            dates = gr.Checkbox(
                value=True, label="Limit by dates that the question names", elem_id="ask-dates"
            )
        with gr.Row(elem_id="ask-actions"):
            again = gr.Button(
                "Ask the last question again",
                size="sm",
                elem_id="ask-refilter",
                interactive=False,
            )
            reset = gr.Button("Reset", size="sm", elem_id="ask-reset")
    parts = _Parts(box, wrong, as_of, dates, again, reset, limited, told, all_dates, other_dates)
    return AskFilters(library, fields, parts)


def offered(last: Answer | None, running: bool) -> tuple[Any, ...]:
    """Give the values of `AskFilters.shown`: whether the date limit can be dropped or changed.

    Args:
        last: The conversation's last answer.
        running: Whether it still grows.
    """
    again = gr.update(interactive=last is not None and not running)
    if last is None or running or not last.limits.by_question:
        return gr.update(visible=False), gr.skip(), again
    days = wording.between(last.limits.since, last.limits.until)
    told = f"Limited by the question to articles {days}."
    return gr.update(visible=True), told, again


def label_of(asking: Asking) -> str:
    """Say in one line which filters are on: "Filters: The Paper · from March 2025"."""
    on = wording.limits(Limits(filters=asking.filters, dates=asking.dates))
    on += [f"as of {written_date(asking.as_of)}"] if asking.as_of else []
    return f"Filters: {' · '.join(on)}" if on else "Filters"


def _chosen(values: Sequence[Any]) -> Chosen:
    as_of, dates, *limits = values
    return Chosen(as_of=as_of or "", dates=bool(dates), **picked(limits))
