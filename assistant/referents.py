"""What an exchange offers to the question after it: its names, its things, its places and dates.

English without a parser: names are found by their capitals, noun phrases as clauses.py does. What
is missed costs a worse rewriting, never a wrong answer: the result is only searched, and shown to
the person.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.asking import Exchange
from assistant.clauses import AUXILIARIES, BOUNDS, DATE, Clause, Phrase, clause, is_verb, phrases
from index.lexical import STOP_WORDS
from index.passages import sentences

# Words that make a capitalised phrase something else than a person.
_NOT_PERSON = re.compile(
    r"(?:Air|Airlines|Airways|Airport|Agency|Army|Arena|Association|Bank|Basin|Bay|Board|Bridge|Castle|Cathedral|"
    r"Church|City|Club|College|Commission|Committee|Company|Corporation|Council|County|Court|Cup|"
    r"Department|Federation|Festival|Foods|Foundation|Fund|Games|Group|Harbour|Hospital|Hotel|Industries|Institute|Islands?|"
    r"Lake|League|Ministry|Motors|Mountain|Museum|Nations|North|Office|Organi[sz]ation|Park|Parliament|"
    r"Party|Police|Prize|Republic|River|School|Senate|South|Square|States|Station|Street|Systems|Technologies|Theatre|Times|"
    r"Tower|Treaty|Union|United|University|Valley|Village|West|East|Zoo)\Z"
)
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|Lady|Professor|President|Prime Minister|Minister|Mayor|General|"
    r"Senator|Judge|King|Queen|Prince|Princess|Captain|Governor|Chancellor|Pope)\b"
)
_CAPITAL = r"[^\W\d_a-z][\w’'.&-]*\w"
NAME = re.compile(rf"\b{_CAPITAL}(?:(?: of(?: the)?)? {_CAPITAL}|,? (?:de|van|von|al) {_CAPITAL})*")
_COUNTED = re.compile(r"\b(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten) (\w+s)\b")
_PLURAL = re.compile(r"(?<![A-Z]\w )\b((?:the )?[a-z]{3,}(?<![sui])s)\b")
_PLACE = re.compile(rf"\b(?:in|at|near|from|to) ((?:the )?{_CAPITAL}(?: {_CAPITAL})*(?: [a-z]+)?)")
# What may stand between the names of a list: a comma, "and", and a word or two on who comes.
_BETWEEN = re.compile(r"(?:,| and|, and| or)(?: (?:the|a|an))?(?: [a-z]+){0,2} ")
_POSSESSIVE = re.compile(r"['’]s?\Z")


@dataclass(frozen=True)
class Mentioned:
    """What one exchange speaks of.

    Attributes:
        exchange: The exchange.
    """

    exchange: Exchange

    @cached_property
    def clause(self) -> Clause:
        """Its question, taken apart."""
        return clause(self.exchange.question)

    @cached_property
    def phrases(self) -> list[Phrase]:
        """The noun phrases of its question."""
        return phrases(self.exchange.question)

    @cached_property
    def asked_names(self) -> list[str]:
        """The names in its question, in order."""
        return names(self.exchange.question)

    @cached_property
    def answered_names(self) -> list[str]:
        """The names in its answer that its question does not hold, in order."""
        known = self.exchange.question
        found = names(self.exchange.answer, known)
        return [name for name in found if name not in known]

    @cached_property
    def persons(self) -> list[str]:
        """Persons, the one in focus first."""
        asks_who = self.clause.asked.lower() in {"who", "whom", "by whom"}
        asked = [name for name in self.asked_names if is_person(name)]
        answered = [
            name
            for name in self.answered_names
            if is_person(name) or (asks_who and " " not in name)
        ]
        return answered + asked if asks_who or not asked else asked + answered

    @cached_property
    def things(self) -> list[Phrase]:
        """The noun phrases of its question that are no persons."""
        return [one for one in self.phrases if not any(map(is_person, names("x " + one.core)))]

    @property
    def listed(self) -> list[str]:
        """The longest list of names in its answer, "A, B and C"; empty if it lists none."""
        runs: list[list[str]] = [[]]
        end = 0
        for name in self.answered_names:
            start = self.exchange.answer.find(name, end)
            if not _BETWEEN.fullmatch(self.exchange.answer, end, max(start, end)):
                runs.append([])
            runs[-1].append(name)
            end = start + len(name)
        longest = max(runs, key=len)
        return longest if len(longest) > 1 else []

    @property
    def group(self) -> str:
        """Several people or things that "they" may mean; "" for none."""
        asked = self.clause
        if asked.asked.lower().startswith("how many") and asked.noun:
            more = f" {asked.rest}" if is_verb(asked.rest.split(" ")[0]) else ""
            return DATE.sub("", f"the {asked.noun}{more}").strip()
        plural = next((one.text for one in self.things if one.plural), "")
        if plural and not NAME.search(plural):
            return plural
        counted = _COUNTED.search(self.exchange.answer)
        found = counted or _PLURAL.search(self.exchange.answer)
        names_or_noun = " and ".join(self.listed) or (found[1] if found else "")
        return plural or (f"the {found[1]}" if counted and found else names_or_noun)

    @property
    def place(self) -> str:
        """Where it is about; "" if it names no place."""
        texts = [self.exchange.question, self.exchange.answer]
        if self.clause.asked.lower().startswith("where"):
            texts.reverse()
        for text in texts:
            for match in _PLACE.finditer(text):
                words = match[1].split()
                words = words[:-1] if is_verb(words[-1]) or words[-1] in BOUNDS else words
                place = " ".join(words)
                if not DATE.search(place) and not is_person(place):
                    return place
        return next((name for name in self.asked_names if not is_person(name)), "")

    @property
    def date(self) -> str:
        """When it is about, as written; "" if no date is named."""
        found = DATE.search(self.exchange.answer) or DATE.search(self.exchange.question)
        return found[0] if found else ""

    @property
    def topic(self) -> str:
        """What it is about, one thing or two: "the Norvik ferry service"; "" if none is found."""
        if self.things:
            return ", ".join(one.text for one in self.things[:2])
        return next(iter(self.asked_names + self.answered_names), "")


def names(text: str, known: str = "") -> list[str]:
    """Find the names in a text by their capitals, each once.

    Args:
        text: A question or an answer.
        known: Another text that tells by its small letters what is no name.
    """
    starts = {span.start for span in sentences(text)}
    found: list[str] = []
    for match in NAME.finditer(text):
        name = _POSSESSIVE.sub("", match[0])
        if match.start() in starts:
            name = _without_opening(name, f"{text} {known}")
        if name and not DATE.fullmatch(name) and name not in found:
            found.append(name)
    return found


def _without_opening(name: str, text: str) -> str:
    first, _, more = name.partition(" ")
    lower = first.lower()
    if lower in STOP_WORDS or lower in AUXILIARIES or lower in {"yes", "tell", "about"}:
        return more
    ordinary = re.search(rf"\b{re.escape(lower)}\b", text) or lower.endswith(("ing", "ly", "rs"))
    return "" if ordinary and not more else name


def is_person(name: str) -> bool:
    """Guess whether a name is a person's: two words or more, none of an organisation."""
    if _TITLE.match(name):
        return True
    words = name.split()
    if len(words) < 2 or " of " in name or not all(word[:1].isupper() for word in words):
        return False
    return not any(_NOT_PERSON.search(word) for word in words[1:]) and not any(
        _NOT_PERSON.fullmatch(word) for word in words[:1]
    )
