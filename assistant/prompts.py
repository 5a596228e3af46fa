"""The words the model is given. The constant part comes first, so that its cache serves it."""

import datetime
from collections.abc import Sequence

from llama_index.core.llms import ChatMessage

from assistant.answer import Hit

# What the model writes when the passages hold no answer; the code looks for it, and never shows it.
NOT_FOUND = "Not found."

SYSTEM = f"""\
You answer questions from passages of news articles.
Use only what the passages say. Do not use anything else you know.
Answer in one to three short, complete sentences that name who or what the question asks about.
If the passages name several, name every one of them.
Copy names, numbers and dates exactly as the passages write them.
If the passages do not say what is asked, reply with exactly: {NOT_FOUND}"""

# Examples teach a 1.5B model more than any wording: one joins two passages into whole sentences
# and leaves none out of a list, one reads "this year" by the passage's date, one refuses although
# a passage is about the very subject. Their subjects are invented, so that nothing of them can
# pass for knowledge.
_EXAMPLES = (
    (
        "[1] The Larch Courier, 3 May 2021\n"
        "Mayor Odile Brandt opened the new tram line on Saturday. Talks on a second line were "
        "attended by Per Lund, head of the transport board.\n\n"
        "[2] Vale News, 4 May 2021\n"
        "They also included Ines Roth, the treasurer, and two councillors – Ada Weil and Jon "
        "Marsh. The line cost 42 million crowns.",
        "Who took part in the talks on a second tram line?",
        "Per Lund, head of the transport board, Ines Roth, the treasurer, and the councillors "
        "Ada Weil and Jon Marsh took part in the talks on a second tram line.",
    ),
    (
        "[1] Vale News, 9 June 2014\n"
        "Earlier this year, Larch became the fifth town in the tram union.",
        "When did Larch join the tram union?",
        "Larch joined the tram union earlier in 2014.",
    ),
    (
        "[1] Vale News, 9 June 2021\n"
        "Larch sold more tram tickets this spring than ever before, the transport board said. "
        "Most passengers travel on weekdays.",
        "How many tram tickets did Larch sell in 2019?",
        NOT_FOUND,
    ),
)


def _message(passages: str, question: str) -> ChatMessage:
    return ChatMessage(role="user", content=f"Passages:\n{passages}\n\nQuestion: {question}")


def constant() -> list[ChatMessage]:
    """Give the part of the prompt that never changes."""
    messages = [ChatMessage(role="system", content=SYSTEM)]
    for passages, question, answer in _EXAMPLES:
        messages += [_message(passages, question), ChatMessage(role="assistant", content=answer)]
    return messages


def prompt(question: str, evidence: Sequence[Hit]) -> list[ChatMessage]:
    """Give the whole prompt: the constant part, the passages, the question last.

    Args:
        question: Standing alone.
        evidence: The passages to read, in the order of their numbers.
    """
    return [*constant(), _message("\n\n".join(numbered(evidence)), question)]


def numbered(evidence: Sequence[Hit]) -> list[str]:
    """Write passages as the model reads them: number, outlet, date, text."""
    return [
        f"[{number}] {', '.join(filter(None, (hit.source, written_date(hit.published))))}\n"
        f"{' '.join(hit.text.split())}"
        for number, hit in enumerate(evidence, start=1)
    ]


def written_date(published: str) -> str:
    """Write a date as people do: "6 December 2023", "December 2023", "2023"; "" stays ""."""
    parts = [int(part) for part in published.split("-")] if published else []
    if len(parts) < 2:
        return published
    day = datetime.date(*(*parts, 1)[:3])
    return f"{day.day} {day:%B %Y}" if len(parts) == 3 else f"{day:%B %Y}"
