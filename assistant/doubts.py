"""What a sentence is held against, and what may be wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facts import Facts, word_stems
from assistant.speakers import SAYING, speakers


@dataclass(frozen=True)
class Doubt:
    """Why a sentence is not simply supported.

    Attributes:
        reason: In words for people.
        hard: Whether the source contradicts it or lacks a fact; else it is only unsure.
        kind: What kind of fact it is about.
    """

    reason: str
    hard: bool
    kind: str


@dataclass(frozen=True)
class Basis:
    """What a sentence is held against.

    Attributes:
        cited: The facts of each cited sentence, the most important first.
        context: Those of the rest that a reader of the article knows: title, outlet, the
            passages that were found.
        before: The sentences that stand before the first cited one, the nearest first.
        published: The article's day, YYYYMMDD; None if not known exactly.
        article: All text of the article that was found.
    """

    cited: Sequence[Facts]
    context: Sequence[Facts]
    before: Sequence[str]
    published: int | None
    article: str


def telling(answer: Facts, source: Basis) -> list[Facts]:
    """Leave out the cited sentences that only share a name or "said" with the answer."""
    first = source.cited[0]
    empty = word_stems(" ".join(name.text for name in answer.names)) | SAYING
    for speaker in speakers(answer.text):
        empty |= speaker.nouns
    told = answer.words - empty - first.words
    return [
        held
        for held in source.cited
        if held is first
        or told & held.words
        or any(one.agrees(two) for one in answer.quantities for two in held.quantities)
    ]
