"""What a sentence states that can be checked: numbers, dates, names, denials, quotations."""

import datetime
import functools
import re
from dataclasses import dataclass

from assistant.quantities import Quantity, quantities
from index.lexical import STOP_WORDS, content_words
from index.mentions import written
from index.ranking import stems
from index.temporal import as_number, find

TITLES = frozenset(
    """
    mr mrs ms miss dr sir dame lord lady judge mayor councillor professor prof president
    minister captain senator governor chancellor king queen prince princess pope
    saint rev""".split()  # noqa: SIM905 - as in STOP_WORDS
)
# Phrases that count days from another day; their numbers are checked, not what they come to.
_COUNTED_DAYS = frozenset(("ago", "ahead", "stretch", "event", "later", "beside"))
_OPENERS = re.compile(r"\b(?:[Ss]ince|[Uu]ntil|[Tt]ill|[Tt]hrough|[Bb]y)(?= )")
_CORRECTED = re.compile(r"(?:\band|\bbut|,) not \Z")
_YES = re.compile(r"\A\W*yes\b", re.IGNORECASE)
_THAT_YEAR = re.compile(r",? of (?:that|the same) year\b")
_NAME = re.compile(r"[A-Z][^\W_]*(?:[.'’-][^\W_]+)*(?:\s(?:&\s)?[A-Z][^\W_]*(?:[.'’-][^\W_]+)*)*")
_START = re.compile(r"(?:\A|[.!?:]\s|\n)[\"“”‘(\s-]*\Z|[\"“‘]\Z")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_HYPHEN = re.compile(r"(?<=\w)[-–](?=[^\W\d])")
_NO_NAMES = STOP_WORDS | frozenset(
    """
    according nobody everyone everybody someone somebody anyone both two three four five six
    seven eight nine ten nothing everything yes however meanwhile also since until over within
    without roughly around nearly almost another each every either neither many several
    previously later earlier today yesterday instead overall currently per among like still
    never none despite although though because unless today once soon yet even much
    least most""".split()  # noqa: SIM905 - as in STOP_WORDS
)
_NEGATIVE = re.compile(
    r"\b(?:not(?! (?:only|merely|just)\b)|no|never|none|nobody|nothing|neither|nor|without|cannot"
    r"|no one|den(?:y|ies|ied)|refus(?:e|es|ed)|fail(?:s|ed)?|unable|reject(?:s|ed)?)\b|n['’]t\b",
    re.IGNORECASE,
)
# A denial ends with its clause, and after a few words at the latest.
_CLAUSE_END = re.compile(
    r"[,.;:!?\"“”—]|\b(?:and|but|when|while|because|that|which|who|whom|as|if|until|after|before"
    r"|since|so|or|where|than|by)\b",
    re.IGNORECASE,
)
_DENIED_WORDS = 3


@dataclass(frozen=True)
class Dated:
    """A date in a text: its words, and its first and last day (YYYYMMDD)."""

    text: str
    first: int
    last: int

    def __str__(self) -> str:
        return written(self.first, self.last)


@dataclass(frozen=True)
class Name:
    """A name in a text.

    Attributes:
        text: As written, with its title.
        words: Its words in lower case, without titles.
        title: Its title in lower case; "" for none.
        start: Where it starts.
        sure: False for a single word that opens a sentence: any word has a capital there.
    """

    text: str
    words: tuple[str, ...]
    title: str
    start: int
    sure: bool


@dataclass(frozen=True)
class Facts:
    """What a text states.

    Attributes:
        text: The text.
        words: Stems of its words that count, without those of numbers and dates.
        quantities: Its numbers.
        dates: Its dates, as seen from its day of publication.
        names: Its names, in its order.
        denied: Stems that it denies: "not closed", "no arrests".
        affirmed: Stems that it says without denying them.
        denials: How often it denies.
        quotations: What stands between its quotation marks.
    """

    text: str
    words: frozenset[str]
    quantities: tuple[Quantity, ...]
    dates: tuple[Dated, ...]
    names: tuple[Name, ...]
    denied: frozenset[str]
    affirmed: frozenset[str]
    denials: int
    quotations: tuple[str, ...]


@functools.lru_cache(maxsize=4096)
def facts(text: str, published: str) -> Facts:
    """Read what a text states.

    Args:
        text: A sentence, or a few.
        published: The day that its relative dates are counted from, as for `temporal.mentions`.
    """
    dates, rest = _dates(text, published)
    # "And not twelve": what is corrected is not stated.
    numbers = tuple(one for one in quantities(rest) if not _CORRECTED.search(rest, 0, one.start))
    for number in numbers:
        # The number goes, what it counts stays: "boats" is a word like any other.
        length = len(number.text.split(number.counted)[0]) if number.counted else len(number.text)
        rest = _blank(rest, number.start, min(number.end, number.start + length))
    named = names(rest)
    denied, affirmed, denials = _denials(rest)
    quoted = tuple(match[1] for match in _QUOTED.finditer(text))
    # Denials are compared as such, not as words: "nobody" is "no one".
    words = word_stems(_NEGATIVE.sub(" ", _YES.sub("", rest)))
    return Facts(text, words, numbers, dates, named, denied, affirmed, denials, quoted)


def word_stems(text: str) -> frozenset[str]:
    """Give the stems of the words that count, "4-day" as two."""
    return stems(" ".join(content_words(_HYPHEN.sub(" ", text))))


def _dates(text: str, published: str) -> tuple[tuple[Dated, ...], str]:
    """Find the dates, and blank them out but for those that only count days."""
    # "Since 2008" is checked as 2008: seventeen years would hold almost any date.
    plain = _OPENERS.sub(lambda match: " " * len(match[0]), text)
    rest = text
    dates: list[Dated] = []
    for found in find(plain, published):
        if found.kind in _COUNTED_DAYS:
            continue
        first, last = (as_number(day) for day in found.days)
        if dates and _THAT_YEAR.match(text, found.end):
            shift = dates[-1].first // 10000 - first // 10000
            first, last = first + 10000 * shift, last + 10000 * shift
        dates.append(Dated(text[found.start : found.end].strip(), first, last))
        rest = _blank(rest, found.start, found.end)
    return tuple(dates), rest


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def names(text: str) -> tuple[Name, ...]:
    """Find the names in a text: words with a capital that follow each other."""
    found = []
    for match in _NAME.finditer(text):
        start, words = match.start(), match[0].split()
        opens = _START.search(text, max(0, start - 6), start) is not None or start == 0
        while words and words[0].lower() in _NO_NAMES:
            start += len(words.pop(0)) + 1
            opens = False
        title = words[0].lower().rstrip(".") if words else ""
        title = title if title in TITLES else ""
        plain = tuple(
            part
            for word in words[1 if title else 0 :]
            for part in re.split(r"[-–]", _POSSESSIVE.sub("", word.lower()))
            if part != "&"
        )
        if plain:
            sure = not opens or len(words) > 1
            found.append(Name(" ".join(words), plain, title, start, sure))
    return tuple(found)


def _denials(text: str) -> tuple[frozenset[str], frozenset[str], int]:
    denied: set[str] = set()
    affirmed, position, count = "", 0, 0
    for match in _NEGATIVE.finditer(text):
        if match.start() < position:
            continue
        count += 1
        clause = _CLAUSE_END.search(text, match.end())
        end = clause.start() if clause else len(text)
        words = content_words(_HYPHEN.sub(" ", text[match.end() : end]))[:_DENIED_WORDS]
        denied |= stems(" ".join(words))
        affirmed += text[position : match.start()]
        position = end
    return frozenset(denied), word_stems(affirmed + text[position:]), count


def day(iso: str) -> int | None:
    """Read the day of an ISO 8601 date as YYYYMMDD; None unless it is exact."""
    try:
        return as_number(datetime.date.fromisoformat(iso[:10]))
    except ValueError:
        return None
