"""A question in its parts: what it asks, and the noun phrases that it speaks of.

English without a parser: phrases are found by the words that start and end them.
"""

import re
from dataclasses import dataclass

AUXILIARIES = frozenset(
    """is are was were do does did has have had will would can could should may might
    must""".split()  # noqa: SIM905 - many quoted words are hard to read
)
_DETERMINERS = frozenset(
    """the a an its his her their this that these those our""".split()  # noqa: SIM905 - many quoted words are hard to read
)
_JOINS = frozenset(["of", "in", "at", "on", "between", "for", "near"])
BOUNDS = _JOINS | frozenset(
    """by to from with about after before during since until over against into under as than
    because when while that which who whom if or be been not and again still""".split()  # noqa: SIM905 - many quoted words are hard to read
)
_PARTICIPLES = frozenset(
    """held won sold built shut made found hit lost taken begun cut sent told left paid sunk bought
    brought caught fought kept led met put said set shot struck taught thought became began
    broke came drew drove fell fled gave grew knew ran rose sang saw spent spoke stood swam took
    went wore wrote bid down open closed dead known thrown shown grown drawn flown torn worn
    born happen""".split()  # noqa: SIM905 - many quoted words are hard to read
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
DATE = re.compile(
    rf"\b(?:(?:\d{{1,2}} )?{_MONTH} (?:19|20)\d\d|\d{{1,2}} {_MONTH}|(?:19|20)\d\d(?:-\d\d){{0,2}}"
    rf"|{_MONTH}|{_WEEKDAY}|(?:last|this|next) (?:week|month|year|spring|summer|autumn|winter)"
    r"|yesterday|today|tomorrow)\b"
)


@dataclass(frozen=True)
class Phrase:
    """A noun phrase of a question.

    Attributes:
        text: Its words, with what hangs on it by "of", "in", "at".
        core: Without that.
    """

    text: str
    core: str

    @property
    def plural(self) -> bool:
        """Whether it speaks of several."""
        return self.core.endswith("s") and not self.core.endswith(("ss", "us", "is"))


@dataclass(frozen=True)
class Clause:
    """A question in its parts: "How many homes" "were" "flooded in Reth".

    Attributes:
        asked: The question word and its noun; "" for yes/no.
        noun: That noun alone: "homes"; "" if none.
        auxiliary: "" where what is asked for is the subject, or none is used.
        rest: What follows, without the question mark.
    """

    asked: str
    noun: str
    auxiliary: str
    rest: str


_ASKED = re.compile(
    r"(?:(?:in|at|on|by|to|from|for|with|of|since|until|about) )?"
    r"(?:who|whom|whose|what|which|when|where|why|"
    r"how(?: (?:many|much|long|old|often|far|tall))?)\b",
    re.IGNORECASE,
)
_TAKES_NOUN = re.compile(r"(?:what|which|whose|many|much)\Z", re.IGNORECASE)


def clause(question: str) -> Clause:
    """Take a question apart."""
    text = question.strip().rstrip("?!. ")
    match = _ASKED.match(text)
    words = text[match.end() :].split() if match else text.split()
    asked, noun = (match[0] if match else ""), ""
    if match and _TAKES_NOUN.search(asked):
        ahead = next((n for n, w in enumerate(words[:5]) if w in AUXILIARIES or is_verb(w)), 1)
        noun = " ".join(words[:ahead])
        if asked.lower().endswith("what") and not any(w in AUXILIARIES for w in words[:5]):
            noun = ""
        words = words[len(noun.split()) :]
        asked = f"{asked} {noun}".strip()
    auxiliary = words[0] if words and words[0].lower() in AUXILIARIES else ""
    return Clause(asked, noun, auxiliary, " ".join(words[1:] if auxiliary else words))


def is_verb(word: str) -> bool:
    """Guess whether a lower-case word is a verb's past form or participle."""
    return word.islower() and (
        word in _PARTICIPLES or (len(word) > 4 and word.endswith(("ed", "wn", "tten", "osen")))
    )


def phrases(question: str) -> list[Phrase]:
    """Find the noun phrases of a question, its subject first."""
    parts = clause(question)
    words = parts.rest.split()
    base = parts.auxiliary.lower() not in {"is", "are", "was", "were", "has", "have", "had", ""}
    found: list[Phrase] = []
    at = 0
    while at < len(words):
        opens = words[at].lower() in _DETERMINERS or _is_name(words[at])
        if not opens and (found or at or not parts.auxiliary):
            at += 1
            continue
        end = _end(words, at, base and at == 0)
        core = " ".join(words[at:end])
        stop = _attached(words, end) if end > at else end
        if core and not DATE.fullmatch(core):
            found.append(Phrase(" ".join(words[at:stop]), core))
        at = max(stop, at + 1)
    return found


def _is_name(word: str) -> bool:
    return word[:1].isupper() or (word[:1].isdigit() and len(word) == 4)


def _end(words: list[str], start: int, base: bool) -> int:
    end = start
    while end < len(words):
        word = words[end]
        determiner = end > start and word.lower() in _DETERMINERS
        if determiner or word.lower() in BOUNDS or (is_verb(word) and end >= start):
            break
        end += 1
    verb_met = end < len(words) and is_verb(words[end])
    if base and end - start > 1 and not verb_met:
        # After "did" and "will" one of the words is the verb: the last, or the one before a plural.
        lower = [n for n in range(start + 1, end) if words[n].islower()]
        if lower:
            plural = words[lower[-1]].endswith("s") and len(lower) > 1
            end = lower[-2] if plural else lower[-1]
    return end


def _attached(words: list[str], end: int) -> int:
    """Find where a phrase ends that "of", "in", "at" make longer; dates are not taken in."""
    while end + 1 < len(words) and words[end] in _JOINS:
        until = _end(words, end + 1, base=False)
        if until == end + 1 or DATE.search(" ".join(words[end + 1 : until])):
            return end
        end = until
    return end
