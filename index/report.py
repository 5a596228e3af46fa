"""What an `add` or a removal did; the sum of an `add` takes bounded memory."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["added", "changed", "unchanged", "quarantined", "refused"]
APART: tuple[Status, ...] = ("quarantined", "refused")
# So many outcomes of each kind are kept to be shown; beyond, they are counted.
KEPT = 1_000


@dataclass(frozen=True)
class Outcome:
    """What became of one article.

    Attributes:
        status: What was done with it.
        origin: The file, line or address it came from.
        article_id: Its id, or that of the article that it is one with; "" if refused.
        passages: How many passages were written for it.
        note: Why it was refused or put in quarantine, else what was assumed in reading it.
    """

    status: Status
    origin: str
    article_id: str = ""
    passages: int = 0
    note: str = ""


class Report:
    """The sum of an `add`, of the same size for ten articles and for a million.

    Attributes:
        counts: How many articles had each status.
        passages: How many passages were written.
        notes: The first 1,000 outcomes with an assumption made in reading.
        noted: How many had one.
    """

    def __init__(self, outcomes: Iterable[Outcome] = ()) -> None:
        self.counts: Counter[Status] = Counter()
        self.passages = 0
        self.notes: list[Outcome] = []
        self.noted = 0
        self._kept: dict[Status, list[Outcome]] = {}
        for outcome in outcomes:
            self.take(outcome)

    def take(self, outcome: Outcome) -> None:
        """Count one more outcome."""
        self.counts[outcome.status] += 1
        self.passages += outcome.passages
        kept = self._kept.setdefault(outcome.status, [])
        if len(kept) < KEPT:
            kept.append(outcome)
        if outcome.note and outcome.status not in APART:
            self.noted += 1
            if len(self.notes) < KEPT:
                self.notes.append(outcome)

    def of(self, status: Status) -> list[Outcome]:
        """Give the first 1,000 outcomes of one status, in the order of reading."""
        return list(self._kept.get(status, ()))

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes that are kept, by status."""
        return [outcome for kept in self._kept.values() for outcome in kept]

    @property
    def apart(self) -> int:
        """How many did not come into the library."""
        return sum(self.counts[status] for status in APART)

    @property
    def articles(self) -> int:
        """How many articles were met, whatever became of them."""
        return self.counts.total()

    def to_dict(self) -> dict[str, Any]:
        """Give the counts, and the first 1,000 of what is told one by one.

        That is what was refused or put in quarantine, with the reason, and other notes; where
        there are more, `more_refused`, `more_quarantined` and `more_notes` say how many.
        """
        more = {f"more_{status}": self.counts[status] - len(self.of(status)) for status in APART}
        more["more_notes"] = self.noted - len(self.notes)
        return {
            **{status: self.counts[status] for status in ("added", "changed", "unchanged")},
            "passages": self.passages,
            **{status: [asdict(outcome) for outcome in self.of(status)] for status in APART},
            "notes": [asdict(outcome) for outcome in self.notes],
            **{name: number for name, number in more.items() if number},
        }


@dataclass(frozen=True)
class Counts:
    """How much each store of a library holds; the last three are equal in a sound one."""

    articles: int
    passages: int
    lexical: int
    vectors: int


@dataclass(frozen=True)
class Removal:
    """A removal, verified: what was counted before and after, and the ids that went."""

    before: Counts
    after: Counts
    article_ids: tuple[str, ...]
