"""Do two texts tell the same thing in nearly the same words?

Syndicated copies and light rewrites do; a follow-up, a corrected report written anew, or the same
column of another day do not. The measure is the share of common shingles (runs of three words) in
all shingles of both (Broder, "On the resemblance and containment of documents", 1997); what the
texts are full of, numbers and names, must agree besides, for a template with other facts shares
most of its words.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

_SHINGLE = 3
# A Chinese or Japanese character is a word of its own: nothing stands between words there.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
# A capital after a small letter or a comma: the first word of a sentence says nothing.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+")
# Copies are published within days; what comes later in the same words is another edition.
_DAYS = 3
# So few numbers or names may differ by chance.
_FEW = 3
# Of the numbers and names of both, so many must stand in both: a template is filled with others.
_FACTS = 0.55
# Where nearly all words are the same, one corrected figure among three may differ.
_FACTS_OF_COPIES, _COPIES = 0.4, 0.65
# A text that stands so fully in a longer one was cut from it: then only its own facts count.
_CUT = 0.9
# Of the opening of each, so much must stand in the other: pages that share a long table of
# results or a list of links begin differently.
_OPENING = 100
_OPENING_SHARED = 0.25
# A shorter text may be what every page of an outlet says (docs/articles.md).
SHORT = 50
# A text of a sentence or two shares most of its words with others of its kind.
_TINY = 20


@dataclass(frozen=True)
class Text:
    """What of an article is compared.

    Attributes:
        title: Its headline.
        text: Its canonical text.
        first: The first day that its date may mean, as the proleptic ordinal; None if undated.
        last: The last day.
    """

    title: str
    text: str
    first: int | None = None
    last: int | None = None

    @cached_property
    def words(self) -> list[str]:
        """All words, in lower case, in order."""
        return _WORD.findall(self.text.lower())

    @cached_property
    def shingles(self) -> frozenset[str]:
        """All runs of three words; of a shorter text, the whole."""
        return frozenset(_shingles(self.words))

    @cached_property
    def opening(self) -> frozenset[str]:
        """The shingles of the first 100 words."""
        return frozenset(_shingles(self.words[:_OPENING]))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """All numbers in digits, without the marks between thousands."""
        return frozenset(number.replace(",", "") for number in _NUMBER.findall(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """All words with a capital that begin no sentence."""
        return frozenset(_NAME.findall(self.text))


def likeness(one: Text, other: Text) -> float:
    """Say how alike two texts are: 0 if they do not tell the same, else up to 1.

    Returns:
        The share of common shingles in all (Jaccard); 0 where dates, numbers, names or openings
        tell that the texts are about different things.
    """
    if _days_apart(one, other) > _DAYS:
        return 0.0
    if min(len(one.words), len(other.words)) < SHORT and not titles_agree(one.title, other.title):
        return 0.0
    shared = _share(one.shingles, other.shingles)
    if one.shingles == other.shingles:
        return shared
    if min(len(one.words), len(other.words)) < _TINY:
        return 0.0
    wanted = _FACTS if shared < _COPIES else _FACTS_OF_COPIES
    share = _overlap if _overlap(one.shingles, other.shingles) >= _CUT else _share
    for facts in ((one.numbers, other.numbers), (one.names, other.names)):
        if min(map(len, facts)) >= _FEW and share(*facts) < wanted:
            return 0.0
    for opening, whole in ((one.opening, other.shingles), (other.opening, one.shingles)):
        if len(opening & whole) < _OPENING_SHARED * len(opening):
            return 0.0
    return shared


def titles_agree(one: str, other: str) -> bool:
    """Whether two headlines share most of their words."""
    return _share(set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))) > 0.5


def _shingles(words: list[str]) -> list[str]:
    count = max(1, len(words) - _SHINGLE + 1)
    return [" ".join(words[first : first + _SHINGLE]) for first in range(count)]


def _share(one: Set[str], other: Set[str]) -> float:
    """Give the part of all that is common (Jaccard)."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if one or other else 1.0


def _overlap(one: Set[str], other: Set[str]) -> float:
    """Give the part of the smaller that stands in the larger."""
    return len(one & other) / min(len(one), len(other)) if one and other else 1.0


def _days_apart(one: Text, other: Text) -> int:
    if one.first is None or other.first is None or one.last is None or other.last is None:
        return 0
    return max(0, one.first - other.last, other.first - one.last)
