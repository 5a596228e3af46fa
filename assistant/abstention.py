"""Is there an answer here at all? What is said where there is none, and what the model wrote.

Before the model is asked, assistant/gate.py decides; how a model says no is in refusals.py.
"""

from collections.abc import Sequence

from assistant.answer import Answer, Reason, Sentence, Verdict
from assistant.asking import Style
from assistant.refusals import is_refusal
from assistant.remarks import Coverage
from assistant.restating import only_restates

__all__ = ["MESSAGES", "abstained", "after", "in_words", "is_refusal", "message"]

# What a person reads in the place of an answer: why, and what mends it.
MESSAGES = {
    Reason.EMPTY_LIBRARY: "The library holds no articles yet. `dateline add PATH` adds some.",
    Reason.NO_MATCH: (
        "No article in the library passes these filters. Widen them, or leave them out."
    ),
    Reason.NOTHING_NEAR: (
        "Nothing in the library comes near this question. Ask it in other words, or add articles "
        "about it."
    ),
    Reason.OUTSIDE_DATES: (
        "The library does not cover the time that is asked about. Ask about another time, or add "
        "articles from it or about it."
    ),
    Reason.FILTERED: (
        "What comes near this question is left out by the filters. Ask without them, or widen them."
    ),
    Reason.NOT_ANSWERED: "The library does not answer this. The nearest passages are shown.",
    Reason.NOT_SUPPORTED: (
        "No passage supports the answer that the model wrote, so it is not shown. "
        "The nearest passages are."
    ),
}


def after(
    text: str, sentences: Sequence[Sentence], style: Style = "full", question: str = ""
) -> Reason | None:
    """Decide from what the model wrote: why it is no answer, or None if it is one.

    Args:
        text: What it wrote.
        sentences: What became of it.
        style: A bare fact that is only half supported is no answer: of 41 such answers to news
            questions none was right. A sentence may be, and is shown with its doubt.
        question: What it answers, standing alone: to say only that again is no answer.
    """
    if not text.strip() or is_refusal(text) or only_restates(sentences, question):
        return Reason.NOT_ANSWERED
    doubted = {Verdict.NOT_FOUND} | ({Verdict.PARTLY_SUPPORTED} if style == "short" else set())
    if all(sentence.verdict in doubted for sentence in sentences):
        return Reason.NOT_SUPPORTED
    return None


def abstained(
    answer: Answer, reason: Reason, coverage: Coverage | None = None, detail: str = ""
) -> Answer:
    """Turn an answer into one that says there is none, keeping its hits.

    Args:
        answer: The record so far.
        reason: Why there is none.
        coverage: What the library holds, to be told.
        detail: What more there is to say, in whole sentences.
    """
    return answer.model_copy(
        update={
            "text": message(reason, coverage, detail),
            "abstained": True,
            "reason": reason,
            "sentences": (),
            "citations": (),
            "coverage": coverage,
        }
    )


def message(reason: Reason, coverage: Coverage | None = None, detail: str = "") -> str:
    """Say why there is no answer, what mends it, and what the library holds."""
    told = "" if coverage is None or reason == Reason.EMPTY_LIBRARY else in_words(coverage)
    return " ".join(filter(None, (MESSAGES[reason], detail, told)))


def in_words(coverage: Coverage) -> str:
    """Say what a library holds: "The library holds 12 articles, 2022-03-01 to … , of 3 outlets."""
    parts = [_counted(coverage.articles, "article")]
    if coverage.first and coverage.last:
        one_day = coverage.first == coverage.last
        parts.append(coverage.first if one_day else f"{coverage.first} to {coverage.last}")
    if coverage.sources:
        parts.append(f"of {_counted(coverage.sources, 'outlet')}")
    return f"The library holds {', '.join(parts)}."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
