"""What a ranking of hits is worth, under the field's names, computed by ir_measures.

A *document* is what gold is stated as. A hit that holds a gold sentence stands for that sentence,
a hit of a gold article for that article; what holds no gold stands for itself. So hits of any
retriever can be measured, whatever it calls its pieces.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from assistant.answer import Hit
from eval.answers import Measures, same_sentence
from eval.gold import holds
from eval.questions import Question, article_key

# Their names in reports, and in ir_measures.
NAMES = {
    "Success@1": "Success@1",
    "Success@5": "Success@5",
    "Success@10": "Success@10",
    "MRR@10": "RR@10",
    "Recall@5": "R@5",
    "Recall@10": "R@10",
    "nDCG@10": "nDCG@10",
    "MAP@10": "AP@10",
}
# Where only the answer is known, nobody knows how many passages hold it.
_OF_ANSWERS = ("Success@1", "Success@5", "Success@10", "MRR@10")
WORDS = (130, 300, 600)
_GOLD = "gold "
# Our sentences, "<article id>:<number>/<number>", stand for their passages; others' ids are whole.
_SENTENCE = re.compile(r"(?<=:)(\d+)/\d+\Z")


def measures(question: Question, hits: Sequence[Hit]) -> Measures:
    """Measure the hits for a question.

    Args:
        question: With its gold; one that the library does not answer is not eligible.
        hits: Best first.

    Returns:
        Success@k (is there gold among the first k), MRR@10, Recall@k, nDCG@10 (binary gain),
        MAP@10; and recall in W words: the share of gold that the hits' first W words hold whole.
        Where only gold answers are known, gold is any text that holds one; then measures that need
        the number of gold documents are None.
    """
    if question.answerable is False or not (question.answers or question.located):
        return dict.fromkeys((*NAMES, *map(_in_words, WORDS)))
    documents, gold = ranked(question, hits)
    found = _computed(tuple(documents), tuple(sorted(gold)))
    known = NAMES if question.located else _OF_ANSWERS
    return {
        **{name: found[name] if name in known else None for name in NAMES},
        **{_in_words(words): _recall_in(question, hits, words) for words in WORDS},
    }


def ranked(question: Question, hits: Sequence[Hit]) -> tuple[list[str], set[str]]:
    """Give the documents that hits stand for, and the gold ones.

    Returns:
        Documents, best first, each once; and the gold documents of the question, found or not.
    """
    documents: dict[str, None] = {}
    for hit in hits:
        documents |= dict.fromkeys(_documents(question, hit))
    return list(documents), _gold(question)


def _gold(question: Question) -> set[str]:
    if question.evidence:
        return {f"{_GOLD}sentence {number}" for number in range(len(question.evidence))}
    if question.passages:
        return set(question.passages)
    if question.articles:
        return {article_key(article) for article in question.articles}
    return {f"{_GOLD}answer"}


def _documents(question: Question, hit: Hit) -> list[str]:
    own = _SENTENCE.sub(r"\1", hit.passage_id)
    if question.evidence:
        held = [
            f"{_GOLD}sentence {number}"
            for number, wordings in enumerate(question.evidence)
            if same_sentence(hit.text, wordings)
        ]
        return held or [own]
    if question.passages:
        return [own]
    if question.articles:
        addresses = {article_key(hit.url)} if hit.url else set()
        named = addresses & _gold(question)
        return [next(iter(named), hit.article_id)]
    return [f"{_GOLD}answer"] if holds(hit.text, question.answers) else [own]


def _computed(documents: tuple[str, ...], gold: tuple[str, ...]) -> dict[str, float]:
    import ir_measures

    measured = _measured()
    qrels = [ir_measures.Qrel("q", document, 1) for document in gold]
    run = [
        ir_measures.ScoredDoc("q", document, float(len(documents) - rank))
        for rank, document in enumerate(documents)
    ]
    # A question without hits is in no run, and scores nothing.
    found = dict.fromkeys(NAMES, 0.0)
    for one in ir_measures.iter_calc(list(measured), qrels, run):
        found[measured[one.measure]] = float(one.value)
    return found


@cache
def _measured() -> dict[Any, str]:
    import ir_measures

    return {ir_measures.parse_measure(theirs): ours for ours, theirs in NAMES.items()}


def _in_words(words: int) -> str:
    return f"Recall in {words} words"


def _recall_in(question: Question, hits: Sequence[Hit], words: int) -> float:
    """Give the share of gold that stands whole in the first words of all hits."""
    read = list(_cut(hits, words))
    if question.evidence:
        whole = [any(holds(hit.text, one) for hit in read) for one in question.evidence]
        return sum(whole) / len(whole)
    if not question.located:
        return float(any(holds(hit.text, question.answers) for hit in read))
    gold = _gold(question)
    return len({one for hit in read for one in _documents(question, hit)} & gold) / len(gold)


def _cut(hits: Sequence[Hit], words: int) -> Iterator[Hit]:
    """Give the hits until so many words are read; the last one is cut."""
    for hit in hits:
        text = " ".join(hit.text.split()[:words])
        yield hit.model_copy(update={"text": text})
        words -= len(text.split())
        if words <= 0:
            return
