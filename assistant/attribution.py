"""Answer sentence -> citations: by code, after generation, whatever the model claims.

A sentence is supported by the article sentences that hold its numbers, dates, names and words;
verification.py then holds each of its facts against them. No citation is attached just to have one.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from assistant import across
from assistant.aboutness import bearing, same_subject, scored
from assistant.answer import Citation, Hit, Sentence, Verdict
from assistant.doubts import Basis, Doubt
from assistant.facts import Facts, day, facts, word_stems
from assistant.prompts import written_date
from assistant.sources import NOWHERE, Judgement, Source, sources, split_answer, surroundings
from assistant.speakers import SAYING
from assistant.verification import check, normal, verdict
from index.asked_dates import AskedDates

# Numbers and dates tell the sentence that is meant from its neighbours. Words that the question
# holds are restated rather than claimed; names and "said" stand in many sentences, and are checked
# afterwards.
_WEIGHT_OF_QUOTES, _WEIGHT_OF_FACTS, _WEIGHT_OF_WORDS, _WEIGHT_OF_RESTATED = 4.0, 2.0, 1.0, 0.4
# What being about the question counts beside holding the answer, both from 0 to 1.
_ABOUT = 0.2
# A sentence is cited if it adds this share of the answer sentence's weight to what is cited; one
# of another article must add more.
_FIRST_GAIN, _FURTHER_GAIN, _OTHER_GAIN, _MOST_SENTENCES = 0.2, 0.12, 0.35, 3
# Fitted on the dev part of eval/data/verdicts.jsonl (docs/decisions/0011).
_SUPPORTED, _PARTLY = 0.5, 0.35


class Attribution:
    """Attributes the sentences of one answer, one after the other, and numbers their citations.

    Args:
        question: The question; words it holds are restated in an answer rather than claimed.
        hits: What the answer may be supported by, best first.
        read: Gives an article's whole text by its id, where a quotation or name may stand outside
            of what was found. Default: only the hits are known.
        same_language: Whether the answer is in the language of the hits; where it is not, only
            names, numbers and dates can be compared.
        bare: Whether it is a bare fact instead of sentences.
        dates: What the question says of time, as search read it; a bare fact says no day itself.
    """

    def __init__(
        self,
        question: str,
        hits: Sequence[Hit],
        read: Callable[[str], str] | None = None,
        same_language: bool = True,
        bare: bool = False,
        dates: AskedDates | None = None,
    ) -> None:
        self._read = read
        self._same_language, self._bare = same_language, bare
        self._question, self._asked = question, word_stems(question)
        self.sources = sources(hits)
        self._context = {hit.passage_id: word_stems(surroundings(hit)) for hit in hits}
        self._articles: dict[str, list[Source]] = {}
        for source in self.sources:
            self._articles.setdefault(source.hit.article_id, []).append(source)
        self.about = [self._aboutness(source) for source in self.sources]
        # A sentence shows by its words what it is about; of a bare fact search's scores tell.
        self._scored = bare and scored(hits)
        self._bearing = (
            bearing(self.sources, self.about, dates) if bare else [True] * len(self.sources)
        )
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
            The sentence with its verdict and reason; markers refer to `citations`, which grows by
            those that are new. A sentence that is not found cites nothing.
        """
        judged = self.judge(sentence)
        cited = () if judged.verdict == Verdict.NOT_FOUND else judged.sources
        return Sentence(
            text=sentence,
            verdict=judged.verdict,
            citations=tuple(self.cite(source) for source in cited),
            reason=judged.reason,
        )

    def judge(self, sentence: str) -> Judgement:
        """Judge a sentence as `attribute` does, without citing anything."""
        stated = facts(sentence, "")
        if not (stated.words or stated.quantities or stated.dates):
            return Judgement(Verdict.NOT_CHECKED)
        if not (self._same_language or self._in_words_of_hits(stated.words)):
            return across.judge(sentence, self.sources, self._question)
        numbers = self._choose(sentence)
        if not numbers:
            return NOWHERE
        chosen = [self.sources[number] for number in numbers]
        stated = facts(sentence, chosen[0].hit.published)
        held = frozenset[str]().union(*(source.facts.words for source in chosen))
        for source in chosen:
            held |= self._context[source.hit.passage_id]
        weights = self._items(stated)
        found = {key for source in chosen for key in self._held(sentence, source)[0]} | held
        coverage = sum(weights[key] for key in weights.keys() & found) / sum(weights.values())
        doubts = check(stated, self._basis(chosen))
        if coverage < _SUPPORTED:
            missing = sorted(stated.words - held, key=lambda word: (-weights[word], word))
            shown = f"“{_written(missing[0], sentence)}”" if missing else "this"
            doubts.append(Doubt(f"the source does not say {shown}", False, ""))
        elif not self._is_about(stated.words, held, numbers):
            doubts.append(Doubt("the source is about something else", False, ""))
        judged = verdict(doubts, coverage, _SUPPORTED, _PARTLY)
        return Judgement(judged, doubts[0].reason if doubts else "", tuple(chosen))

    def _in_words_of_hits(self, words: frozenset[str]) -> bool:
        """Tell whether a sentence is in the hits' language, whatever was asked for."""
        # Names are written alike in many.
        told = words - word_stems(" ".join(n.text for s in self.sources for n in s.facts.names))
        known = frozenset[str]().union(*self._context.values())
        return len(told & known) >= _SUPPORTED * len(told)

    def shares(self, sentence: str) -> list[float]:
        """Say what share of a sentence each of `sources` holds, 0 to 1 by weight."""
        held = [self._held(sentence, source) for source in self.sources]
        return [sum(items.values()) / total for items, total in held]

    def cite(self, source: Source) -> int:
        """Give the marker of a source, a new one if nothing cited it yet."""
        for citation in self.citations:
            same_article = citation.article_id == source.hit.article_id
            if same_article and (citation.start, citation.end) == (source.start, source.end):
                return citation.marker
        marker = len(self.citations) + 1
        self.citations.append(
            Citation.of(source.hit, source.start, source.end, source.text, marker)
        )
        return marker

    def _weights(self, stated: Facts) -> dict[str, float]:
        named = word_stems(" ".join(name.text for name in stated.names))
        light = self._asked | named | SAYING
        return {
            word: _WEIGHT_OF_RESTATED if word in light else _WEIGHT_OF_WORDS
            for word in stated.words
        }

    def _aboutness(self, source: Source) -> float:
        """Give the share of the question's words that a sentence holds; its passage counts half."""
        context = self._context[source.hit.passage_id]
        held = source.facts.words
        own = len(self._asked & held) + 0.5 * len(self._asked & (context - held))
        return own / len(self._asked) if self._asked else 0.0

    def _choose(self, sentence: str) -> list[int]:
        """Take the sentences that hold the facts: the best, then those that add to it."""
        held = [self._held(sentence, source) for source in self.sources]
        bearing = [number for number, bears in enumerate(self._bearing) if bears]
        return self._best(held, bearing) or self._best(held, range(len(held)))

    def _best(
        self, held: Sequence[tuple[dict[str, float], float]], among: Sequence[int]
    ) -> list[int]:
        chosen: list[int] = []
        taken: set[str] = set()
        while among and len(chosen) < _MOST_SENTENCES:
            keys = {number: self._key(number, held, taken, chosen) for number in among}
            best = max(among, key=keys.__getitem__)
            if keys[best] < 0:
                break
            chosen.append(best)
            taken |= held[best][0].keys()
        return chosen

    def _key(
        self,
        number: int,
        held: Sequence[tuple[dict[str, float], float]],
        taken: set[str],
        chosen: Sequence[int],
    ) -> float:
        """Say how good a source is to cite next to those chosen, below 0 if it adds too little."""
        items, total = held[number]
        if not chosen:
            gain = sum(items.values()) / total
            return gain + _ABOUT * self.about[number] if gain >= _FIRST_GAIN else -1.0
        added = {
            key: weight
            for key, weight in items.items()
            if key not in taken and (weight > _WEIGHT_OF_RESTATED or key not in self._asked)
        }
        gain = sum(added.values()) / total
        article = self.sources[number].hit.article_id
        if article == self.sources[chosen[0]].hit.article_id:
            return gain if gain >= _FURTHER_GAIN else -1.0
        # A number alone stands in some article or other.
        words = [key for key, weight in added.items() if weight == _WEIGHT_OF_WORDS]
        return gain if gain >= _OTHER_GAIN and words else -1.0

    def _items(self, stated: Facts) -> dict[str, float]:
        """Weigh all that a sentence states."""
        return (
            self._weights(stated)
            | {f"number {number.start}": _WEIGHT_OF_FACTS for number in stated.quantities}
            | {f"date {number}": _WEIGHT_OF_FACTS for number in range(len(stated.dates))}
            | ({"denial": _WEIGHT_OF_WORDS} if stated.denials else {})
            | {f"quotation {number}": _WEIGHT_OF_QUOTES for number in range(len(stated.quotations))}
        )

    def _held(self, sentence: str, source: Source) -> tuple[dict[str, float], float]:
        """Give what of a sentence a source holds, and the weight of all that it states."""
        stated, found = facts(sentence, source.hit.published), source.facts
        items = self._items(stated)
        held = set(stated.words & found.words)
        if stated.denials and found.denials:
            held.add("denial")
        held |= {
            f"number {one.start}"
            for one in stated.quantities
            if any(one.agrees(other) for other in found.quantities)
        }
        held |= {
            f"date {number}"
            for number, one in enumerate(stated.dates)
            if any(one.first <= other.first and other.last <= one.last for other in found.dates)
        }
        held |= {
            f"quotation {number}"
            for number, one in enumerate(stated.quotations)
            if normal(one) in normal(source.text)
        }
        return {key: items[key] for key in held}, sum(items.values()) or 1.0

    def _basis(self, chosen: Sequence[Source]) -> Basis:
        first = chosen[0]
        article = self._articles[first.hit.article_id]
        before = [s for s in article if s.start < first.start]
        before.sort(key=lambda source: -source.start)
        hits = {source.hit.passage_id: source.hit for source in article}
        told = ". ".join((first.hit.title, first.hit.source, written_date(first.hit.published)))
        return Basis(
            cited=[source.facts for source in chosen],
            context=[*(s.facts for s in article if s not in chosen), facts(told, "")],
            before=[source.text for source in before],
            published=day(first.hit.published),
            article="\n".join([first.hit.title, *self._texts(first.hit, hits.values())]),
        )

    def _texts(self, hit: Hit, hits: Iterable[Hit]) -> list[str]:
        return [self._read(hit.article_id)] if self._read else [one.text for one in hits]

    def _is_about(
        self, words: frozenset[str], held: frozenset[str], numbers: Sequence[int]
    ) -> bool:
        """Tell whether the sources of these numbers are about what the question asks."""
        restated = words & self._asked
        bears = any(self._bearing[number] for number in numbers)
        if self._scored or not (bears or restated):
            return bears
        # An answer of a word or two ("Four days.") restates nothing: then all that was asked.
        known = list(self._context.values())
        return same_subject(restated or self._asked, held, known)


def _written(stem: str, sentence: str) -> str:
    """Find the word of a sentence that has a stem."""
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", sentence)
    return next((word for word in words if stem in word_stems(word)), stem)
