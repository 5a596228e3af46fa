"""What a report says before its questions: what was evaluated, figures, stages, what is missing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from eval.answers import Measures
from eval.figures import Figure
from eval.meanings import (
    GROUPS,
    HEADLINES,
    STAGES,
    STAGES_OF_RETRIEVAL,
    Meaning,
    lacks,
    meaning,
    order,
)
from eval.runs import Row, Run
from eval.stages import Stage


@dataclass(frozen=True)
class Outcome:
    """What of a question all others are shown beside: little enough to hold for every question.

    Attributes:
        tags: Of the question.
        stage: Where it was lost.
        measures: Its own.
    """

    tags: tuple[str, ...]
    stage: Stage
    measures: Measures


@dataclass(frozen=True)
class Share:
    """A stage with how many questions were lost there.

    Attributes:
        stage: The stage.
        says: What it means.
        number: How many questions.
        share: Of all, 0 to 1.
    """

    stage: Stage
    says: str
    number: int
    share: float


@dataclass(frozen=True)
class Overview:
    """A run before its questions.

    Attributes:
        run: The record.
        outcomes: Of all questions, in the order of the run.
        model: The names of what wrote the answers, the most frequent first.
    """

    run: Run
    outcomes: tuple[Outcome, ...]
    model: str

    @classmethod
    def of(cls, run: Run, rows: Iterable[Row]) -> "Overview":
        """Read a run's questions once, and keep little of each."""
        models: Counter[str] = Counter()
        outcomes = []
        for row in rows:
            if row.answer and row.answer.model:
                models[row.answer.model] += 1
            outcomes.append(Outcome(row.question.tags, row.stage, row.measures))
        return cls(run, tuple(outcomes), ", ".join(name for name, _ in models.most_common()))

    @property
    def stages(self) -> list[Share]:
        """The stages at which at least one question was lost, in the order of the bar."""
        says = STAGES_OF_RETRIEVAL if self.run.conditions.kind == "retrieval" else STAGES
        whole = sum(self.run.stages.values())
        return [
            Share(stage, words, number, number / whole)
            for stage, words in says.items()
            if (number := self.run.stages.get(stage, 0))
        ]

    @property
    def headlines(self) -> list[tuple[Meaning, Figure]]:
        """The figures of the first screen; one that no question is eligible for is no headline."""
        figures = self.run.metrics
        return [
            (meaning(name), figures[name])
            for name in HEADLINES[self.run.conditions.kind]
            if name in figures and figures[name].value is not None
        ]

    @property
    def figures(self) -> list[tuple[str, list[tuple[Meaning, Figure]]]]:
        """All figures that at least one question is eligible for, under their headings."""
        known = sorted(
            (
                (meaning(name), one)
                for name, one in self.run.metrics.items()
                if one.value is not None
            ),
            key=lambda pair: (GROUPS.index(pair[0].group), order(pair[0].name)),
        )
        return [
            (group, list(pairs)) for group, pairs in groupby(known, key=lambda pair: pair[0].group)
        ]

    @property
    def unmeasured(self) -> dict[str, list[str]]:
        """The figures that no question is eligible for, by the reason."""
        missing: dict[str, list[str]] = {}
        for name, one in self.run.metrics.items():
            if one.value is None:
                what = meaning(name)
                titles = missing.setdefault(lacks(what), [])
                if (title := what.title.partition(",")[0].strip()) not in titles:
                    titles.append(title)
        return missing

    @property
    def tags(self) -> list[tuple[str, int, list[Figure | None]]]:
        """Of each tag how many questions have it, and its figures, as `tag_names` orders them."""
        counts = Counter(tag for outcome in self.outcomes for tag in outcome.tags)
        return [
            (tag, counts[tag], [figures.get(one.name) for one in self.tag_names])
            for tag, figures in self.run.tags.items()
        ]

    @property
    def tag_names(self) -> list[Meaning]:
        """The figures that at least one tag has."""
        names = dict.fromkeys(
            name
            for of in self.run.tags.values()
            for name, one in of.items()
            if one.value is not None
        )
        return sorted(map(meaning, names), key=lambda one: order(one.name))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was evaluated, with what and where, as names and words."""
        run, how = self.run, self.run.conditions
        library = f"{how.articles:,} articles, {how.library[:12]}" if how.library else ""
        model = "" if how.kind == "retrieval" else self.model
        known = {
            "Question set": f"{how.number:,} questions, {how.digest[:12]}",
            "System": f"{how.system}, {_KINDS[how.kind]}",
            "Library": library or "not named",
            "Model": "none: the best sentences are the answer" if model == "none" else model,
            "Embedding": how.embedding,
            "Answers asked for": "" if how.kind == "retrieval" else _STYLES[how.style],
            "Started": run.started.replace("T", " ").removesuffix("+00:00") + " UTC",
            "Took": _took(run),
            "Machine": run.machine,
            "Dateline": how.dateline,
        }
        return [(name, words) for name, words in known.items() if words]


_KINDS = {"answers": "whole answers", "retrieval": "the search alone"}
_STYLES = {"short": "the bare fact", "full": "in sentences", "long": "in more sentences"}


def _took(run: Run) -> str:
    minutes, seconds = divmod(run.seconds, 60)
    whole = f"{minutes:.0f} min {seconds:.0f} s" if minutes else f"{seconds:.1f} s"
    share = run.harness_seconds / run.seconds if run.seconds else 0
    return f"{whole}, of that {share:.1%} for measuring"
