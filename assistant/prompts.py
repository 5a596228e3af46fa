"""The words the model is given. The constant part comes first, so that its cache serves it."""

import datetime
from collections.abc import Callable, Sequence
from itertools import groupby

from llama_index.core.llms import ChatMessage

from assistant.answer import Evidence
from assistant.asking import Style
from assistant.hostility import for_prompt

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
# and leaves none out of a list, one reads the year that stands behind "this year", one refuses
# although a passage is about the very subject. Their subjects are invented, so that nothing of
# them can pass for knowledge.
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
        "Earlier this year (2014), Larch became the fifth town in the tram union.",
        "When did Larch join the tram union?",
        "Larch joined the tram union in 2014.",
    ),
    (
        "[1] Vale News, 9 June 2021\n"
        "Larch sold more tram tickets this spring than ever before, the transport board said. "
        "Most passengers travel on weekdays.",
        "How many tram tickets did Larch sell in 2019?",
        NOT_FOUND,
    ),
)


# A bare fact, as question sets want it. It has a constant part of its own,
# because examples of whole sentences teach whole sentences.
SHORT_SYSTEM = f"""\
You answer questions from passages of news articles.
Use only what the passages say. Do not use anything else you know.
Answer with the name, number, date or phrase alone, as short as possible, no sentence.
Write numbers in digits.
If the passages do not say what is asked, reply with exactly: {NOT_FOUND}"""

_SHORT_EXAMPLES = (
    (
        "[1] The Larch Courier, 3 May 2021\n"
        "Mayor Odile Brandt opened the new tram line on Saturday. … It cost 42 million crowns.",
        "Who opened the tram line in Larch?",
        "Odile Brandt",
    ),
    (
        "[1] Vale News, 9 June 2014\n"
        "Earlier this year, Larch became the fifth town in the tram union.",
        "How many towns were in the tram union before Larch joined?",
        "4",
    ),
    (
        "[1] Vale News, 9 June 2021\n"
        "Larch sold more tram tickets this spring than ever before, the transport board said.",
        "Which town bans trams on Sundays?",
        NOT_FOUND,
    ),
)


# More to tell, asked for in the last message and shown by one more example behind those of a few
# sentences: so both begin alike, and who wants more costs nobody the cache of that beginning.
LENGTHS: dict[Style, str] = {
    "short": "",
    "full": "",
    "long": "Tell it in detail, in four to eight complete sentences: what happened, who took part, "
    "when, where and why, as far as the passages say it.",
}
_LONG_EXAMPLE = (
    "[1] Vale News, 4 May 2021\n"
    "Some 3,000 people rode free on the first day of the tram line. Per Lund, head of the "
    "transport board, said a second line would follow if passengers came. … Shopkeepers in Mill "
    "Street had complained of dust and noise.\n\n"
    "[2] The Larch Courier, 3 May 2021\n"
    "Mayor Odile Brandt opened the new tram line in Larch on Saturday. It runs nine kilometres "
    "from the harbour to the hospital and cost 42 million crowns. Work began in 2018 and stopped "
    "for a year when a tunnel flooded.",
    "What is known of the new tram line in Larch?",
    "Mayor Odile Brandt opened the new tram line in Larch on Saturday. It runs nine kilometres "
    "from the harbour to the hospital and cost 42 million crowns. Work began in 2018 and stopped "
    "for a year when a tunnel flooded. Some 3,000 people rode free on the first day. Per Lund, "
    "head of the transport board, said a second line would follow if passengers came. Shopkeepers "
    "in Mill Street had complained of dust and noise.",
)


Told = Callable[[Evidence], str]


def as_it_is(evidence: Evidence) -> str:
    """Give the words of evidence unchanged."""
    return evidence.text


def _message(passages: str, question: str, hint: str = "") -> ChatMessage:
    told = f"{hint}\n" if hint else ""
    content = f"Passages:\n{passages}\n\n{told}Question: {for_prompt(question)}"
    return ChatMessage(role="user", content=content)


def constant(style: Style = "full") -> list[ChatMessage]:
    """Give the part of the prompt that never changes; that of "long" begins as that of "full"."""
    short = style == "short"
    messages = [ChatMessage(role="system", content=SHORT_SYSTEM if short else SYSTEM)]
    examples = [(*example, "") for example in (_SHORT_EXAMPLES if short else _EXAMPLES)]
    if style == "long":
        examples.append((*_LONG_EXAMPLE, LENGTHS[style]))
    for passages, question, answer, hint in examples:
        shown = _message(passages, question, hint)
        messages += [shown, ChatMessage(role="assistant", content=answer)]
    return messages


def asked(
    question: str, evidence: Sequence[Evidence], hint: str = "", told: Told = as_it_is
) -> ChatMessage:
    """Give the part that changes: the evidence, a hint, and the question last.

    Args:
        question: Standing alone.
        evidence: What to read, in this order.
        hint: How to answer a question of its kind, in a few words; "" for nothing.
        told: Writes the words of a piece of evidence for the model.
    """
    return _message("\n\n".join(numbered(evidence, told)), question, hint)


def numbered(evidence: Sequence[Evidence], told: Told = as_it_is) -> list[str]:
    """Write evidence as the model reads it: one number, outlet and date for each article."""
    written = []
    for number, (_, some) in enumerate(groupby(evidence, lambda one: one.article_id), start=1):
        first, *others = some
        text, end = _line(told(first)), first.end
        for one in others:
            # What was left out between two sentences is shown to be missing.
            text += (" " if one.start - end <= 1 else " … ") + _line(told(one))
            end = one.end
        head = ", ".join(filter(None, (for_prompt(first.source), written_date(first.published))))
        written.append(f"[{number}] {head}\n{text}")
    return written


def _line(text: str) -> str:
    return " ".join(text.split())


def written_date(published: str) -> str:
    """Write a date as people do: "6 December 2023", "December 2023", "2023"; "" stays ""."""
    parts = [int(part) for part in published.split("-")] if published else []
    if len(parts) < 2:
        return published
    day = datetime.date(*(*parts, 1)[:3])
    return f"{day.day} {day:%B %Y}" if len(parts) == 3 else f"{day:%B %Y}"
