"""What a screen reader says of an answer that grows: its phases, not each of its words."""

from assistant.answer import Answer, Verdict
from ui import render, wording
from ui.growing import STOPPED
from ui.turns import Turn

# The page's script reads it out; only an error may interrupt what is being read.
_POLITE, _URGENT = '<p class="polite">', '<p class="urgent">'


def announcement(turn: Turn, running: bool) -> str:
    """Say where an answer stands, as Markdown for the component `#announced`.

    It is the same while the same phase lasts, so that nothing is said twice.

    Args:
        turn: The last one of the conversation.
        running: Whether more of it is to come.
    """
    if turn.note and turn.note != STOPPED:
        return f"{_URGENT}{render.escape(turn.note)}</p>"
    growing = running and not turn.answer.abstained
    said = turn.note or (_phase(turn.answer) if growing else _outcome(turn.answer))
    return f"{_POLITE}{render.escape(said)}</p>"


def _phase(answer: Answer) -> str:
    if answer.sentences or answer.events or answer.text:
        return "Writing"
    return wording.waiting(answer).removesuffix(" …")


def _outcome(answer: Answer) -> str:
    if answer.abstained:
        return answer.text
    verdicts = [sentence.verdict for sentence in answer.sentences]
    said = [
        wording.counted(len(answer.sentences or answer.events), "sentence"),
        wording.counted(len(answer.citations), "source"),
    ]
    said += [
        f"{verdicts.count(verdict)} {words}"
        for verdict, words in _DOUBTS.items()
        if verdict in verdicts
    ]
    return f"Answer ready: {', '.join(said)}"


_DOUBTS = {
    Verdict.PARTLY_SUPPORTED: "partly supported",
    Verdict.NOT_FOUND: "not found in the source",
}
