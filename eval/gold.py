"""An answer beside gold ones: exact match, F1, and whether a gold one stands in a text."""

import re
import string
from collections import Counter
from collections.abc import Sequence

_BLANKED = str.maketrans(dict.fromkeys(string.punctuation + "’‘“”–—…", " "))
_DROPPED = str.maketrans(dict.fromkeys(string.punctuation))
_BETWEEN_ITEMS = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


def exact(answer: str, gold: Sequence[str]) -> float:
    """SQuAD's exact match: 1 if the answer is one of the gold ones, normalised; else 0."""
    return float(any(_squad(answer) == _squad(one) for one in gold))


def f1(answer: str, gold: Sequence[str]) -> float:
    """SQuAD's F1, 0 to 1: the harmonic mean of the words' precision and recall, of the best gold.

    Raises:
        ValueError: If there is no gold answer.
    """
    return max(_f1(_squad(answer).split(), _squad(one).split()) for one in gold)


def _squad(text: str) -> str:
    """Normalise as SQuAD's script does: no case, punctuation, articles, or runs of spaces."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_DROPPED)).split())


def _f1(words: list[str], gold: list[str]) -> float:
    if not words or not gold:
        # As in SQuAD 2.0's script: where one is empty, only an empty one agrees.
        return float(words == gold)
    shared = sum((Counter(words) & Counter(gold)).values())
    if not shared:
        return 0.0
    precision, recall = shared / len(words), shared / len(gold)
    return 2 * precision * recall / (precision + recall)


def chosen(answer: str, choices: Sequence[str]) -> str:
    """Give the choice that an answer means: the one it equals or holds alone, else is most like.

    "" if it shares no word with any, or as many with several.
    """
    named = [choice for choice in choices if holds(answer, [choice])]
    if len(named) == 1:
        return named[0]
    ranked = sorted(((f1(answer, [choice]), choice) for choice in choices), reverse=True)
    if not ranked or not ranked[0][0] or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return ""
    return ranked[0][1]


def normalised(text: str) -> str:
    """Lower case, without punctuation and articles, in single spaces, with one at both ends."""
    words = text.lower().translate(_BLANKED).split()
    return f" {' '.join(word for word in words if word not in ('a', 'an', 'the'))} "


def holds(text: str, answers: Sequence[str]) -> bool:
    """Tell whether one of the answers stands in a text as whole words."""
    whole = normalised(text)
    return any(answer.strip() and normalised(answer) in whole for answer in answers)


def items(answer: str) -> list[str]:
    """Part a gold answer that names several things: "Ada Weil, Per Lund and Ines Roth"."""
    return [item for item in _BETWEEN_ITEMS.split(answer) if normalised(item).strip()]
