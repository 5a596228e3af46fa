"""A question on its way into a question set."""

import re
from dataclasses import dataclass

from eval.material import Stated


@dataclass(frozen=True)
class Draft:
    """A question on its way into a question set.

    Attributes:
        question: In words.
        answers: The first stands in the sentence word for word.
        stated: The gold sentence.
        rule: Which rule or model made it.
        kind: Of the answer: "person", "day", "age", or what is counted ("votes").
        subject: What it is about, as it stands in the question; "" if nothing else can take its
            place there.
        person: Whether that is a person.
        told: What the sentence says of the subject, as a clause.
        days: First and last day of the answer, YYYYMMDD, where that is a date.
    """

    question: str
    answers: tuple[str, ...]
    stated: Stated
    rule: str
    kind: str
    subject: str = ""
    person: bool = False
    told: str = ""
    days: tuple[int, int] = (0, 0)

    @property
    def holds_answer(self) -> bool:
        """Whether one of its answers stands in the question."""
        question = self.question.lower()
        return any(
            re.search(rf"(?<!\w){re.escape(one.lower())}(?!\w)", question) for one in self.answers
        )
