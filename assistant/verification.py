"""A sentence against its source: does each fact of it stand there? By rules, without a model.

Facts are hard: one that the source contradicts or does not hold makes a sentence unfounded,
however many of its words stand there. A doubt makes it partly supported.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Verdict
from assistant.facts import Dated, Facts, facts, word_stems
from assistant.quantities import Quantity, alike
from assistant.speakers import SAYING, Speaker, speakers

_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})
_ANAPHOR = re.compile(
    r"\W*(?:(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]ts?|[Hh]is|[Hh]er|[Tt]heir|[Tt]his|[Tt]hese|[Tt]hat)\b"
    r"|[Tt]he\s(?=[a-z]))"
)


@dataclass(frozen=True)
class Doubt:
    """Why a sentence is not simply supported.

    Attributes:
        reason: In words for people.
        hard: Whether the source contradicts it or lacks a fact; else it is only unsure.
        kind: What kind of fact it is about.
    """

    reason: str
    hard: bool
    kind: str


@dataclass(frozen=True)
class Basis:
    """What a sentence is held against.

    Attributes:
        cited: The facts of each cited sentence, the most important first.
        context: Those of the rest that a reader of the article knows: title, outlet, the
            passages that were found.
        before: The sentences that stand before the first cited one, the nearest first.
        published: The article's day, YYYYMMDD; None if not known exactly.
        article: All text of the article that was found.
    """

    cited: Sequence[Facts]
    context: Sequence[Facts]
    before: Sequence[str]
    published: int | None
    article: str


def check(answer: Facts, source: Basis) -> list[Doubt]:
    """Find what is wrong with a sentence, the gravest first.

    Args:
        answer: What it states; its relative dates are read as the article's are.
        source: What it cites, with what a reader of the article knows.
    """
    doubts = [
        *_quotations(answer, source),
        *_speakers(answer, source),
        *_quantities(answer, source),
        *_dates(answer, source),
        *_names(answer, source),
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


def _names(answer: Facts, source: Basis) -> Iterable[Doubt]:
    telling = _telling(answer, source)
    whole = facts(source.article, "")
    known = [name.words for held in (*telling, *source.context, whole) for name in held.names]
    texts = " ".join([*(held.text for held in (*telling, *source.context)), source.article])
    words = _words(texts)
    plain = frozenset(word for word in words if word.islower())
    everything = frozenset(word.lower() for word in words)
    for name in answer.names:
        if not name.sure and (name.words[0] in plain or _is_common(name.words[0])):
            continue
        parts = tuple(word for word in name.words if word not in plain)
        if any(word not in everything for word in parts):
            yield Doubt(f"the source does not name {name.text}", name.sure, "name")
        elif not _stands(parts, known):
            near = next(one for one in known if set(parts) & set(one))
            shown = " ".join(word.capitalize() for word in near)
            yield Doubt(f"the source names {shown}, not {name.text}", True, "name")
        elif name.title and name.title not in everything:
            yield Doubt(f"the source does not say {name.text}", False, "name")
        elif parts and (other := _place_taken(parts, answer, telling, plain)):
            yield Doubt(f"the source says {other}, not {name.text}", False, "name")


def _stands(parts: tuple[str, ...], known: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether a name is known, or is two known ones ("Port Ellery" "Desmond Akeley")."""
    if not parts or any(set(parts) <= set(one) for one in known):
        return True
    return any(
        all(
            part in known or (len(part) > 1 and any(set(part) <= set(one) for one in known))
            for part in (parts[:cut], parts[cut:])
        )
        for cut in range(1, len(parts))
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(
        re.sub(r"['’]s?\Z", "", part)
        for word in re.findall(r"[^\W_]+(?:[.'’-][^\W_]+)*", text)
        for part in (word, *re.split(r"[-–]", word))
    )


def _is_common(word: str) -> bool:
    """Tell a word that opens a sentence from a name by its ending."""
    return word.endswith(("s", "ing", "ly", "ed", "ion", "ment"))


def _telling(answer: Facts, source: Basis) -> list[Facts]:
    """Leave out the cited sentences that only share a name or "said" with the answer."""
    first = source.cited[0]
    empty = word_stems(" ".join(name.text for name in answer.names)) | SAYING
    for speaker in speakers(answer.text):
        empty |= speaker.nouns
    told = answer.words - empty - first.words
    return [
        held
        for held in source.cited
        if held is first
        or told & held.words
        or any(one.agrees(two) for one in answer.quantities for two in held.quantities)
    ]


def _place_taken(
    parts: tuple[str, ...], answer: Facts, telling: Sequence[Facts], plain: frozenset[str]
) -> str:
    """Give the name that the source has where the answer has another, "" if it has none.

    "Jonas Tidewell scored" for "Kofi Arden scored": both are in the article. Where the source
    begins with a pronoun or "the ferry", that may mean the name that the answer gives.
    """
    first = telling[0]
    if set(parts) & {word for held in telling for name in held.names for word in name.words}:
        return ""
    if _ANAPHOR.match(first.text):
        return ""
    said = {word for one in answer.names for word in one.words}
    for one in first.names:
        own = set(one.words) - plain
        if own and not own & said and (one.start < _SUBJECT_ENDS or len(own) == len(parts) == 2):
            return one.text
    return ""


_SUBJECT_ENDS = 6


def _denials(answer: Facts, source: Basis) -> Iterable[Doubt]:
    telling = _telling(answer, source)
    affirmed = frozenset().union(*(held.affirmed for held in telling))
    denied = frozenset().union(*(held.denied for held in telling))
    names = word_stems(" ".join(name.text for held in (answer, *telling) for name in held.names))
    if not answer.denied & denied and (turned := answer.denied & affirmed - names):
        yield Doubt(f"the source does not deny it: {_shown(turned, answer)}", True, "negation")
    elif turned := (answer.affirmed - answer.denied) & (denied - affirmed - names):
        yield Doubt(f"the source denies it: {_shown(turned, answer)}", True, "negation")
    elif answer.denials and not any(held.denials for held in telling):
        yield Doubt("the source does not deny it", False, "negation")


def _shown(stemmed: frozenset[str], answer: Facts) -> str:
    words = re.findall(r"[^\W_]+", answer.text)
    return "“" + next((word for word in words if word_stems(word) & stemmed), "it") + "”"


def _quotations(answer: Facts, source: Basis) -> Iterable[Doubt]:
    article = normal(source.article)
    for quoted in answer.quotations:
        if normal(quoted) not in article:
            yield Doubt("the quotation is not in the article", True, "quotation")


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
        told = [one for held in _telling(answer, source) for one in speakers(held.text)]
    named = [one for one in told if not one.pronoun]
    if not named and (told or first.quotations or first.text[:1] in "\"“"):
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
