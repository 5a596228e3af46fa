"""What hits state: their sentences with the days, names, words and figures in them."""

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Citation, Hit
from assistant.hostility import sentences_to_read
from index.date_words import NUMBERS
from index.dates import date_bounds
from index.lexical import content_words
from index.ranking import stems
from index.temporal import Mention

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_COUNTS = "|".join(
    sorted(NUMBERS.keys() - {"a", "an", "a couple of", "zero", "one"}, key=len, reverse=True)
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_FIGURE = re.compile(
    rf"(?<![\w.,:/–-])(?P<money>[$£€])?(?P<number>{_DIGITS}|(?:{_COUNTS})(?:-(?:{_COUNTS}))?)"
    r"(?:[ -]?(?P<scale>thousand|million|billion|bn|m|k)\b)?"
    r"(?P<unit> ?%| per cent\b| percent\b| percentage points?\b"
    r"| (?:dollars|euros|pounds|crowns|francs|yen)\b"
    r"| ?(?:km|kg)\b)?(?![\w:/–]|[.,]\d|-\w)",
    re.IGNORECASE,
)
_MONEY = {"dollars": "$", "euros": "€", "pounds": "£"}
# What stands before a clock time, an age or a place in an order is no count.
_NO_COUNT = re.compile(r" ?[ap]\.?m\b|,(?= )| ?(?:to|[-–]) ?\d|[ -]years?[ -]old", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…][”\"’')]*\Z")
_LABEL = re.compile(r"\A[\w ]{1,30}:")
_NAME = re.compile(r"[A-Z][\w’'-]*")
# Who says so, and what was said before, is no part of what is said.
_SAYS = r"(?:said|says?|reported|announced|found|told|added|confirmed that)"
_SAID = re.compile(
    rf"\A(?:the )?[\w’' ]{{2,40}} {_SAYS} that (?=\S)|, (?:[\w’']+ ){{1,6}}{_SAYS}\b.*"
    r"|,? (?:according to|correcting)\b.*|,? and not \w+ as\b.*",
    re.IGNORECASE | re.DOTALL,
)
# A value below this is counted, not rounded: 10 are not 12, though 1,000 may be 1,023.
_COUNTED = 100


@dataclass(frozen=True)
class Figure:
    """A number with what it counts, `text[start:end]` of its sentence.

    Attributes:
        start: Where its words start.
        end: Where its number ends.
        value: The number.
        unit: "$" and the like, "%", or "" for a count.
        step: How exactly it is written: the value of its last digit that counts.
    """

    start: int
    end: int
    value: float
    unit: str
    step: float

    def agrees(self, other: "Figure", loosely: float) -> bool:
        """Tell whether both may be the same number, one of them rounded.

        Args:
            other: In the same unit.
            loosely: By which part they may differ besides: 0.1 where one is said to be about so.
        """
        allowed = max(max(self.step, other.step) / 2, loosely * max(self.value, other.value))
        return abs(self.value - other.value) <= allowed + 1e-9


@dataclass(frozen=True, eq=False)
class Statement:
    """One sentence of a hit; offsets count in the article's text.

    Attributes:
        hit: The passage that it stands in.
        start: Offset of its first character.
        end: Offset after its last.
        text: The sentence.
        mentions: The dates in it, their offsets in the article's text.
    """

    hit: Hit
    start: int
    end: int
    text: str
    mentions: tuple[Mention, ...]

    @cached_property
    def published(self) -> tuple[int, int]:
        """First and last day of publication, YYYYMMDD; (0, 0) when undated."""
        return date_bounds(self.hit.published) if self.hit.published else (0, 0)

    @property
    def is_whole(self) -> bool:
        """Whether it is a sentence, and no headline, label or row of a list."""
        return _ENDS.search(self.text) is not None and _LABEL.match(self.text) is None

    @cached_property
    def claim(self) -> str:
        """What it says, with blanks in place of its dates and of who says so."""
        plain = self.text
        for mention in self.mentions:
            plain = _blanked(plain, mention.start - self.start, mention.end - self.start)
        for said in _SAID.finditer(plain):
            plain = _blanked(plain, *said.span())
        return plain

    @cached_property
    def dates(self) -> tuple[Mention, ...]:
        """Its dates, but not those on which somebody said so."""
        said = [match.span() for match in _SAID.finditer(self.text)]
        return tuple(
            mention
            for mention in self.mentions
            if not any(start <= mention.start - self.start < end for start, end in said)
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of the capitalised words of its claim, beside the first."""
        first = len(self.claim) - len(self.claim.lstrip("“\"‘' "))
        found = [m[0] for m in _NAME.finditer(self.claim) if m.start() > first]
        return stemmed(" ".join(found))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers of its claim that count or measure something."""
        return tuple(figures(self.claim))

    def citation(self, marker: int) -> Citation:
        """Cite it."""
        return Citation.of(self.hit, self.start, self.end, self.text, marker)


def statements(
    hits: Iterable[Hit], mentions_of: Callable[[str], Sequence[Mention]]
) -> list[Statement]:
    """Split hits into sentences, each of an article once, in the order of articles and texts.

    Args:
        hits: In any order.
        mentions_of: Gives the dates that an article mentions, by its id: `Library.mentions`.
    """
    known: dict[str, Sequence[Mention]] = {}
    found: dict[tuple[str, int, int], Statement] = {}
    for hit in sorted(hits, key=lambda hit: (hit.article_id, hit.start, hit.end)):
        if hit.article_id not in known:
            known[hit.article_id] = mentions_of(hit.article_id)
        for span in sentences_to_read(hit.text):
            start, end = hit.start + span.start, hit.start + span.end
            inside = (m for m in known[hit.article_id] if start <= m.start and m.end <= end)
            statement = Statement(hit, start, end, hit.text[span.start : span.end], tuple(inside))
            found.setdefault((hit.article_id, start, end), statement)
    return list(found.values())


@functools.lru_cache(maxsize=20_000)
def stemmed(text: str) -> frozenset[str]:
    """Give the stems of the words of a text that carry its meaning."""
    return stems(" ".join(content_words(text.replace("-", " "))))


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def figures(text: str) -> list[Figure]:
    """Find the numbers in a text that count or measure something, in its order."""
    found = []
    for match in _FIGURE.finditer(text):
        money, number, scale, unit = match.group("money", "number", "scale", "unit")
        unit = (unit or "").strip().lower()
        unit = "%" if unit in ("%", "per cent", "percent") else _MONEY.get(unit, unit)
        if not money and not unit and _NO_COUNT.match(text, match.end()):
            continue
        factor = _SCALES[scale.lower()] if scale else 1.0
        value, step = _read(number.lower())
        found.append(
            Figure(
                match.start(),
                match.end(),
                value * factor,
                money or unit,
                (step or float(factor > 1)) * factor,
            )
        )
    return found


def _read(number: str) -> tuple[float, float]:
    """Give a number's value, and that of its last digit that counts; 0 where it is exact."""
    if not number[0].isdigit():
        return float(sum(NUMBERS[word] for word in number.split("-"))), 0.0
    digits = number.replace(",", "")
    value = float(digits)
    if "." in digits:
        return value, 10.0 ** -len(digits.partition(".")[2])
    zeros = len(digits) - len(digits.rstrip("0"))
    return value, 10.0**zeros if value >= _COUNTED and zeros else 0.0
