"""What a question says of time, where it does not limit the search, as a preference in ranking.

Recent articles are preferred only when the question asks for now ("latest", "currently");
passages that speak of a day it names, when it names one.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from index.asked_dates import AskedDates
from index.dates import date_bounds
from index.entries import Entry, Passage
from index.temporal import Mention, overlap

# As much as one sentence nearer by 0.25; half of it a month later.
_RECENT = 1.0
_HALF_LIFE = 30.0
# As much as a sentence that holds the kind of thing asked for.
_SPOKEN_OF = 1.0


def preferences(
    dates: AskedDates,
    passages: Iterable[Passage],
    entries: Mapping[str, Entry],
    mentions: Callable[[Sequence[str]], Mapping[str, Sequence[Mention]]],
) -> dict[str, float]:
    """Give what to add to the scores of passages, by passage id; nothing for most questions.

    Args:
        dates: What the question says of time.
        passages: The candidates.
        entries: Their articles by id.
        mentions: Gives the dates that articles mention, by article id.
    """
    passages = list(passages)
    if dates.kind == "prefer":
        return _recent(passages, entries)
    if dates.kind == "none" or not passages:
        return {}
    spoken = mentions(list({passage.article_id for passage in passages}))
    return {
        passage.id: _SPOKEN_OF
        for passage in passages
        if any(
            passage.start <= mention.start < passage.end
            and overlap(mention, dates.since, dates.until)
            for mention in spoken.get(passage.article_id, ())
        )
    }


def _recent(passages: Sequence[Passage], entries: Mapping[str, Entry]) -> dict[str, float]:
    """Prefer what is nearest in time to the newest candidate; what is undated is not preferred."""
    days = {
        passage.id: _day(date_bounds(published)[1])
        for passage in passages
        if (published := entries[passage.article_id].published)
    }
    newest = max(days.values(), default=0)
    return {i: _RECENT * 0.5 ** ((newest - day) / _HALF_LIFE) for i, day in days.items()}


def _day(number: int) -> int:
    return datetime.date(number // 10000, number // 100 % 100, number % 100).toordinal()
