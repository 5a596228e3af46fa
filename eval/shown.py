"""What a report shows of one question: its gold, and how far each piece of it came."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation, Evidence, Hit
from eval.answers import holds_gold
from eval.figures import CONFIDENCE
from eval.meanings import Meaning, meaning, order
from eval.questions import Question
from eval.runs import Row
from eval.stages import Stage

HITS = 10  # of each question, best first


@dataclass(frozen=True)
class Gold:
    """A piece of gold, and how far it came.

    Attributes:
        text: A gold sentence, or the name of a passage or article.
        rank: Of the first hit that holds it, from 1; 0 if none does.
        read: Whether something that the model read holds it.
        cited: Whether a citation does.
    """

    text: str
    rank: int
    read: bool
    cited: bool


@dataclass(frozen=True)
class Shown:
    """One question of a run, as its page shows it.

    Attributes:
        row: The question with its answer.
        anchor: Where it stands in the page, without spaces.
        gold: Where the answer stands.
        windows: What the model read, each with whether it holds gold.
        hits: The first ten, each with whether it holds gold.
        measures: Those that apply, as they are written.
    """

    row: Row
    anchor: str
    gold: list[Gold]
    windows: list[list[tuple[Evidence, bool]]]
    hits: list[tuple[Hit, bool]]
    measures: list[tuple[Meaning, str]]

    @classmethod
    def of(cls, row: Row) -> "Shown":
        """Read what is shown of a question; one that failed has no answer to show."""
        question = row.question
        answer = row.answer or Answer(question=question.question, standalone_question="")
        return cls(
            row=row,
            anchor=anchor(question),
            gold=list(_golds(question, answer)),
            windows=[
                [(one, _held(question, one)) for one in window.evidence]
                for window in answer.windows
            ],
            hits=[(one, _held(question, one)) for one in answer.hits[: min(answer.found, HITS)]],
            measures=[
                (meaning(name), meaning(name).written(value))
                for name, value in sorted(row.measures.items(), key=lambda one: order(one[0]))
                if value is not None and name != CONFIDENCE
            ],
        )

    @property
    def lost(self) -> bool:
        """Whether it is not right."""
        return self.row.stage != Stage.RIGHT

    @property
    def rank(self) -> int | None:
        """Of the first gold, from 1; 0 if not among ten, None if nothing says what gold is."""
        found = self.row.measures.get("MRR@10")
        return None if found is None else round(1 / found) if found else 0


def anchor(question: Question) -> str:
    """Give where a question stands in the page."""
    return "q-" + "-".join(question.id.split())


def _golds(question: Question, answer: Answer) -> Iterator[Gold]:
    hits = answer.hits[: answer.found]
    read = [one for window in answer.windows for one in window.evidence]
    for text, alone in _alone(question):
        yield Gold(
            text=text,
            rank=next((n for n, hit in enumerate(hits, 1) if _held(alone, hit)), 0),
            read=any(_held(alone, one) for one in read),
            cited=any(_cites(alone, one) for one in answer.citations),
        )


def _alone(question: Question) -> Iterator[tuple[str, Question]]:
    """Give each piece of gold, and the question as if it were the only one."""
    bare = replace(question, evidence=(), passages=(), articles=())
    for wordings in question.evidence:
        yield wordings[0] if wordings else "", replace(bare, evidence=(wordings,))
    if not question.evidence:
        for name in question.passages:
            yield name, replace(bare, passages=(name,))
        for name in question.articles:
            yield name, replace(bare, articles=(name,))


def _held(question: Question, one: Hit | Evidence) -> bool:
    return _known(question) and holds_gold(question, one.text, one.article_id, one.passage_id)


def _cites(question: Question, one: Citation) -> bool:
    return holds_gold(question, one.quote, one.article_id, one.passage_id)


def _known(question: Question) -> bool:
    return bool(question.answers or question.located)
