"""A sentence against its source: does each fact of it stand there? By rules, without a model.

Facts are hard: one that the source contradicts or does not hold makes a sentence unfounded,
however many of its words stand there. A doubt makes it partly supported.
"""

import functools
import re
from collections.abc import Iterable, Sequence

from assistant.answer import Verdict
from assistant.doubts import Basis, Doubt, telling
from assistant.facts import Dated, Facts, word_stems
from assistant.naming import name_doubts
from assistant.quantities import Quantity
from assistant.speakers import Speaker, speakers
from assistant.units import alike

_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})


def check(answer: Facts, source: Basis) -> list[Doubt]:
    """Find what is wrong with a sentence, the gravest first.

    Args:
        answer: What it states; its relative dates are read as the article's are.
        source: What it cites, with what a reader of the article knows.
    """
    doubts = [
        *_quotations(answer, source),
        *name_doubts(answer, source),
        *_speakers(answer, source),
        *_quantities(answer, source),
        *_dates(answer, source),
        *_denials(answer, source),
    ]
    return sorted(doubts, key=lambda doubt: not doubt.hard)


def verdict(doubts: Sequence[Doubt], coverage: float, enough: float, least: float) -> Verdict:
    """Judge a sentence by its doubts and the share of its words that stand in the source.

    Args:
        doubts: As `check` gives them.
        coverage: Share of the weight of its words that the source holds, 0 to 1.
        enough: What a supported sentence needs.
        least: Below this the source does not hold it, whatever its facts.
    """
    if coverage < least or any(doubt.hard for doubt in doubts):
        return Verdict.NOT_FOUND
    if doubts or coverage < enough:
        return Verdict.PARTLY_SUPPORTED
    return Verdict.SUPPORTED


def _quantities(answer: Facts, source: Basis) -> Iterable[Doubt]:
    cited = [(one, held) for held in source.cited for one in held.quantities]
    for number in answer.quantities:
        rivals = [one for one, _ in cited if _rivals(number, one)]
        same = [one for one, _ in cited if one.number == number.number]
        saying = [one for one, held in cited if _says(number, one, held)]
        unlike = [one for one in same if one.counted and not alike(number.counted, one.counted)]
        if saying and (any(one.counted for one in saying) or not unlike):
            continue
        if number.dimension == "score" and not rivals:
            continue
        around = (one for held in source.context for one in held.quantities)
        if not rivals and not same and any(number.agrees(one) for one in around):
            continue
        if same or rivals:
            other = (unlike or same or rivals)[0]
            yield Doubt(f"the source says {other.text}, not {number.text}", True, "number")
        else:
            yield Doubt(f"the source does not say {number.text}", True, "number")


def _says(number: Quantity, one: Quantity, held: Facts) -> bool:
    if number.agrees(one):
        return True
    # "17 injured" for "Seventeen people were injured": what is counted stands beside it, and no
    # other number of the sentence counts it.
    if number.dimension or one.dimension or number.value != one.value:
        return False
    others = [other.counted for other in held.quantities if other is not one]
    return word_stems(number.counted) <= held.words and not any(
        other and alike(number.counted, other) for other in others
    )


def _rivals(number: Quantity, other: Quantity) -> bool:
    if number.dimension or other.dimension:
        return number.dimension == other.dimension
    return alike(number.counted, other.counted)


def _dates(answer: Facts, source: Basis) -> Iterable[Doubt]:
    cited = [one for held in source.cited for one in held.dates]
    around = [one for held in source.context for one in held.dates]
    for date in answer.dates:
        if any(_covers(date, one) for one in cited):
            continue
        today = source.published is not None and date.first <= source.published <= date.last
        known = any(_covers(date, one) for one in around)
        if (today and known) or (not cited and (today or known)):
            continue
        if any(one.first <= date.first and date.last <= one.last for one in cited):
            yield Doubt(f"the source is less exact than {date}", False, "date")
        elif cited:
            yield Doubt(f"the source says {cited[0]}, not {date}", True, "date")
        else:
            yield Doubt(f"the source does not say {date}", True, "date")


def _covers(date: Dated, one: Dated) -> bool:
    return date.first <= one.first and one.last <= date.last


def _denials(answer: Facts, source: Basis) -> Iterable[Doubt]:
    cited = telling(answer, source)
    affirmed = frozenset().union(*(held.affirmed for held in cited))
    denied = frozenset().union(*(held.denied for held in cited))
    named = word_stems(" ".join(name.text for held in (answer, *cited) for name in held.names))
    if answer.denied & denied:
        return
    if turned := answer.denied & affirmed - named:
        yield Doubt(f"the source does not deny it: {_shown(turned, answer)}", True, "negation")
    elif turned := (answer.affirmed - answer.denied) & (denied - affirmed - named):
        yield Doubt(f"the source denies it: {_shown(turned, answer)}", True, "negation")
    elif answer.denials and not any(held.denials for held in cited):
        yield Doubt("the source does not deny it", False, "negation")


def _shown(stemmed: frozenset[str], answer: Facts) -> str:
    words = re.findall(r"[^\W_]+", answer.text)
    return "“" + next((word for word in words if word_stems(word) & stemmed), "it") + "”"


def _quotations(answer: Facts, source: Basis) -> Iterable[Doubt]:
    article = normal(source.article)
    for quoted in answer.quotations:
        if normal(quoted) not in article:
            yield Doubt("the quotation is not in the article", True, "quotation")


@functools.lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Write a text so that quotations of it can be found: plain marks, one space, lower case."""
    return re.sub(r"\s+", " ", text.translate(_MARKS)).lower().strip(" ,.;:!?")


def _speakers(answer: Facts, source: Basis) -> Iterable[Doubt]:
    for speaker in speakers(answer.text):
        if speaker.pronoun:
            continue
        if other := _other_speaker(speaker, answer, source):
            hard = bool(speaker.names) or not other.islower()
            yield Doubt(f"said by {other}, not by {speaker.text}", hard, "speaker")


def _other_speaker(speaker: Speaker, answer: Facts, source: Basis) -> str:
    """Give who says it in the source, "" if it is the one whom the answer names or not told."""
    first = source.cited[0]
    told = list(speakers(first.text))
    if not told and not first.quotations:
        told = [one for held in telling(answer, source) for one in speakers(held.text)]
    named = [one for one in told if not one.pronoun]
    if not named and (told or first.quotations or first.text[:1] in '"“'):
        named = next(filter(None, map(_named, source.before)), [])
    if not named or any(_same(speaker, one) for one in named):
        return ""
    return "" if _stands_for(speaker, named[0], source) else named[0].text


def _named(text: str) -> list[Speaker]:
    return [one for one in speakers(text) if not one.pronoun]


def _same(speaker: Speaker, other: Speaker) -> bool:
    return bool(speaker.names & other.names or speaker.nouns & other.nouns)


def _stands_for(speaker: Speaker, other: Speaker, source: Basis) -> bool:
    """Tell whether a name may be what the source calls "the company" or "the board"."""
    if other.names or not speaker.names:
        return False
    elsewhere = [one for held in source.context for one in speakers(held.text)]
    return not any(speaker.names & one.names for one in elsewhere)
