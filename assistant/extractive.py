"""The answer without a language model: the best sentences, each its own citation.

It is what stands on screen before the model starts, and in the model's place where that fails.
Nothing is embedded: search has scored each sentence already (`unit="sentence"`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.abstention import abstained
from assistant.answer import Answer, Citation, Hit, Reason, Sentence, Verdict
from assistant.asking import Style
from assistant.questions import Kind, kind
from assistant.sources import split_answer
from index.lexical import content_words
from index.passages import sentences
from index.ranking import stems

# Below this score (index/ranking.py) no sentence answers a question; chosen on 150 Natural
# Questions (docs/decisions/0016).
ANSWERS = 4.5
# Another sentence is shown if it has this share of the best one's score: of a list, where each
# holds items, and where more is to be told, more of them.
_NEARLY, _OF_A_LIST = 0.9, 0.75
# A sentence that states a cause goes before a better one that does not.
_WITH_CAUSE = 0.8
_MOST, _MOST_OF_A_LIST, _MOST_TOLD = 2, 4, 8
# One of a list adds items if so much of it is new.
_NEW = 0.4
_CAUSE = re.compile(
    r"\b(?:because|since|after|due to|owing to|thanks to|caused?|causing|blamed?|reasons?|led to"
    r"|as a result|so that|prompted|triggered|following|amid|over fears?|in order to)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^[\W_]*(?:(?:but|and|so|then) )?(?:he|she|it|they|him|his|her|hers|its|their|theirs|this"
    r"|these|those|both|the (?:two|pair|latter|former))\b",
    re.IGNORECASE,
)
# Between two sentences there is no more than a line's end.
_GAP = 3


def answer(
    answer: Answer, hits: Sequence[Hit], best: Sequence[Sequence[Hit]], style: Style = "full"
) -> Answer:
    """Answer with the sentences that search scored highest.

    Args:
        answer: The record so far.
        hits: Passages, best first; a sentence that begins with a pronoun gets the one before it
            from here.
        best: Sentences that search found (`unit="sentence"`, ten or so), best first: one list for
            each question of `questions.searched(answer.standalone_question)`.
        style: How much is wanted of it.

    Returns:
        The record with one to four sentences of a question, or of each of its parts the best; of
        a "short" answer the best alone, of a "long" one up to eight for each part. Abstaining if
        none comes near enough.
    """
    near = [[hit for hit in found if hit.score >= ANSWERS] for found in best]
    if style == "long":
        picked = [hit for found in near for hit in _told(found)]
    elif style == "short" or len(near) > 1:
        picked = [found[0] for found in near if found]
    else:
        picked = [hit for found in near for hit in _pick(found, kind(answer.standalone_question))]
    if not picked:
        return abstained(answer, Reason.NOT_ANSWERED)
    citations: list[Citation] = []
    for hit in _readable(picked, hits):
        if not any(_same(hit, citation) for citation in citations):
            citations.append(_cited(hit, len(citations) + 1))
    return answer.model_copy(
        update={
            "text": " ".join(map(_said, citations)),
            "sentences": tuple(
                Sentence(text=_said(one), verdict=Verdict.SUPPORTED, citations=(one.marker,))
                for one in citations
            ),
            "citations": tuple(citations),
        }
    )


def _said(citation: Citation) -> str:
    """Give a quote as a sentence of the answer: a "[1]" in an article is no marker of ours."""
    return " ".join(split_answer(citation.quote)) or citation.quote


def _pick(found: list[Hit], asked: Kind) -> list[Hit]:
    """Take the sentences that answer one question, in the order in which they are to be read."""
    if not found:
        return []
    top = found[0].score
    if asked == "list":
        return _adding([hit for hit in found if hit.score >= _OF_A_LIST * top])[:_MOST_OF_A_LIST]
    if asked == "timeline":
        events = [hit for hit in found if hit.score >= _OF_A_LIST * top][:_MOST_OF_A_LIST]
        return sorted(events, key=lambda hit: (hit.published, hit.article_id, hit.start))
    if asked == "why":
        causes = [h for h in found if h.score >= _WITH_CAUSE * top and _CAUSE.search(h.text)]
        found = [*causes, *(hit for hit in found if hit not in causes)]
        top = found[0].score
    return [found[0], *(hit for hit in found[1:_MOST] if hit.score >= _NEARLY * top)]


def _told(found: list[Hit]) -> list[Hit]:
    """Take all that is nearly as good as the best and adds to it; the best first."""
    enough = [hit for hit in found if hit.score >= _OF_A_LIST * found[0].score]
    return _adding(enough)[:_MOST_TOLD]


def _adding(found: list[Hit]) -> list[Hit]:
    """Leave out of a list what says what others have said."""
    taken: list[Hit] = []
    said: frozenset[str] = frozenset()
    for hit in found:
        words = stems(" ".join(content_words(hit.text)))
        if len(words - said) > _NEW * len(words):
            taken.append(hit)
            said |= words
    return taken


def _readable(picked: Iterable[Hit], hits: Sequence[Hit]) -> Iterator[Hit]:
    """Put before a sentence that begins with a pronoun the one that says what it means."""
    for hit in picked:
        before = _before(hit, hits) if _PRONOUN.match(hit.text) else None
        yield from filter(None, (before, hit))


def _before(hit: Hit, hits: Sequence[Hit]) -> Hit | None:
    """Find the sentence before one in the same article, among the passages that were found."""
    for passage in hits:
        if passage.article_id != hit.article_id or not hit.start - passage.start > 0:
            continue
        ahead = [span for span in sentences(passage.text) if passage.start + span.end <= hit.start]
        if ahead and hit.start - passage.start - ahead[-1].end <= _GAP:
            span = ahead[-1]
            return passage.model_copy(
                update={
                    "start": passage.start + span.start,
                    "end": passage.start + span.end,
                    "text": passage.text[span.start : span.end],
                }
            )
    return None


def _same(hit: Hit, citation: Citation) -> bool:
    return (hit.article_id, hit.start) == (citation.article_id, citation.start)


def _cited(hit: Hit, marker: int) -> Citation:
    # A sentence's id is its passage's with "/<number>" behind it.
    passage_id = hit.passage_id.partition("/")[0]
    whole = hit.model_copy(update={"passage_id": passage_id})
    return Citation.of(whole, hit.start, hit.end, hit.text, marker)
