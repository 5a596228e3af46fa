"""Names of a sentence against its source: known, whole, and in their own place."""

import functools
import re
from collections.abc import Iterable, Sequence

from assistant.doubts import Basis, Doubt, telling
from assistant.facts import Facts, names

_ANAPHOR = re.compile(
    r"\W*(?:(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]ts?|[Hh]is|[Hh]er|[Tt]heir|[Tt]his|[Tt]hese|[Tt]hat)\b"
    r"|(?:[Tt]he|[Aa]n?)\s(?=[a-z]))"
)


def name_doubts(answer: Facts, source: Basis) -> Iterable[Doubt]:
    """Find names that the source does not hold, or holds for someone else."""
    cited = telling(answer, source)
    named, words = _read(source.article)
    known = [*(name.words for held in (*cited, *source.context) for name in held.names), *named]
    words = words.union(*(_words(held.text) for held in (*cited, *source.context)))
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
        elif parts and (other := _place_taken(parts, answer, cited, source.cited, plain)):
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


@functools.lru_cache(maxsize=64)
def _read(article: str) -> tuple[tuple[tuple[str, ...], ...], frozenset[str]]:
    return tuple(name.words for name in names(article)), _words(article)


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(
        re.sub(r"['’]s?\Z", "", part)
        for word in re.findall(r"[^\W_]+(?:[.'’-][^\W_]+)*", text)
        for part in (word, *re.split(r"[-–]", word))
    )


def _is_common(word: str) -> bool:
    """Tell a word that opens a sentence from a name by its ending."""
    return word.endswith(("s", "ing", "ly", "ed", "ion", "ment"))


def _place_taken(
    parts: tuple[str, ...],
    answer: Facts,
    cited: Sequence[Facts],
    known: Sequence[Facts],
    plain: frozenset[str],
) -> str:
    """Give the name that the source has where the answer has another, "" if it has none.

    "Jonas Tidewell scored" for "Kofi Arden scored": both are in the article. Where the source
    begins with a pronoun, "the ferry" or "a treasurer", that may mean the answer's name.
    """
    first = cited[0]
    if set(parts) & {word for held in known for name in held.names for word in name.words}:
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
