"""What one answer is worth: beside its gold answers, by its citations, its verdicts and its cost.

One convention everywhere: a measure that does not apply to a question is None, and such questions
are left out of its figure and counted. All but times and tokens are from 0 to 1.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, Verdict
from assistant.asking import Style
from eval.gold import chosen, exact, f1, holds, items, normalised
from eval.questions import Question, article_key

Measures = dict[str, float | None]

# A question with this tag has gold answers that name several things, all of which are asked for.
LIST = "list"

_VERDICTS = {
    "supported": Verdict.SUPPORTED,
    "partly_supported": Verdict.PARTLY_SUPPORTED,
    "not_found": Verdict.NOT_FOUND,
    "not_checked": Verdict.NOT_CHECKED,
}


def measures(question: Question, answer: Answer, style: Style = "full") -> Measures:
    """Measure an answer.

    Args:
        question: With its gold; `answerable` None is taken for True where there is any.
        answer: The whole record.
        style: What kind of answer was asked for; it decides what counts as right.

    Returns:
        em, f1: SQuAD's; of answerable questions, an abstention scores 0.
        choice: Whether the answer means the right one of the question's choices.
        contains: Whether a gold answer stands in the answer as whole words; of a question tagged
            "list", the share of its items that do.
        right: See `is_right`.
        citation_precision: Of the citations, the share that hold gold (`holds_gold`).
        citation_recall: Of the gold sentences, the share that is cited.
        cited_sentences: Of the answer's sentences, the share that cites anything.
        supported, partly_supported, not_found, not_checked: Shares of its sentences.
        answered: Whether it is an answer.
        risk: Of what was answered, whether it is wrong.
        refused_answerable, refused_unanswerable: Whether it abstained, of either kind.
        evidence_held: Whether what the model read held gold, of answerable questions.
        refused_though_read: Whether it abstained where it did.
        retrieval_ms, first_token_ms, total_ms, prompt_tokens, new_tokens, output_tokens: Its cost;
            new tokens are those of the first prompt that no cache served.
    """
    question = by_id(question, answer)
    text = "" if answer.abstained else answer.text
    return {
        **_beside_gold(question, text),
        "right": is_right(question, answer, style),
        **_citations(question, answer),
        **_verdicts(answer),
        **_abstention(question, answer, style),
        **_cost(answer),
    }


def is_right(question: Question, answer: Answer, style: Style = "full") -> float | None:
    """Tell whether an answer is right, 1 or 0; None where nothing says so.

    Right is to abstain from a question that the library does not answer. Another answer is right
    if it holds every item of a list; else if it equals a gold answer (a bare fact) or holds one (a
    sentence); else, without gold answers, if it cites every gold sentence.
    """
    if question.answerable is False:
        return float(answer.abstained)
    if answer.abstained:
        return 0.0 if question.answers or question.located else None
    if question.answers:
        if style == "short" and LIST not in question.tags:
            return exact(answer.text, question.answers)
        return float(_contained(question, answer.text) == 1)
    question = by_id(question, answer)
    return float(_cites_gold(question, answer) == 1) if question.located else None


def by_id(question: Question, answer: Answer) -> Question:
    """Name gold articles that are stated by address by the ids that an answer's hits give them."""
    stated = set(map(article_key, question.articles))
    ids = {hit.article_id for hit in answer.hits if hit.url and article_key(hit.url) in stated}
    return replace(question, articles=(*question.articles, *sorted(ids))) if ids else question


def holds_gold(question: Question, text: str, article_id: str = "", passage_id: str = "") -> bool:
    """Tell whether a text of an article holds what the answer rests on.

    It does if it holds a gold sentence or stands in it; without gold sentences, if it is of a
    gold passage or article; without those, if a gold answer stands in it.
    """
    if question.evidence:
        return any(same_sentence(text, wordings) for wordings in question.evidence)
    if question.passages or question.articles:
        return passage_id in question.passages or article_id in question.articles
    return holds(text, question.answers)


def same_sentence(text: str, wordings: Sequence[str]) -> bool:
    """Tell whether a text holds one of some wordings whole, or is at least half of one.

    Others part sentences at other places: what is one to a person may be two to them.
    """
    own = normalised(text)
    return any(
        wording in own or (own in wording and 2 * len(own) >= len(wording))
        for wording in map(normalised, wordings)
    )


def _beside_gold(question: Question, text: str) -> Measures:
    gold = question.answers if question.answerable is not False else ()
    multiple = bool(gold and question.choices)
    picked = chosen(text, question.choices) if multiple and text else ""
    return {
        "em": exact(text, gold) if gold else None,
        "f1": f1(text, gold) if gold else None,
        "contains": _contained(question, text) if gold else None,
        "choice": float(bool(picked) and exact(picked, gold) > 0) if multiple else None,
    }


def _contained(question: Question, text: str) -> float:
    if LIST not in question.tags:
        return float(holds(text, question.answers))
    wanted = [items(answer) for answer in question.answers]
    return max(sum(holds(text, [item]) for item in one) / max(1, len(one)) for one in wanted)


def _citations(question: Question, answer: Answer) -> Measures:
    known = bool(question.answers or question.located) and question.answerable is not False
    eligible = known and not answer.abstained
    right = [
        holds_gold(question, one.quote, one.article_id, one.passage_id) for one in answer.citations
    ]
    cited = [bool(sentence.citations) for sentence in answer.sentences]
    return {
        "citation_precision": _mean(right) if eligible else None,
        "citation_recall": _cites_gold(question, answer) if eligible else None,
        "cited_sentences": _mean(cited) if not answer.abstained else None,
    }


def _cites_gold(question: Question, answer: Answer) -> float:
    """Give the share of gold sentences that are cited; without those, whether gold is."""
    quotes = [one.quote for one in answer.citations]
    if question.evidence:
        cited = [any(same_sentence(q, one) for q in quotes) for one in question.evidence]
        return sum(cited) / len(cited)
    return float(
        any(holds_gold(question, c.quote, c.article_id, c.passage_id) for c in answer.citations)
    )


def _verdicts(answer: Answer) -> Measures:
    found = [sentence.verdict for sentence in answer.sentences]
    return {
        name: _mean([one == verdict for one in found]) if not answer.abstained else None
        for name, verdict in _VERDICTS.items()
    }


def _abstention(question: Question, answer: Answer, style: Style) -> Measures:
    refused, answerable = float(answer.abstained), _is_answerable(question)
    right = is_right(question, answer, style)
    held = float(
        any(
            holds_gold(question, one.text, one.article_id, one.passage_id)
            for window in answer.windows
            for one in window.evidence
        )
    )
    return {
        "answered": 1 - refused,
        "risk": None if answer.abstained or right is None else 1 - right,
        "refused_answerable": refused if answerable else None,
        "refused_unanswerable": refused if answerable is False else None,
        "evidence_held": held if answerable and answer.windows else None,
        "refused_though_read": refused if answerable and held else None,
    }


def _is_answerable(question: Question) -> bool | None:
    if question.answerable is None and (question.answers or question.located):
        return True
    return question.answerable


def _cost(answer: Answer) -> Measures:
    took = answer.timings
    first = answer.windows[0] if answer.windows and answer.windows[0].prompt_tokens else None
    return {
        "retrieval_ms": took.retrieval_ms or None,
        "first_token_ms": took.first_token_ms,
        "total_ms": took.total_ms or None,
        "prompt_tokens": float(took.prompt_tokens) if took.prompt_tokens else None,
        "new_tokens": float(first.prompt_tokens - first.cached_tokens) if first else None,
        "output_tokens": float(took.output_tokens) if took.output_tokens else None,
    }


def _mean(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None
