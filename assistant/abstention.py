"""Is there an answer here at all? Decided before the model is asked, and again after it wrote."""

import re
from collections.abc import Sequence

from assistant.answer import Answer, Hit, Reason, Sentence, Verdict
from index.filters import Filters

# MiniLM's cosine between a question and a passage of another subject stays below this; measured
# on the sample library and the seed article (docs/measurements.md, "Abstention").
_NEAR = 0.25
_REFUSAL = re.compile(
    r"\A\W*(?:not found\b|(?:the |these )?(?:passages?|articles?|texts?|sources?)\b[^.]{0,60}?"
    r"(?:do(?:es)? not|don't|doesn't) (?:say|mention|state|provide|contain|specify|give|indicate)"
    r"|there is no (?:information|mention))",
    re.IGNORECASE,
)

# What a person reads in the place of an answer.
MESSAGES = {
    Reason.EMPTY_LIBRARY: "The library holds no articles yet. `dateline add PATH` adds some.",
    Reason.NO_MATCH: "No article in the library passes these filters.",
    Reason.NOTHING_NEAR: "Nothing in the library comes near this question.",
    Reason.NOT_ANSWERED: "The library does not answer this. The nearest passages are shown.",
    Reason.NOT_SUPPORTED: (
        "No passage supports the answer that the model wrote, so it is not shown. "
        "The nearest passages are."
    ),
}


def before(hits: Sequence[Hit], empty: bool, filters: Filters) -> Reason | None:
    """Decide from the hits alone.

    Args:
        hits: What was found, best first.
        empty: Whether the library holds no article at all.
        filters: What the search was limited to.

    Returns:
        Why there can be no answer, or None if the model is to try.
    """
    if empty:
        return Reason.EMPTY_LIBRARY
    if not hits:
        return Reason.NOTHING_NEAR if filters == Filters() else Reason.NO_MATCH
    near = any((hit.scores["dense"] or 0.0) >= _NEAR for hit in hits)
    return None if near else Reason.NOTHING_NEAR


def is_refusal(text: str) -> bool:
    """Tell whether the model wrote that the passages hold no answer."""
    return _REFUSAL.match(text) is not None


def after(text: str, sentences: Sequence[Sentence]) -> Reason | None:
    """Decide from what the model wrote: why it is no answer, or None if it is one."""
    if not text.strip() or is_refusal(text):
        return Reason.NOT_ANSWERED
    if all(sentence.verdict == Verdict.NOT_FOUND for sentence in sentences):
        return Reason.NOT_SUPPORTED
    return None


def abstained(answer: Answer, reason: Reason) -> Answer:
    """Turn an answer into one that says there is none, keeping its hits."""
    return answer.model_copy(
        update={
            "text": MESSAGES[reason],
            "abstained": True,
            "reason": reason,
            "sentences": (),
            "citations": (),
        }
    )
