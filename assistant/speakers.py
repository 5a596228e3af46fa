"""Who says something: "said Mr Lund", "according to the police", "the county, which pays, said"."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facts import TITLES, names, word_stems

_SAY = (
    "said|says|say|saying|told|tells|tell|added|adds|warned|warns|called|calls|admitted|argued|argues"
    "|explained|explains|announced|announces|claimed|claims|insisted|confirmed|noted|notes|stated"
    "|states|wrote|writes|thinks|believes|believed|blamed|reported|counted|put|accepted"
    "|replied|asked|agreed|promised|expects|expected|wants|wanted|fears|feared|hopes|denied|denies"
)
# Stems of the verbs above: that both say something tells nothing.
SAYING = word_stems(_SAY.replace("|", " "))
_SAYING = re.compile(rf"\b(?:{_SAY})\b|\baccording to\b", re.IGNORECASE)
# "Put", "expects" and their like turn round after no quotation: "said Mr Lund" does.
_TURNED = re.compile(r"\b(?:said|says|wrote|added|told|asked|replied|warned|explained|argued)\Z")
_BOUNDARY = re.compile(r"[.;:!?](?!\d)|[\"“”]|\b(?:that|but|when|while|because|if|than|as)\b")
_AFTER = re.compile(r"[.;:!?](?!\d)|[\"“”]|\b(?:that|who|which|when|while|in|on|at|to|as)\b")
_PRONOUN = re.compile(r"\b(?:he|she|they|it|I|we)\b\s*\Z", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]?")
_ARTICLE = re.compile(r"\b(?:the|a|an|its|his|her|their)\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|not)\s(?:\w+\s)?\Z")


@dataclass(frozen=True)
class Speaker:
    """Who a sentence says something by.

    Attributes:
        text: As written.
        names: The words of the names in it, lower case, without titles.
        nouns: Stems of its words that count.
        pronoun: Whether it is "he", "she", "they" or the like.
    """

    text: str
    names: frozenset[str]
    nouns: frozenset[str]
    pronoun: bool


@functools.lru_cache(maxsize=4096)
def speakers(sentence: str) -> tuple[Speaker, ...]:
    """Find who speaks in a sentence, outside of its quotations."""
    # The marks stay, so that "said" after one is known to be turned round.
    bare = _QUOTED.sub(lambda match: '"' + " " * (len(match[0]) - 2) + '"', sentence)
    found = []
    for match in _SAYING.finditer(bare):
        if _PASSIVE.search(bare, 0, match.start()):
            continue
        if speaker := _speaker(bare, match):
            found.append(speaker)
    return tuple(found)


def _speaker(text: str, match: re.Match[str]) -> Speaker | None:
    before = text[: match.start()]
    begins = [boundary.end() for boundary in _BOUNDARY.finditer(before)]
    before = before[begins[-1] if begins else 0 :].strip()
    according = match[0].lower().startswith("according")
    quoted = text[: match.start()].rstrip(" ,").endswith('"')
    alone = quoted and not before.strip(" ,")
    # "It will cost $2m, said Mr Lund": no name with an apposition stands before the comma.
    stated = before.endswith(",") and "," not in before[:-1]
    if according or ((alone or stated) and _TURNED.search(match[0].lower())):
        after = text[match.end() :]
        ends = _AFTER.search(after)
        after = after[: ends.start() if ends else len(after)]
        return _read(after.split(",")[0] if according else after, first=True)
    return _read(before, first=False)


def _read(phrase: str, first: bool) -> Speaker | None:
    """Read a speaker from the words beside the verb; an apposition belongs to it."""
    parts = [part.strip() for part in phrase.split(",") if part.strip()]
    if not parts:
        return None
    if first:
        chosen = " ".join(parts[:3])
    elif phrase.rstrip().endswith(","):
        chosen = " ".join(_from_name(parts))
    else:
        chosen = parts[-1]
        if _PRONOUN.search(chosen):
            return Speaker(chosen.split()[-1], frozenset(), frozenset(), True)
        if chosen.endswith(" and") or not (_names(chosen) or _ARTICLE.search(chosen)):
            chosen = " ".join(parts)
    named = _names(chosen)
    nouns = word_stems(chosen) - TITLES
    return Speaker(_short(chosen), named, nouns, False) if nouns else None


def _from_name(parts: Sequence[str]) -> list[str]:
    """Leave out what stands before the last part that begins with a name."""
    named = [number for number, part in enumerate(parts) if part[0].isupper() and _names(part)]
    return list(parts[named[-1] if named and len(parts) - named[-1] <= 3 else -1 :])


def _names(text: str) -> frozenset[str]:
    return frozenset(word for name in names(text) for word in name.words)


def _short(text: str) -> str:
    named = [name for name in names(text) if name.sure] or names(text)
    return named[0].text if named else re.sub(r"\s+", " ", text).strip(' ,"')
