"""READ THIS FIRST: question -> hits -> evidence -> streamed, attributed answer.

An answer grows: `stream` yields one `Answer` record after another, each saying more than the one
before. The first holds the passages, the last is the answer; whoever shows an answer shows the
latest record, and needs to know nothing else.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import cache, cached_property, partial
from typing import Self

from assistant import abstention, evidence, extractive, prompts
from assistant.answer import Answer, Evidence, Reason
from assistant.asking import ROOM, Asking, Style
from assistant.attribution import Attribution
from assistant.confidence import calibration_of
from assistant.finding import Found, find, flagged, limits_of
from assistant.finishing import chronicle, finished
from assistant.gate import Refusal, before, covered
from assistant.hostility import for_prompt, speaks_to_assistant
from assistant.languages import comparable
from assistant.line import Place
from assistant.llm import LanguageModel
from assistant.remarks import Limits
from assistant.running import RunningModel
from assistant.settings import Settings
from assistant.times import MentionsOf, with_dates
from assistant.understanding import Understood, understand
from assistant.writing import Clock, Writer
from index import Filters, Library
from index.filters import as_of
from index.ranking import asked_for
from index.retriever import Reranker
from index.temporal import Mention


class Assistant:
    """Answers questions over a library; safe to share between threads and sessions.

    Args:
        library: Where the articles are.
        settings: How to answer. Default: from the environment.
        running: A language model that is shared with other libraries; whoever gives it closes it.
            Default: one of its own, as the settings say.

    Attributes:
        running: The language model and the line before it; tells whether it loads.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings | None = None,
        running: RunningModel | None = None,
    ) -> None:
        self.library = library
        self.settings = settings or Settings()
        self.running = running or RunningModel(self.settings)
        self._shares = running is not None

    @property
    def model(self) -> LanguageModel | None:
        """The language model, started when first needed; None for extractive answers.

        Raises:
            ModelError: If it cannot be started; the text says what mends it.
        """
        return self.running.started().result()

    @cached_property
    def _reranker(self) -> Reranker | None:
        if self.settings.reranker is None:
            return None
        from index.reranking import CrossEncoderReranker

        return CrossEncoderReranker(self.settings.reranker)

    def _search(self, searched: Sequence[str], filters: Filters, dates: bool) -> Found:
        retriever = self.library.retriever(
            self.settings.top_k, filters, dates=dates, reranker=self._reranker
        )
        return find(retriever, searched)

    async def prepare(self, style: Style = "full") -> None:
        """Load and start all that the first answer would wait for, both models at once."""
        await asyncio.gather(asyncio.to_thread(self._warm_search), self._warm(style))

    def _warm_search(self) -> None:
        # Where there are no articles, a search needs no model; the first question will.
        _ = self.library.embedding
        self.library.search("warm", 1)

    async def _warm(self, style: Style) -> None:
        model = await asyncio.wrap_future(self.running.started())
        # Another's server is not ours to keep busy.
        if model is not None and model.local is not None:
            await model.warm(prompts.constant(style))

    def close(self) -> None:
        """End the local model, if it runs or is being loaded, unless others share it."""
        if not self._shares:
            self.running.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: str, how: Asking = Asking()) -> Answer:
        """Answer a question; see `stream`. Works with or without a running event loop."""
        running: list[asyncio.Task[Answer]] = []

        async def asked() -> Answer:
            running.append(asyncio.ensure_future(self.aask(question, how)))
            return await running[0]

        with ThreadPoolExecutor(1) as thread:
            answer = thread.submit(asyncio.run, asked())
            try:
                return answer.result()
            except BaseException:
                # Ctrl+C comes to the thread that waits, and must end the one that answers.
                if running and not answer.done():
                    running[0].get_loop().call_soon_threadsafe(running[0].cancel)
                raise

    async def aask(self, question: str, how: Asking = Asking()) -> Answer:
        """Answer a question; see `stream`."""
        *_, answer = [answer async for answer in self.stream(question, how)]
        return answer

    async def stream(self, question: str, how: Asking = Asking()) -> AsyncGenerator[Answer]:
        """Answer a question while it is being written.

        Args:
            question: In words.
            how: Its limits, its conversation, and what kind of answer is wanted.

        Yields:
            Records that grow: first with the hits, then with how many wait for the model before
            it, with what the model reads and the text as it comes, last whole. Where the model has
            to make the question stand alone, the waiting comes first. Closing the iterator stops
            the model and gives up the place in the line.

        Raises:
            FilterError: If `how.as_of` is no day.
            ModelError: If the language model cannot be started or does not answer; the record
                with the hits was yielded before, unless the model had to make the question stand
                alone.
        """
        clock = Clock()
        # Nothing that came after the day of asking is there, whatever filters say.
        always = as_of(Filters(), how.as_of) if how.as_of else Filters()
        filters = as_of(how.filters, how.as_of) if how.as_of else how.filters
        answer = Answer(
            question=question,
            standalone_question=question,
            as_of=how.as_of,
            library=str(self.library.folder),
        )
        with self.running.line.join() as place:
            admit = self.running.admission(place, how.model)
            usage, languages = clock.uses(), self.library.languages()
            meaning = asyncio.ensure_future(understand(question, how, languages, admit, usage))
            async with aclosing(self.running.until(meaning, place, answer)) as waiting:
                async for shown in waiting:
                    yield shown
            meant = meaning.result()
            found, refusal = await asyncio.to_thread(self._find, meant, filters, always, how.dates)
            clock.retrieval = clock.now()
            answer = _found(answer, meant, found, *limits_of(how, filters, found.results))
            yield answer.model_copy(update={"timings": clock.timings()})
            if refusal is not None:
                why = (refusal.reason, refusal.coverage, refusal.detail)
                answer = abstention.abstained(answer, *why).model_copy(update={"model": "none"})
                yield answer.model_copy(update={"timings": clock.timings()})
                return
            answering = self._answer(answer, meant, found, place, clock, how, always)
            async with aclosing(answering) as growing:
                async for answer in growing:
                    yield answer

    def _find(
        self, meant: Understood, filters: Filters, always: Filters, dates: bool
    ) -> tuple[Found, Refusal | None]:
        """Search, and say why there can be no answer, if so.

        Dates in a question are often loosely meant ("this week"): where nothing near is from
        then, they limit nothing. A time that the library does not cover is another thing.
        """
        found = self._search(meant.searched, filters, dates)
        refusal = self._gate(meant, found, always)
        limited = any(results.filters != filters for results in found.results)
        if refusal is None or refusal.reason == Reason.OUTSIDE_DATES or not limited:
            return found, refusal
        found = self._search(meant.searched, filters, False)
        return found, self._gate(meant, found, always)

    def _gate(self, meant: Understood, found: Found, always: Filters) -> Refusal | None:
        """Say why there can be no answer: if no part of the question can have one."""
        calibration = calibration_of(self.library)
        refusals = [
            before(self.library, question, results, calibration, always)
            for question, results in zip(meant.searched, found.results, strict=True)
        ]
        return None if None in refusals else refusals[0]

    async def _answer(
        self,
        answer: Answer,
        meant: Understood,
        found: Found,
        place: Place,
        clock: Clock,
        how: Asking,
        always: Filters,
    ) -> AsyncGenerator[Answer]:
        """Answer by a timeline, by the model, or without one by the best sentences."""
        mentions_of = cache(self.library.mentions)
        if told := await asyncio.to_thread(chronicle, answer, mentions_of):
            yield told.model_copy(update={"model": "none", "timings": clock.timings()})
            return
        admitted = asyncio.ensure_future(self.running.admission(place, how.model)())
        async with aclosing(self.running.until(admitted, place, answer)) as waiting:
            async for shown in waiting:
                yield shown
        model = admitted.result()
        answer = answer.model_copy(update={"model": model.name if model else "none"})
        if model is None:
            answer = extractive.answer(answer, answer.hits, found.sentences, how.style)
        else:
            room = ROOM[how.style]
            windows, answer = await self._evidence(answer, found, model, room.evidence)
            # Asked for anything else, a small model takes the days in brackets for the answer.
            dated = asked_for(meant.question) == "date"
            told_as = partial(_readable, mentions_of=mentions_of if dated else _undated)
            attribution = partial(
                Attribution,
                read=lambda article_id: self.library.article(article_id).text,
                same_language=comparable(meant.answered_in, ""),
                bare=how.style == "short",
                dates=found.results[0].dates,
            )
            put = (how.style, meant.hint(how.style), meant.wording, told_as)
            most = round(self.settings.answer_tokens * room.answer)
            writer = Writer(model, clock, attribution, *put, answer_tokens=most)
            async with aclosing(writer.write(answer, windows)) as growing:
                async for answer in growing:
                    if not abstention.is_refusal(answer.text):
                        yield answer
            written = answer.windows[-1].written if answer.windows else ""
            if reason := abstention.after(written, answer.sentences, how.style, meant.question):
                answer = abstention.abstained(answer, reason, covered(self.library, always))
        place.leave()
        if not answer.abstained:
            answer = await asyncio.to_thread(finished, answer, mentions_of)
        yield answer.model_copy(update={"timings": clock.timings()})

    async def _evidence(
        self, answer: Answer, found: Found, model: LanguageModel, more: float
    ) -> tuple[list[tuple[Evidence, ...]], Answer]:
        """Give what the model is to read, and the answer with the passages that it stands in."""
        pieces = evidence.candidates(found.single, found.passages, speaks_to_assistant)
        tokens = await model.count([one.text for one in pieces])
        budget = round(self.settings.evidence_tokens * more)
        windows = evidence.windows(pieces, tokens, budget, self.settings.windows)
        known = {hit.passage_id for hit in answer.hits}
        within = dict.fromkeys(one.passage_id for window in windows for one in window)
        added = tuple(flagged(found.passages[name]) for name in within if name not in known)
        return windows, answer.model_copy(update={"hits": (*answer.hits, *added)})


def _found(answer: Answer, meant: Understood, found: Found, limits: Limits, dates: str) -> Answer:
    known = {
        "standalone_question": meant.question,
        "rewritten": meant.rewritten,
        "limits": limits,
        "dates": dates,
        "hits": tuple(map(flagged, found.hits)),
        "found": len(found.hits),
    }
    return answer.model_copy(update=known)


def _undated(_: str) -> Sequence[Mention]:
    return ()


def _readable(one: Evidence, mentions_of: MentionsOf) -> str:
    """Write evidence for the model: relative dates explained, nothing that passes for orders."""
    return for_prompt(with_dates(one.text, one.start, mentions_of(one.article_id)))
