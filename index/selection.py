"""A ranking -> the hits: what repeats another hit, or tells its story again, is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.nearest import Vectors

# A passage nearer than this (cosine) to one already taken repeats it: it would take the place of
# another one and say nothing new.
_REPEAT = 0.8
# A passage nearer than this says the same again, with what may have changed since.
_RESTATED = 0.9
# The best passages of one article; more of them would hide all others.
PER_ARTICLE = 3


@dataclass(frozen=True)
class Choice:
    """What may be taken.

    Attributes:
        id: What it is known by.
        article_id: Its article.
        story: Its article's story.
        published: Its article's date, ISO 8601; "" when undated.
        vector: Of about unit length, shape (dimensions,); None if it has none.
    """

    id: str
    article_id: str
    story: str
    published: str
    vector: Vectors | None


def select(
    ranked: Sequence[Choice],
    limit: int,
    per_article: int = PER_ARTICLE,
    repeat: float = _REPEAT,
) -> tuple[list[Choice], dict[str, str]]:
    """Take the best of a ranking.

    A story is told by one of its articles, that which ranks best. What says nearly the same as
    one already taken, later, takes its place: a figure corrected, a story brought up to date.

    Args:
        ranked: Best first.
        limit: The most to take.
        per_article: The most to take of one article.
        repeat: What is nearer than this (cosine) to one already taken is left out.

    Returns:
        What was taken, best first; and why each of the others was not, in words, by id.
    """
    if not ranked:
        return [], {}
    rows = _rows(ranked)
    taken: list[int] = []
    left_out: dict[str, str] = {}
    for number, choice in enumerate(ranked):
        near = rows[taken] @ rows[number]
        place = int(np.argmax(near)) if taken else 0
        if taken and near[place] > repeat:
            earlier = ranked[taken[place]]
            if near[place] > _RESTATED and choice.published > earlier.published:
                taken[place] = number
                left_out[earlier.id] = f"{choice.id} says nearly the same, later"
            else:
                left_out[choice.id] = f"it repeats {earlier.id}"
        elif reason := _capped(choice, [ranked[other] for other in taken], per_article):
            left_out[choice.id] = reason
        elif len(taken) < limit:
            taken.append(number)
        else:
            left_out[choice.id] = f"it is below the {limit} best"
    return [ranked[number] for number in taken], left_out


def _rows(choices: Sequence[Choice]) -> Vectors:
    """Give the vectors at unit length, shape (choices, dimensions); zeros where there is none."""
    dimensions = max((len(c.vector) for c in choices if c.vector is not None), default=1)
    rows = np.zeros((len(choices), dimensions), np.float32)
    for row, choice in zip(rows, choices, strict=True):
        if choice.vector is not None:
            row[:] = choice.vector / (np.linalg.norm(choice.vector) or 1)
    return rows


def _capped(choice: Choice, taken: Sequence[Choice], per_article: int) -> str:
    for other in taken:
        if other.story == choice.story and other.article_id != choice.article_id:
            return f"its story is told by {other.article_id}"
    if sum(other.article_id == choice.article_id for other in taken) >= per_article:
        return f"{per_article} others of its article rank higher"
    return ""
