"""The settings in the page: what each person wants of answers, and what runs here."""

import ipaddress
import logging
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant import Assistant
from assistant.asking import NO_MODEL, Style
from assistant.languages import NAMES
from assistant.llm import LanguageModel
from index.errors import DatelineError
from ui import running
from ui.calm import in_words
from ui.choices import Choices, KeptChoices
from ui.options import LENGTHS
from ui.render import escape
from ui.running import Viewer

_LOG = logging.getLogger(__name__)
# No listener is an endpoint that others could call; many people may look at once.
_PRIVATE: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "concurrency_limit": 16,
    "concurrency_id": "settings",
}
# Where a component's value is "", Gradio takes it for none.
_DEFAULT = "default"
_HEAD = "### Your answers\nWhat you choose holds for you, from your next question on."
_MODEL = "Who writes the answer. Without a model, the articles' best sentences stand as they are."
_LANGUAGE = (
    "A small model may keep to English all the same. In another language than the articles', only "
    "an answer's numbers and names can be checked."
)
_UNKEPT = "This holds until you leave the page: it could not be saved. The server's log says why."


@dataclass(frozen=True)
class _Parts:
    """The components, by their roles."""

    length: gr.Radio
    model: gr.Dropdown
    language: gr.Dropdown
    told: gr.Markdown
    reset: gr.Button
    running: gr.Markdown
    choices: gr.State

    def fields(self) -> list[Any]:
        """What is picked, in the order of `_Settings.choose`."""
        return [self.length, self.model, self.language]


def settings_tab(assistant: Assistant) -> gr.State:
    """Build the settings' part of the page inside an open `Blocks` or `Tab`.

    Args:
        assistant: Whose settings these are.

    Returns:
        What the person of a tab chose, a `Choices`: `choices.asking(how)` puts it into a question.
    """
    outer = gr.context.Context.block
    parts = _lay_out(assistant)
    people = _Settings(assistant)
    shared: dict[str, Any] = _PRIVATE
    gr.on(
        [field.input for field in parts.fields()],
        people.choose,
        parts.fields(),
        [parts.told, parts.choices],
        **shared,
    )
    everything = [*parts.fields(), parts.told, parts.choices]
    parts.reset.click(people.reset, None, everything, **shared)
    # Once, when the page is opened.
    gr.on(None, people.restore, None, everything, **shared)
    if isinstance(outer, gr.Tab):
        outer.select(people.running, None, parts.running, **shared)
        outer.select(people.models, parts.choices, parts.model, **shared)
    else:
        gr.on(None, people.running, None, parts.running, **shared)
    return parts.choices


def _lay_out(assistant: Assistant) -> _Parts:
    with gr.Row(equal_height=False, elem_id="settings"):
        with gr.Column(scale=3, min_width=320, elem_id="settings-choices"):
            gr.Markdown(_HEAD, elem_id="settings-head", latex_delimiters=[])
            length = gr.Radio(
                [(f"{label}\n{means}", name) for name, (label, means) in LENGTHS.items()],
                value="full",
                label="Length of the answer",
                elem_id="settings-length",
            )
            model = gr.Dropdown(
                _models(assistant, [], ""),
                value=_DEFAULT,
                label="Model",
                info=_MODEL,
                elem_id="settings-model",
            )
            language = gr.Dropdown(
                [("That of the question", _DEFAULT), *((name, code) for code, name in _LANGUAGES)],
                value=_DEFAULT,
                label="Language of the answer",
                info=_LANGUAGE,
                elem_id="settings-language",
            )
            with gr.Row(elem_id="settings-foot"):
                told = gr.Markdown(elem_id="settings-told", latex_delimiters=[])
                reset = gr.Button(
                    "Back to the defaults", elem_id="settings-reset", size="sm", scale=0
                )
        with gr.Column(scale=3, min_width=320):
            facts = gr.Markdown(elem_id="settings-running", latex_delimiters=[])
    return _Parts(length, model, language, told, reset, facts, gr.State(Choices()))


_LANGUAGES = sorted(NAMES.items(), key=lambda one: one[1])


def _models(assistant: Assistant, offered: list[str], chosen: str) -> list[tuple[str, str]]:
    """List what may be chosen: the model of the settings, no model, others of the server."""
    own = running.language_model(assistant.settings)
    if not own:
        return [("No model: the best sentences", _DEFAULT)]
    others = [name for name in offered if name not in (own, NO_MODEL, _DEFAULT)]
    if chosen not in ("", NO_MODEL, own, *others):
        # Kept from before, and not known to be there.
        others.append(chosen)
    return [
        (f"{own} (set for all)", _DEFAULT),
        ("No model: the best sentences", NO_MODEL),
        *((name, name) for name in others),
    ]


class _Settings:
    """What people do with the settings; every method gives what the components show then."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._kept = KeptChoices(assistant.library.folder)

    def choose(
        self, length: Style, model: str, language: str, request: gr.Request
    ) -> tuple[Any, ...]:
        """Take and keep what is picked."""
        model, language = ("" if value == _DEFAULT else value for value in (model, language))
        return self._keep(Choices(model, length, language), request)

    def reset(self, request: gr.Request) -> tuple[Any, ...]:
        """Forget what was chosen."""
        return (*self._fields(Choices()), *self._keep(Choices(), request))

    def restore(self, request: gr.Request) -> tuple[Any, ...]:
        """Show what the person chose before."""
        choices = self._kept.of(request.username or "")
        if not self._assistant.settings.llm_url and choices.model not in ("", NO_MODEL):
            # Of a server that answered then, and does not any more.
            choices = Choices("", choices.length, choices.language)
        return (*self._fields(choices), "", choices)

    def running(self, request: gr.Request) -> str:
        """Show what runs, as far as it is the person's to know."""
        try:
            return running.page(running.facts(self._assistant, _viewer(request)))
        except Exception as error:
            return f"**{escape(in_words(error))}**"

    async def models(self, choices: Choices) -> Any:
        """Offer the models that the server has now."""
        if not self._assistant.settings.llm_url:
            return gr.skip()
        try:
            offered = await LanguageModel.start(self._assistant.settings).offered()
        except DatelineError as error:
            # Many servers have one model and tell of none.
            _LOG.info("%s", error)
            return gr.skip()
        return gr.update(choices=_models(self._assistant, offered, choices.model))

    def _fields(self, choices: Choices) -> tuple[Any, ...]:
        models = _models(self._assistant, [], choices.model)
        return (
            choices.length,
            gr.update(choices=models, value=choices.model or _DEFAULT),
            choices.language or _DEFAULT,
        )

    def _keep(self, choices: Choices, request: gr.Request) -> tuple[Any, ...]:
        try:
            self._kept.keep(request.username or "", choices)
        except (DatelineError, OSError):
            # Its words hold the file's path.
            _LOG.exception("choices cannot be kept")
            return _UNKEPT, choices
        return "Saved.", choices


def _viewer(request: gr.Request) -> Viewer:
    """Tell who looks. Only who need not sign in and comes from this machine is at home here."""
    name = request.username or ""
    try:
        host = request.client.host if request.client else ""
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = False
    return Viewer(name, here=near and not name)
