"""Questions by rules, without a model: a sentence in, questions that it answers out.

Each rule turns one kind of sentence round whose grammar leaves no choice, and gives nothing for
any other. What an answer is stands in the sentence, word for word.
"""

import re
from collections.abc import Callable, Iterator

from assistant import times
from assistant.speakers import speakers
from eval import amounts
from eval.drafts import Draft
from eval.material import Stated, Words, full_name, opens_with_quotation, people
from eval.wording import (
    OWNING,
    POINTING,
    Clause,
    clause,
    day_of,
    goes_on,
    is_free,
    is_simple,
    with_days,
)
from index.date_words import MONTHS
from index.dates import date_bounds
from index.lexical import STOP_WORDS, content_words
from index.temporal import Found, as_number, find

_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_QUOTE_WORDS = (6, 30)
# A question names enough to be looked for: so many words that count, beside those that ask.
_FEWEST_CONTENT = 4
_QUESTION_WORDS = (5, 40)


Rule = Callable[[Stated, Words], Iterator[Draft]]


def drafts(sentence: Stated, words: Words) -> list[Draft]:
    """Make what questions the rules can make of a sentence."""
    rules: tuple[Rule, ...] = (_who_said, amounts.from_subject, _of_clause, _how_old)
    found = [draft for rule in rules for draft in rule(sentence, words)]
    return [draft for draft in found if is_well_formed(draft, words)]


def is_well_formed(draft: Draft, words: Words) -> bool:
    """Tell whether a question can stand alone and does not hold its answer."""
    question = draft.question
    bare = _QUOTED.sub("", question)
    asked = content_words(question)
    return (
        _QUESTION_WORDS[0] <= len(question.split()) <= _QUESTION_WORDS[1]
        and question.endswith("?")
        and "  " not in question
        and draft.answers[0] in draft.stated.text
        and not draft.holds_answer
        and not POINTING.search(bare)
        and (draft.rule == "who said" or words.tells(question[1:]))
        and (draft.rule == "how old" or len(asked) >= _FEWEST_CONTENT)
        and not (OWNING.search(bare) and draft.rule == "how many subject")
    )


def _who_said(sentence: Stated, words: Words) -> Iterator[Draft]:
    quoted = _QUOTED.search(sentence.plain)
    said = speakers(sentence.plain)
    if not quoted or len(said) != 1 or said[0].pronoun:
        return
    quote = sentence.text[quoted.start(1) : quoted.end(1)].strip().rstrip(",.")
    length = len(quote.split())
    if not _QUOTE_WORDS[0] <= length <= _QUOTE_WORDS[1] or not quote[0].isupper() or "‘" in quote:
        return
    if not _is_utterance(sentence.plain, quoted):
        return
    outside = _QUOTED.sub("", sentence.text)
    named = {
        whole
        for one in people(sentence.article, words)
        if one.split()[-1].lower() in said[0].names
        and (whole := full_name(one.split()[-1], sentence.article, words) or one)
    }
    if len(named) != 1:
        return
    whole = named.pop()
    stands = next((one for one in (whole, whole.split()[-1]) if one in outside), "")
    if stands:
        question = f"Who said “{quote}”?"
        answers = tuple(dict.fromkeys((stands, whole)))
        yield Draft(question, answers, sentence, "who said", "person")


def _is_utterance(text: str, quoted: re.Match[str]) -> bool:
    """Tell what somebody says from a title or a name between marks."""
    before, behind = text[: quoted.start()].rstrip(), text[quoted.end() :].lstrip()
    if before:
        return before[-1] in ":," or re.search(r"\b(?:said|says|wrote|added)\Z", before) is not None
    return behind[:1] == "," or (bool(behind) and quoted[1].rstrip()[-1] in ",?!")


def _of_clause(sentence: Stated, words: Words) -> Iterator[Draft]:
    read = None if opens_with_quotation(sentence.text) else clause(sentence, words)
    if read is None:
        return
    for rule in (_when, amounts.from_object, _who):
        if draft := rule(sentence, read, words):
            yield draft


def _when(sentence: Stated, read: Clause, words: Words) -> Draft | None:
    found = find(read.rest, sentence.article.published) if sentence.article.published else []
    if len(found) != 1 or read.auxiliary in ("is", "are", "has", "have", "had"):
        return None
    phrase = found[0]
    if read.auxiliary != "will" and phrase.days[0].isoformat() > sentence.article.published:
        # What was before it was told cannot have been on a day ahead.
        return None
    written, day = read.rest[phrase.start : phrase.end], day_of(phrase)
    before = read.rest[: phrase.start]
    opens = re.search(r"(?:\b(?:on|in|early on|late on) |(?<!\w))\Z", before, re.IGNORECASE)
    last = before.split()[-1].lower() if before.split() else ""
    if not day or not opens or not is_free(read.rest, phrase):
        return None
    if not opens[0] and (last in STOP_WORDS or last.endswith(("s'", "'s", "’s"))):
        return None
    rest = f"{before[: opens.start()].rstrip()} {read.rest[phrase.end :].strip()}".strip()
    vague = phrase.days[0] != phrase.days[1] and not times.is_absolute(written)
    # Behind an auxiliary the verb itself comes first.
    between = before.partition(" ")[2] if read.auxiliary else before
    if POINTING.search(rest) or vague or not is_simple(between, words) or goes_on(rest, words):
        return None
    if not rest or rest.split()[-1] in ("starting", "beginning", *STOP_WORDS):
        return None
    return Draft(
        f"When {read.asked(rest)}?",
        (written, *days_written(phrase)),
        sentence,
        "when",
        "day",
        read.subject,
        bool(read.person),
        f"{read.subject} {read.told(rest)}",
        (as_number(phrase.days[0]), as_number(phrase.days[1])),
    )


def days_written(found: Found) -> Iterator[str]:
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


def _who(sentence: Stated, read: Clause, words: Words) -> Draft | None:
    """Ask for the person who did it: "Kofi Arden scored in the 118th minute …"."""
    rest = with_days(read.rest, sentence.article.published)
    if read.auxiliary in ("are", "were", "have") or not read.person or not rest:
        return None
    if read.base in ("say", "tell", "think", "feel"):
        return None
    last = read.person.split()[-1]
    stands = next((one for one in (read.person, last) if one in sentence.text), "")
    if not stands or last in rest or not words.tells(rest):
        return None
    answers = tuple(dict.fromkeys((stands, read.person)))
    return Draft(f"Who {read.told(rest)}?", answers, sentence, "who", "person")


def _how_old(sentence: Stated, words: Words) -> Iterator[Draft]:
    month = sentence.day[:7]
    for name in people(sentence.article, words):
        found = re.search(rf"{re.escape(name)}, (\d\d),", sentence.text)
        if found and month and not opens_with_quotation(sentence.text):
            year, number = month.split("-")
            when = f"{MONTHS[int(number) - 1].capitalize()} {year}"
            question = f"How old was {name} in {when}?"
            yield Draft(question, (found[1],), sentence, "how old", "age", name, True)
