"""An answer record's facts in words, the same on the page and on a terminal. Plain text."""

import datetime
import unicodedata
from collections.abc import Sequence

from dateutil.relativedelta import relativedelta

from assistant.answer import Answer, Evidence, Sentence, Verdict
from assistant.prompts import written_date
from assistant.remarks import Disagreement, Event, Limits
from index.dates import date_bounds
from index.filters import iso
from index.mentions import written
from index.passages import sentences

NEAREST_SHOWN = 3
# An author's name may stand in many author lines.
_NAMES_SHOWN = 3
# Stands behind a sentence that was put in the place of what the model wrote.
REPLACED = "the article's words"
# Texts that hold none of these are written from left to right, and cannot turn what is beside them.
_TURNING = {"R", "AL", "AN", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}
_OPENING, _ISOLATE, _CLOSE = {"LRI", "RLI", "FSI"}, "\u2068", "\u2069"
# No script is written with what forces letters to stand the other way round; names that lie are.
_FORCING = {"RLO", "LRO"}
_DOUBTFUL = (Verdict.PARTLY_SUPPORTED, Verdict.NOT_FOUND)


def counted(number: int, one: str) -> str:
    """Count as people do: "1 article", "1,989 articles"."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def line(text: str) -> str:
    """Write any text in one line that can stand among others: it turns no other's direction.

    What is no character is shown as "\ufffd". See Unicode's annex 9 for the directions.
    """
    seen = " ".join(text.split())
    if seen.isascii() and seen.isprintable():
        return seen
    written, open_, turning = [], 0, False
    for one in seen:
        direction = unicodedata.bidirectional(one)
        if direction in _FORCING or (direction == "PDI" and not open_):
            continue
        open_ += (direction in _OPENING) - (direction == "PDI")
        turning = turning or direction in _TURNING
        written.append("\ufffd" if unicodedata.category(one) in ("Cc", "Cs") else one)
    whole = "".join(written)
    return f"{_ISOLATE}{whole}{_CLOSE * open_}{_CLOSE}" if turning else whole


def doubt(sentence: Sentence) -> str:
    """Say what is wrong with a sentence: "not found in source: the source says 17, not 12".

    A supported sentence has its markers and needs no word; one that is not checked yet is still
    growing, and gets one only where there is a reason.
    """
    if sentence.verdict in _DOUBTFUL or (
        sentence.verdict == Verdict.NOT_CHECKED and sentence.reason
    ):
        return ": ".join(filter(None, (str(sentence.verdict), sentence.reason)))
    return ""


def understood(answer: Answer) -> str:
    """Say under which conditions the question was read, where they cannot be seen from it."""
    chosen = ", ".join(limits(answer.limits))
    filters = f"Filters: {chosen}" if chosen else ""
    as_of = f"As of {written_date(answer.as_of)}" if answer.as_of else ""
    alone = f"Understood as: {answer.standalone_question}" if answer.rewritten else ""
    return " · ".join(filter(None, (filters, as_of, alone)))


def limits(searched: Limits) -> list[str]:
    """Say what a person limited a search to, filter by filter: ["The Paper", "from March 2025"]."""
    filters = searched.filters
    parts = [
        f"{before}{_any_of(names)}"
        for before, names in (
            ("", filters.sources),
            ("by ", filters.authors),
            ("in the language ", filters.languages),
            ("in the collection ", filters.collections),
        )
        if names
    ]
    if days := between(filters.since, filters.until):
        parts.append(f"{days}{', undated ones too' * filters.undated}")
    return [*parts, *(["dates in the question limit nothing"] * (not searched.dates))]


def _any_of(names: Sequence[str]) -> str:
    more = len(names) - _NAMES_SHOWN
    shown = [*names[:_NAMES_SHOWN], *([f"{more:,} more"] if more > 0 else [])]
    return " or ".join(" ".join(name.split()) for name in shown)


def between(since: int | None, until: int | None) -> str:
    """Say between which days (YYYYMMDD): "from March 2025 to 5 May 2025", "of March 2025".

    It is "" where there is no limit.
    """
    first, last = _limit(since, 0), _limit(until, 1)
    if first == last:
        return f"of {first}" if first else ""
    ends = (("from", first), ("to", last))
    return " ".join(f"{word} {end}" for word, end in ends if end)


def _limit(day: int | None, end: int) -> str:
    if day is None:
        return ""
    month = iso(day)[:7]
    return written_date(month if date_bounds(month)[end] == day else iso(day))


def waiting(answer: Answer) -> str:
    """Say what goes on while there is no word of the answer yet."""
    if answer.ahead:
        return f"{answer.ahead} {'person' if answer.ahead == 1 else 'people'} before you …"
    if answer.loading:
        return "The model is loading …"
    if answer.windows:
        more = "more " if len(answer.windows) > 1 else ""
        return f"Reading {counted(_sentences(answer.windows[-1].evidence), f'{more}sentence')} …"
    if answer.hits:
        return f"Reading the {counted(answer.found or len(answer.hits), 'nearest passage')} …"
    return "Searching …"


def evidence(answer: Answer) -> tuple[Evidence, ...]:
    """Give what the model read, each once, in the order of first reading."""
    return tuple(dict.fromkeys(read for window in answer.windows for read in window.evidence))


def was_read(answer: Answer) -> str:
    """Count what the model read: "Read 7 sentences of 4 articles"; "" if nothing."""
    read = evidence(answer)
    if not read:
        return ""
    articles = len({one.article_id for one in read})
    return f"Read {counted(_sentences(read), 'sentence')} of {counted(articles, 'article')}"


def _sentences(read: Sequence[Evidence]) -> int:
    return sum(len(sentences(one.text)) for one in read)


def byline(source: str, published: str, *more: str) -> str:
    """Name outlet and date: "The Paper, 30 April 2025", "undated"."""
    parts = (line(source), written_date(published) or "undated", *map(line, more))
    return ", ".join(filter(None, parts))


def dated(published: str, origin: str, confidence: str) -> str:
    """Write a date and how it is known: "2023 (found in: meta, confidence low)", "undated"."""
    if not published:
        return "undated: no date was found"
    sure = confidence and f"confidence {confidence}"
    told = ", ".join(filter(None, (origin and f"found in: {origin}", sure)))
    return f"{written_date(published)}{told and f' ({told})'}"


def local_day(moment: str) -> str:
    """Give the day of a moment (ISO 8601, UTC) where this machine is, ISO 8601."""
    return datetime.datetime.fromisoformat(moment).astimezone().date().isoformat()


def age(published: str, asked: str, as_of: str = "") -> str:
    """Say how long before a question something was published: "2 weeks before you asked".

    It is counted to the day of the question, so that it stays what it is however late it is read;
    in whole days, weeks, months or years, and no finer than the date is known.

    Args:
        published: ISO 8601, as exact as stated; "" when undated.
        asked: The day of asking, ISO 8601; "" when unknown.
        as_of: The day that the question looks back from, which counts instead; "" for none.

    Returns:
        "" where nothing can be counted.
    """
    day = (as_of or asked)[: len(published)]
    if not day:
        return ""
    if published == day:
        unit = ("year", "month", "day")[published.count("-")]
        return f"the same {unit}" if as_of else f"the {unit} you asked"
    side = "before" if published < day else "after"
    moment = written_date(as_of) if as_of else "you asked"
    return f"{_between(*sorted((published, day)))} {side} {moment}"


def _between(first: str, last: str) -> str:
    """Count from one date to a later one that is as exact."""
    exact = first.count("-") == 2
    one, other = (datetime.date.fromisoformat(f"{day}-01-01"[:10]) for day in (first, last))
    days, whole = (other - one).days, relativedelta(other, one)
    months = 12 * whole.years + whole.months
    if exact and days < 14:
        return counted(days, "day")
    if exact and months < 2:
        return counted(days // 7, "week")
    about = "" if exact else "about "
    if months < 24 and "-" in first:
        return f"{about}{counted(months, 'month')}"
    return f"{about}{counted(whole.years, 'year')}"


def flag(what: str) -> str:
    """Warn of a passage: "This text speaks to the assistant; it was not followed"."""
    return f"This text {what}; it was not followed"


def kind(disagreement: Disagreement) -> str:
    """Head a disagreement: "Updated" or "Disputed"."""
    return disagreement.kind.capitalize()


def when(event: Event) -> str:
    """Date an event: "27 Nov – 3 Dec 2023"."""
    return written(event.first, event.last)
