"""Questions by rules, without a model: a sentence in, questions that it answers out.

Each rule turns one kind of sentence round whose grammar leaves no choice, and gives nothing for
any other. What an answer is stands in the sentence, word for word.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant import times
from assistant.facts import names
from assistant.quantities import Quantity, quantities
from assistant.speakers import speakers
from eval.material import Stated, Words, opens_with_quotation, people
from eval.wording import OWNING, POINTING, Clause, clause, clause_end, day_of, is_free, with_days
from index.date_words import MONTHS
from index.dates import date_bounds
from index.lexical import STOP_WORDS, content_words
from index.temporal import Found, as_number, find

_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_HEDGE = re.compile(
    r"\A(?:about|around|roughly|some|nearly|almost|approximately|over|more than|at least|fewer than"
    r"|less than|up to|as many as|an estimated|a total of|a record)\s",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"\A(?:(?:on|up|out|off|over|back|down)\s)?", re.IGNORECASE)
_VERB_AHEAD = re.compile(
    r"\A(?:(?:in|of|from|at|across|on|with|for) [^,]{3,50} )?"
    r"(?:were|was|are|have|had|will|died|took|went|came|won|lost|voted|signed|fell|got|made|gave"
    r"|left|ran|joined|marched|\w{3,}ed)\b"
)
_SPENDING = frozenset(
    "pay cost raise spend donate earn receive lose make owe give contribute invest offer win".split()
)
_OLD = re.compile(r"\A\d{2}\Z")
_QUOTE_WORDS = (6, 30)
# A question names enough to be looked for: so many words that count, beside those that ask.
_FEWEST_CONTENT = 4
_QUESTION_WORDS = (5, 40)


@dataclass(frozen=True)
class Draft:
    """A question on its way into a question set.

    Attributes:
        question: In words.
        answers: The first stands in the sentence word for word.
        stated: The gold sentence.
        rule: Which rule or model made it.
        kind: Of the answer: "person", "day", "age", or what is counted ("votes").
        subject: What it is about, as it stands in the question; "" if nothing else can take its
            place there.
        person: Whether that is a person.
        told: What the sentence says of the subject, as a clause.
        days: First and last day of the answer, YYYYMMDD, where that is a date.
    """

    question: str
    answers: tuple[str, ...]
    stated: Stated
    rule: str
    kind: str
    subject: str = ""
    person: bool = False
    told: str = ""
    days: tuple[int, int] = (0, 0)


Rule = Callable[[Stated, Words], Iterator[Draft]]


def drafts(sentence: Stated, words: Words) -> list[Draft]:
    """Make what questions the rules can make of a sentence."""
    rules: tuple[Rule, ...] = (_who_said, _how_many, _of_clause, _how_old)
    found = [draft for rule in rules for draft in rule(sentence, words)]
    return [draft for draft in found if is_well_formed(draft)]


def is_well_formed(draft: Draft) -> bool:
    """Tell whether a question can stand alone and does not hold its answer."""
    question = draft.question
    bare = _QUOTED.sub("", question)
    asked = content_words(question)
    return (
        _QUESTION_WORDS[0] <= len(question.split()) <= _QUESTION_WORDS[1]
        and question.endswith("?")
        and "  " not in question
        and draft.answers[0] in draft.stated.text
        and not any(_stands(answer, question) for answer in draft.answers)
        and not POINTING.search(bare)
        and (draft.rule == "who said" or bool(names(question[1:])))
        and (draft.rule == "how old" or len(asked) >= _FEWEST_CONTENT)
        and not (OWNING.search(bare) and draft.rule == "how many subject")
    )


def _stands(answer: str, question: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(answer.lower())}(?!\w)", question.lower()) is not None


def _who_said(sentence: Stated, _: Words) -> Iterator[Draft]:
    quoted = _QUOTED.search(sentence.plain)
    said = speakers(sentence.plain)
    if not quoted or len(said) != 1 or said[0].pronoun:
        return
    words = sentence.text[quoted.start(1) : quoted.end(1)].strip().rstrip(",.")
    if not _QUOTE_WORDS[0] <= len(words.split()) <= _QUOTE_WORDS[1] or not words[0].isupper():
        return
    outside = _QUOTED.sub("", sentence.text)
    named = [n for n in people(sentence.article) if n.split()[-1].lower() in said[0].names]
    if len(named) != 1:
        return
    whole = named[0]
    stands = next((one for one in (whole, whole.split()[-1]) if one in outside), "")
    if stands:
        question = f"Who said “{words.replace('“', '').replace('”', '')}”?"
        answers = tuple(dict.fromkeys((stands, whole)))
        yield Draft(question, answers, sentence, "who said", "person")


def _how_many(sentence: Stated, _: Words) -> Iterator[Draft]:
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
    rest = clause_end_of_counted(text[number.start + len(told[0]) :].strip(), sentence)
    if rest:
        asked = "What percentage" if number.dimension == "percent" else "How many"
        question = f"{asked} {rest}?"
        answers = _numbers(told[0])
        yield Draft(question, answers, sentence, "how many subject", number.counted or "percent")


def clause_end_of_counted(rest: str, sentence: Stated) -> str:
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
        return number.text, ""
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


def _of_clause(sentence: Stated, words: Words) -> Iterator[Draft]:
    read = None if opens_with_quotation(sentence.text) else clause(sentence, words)
    if read is None:
        return
    for rule in (_when, _amount, _who):
        if draft := rule(sentence, read):
            yield draft


def _when(sentence: Stated, read: Clause) -> Draft | None:
    found = find(read.rest, sentence.article.published) if sentence.article.published else []
    if len(found) != 1 or read.auxiliary in ("is", "are", "has", "have"):
        return None
    phrase = found[0]
    words, day = read.rest[phrase.start : phrase.end], day_of(phrase)
    before = read.rest[: phrase.start]
    opens = re.search(r"(?:\b(?:on|in|early on|late on) |(?<!\w))\Z", before, re.IGNORECASE)
    last = before.split()[-1].lower() if before.split() else ""
    if not day or not opens or not is_free(read.rest, phrase):
        return None
    if not opens[0] and (last in STOP_WORDS or last.endswith(("s'", "'s", "’s"))):
        return None
    rest = f"{before[: opens.start()].rstrip()} {read.rest[phrase.end :].strip()}".strip()
    if POINTING.search(rest):
        return None
    return Draft(
        f"When {read.asked(rest)}?",
        (words, *_days(phrase)),
        sentence,
        "when",
        "day",
        read.subject,
        bool(read.person),
        f"{read.subject} {read.told(rest)}",
        (as_number(phrase.days[0]), as_number(phrase.days[1])),
    )


def _days(found: Found) -> Iterator[str]:
    """Write a day in the ways that answers do."""
    day = found.days[0]
    month = MONTHS[day.month - 1].capitalize()
    if found.days[0] == found.days[1]:
        yield f"{day.day} {month} {day.year}"
        yield f"{month} {day.day}, {day.year}"
    elif date_bounds(f"{day.year}-{day.month:02}")[1] == as_number(found.days[1]):
        yield f"{month} {day.year}"
    else:
        yield str(day.year)


def _amount(sentence: Stated, read: Clause) -> Draft | None:
    """Ask for the number that is the verb's object: "Teague won 11,846 votes"."""
    particle = _PARTICLE.match(read.rest)
    opens = particle.end() if particle else 0
    if read.auxiliary and not opens:
        # Behind an auxiliary the verb itself comes first: "will take on 35 people".
        verb = re.match(r"\w+ (?:(?:on|up|out|off|over|back|down) )?", read.rest)
        opens = verb.end() if verb else 0
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
    if rest is None or re.match(r"(?:and|or|to|more|less|per|an?|each|from|worth)\b", rest):
        return None
    if re.search(r" and \w+ed\b", f" {rest}") or POINTING.search(rest):
        return None
    question = f"{asked}{counted} {read.asked(f'{verb} {rest}'.strip())}?"
    kind = number.counted or "money"
    draft = Draft(question, _numbers(written), sentence, "how many", kind)
    return replace(draft, subject=read.subject, person=bool(read.person))


def _who(sentence: Stated, read: Clause) -> Draft | None:
    """Ask for the person who did it: "Kofi Arden scored in the 118th minute …"."""
    rest = with_days(read.rest, sentence.article.published)
    if not read.person or not rest or read.base in ("say", "tell", "think", "feel"):
        return None
    last = read.person.split()[-1]
    stands = next((one for one in (read.person, last) if one in sentence.text), "")
    if not stands or last in rest or not (names(f"x {rest}") or re.search(r"\d", rest)):
        return None
    answers = tuple(dict.fromkeys((stands, read.person)))
    return Draft(f"Who {read.told(rest)}?", answers, sentence, "who", "person")


def _how_old(sentence: Stated, _: Words) -> Iterator[Draft]:
    month = sentence.day[:7]
    for name in people(sentence.article):
        found = re.search(rf"{re.escape(name)}, (\d\d),", sentence.text)
        if found and month and not opens_with_quotation(sentence.text):
            year, number = month.split("-")
            when = f"{MONTHS[int(number) - 1].capitalize()} {year}"
            question = f"How old was {name} in {when}?"
            yield Draft(question, (found[1],), sentence, "how old", "age", name, True)


def of_kind(found: Sequence[Draft], **wanted: Any) -> list[Draft]:
    """Give those drafts whose fields are as wanted."""
    return [d for d in found if all(getattr(d, name) == value for name, value in wanted.items())]
