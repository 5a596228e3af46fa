"""READ THIS FIRST: question -> hits -> evidence -> streamed, attributed answer.

An answer grows: `stream` yields one `Answer` record after another, each saying more than the one
before. The first holds the passages, the last is the answer; whoever shows an answer shows the
latest record, and needs to know nothing else.
"""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from assistant import abstention, evidence, extractive, prompts
from assistant.answer import Answer, Hit, Sentence, Timings
from assistant.asking import Asking
from assistant.attribution import Attribution
from assistant.llm import LanguageModel, Usage
from assistant.settings import Settings
from index import Filters, Library
from index.explanation import in_words
from index.retriever import Reranker, Results


@dataclass
class _Clock:
    """Times one answer, in milliseconds from the question."""

    started: float = field(default_factory=time.perf_counter)
    retrieval: float = 0.0
    first_token: float | None = None
    usage: Usage = field(default_factory=Usage)

    def now(self) -> float:
        return (time.perf_counter() - self.started) * 1000

    def timings(self) -> Timings:
        return Timings(
            retrieval_ms=round(self.retrieval, 1),
            first_token_ms=self.first_token and round(self.first_token, 1),
            total_ms=round(self.now(), 1),
            prompt_tokens=self.usage.prompt_tokens,
            cached_tokens=self.usage.cached_tokens,
            output_tokens=self.usage.output_tokens,
        )


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

    def _search(self, question: str, filters: Filters, dates: bool) -> Results:
        return self.library.retriever(
            self.settings.top_k, filters, dates=dates, reranker=self._reranker
        ).search(question)

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
        clock = _Clock()
        # A model that does not run yet loads while the passages are searched.
        starting = asyncio.ensure_future(asyncio.to_thread(lambda: self.model))
        starting.add_done_callback(lambda done: done.cancelled() or done.exception())
        results = await asyncio.to_thread(self._search, question, how.filters, how.dates)
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
            async with aclosing(self._write(answer, hits, model, clock)) as growing:
                async for answer in growing:
                    if not abstention.is_refusal(answer.text):
                        yield answer
            reason = abstention.after(answer.text, answer.sentences)
        if reason is not None:
            answer = abstention.abstained(answer, reason)
        yield answer.model_copy(update={"timings": clock.timings()})

    async def _write(
        self, answer: Answer, hits: list[Hit], model: LanguageModel, clock: _Clock
    ) -> AsyncGenerator[Answer]:
        """Let the model write; attribute each sentence once it is whole."""
        read = evidence.select(hits, self.settings.evidence_tokens)
        attribution = Attribution(answer.standalone_question, hits)
        text = ""
        messages = prompts.prompt(answer.standalone_question, read)
        async with aclosing(model.stream(messages, clock.usage)) as pieces:
            async for piece in pieces:
                if clock.first_token is None:
                    clock.first_token = clock.now()
                text += piece
                if not _may_be_refusal(text):
                    yield _grown(answer, attribution, attribution.follow(text, False), clock)
        yield _grown(answer, attribution, attribution.follow(text, True), clock)


def _may_be_refusal(text: str) -> bool:
    """Hold back what may become "Not found.": shown, it would be taken back a moment later."""
    return prompts.NOT_FOUND.startswith(text.strip()) or abstention.is_refusal(text)


def _grown(
    answer: Answer, attribution: Attribution, sentences: list[Sentence], clock: _Clock
) -> Answer:
    return answer.model_copy(
        update={
            "text": " ".join(sentence.text for sentence in sentences),
            "sentences": tuple(sentences),
            "citations": tuple(attribution.citations),
            "timings": clock.timings(),
        }
    )
