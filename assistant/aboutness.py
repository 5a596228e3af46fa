"""Is what an answer rests on about what is asked? Facts may stand in the source of another matter.

A sentence shares rare words with its question and its source. A bare fact ("17", "Annelise
Thorvik") shares nothing, and any article may hold a number or a name: there search's score of the
passage tells, which knows how near its best sentence is in meaning and how much of the question,
rare words first, passage and headline say.
"""

import math
from collections.abc import Sequence

from assistant.answer import Hit
from assistant.sources import Source, surroundings
from index.asked_dates import AskedDates
from index.dates import date_bounds
from index.temporal import mentions, overlap

# The score of index/ranking.py, whose weights MiniLM's cosines were fitted for. A choice on a curve
# (docs/decisions/0011): higher refuses more of what no article answers, and more right answers.
_NEAR = 5.0
# Where search gave no such score: share of the question's words, 0 to 1. Of 78 bare facts given to
# news questions, the 17 from sentences that share less had an F1 of 0.08 in the mean, the others
# 0.58.
_ABOUT_IT = 0.35
# What is new is not what is a year older than the newest that was found: a difference of two
# numbers YYYYMMDD.
_YEAR = 10000
# Fitted on the dev part of eval/data/verdicts.jsonl (docs/decisions/0011).
_SAME_SUBJECT = 0.4


def scored(hits: Sequence[Hit]) -> bool:
    """Tell whether search's score of all hits is known."""
    return all(hit.scores.get("score") is not None for hit in hits)


def near(hit: Hit) -> bool:
    """Tell whether search thinks that a passage is about the question; True if it does not say."""
    score = hit.scores.get("score")
    return score is None or score >= _NEAR


def bearing(
    sources: Sequence[Source], about: Sequence[float], dates: AskedDates | None
) -> list[bool]:
    """Say of each source whether a bare fact may be taken from it.

    Args:
        sources: Sentences that may hold it.
        about: The share of the question's words in each, 0 to 1: what counts where not all hits
            are `scored`.
        dates: What the question says of time, as search read it; None if it is not known.
    """
    hits = {source.hit.passage_id: source.hit for source in sources}
    searched = scored(list(hits.values()))
    newest = max(map(_published, hits.values()), default=0)
    fit = {
        name
        for name, hit in hits.items()
        if (not searched or near(hit)) and (dates is None or _is_then(hit, dates, newest))
    }
    return [
        source.hit.passage_id in fit and (searched or share >= _ABOUT_IT)
        for source, share in zip(sources, about, strict=True)
    ]


def _is_then(hit: Hit, dates: AskedDates, newest: int) -> bool:
    """Tell whether a passage is from the time that is asked about, or speaks of it."""
    if dates.kind == "none" or not hit.published:
        return True
    if dates.kind == "prefer":
        return newest - _published(hit) <= _YEAR
    spoken = mentions(surroundings(hit), hit.published)
    return any(overlap(mention, dates.since, dates.until) for mention in spoken)


def _published(hit: Hit) -> int:
    return date_bounds(hit.published)[1] if hit.published else 0


def same_subject(
    words: frozenset[str], held: frozenset[str], known: Sequence[frozenset[str]]
) -> bool:
    """Tell whether the cited passages are about what the question asks.

    "Osk gets its electricity from the Petrel" shares Osk and Petrel with a passage on a
    ferry; that electricity, which few passages mention, is not among them, tells.

    Args:
        words: Stems of the question that the answer restates.
        held: Stems of the cited passages.
        known: Those of each passage that was found.
    """
    rarity = {
        word: math.log1p(len(known) / count)
        for word in words
        # A word in no passage at all is another form ("met" for "meeting"), not a subject.
        if (count := sum(word in context for context in known))
    }
    shared = sum(rarity[word] for word in rarity.keys() & held)
    return shared >= _SAME_SUBJECT * sum(rarity.values())
