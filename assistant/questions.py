"""What kind of answer a question wants, and how the prompt says so.

By rules over English words, in microseconds; a question in another language is read once it is
translated (assistant/languages.py). In doubt a question is a plain fact.
"""

import re
from typing import Literal

from assistant.parts import parts, sides
from index.ranking import asked_for

Kind = Literal["fact", "number", "date", "list", "yes or no", "comparison", "why", "timeline"]

# What goes before the question in the prompt's last message: the constant part stays the same, so
# that the model's cache serves it.
# Only where the prompt's own words do not lead there: told to name every one or to give the date,
# the small model left out two of nine names, and gave a date that was none.
_HINTS: dict[Kind, str] = {
    "fact": "",
    "number": "",
    "date": "",
    "list": "",
    "yes or no": "Begin with Yes or No, then the reason.",
    "comparison": "Say what the passages tell of each.",
    "why": "Give the reason that the passages state.",
    "timeline": "Tell the events in order, each with its date.",
}
# "Do you know who won?" asks who won.
_POLITE = re.compile(
    r"^(?:please |(?:do|does) (?:you|anyone|anybody) know |(?:can|could|would|will) you "
    r"(?:please )?(?:tell (?:me|us) )?|tell (?:me|us) |i (?:want|would like) to know )(?=\S)",
    re.IGNORECASE,
)
_PLURAL = r"(?:people|children|men|women|(?!news\b)[a-z][\w’'-]*(?<!s)(?<!u)(?<!i)s)\b"
_WHO = re.compile(r"(?:who|whom|whose|where)\b", re.IGNORECASE)
# The first that is found counts.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        "comparison",
        r"^compare\b|\bcompare(?:d|s)? (?:with|to|on|in)\b|\bdifferences? between\b|\bdiffer\b"
        r"|\b(?:more|less|fewer|better|worse|(?!oth|rath|wheth|eith|neith)\w{2,}er)\b"
        r"(?: [\w'’-]+){0,6}? than\b(?! \d)",
    ),
    (
        "timeline",
        r"\bwhat(?:['’]s| has| have| had)? happened (?!when\b|next\b)"
        r"|\b(?:timeline|chronology)\b|\b(?:history|course) of\b"
        r"|\bthe latest (?:on|about|in|of|with|news)\b"
        r"|^how (?:did|has|have|was)\b.+\b(?:unfold|develop|evolve|over time|so far)",
    ),
    (
        "why",
        r"^(?:how and )?why\b|^how come\b"
        r"|^what (?:was|were|is|are) the (?:\w+ )?(?:reasons?|cause)\b"
        r"|\bfor (?:what|which) reasons?\b"
        r"|^what (?:has |have |had )?(?:caused?|led to|made|prompted|triggered|forced)\b",
    ),
    (
        "yes or no",
        r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must)"
        r"(?:n['’]t)?\b(?!.* or )",
    ),
    (
        "list",
        r"^(?:list|name|enumerate)\b|^give (?:me |us )?(?:all|every|the names)\b"
        rf"|^(?:which|what)(?: of the)?(?: two| three| four| five| other)? {_PLURAL}"
        r"|^(?:who|what|which) (?:are|were) (?:all )?(?:the|his|her|its|their)\b"
        rf"(?: [\w-]+)?? {_PLURAL}"
        r"|^(?:who|what|which) (?:all|else)\b",
    ),
)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)


def kind(question: str) -> Kind:
    """Tell what kind of answer a question wants; of several parts, what the first wants.

    Args:
        question: In English, standing alone.
    """
    if sides(question):
        return "comparison"
    first = _POLITE.sub("", parts(question)[0].strip())
    for asked, pattern in _KINDS:
        if pattern.search(first):
            return asked
    # "Who said when it opened?" wants a name, whatever else it says.
    wanted = "name" if _WHO.match(first) else asked_for(first)
    return "fact" if wanted == "name" else wanted


def hint(kind: Kind) -> str:
    """Give the sentence to put before the question in the prompt; "" for a plain fact."""
    return _HINTS[kind]


def searched(question: str) -> list[str]:
    """Give the questions to search for: a comparison's sides, or the parts; mostly just one.

    Args:
        question: In English, standing alone.
    """
    return sides(question) or parts(question)
