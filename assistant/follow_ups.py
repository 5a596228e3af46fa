"""The rules that make a follow-up question stand alone, given what the exchange before it offers.

Each rule looks at one way in which questions lean on a conversation: bare question words ("why?"),
"who else?", "what about X?", and what is left out ("and the cost?"); words that stand for something
("it", "there", "the second one") are stand_ins.py's. A rule says None where it is not concerned.
"""

import re
from dataclasses import dataclass

from assistant.clauses import AUXILIARIES, DATE, Phrase, clause, is_verb
from assistant.referents import Mentioned, is_person, names
from assistant.stand_ins import Replaced, ordinal, replaced
from index.lexical import content_words
from index.ranking import stems

_OPENING = re.compile(r"\A(?:(?:and|but|so|ok(?:ay)?|well|then|thanks)\b[,:]?\s+)+", re.IGNORECASE)
_BARE = re.compile(
    r"\A((?:(?:in|at|on|by|to|from|for|with|of|since|until) )?"
    r"(?:who|whom|why|when|where|how(?: come| many| much| long| often)?"
    r"|(?:which|what|how many|how much) (?!else\b|other)[a-z]+))"
    r"(?: (so \w+|not|exactly|precisely))?"
    r"(?: (?:is|was|are|were) (?:that|this)"
    r"| (?:did|does|do|has|had|will) (?:that|this|it) (?:happen|happened|take place|occur)"
    r"| (?:did|does|do) (?:he|she|it|they) do (?:it|that|this|so))?\s*[?!.]*\Z",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"\A(?:(who|what|where|when) else"
    r"|(which) (?:others?(?: \w+)?)|any(?:one|body) else|any others?)"
    r"\s*[?!.]*\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\A(?:what|how) about (.+?)\s*[?!.]*\Z", re.IGNORECASE)
_PREPOSITION = re.compile(r"\A(in|at|on|for|to|from|by|with|under|near|during) ", re.IGNORECASE)
_DETERMINER = re.compile(r"\A(?:the|an?|his|her|its|their) ", re.IGNORECASE)
_ASKS = re.compile(
    r"\A(?:who|whom|whose|what|which|when|where|why|how|tell|explain|give|show|list|describe|"
    r"name|summari[sz]e|compare)\b",
    re.IGNORECASE,
)
_PLACES = "in|at|near|from|to"
_NAMED = r"(?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*"
# A short question without names goes on with the subject; a longer one brings its own.
_SHORT = 4


@dataclass(frozen=True)
class Resolved:
    """What a rule made of a question.

    Attributes:
        question: Standing alone, as far as the rule could see.
        sure: Whether the rule found what the question leans on.
    """

    question: str
    sure: bool = True


def resolve(question: str, last: Mentioned) -> Resolved | None:
    """Make a question stand alone.

    Args:
        question: As typed, without white space around it.
        last: The exchange that it may lean on.

    Returns:
        None if it stands alone.
    """
    text = _OPENING.sub("", question)
    opened = text != question
    found = _bare(text, last) or _else(text, last)
    if found:
        return found
    picked = ordinal(text, last)
    if picked and not _has_verb(picked.question):
        return Resolved(_finished(f"What about {picked.only} ({last.topic})"))
    text = picked.question if picked else text
    return (
        _about(text, opened, last) or _leaning(text, picked, last) or _left_out(text, opened, last)
    )


def _bare(text: str, last: Mentioned) -> Resolved | None:
    match = _BARE.match(text)
    if match is None:
        return None
    manner = f" {match[2]}" if match[2] and match[2].startswith("so ") else ""
    asked = match[1]
    if last.clause.asked.lower() == asked.lower():
        # "Why?" after "why ...?" asks about the answer.
        said = last.exchange.answer.rstrip(". ")
        return Resolved(_finished(f"{asked} was it that {said}{manner}"), sure=bool(said))
    return Resolved(_finished(f"{_asked_anew(asked, last)}{manner}"))


def _asked_anew(asked: str, last: Mentioned) -> str:
    """Ask for something else about what the last question says."""
    parts = last.clause
    first = parts.rest.split(" ")[0]
    auxiliary = parts.auxiliary.lower()
    if auxiliary:
        subject_asked = is_verb(first) or first in {"in", "at", "on"}
        if subject_asked:
            return f"{asked} {auxiliary} {parts.noun or _answered(last)} {parts.rest}"
        rest = parts.rest
        if parts.noun:
            rest = re.sub(r"( (?:in|at|on|to|for|from)\b|\Z)", rf" {parts.noun}\1", rest, count=1)
        copula = parts.asked.lower() in {"who", "what"} and auxiliary in {"is", "was"}
        subject = f"{_answered(last)} " if copula and last.answered_names else ""
        return f"{asked} {auxiliary} {subject}{rest}"
    if first in {"happened", "occurred"}:
        return f"{asked} did it happen {parts.rest[len(first) :]}"
    # The names in the answer to "what caused it?" may be anybody's.
    asks_names = parts.asked.lower().startswith(("who", "which")) and last.answered_names
    subject = _answered(last) if asks_names else parts.noun or "something"
    return f"{asked} was it that {subject} {parts.rest}"


def _answered(last: Mentioned) -> str:
    if last.clause.asked.lower() == "who" and last.persons and not last.listed:
        return last.persons[0]
    return " and ".join(last.listed or last.answered_names[:1]) or "it"


def _else(text: str, last: Mentioned) -> Resolved | None:
    match = _ELSE.match(text)
    if match is None:
        return None
    parts = last.clause
    rest = f"{parts.auxiliary} {parts.rest}".strip()
    if match[2]:
        return Resolved(_finished(f"Which other {parts.noun} {rest}"))
    asked = match[1] or "who"
    if parts.asked.lower().startswith(asked.lower()):
        return Resolved(_finished(f"{asked} else {rest}"))
    return Resolved(_finished(_asked_anew(f"{asked} else", last)))


def _has_verb(text: str) -> bool:
    words = text.rstrip("?!. ").split()
    return _ASKS.match(text) is not None or any(
        w.lower() in AUXILIARIES or is_verb(w) for w in words
    )


def _about(text: str, opened: bool, last: Mentioned) -> Resolved | None:
    match = _ABOUT.match(text)
    if match is None and (_has_verb(text) or len(text.split()) > 6):
        return None
    new = (match[1] if match else text).rstrip("?!. ")
    starts = _PREPOSITION.match(new) or _DETERMINER.match(new) or DATE.fullmatch(new)
    if not new or not (match or opened or starts):
        return None
    pronoun = replaced(new, last)
    if pronoun:
        return Resolved(_finished(f"What about {pronoun.question} ({last.topic})"), pronoun.sure)
    preposition = _PREPOSITION.match(new)
    bare = new[preposition.end() :] if preposition else new
    bare = re.sub(r"\A(?:the )?(.+) ones?\Z", r"\1", bare)
    before = last.exchange.question.rstrip("?!. ")
    asked = _substituted(bare, preposition[1] if preposition else "", before, last)
    return Resolved(_finished(asked or f"What about {new} ({last.topic})"))


def _substituted(new: str, preposition: str, before: str, last: Mentioned) -> str:
    """Put a thing into the last question in the place of its like; "" if it has none."""
    if DATE.fullmatch(new):
        return _with_date(new, preposition, before)
    if preposition:
        places = rf"{preposition}|{_PLACES}" if preposition in _PLACES.split("|") else preposition
        for words in (preposition, places):
            for match in re.finditer(rf"\b(?:{words}) ({_NAMED})", before):
                if not DATE.fullmatch(match[1]):
                    return f"{before[: match.start()]}{preposition} {new}{before[match.end() :]}"
        return f"{before} {preposition} {new}"
    old = _like(new, last)
    return before.replace(old, new, 1) if old else ""


def _with_date(new: str, preposition: str, before: str) -> str:
    dates = list(re.finditer(rf"(?:\b(in|on|at|since|for|by) )?(?:{DATE.pattern})", before))
    if not dates:
        return f"{before} {preposition or 'in'} {new}"
    old = dates[-1]
    opening = f"{preposition or old[1]} " if old[1] else ""
    return f"{before[: old.start()]}{opening}{new}{before[old.end() :]}"


def _like(new: str, last: Mentioned) -> str:
    """Find what the last question names that is like a new thing; "" for nothing."""
    head = re.split(r" (?:of|in|at|on|for|from) ", new)[0].split()[-1]
    alike = [one for one in last.phrases if stems(head) & stems(one.core.split()[-1])]
    if alike and head.islower():
        return (
            alike[0].text
            if len(new.split(" ")) > len(alike[0].core.split(" ")) + 1
            else alike[0].core
        )
    named = names(f"x {new}")
    noun = last.clause.noun
    if named and _DETERMINER.match(new):
        things = [one.core for one in last.things if names(f"x {one.core}")]
        return next(iter(things), "")
    if named:
        persons = [name for name in last.asked_names if is_person(name)]
        others = [name for name in last.asked_names if not is_person(name)]
        ordered = persons + others if is_person(new) else others + persons
        return ordered[0] if ordered else ""
    if noun and not _DETERMINER.match(new):
        return noun
    common = [one.core for one in last.phrases if not names(f"x {one.core}")]
    return next(
        (one for one in common if not _DETERMINER.match(new) or Phrase(new, new).plural), ""
    )


def _leaning(text: str, picked: Replaced | None, last: Mentioned) -> Resolved | None:
    found = replaced(text, last)
    if found is None:
        return Resolved(_finished(text)) if picked else None
    return Resolved(_anchored(found.question, last, listed=found.several), found.sure)


def _left_out(text: str, opened: bool, last: Mentioned) -> Resolved | None:
    plain = text.rstrip("?!. ")
    content = content_words(plain)
    if names(text) or not content or len(content) > _SHORT or DATE.search(plain):
        return None
    greeting = not opened and " " not in plain and not text.endswith("?")
    if greeting or re.search(r"\d", plain):
        return None
    said = stems(f"{last.exchange.question} {last.exchange.answer}")
    known = any(stems(word) & said for word in content)
    own = re.search(r"\b(?:of|an?) \w+", plain) is not None
    definite = re.search(r"\b(?:the|others?|more|also|same)\b", plain, re.IGNORECASE) is not None
    generic = clause(plain).auxiliary.lower() in {"is", "are", "do", "does", "can", "should"}
    if known or opened or (definite and not own) or not (generic or own):
        return Resolved(_anchored(plain, last))
    return None


def _anchored(text: str, last: Mentioned, listed: bool = False) -> str:
    """Name the last question's subject where a question names nothing itself."""
    plain = text.rstrip("?!. ")
    about = last.topic
    if not about or about in plain or (names(plain) and not listed):
        return _finished(plain)
    return _finished(f"{plain} ({about})")


def _finished(text: str) -> str:
    text = " ".join(text.rstrip("?!. ").split()).replace(" ()", "")
    end = (
        "." if re.match(r"(?:tell|explain|give|show|list|describe)\b", text, re.IGNORECASE) else "?"
    )
    return f"{text[:1].upper()}{text[1:]}{end}"
