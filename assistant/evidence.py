"""Evidence: the few sentences that the model is given to read, a small window at a time.

A small reader loses right answers when it is given more, and waits for every word: so sentences
are picked, not passages pasted, and a second window is read only where the first held no answer.
"""

import re
from collections.abc import Callable, Sequence

from assistant.answer import Evidence, Hit
from index.passages import sentences

# A sentence that begins so leans on the one before it.
_LEANS = re.compile(
    r"\A[“\"‘'(]*(?:He|She|They|It|This|That|These|Those|His|Her|Their|Its|Such|Both|But|And|So"
    r"|Then|There|Here|However|Instead|Another|Others)\b"
)
# What the line with outlet and date costs.
_HEAD_TOKENS = 14


def candidates(
    single: Sequence[Hit], passages: dict[str, Hit], kept_out: Callable[[str], bool]
) -> list[Evidence]:
    """Make evidence of single sentences, each with the one before it where it leans on that.

    Args:
        single: Sentences that were found, best first; ids are "<passage id>/<number>".
        passages: The passages that they stand in, by the passages' ids.
        kept_out: Says of a sentence whether the model must not read it.

    Returns:
        In the same order, none inside another one.
    """
    found: list[Evidence] = []
    for hit in single:
        passage = passages[hit.passage_id.rpartition("/")[0]]
        if kept_out(hit.text):
            continue
        start = hit.start
        if _LEANS.match(hit.text) and (before := _before(passage, start)):
            text = passage.text[before[0] - passage.start : before[1] - passage.start]
            start = start if kept_out(text) else before[0]
        if not any(_holds(other, passage, start, hit.end) for other in found):
            found.append(_evidence(passage, start, hit.end))
    return found


def _before(passage: Hit, start: int) -> tuple[int, int] | None:
    spans = (
        (passage.start + span.start, passage.start + span.end) for span in sentences(passage.text)
    )
    return max((span for span in spans if span[1] <= start), default=None)


def _holds(other: Evidence, passage: Hit, start: int, end: int) -> bool:
    same = other.passage_id == passage.passage_id
    return same and other.start <= start and end <= other.end


def _evidence(passage: Hit, start: int, end: int) -> Evidence:
    return Evidence(
        article_id=passage.article_id,
        passage_id=passage.passage_id,
        source=passage.source,
        published=passage.published,
        start=start,
        end=end,
        text=passage.text[start - passage.start : end - passage.start],
    )


def windows(
    found: Sequence[Evidence], tokens: Sequence[int], budget: int, most: int
) -> list[tuple[Evidence, ...]]:
    """Divide evidence into what is read at a time, the best first.

    Args:
        found: Best first.
        tokens: How many each has, as the model counts.
        budget: Tokens of one window; its first evidence may exceed it.
        most: The most windows.

    Returns:
        Each window in the order of reading: article by article, the best one last, since a small
        model heeds most what stands next to the question; within an article as in its text.
    """
    filled: list[list[Evidence]] = [[]]
    used = 0
    for one, count in zip(found, tokens, strict=True):
        known = any(other.article_id == one.article_id for other in filled[-1])
        cost = count + (0 if known else _HEAD_TOKENS)
        if filled[-1] and used + cost > budget:
            if len(filled) == most:
                break
            filled.append([])
            used, cost = 0, count + _HEAD_TOKENS
        filled[-1].append(one)
        used += cost
    return [_in_order(window) for window in filled if window]


def _in_order(window: Sequence[Evidence]) -> tuple[Evidence, ...]:
    articles = list(dict.fromkeys(one.article_id for one in window))
    return tuple(sorted(window, key=lambda one: (-articles.index(one.article_id), one.start)))
