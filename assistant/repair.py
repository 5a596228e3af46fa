"""Where a sentence fails and a source holds the right words: show the source's sentence instead.

The rule: a sentence that is not supported is replaced by the article sentence that shares most
with it and with the question, if that one says about half of the same (a number, name or date
differs), or shares something, is about the question and holds what is asked for; and if it shares
words with the question, or search thinks that its passage is about it. Of 9 replacements in answers
to 24 news questions 5 were sentences of other matters: that tells all of them from the others.
Nothing is written anew.
"""

import math
import re
from collections.abc import Sequence

from assistant.aboutness import near
from assistant.answer import Citation, Sentence, Verdict
from assistant.attribution import Attribution
from assistant.facts import word_stems
from assistant.questions import kind
from assistant.remarks import Disagreement
from index.ranking import asked_for, holds

# Names one after the other. An answer that gives two of them gives the list.
_BETWEEN = re.compile(r",? and |, ")
_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"
_ENUMERATION = re.compile(rf"{_NAME}(?:(?:{_BETWEEN.pattern}){_NAME})+")
_LISTED = 2
# Shares from 0 to 1, fitted on the dev part of eval/data/verdicts.jsonl.
_SAYS_THE_SAME, _ABOUT_IT, _SOME = 0.45, 0.6, 0.25
# Of the question's words, where search's score (whose scale is MiniLM's) does not tell.
_BY_WORDS = 0.4


def repair(sentence: Sentence, attribution: Attribution, question: str) -> Sentence | None:
    """Replace a sentence that its source does not support.

    Args:
        sentence: As `attribution` judged it.
        attribution: Holds the sources, and is given the citation of the replacement.
        question: What the sentence answers.

    Returns:
        The source's sentence, supported by itself, with what was written before; None if the
        sentence needs no repair or nothing that was found answers the question.
    """
    if sentence.verdict in (Verdict.SUPPORTED, Verdict.NOT_CHECKED):
        return None
    return _stand_in(sentence, attribution, question, _SAYS_THE_SAME)


def answered(sentence: Sentence, attribution: Attribution, question: str) -> Sentence:
    """Replace a sentence that only restates the question by a source's that answers it.

    Args:
        sentence: As `attribution` judged it; that a source says the same is no reason to show it.
        attribution: Holds the sources.
        question: What the sentence should answer.

    Returns:
        The source's sentence; the sentence itself if nothing that was found answers.
    """
    return _stand_in(sentence, attribution, question, math.inf) or sentence


def _stand_in(
    sentence: Sentence, attribution: Attribution, question: str, same: float
) -> Sentence | None:
    """Find what says so large a share of the same, or answers the question."""
    asked, wanted = word_stems(question), asked_for(question)
    shares = attribution.shares(sentence.text)
    best, score = None, 0.0
    for source, share, about in zip(attribution.sources, shares, attribution.about, strict=True):
        answers = share >= _SOME and about >= _ABOUT_IT and holds(source.text, wanted, asked)
        bears = near(source.hit) or about >= _BY_WORDS
        if (share >= same or answers) and share + about > score and bears:
            best, score = source, share + about
    if best is None:
        return None
    return Sentence(
        text=best.text,
        verdict=Verdict.SUPPORTED,
        citations=(attribution.cite(best),),
        written=sentence.text,
    )


def completed(sentence: Sentence, attribution: Attribution, question: str) -> Sentence | None:
    """Replace a list that leaves out what its source lists beside what it names.

    Args:
        sentence: As `attribution` judged it.
        attribution: Holds the sources.
        question: What the sentence answers.

    Returns:
        The source's sentence; None if no list was asked for, or none is cut short.
    """
    if kind(question) != "list":
        return None
    quotes = {one.marker: one.quote for one in attribution.citations}
    for marker in sentence.citations:
        for listed in _ENUMERATION.finditer(quotes[marker]):
            names = _BETWEEN.split(listed[0])
            said = [name for name in names if name in sentence.text]
            if len(names) > len(said) >= _LISTED:
                return Sentence(
                    text=quotes[marker],
                    verdict=Verdict.SUPPORTED,
                    citations=(marker,),
                    written=sentence.text,
                )
    return None


def renumbered(
    sentences: Sequence[Sentence],
    citations: Sequence[Citation],
    disagreements: Sequence[Disagreement] = (),
) -> tuple[list[Sentence], list[Citation], list[Disagreement]]:
    """Number citations by their first use, and leave out those that nothing uses any more.

    Args:
        sentences: After repairs, in the order in which they are shown.
        citations: All that they may use.
        disagreements: Shown below them.
    """
    used = [marker for sentence in sentences for marker in sentence.citations]
    used += [side.citation for one in disagreements for side in one.sides]
    new = {marker: number for number, marker in enumerate(dict.fromkeys(used), 1)}
    by_marker = {citation.marker: citation for citation in citations}
    return (
        [
            sentence.model_copy(
                update={"citations": tuple(new[marker] for marker in sentence.citations)}
            )
            for sentence in sentences
        ],
        [by_marker[old].model_copy(update={"marker": marker}) for old, marker in new.items()],
        [
            one.model_copy(
                update={
                    "sides": tuple(
                        side.model_copy(update={"citation": new[side.citation]})
                        for side in one.sides
                    )
                }
            )
            for one in disagreements
        ],
    )
