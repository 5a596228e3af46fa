"""Where was it lost? Each question is put into exactly one stage, by what its record shows."""

from enum import StrEnum

from assistant.answer import Answer, Evidence, Hit
from assistant.asking import Style
from eval.answers import by_id, holds_gold, is_right
from eval.questions import Question


class Stage(StrEnum):
    """How far a question came, in the order of the road."""

    RIGHT = "right"
    FAILED = "failed"
    NOT_IN_LIBRARY = "not in library"
    NOT_RETRIEVED = "not retrieved"
    NOT_IN_EVIDENCE = "not in evidence"
    WRONGLY_REFUSED = "wrongly refused"
    MODEL_WRONG = "model wrong"
    UNKNOWN = "no gold"


def stage(question: Question, answer: Answer | None, style: Style = "full") -> Stage:
    """Put a question into its stage.

    Args:
        question: With its gold.
        answer: The whole record; None if answering failed.
        style: As in `eval.answers.is_right`.

    Returns:
        The first of these that fits: it failed; nothing says what is right; the answer is right (to
        abstain is, where the library does not answer); the library does not answer, and something
        was answered; no hit holds gold; nothing that was read does; nothing was answered; what was
        answered is wrong. An answer without a model reads its hits.
    """
    if answer is None:
        return Stage.FAILED
    right = is_right(question, answer, style)
    if right is None:
        return Stage.UNKNOWN
    if right == 1:
        return Stage.RIGHT
    if question.answerable is False:
        return Stage.NOT_IN_LIBRARY
    question = by_id(question, answer)
    read = [one for window in answer.windows for one in window.evidence]
    held = any(_held(question, one) for one in read)
    if not held and not any(_held(question, one) for one in answer.hits):
        return Stage.NOT_RETRIEVED
    if answer.windows and not held:
        return Stage.NOT_IN_EVIDENCE
    return Stage.WRONGLY_REFUSED if answer.abstained else Stage.MODEL_WRONG


def _held(question: Question, one: Hit | Evidence) -> bool:
    return holds_gold(question, one.text, one.article_id, one.passage_id)
