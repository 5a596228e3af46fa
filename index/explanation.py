"""How a search came about: what each channel found, how it was ranked, what left passages out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from index.asked_dates import AskedDates
from index.candidates import Found
from index.filters import Filters
from index.passages import Span


@dataclass(frozen=True)
class Considered:
    """A passage that a channel found, and what became of it.

    Attributes:
        passage_id: The passage.
        article_id: Its article.
        dense: Cosine of question and passage.
        dense_rank: Its place in the dense channel, from 1; None if it is not among the candidates.
        lexical: BM25 score above 0; None if it shares no word.
        lexical_rank: Its place in the lexical channel, likewise.
        coverage: How much of the question its words and its title say, 0 to 1.
        score: What it is ranked by.
        rank: Its place by score, from 1.
        best: Its best sentence, offsets into the article's text.
        fate: "taken", or what left it out, in words.
    """

    passage_id: str
    article_id: str
    dense: float
    dense_rank: int | None
    lexical: float | None
    lexical_rank: int | None
    coverage: float
    score: float
    rank: int
    best: Span
    fate: str


@dataclass(frozen=True)
class Explanation:
    """How a search came about.

    Attributes:
        question: As it was asked.
        dates: What it says of time.
        filters: What the search was limited to, the question's own dates included.
        considered: The candidates, best first.
    """

    question: str
    dates: AskedDates
    filters: Filters
    considered: tuple[Considered, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why an article is not among the hits, or where it is.

    Attributes:
        explanation: How the search came about.
        excluded: What passes the filters, in words, if the article does not; else "".
        dense_rank: The best place of its passages in the dense channel, from 1; None if it is
            beyond the first `looked_at`.
        lexical_rank: Likewise in the lexical channel.
        looked_at: How many places were looked at in each channel.
        candidates: How many places of each channel are ranked; passages below are never hits.
        considered: Those of its passages that were ranked, best first.
    """

    explanation: Explanation
    excluded: str
    dense_rank: int | None
    lexical_rank: int | None
    looked_at: int
    candidates: int
    considered: tuple[Considered, ...]

    @property
    def sentence(self) -> str:
        """Say it in one sentence."""
        if self.excluded:
            return f"It was not searched: only articles {self.excluded} were."
        if self.considered:
            best = self.considered[0]
            what = "is a hit" if best.fate == "taken" else f"is no hit: {best.fate}"
            return f"Its best passage, {best.passage_id}, was ranked {best.rank} and {what}."
        if self.dense_rank is None and self.lexical_rank is None:
            return f"It is not among the nearest {self.looked_at} passages of either channel."
        places = [
            f"{rank} by {name}"
            for name, rank in (("meaning", self.dense_rank), ("words", self.lexical_rank))
            if rank is not None
        ]
        return (
            f"Its best passage is number {' and '.join(places)}; only the first "
            f"{self.candidates} of each are ranked."
        )


def in_words(dates: AskedDates, filters: Filters) -> str:
    """Say how a question's dates were read; "" if it has none.

    Args:
        dates: What the question says of time.
        filters: What the search was limited to.
    """
    words = ", ".join(f"“{phrase.text}”" for phrase in dates.phrase)
    limits = str(replace(Filters(), since=filters.since, until=filters.until))
    return {
        "filter": f"{words} was read as: articles {limits}",
        "about": f"passages that speak of {words} go first",
        "prefer": f"{words} was read as: recent articles go first",
        "none": "",
    }[dates.kind]


def explain(found: Found, left_out: Mapping[str, str]) -> Explanation:
    """Tell how a search came about.

    Args:
        found: What both channels found.
        left_out: Why passages are no hits, in words, by id; the others are hits.
    """
    dense_rank = {passage_id: rank for rank, passage_id in enumerate(found.dense, 1)}
    lexical_rank = {passage_id: rank for rank, passage_id in enumerate(found.lexical, 1)}
    considered = tuple(
        Considered(
            passage_id=one.id,
            article_id=found.passages[one.id].article_id,
            dense=found.nearness.get(one.id, 0.0),
            dense_rank=dense_rank.get(one.id),
            lexical=found.lexical.get(one.id),
            lexical_rank=lexical_rank.get(one.id),
            coverage=one.coverage,
            score=one.score,
            rank=rank,
            best=found.spans(one.id)[one.best],
            fate=left_out.get(one.id, "taken"),
        )
        for rank, one in enumerate(found.ranked, 1)
    )
    return Explanation(found.question, found.dates, found.filters, considered)
