"""A question of a conversation -> the question that stands alone, and is searched.

Rules come first; the model is asked only where the question plainly leans on the conversation and
the rules find nothing to put in. What the conversation says is never evidence: it only gives the
words of the search, which the person sees and may edit (docs/decisions/0013).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from llama_index.core.llms import ChatMessage

from assistant.asking import Exchange
from assistant.follow_ups import Resolved, resolve
from assistant.referents import Mentioned, names

# Further back, people name what they mean.
_LOOKED_AT = 3
# No question that a person would ask; a rewriting must not be longer either.
_LONGEST = 300

_SYSTEM = (
    "Rewrite the last question so that it can be understood without the conversation. "
    "Use only names and numbers from the conversation. Write one question, nothing else."
)
_EXAMPLE = (
    "Q: Who runs the Larch tram line?\nA: Vale Trams.\nLast question: and since when?",
    "Since when does Vale Trams run the Larch tram line?",
)
# So many words of an earlier answer tell the model what it was about.
_ANSWER_WORDS = 12


@dataclass(frozen=True)
class Standalone:
    """A question as it is to be searched.

    Attributes:
        question: The question itself where it stands alone, else what the rules made of it.
        rewritten: "rules" where they changed it, else "".
        unsure: Whether it leans on the conversation in a way that the rules do not understand;
            `question` is then a fallback, for where no model can be asked.
    """

    question: str
    rewritten: Literal["", "rules"] = ""
    unsure: bool = False


def standalone(question: str, history: Sequence[Exchange]) -> Standalone:
    """Make a follow-up question stand alone.

    Args:
        question: As it was typed.
        history: The conversation so far, the latest exchange last; its last three are looked at.

    Returns:
        The question unchanged if it stands alone or changes the subject.
    """
    if not history or not question.strip() or len(question) > _LONGEST:
        return Standalone(question)
    first: Resolved | None = None
    for exchange in reversed(history[-_LOOKED_AT:]):
        resolved = resolve(question.strip(), Mentioned(exchange))
        if resolved is None:
            return Standalone(question)
        if resolved.sure:
            return Standalone(resolved.question, "rules")
        first = first or resolved
    return Standalone(_with_names(question, history), "rules", unsure=True)


def _with_names(question: str, history: Sequence[Exchange]) -> str:
    last = Mentioned(history[-1])
    known = [name for name in last.asked_names + last.answered_names if name not in question]
    about = ", ".join(known[:4]) or last.topic
    return f"{question.strip().rstrip('?!. ')} ({about})?" if about else question


def messages(question: str, history: Sequence[Exchange]) -> list[ChatMessage]:
    """Give the prompt that asks the model for the question that stands alone.

    Args:
        question: As it was typed.
        history: The conversation so far; the last two exchanges are shown.
    """
    turns = [
        f"Q: {turn.question}\nA: {' '.join(turn.answer.split()[:_ANSWER_WORDS])}"
        for turn in history[-2:]
    ]
    asked, written = _EXAMPLE
    return [
        ChatMessage(role="system", content=_SYSTEM),
        ChatMessage(role="user", content=asked),
        ChatMessage(role="assistant", content=written),
        ChatMessage(role="user", content="\n".join([*turns, f"Last question: {question}"])),
    ]


def read_reply(text: str, question: str, history: Sequence[Exchange]) -> str | None:
    """Read the question that the model wrote.

    Args:
        text: Its reply.
        question: As it was typed.
        history: What it was shown.

    Returns:
        The question, or None if the reply is unusable: empty, too long, no question, or with
        names or numbers that neither the question nor the conversation holds. `standalone` has
        given what to search instead.
    """
    lines = text.strip().splitlines()
    reply = (
        re.sub(r"\A(?:Q|(?:Last |Rewritten )?question):\s*", "", lines[0], flags=re.I)
        if lines
        else ""
    )
    reply = reply.strip().strip('"“”').strip()
    if not reply.endswith("?") or len(reply) > _LONGEST or "?" in reply[:-1]:
        return None
    known = " ".join([question, *(f"{turn.question} {turn.answer}" for turn in history)])
    words = set(re.findall(r"\w+", known.lower()))
    new = [*re.findall(r"\d[\d.,]*\b", reply), *names(reply, known)]
    said = {word.lower() for name in new for word in re.findall(r"\w+", name)}
    return reply if said <= words | {"of", "the", "and", "s"} else None
