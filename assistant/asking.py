"""How a question is asked: its limits, its conversation, and what kind of answer is wanted."""

from dataclasses import dataclass, field
from typing import Literal, Self

from assistant.answer import Answer
from index.filters import Filters

Style = Literal["full", "short"]


@dataclass(frozen=True)
class Exchange:
    """An earlier question of a conversation and what was answered.

    Attributes:
        question: As it was searched, standing alone.
        answer: The answer's text; "" if there was none. It is never evidence.
    """

    question: str
    answer: str = ""

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Keep of an answer what a later question may refer to."""
        return cls(answer.standalone_question, "" if answer.abstained else answer.text)


@dataclass(frozen=True)
class Asking:
    """How a question is asked; the default is a question that stands alone.

    Attributes:
        filters: Which articles may be used, as `Library.filters` makes them.
        dates: Whether dates in the question limit the search; see `ArticleRetriever`.
        history: The conversation so far, the latest exchange last.
        standalone: A person's own wording of the question as it is to be searched; "" to find it
            from question and history.
        style: "full" for sentences, "short" for the bare fact, as evaluation wants it.
        as_of: A day, ISO 8601: nothing that was published later is searched, read or cited, and
            the question is understood as asked on that day; "" for today.
        model: Whether the language model may be asked; without it the best sentences are the
            answer.
    """

    filters: Filters = field(default_factory=Filters)
    dates: bool = True
    history: tuple[Exchange, ...] = ()
    standalone: str = ""
    style: Style = "full"
    as_of: str = ""
    model: bool = True
