"""What figures and stages are called for people, and how their values are written."""

from dataclasses import dataclass
from typing import Literal

from eval.stages import Stage

Kind = Literal["share", "time", "count"]


@dataclass(frozen=True)
class Meaning:
    """What a figure says.

    Attributes:
        name: As `run.json` has it.
        title: In a few words.
        says: In a sentence.
        group: The heading that it stands under.
        kind: What its value is: of 1, in milliseconds, or a number of things.
    """

    name: str
    title: str
    says: str
    group: str
    kind: Kind = "share"

    def written(self, value: float | None) -> str:
        """Write a value: three decimals of a share, "1.24 s", "312"; "–" for none."""
        if value is None:
            return "–"
        if self.kind == "share":
            return f"{value:.3f}"
        if self.kind == "count":
            return f"{value:,.0f}"
        return f"{value / 1000:,.2f} s" if value >= 1000 else f"{value:.3g} ms"


_GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "Answers": {
        "right": ("Right", "Right answers, and right refusals."),
        "em": ("Exact match", "SQuAD's: the answer is a gold answer."),
        "f1": ("F1", "SQuAD's: words shared with the nearest gold answer."),
        "contains": ("Contains gold", "A gold answer stands in the answer."),
        "choice": ("Right choice", "The answer means the right one of the choices."),
        "judged": ("Judged", "A judge's grade: correct 1, partly 0.5, wrong 0."),
    },
    "Retrieval": {
        "Success@1": ("Success@1", "The first hit holds gold."),
        "Success@5": ("Success@5", "One of the first 5 hits holds gold."),
        "Success@10": ("Success@10", "One of the first 10 hits holds gold."),
        "MRR@10": ("MRR@10", "One over the rank of the first gold."),
        "Recall@5": ("Recall@5", "Of the gold, the share in the first 5."),
        "Recall@10": ("Recall@10", "Of the gold, the share in the first 10."),
        "nDCG@10": ("nDCG@10", "Gold counts the more, the higher it ranks."),
        "MAP@10": ("MAP@10", "Mean precision at the ranks of gold."),
        "Recall in 130 words": ("Recall in 130 words", "Gold that the first 130 words hold."),
        "Recall in 300 words": ("Recall in 300 words", "Gold that the first 300 words hold."),
        "Recall in 600 words": ("Recall in 600 words", "Gold that the first 600 words hold."),
        "evidence_held": ("Gold was read", "What the model read held gold."),
    },
    "Citations and verdicts": {
        "citation_precision": ("Citation precision", "Of the citations, those that hold gold."),
        "citation_recall": ("Citation recall", "Of the gold sentences, those that are cited."),
        "cited_sentences": ("Cited sentences", "Of an answer's sentences, those that cite."),
        "supported": ("Supported", "Of an answer's sentences."),
        "partly_supported": ("Partly supported", "Of an answer's sentences."),
        "not_found": ("Not found in source", "Of an answer's sentences."),
        "not_checked": ("Not checked", "Of an answer's sentences."),
    },
    "Answering and refusing": {
        "answered": ("Coverage", "Questions that got an answer."),
        "risk": ("Risk", "Of what was answered, what is wrong."),
        "refused_answerable": (
            "Refused wrongly",
            "Of the answerable questions, those that were refused.",
        ),
        "refused_unanswerable": (
            "Refused rightly",
            "Of the unanswerable ones, those that were refused.",
        ),
        "refused_though_read": ("Refused though read", "Where gold was read, what was refused."),
        "aurc": ("Area under risk", "Mean risk over all coverages; 0 is best."),
        "auroc": ("Area under ROC", "How well confidence tells what can be answered."),
    },
}
_COSTS: dict[str, tuple[str, Kind]] = {
    "retrieval_ms": ("Retrieval", "time"),
    "first_token_ms": ("First word", "time"),
    "total_ms": ("Whole answer", "time"),
    "prompt_tokens": ("Tokens read", "count"),
    "new_tokens": ("Tokens read anew", "count"),
    "output_tokens": ("Tokens written", "count"),
}
_OF_COSTS = {
    "": ("", ""),
    ".median": (", median", "Half of the questions took at most this."),
    ".p95": (", 95 %", "95 of 100 questions took at most this."),
}
_ALL = {
    name: Meaning(name, title, says, group)
    for group, known in _GROUPS.items()
    for name, (title, says) in known.items()
} | {
    f"{name}{end}": Meaning(f"{name}{end}", title + more, says, "Cost", kind)
    for name, (title, kind) in _COSTS.items()
    for end, (more, says) in _OF_COSTS.items()
}
GROUPS = (*_GROUPS, "Cost", "Others")
# Why no question is eligible for a figure.
_NO_MODEL = "no model read or wrote"
_LACKS = {
    "choice": "no question has choices",
    "judged": "no judge gave a grade",
    "evidence_held": "no model read for an answerable question",
    "refused_though_read": "no model read gold",
    "right": "nothing says what is right",
    "refused_answerable": "no question is known to be answerable",
    "refused_unanswerable": "no question is known to be unanswerable",
    "auroc": "not both answerable and other questions with a confidence",
    "retrieval_ms": "no answer says how long it took",
    "total_ms": "no answer says how long it took",
} | dict.fromkeys(("first_token_ms", "prompt_tokens", "new_tokens", "output_tokens"), _NO_MODEL)
_LACKS_OF_GROUPS = {
    "Answers": "no answerable question has a gold answer",
    "Retrieval": "it is not stated where answers stand",
    "Citations and verdicts": "nothing of that kind was answered",
    "Answering and refusing": "nothing with gold was answered",
}
# What the first screen shows, as far as the run has it.
HEADLINES = {
    "answers": (
        "right",
        "f1",
        "Success@5",
        "citation_precision",
        "refused_answerable",
        "refused_unanswerable",
        "first_token_ms.median",
        "total_ms.median",
    ),
    "retrieval": (
        "Success@1",
        "Success@5",
        "Success@10",
        "MRR@10",
        "nDCG@10",
        "Recall@5",
        "Recall in 300 words",
        "retrieval_ms.median",
    ),
}
# What each stage means, in the order of the bar.
STAGES = {
    Stage.RIGHT: "answered rightly, or rightly refused",
    Stage.NOT_IN_LIBRARY: "the library does not answer it, and something was answered",
    Stage.NOT_RETRIEVED: "no hit holds gold",
    Stage.NOT_IN_EVIDENCE: "a hit holds gold, but nothing that was read",
    Stage.WRONGLY_REFUSED: "gold was there, and nothing was answered",
    Stage.MODEL_WRONG: "gold was there, and what was answered is wrong",
    Stage.FAILED: "no answer came, but an error",
    Stage.UNKNOWN: "nothing says what is right",
}
STAGES_OF_RETRIEVAL = STAGES | {
    Stage.RIGHT: "gold is among the first 10 hits",
    Stage.NOT_RETRIEVED: "gold is not among the first 10 hits",
    Stage.UNKNOWN: "nothing says what is to be found",
}


def meaning(name: str) -> Meaning:
    """Give what a figure or a question's measure says; an unknown one says its name."""
    return _ALL.get(name, Meaning(name, name, "", "Others"))


def lacks(one: Meaning) -> str:
    """Say why no question is eligible for a figure."""
    base = one.name.removesuffix(".median").removesuffix(".p95")
    return _LACKS.get(base) or _LACKS_OF_GROUPS.get(one.group, "no question is eligible")


def order(name: str) -> int:
    """Give where a figure stands among all; unknown ones come last."""
    known = list(_ALL)
    return known.index(name) if name in _ALL else len(known)
