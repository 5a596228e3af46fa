"""The questions to search -> what was found for all of them, as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from assistant.answer import Hit
from assistant.asking import Asking
from assistant.hostility import faked_from, flags, sentences_to_read
from assistant.remarks import Limits
from index.explanation import in_words
from index.filters import Filters
from index.retriever import ArticleRetriever, Results

# Sentences that evidence is chosen from: three windows take about thirty.
_SENTENCES = 40


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        results: For each question that was searched, in their order.
        hits: Passages, the best of each question first, none twice.
        sentences: For each question its single sentences, best first; none that gives orders to
            the assistant.
        passages: The passages that those stand in, by id.
    """

    results: list[Results]
    hits: tuple[Hit, ...]
    sentences: list[list[Hit]]
    passages: dict[str, Hit]

    @property
    def single(self) -> list[Hit]:
        """The sentences of all questions, the best of each first, none twice."""
        return in_turn(self.sentences)


def find(retriever: ArticleRetriever, searched: Sequence[str]) -> Found:
    """Search for each of some questions.

    Args:
        retriever: Over the library, with the filters.
        searched: One, or the parts of one.
    """
    results = [retriever.search(question, sentences=_SENTENCES) for question in searched]
    passages = {name: Hit.from_node(node) for one in results for name, node in one.passages.items()}
    return Found(
        results=results,
        hits=tuple(in_turn([[Hit.from_node(n) for n in one.hits] for one in results])),
        sentences=[
            _readable([Hit.from_node(n) for n in one.sentences], passages) for one in results
        ],
        passages=passages,
    )


def _readable(single: Sequence[Hit], passages: Mapping[str, Hit]) -> list[Hit]:
    """Give the single sentences, without those that give orders to the assistant.

    Behind faked turns nothing of an article is read, in later passages either.
    """
    faked: dict[str, int] = {}
    for one in passages.values():
        if (offset := faked_from(one.text)) < len(one.text):
            first = min(one.start + offset, faked.get(one.article_id, one.start + offset))
            faked[one.article_id] = first
    starts = {
        (name, passage.start + span.start)
        for name, passage in passages.items()
        for span in sentences_to_read(passage.text)
        if passage.start + span.start < faked.get(passage.article_id, passage.end)
    }
    return [hit for hit in single if (hit.passage_id.rpartition("/")[0], hit.start) in starts]


def in_turn(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Take the first of each list, then the second of each, none twice."""
    merged = chain.from_iterable(zip_longest(*lists))
    return list({hit.passage_id: hit for hit in merged if hit is not None}.values())


def limits_of(how: Asking, filters: Filters, results: Sequence[Results]) -> tuple[Limits, str]:
    """Tell what limited the search, and in words how the question's dates were read.

    Args:
        how: How the question was asked.
        filters: Which the search began with.
        results: Of each part of the question.
    """
    limited = [one for one in results if one.filters != filters]
    # Of the parts of a question, that one tells of time which limits its search.
    first = (limited or results)[0]
    limits = Limits(filters=how.filters, dates=how.dates)
    if limited:
        limits = limits.model_copy(
            update={"since": first.filters.since, "until": first.filters.until}
        )
    return limits, in_words(first.dates, first.filters)


def flagged(hit: Hit) -> Hit:
    """Note on a hit what is suspicious in it."""
    said = flags(f"{hit.title}\n{hit.source}\n{hit.text}")
    return hit.model_copy(update={"flags": said}) if said else hit
