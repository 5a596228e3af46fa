"""What code can check of a question that a rule or a model has made.

A question must be new, have one answer in the library as far as a search can tell, and its gold
must stand in the article word for word.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.facts import facts
from assistant.quantities import quantities
from assistant.statements import stemmed
from eval.drafts import Draft
from eval.gold import holds, normalised
from eval.material import Stated
from eval.questions import Question
from index import Filters, Library
from index.embedding import embed
from index.passages import sentences
from index.temporal import as_number, find

if TYPE_CHECKING:
    from index.nearest import Vectors

# More alike than this by the library's own embedding, two questions ask the same.
ALIKE = 0.92
# A sentence with so much of what a question names is about the same thing.
_SAME = 0.75
_HITS = 10
_ASKING = stemmed("many much percentage old happened first according said older")


@dataclass(frozen=True)
class Rival:
    """A sentence that seems to answer a question otherwise.

    Attributes:
        text: The sentence.
        article_id: Where it stands; may be the gold article itself.
        published: When that was published, ISO 8601; "" if unknown.
    """

    text: str
    article_id: str
    published: str


class Known:
    """The questions that there are, to tell what asks the same again.

    Args:
        library: Its embedding model compares them.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._texts: set[str] = set()
        self._vectors: list[Vectors] = []

    def take(self, question: str) -> "Vectors | None":
        """Remember a question and give its vector; None if it was asked already in any words."""
        plain = normalised(question)
        if plain in self._texts:
            return None
        vector: Vectors = embed(self._library.embedding, [question])[0]
        vector /= float(np.linalg.norm(vector)) or 1.0
        if self._vectors and float(np.max(np.stack(self._vectors) @ vector)) > ALIKE:
            return None
        self._texts.add(plain)
        self._vectors.append(vector)
        return vector


def rivals(draft: Draft, library: Library) -> list[Rival]:
    """Find the sentences that seem to answer a question otherwise than its gold one.

    Such a sentence holds three quarters of what the question names and a value of the answer's
    kind (a number, a date, a name), and none of its answers.
    """
    asked = _named(draft)
    found = []
    for rival in _near(draft, library):
        shared = len(asked & stemmed(rival.text)) / (len(asked) or 1)
        if rival.text != draft.stated.text and shared >= _SAME and _other_value(draft, rival):
            found.append(rival)
    return found


def _named(draft: Draft) -> frozenset[str]:
    """Give the stems of what a question names, without its dates: others write them otherwise."""
    plain = draft.question
    for date in reversed(find(plain, draft.stated.article.published or "2000")):
        plain = plain[: date.start] + " " + plain[date.end :]
    return stemmed(plain) - _ASKING


def _near(draft: Draft, library: Library) -> Iterator[Rival]:
    # A search gives one article of a story; its others may be the ones that say otherwise.
    told = {entry.id for entry in library.story(draft.stated.article.id)}
    for article in map(library.article, sorted(told)):
        for span in sentences(article.text):
            yield Rival(article.text[span.start : span.end], article.id, article.published)
    # Neither does it give what repeats a better hit, so what others wrote is searched apart.
    for filters in (Filters(), *_other_days(draft)):
        yield from hit_sentences(draft.question, library, told, filters)


def _other_days(draft: Draft) -> Iterator[Filters]:
    """Give filters for what was published before the gold article's day, and after it."""
    if draft.stated.day:
        own = datetime.date.fromisoformat(draft.stated.day)
        yield Filters(until=as_number(own - datetime.timedelta(days=1)))
        yield Filters(since=as_number(own + datetime.timedelta(days=1)))


def hit_sentences(
    question: str,
    library: Library,
    without: set[str] | frozenset[str] = frozenset(),
    filters: Filters = Filters(),
) -> Iterator[Rival]:
    """Give the sentences of the best hits for a question, but of some articles."""
    for hit in library.search(question, _HITS, filters, dates=False):
        text, known = hit.node.get_content(), hit.node.metadata
        if known["article_id"] not in without:
            for span in sentences(text):
                published = str(known.get("published") or "")
                yield Rival(text[span.start : span.end], known["article_id"], published)


def _other_value(draft: Draft, rival: Rival) -> bool:
    if draft.kind in ("person", "day"):
        if draft.rule == "who said" or holds(rival.text, draft.answers):
            return False
        if draft.kind == "day":
            return bool(rival.published and find(rival.text, rival.published))
        return re.search(r" [A-Z]", rival.text) is not None
    if draft.kind == "age":
        ages = re.findall(rf"{re.escape(draft.subject)}, (\d\d)\b", rival.text)
        return bool(ages) and draft.answers[0] not in ages
    own = {one.number for one in quantities(draft.answers[0])}
    # What is corrected there ("and not twelve") is not stated.
    told = {one.number for one in facts(rival.text, rival.published).quantities}
    return bool(told) and not own & told


def is_held_together(subject: str, question: str, found: Sequence[Rival]) -> bool:
    """Tell whether a sentence holds a subject and half of what else is asked of it."""
    own = stemmed(subject)
    detail = stemmed(question) - own - _ASKING
    return any(
        own & stemmed(one.text) and 2 * len(detail & stemmed(one.text)) >= len(detail)
        for one in found
    )


def gold_stands(question: Question, library: Library) -> bool:
    """Tell whether all that a question says of its gold is so, word for word."""
    if question.answerable is False:
        return not (question.evidence or question.articles)
    texts = [library.article(article_id).text for article_id in question.articles]
    sentences_held = [one for wordings in question.evidence for one in wordings]
    return (
        bool(texts and sentences_held and question.answers)
        and all(any(one in text for text in texts) for one in sentences_held)
        and all(any(one in text for one in sentences_held) for text in texts)
        and any(holds(one, question.answers) for one in sentences_held)
    )


def is_copied(question: str, sentence: str, run: int = 6) -> bool:
    """Tell whether a question repeats so many words of the sentence in a row."""
    words = normalised(question).split()
    text = normalised(sentence)
    runs = (words[n : n + run] for n in range(len(words) - run + 1))
    return any(f" {' '.join(one)} " in text for one in runs)


def same_elsewhere(sentence: Stated, library: Library) -> tuple[str, ...]:
    """Give the articles of the story that hold a sentence word for word, its own first."""
    article = sentence.article
    copies = [e.id for e in library.story(article.id) if e.id != article.id]
    return (article.id, *(one for one in copies if sentence.text in library.article(one).text))
