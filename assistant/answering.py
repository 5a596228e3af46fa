"""READ THIS FIRST: question -> hits -> evidence -> streamed, attributed answer.

An answer grows: `stream` yields one `Answer` record after another, each saying more than the one
before. The first holds the passages, the last is the answer; whoever shows an answer shows the
latest record, and needs to know nothing else.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import cached_property
from typing import Self

from assistant import abstention, evidence, extractive, prompts
from assistant.answer import Answer, Evidence, Hit
from assistant.asking import Asking
from assistant.llm import LanguageModel
from assistant.settings import Settings
from assistant.writing import Clock, write
from index import Library
from index.explanation import in_words
from index.retriever import Reranker, Results

# Sentences that evidence is chosen from: three windows take about thirty.
_SENTENCES = 40


class Assistant:
    """Answers questions over a library; safe to share between threads and sessions.

    Args:
        library: Where the articles are.
        settings: How to answer. Default: from the environment.
    """

    def __init__(self, library: Library, settings: Settings | None = None) -> None:
        self.library = library
        self.settings = settings or Settings()
        self._model: LanguageModel | None = None
        self._starting = threading.Lock()

    @property
    def model(self) -> LanguageModel | None:
        """The language model, started when first needed; None for extractive answers.

        Raises:
            ModelError: If it cannot be started; the text says what mends it.
        """
        if self.settings.llm == "none" and not self.settings.llm_url:
            return None
        with self._starting:
            local = self._model.local if self._model else None
            if local is not None and not local.alive():
                self._model = None
            if self._model is None:
                self._model = LanguageModel.start(self.settings)
        return self._model

    @cached_property
    def _reranker(self) -> Reranker | None:
        if self.settings.reranker is None:
            return None
        from index.reranking import CrossEncoderReranker

        return CrossEncoderReranker(self.settings.reranker)

    def _search(self, question: str, how: Asking) -> Results:
        retriever = self.library.retriever(
            self.settings.top_k, how.filters, dates=how.dates, reranker=self._reranker
        )
        return retriever.search(question, sentences=_SENTENCES)

    async def prepare(self) -> None:
        """Load and start all that the first answer would wait for, both models at once."""
        await asyncio.gather(asyncio.to_thread(lambda: self.library.embedding), self._warm())
        await asyncio.to_thread(self.library.search, "warm", 1)

    async def _warm(self) -> None:
        model = await asyncio.to_thread(lambda: self.model)
        # Another's server is not ours to keep busy.
        if model is not None and model.local is not None:
            await model.warm(prompts.constant())

    def close(self) -> None:
        """End the local model, if it runs."""
        if self._model is not None:
            self._model.close()
            self._model = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: str, how: Asking = Asking()) -> Answer:
        """Answer a question; see `stream`. Works with or without a running event loop."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self.aask(question, how)).result()

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
            Records that grow: first with the hits, then with the text as it comes, last whole.
            Closing the iterator stops the model.

        Raises:
            ModelError: If the language model cannot be started or does not answer; the record
                with the hits was yielded before.
        """
        clock = Clock()
        # A model that does not run yet loads while the passages are searched.
        starting = asyncio.ensure_future(asyncio.to_thread(lambda: self.model))
        starting.add_done_callback(lambda done: done.cancelled() or done.exception())
        results = await asyncio.to_thread(self._search, question, how)
        hits = [Hit.from_node(node) for node in results.hits]
        clock.retrieval = clock.now()
        answer = Answer(
            question=question,
            standalone_question=question,
            dates=in_words(results.dates, results.filters),
            hits=tuple(hits),
            library=str(self.library.folder),
        )
        yield answer.model_copy(update={"timings": clock.timings()})
        empty = not hits and self.library.counts().articles == 0
        reason = abstention.before(hits, empty, results.filters)
        model = None if reason else await starting
        answer = answer.model_copy(update={"model": model.name if model else "none"})
        if reason is None and model is None:
            picked = await asyncio.to_thread(
                extractive.answer, answer, hits, self.library.embedding
            )
            yield picked.model_copy(update={"timings": clock.timings()})
            return
        if reason is None and model is not None:
            windows, answer = await self._evidence(answer, results, model)
            async with aclosing(write(answer, windows, model, clock, how.style)) as growing:
                async for answer in growing:
                    if not abstention.is_refusal(answer.text):
                        yield answer
            written = answer.windows[-1].written if answer.windows else ""
            reason = abstention.after(written, answer.sentences)
        if reason is not None:
            answer = abstention.abstained(answer, reason)
        yield answer.model_copy(update={"timings": clock.timings()})

    async def _evidence(
        self, answer: Answer, results: Results, model: LanguageModel
    ) -> tuple[list[tuple[Evidence, ...]], Answer]:
        """Give what the model is to read, and the answer with the passages that it stands in."""
        passages = {name: Hit.from_node(node) for name, node in results.passages.items()}
        single = [Hit.from_node(node) for node in results.sentences]
        found = evidence.candidates(single, passages, lambda _: False)
        tokens = await model.count([one.text for one in found])
        windows = evidence.windows(
            found, tokens, self.settings.evidence_tokens, self.settings.windows
        )
        known = {hit.passage_id for hit in answer.hits}
        within = dict.fromkeys(one.passage_id for window in windows for one in window)
        more = tuple(passages[name] for name in within if name not in known)
        return windows, answer.model_copy(update={"hits": (*answer.hits, *more)})
