"""What an answer's record says beside its sentences and sources: limits, disagreement, coverage."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from index.filters import Filters


class Record(BaseModel):
    """A part of the answer record: it never changes."""

    model_config = ConfigDict(frozen=True)


class Limits(Record):
    """What a search was limited to, beside the day of asking.

    Attributes:
        filters: What a person chose; those of the day of asking are not in it.
        dates: Whether dates in the question were let limit it further.
        since: The first day of publication to which those limited it, YYYYMMDD; None for no limit.
        until: The last day, likewise.
    """

    filters: Filters = Filters()
    dates: bool = True
    since: int | None = None
    until: int | None = None

    @property
    def by_question(self) -> bool:
        """Whether a date in the question limited it."""
        return self.since is not None or self.until is not None


class Side(Record):
    """One of the values in a disagreement.

    Attributes:
        value: As its article writes it: "17 people".
        citation: The marker of the citation that says so.
    """

    value: str
    citation: int


class Disagreement(Record):
    """Sources that give different values for one thing.

    Attributes:
        kind: "updated" where a later article gives another value, "disputed" where two outlets
            differ on the same day.
        sides: The latest first.
        text: In words, for people.
    """

    kind: Literal["updated", "disputed"]
    sides: tuple[Side, ...]
    text: str


class Event(Record):
    """One line of a timeline.

    Attributes:
        first: The first day on which it may have happened, YYYYMMDD.
        last: The last day likewise; equal to `first` where the day is known.
        text: What happened, in the words of its article.
        citation: The marker of the citation that says so.
    """

    first: int
    last: int
    text: str
    citation: int


class Coverage(Record):
    """What a library holds, as far as a question may see it.

    Attributes:
        articles: How many.
        sources: How many outlets.
        first: The day of the oldest dated one, ISO 8601; "" if none is dated.
        last: The day of the newest, likewise.
    """

    articles: int
    sources: int
    first: str = ""
    last: str = ""


class Timings(Record):
    """How long an answer took.

    Attributes:
        retrieval_ms: From the question to the hits.
        first_token_ms: From the question to the model's first word; None without a model.
        total_ms: From the question to the end.
        prompt_tokens: Read by the model, as its server counts them.
        cached_tokens: Of those, how many its server had read before.
        output_tokens: Written by the model.
    """

    retrieval_ms: float = 0.0
    first_token_ms: float | None = None
    total_ms: float = 0.0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
