"""What search found -> the order that is shown: a passage is as good as its best sentence.

The score of a sentence is a weighted sum of four numbers, each between about 0 and 1:

- how near its passage is to the question (cosine of their embeddings),
- how near the sentence itself is (cosine, from the same pass of the embedding model),
- how much of the question its passage and the article's title say in the question's own words,
  names and numbers; rare words count more,
- whether it holds the kind of thing that is asked for: a number, a date, a name.

The weights are a logistic regression over the candidates of 2,655 Natural Questions, rounded to
whole numbers (eval/bench/weights.py); news questions had no part in it (docs/decisions/0009).
"""

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from index.lexical import content_words
from index.passages import Span

Wanted = Literal["number", "date", "name"]

# Of nearness of the passage, nearness of the sentence, coverage, and what is wanted.
WEIGHTS = np.array([3, 3, 2, 1], np.float32)
_COVERAGE = 2
_WORD = re.compile(r"\w+(?:[.,'’/-]\w+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|long|old|often|far|tall|big|high)\b|\bpercentage\b"
    r"|\bwhat (?:number|amount|total|share|price)\b",
    re.IGNORECASE,
)
_ASKS_DATE = re.compile(r"\bwhen\b|\b(?:which|what) (?:year|month|day|date)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\b\d[\d.,]*\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen"
    r"|hundred|thousand|million|billion|half|third|quarter)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\b|\b(?:19|20)\d\d\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
# A capital letter that does not merely open a sentence or a quotation.
_NAME = re.compile(r"(?<![.!?“\"]\s)(?<!^)\b[A-Z][\w’'-]+")
# Two are as good as many: a list of names is no better an answer.
_ENOUGH = 2


@dataclass(frozen=True)
class Candidate:
    """A passage that search found.

    Attributes:
        id: The passage's id.
        text: Its text.
        title: Its article's title.
        nearness: Cosine of the embeddings of question and passage.
        sentences: Its sentences, offsets into `text`.
        nearnesses: Cosine of the question and each sentence, shape (sentences,).
    """

    id: str
    text: str
    title: str
    nearness: float
    sentences: Sequence[Span]
    nearnesses: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Ranked:
    """A candidate with its score.

    Attributes:
        id: The passage's id.
        score: That of its best sentence.
        coverage: How much of the question its words and its title say, 0 to 1.
        sentences: The score of each of its sentences, in the order of the text.
    """

    id: str
    score: float
    coverage: float
    sentences: tuple[float, ...]

    @property
    def best(self) -> int:
        """The number of the best sentence, from 0."""
        return int(np.argmax(self.sentences))


def rank(
    question: str,
    candidates: Sequence[Candidate],
    liked: Mapping[str, float] = MappingProxyType({}),
) -> list[Ranked]:
    """Order what search found.

    Args:
        question: As it was asked.
        candidates: In any order.
        liked: What to add to the scores of passages, by id.

    Returns:
        All of them, best first; equal ones in the order of ids.
    """
    ranked = []
    for candidate, rows in zip(candidates, features(question, candidates), strict=True):
        scores = rows @ WEIGHTS + liked.get(candidate.id, 0.0)
        coverage = float(rows[0, _COVERAGE])
        ranked.append(Ranked(candidate.id, float(scores.max()), coverage, tuple(scores.tolist())))
    return sorted(ranked, key=lambda one: (-one.score, one.id))


def features(question: str, candidates: Sequence[Candidate]) -> list[npt.NDArray[np.float32]]:
    """Give the four numbers of each sentence of each candidate, shape (sentences, 4)."""
    asked = stems(" ".join(content_words(question)))
    wanted = asked_for(question)
    said = [asked & (stems(c.text) | stems(c.title)) for c in candidates]
    weights = _rarity(asked, said)
    whole = sum(weights.values()) or 1.0
    found = []
    for candidate, words in zip(candidates, said, strict=True):
        rows = np.empty((len(candidate.sentences), len(WEIGHTS)), np.float32)
        rows[:, 0] = candidate.nearness
        rows[:, 1] = candidate.nearnesses
        rows[:, _COVERAGE] = sum(weights[word] for word in words) / whole
        rows[:, 3] = [
            holds(candidate.text[span.start : span.end], wanted, asked)
            for span in candidate.sentences
        ]
        found.append(rows)
    return found


def asked_for(question: str) -> Wanted:
    """Tell what kind of thing answers a question; most are answered by a name."""
    if _ASKS_NUMBER.search(question):
        return "number"
    return "date" if _ASKS_DATE.search(question) else "name"


def holds(sentence: str, wanted: Wanted, asked: frozenset[str]) -> float:
    """Tell how surely a sentence holds what is asked for.

    Args:
        sentence: The sentence.
        wanted: What is asked for.
        asked: The stems of the question: a name that it gives is not the answer.

    Returns:
        0 for no, 1 for two or more, 0.5 for one.
    """
    if wanted == "date":
        return float(_DATE.search(sentence) is not None)
    found: set[str] = set()
    for match in (_NUMBER if wanted == "number" else _NAME).finditer(sentence):
        word = match[0].lower()
        if wanted == "number" or _stem(word) not in asked:
            found.add(word)
            if len(found) == _ENOUGH:
                break
    return len(found) / _ENOUGH


def stems(text: str) -> frozenset[str]:
    """Give the stems of a text's words (Snowball, English); digits and names stay whole."""
    return frozenset(map(_stem, set(_WORD.findall(text.lower()))))


@functools.lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    stem: str = _stemmer().stem(_POSSESSIVE.sub("", word))
    return stem


@functools.cache
def _stemmer() -> Any:
    # A second's import, which commands that only list articles need not wait for.
    from nltk.stem.snowball import EnglishStemmer

    return EnglishStemmer()


def _rarity(asked: Iterable[str], said: Sequence[frozenset[str]]) -> dict[str, float]:
    """Weigh the question's words by how few of the candidates say them, as BM25 does (idf)."""
    counts = Counter(word for words in said for word in words)
    total = len(said)
    return {
        word: math.log(1 + (total - counts[word] + 0.5) / (counts[word] + 0.5)) for word in asked
    }
