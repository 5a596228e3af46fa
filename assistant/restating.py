"""An answer that only says its question again: "A limit was lifted" to "What limit was lifted?"."""

import re
from collections.abc import Sequence

from assistant.answer import Sentence
from assistant.facts import facts, word_stems
from assistant.questions import kind
from index.passages import sentences

_ASKS = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
# A question that offers its answers is answered in its own words, and so is one for yes or no.
_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"
_OFFERS = re.compile(rf"\b(?i:or|whether|if)\b|\b{_NAME},? (?:and|&) {_NAME}")
_ANSWERED_BY_ITSELF = ("yes or no", "comparison")


def restates(sentence: str, question: str) -> bool:
    """Tell whether a sentence says nothing that its question does not say.

    Args:
        sentence: Of an answer, or a bare fact.
        question: In English, standing alone; any other is asked by nothing that is known here.
    """
    if not _ASKS.search(question) or _OFFERS.search(question):
        return False
    last = [question[span.start : span.end] for span in sentences(question)][-1:]
    if any(kind(asked) in _ANSWERED_BY_ITSELF for asked in (question, *last)):
        return False
    said, asked = facts(sentence, ""), facts(question, "")
    if not (said.words or said.quantities or said.dates):
        return False
    return (
        said.words <= word_stems(question)
        and said.denials <= asked.denials
        and all(any(one.agrees(other) for other in asked.quantities) for one in said.quantities)
        and {(one.first, one.last) for one in said.dates}
        <= {(one.first, one.last) for one in asked.dates}
    )


def only_restates(answer: Sequence[Sentence], question: str) -> bool:
    """Tell whether no sentence of an answer says more than the question."""
    return bool(answer) and all(restates(one.text, question) for one in answer)
