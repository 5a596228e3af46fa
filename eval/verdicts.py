"""How well answer sentences are judged: `python -m eval.verdicts` over the sample library.

Each labelled sentence is judged as in real use, against what a search for its question finds. A
sentence is flagged unless its verdict is "supported"; a labelled one should be flagged exactly if
something in it was changed.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.answer import Hit, Verdict
from assistant.attribution import Attribution
from index import Library

LABELLED = Path(__file__).parent / "data" / "verdicts.jsonl"
KINDS = ("number", "unit", "date", "name", "negation", "speaker")


class Labelled(BaseModel):
    """A line of the labelled set.

    Attributes:
        question: What the sentence answers.
        sentence: As a model would write it.
        article: The file of its article, for people.
        quote: The sentences of the article that hold it, or held it before it was changed.
        label: Whether one thing in it was changed.
        by: What was changed; "" if nothing.
        part: Rules may be tuned on "dev" only.
    """

    model_config = ConfigDict(frozen=True)

    question: str
    sentence: str
    article: str
    quote: tuple[str, ...]
    label: Literal["true", "corrupted"]
    by: Literal["", "number", "unit", "date", "name", "negation", "speaker"]
    part: Literal["dev", "test"]


@dataclass(frozen=True)
class Judged:
    """What a labelled sentence was judged to be.

    Attributes:
        labelled: The sentence.
        verdict: Its verdict.
        reason: Why it is not supported; "" if it is.
        quotes: What it cites, in the order of weight.
    """

    labelled: Labelled
    verdict: Verdict
    reason: str
    quotes: tuple[str, ...]

    @property
    def flagged(self) -> bool:
        """Whether a reader is told of a doubt."""
        return self.verdict != Verdict.SUPPORTED

    @property
    def cites_right(self) -> bool:
        """Whether a sentence that holds it is cited."""
        return any(quote in self.labelled.quote for quote in self.quotes)


@dataclass(frozen=True)
class Measures:
    """How often judging is right.

    Attributes:
        true: How many true sentences there are.
        alarms: How many of them were flagged.
        cited: How many of those not flagged cite a sentence that holds them.
        corrupted: How many corrupted ones there are, by kind.
        caught: How many of them were flagged, by kind.
    """

    true: int
    alarms: int
    cited: int
    corrupted: dict[str, int]
    caught: dict[str, int]

    @property
    def recall(self) -> float:
        """Share of the corrupted sentences that were flagged."""
        return sum(self.caught.values()) / (sum(self.corrupted.values()) or 1)

    @property
    def precision(self) -> float:
        """Share of the flagged sentences that are corrupted."""
        caught = sum(self.caught.values())
        return caught / ((caught + self.alarms) or 1)

    @property
    def alarm_rate(self) -> float:
        """Share of the true sentences that were flagged."""
        return self.alarms / (self.true or 1)

    @property
    def supported_precision(self) -> float:
        """Share of the sentences called supported that are true."""
        right = self.true - self.alarms
        passed = sum(self.corrupted.values()) - sum(self.caught.values())
        return right / ((right + passed) or 1)


def read(path: Path = LABELLED) -> list[Labelled]:
    """Read a labelled set, one JSON object a line."""
    return [Labelled.model_validate_json(line) for line in path.read_text().splitlines()]


def judge(library: Library, labelled: Iterable[Labelled]) -> list[Judged]:
    """Judge each sentence alone, against what a search for its question finds."""
    found: dict[str, list[Hit]] = {}
    judged = []
    for one in labelled:
        if one.question not in found:
            found[one.question] = [Hit.from_node(node) for node in library.search(one.question)]
        attribution = Attribution(
            one.question, found[one.question], lambda article: library.article(article).text
        )
        sentence = attribution.attribute(one.sentence)
        quotes = tuple(citation.quote for citation in attribution.citations)
        judged.append(Judged(one, sentence.verdict, sentence.reason, quotes))
    return judged


def measure(judged: Sequence[Judged]) -> Measures:
    """Count what was judged right."""
    true = [one for one in judged if one.labelled.label == "true"]
    changed = {kind: [one for one in judged if one.labelled.by == kind] for kind in KINDS}
    return Measures(
        true=len(true),
        alarms=sum(one.flagged for one in true),
        cited=sum(one.cites_right for one in true if not one.flagged),
        corrupted={kind: len(ones) for kind, ones in changed.items()},
        caught={kind: sum(one.flagged for one in ones) for kind, ones in changed.items()},
    )


def table(measures: Measures) -> str:
    """Write measures as a Markdown table."""
    lines = ["| sentences | number | right | share |", "|---|---:|---:|---:|"]
    rows = [("true, not flagged", measures.true, measures.true - measures.alarms)]
    rows.append(("of those, the cited sentence holds it", rows[0][2], measures.cited))
    rows += [
        (f"{kind} changed, flagged", measures.corrupted[kind], measures.caught[kind])
        for kind in KINDS
    ]
    total = sum(measures.corrupted.values())
    rows.append(("all changed, flagged", total, sum(measures.caught.values())))
    lines += [f"| {name} | {n} | {right} | {right / (n or 1):.2f} |" for name, n, right in rows]
    lines.append(f"\nprecision of flagged {measures.precision:.2f}, ")
    lines[-1] += f"of supported {measures.supported_precision:.2f}"
    return "\n".join(lines)


def main() -> None:
    """Measure over a library and print the table; with --wrong also what was judged wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path, help="a library of the sample articles")
    parser.add_argument("--labelled", type=Path, default=LABELLED)
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    parser.add_argument("--wrong", action="store_true", help="also list what was judged wrongly")
    options = parser.parse_args()
    with Library.open(options.library) as library:
        judged = judge(library, (o for o in read(options.labelled) if o.part == options.part))
    sys.stdout.write(table(measure(judged)) + "\n")
    for one in judged if options.wrong else ():
        if one.flagged == (one.labelled.label == "true"):
            shown = [one.labelled.by, one.labelled.sentence, one.verdict, one.reason]
            sys.stdout.write(json.dumps(shown) + "\n")


if __name__ == "__main__":
    main()
