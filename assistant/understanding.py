"""A question as it was typed -> the question that stands alone, and what is searched for it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from llama_index.core.llms import ChatMessage

from assistant import conversation, languages, prompts, questions
from assistant.asking import Asking, Style
from assistant.llm import LanguageModel, Usage


@dataclass(frozen=True)
class Understood:
    """What a question means.

    Attributes:
        question: Standing alone; in English if the library is.
        rewritten: Who changed it: "rules", "model", "person", or "" for nobody.
        language: Of the question as it was typed, ISO 639-1; "" if unsure.
        foreign: The question as it was typed, if that is in another language and stands alone;
            put so to the model, it is answered in its language. Else "".
        wanted: The language that a person wants the answer in; "" for that of the question.
    """

    question: str
    rewritten: str = ""
    language: str = ""
    foreign: str = ""
    wanted: str = ""

    @property
    def answered_in(self) -> str:
        """The answer's language, ISO 639-1; "" if unsure."""
        return self.wanted or self.language

    @property
    def wording(self) -> str:
        """The question as the model is given it, for an answer in `answered_in`."""
        return self.foreign if self.foreign and self.answered_in == self.language else self.question

    @property
    def searched(self) -> list[str]:
        """The questions to search for: its parts or the sides of a comparison, mostly one."""
        return questions.searched(self.question)

    def hint(self, style: Style) -> str:
        """Say how to answer it, in a few words for the prompt."""
        asked = languages.language_of(self.wording) if self.wanted else "en"
        hints = [languages.hint(self.answered_in, asked)]
        if style != "short":
            # Of kinds of sentences a bare fact has none.
            hints = [prompts.LENGTHS[style], questions.hint(questions.kind(self.question)), *hints]
        return " ".join(filter(None, hints))


async def understand(
    question: str,
    how: Asking,
    library_languages: Sequence[str],
    model: Callable[[], Awaitable[LanguageModel | None]],
    usage: Usage,
) -> Understood:
    """Make a question stand alone; the model is asked only where the rules do not suffice.

    Args:
        question: As it was typed.
        how: Holds the conversation, or a person's own wording.
        library_languages: Of the articles, ISO 639-1, "" for those that do not state it.
        model: Asked for only if it is needed.
        usage: Filled by what the model read and wrote.
    """
    if how.standalone.strip():
        return Understood(how.standalone.strip(), "person", wanted=how.language)
    language = languages.language_of(question)
    understood = Understood(question, language=language, wanted=how.language)
    if languages.needs_translation(understood.language, library_languages):
        prompt = languages.translation_prompt(question, understood.language)
        reply = languages.read_translation(await _written(await model(), prompt, usage))
        if reply is not None:
            understood = replace(understood, question=reply, rewritten="model", foreign=question)
    said = conversation.standalone(understood.question, how.history)
    if not said.rewritten:
        return understood
    wording, by = said.question, said.rewritten
    if said.unsure:
        prompt = conversation.messages(understood.question, how.history)
        reply = await _written(await model(), prompt, usage)
        if rewritten := conversation.read_reply(reply, understood.question, how.history):
            return replace(understood, question=rewritten, rewritten="model", foreign="")
    return replace(understood, question=wording, rewritten=by, foreign="")


async def _written(
    model: LanguageModel | None, messages: Sequence[ChatMessage], usage: Usage
) -> str:
    if model is None:
        return ""
    return "".join([piece async for piece in model.stream(messages, usage)])
