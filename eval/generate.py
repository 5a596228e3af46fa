"""A question set made out of a library: by rules over its sentences, better with a model.

Every question keeps where its answer stands, and code makes sure of it at the end. Without a model
the same library, number and seed give the same questions.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.llm import LanguageModel
from eval import derived
from eval.checking import Known, gold_stands, rivals
from eval.derived import Plain
from eval.drafts import Draft
from eval.material import Stated, Words, spread, stated, words_of
from eval.question_writer import Writer
from eval.questions import Question, QuestionSet
from eval.templates import drafts
from index import Library

# Of a hundred questions, so many of each kind where all are wanted.
SHARES = {
    "fact": 40,
    "date-bound": 15,
    "follow-up": 15,
    "two-articles": 10,
    "unanswerable": 20,
    "multiple-choice": 0,
}
# One article gives no more than these, in a small library a few more.
_PER_ARTICLE, _MOST_PER_ARTICLE = 2, 5
# Of all drafts at the most so many of a hundred may be of one rule, for there to be others too.
_MOST_OF_RULE = {"how old": 10, "who said": 25}
# So many drafts are made for each question: not every one can become of every kind.
_SPARE = 1.5
Progress = Callable[[int, int], None]
Drafting = Callable[[Stated, Words], list[Draft]]


@dataclass
class Generated:
    """What was made.

    Attributes:
        questions: In the order of kinds, then as they were made; ids are "g001" and so on.
        wanted: How many were wanted.
        dropped: Why drafts and questions were dropped, and how often.
        stopped: Whether it was ended before it was done.
    """

    questions: tuple[Question, ...] = ()
    wanted: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    stopped: bool = False

    @property
    def kinds(self) -> dict[str, int]:
        """How many there are of each kind."""
        return dict(Counter(question.tags[1] for question in self.questions))

    def to_set(self, name: str = "generated") -> QuestionSet:
        """Give them as a question set."""
        return QuestionSet(self.questions, name)


def generate(
    library: Library,
    number: int,
    *,
    seed: int = 0,
    kinds: Sequence[str] = (),
    model: LanguageModel | None = None,
    progress: Progress | None = None,
) -> Generated:
    """Make questions out of a library.

    Args:
        library: Opened to be searched: what it answers otherwise is not asked.
        number: How many questions are wanted.
        seed: Of the draw; without a model the same seed gives the same questions.
        kinds: Of `SHARES`; default: all that have a share. Each gets its share of those chosen.
        model: Writes the questions; None to make them by rules.
        progress: Called after each article with how many drafts there are and how many are wanted.

    Returns:
        As many as can be made with one answer each. Ctrl+C ends the drafting; what can be made of
        the drafts is given.
    """
    made = Generated(wanted=number)
    writer = Writer(model) if model else None
    making = _Making(library, random.Random(seed), made.dropped)  # noqa: S311 - a draw, no secret
    needed = int(number * _SPARE) + 1
    try:
        for done in making.draft(seed, needed, writer.drafts if writer else drafts):
            if progress:
                progress(min(done, needed), needed)
    except KeyboardInterrupt:
        made.stopped = True
    if writer:
        made.dropped.update(writer.dropped)
    found = making.questions(number, kinds or [kind for kind, share in SHARES.items() if share])
    made.questions = tuple(
        replace(question, id=f"g{place:03}") for place, question in enumerate(found, start=1)
    )
    return made


@dataclass
class _Making:
    library: Library
    chance: random.Random
    dropped: Counter[str]
    plain: list[Plain] = field(default_factory=list)
    others: list[Draft] = field(default_factory=list)

    def draft(self, seed: int, needed: int, drafting: Drafting) -> Iterator[int]:
        """Draft questions until there are enough, article by article."""
        entries = [e for e in spread(self.library.entries(), seed) if e.language in ("", "en")]
        words = words_of(self.library, entries)
        known, by_rule = Known(self.library), Counter[str]()
        each = min(max(2 * needed // (len(entries) or 1), _PER_ARTICLE), _MOST_PER_ARTICLE)
        for entry in entries:
            kept = 0
            for draft in self._of_article(entry.id, words, drafting):
                most = _MOST_OF_RULE.get(draft.rule, 100) * needed / 100
                if kept == each or by_rule[draft.rule] >= most:
                    continue
                if plain := self._checked(draft, known):
                    self.plain.append(plain)
                    by_rule[draft.rule] += 1
                    kept += 1
            yield len(self.plain)
            if len(self.plain) >= needed:
                return

    def _of_article(self, article_id: str, words: Words, drafting: Drafting) -> Iterator[Draft]:
        """Give an article's drafts, of another rule each time as long as that goes."""
        sentences = stated(self.library.article(article_id))
        self.chance.shuffle(sentences)
        ranked: list[tuple[int, Draft]] = []
        if drafting is not drafts:
            # A model is asked for no more than is kept.
            for sentence in sentences[:_MOST_PER_ARTICLE]:
                yield from drafting(sentence, words)
            return
        of_rule: Counter[str] = Counter()
        for sentence in sentences:
            for draft in drafting(sentence, words)[:1]:
                ranked.append((of_rule[draft.rule], draft))
                of_rule[draft.rule] += 1
        self.others += [draft for _, draft in ranked if draft.subject]
        yield from (draft for _, draft in sorted(ranked, key=lambda pair: pair[0]))

    def _checked(self, draft: Draft, known: Known) -> Plain | None:
        found = rivals(draft, self.library)
        day = draft.stated.day
        later = all(day and one.published[:10] > day for one in found)
        if found and not later:
            self.dropped["ambiguous"] += 1
            return None
        vector = known.take(draft.question)
        if vector is None:
            self.dropped["asked already"] += 1
            return None
        return Plain(draft, vector, tuple(found))

    def questions(self, number: int, kinds: Sequence[str]) -> list[Question]:
        """Make of the drafts the questions of all kinds; each draft is used for one."""
        shares = {kind: SHARES[kind] or 10 for kind in kinds}
        whole = min(number, len(self.plain) + 1)
        wanted = {kind: round(whole * shares[kind] / sum(shares.values())) for kind in kinds}
        free = list(self.plain)
        found: dict[str, list[Question]] = {}
        # What few drafts can become goes first, plain questions are made of the rest.
        for kind in sorted(kinds, key=_ORDER.index):
            taken, free = self._of_kind(kind, wanted[kind], free)
            found[kind] = taken
        # What one kind lacks, the others make up for.
        for kind in sorted(kinds, key=_ORDER.index, reverse=True):
            missing = number - sum(map(len, found.values()))
            taken, free = self._of_kind(kind, missing, free) if missing > 0 else ([], free)
            known = {question.question for question in found[kind]}
            found[kind] += [question for question in taken if question.question not in known]
        return [question for kind in SHARES for question in found.get(kind, ())][:number]

    def _of_kind(
        self, kind: str, wanted: int, free: list[Plain]
    ) -> tuple[list[Question], list[Plain]]:
        found: list[Question] = []
        used: set[int] = set()
        for question, plain in self._made(kind, free):
            if len(found) == wanted:
                break
            if question is None:
                continue
            if not gold_stands(question, self.library):
                self.dropped["gold does not stand"] += 1
                continue
            found.append(question)
            # What is not answerable takes nothing away: the true question is another one.
            used.update(map(id, plain) if question.answerable else ())
        return found, [one for one in free if id(one) not in used]

    def _made(
        self, kind: str, free: Sequence[Plain]
    ) -> Iterator[tuple[Question | None, list[Plain]]]:
        if kind == "two-articles":
            yield from derived.two_articles(free, self.library)
            return
        if kind == "date-bound":
            # Those whose value changes later test the most.
            free = sorted(free, key=lambda one: not one.later)
        for one in free:
            if one.later and kind != "date-bound":
                continue
            yield self._of_one(kind, one), [one]

    def _of_one(self, kind: str, one: Plain) -> Question | None:
        if kind == "date-bound":
            return derived.date_bound(one, self.library)
        if kind == "follow-up":
            return derived.follow_up(one, self.others, self.library)
        if kind == "unanswerable":
            return derived.unanswerable(one, self.plain, self.library, self.chance)
        if kind == "multiple-choice":
            return derived.multiple_choice(one, self.plain, self.library, self.chance)
        return derived.fact(one, self.library)


_ORDER = ("two-articles", "follow-up", "date-bound", "unanswerable", "multiple-choice", "fact")
