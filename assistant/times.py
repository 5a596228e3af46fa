"""Relative dates, explained: "last week" is followed by the days that it means.

An article counts days from its own: whoever reads a passage of it elsewhere, a person or a model,
cannot. The days were read when the article was added (index/temporal.py); here they are written.
"""

import re
from collections.abc import Callable, Sequence

from assistant.answer import Citation
from index.mentions import written
from index.temporal import Mention, mentions

MentionsOf = Callable[[str], Sequence[Mention]]

# One side of such a phrase is only the day of writing, which says nothing: "since May".
_OPEN = re.compile(r"(?:(since)|until|till|through|by) ", re.IGNORECASE)
# Longer than a quarter, "earlier this year" is no more exact than its year.
_VAGUE = 300


def explained(citations: Sequence[Citation], mentions_of: MentionsOf) -> tuple[Citation, ...]:
    """Say what the relative dates in quotes mean.

    Args:
        citations: Of any articles.
        mentions_of: Gives the dates that an article mentions, by its id: `Library.mentions`.

    Returns:
        The citations with their `dates`: "last week: 27 Nov – 3 Dec 2023", in the order of the
        quote, the same only once.
    """
    return tuple(
        citation.model_copy(
            update={
                "dates": tuple(
                    dict.fromkeys(
                        f"{' '.join(words.split())}: {_days(words, mention)}"
                        for words, mention in relative(
                            citation.quote, citation.start, mentions_of(citation.article_id)
                        )
                    )
                )
            }
        )
        for citation in citations
    )


def with_dates(text: str, start: int, mentions: Sequence[Mention]) -> str:
    """Put the days that relative dates mean in brackets behind them, for a model to read.

    "Earlier this year" gets "(2023)", and not the first and last day on which it may have been:
    those are no part of what happened.

    Args:
        text: Words of an article; they stay as they are.
        start: Offset of their first character in the article's text.
        mentions: The dates that the article mentions, in the order of its text.
    """
    pieces: list[str] = []
    told: set[tuple[str, int, int]] = set()
    done = 0
    for words, mention in relative(text, start, mentions):
        phrase = (words.lower(), mention.first, mention.last)
        if phrase not in told:
            told.add(phrase)
            pieces += [text[done : mention.end - start], f" ({_days(words, mention, short=True)})"]
            done = mention.end - start
    return "".join([*pieces, text[done:]])


def relative(text: str, start: int, mentions: Sequence[Mention]) -> list[tuple[str, Mention]]:
    """Find the dates in a part of an article that depend on the day it was written.

    Args:
        text: Words of an article.
        start: Offset of their first character in the article's text.
        mentions: The dates that the article mentions.

    Returns:
        The words of each and what they mean, in the order of the text.
    """
    inside = (m for m in mentions if start <= m.start and m.end <= start + len(text))
    found = ((text[m.start - start : m.end - start], m) for m in inside)
    return [(words, mention) for words, mention in found if not is_absolute(words)]


def is_absolute(words: str) -> bool:
    """Tell whether the words mean the same on any day: "15 June 2025", "since 2019"."""
    # A bare year is a date behind "in" only.
    alone = f"in {words}"
    return any(mention.end == len(alone) for mention in mentions(alone, ""))


def _days(words: str, mention: Mention, *, short: bool = False) -> str:
    if opened := _OPEN.match(words):
        edge = mention.first if opened[1] else mention.last
        return f"{'from' if opened[1] else 'to'} {written(edge, edge)}"
    year = mention.first // 10000
    if short and mention.first == 10000 * year + 101 and _VAGUE < mention.last % 10000 < 1231:
        return str(year) if year == mention.last // 10000 else written(mention.first, mention.last)
    return written(mention.first, mention.last)
