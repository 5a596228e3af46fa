"""The kinds of questions: plain, dated, follow-ups, of two articles, unanswerable, with choices.

Each is made of drafts by a small change that code can check.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from assistant.asking import Exchange
from eval.checking import Rival, hit_sentences, is_held_together, same_elsewhere
from eval.drafts import Draft
from eval.gold import normalised
from eval.questions import Question
from eval.wording import OWNING
from index import Library
from index.passages import sentences

if TYPE_CHECKING:
    from index.nearest import Vectors

GENERATED = "generated"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PLURAL = re.compile(r"(?:[^s]s|people|men|women|children|police)\Z", re.IGNORECASE)
_HE, _SHE = re.compile(r"\b(?:he|his|him)\b", re.I), re.compile(r"\b(?:she|her|hers)\b", re.I)
# Whose ages differ by fewer years may have had a birthday between two articles.
_YEARS_APART = 3
_DISTRACTORS = 3
_ATTEMPTS = 4


@dataclass(frozen=True, eq=False)
class Plain:
    """A draft that has passed the checks, and what would answer it otherwise later on.

    Attributes:
        draft: The draft.
        vector: Of the question, of unit length.
        later: Sentences of later articles with another value.
    """

    draft: Draft
    vector: "Vectors"
    later: tuple[Rival, ...] = ()


def fact(plain: Plain, library: Library, kind: str = "fact") -> Question:
    """Make a plain question: its gold is one sentence of one article, and of its copies."""
    draft = plain.draft
    return Question(
        id="",
        question=draft.question,
        answers=tuple(dict.fromkeys(draft.answers)),
        answerable=True,
        articles=same_elsewhere(draft.stated, library),
        evidence=((draft.stated.text,),),
        tags=(GENERATED, kind, draft.rule),
    )


def date_bound(plain: Plain, library: Library) -> Question | None:
    """Ask as of the day of the gold article: what was published later must not matter."""
    day = plain.draft.stated.day
    if not day:
        return None
    made = fact(plain, library, "date-bound")
    changes = ("changes later",) if plain.later else ()
    return replace(made, asked=day, tags=made.tags + changes)


def follow_up(plain: Plain, others: Sequence[Draft], library: Library) -> Question | None:
    """Ask with a pronoun for the subject, after another question about it.

    The question before is another one of the same article about the same subject; where there is
    none, it asks who or what the subject is, and a sentence that names it is the answer.
    """
    draft = plain.draft
    pronoun = _pronoun(draft)
    if not pronoun or draft.question.count(draft.subject) != 1:
        return None
    if re.search(rf"{re.escape(draft.subject)}['’]", draft.question):
        return None
    before = _asked_before(draft, others)
    if before is None:
        return None
    made = fact(plain, library, "follow-up")
    question = draft.question.replace(draft.subject, pronoun)
    return replace(made, question=question, history=(before,))


def _asked_before(draft: Draft, others: Sequence[Draft]) -> Exchange | None:
    for other in others:
        same = other.stated.article.id == draft.stated.article.id and other.question != (
            draft.question
        )
        if same and other.subject == draft.subject and other.answers[0] not in draft.answers:
            return Exchange(other.question, other.stated.text)
    text = draft.stated.article.text
    for span in sentences(text):
        one = text[span.start : span.end]
        if draft.subject in one and one != draft.stated.text and one[-1] in '.”"':
            opening = "Who is" if draft.person else "What is reported about"
            return Exchange(f"{opening} {draft.subject}?", one)
    return None


def _pronoun(draft: Draft) -> str:
    """Give the pronoun for a subject, "" where only a reader could tell."""
    subject = draft.subject
    if not subject or re.search(r"\b(?:were|are|have)\b", draft.question):
        return ""
    if draft.person:
        around = _around(draft)
        he, she = len(_HE.findall(around)), len(_SHE.findall(around))
        return "she" if she and not he else "he" if he and not she else ""
    head = re.split(r" (?:of|for|in) ", subject)[0]
    named = subject.startswith("the ") and len(subject.split()) >= 3
    return "it" if named and " and " not in subject and not _PLURAL.search(head) else ""


def _around(draft: Draft) -> str:
    """Give the sentences that name a person, and those behind: their pronouns mean them."""
    text, last = draft.stated.article.text, draft.subject.split()[-1]
    told = [text[span.start : span.end] for span in sentences(text)]
    return " ".join(
        f"{one} {next_}" for one, next_ in zip(told, [*told[1:], ""], strict=True) if last in one
    )


def two_articles(
    plain: Sequence[Plain], library: Library
) -> Iterator[tuple[Question, list[Plain]]]:
    """Compare two days, or two ages, that two articles tell; gives what each was made of."""
    days = [one for one in plain if one.draft.told and one.draft.stated.day]
    ages = [one for one in plain if one.draft.kind == "age"]
    used: set[int] = set()
    for group, compare in ((days, _earlier), (ages, _older)):
        for one, other in combinations(group, 2):
            if used & {id(one), id(other)}:
                continue
            if one.draft.stated.article.id == other.draft.stated.article.id:
                continue
            if question := compare(one.draft, other.draft):
                used |= {id(one), id(other)}
                gold = [fact(one, library), fact(other, library)]
                yield (
                    replace(
                        question,
                        articles=tuple(id_ for each in gold for id_ in each.articles),
                        evidence=tuple(each.evidence[0] for each in gold),
                    ),
                    [one, other],
                )


def _earlier(one: Draft, other: Draft) -> Question | None:
    first, second = sorted((one, other), key=lambda draft: draft.days)
    if first.days[1] >= second.days[0] or first.subject == second.subject:
        return None
    if any(draft.question.split()[1] not in ("did", "was", "were") for draft in (one, other)):
        # What "will open" may have happened since, or not.
        return None
    question = f"What happened first: {one.told}, or {other.told}?"
    return _compared(question, (first.told, first.subject), (one.told, other.told))


def _older(one: Draft, other: Draft) -> Question | None:
    born = [int(draft.stated.day[:4]) - int(draft.answers[0]) for draft in (one, other)]
    if abs(born[0] - born[1]) < _YEARS_APART:
        return None
    older = (one if born[0] < born[1] else other).subject
    question = f"Who was born earlier, {one.subject} or {other.subject}?"
    return _compared(question, (older,), (one.subject, other.subject))


def _compared(question: str, answers: tuple[str, ...], choices: tuple[str, str]) -> Question:
    return Question(
        id="",
        question=question,
        answers=answers,
        answerable=True,
        choices=choices,
        tags=(GENERATED, "two-articles"),
    )


def unanswerable(
    plain: Plain, others: Sequence[Plain], library: Library, chance: random.Random
) -> Question | None:
    """Ask of a true subject what only another article tells of another one, or change the year.

    Nothing that a search finds may hold the subject, or the year, and half of the rest.
    """
    changes = list(_changes(plain, others, chance))
    chance.shuffle(changes)
    for changed, subject, how in changes:
        found = [*hit_sentences(changed, library), *hit_sentences(subject, library)]
        if not is_held_together(subject, changed, found):
            tags = (GENERATED, "unanswerable", how)
            return Question(id="", question=changed, answerable=False, tags=tags)
    return None


def _changes(
    plain: Plain, others: Sequence[Plain], chance: random.Random
) -> Iterator[tuple[str, str, str]]:
    """Give changed questions, what is new in each, and how it was changed."""
    draft = plain.draft
    years = _YEAR.findall(draft.question)
    if len(years) == 1 and draft.rule not in ("how old", "who said"):
        moved = str(int(years[0]) + chance.choice((-4, -3, -2, 2, 3)))
        yield draft.question.replace(years[0], moved), moved, "year changed"
    if draft.question.count(draft.subject or "?") != 1 or draft.rule == "how old":
        return
    if OWNING.search(draft.question) or re.search(r"\b(?:were|are|have)\b", draft.question):
        # "On her way", "were": another subject may not fit.
        return
    alike = [one for one in others if _can_stand_for(one.draft, draft)]
    # Of all such subjects those of like stories: anything else would be told by its topic alone.
    alike.sort(key=lambda one: -float(one.vector @ plain.vector))
    for one in alike[:_ATTEMPTS]:
        subject = one.draft.subject
        yield draft.question.replace(draft.subject, subject), subject, "subject changed"


def _can_stand_for(one: Draft, other: Draft) -> bool:
    """Tell whether a draft's subject fits into another one's question."""
    return (
        bool(one.subject and other.subject)
        and one.person == other.person
        and (one.person or one.subject.startswith("the ") == other.subject.startswith("the "))
        and one.subject != other.subject
        and one.stated.article.id != other.stated.article.id
        and not re.search(r"['’]s\b| and ", one.subject)
        and bool(_PLURAL.search(one.subject)) == bool(_PLURAL.search(other.subject))
    )


def multiple_choice(
    plain: Plain, others: Sequence[Plain], library: Library, chance: random.Random
) -> Question | None:
    """Offer three answers of other questions of the same kind beside the right one."""
    draft = plain.draft
    right = _as_choice(draft)
    alike = {_as_choice(one.draft) for one in others if _sort(one.draft) == _sort(draft)}
    offered = sorted(one for one in alike if normalised(one) != normalised(right))
    if len(offered) < _DISTRACTORS:
        return None
    choices = [right, *chance.sample(offered, _DISTRACTORS)]
    chance.shuffle(choices)
    return replace(fact(plain, library, "multiple-choice"), choices=tuple(choices))


def _sort(draft: Draft) -> str:
    return draft.kind if draft.kind in ("person", "day", "age") else "number"


def _as_choice(draft: Draft) -> str:
    """Give an answer as it is offered: a person by the whole name, a day as a date."""
    if draft.kind == "person":
        return draft.answers[-1]
    return draft.answers[min(1, len(draft.answers) - 1) if draft.kind == "day" else 0]
