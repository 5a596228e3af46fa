"""Questions to ask next, which the library answers: made by rules, tried by a search.

Nothing is asked of the language model. Each question asks what the articles that were found tell of
somebody or something (assistant/forms.py). It is given only where the search that would answer it
puts first a sentence that does, or gives a course of events, and the answer has not shown it yet.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain

from assistant.answer import Answer, Hit, Reason
from assistant.asking import Asking
from assistant.confidence import calibration_of
from assistant.extractive import ANSWERS
from assistant.forms import COURSE, SAID, WHAT, WHO, Told, courses, tells, told
from assistant.gate import before
from assistant.hostility import flags, speaks_to_assistant
from assistant.languages import language_of
from assistant.statements import stemmed
from assistant.subjects import Subject
from assistant.timeline import timeline, wants_timeline
from index import Filters, Library
from index.dates import date_bounds
from index.errors import UnknownArticle
from index.filters import as_of
from index.lexical import STOP_WORDS

# Each costs a search: about 35 ms in two thousand articles.
_TRIED = 3
# Of one form, so that not all begin "Who is".
_OF_A_FORM = 2
# So many characters of an article are read; news say first what matters.
_READ = 10_000
# So many characters are looked at for words of question and answer.
_AROUND = 200
# A question with the words of its sentence is mostly found; one for a saying hardly ever.
_FOUND = {"When": 1.0, "Why": 2.0, "Who": 1.0, "How": 1.0}
_SELDOM = {SAID: 2.0, WHO: 1.0, WHAT: 1.0}
_ENOUGH = 2.5
# A sentence that shares this much of its words with the answer says what was shown.
_SHOWN = 0.6
# Of the best hit's score: what is farther is about something else.
_NEAR = 0.5
# Two questions that share this much ask the same.
_SAME = 0.75
_FEWEST_WORDS = 8
# A story's events lie within a year (a difference of two numbers YYYYMMDD); who is in the news
# for longer has none.
_STORY = 10000
# So many of a course of events must name what it is about, and not its like.
_OF_EVENTS = 0.7
_FEWEST_EVENTS, _FEWEST_NEW, _FEWEST_NAMING = 3, 2, 2
# The filters, or an empty library, are to be mended first.
_NOTHING = (Reason.EMPTY_LIBRARY, Reason.NO_MATCH, Reason.FILTERED)


def suggestions(
    answer: Answer, library: Library, how: Asking = Asking(), most: int = 3
) -> tuple[str, ...]:
    """Give questions to ask after an answer, each one that the library answers.

    Args:
        answer: Whole.
        library: That it was answered from, opened to be searched.
        how: As it was asked: the same articles are searched, and what was asked before in the
            conversation is not suggested.
        most: The most questions to give.

    Returns:
        In English, each standing alone, what is nearest to the answer first; fewer or none
        where there are no good ones, and none if the question was not in English.
    """
    if answer.reason in _NOTHING or language_of(answer.question) not in ("", "en"):
        return ()
    asked = [answer.question, answer.standalone_question, *(one.question for one in how.history)]
    trial = _Trial.of(answer, library, how)
    taken: list[Told] = []
    tried = 0
    for one in _candidates(answer, library):
        if len(taken) == most or tried == _TRIED:
            break
        if _repeats(one, taken) or any(_same(one.question, other) for other in asked):
            continue
        tried += 1
        if not flags(one.question) and trial.answers(one):
            taken.append(one)
    return tuple(one.question for one in taken)


def _repeats(one: Told, taken: Sequence[Told]) -> bool:
    # What happened with somebody goes well with what they said.
    others = [other for other in taken if (other.form == COURSE) == (one.form == COURSE)]
    same = any(other.subject.name == one.subject.name for other in others)
    return same or sum(other.form == one.form for other in others) == _OF_A_FORM


def _same(question: str, other: str) -> bool:
    words, others = stemmed(question), stemmed(other)
    return len(words & others) >= _SAME * max(len(words), len(others))


def _candidates(answer: Answer, library: Library) -> Iterator[Told]:
    """Give what the articles tell, what is nearest to question and answer first."""
    near = _NEAR * max((hit.score for hit in answer.hits), default=0.0)
    hostile = {hit.article_id for hit in answer.hits if hit.flags}
    hits = [hit for hit in answer.hits if hit.article_id not in hostile and hit.score >= near]
    hits = [hit for hit in hits if language_of(hit.text) in ("", "en")]
    texts: dict[str, str] = {}
    for hit in hits:
        with suppress(UnknownArticle):
            texts[hit.article_id] = library.article(hit.article_id).text
    hits = [hit for hit in hits if hit.article_id in texts]
    about = f"{answer.question} {answer.standalone_question}"
    shown = about if answer.abstained else f"{about} {answer.text}"
    course = () if wants_timeline(about) else _course(hits, texts, shown)
    return chain(course, _nearest(answer, hits, texts, shown))


def _course(hits: Sequence[Hit], texts: Mapping[str, str], shown: str) -> Iterator[Told]:
    """Ask for the events with what most hits name, if question or answer names it."""
    naming: Counter[Told] = Counter()
    for hit in hits:
        found = courses(hit.text, texts[hit.article_id][:_READ], shown)
        alike = {one.question: one for one in found if _names(one.subject, shown)}
        naming.update(replace(one, start=0, end=0) for one in alike.values())
    for one, times in naming.most_common(1):
        # A place is named, too, where it is no more than that.
        places = sum(_is_place(one.subject, hit.text) for hit in hits)
        days = [date_bounds(hit.published)[0] for hit in hits if _in(one.subject, hit)]
        story = max(days, default=0) - min(days, default=0) <= _STORY
        if one.subject.kind == "thing" and times >= _FEWEST_NAMING and times > 2 * places and story:
            yield one


def _in(subject: Subject, hit: Hit) -> bool:
    return bool(hit.published) and subject.name in hit.text


def _is_place(subject: Subject, text: str) -> bool:
    return re.search(rf"\b(?:[Ii]n|[Aa]t) {re.escape(subject.written)}\b", text) is not None


def _nearest(
    answer: Answer, hits: Sequence[Hit], texts: Mapping[str, str], shown: str
) -> Iterator[Told]:
    words = stemmed(shown)
    markers = {citation.passage_id for citation in answer.citations}
    cited = "\n".join(hit.text for hit in hits if hit.passage_id in markers)
    near = "\n".join([shown, *(hit.text for hit in hits)])
    weights: dict[str, float] = {}
    found: dict[str, Told] = {}
    for text in texts.values():
        for one in told(text[:_READ], text, near):
            around = text[one.start : max(one.end, one.start + _AROUND)].split("\n")[0]
            if text[one.start : one.end] in answer.text or speaks_to_assistant(around):
                continue
            named = _names(one.subject, shown)
            topical = one.topic is not None and _names(one.topic, shown)
            shared = len(words & stemmed(around))
            if not named and not topical:
                continue
            weight = 2.0 * named + topical + _names(one.subject, cited) + min(shared, 4) / 2
            weight += _FOUND.get(one.form.split()[0], 0.0) - _SELDOM.get(one.form, 0.0)
            if weight >= _ENOUGH and weight > weights.get(one.question, 0.0):
                weights[one.question], found[one.question] = weight, one
    return iter(sorted(found.values(), key=lambda one: (-weights[one.question], one.question)))


def _names(subject: Subject, text: str) -> bool:
    """Tell whether a text names a subject, by the last name or as "the swing bridge" at least."""
    name = subject.name
    if name in text or (subject.kind == "person" and name.split()[-1] in text):
        return True
    words = name.lower().split()
    return len(words) > 2 and words[-2] not in STOP_WORDS and " ".join(words[-2:]) in text.lower()


@dataclass(frozen=True)
class _Trial:
    """Tries whether the library answers a question with what was not shown yet."""

    library: Library
    filters: Filters
    always: Filters
    how: Asking
    shown: frozenset[str]

    @classmethod
    def of(cls, answer: Answer, library: Library, how: Asking) -> "_Trial":
        always = as_of(Filters(), how.as_of) if how.as_of else Filters()
        filters = as_of(how.filters, how.as_of) if how.as_of else how.filters
        quotes = " ".join(citation.quote for citation in answer.citations)
        return cls(library, filters, always, how, stemmed(f"{answer.text} {quotes}"))

    def answers(self, one: Told) -> bool:
        """Tell whether what is found first for a question answers it, and is new."""
        retriever = self.library.retriever(filters=self.filters, dates=self.how.dates)
        results = retriever.search(one.question)
        calibration = calibration_of(self.library)
        if before(self.library, one.question, results, calibration, self.always):
            return False
        hits = [Hit.from_node(node) for node in results.hits]
        if one.form == COURSE:
            return self._has_course(one, hits)
        start, end = results.hits[0].node.metadata["best"]
        sentence = hits[0].text[start - hits[0].start : end - hits[0].start]
        return (
            hits[0].score >= ANSWERS
            and len(sentence.split()) >= _FEWEST_WORDS
            and not _suspicious(hits[0])
            and self._tells(one, sentence, hits[0])
            and self._is_new(sentence)
        )

    def _has_course(self, one: Told, hits: Sequence[Hit]) -> bool:
        calm = [hit for hit in hits if not _suspicious(hit)]
        mentions = self.library.mentions
        events, _ = timeline(one.question, calm, mentions, today=self.how.as_of)
        naming = [event for event in events if _names(one.subject, event.text)]
        new = [event for event in naming if self._is_new(event.text)]
        return (
            len(naming) >= max(_FEWEST_EVENTS, _OF_EVENTS * len(events))
            and len(new) >= _FEWEST_NEW
            and max(event.last for event in events) - min(e.first for e in events) <= _STORY
        )

    def _tells(self, one: Told, sentence: str, hit: Hit) -> bool:
        known = self.library.article(hit.article_id).text
        return tells(one, sentence, known)

    def _is_new(self, sentence: str) -> bool:
        words = stemmed(sentence)
        return len(words & self.shown) < _SHOWN * len(words)


def _suspicious(hit: Hit) -> bool:
    return bool(flags(f"{hit.title}\n{hit.source}\n{hit.text}"))
