"""How a question is asked: its limits, its conversation, and what kind of answer is wanted."""

from dataclasses import dataclass, field
from typing import Literal, Self

from assistant.answer import Answer
from index.filters import Filters

Style = Literal["short", "full", "long"]
# In the place of a model's name: the best sentences, without any.
NO_MODEL = "none"


@dataclass(frozen=True)
class Room:
    """How much is read and written for an answer, beside what the settings give.

    Attributes:
        answer: Times `Settings.answer_tokens`.
        evidence: Times `Settings.evidence_tokens`.
    """

    answer: float
    evidence: float


# A bare fact needs few words; more to tell has to be read first.
ROOM: dict[Style, Room] = {"short": Room(0.5, 1), "full": Room(1, 1), "long": Room(2, 2)}


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
        style: How long the answer is to be: "short" for the bare fact, as evaluation wants it,
            "full" for a few sentences, "long" for more of them.
        as_of: A day, ISO 8601: nothing that was published later is searched, read or cited, and
            the question is understood as asked on that day; "" for today.
        model: The language model that writes: "" for the one of the settings, "none" for the best
            sentences without any, or another one that the settings' server offers, by its name.
        language: Of the answer, one of `languages.NAMES`; "" for that of the question. Without a
            model the articles' own words stand.
    """

    filters: Filters = field(default_factory=Filters)
    dates: bool = True
    history: tuple[Exchange, ...] = ()
    standalone: str = ""
    style: Style = "full"
    as_of: str = ""
    model: str = ""
    language: str = ""
