"""Whom or what a name in an article means, written so that a question can ask for it."""

import functools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from assistant.clauses import AUXILIARIES, DATE
from assistant.facts import TITLES
from index.lexical import STOP_WORDS

# They stand before a name and are none.
_RANKS = TITLES | frozenset(
    """sen gov rep gen lt sgt col capt cpl rev hon speaker secretary attorney general ceo chief
    coach director officer chairman chairwoman executive retiree deputy vice prime former spokesman
    spokeswoman spokesperson analyst author actor actress singer writer sheriff detective justice
    ambassador lieutenant sergeant commissioner""".split()  # noqa: SIM905 - many quoted words are hard to read
)
_WORD = r"[A-Z][\w’'&.-]*\w"
# "Port Ellery council": what makes a common noun of a place somebody.
_BODY = r"(?: (?:council|police|officials|government|county|state|court|residents|lawmakers))?"
NAME_AT = rf"(?P<the>[Tt]he )?(?P<name>{_WORD}(?: (?:of (?:the )?)?{_WORD}){{0,5}}{_BODY})"
_NO_NAME = re.compile(
    r"(?:\w+(?:ish|ese)|\w*(?:American|African|Mexican|Korean|Israeli|Republican|Democrat)s?|GOP|People"
    r"|Photo|Image|Read|Watch|More|Related|Editor|Note|Opinion|Story|Video|Men|Women|Children|Police"
    r"|Officials|Experts|Scientists|Researchers|Doctors|Critics|Voters|Authorities|Prosecutors"
    r"|Investigators|Jurors|Lawmakers|Fans|Students|Parents)\Z"
)
_BODIES = re.compile(
    r"\b(?:Department|Commission|Committee|Association|Agency|Office|Court|Board|Bureau|Ministry|Party"
    r"|Institutes?|Alliance|Authority|Federation|Administration|Foundation)\Z"
)
_PLAIN = "|".join(sorted(STOP_WORDS | AUXILIARIES | {"said", "says"}))
_BEFORE = "|".join(sorted(STOP_WORDS - {"the", "a", "an", "his", "her", "their", "its"}))
# Beside stop words these open a sentence, and no name.
_OPENERS = (
    STOP_WORDS
    | AUXILIARIES
    | frozenset(
        """though although since despite unlike like meanwhile however yesterday today tomorrow
        once unless whereas whether yes even still every many several another one two three
        instead according""".split()  # noqa: SIM905 - many quoted words are hard to read
    )
)
_LONGEST = 45
# "U.S" without its dot, "R-Ohio", one letter.
_CUT = re.compile(
    r"\b[A-Z]\.?(?:[A-Z]\Z|\Z)|\w{2,}\.|\b(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\Z|\A[DRI]-|\A.\Z|\.\Z|@"
)
_SAYS = r"(?:said|says|told|added|wrote|explained|testified|tweeted|argued|noted)"


@dataclass(frozen=True)
class Subject:
    """Somebody or something that a text names.

    Attributes:
        name: A person's whole name without titles; else as it is written.
        kind: "person", or "thing" for all that is no person for sure: places, firms, works.
        article: "the " where it is written so, else "".
    """

    name: str
    kind: Literal["person", "thing"]
    article: str = ""

    @property
    def written(self) -> str:
        """The name as it stands in a question."""
        return self.article + self.name


@functools.lru_cache(maxsize=4096)
def subject(name: str, the: str, text: str) -> Subject | None:
    """Tell what a name means; None where that is not sure.

    Args:
        name: As it is written, perhaps with titles, perhaps a last name alone.
        the: The article before it, "" for none.
        text: The article that it stands in.
    """
    words = re.sub(r"['’]s?\Z", "", name).split()
    plain = [re.sub(r"['’]s?\Z|\.\Z", "", word.lower()) for word in words[:-1]]
    ranks = [number for number, word in enumerate(plain) if word in _RANKS]
    if ranks:
        words, the = words[ranks[-1] + 1 :], ""
    bare = " ".join(words)
    if _NO_NAME.match(words[-1]) or len(bare) > _LONGEST or DATE.search(bare):
        return None
    if words[0].lower() in _OPENERS | _RANKS or _CUT.search(bare):
        return None
    if len(words) == 1 and not the:
        found = _of_one_word(bare, text)
        # "Justice Department" has no title before it.
        return None if ranks and found and found.kind == "thing" else found
    if not the and is_person(bare, text):
        return Subject(bare, "person")
    if not ranks and _is_opened(words, text):
        return None
    return Subject(bare, "thing", "the " if the or _takes_the(bare, text) else "")


def _of_one_word(word: str, text: str) -> Subject | None:
    whole = _whole(word, text)
    if whole:
        return Subject(whole, "person")
    if whole is None or not _is_name(word, text):
        return None
    return Subject(word, "thing", "the " if _takes_the(word, text) else "")


def _takes_the(name: str, text: str) -> bool:
    """Tell whether a text writes "the" before a name rather than nothing."""
    if " " in name and _BODIES.search(name):
        return True
    # "The Facebook breach" is about a breach.
    alone = "" if " " in name else rf"(?! (?!(?:{_PLAIN})\b)(?!\w+ed\b)[a-z])"
    with_the = re.findall(rf"\b[Tt]he {re.escape(name)}\b{alone}", text)
    bare = re.findall(rf"(?:\A|[\n.,;:“\"(] ?|\b(?:{_BEFORE}) ){re.escape(name)}\b{alone}", text)
    return len(with_the) > 0 and len(with_the) >= len(bare)


def _is_opened(words: list[str], text: str) -> bool:
    """Tell whether the first word may only open a sentence: "Enter Larch Trams"."""
    first = re.escape(words[0].lower())
    if re.search(rf"[a-z,] (?:the )?{re.escape(' '.join(words))}\b", text):
        return False
    return re.search(rf"(?<![\w-]){first}(?![\w-])", text) is not None


def _whole(last: str, text: str) -> str | None:
    """Find the whole name of a person named by the last; "" if it is none, None if unsure."""
    pattern = rf"\b((?:[A-Z](?:\.|[\w’'-]+) ){{1,3}}){re.escape(last)}\b(?! [A-Z])"
    found: Counter[str] = Counter()
    for match in re.finditer(pattern, text):
        words = match[1].split()
        ranks = [n for n, word in enumerate(words) if word.lower().rstrip(".") in _RANKS]
        first = " ".join(words[ranks[-1] + 1 if ranks else 0 :])
        lower = re.escape(first.split()[0].lower()) if first else ""
        # "Though Lund": what is written small elsewhere is no first name.
        if lower and lower not in _OPENERS and not re.search(rf"(?<![\w-]){lower}(?![\w-])", text):
            found[first] += 1
    if not found:
        return ""
    (first, times), *others = found.most_common(2)
    if others and others[0][1] >= times:
        return None
    return f"{first} {last}" if is_person(f"{first} {last}", text) else None


def _is_name(word: str, text: str) -> bool:
    """Tell whether a single word that opens a sentence is a name."""
    inside = re.search(rf"[a-z,] {re.escape(word)}\b(?! [A-Z])", text)
    ordinary = re.search(rf"(?<![\w-]){re.escape(word.lower())}(?![\w-])", text)
    return inside is not None and ordinary is None


def is_person(name: str, text: str) -> bool:
    """Tell whether a text speaks of a name as of a person: by the last name alone, or an age."""
    words = name.split()
    if not 2 <= len(words) <= 3 or " of " in name:
        return False
    last, whole = re.escape(words[-1]), re.escape(name)
    pattern = (
        rf"\b{whole}, \d\d,|(?:\A|[\n,.”\"] ?){last} {_SAYS}\b|[”\"] {_SAYS} {last}\b"
        rf"|\b(?:Mr|Ms|Mrs|Miss|Dr|Sen|Rep|Gov)\.? (?:{last}|{whole})\b"
    )
    return re.search(pattern, text) is not None
