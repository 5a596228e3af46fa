"""An answer in another language than its sources: what is written alike in both is compared.

Digits are, and names. A sentence that brings none which the question does not hold cannot be told
from a refusal, or from what the model knew anyway, and counts as found nowhere.
"""

import re
from collections.abc import Iterable, Sequence

from assistant.answer import Verdict
from assistant.facts import Facts, word_stems
from assistant.sources import NOWHERE, Judgement, Source

# "1,200", "1.200" and "1 200" are one number, 2.5 and 2,5 another; "03.05.2021" is three.
_NUMBER = re.compile(
    r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d{1,2}(?!\d))?(?![.,]\d)|\d+"
)
# "42 million" is "42 Millionen" and "42.000.000".
_SCALES = (1, 10**3, 10**6, 10**9)
_WEIGHT_OF_NUMBERS, _WEIGHT_OF_NAMES = 2, 1
_MOST_SENTENCES = 3


def judge(sentence: str, sources: Sequence[Source], question: str) -> Judgement:
    """Find what a sentence may be from, and whether all its numbers stand there.

    Args:
        sentence: One whole sentence of the answer.
        sources: What it may be from, best first.
        question: What it holds, an answer restates rather than claims.

    Returns:
        "Not found in source" if nothing of it can be compared, or a number stands nowhere; else
        "not checked", for what its words say nobody knows.
    """
    names = word_stems(sentence) - word_stems(question)
    numbers = {_digits(match[0]): match[0] for match in _NUMBER.finditer(sentence)}
    brought = numbers.keys() - {_digits(match[0]) for match in _NUMBER.finditer(question)}
    known = [
        (source, numbers.keys() & _numbers(source), names & _names(source)) for source in sources
    ]
    found = [one for one in known if one[1] & brought or one[2]]
    chosen: list[Source] = []
    said: set[str] = set()
    for source, held, named in sorted(found, key=lambda one: -_weight(one[1], one[2])):
        if len(chosen) < _MOST_SENTENCES and not (held | named) <= said:
            chosen.append(source)
            said |= held | named
    articles = {source.hit.article_id for source in chosen}
    around = {key for source, held, _ in known if source.hit.article_id in articles for key in held}
    missing = [written for key, written in numbers.items() if key not in around]
    if not chosen:
        return NOWHERE
    if missing:
        reason = f"the source does not say {missing[0]}"
        return Judgement(Verdict.NOT_FOUND, reason, tuple(chosen))
    return Judgement(Verdict.NOT_CHECKED, "its source is in another language", tuple(chosen))


def _weight(numbers: Iterable[str], names: Iterable[str]) -> int:
    return _WEIGHT_OF_NUMBERS * len(list(numbers)) + _WEIGHT_OF_NAMES * len(list(names))


def _digits(written: str) -> str:
    whole, *rest = re.split(r"\D", written)
    if rest and len(rest[-1]) < 3:
        return f"{int(whole)}.{rest[-1]}"
    return str(int("".join((whole, *rest))))


def _numbers(source: Source) -> set[str]:
    """Give the digits of all numbers and dates that a source states, and of its own day."""
    stated: Facts = source.facts
    texts = [match[0] for match in _NUMBER.finditer(source.text)]
    texts += source.hit.published.split("-")
    texts += [f"{one.value / scale:.15g}" for one in stated.quantities for scale in _SCALES]
    for one in stated.dates:
        first, last = str(one.first), str(one.last)
        # Of "in 2018" no month is stated, though it begins with one.
        texts += [first[a:b] for a, b in ((0, 4), (4, 6), (6, 8)) if first[:b] == last[:b]]
    return {_digits(match[0]) for text in texts if (match := _NUMBER.match(text))}


def _names(source: Source) -> frozenset[str]:
    return word_stems(" ".join(name.text for name in source.facts.names))
