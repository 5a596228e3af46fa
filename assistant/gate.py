"""Is there anything here to answer from? Decided before the language model is asked.

The decision costs a sum over the hits. Only where it is no, the catalogue is asked what the
library holds, and, where filters may be to blame, the search runs once more without them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Hit, Reason
from assistant.confidence import DEFAULT, Calibration, confidence
from assistant.remarks import Coverage
from index import Filters, Library
from index.asked_dates import AskedDates
from index.coverage import Coverage as Covered
from index.retriever import Results
from index.temporal import as_number, find, overlap

# MiniLM's cosine between a question and a passage of another subject stays below this, measured on
# the sample library and the seed article; the lowest question that the sample answers has 0.39.
_NEAR = 0.25
# Enough to say how much the filters leave out.
_LOOKED_AT = 8
# An open time has no end to lie before the oldest article.
_OPEN = re.compile(r"\b(?:since|after|from)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Refusal:
    """Why the language model is not asked.

    Attributes:
        reason: Why.
        coverage: What the library holds, as far as the filters let it be seen; all of it where
            the filters are not the reason.
        detail: What more there is to say, in whole sentences; "" for nothing.
    """

    reason: Reason
    coverage: Coverage
    detail: str = ""


def before(
    library: Library,
    question: str,
    results: Results,
    calibration: Calibration = DEFAULT,
    always: Filters = Filters(),
) -> Refusal | None:
    """Decide from what the search found.

    Args:
        library: That was searched.
        question: As it was searched, standing alone.
        results: What the search gave.
        calibration: Of this library, see `assistant.confidence.calibration_of`.
        always: Limits that are no choice and stay when the filters are left out, such as the day
            of asking; what they hide is as if it were not there.

    Returns:
        Why there can be no answer, or None if the model is to try.
    """
    hits = [Hit.from_node(node) for node in results.hits]
    near = _is_near(hits, calibration)
    outside = _outside(library, hits, results.dates, always)
    if near and not outside:
        return None
    whole = covered(library, always)
    if not whole.articles:
        return Refusal(Reason.EMPTY_LIBRARY, whole)
    if outside and (near or results.filters == always):
        return Refusal(Reason.OUTSIDE_DATES, whole, _asked_time(results.dates))
    if results.filters == always:
        return Refusal(Reason.NOTHING_NEAR, whole)
    seen, limits = covered(library, results.filters), f"The filters: {results.filters}."
    if not seen.articles:
        return Refusal(Reason.NO_MATCH, whole, limits)
    if hidden := _hidden(library, question, results.filters, calibration, always):
        return Refusal(Reason.FILTERED, seen, hidden)
    return Refusal(Reason.NOTHING_NEAR, seen, limits)


def _is_near(hits: Sequence[Hit], calibration: Calibration) -> bool:
    nearest = max((hit.scores["dense"] or 0.0 for hit in hits), default=0.0)
    return nearest >= _NEAR and confidence(hits, calibration) >= calibration.threshold


def _outside(library: Library, hits: Sequence[Hit], dates: AskedDates, always: Filters) -> bool:
    """Tell whether the time asked about is not the articles', and no hit speaks of it."""
    if dates.kind not in ("filter", "about"):
        return False
    oldest, newest = library.days() if always == Filters() else _days(library.coverage(always))
    since, until = _asked(dates)
    late = newest is not None and since is not None and since > newest
    early = oldest is not None and until is not None and until < oldest
    return (late or early) and not any(_speaks_of(library, hit, since, until) for hit in hits)


def _days(covered: Covered) -> tuple[int | None, int | None]:
    first, last = (day.replace("-", "") for day in (covered.first, covered.last))
    return int(first) if first else None, int(last) if last else None


def _asked(dates: AskedDates) -> tuple[int | None, int | None]:
    """Give the first and the last day that are asked about, YYYYMMDD; None where it is open.

    What happened in a month may be told long after, so a search has no last day for it; the time
    itself has one.
    """
    until = dates.until
    if until is None and dates.phrase and not any(_OPEN.search(p.text) for p in dates.phrase):
        # With a year of its own; what is counted from today never lies before the oldest.
        ends = [f.days[1] for p in dates.phrase for f in find(p.text, "", loose=True)]
        until = as_number(max(ends)) if len(ends) >= len(dates.phrase) else None
    return dates.since, until


def _speaks_of(library: Library, hit: Hit, since: int | None, until: int | None) -> bool:
    return any(
        hit.start <= mention.start < hit.end and overlap(mention, since, until)
        for mention in library.mentions(hit.article_id)
    )


def _asked_time(dates: AskedDates) -> str:
    words = " and ".join(f"“{phrase.text.strip()}”" for phrase in dates.phrase)
    return f"The question asks about {words}." if words else ""


def _hidden(
    library: Library, question: str, filters: Filters, calibration: Calibration, always: Filters
) -> str:
    """Say what would be found without the filters, and which of them hides it; "" if nothing."""
    found = library.search(question, _LOOKED_AT, always, dates=False)
    hits = [Hit.from_node(node) for node in found]
    if not _is_near(hits, calibration):
        return ""
    # The best hit brought the others' confidence up; by itself it need not reach the threshold.
    near = [hit for hit in hits if _is_near([hit], calibration)]
    near = near or hits[:1]
    articles = sorted({hit.article_id for hit in near})
    hiding = library.hiding(filters, articles)
    if not hiding:
        return ""
    return (
        f"Without them there would be {_counted(len(near), 'passage')} of "
        f"{_counted(len(articles), 'article')}. What hides them: {'; '.join(map(str, hiding))}."
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def covered(library: Library, filters: Filters = Filters()) -> Coverage:
    """Say what a library holds, as far as filters let it be seen."""
    return Coverage.model_validate(library.coverage(filters), from_attributes=True)
