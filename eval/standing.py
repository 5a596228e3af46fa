"""Does what a question set names as gold stand in a library?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eval.gold import normalised
from eval.import_files import Progress, silent
from eval.questions import QuestionSet, article_key
from index import Library


@dataclass(frozen=True)
class Missing:
    """Gold that a library does not hold.

    Attributes:
        question: The question's id.
        kind: What it is.
        gold: As the question names it: an id, an address, or the first wording of a sentence.
        note: What there is instead; "" for nothing.
    """

    question: str
    kind: Literal["article", "passage", "sentence"]
    gold: str
    note: str = ""


def missing(questions: QuestionSet, library: Library, progress: Progress = silent) -> list[Missing]:
    """List the gold articles, passages and sentences that do not stand in a library.

    A sentence stands if one of its wordings does, as whole words, in any article.

    Args:
        questions: The question set.
        library: The library.
        progress: Called with the number of articles read, and of all.

    Returns:
        In the order of the questions; of each, articles before passages before sentences.
    """
    articles = _articles(questions, library)
    sentences = _sentences(questions, library, progress)
    found: list[Missing] = []
    for question in questions:
        own = question.id
        found += [
            Missing(own, "article", one, articles[one])
            for one in question.articles
            if one in articles
        ]
        found += [Missing(own, "passage", one) for one in question.passages if _lacks(library, one)]
        found += [
            Missing(own, "sentence", wordings[0])
            for wordings in question.evidence
            if wordings in sentences
        ]
    return found


def _articles(questions: QuestionSet, library: Library) -> dict[str, str]:
    """Give the gold articles that a library does not know, each with what it has instead."""
    entries = list(library.entries())
    known = {entry.id for entry in entries} | {article_key(e.url) for e in entries if e.url}
    wanted = dict.fromkeys(article for question in questions for article in question.articles)
    absent = {one: "" for one in wanted if article_key(one) not in known}
    if not absent:
        return absent
    # Hits name the first address of an article, and gold under a further one is never found.
    further = {
        article_key(address): entry.url or entry.id
        for entry in entries
        for address in library.also_at(entry.id)
    }
    return {
        one: f"the same as {further[article_key(one)]}" if article_key(one) in further else ""
        for one in absent
    }


def _lacks(library: Library, passage: str) -> bool:
    article = passage.rpartition(":")[0]
    return passage not in {one.id for one in library.passages(article)}


def _sentences(
    questions: QuestionSet, library: Library, progress: Progress
) -> set[tuple[str, ...]]:
    """Give the gold sentences, each as its wordings, that stand in no article."""
    wanted = {wordings for question in questions for wordings in question.evidence}
    left = {wordings: list(map(normalised, wordings)) for wordings in wanted}
    for text in _texts(library, progress) if left else ():
        for wordings in [w for w, sought in left.items() if any(one in text for one in sought)]:
            del left[wordings]
    return set(left)


def _texts(library: Library, progress: Progress) -> Iterator[str]:
    entries = list(library.entries())
    for number, entry in enumerate(entries, start=1):
        yield normalised(library.article(entry.id).text)
        progress(number, len(entries))
