"""Forms of questions, each with the form of the sentence that answers it.

"What did Larch Trams announce?" is answered by a sentence that begins "Larch Trams announced …".
Question and sentence are written out here, so no verb has to be turned, and any name fits in that
begins such a sentence. English without a parser: what is missed costs a suggestion, no more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.clauses import is_verb
from assistant.subjects import NAME_AT, Subject, subject
from assistant.wordings import (
    ACTIONS,
    ALONE,
    ARTICLE,
    ASIDE,
    COUNTS,
    FOR_A_REASON,
    NOUNS,
    PASTS,
    REST,
    ROLE,
    THING,
    WHEN,
    WHY,
    WORDS_BEFORE,
)
from index.lexical import STOP_WORDS

WHO, WHAT, SAID = "Who is {}?", "What is {}?", "What did {} say about {}?"
COURSE = "What happened with {}?"

# An abbreviation ends no sentence.
_START = (
    r"(?:\A|\n|(?<=[.!?”\"]) (?<![A-Z]\. )(?<!St\. )(?<!Mr\. )(?<!Mrs\. )(?<!Ms\. )(?<!Dr\. )"
    r"(?<!Sen\. )(?<!Gov\. )(?<!Rep\. )(?<!Gen\. )(?<!Lt\. )(?<!Sgt\. ))"
)
# Behind these a name is a part of a longer one, or of another phrase.
_PART = re.compile(
    r"(?:\b(?:St|Mt|Ft|Mr|Ms|Dr|U\.S|[A-Z]\w*’?s?)\.?,?|[“\"‘&/-]"
    r"|\b(?:of|and|for)(?: the)?) ?\Z"
)
_PLACED = re.compile(r"\b(?:in|at|on|near|from|to|through|around)(?: the)? \Z")
_ACTS = re.compile(
    rf"{_START}{NAME_AT}{ASIDE} (?:"
    + "|".join(f"(?P<a{number}>{verb})" for number, (_, verb) in enumerate(ACTIONS))
    + ")"
)
_CLAUSE = re.compile(
    rf"{_START}{NAME_AT}{ASIDE} (?P<verb>{'|'.join(PASTS)}|(?:was|were|will be|will) [a-z]+){REST}"
    rf"(?:(?P<when>{WHEN})|(?P<why>{WHY})|(?P<end>(?=[.;]|\Z| (?:after|as|when|while) )))"
)
_COUNT = re.compile(
    rf"{_START}{NAME_AT}{ASIDE} (?P<verb>{'|'.join(PASTS)})"
    r"(?: (?:about|around|some|more than|nearly|over|at least))?"
    rf" (?:\d[\d,]*|{COUNTS}) (?P<noun>(?:[a-z-]+ )?(?:people|[a-z]{{3,}}(?<!s)s))(?= [a-z(]|[.,;])"
)
# Who says something, before it or behind it, and what.
_SAYS = re.compile(
    rf"{_START}{NAME_AT}{ASIDE} (?:said|says|argued|warned|added|explained) (?P<words>[^\n]+?)"
    r"(?=[.!?][”\"]?(?: |\Z)|\n)"
)
_SAID = re.compile(
    r"(?P<words>[^\n“”\".!?]{20,200}|[“\"][^”\"\n]{20,300}),[”\"]? "
    rf"(?=(?:said {WORDS_BEFORE}{NAME_AT}"
    r"|(?P<first>[A-Z]\S+(?: [A-Z]\S+){0,4}) (?:said|says))\b)"
)
# A name alone: not "the Facebook breach", which is about a breach.
_TOPIC = re.compile(
    rf"(?<![.!?“\"&] )(?<!\A)(?<![A-Z]\. )(?<![\w.&-])(?<!and )(?<!of )\b{NAME_AT}"
    r"(?! of (?:the )?[A-Z]| [A-Z])"
    r"(?=[,.;:!?”\")]|['’]s\b|\s*\Z| (?:is|was|were|are|has|had|have|will|would|can|could|and|or"
    r"|but|as|in|on|at|to|for|from|with|by|that|who|which|when|while|because|after|before|since"
    r"|more|not|this|last|[a-z]+ed)\b)"
)
_IS_SOMEBODY = re.compile(
    rf"\b{NAME_AT}(?: \([^)\n]{{1,12}}\))?(?:, \d\d)?"
    rf"(?:, (?:{ARTICLE} )?| (?:is|was) {ARTICLE} ){NOUNS}{ROLE}\b"
)
_IS_SOMETHING = re.compile(
    rf"\b{NAME_AT}(?: \([^)\n]{{1,12}}\))?(?:, {ARTICLE}| (?:is|was) {ARTICLE}) {NOUNS}{THING}\b"
)


_CLOCK = re.compile(r" (?:at|around|about) \d[\w.:]*(?: [ap]m)?\Z")
_OWN = re.compile(r"\b(?:his|her|its|their)\b")


@dataclass(frozen=True)
class Told:
    """What a text tells of a subject, and the question that asks for it.

    Attributes:
        question: In words.
        form: The question without its names.
        subject: Whom or what it asks about.
        topic: What else it names; None if nothing.
        start: Where the telling words start in the text.
        end: Where they end.
    """

    question: str
    form: str
    subject: Subject
    topic: Subject | None
    start: int
    end: int


def told(text: str, known: str, about: str = "") -> Iterator[Told]:
    """Find what a text tells of those whom it names, in a form that can be asked for.

    Args:
        text: An article or a part of it.
        known: What tells how its names are used: the whole article.
        about: Words in which names must stand, by a person's last name at least; "" for any.
    """
    for form, match in _forms(text):
        if match["name"].split()[-1] in (about or text):
            yield from _told(form, match, known)
    for pattern in (_SAYS, _SAID):
        for match in pattern.finditer(text):
            yield from _said(match, known, about or text)


def courses(text: str, known: str, about: str) -> Iterator[Told]:
    """Ask for the course of events with those whom a text names, but not what is a place there.

    Args:
        text: An article or a part of it.
        known: What tells how its names are used.
        about: Words in which names must stand.
    """
    for match in _TOPIC.finditer(text):
        if match["name"].split()[-1].lower() not in about.lower() or _PLACED.search(
            text[: match.start()]
        ):
            continue
        if found := subject(match["name"], match["the"] or "", known):
            question = COURSE.format(found.written)
            yield Told(question, COURSE, found, None, match.start(), match.end())


def _forms(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for match in _ACTS.finditer(text):
        yield ACTIONS[int(str(match.lastgroup)[1:])][0], match
    for form, pattern in ((WHO, _IS_SOMEBODY), (WHAT, _IS_SOMETHING)):
        for match in pattern.finditer(text):
            yield form, match
    for match in _CLAUSE.finditer(text):
        for form in _turned(match):
            yield form, match
    for match in _COUNT.finditer(text):
        yield f"How many {match['noun']} did {{}} {PASTS[match['verb']]}?", match


def tells(one: Told, sentence: str, known: str) -> bool:
    """Tell whether a sentence answers a question.

    Args:
        one: With the question.
        sentence: That was found for it.
        known: The text of its article.
    """
    return any(other.question == one.question for other in told(sentence, known))


def _told(form: str, match: re.Match[str], known: str) -> Iterator[Told]:
    found = subject(match["name"], match["the"] or "", known)
    if found is None:
        return
    before = match.string[max(0, match.start() - 20) : match.start()]
    if form.startswith("Who ") and found.kind != "person":
        return
    if form == WHAT and (found.kind != "thing" or _PART.search(before) or _PLACED.search(before)):
        return
    yield Told(form.format(found.written), form, found, None, match.start("name"), match.end())


def _turned(match: re.Match[str]) -> Iterator[str]:
    """Turn a clause round: "When did {} file for bankruptcy?"; nothing if that is not sure."""
    verb, rest = match["verb"], _CLOCK.sub("", match["rest"])
    words = rest.split()
    if words and (
        words[-1].lower() in STOP_WORDS or words[-1][0].isdigit() or words[-1].endswith("ly")
    ):
        return
    auxiliary, _, more = verb.partition(" ")
    base = PASTS.get(verb, "")
    if base:
        whole = bool(words) or base in ALONE
        turned = f"did {{}} {base}{rest}?"
    else:
        whole = auxiliary == "will" or is_verb(more)
        turned = f"{auxiliary} {{}} {more}{rest}?"
    if not whole:
        return
    after = match.string[match.end() : match.end() + 7]
    if match["when"]:
        yield f"When {turned}"
    elif match["why"] or (after.startswith(" after ") and FOR_A_REASON.match(base or more)):
        yield f"Why {turned}"
    named = re.search(r" [A-Z]", rest)
    if base and named and len(words) > 2 and not _OWN.search(rest) and "{" not in rest:
        yield f"Who {verb}{rest}?"


def _said(match: re.Match[str], known: str, about: str) -> Iterator[Told]:
    name = match["name"] or match["first"]
    words = match["words"]
    others = [one for one in _TOPIC.finditer(words) if one["name"] in about]
    if name.split()[-1] not in about or not others:
        return
    speaker = subject(name, match["the"] or "", known)
    if speaker is None:
        return
    for other in others:
        topic = subject(other["name"], other["the"] or "", known)
        if topic and topic.name not in speaker.name and speaker.name not in topic.name:
            question = f"What did {speaker.written} say about {topic.written}?"
            yield Told(question, SAID, speaker, topic, match.start(), match.end())
