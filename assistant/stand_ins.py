"""Words that stand for something said before, and what they stand for."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.clauses import AUXILIARIES, Phrase, is_verb
from assistant.referents import Mentioned, names

_ORDINAL = re.compile(
    r"\bthe (?:(first|second|third|fourth|fifth|last) (?:one|two)\b|(latter|former)\b"
    r"|(first|second|third|fourth|fifth|last)(?= *(?:[?,.!]|\Z|\w+)))",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_WORD = re.compile(
    r"\b(?:(?P<person>he|him|himself|she|her|hers|herself|his)|(?P<thing>it|its|itself)"
    r"|(?P<several>(?:(?:one|some|all|none|most|both) of )?(?:they|them|their|theirs|themselves))"
    r"|(?P<place>there)"
    r"|(?P<time>then|(?:in |on |at )?(?:that|the same) (?:year|day|month|week|time))"
    r"|(?P<this>this|that|these|those))\b",
    re.IGNORECASE,
)
_POSSESSIVE = frozenset(["his", "her", "its", "their"])
_PREPOSITIONS = frozenset(
    """about after against at before by for from in into of on over to with""".split()  # noqa: SIM905 - many quoted words are hard to read
)
_ROLE = re.compile(
    r"\b(?:head|leader|mayor|president|minister|chief|director|chair\w*|king|queen|governor|"
    r"captain|coach|author|owner|founder|manager|editor|spokes\w+)\Z"
)
# "It" that stands for nothing.
_EMPTY_IT = re.compile(
    r"it (?:(?:true|possible|likely|legal|safe) (?:that|to|for)|rain\w*|snow\w*|takes?|mean)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Replaced:
    """A question in which words were replaced by what they stand for.

    Attributes:
        question: With the replacements.
        sure: Whether something was found for all of them.
        several: Whether a word was replaced by a list or a group.
        only: The last replacement itself.
    """

    question: str
    sure: bool = True
    several: bool = False
    only: str = ""


def ordinal(text: str, last: Mentioned) -> Replaced | None:
    """Replace "the second one" by the second name of the list in the answer; None if not there."""
    match = _ORDINAL.search(text)
    items = last.listed
    if match is None or len(items) < 2:
        return None
    word = (match[1] or match[2] or match[3]).lower()
    follows = text[match.end() :].split()
    if (
        match[3]
        and follows
        and follows[0] not in AUXILIARIES
        and not is_verb(follows[0].strip("?"))
    ):
        return None
    at = {"latter": -1, "former": -2}.get(word, _PLACES.get(word, 0))
    if at >= len(items):
        return None
    return Replaced(f"{text[: match.start()]}{items[at]}{text[match.end() :]}", only=items[at])


def replaced(text: str, last: Mentioned) -> Replaced | None:
    """Replace the words that stand for something; None if there are none."""
    out: list[str] = []
    at = 0
    sure, several, only = True, False, ""
    for match in _WORD.finditer(text):
        kind = match.lastgroup or ""
        if not _STANDS[kind](text, match):
            continue
        found = _FINDS[kind](text, match, last)
        sure, several, only = sure and bool(found), several or kind == "several", found
        out += [text[at : match.start()], found or match[0]]
        at = match.end()
    if not at:
        return None
    return Replaced("".join([*out, text[at:]]), sure, several, only)


def _before(text: str, match: re.Match[str]) -> str:
    words = text[: match.start()].split()
    return words[-1].lower() if words else ""


def _after(text: str, match: re.Match[str]) -> str:
    words = text[match.end() :].strip("?!. ").split()
    return words[0].lower() if words else ""


def _person_stands(text: str, match: re.Match[str]) -> bool:
    return not names(text[: match.start()])


def _thing_stands(text: str, match: re.Match[str]) -> bool:
    if _EMPTY_IT.match(text, match.start()):
        return False
    inside = names(text[: match.start()]) or re.search(
        r"\b(?:the|an?) [a-z]+ \w+ ", text[: match.start()]
    )
    # "Did Karvia break the treaty it signed?" says itself what it means.
    return not inside or not _after(text, match) or _before(text, match) in _PREPOSITIONS


def _place_stands(text: str, match: re.Match[str]) -> bool:
    after = _after(text, match)
    return _before(text, match) not in {"is", "are", "was", "were", "be", "been"} or not after


def _time_stands(text: str, match: re.Match[str]) -> bool:
    return match[0].lower() != "then" or not _after(text, match)


def _this_stands(text: str, match: re.Match[str]) -> bool:
    before, after = _before(text, match), _after(text, match)
    if match[0].lower() in {"this", "these"} and re.match(
        r"year|week|month|morning|summer|winter|spring|autumn|season|days", after
    ):
        return False
    if names(text[: match.start()]) and after:
        return False
    free = before in AUXILIARIES or before in _PREPOSITIONS or not before
    return free or not after


_STANDS: dict[str, Callable[[str, re.Match[str]], bool]] = {
    "person": _person_stands,
    "thing": _thing_stands,
    "several": _thing_stands,
    "place": _place_stands,
    "time": _time_stands,
    "this": _this_stands,
}


def _owning(text: str, match: re.Match[str], found: str) -> str:
    owns = match[0].lower() in _POSSESSIVE
    if match[0].lower() == "her":
        after = _after(text, match)
        owns = bool(after) and after not in _PREPOSITIONS
    if not owns or not found:
        return found
    return f"{found}'" if found.endswith("s") else f"{found}'s"


def _person(text: str, match: re.Match[str], last: Mentioned) -> str:
    return _owning(text, match, next(iter(last.persons), ""))


def _thing(text: str, match: re.Match[str], last: Mentioned) -> str:
    subject = _before(text, match) in AUXILIARIES or match[0].lower() == "its"
    how_much = last.clause.asked.lower().startswith("how much")
    if how_much and last.clause.noun and not subject:
        return last.clause.noun
    things = [_beyond_role(one) for one in last.things]
    found = (things[0] if subject else things[-1]) if things else last.topic
    return _owning(text, match, found)


def _beyond_role(phrase: Phrase) -> str:
    """Of "the head of the Sorn bank" a thing can only be the bank."""
    if _ROLE.search(phrase.core) and phrase.text != phrase.core:
        return phrase.text[len(phrase.core) :].strip().partition(" ")[2]
    return phrase.text


def _several(text: str, match: re.Match[str], last: Mentioned) -> str:
    share = re.match(r"\w+ of ", match[0])
    asks_names = last.clause.asked.lower().split(" ")[0] in {"who", "which", "what"}
    listed = last.listed if asks_names else []
    joined = ", ".join(listed[:-1]) + f" and {listed[-1]}" if listed else ""
    found = joined or last.group or last.topic
    if _before(text, match) == "of" and found and not joined and not found.startswith("the "):
        found = f"the {found}"
    owns = match[0].lower() == "their" and found
    return (share[0] if share else "") + (f"{found}'s".replace("s's", "s'") if owns else found)


def _place(text: str, match: re.Match[str], last: Mentioned) -> str:
    del text, match
    place = last.place
    return f"{'at' if place.split(' ')[-1].islower() else 'in'} {place}" if place else ""


def _time(text: str, match: re.Match[str], last: Mentioned) -> str:
    date = last.date
    if not date or _before(text, match) in _PREPOSITIONS | {"since", "until"}:
        return date
    return f"{'on' if date[0].isdigit() and ' ' in date else 'in'} {date}"


def _this(text: str, match: re.Match[str], last: Mentioned) -> str:
    after = _after(text, match)
    if after and after not in AUXILIARIES and not is_verb(after):
        known = after in last.topic.lower().split()
        if known or _before(text, match) in _PREPOSITIONS:
            return "the"
    return last.things[-1].text if last.things else last.topic


_FINDS: dict[str, Callable[[str, re.Match[str], Mentioned], str]] = {
    "person": _person,
    "thing": _thing,
    "several": _several,
    "place": _place,
    "time": _time,
    "this": _this,
}
