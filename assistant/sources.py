"""Hits and answers as sentences: what may be cited, and what is to be judged."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answer import Hit, Verdict
from assistant.facts import Facts, facts
from assistant.hostility import sentences_to_read
from assistant.prompts import written_date
from index.passages import sentences

# A marker or a list number that the model wrote, or begins to write; never shown.
_MARKER = re.compile(r"\s*\[\d+(?:,\s*\d+)*\]|\s*\[[\d,\s]*\Z")
_LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """One sentence of a hit; offsets count in the article's text."""

    hit: Hit
    start: int
    end: int
    text: str

    @property
    def facts(self) -> Facts:
        """What it states."""
        return facts(self.text, self.hit.published)


@dataclass(frozen=True)
class Judgement:
    """What judging a sentence found.

    Attributes:
        verdict: Whether its sources hold it.
        reason: Why not, in words for people; "" if they do.
        sources: The sentences that it was held against, the most important first.
    """

    verdict: Verdict
    reason: str = ""
    sources: tuple[Source, ...] = ()


NOWHERE = Judgement(Verdict.NOT_FOUND, "no passage that was found says this")


def sources(hits: Iterable[Hit]) -> list[Source]:
    """Split hits into the sentences that may be cited, in the order of the hits.

    Those that give orders to the assistant may not: one would stand in an answer's place.
    """
    return [
        Source(
            hit,
            hit.start + span.start,
            hit.start + span.end,
            hit.text[span.start : span.end],
        )
        for hit in hits
        for span in sentences_to_read(hit.text)
    ]


def split_answer(text: str) -> list[str]:
    """Split an answer into its sentences, without the markers that the model wrote."""
    text = _LIST_MARK.sub("", _MARKER.sub("", text))
    return [text[span.start : span.end] for span in sentences(text)]


def surroundings(hit: Hit) -> str:
    """Give what a reader of the passage knows beside the cited sentence."""
    return " ".join((hit.title, hit.source, written_date(hit.published), hit.text))
