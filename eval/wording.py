"""A plain English clause read into subject, verb and the rest, to be asked about.

Only what can be turned round safely is read: "Rosalind Teague won 11,846 votes in the election" is
a subject that names itself, a finite verb in the past or an auxiliary, and what follows up to the
clause's end. All else is left alone.
"""

import re
from dataclasses import dataclass

from assistant import times
from eval.material import Stated, Words, full_name, people
from index.date_words import MONTHS
from index.lexical import STOP_WORDS
from index.mentions import written
from index.temporal import Found, as_number, find

_AUXILIARY = frozenset(("was", "were", "is", "are", "will", "can", "has", "have", "had"))
# Pasts that no rule gives, with their base forms.
_PASTS = dict(
    pair.split("/")
    for pair in """won/win lost/lose took/take gave/give made/make became/become began/begin
    brought/bring built/build bought/buy broke/break chose/choose drew/draw drove/drive fell/fall
    felt/feel found/find flew/fly got/get grew/grow held/hold hit/hit kept/keep knew/know left/leave
    led/lead met/meet paid/pay put/put ran/run rose/rise saw/see sold/sell sent/send set/set
    shot/shoot spent/spend spoke/speak stood/stand struck/strike taught/teach thought/think
    threw/throw wore/wear wrote/write beat/beat cost/cost cut/cut hurt/hurt quit/quit fought/fight
    caught/catch went/go came/come sang/sing swore/swear sought/seek hid/hide stole/steal
    rode/ride""".split()  # noqa: SIM905 - many quoted words are hard to read
)
_PARTICIPLES = frozenset(
    """been won lost taken given made become begun brought built bought broken chosen drawn driven
    fallen found flown grown held hit kept known left led met paid put run risen seen sold sent set
    shot spent spoken stood struck taught thrown worn written beaten cost cut hurt fought caught
    gone come done said told""".split()  # noqa: SIM905 - many quoted words are hard to read
)
_PLAIN_STEM = re.compile(r"(?:[csg]h|ck|nd|nt|[cpsrf]t|ld|rk|lk|wn|r[mn]|[lm]p|ss|x|ow|ay|oy|en)\Z")
_E_STEM = re.compile(r"(?:[vcu]|iz|[lrd]g|..at)\Z")
# Words that point to something said before.
POINTING = re.compile(
    r"\b(?:he|she|they|them|him|it|this|these|those|we|us|i|you|me|here|there|another|also|too"
    r"|again|other|others|such|same|however|then|our|my|your|one"
    r"|that (?:time|day|year|month|week|night|period|point|moment))\b",
    re.IGNORECASE,
)
OWNING = re.compile(r"\b(?:his|her|their|its|himself|herself|themselves|itself)\b", re.IGNORECASE)
_APPOSITION = re.compile(
    r"\A([^,“\"]{3,60}), (?:(?:an?|the|who|whose|which|now|then)\b[^,“\"]{3,90}|\d\d), "
    r"(?=[a-z])(?!retired\b)"
)
# Behind a comma these begin what may be left out.
_OMITTED = re.compile(
    r", (?:according to|which|who|whose|when|while|where|after|as|but|though|although|with|without"
    r"|including|despite|because|\w+ing|officials said|police said|authorities said)\b"
)
# One remark at the sentence's end: "…, their first since 1998", "…, or 52.3 per cent".
_REMARK = re.compile(
    r"\A((?:[^,]|,(?=\d))+), (?:(?:the|an?|their|its|his|her|up|down|exactly|about|or|some)\b|\d)"
    r"(?:(?! and )(?:[^,]|,(?=\d)))+\Z"
)
_SECOND = re.compile(
    r"\b(?:was|were|is|are|has|have|had|will|would|could|can|said|says|told|did|does)\b"
)
_SUBORDINATOR = re.compile(
    r"\b(?:that|who|whom|whose|which|when|while|where|after|before|because|as|if|until|since|what"
    r"|how|why|whether|than)\b"
)
_MONTHS = {name[:3].capitalize(): name.capitalize() for name in MONTHS}
_LONG_MONTH = re.compile(r"[A-Z][a-z]{2}(?= \d)")
_DANGLING = STOP_WORDS | {"starting", "beginning", "early", "late", "both", "around", "about"}
_BEHIND_DATE = re.compile(r"\A(?:\Z|[,.;]| (\w+))")
_OPENS_DATE = re.compile(
    r"\b(on|in|during|by|until|since|from|for|before|after|of|at|to|through|both|between|and) \Z",
    re.I,
)
_TOLD_FROM = ("later", "beside", "stretch", "event", "ago", "ahead")


@dataclass(frozen=True)
class Clause:
    """A clause that can be turned into a question.

    Attributes:
        subject: As it stands within a sentence, a person by the whole name.
        person: The whole name, if the subject is a person; else "".
        auxiliary: "was", "will", "has" and the like; "" for a simple past.
        verb: The past form behind the subject; "" behind an auxiliary.
        base: Its base form.
        rest: What follows verb or auxiliary, to the clause's end.
    """

    subject: str
    person: str
    auxiliary: str
    verb: str
    base: str
    rest: str

    def asked(self, rest: str) -> str:
        """Turn it round: "did Rosalind Teague win …"."""
        if self.auxiliary:
            return f"{self.auxiliary} {self.subject} {rest}".strip()
        return f"did {self.subject} {self.base} {rest}".strip()

    def told(self, rest: str) -> str:
        """Give it in its own order without the subject: "won …"."""
        return f"{self.auxiliary or self.verb} {rest}".strip()


_NO_SUBJECT = re.compile(
    r"[^\w\s.&'’-]|\d{3}|\b(?:said|says|shows|told|like|thanks|according)\b|\A(?:A|An|Rumors?) "
)


def clause(sentence: Stated, words: Words) -> Clause | None:
    """Read the main clause of a sentence; None if it is not of the plain kind."""
    text = _APPOSITION.sub(r"\1 ", sentence.plain).rstrip(".")
    if "“" in text or '"' in text:
        return None
    tokens = list(re.finditer(r"\S+", text))
    for number, token in enumerate(tokens[:9]):
        word = token[0]
        base = _base(word, words)
        if number and (word in _AUXILIARY or base):
            subject = text[: token.start()].strip()
            rest = text[token.end() :].strip()
            return _read(subject, word, base, rest, sentence, words)
        if word.endswith((",", ":", ";", "ly")):
            return None
    return None


def _read(
    subject: str, word: str, base: str, rest: str, sentence: Stated, words: Words
) -> Clause | None:
    following = rest.split(" ")[0]
    if not rest or following in _AUXILIARY or following in _PASTS:
        return None
    whole = _subject(subject, sentence, words)
    ended = clause_end(rest)
    if not whole or not ended:
        return None
    person = whole if whole in people(sentence.article, words) else ""
    if word in ("has", "have", "had") and not _is_participle(following, words):
        return None
    if word in _AUXILIARY:
        return Clause(whole, person, word, "", "", ended)
    return Clause(whole, person, "", word, base, ended)


def _is_participle(word: str, words: Words) -> bool:
    return word in _PARTICIPLES or bool(_base(word, words))


def _base(word: str, words: Words) -> str:
    """Give the base form of a verb in the past, "" if it is none that is known.

    Of the forms that "-ed" may stand for, that one which the library's articles hold; else the one
    that spelling leaves.
    """
    if word in _PASTS:
        return _PASTS[word]
    if not word.endswith("ed") or len(word) < 5 or not word.isalpha() or word[0].isupper():
        return ""
    stem = word[:-2]
    forms = [stem[:-1] + "y"] if stem.endswith("i") else [stem + "e", stem]
    if len(stem) > 2 and stem[-1] == stem[-2]:
        forms.append(stem[:-1])
    if known := [form for form in forms if form in words]:
        return known[0]
    if _PLAIN_STEM.search(stem):
        return stem
    return stem + "e" if _E_STEM.search(stem) else ""


def _subject(subject: str, sentence: Stated, words: Words) -> str:
    """Check that a subject names itself, and write it as within a sentence; "" if it does not."""
    tokens = subject.split()
    if len(tokens) > 7 or find(subject, sentence.article.published or "2000"):
        return ""
    if _NO_SUBJECT.search(subject) or POINTING.search(subject):
        return ""
    subject = re.sub(r"(\w)  ", r"\1. ", subject)
    lower = [token for token in tokens[1:] if token[0].islower()]
    if any(t in STOP_WORDS - {"of", "the", "for", "in", "and"} or t[-3:] == "ing" for t in lower):
        return ""
    if tokens[-1] in STOP_WORDS or OWNING.search(subject):
        return ""
    if not any(token[0].isupper() for token in tokens[1:]):
        return _single(tokens, sentence, words)
    if whole := full_name(subject, sentence.article, words):
        return whole
    if tokens[0] == "The":
        return "the" + subject[3:]
    if tokens[1][0].islower() and words.is_common(tokens[0]):
        return subject[0].lower() + subject[1:]
    return subject


def _single(tokens: list[str], sentence: Stated, words: Words) -> str:
    """Give the one name that is a whole subject: "Ridgeway" by the whole name, or "Canada"."""
    if len(tokens) != 1 or words.is_common(tokens[0]) or tokens[0].lower() in STOP_WORDS:
        return ""
    if whole := full_name(tokens[0], sentence.article, words):
        return whole
    return tokens[0] if words.is_known_name(tokens[0]) else ""


def is_simple(text: str, words: Words) -> bool:
    """Tell whether a part of a clause holds no other verb or clause."""
    return not _SUBORDINATOR.search(text) and not any(_base(one, words) for one in text.split())


def goes_on(text: str, words: Words) -> bool:
    """Tell whether the subject does a second thing: "… and spent four nights"."""
    return any(_base(one, words) for one in re.findall(r"\b(?:and|but) (\w+)", text))


def clause_end(rest: str) -> str:
    """Cut what follows a verb where the clause ends; "" if that is not sure."""
    if omitted := _OMITTED.search(rest):
        rest = rest[: omitted.start()]
    rest = _REMARK.sub(r"\1", rest)
    rest = re.split(r" [—–-] |[;:]", rest)[0].rstrip(" .,")
    if re.search(r",(?!\d)(?! \d{4}\b)", rest) or re.search(r"[(\[?!/]", rest):
        return ""
    second = _SECOND.search(rest)
    if second and not _SUBORDINATOR.search(rest, 0, second.start()):
        return ""
    return "" if rest.split(" ")[-1] in _DANGLING else rest


def with_days(text: str, published: str) -> str | None:
    """Write relative dates as days: "on Saturday" becomes "on 17 May 2025".

    Returns:
        The text; None if a date in it cannot be written so.
    """
    for found in reversed(find(text, published) if published else []):
        words = text[found.start : found.end]
        if times.is_absolute(words):
            continue
        day = _LONG_MONTH.sub(lambda match: _MONTHS[match[0]], day_of(found))
        opens, behind = _OPENS_DATE.search(text, 0, found.start), text[found.end :]
        if not day or not is_free(text, found):
            return None
        exact = found.days[0] == found.days[1]
        preposition = "" if opens else ("on " if exact else "in ")
        if opens and opens[1].lower() in ("both", "between", "and"):
            return None
        if opens and opens[1].lower() in ("on", "in") and (opens[1].lower() == "on") != exact:
            return None
        text = text[: found.start] + preposition + day + behind
    return text


def day_of(found: Found) -> str:
    """Write a date that is exactly a day, a month or a year; "" for any other."""
    if found.kind in _TOLD_FROM:
        return ""
    first, last = map(as_number, found.days)
    day = written(first, last)
    return "" if "–" in day else day


def is_free(text: str, found: Found) -> bool:
    """Tell whether a date stands for itself and belongs to no other word: "Thursday's vote"."""
    behind = _BEHIND_DATE.match(text[found.end :])
    if behind is None or (behind[1] and behind[1].lower() not in STOP_WORDS):
        return False
    return not re.search(
        r"\b(?:the|an?|this|that|last|next|early|late|earlier|later) \Z", text[: found.start], re.I
    )
