"""A question -> the questions that it is made of, each to be searched by itself.

Conservative: a question is one part, and compares nothing, unless its wording is plain.
"""

import re

_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must)"
_ASKS = r"(?:who|whom|whose|what|when|where|why|which|how)"
# What follows a question word in a question of its own: a verb at once ("when did"), or after the
# thing that is counted or chosen ("how many goals did", "which year was").
_DIRECT = (
    rf"(?:(?:what|when|where|why|how|who|whom) {_AUXILIARY}\b"
    rf"|(?:how (?:many|much|long|old|far|often|big|high|tall|large)|which|what|whose)"
    rf"(?: [\w'’-]+){{0,3}} {_AUXILIARY}\b)"
)
# "Who built it" is direct only beside another question; beside "Is it known" it is not.
_WHO_DID = r"who (?!and\b|or\b|he\b|she\b|it\b|they\b|the\b)[a-z]+ "
_ALSO = rf"{_DIRECT}|{_AUXILIARY} (?:it|they|he|she|the|this|these)\b"
_ENDS = re.compile(r"(?<=\?)\s+")
_JOINED = re.compile(rf",? and (?={_ALSO})", re.IGNORECASE)
_JOINED_TO_ASKED = re.compile(rf"(?:,? and |, )(?={_ALSO}|{_WHO_DID})", re.IGNORECASE)
# "When and where was it?", "When was it and why?"
_TWO_WORDS = re.compile(rf"^({_ASKS}) and ({_ASKS}) ({_AUXILIARY} .+)$", re.IGNORECASE)
_WORD_LAST = re.compile(
    rf"^(when|where|why|how) ({_AUXILIARY} .+?),? and (when|where|why|how)\?*$", re.IGNORECASE
)
_BEGINS = re.compile(rf"^(?:{_ASKS}|{_AUXILIARY}|(?:in|on|at|to|by|for) {_ASKS})\b", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:it|they|he|she|him|them)\b(?!['’])", re.IGNORECASE)
_OWNER = re.compile(r"\b(?:its|their|his)\b(?= \w)", re.IGNORECASE)
# "her" owns if a noun follows, which no list of words can tell: left as it is.
_PERSON = frozenset(("he", "she", "him", "his"))
_PLURAL = frozenset(("they", "them", "their"))
_NAME = re.compile(r"(?<!^)\b[A-Z][\w'’-]*(?: (?:(?:of|de|van|von|al|bin) )?[A-Z][\w'’-]*)*")
_NOUN_PHRASE = re.compile(r"\b(?:the|this|these|that|an?) [a-z].*$", re.IGNORECASE)
# The same without what surely is no part of it: a verb, or the time or place of what it did.
_PHRASE_ALONE = re.compile(
    rf"^(\w+ [\w'’-]+.*?) (?:{_AUXILIARY}|been|be|held|built|made|take|took|begin|began|start|end"
    r"|close|open|found|born|cost|die|happen|break|burn|sink|sank|leave|left|say|said|change"
    r"|[a-z]{3,}ed|in|on|at|by|during|after|before|since|until)\b.*$"
)
_COMPARED = (
    re.compile(r"\bdifferences? between (?P<a>.+?) and (?P<b>.+)$", re.IGNORECASE),
    re.compile(
        r"^(?:please )?compare (?P<a>.+?) (?:with|to|and|against) (?P<b>.+)$", re.IGNORECASE
    ),
    re.compile(
        r"^how (?:did|do|does) (?P<a>.+?) (?:differ from|compare (?:to|with)) (?P<b>.+)$", re.I
    ),
    re.compile(
        r"^(?:which|who|what)\b(?P<asked>.+?)(?:,|:| –| -) ?(?P<a>[^,]+?),? or (?P<b>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^{_AUXILIARY} (?P<a>(?:the|[A-Z]).+?) "
        r"(?P<asked>(?:more|less) \w+|\w+er) than (?P<b>.+)$"
    ),
)
_COMPARATIVE = re.compile(r"\b(?:(?:more|less) (?P<long>[a-z]+)|(?P<short>[a-z]{2,})er)\b")
_IRREGULAR = {
    "bett": "good",
    "eld": "old",
    "larg": "large",
    "lat": "late",
    "wid": "wide",
    "saf": "safe",
    "clos": "close",
    "fre": "free",
    "rar": "rare",
}


def parts(question: str) -> list[str]:
    """Give the questions in a question, each standing alone; most questions are one.

    Args:
        question: In English, standing alone.

    Returns:
        In order, each with its question mark; the question itself, unchanged, if it is one.
    """
    question = question.strip()
    if both := _TWO_WORDS.match(question):
        first, second, rest = both.groups()
        return [f"{first} {rest}", f"{second.capitalize()} {rest}"]
    if last := _WORD_LAST.match(question):
        first, rest, second = last.groups()
        return [f"{first} {rest}?", f"{second.capitalize()} {rest}?"]
    sentences = [piece for piece in _ENDS.split(question) if piece]
    pieces = [piece for sentence in sentences for piece in _split(sentence)]
    if len(pieces) == 1 or not all(_BEGINS.match(piece) for piece in pieces):
        return [question]
    return [pieces[0], *(_standing_alone(piece, pieces[0]) for piece in pieces[1:])]


def _split(sentence: str) -> list[str]:
    """Split at an "and" that begins a question of its own."""
    if not _BEGINS.match(sentence) or re.search(
        rf"\b(?:know|knows|say|says|said|tell|told|about|whether) {_ASKS}\b", sentence
    ):
        # "What did she say about who won and who lost?" asks one thing.
        return [sentence]
    asks = re.match(_ASKS, sentence, re.IGNORECASE)
    pieces = (_JOINED_TO_ASKED if asks else _JOINED).split(sentence)
    return (
        [piece[0].upper() + piece[1:].rstrip(" ?,") + "?" for piece in pieces]
        if len(pieces) > 1
        else pieces
    )


def _standing_alone(part: str, first: str) -> str:
    """Put what the first question is about in the place of a later one's first pronoun."""
    for pattern, ending in ((_SUBJECT, ""), (_OWNER, "'s")):
        pronoun = pattern.search(part)
        if pronoun and (subject := _subject(first, pronoun[0].lower())):
            if ending and subject.endswith("s"):
                ending = "'"
            return f"{part[: pronoun.start()]}{subject}{ending}{part[pronoun.end() :]}"
    return part


def _subject(first: str, pronoun: str) -> str:
    """Find what a pronoun means: the name, or the noun phrase, that the first question gives."""
    text = first.rstrip(" ?")
    name = _NAME.search(text)
    phrase = _NOUN_PHRASE.search(text)
    noun = _PHRASE_ALONE.sub(r"\1", phrase[0]) if phrase else ""
    if pronoun in _PERSON and name:
        return name[0]
    if pronoun in _PLURAL:
        # "How many goals did they score?" means the players, whom "the cup" does not name.
        return noun if noun.split(" of ")[0].split(" on ")[0].endswith("s") else ""
    return noun or (name[0] if name else "")


def sides(question: str) -> list[str]:
    """Give, for a comparison, the question to search for each side; empty for any other question.

    Args:
        question: In English, standing alone.
    """
    text = question.strip().rstrip(" ?.")
    for pattern in _COMPARED:
        if found := pattern.search(text):
            named = found.groupdict()
            return [
                _of_side(side, named.get("asked") or "") for side in _both(named["a"], named["b"])
            ]
    return []


def _both(first: str, second: str) -> tuple[str, str]:
    """Complete the second side: "the harvest of 2020", "that of 2021"."""
    head, _, _ = first.partition(" of ")
    if second.startswith(("that of ", "those of ")):
        return first, f"{head} of {second.partition(' of ')[2]}"
    return first, second


def _of_side(side: str, asked: str) -> str:
    adjective = _COMPARATIVE.search(asked)
    if adjective is None:
        return f"What is said of {side}{' ' + asked.strip() if asked.strip() else ''}?"
    if adjective["long"]:
        rest = asked[adjective.end() :].strip()
        return f"How {adjective['long']} is {side}{' ' + rest if rest else ''}?"
    return f"How {_positive(adjective['short'])} is {side}?"


def _positive(stem: str) -> str:
    """Give "big" for "bigg", "easy" for "easi", "long" for "long"."""
    if stem in _IRREGULAR:
        return _IRREGULAR[stem]
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] != "l" else stem
