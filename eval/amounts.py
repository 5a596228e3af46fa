"""Questions for numbers: "How many people marched …?", "How much did the firm pay for …?"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.quantities import Quantity, quantities
from eval.drafts import Draft
from eval.material import Stated, Words, opens_with_quotation
from eval.wording import POINTING, Clause, clause_end, goes_on, with_days

_HEDGE = re.compile(
    r"\A(?:about|around|roughly|some|nearly|almost|approximately|over|more than|at least|fewer than"
    r"|less than|up to|as many as|an estimated|a total of|a record)\s",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"\A(?:(?:on|up|out|off|back|down)\s)?", re.IGNORECASE)
_VERB_AHEAD = re.compile(
    r"\A(?:(?:in|of|from|at|across|on|with|for) [^,]{3,50} )?"
    r"(?:were|was|are|have|had|will|died|took|went|came|won|lost|voted|signed|fell|got|made|gave"
    r"|left|ran|joined|marched|\w{3,}ed)\b"
)
# What may follow a counted object without being a part of it.
_AFTER_OBJECT = re.compile(
    r"(?:in|on|at|for|with|by|during|after|before|since|through|against|across|over|off|as"
    r"|when|while|because|last|yesterday)\b"
)
_SPENDING = frozenset(
    """pay cost raise spend donate earn receive lose make owe give contribute invest offer
    win""".split()  # noqa: SIM905 - many quoted words are hard to read
)


def from_subject(sentence: Stated, _: Words) -> Iterator[Draft]:
    """Ask for the number that a sentence begins with: "About 3,000 people marched …"."""
    text = sentence.plain.rstrip(".")
    hedge = _HEDGE.match(text)
    found = quantities(text)
    if opens_with_quotation(text) or not found or found[0].start != (hedge.end() if hedge else 0):
        return
    number = found[0]
    told = _counted(text, number)
    if not told or not _VERB_AHEAD.match(text[number.start + len(told[0]) + len(told[1]) :][1:]):
        return
    rest = _clause_end(text[number.start + len(told[0]) :].strip(), sentence)
    if rest:
        asked = "What percentage" if number.dimension == "percent" else "How many"
        question = f"{asked} {rest}?"
        answers = _numbers(told[0])
        yield Draft(question, answers, sentence, "how many subject", number.counted or "percent")


def _clause_end(rest: str, sentence: Stated) -> str:
    """End the clause behind a number, with its dates written out; "" if that is not sure."""
    # The first verb is the clause's own, so only what follows it is cut.
    verb = re.search(r"\b(?:were|was|are|have|had|will|\w+ed|[a-z]+)\s", rest)
    ended = clause_end(re.sub(r"\b(were|was|are|have|had|will)\b", r"\1_", rest, count=1))
    if not verb or not ended:
        return ""
    return with_days(ended.replace("_", ""), sentence.article.published) or ""


def _counted(text: str, number: Quantity) -> tuple[str, str] | None:
    """Give a number's words and what it counts; None if it counts nothing."""
    if number.dimension == "percent" and number.text[-1] in "%t":
        of = text[number.end :].startswith(" of ")
        return (number.text, "") if of else None
    if not number.counted or number.dimension or number.rate:
        return None
    digits = re.match(r"[\d,.]+(?: (?:million|billion|thousand))?|[\w-]+", number.text)
    if not digits:
        return None
    counted = number.text[digits.end() :]
    behind = text[number.start + len(number.text) :]
    if not counted.strip() or re.match(r"['’]|-| (?:and|or|to|old|ago|later)\b", behind):
        return None
    if re.match(r"(?:million|billion|hundred|thousand|more|other|additional)\b", counted.strip()):
        return None
    return digits[0], counted


def _numbers(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((written, written.replace(",", ""), written.lower())))


def from_object(sentence: Stated, read: Clause, words: Words) -> Draft | None:
    """Ask for the number that is the verb's object: "Teague won 11,846 votes"."""
    particle = _PARTICLE.match(read.rest)
    opens = particle.end() if particle else 0
    if read.auxiliary and not opens:
        # Behind an auxiliary the verb itself comes first: "will take on 35 people".
        own = re.match(r"\w+ (?:(?:on|up|out|off|back|down) )?", read.rest)
        opens = own.end() if own else 0
    hedge = _HEDGE.match(read.rest[opens:])
    at = opens + (hedge.end() if hedge else 0)
    number = next((one for one in quantities(read.rest) if one.start == at), None)
    if number is None or read.auxiliary in ("is", "are", "was", "were"):
        return None
    verb, verbs = read.rest[:opens].strip(), read.base or read.rest.split(" ")[0]
    if number.dimension in ("$", "£", "€") and (not read.auxiliary and verbs in _SPENDING):
        written, counted = number.text, ""
        asked, behind = "How much", read.rest[number.end :]
    elif told := _counted(read.rest, number):
        written, counted = told
        asked, behind = "How many", read.rest[at + len(written) + len(counted) :]
        if number.dimension == "percent":
            return None
    else:
        return None
    rest = with_days(behind.strip(), sentence.article.published)
    if rest is None or (rest and not _AFTER_OBJECT.match(rest)):
        return None
    if goes_on(f" {rest}", words) or POINTING.search(rest):
        return None
    question = f"{asked}{counted} {read.asked(f'{verb} {rest}'.strip())}?"
    kind = number.counted or "money"
    draft = Draft(question, _numbers(written), sentence, "how many", kind)
    return replace(draft, subject=read.subject, person=bool(read.person))
