"""Answer sentence -> citations: by code, after generation, whatever the model claims.

A sentence is supported by the article sentences that hold its words: its numbers and names above
all. No citation is attached just to have one.
"""

import functools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nltk.stem.snowball import EnglishStemmer

from assistant.answer import Citation, Hit, Sentence, Verdict
from assistant.prompts import written_date
from index.lexical import content_words
from index.passages import sentences

# A marker or a list number that the model wrote, or begins to write; never shown.
_MARKER = re.compile(r"\s*\[\d+(?:,\s*\d+)*\]|\s*\[[\d,\s]*\Z")
_LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+", re.MULTILINE)
# Numbers and names carry what can be wrong in an answer; words that the question already holds
# are restated rather than claimed.
_WEIGHT_OF_FACTS, _WEIGHT_OF_WORDS, _WEIGHT_OF_RESTATED = 2.0, 1.0, 0.3
# A sentence is cited if it adds this share of the answer sentence's weight to what is cited.
_FIRST_GAIN, _FURTHER_GAIN, _MOST_SENTENCES = 0.25, 0.12, 3
# Chosen on the sample library; a labelled set to measure verdicts on is still to come.
_SUPPORTED, _PARTLY, _SAME_SUBJECT = 0.7, 0.4, 0.4


@dataclass(frozen=True)
class Source:
    """One sentence of a hit, with its words; offsets count in the article's text."""

    hit: Hit
    start: int
    end: int
    text: str
    words: frozenset[str]


def sources(hits: Iterable[Hit]) -> list[Source]:
    """Split hits into the sentences that may be cited, in the order of the hits."""
    return [
        Source(
            hit,
            hit.start + span.start,
            hit.start + span.end,
            hit.text[span.start : span.end],
            frozenset(_stems(hit.text[span.start : span.end])),
        )
        for hit in hits
        for span in sentences(hit.text)
    ]


def split_answer(text: str) -> list[str]:
    """Split an answer into its sentences, without the markers that the model wrote."""
    text = _LIST_MARK.sub("", _MARKER.sub("", text))
    return [text[span.start : span.end] for span in sentences(text)]


class Attribution:
    """Attributes the sentences of one answer, one after the other, and numbers their citations.

    Args:
        question: The question; words it holds are restated in an answer rather than claimed.
        hits: What the answer may be supported by, best first.
    """

    def __init__(self, question: str, hits: Sequence[Hit]) -> None:
        self._asked = frozenset(_stems(question))
        self._sources = sources(hits)
        self._context = {hit.passage_id: frozenset(_stems(_surroundings(hit))) for hit in hits}
        self.citations: list[Citation] = []
        self._followed: list[Sentence] = []

    def follow(self, text: str, ended: bool) -> list[Sentence]:
        """Attribute a text that grows: each sentence once, as soon as it is whole.

        Args:
            text: All that was written so far.
            ended: Whether nothing follows; until then the last sentence may go on.
        """
        whole = split_answer(text)
        growing = [] if ended or not whole else [Sentence(text=whole.pop())]
        if [sentence.text for sentence in self._followed] != whole[: len(self._followed)]:
            # What looked like an end was none: a quotation goes on, an abbreviation was one.
            self.citations, self._followed = [], []
        self._followed += map(self.attribute, whole[len(self._followed) :])
        return [*self._followed, *growing]

    def attribute(self, sentence: str) -> Sentence:
        """Find what supports a sentence, and judge it.

        Args:
            sentence: One whole sentence of the answer.

        Returns:
            The sentence with its verdict; markers refer to `citations`, which grows by those
            that are new.
        """
        facts, words = self._facts(sentence), frozenset(_stems(sentence))
        if not words:
            return Sentence(text=sentence, verdict=Verdict.NOT_CHECKED)
        weights = {word: self._weight(word, facts) for word in words}
        chosen = self._choose(weights)
        held = frozenset[str]().union(*(source.words for source in chosen))
        for source in chosen:
            held |= self._context[source.hit.passage_id]
        coverage = sum(weights[word] for word in words & held) / sum(weights.values())
        if not chosen or coverage < _PARTLY:
            return Sentence(text=sentence, verdict=Verdict.NOT_FOUND)
        sound = coverage >= _SUPPORTED and facts <= held and self._same_subject(words, held)
        return Sentence(
            text=sentence,
            verdict=Verdict.SUPPORTED if sound else Verdict.PARTLY_SUPPORTED,
            citations=tuple(self._marker(source) for source in chosen),
        )

    def _facts(self, sentence: str) -> frozenset[str]:
        """Give the numbers and names: what has digits, or is never written in lower case."""
        return frozenset(
            _stem(word)
            for word in _words(sentence)
            if _is_number(word) or not re.search(rf"\b{re.escape(word)}\b", sentence)
        )

    def _weight(self, word: str, facts: frozenset[str]) -> float:
        if word in self._asked and not _is_number(word):
            return _WEIGHT_OF_RESTATED
        return _WEIGHT_OF_FACTS if word in facts else _WEIGHT_OF_WORDS

    def _choose(self, weights: dict[str, float]) -> list[Source]:
        """Take the sentences that hold the words: the best, then those that add what is claimed."""
        chosen: list[Source] = []
        missing, total = dict(weights), sum(weights.values())
        about = [len(self._asked & source.words) for source in self._sources]
        while self._sources and len(chosen) < _MOST_SENTENCES:
            gains = [
                sum(weight for word, weight in missing.items() if word in source.words)
                for source in self._sources
            ]
            # Of equals, the one that the question is about, then the one in the best hit.
            best = max(range(len(gains)), key=lambda number: (gains[number], about[number]))
            if gains[best] / total < (_FURTHER_GAIN if chosen else _FIRST_GAIN):
                break
            chosen.append(self._sources[best])
            missing = {
                word: weight
                for word, weight in missing.items()
                if word not in self._sources[best].words and weight > _WEIGHT_OF_RESTATED
            }
        return chosen

    def _same_subject(self, words: frozenset[str], held: frozenset[str]) -> bool:
        """Tell whether the cited passages are about what the question asks.

        "Osk gets its electricity from the Petrel" shares Osk and Petrel with a passage on a
        ferry; that electricity, which few passages mention, is not among them, tells.
        """
        known = list(self._context.values())
        rarity = {
            word: math.log1p(len(known) / count)
            # An answer of a word or two ("Four days.") restates nothing: then all that was asked.
            for word in words & self._asked or self._asked
            # A word in no passage at all is another form ("met" for "meeting"), not a subject.
            if (count := sum(word in context for context in known))
        }
        shared = sum(rarity[word] for word in rarity.keys() & held)
        return shared >= _SAME_SUBJECT * sum(rarity.values())

    def _marker(self, source: Source) -> int:
        for citation in self.citations:
            same_article = citation.article_id == source.hit.article_id
            if same_article and (citation.start, citation.end) == (source.start, source.end):
                return citation.marker
        hit = source.hit
        citation = Citation(
            marker=len(self.citations) + 1,
            article_id=hit.article_id,
            passage_id=hit.passage_id,
            title=hit.title,
            source=hit.source,
            published=hit.published,
            url=hit.url,
            start=source.start,
            end=source.end,
            quote=source.text,
        )
        self.citations.append(citation)
        return citation.marker


def _surroundings(hit: Hit) -> str:
    """Give what a reader of the passage knows beside the cited sentence."""
    return " ".join((hit.title, hit.source, written_date(hit.published), hit.text))


def _is_number(word: str) -> bool:
    return word in _DIGITS or any(character.isdigit() for character in word)


def _words(text: str) -> list[str]:
    """Give the words that count, "4-day" as two, so that "four days" finds it."""
    return content_words(_HYPHEN.sub(" ", text))


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _words(text)]


@functools.lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # "1,200" and "1200" are one number, "four" and "4" too.
    if _is_number(word):
        return _DIGITS.get(word, word.replace(",", ""))
    return str(_STEMMER.stem(word))


_HYPHEN = re.compile(r"(?<=\w)[-–](?=[^\W\d])")
_NUMBER_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    "twenty",
)
_DIGITS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS, start=1)}
_STEMMER = EnglishStemmer()
