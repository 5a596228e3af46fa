"""The model reads evidence and writes; each sentence is attributed once it is whole."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from llama_index.core.llms import ChatMessage

from assistant import abstention, prompts
from assistant.answer import Answer, Evidence, Hit, Sentence, Window
from assistant.asking import Style
from assistant.attribution import Attribution
from assistant.llm import LanguageModel, Usage
from assistant.remarks import Timings
from assistant.repair import answered, completed, repair
from assistant.restating import only_restates


@dataclass
class Clock:
    """Times one answer, in milliseconds from the question."""

    started: float = field(default_factory=time.perf_counter)
    retrieval: float = 0.0
    first_token: float | None = None
    usage: list[Usage] = field(default_factory=list)

    def uses(self) -> Usage:
        """Begin to count what the model reads and writes for one request."""
        self.usage.append(Usage())
        return self.usage[-1]

    def now(self) -> float:
        """Give the time since the question."""
        return (time.perf_counter() - self.started) * 1000

    def timings(self) -> Timings:
        """Give what was measured so far."""
        return Timings(
            retrieval_ms=round(self.retrieval, 1),
            first_token_ms=self.first_token and round(self.first_token, 1),
            total_ms=round(self.now(), 1),
            prompt_tokens=sum(used.prompt_tokens for used in self.usage),
            cached_tokens=sum(used.cached_tokens for used in self.usage),
            output_tokens=sum(used.output_tokens for used in self.usage),
        )


@dataclass(frozen=True)
class Writer:
    """Lets the model answer, reading on while what it read holds no answer.

    Attributes:
        model: Reads and writes.
        clock: Of this answer.
        attributed: Makes the attribution of question and hits.
        style: What kind of answer is wanted.
        hint: How to answer this question.
        wording: Of the question for the model, if it is not that of the search.
        told: Writes the words of a piece of evidence for the model.
        answer_tokens: The longest answer; None for that of the model.
    """

    model: LanguageModel
    clock: Clock
    attributed: Callable[[str, Sequence[Hit]], Attribution] = Attribution
    style: Style = "full"
    hint: str = ""
    wording: str = ""
    told: prompts.Told = prompts.as_it_is
    answer_tokens: int | None = None

    async def write(
        self, answer: Answer, windows: Sequence[tuple[Evidence, ...]]
    ) -> AsyncGenerator[Answer]:
        """Answer a question.

        Args:
            answer: The record so far; its hits hold the passages of all evidence.
            windows: What to read, the best first.

        Yields:
            Records that grow. The last one's text is the answer, with sentences of articles in the
            place of those that failed; or a refusal, or a text that nothing supports: see
            `abstention.after`.
        """
        question = self.wording or answer.standalone_question
        for evidence in windows:
            last = prompts.asked(question, evidence, self.hint, self.told)
            window = Window(evidence=evidence, prompt=str(last.content))
            before = answer.windows
            answer = answer.model_copy(update={"windows": (*before, window)})
            yield _grown(answer, [], self.clock)
            usage = self.clock.uses()
            attribution = self.attributed(answer.standalone_question, answer.hits)
            written = ""
            async with aclosing(self._pieces(last, usage)) as pieces:
                async for piece in pieces:
                    written += piece
                    if not _may_be_refusal(written):
                        sentences = attribution.follow(written, False)
                        yield _grown(answer, sentences, self.clock, attribution)
            read = {
                "written": written,
                "prompt_tokens": usage.prompt_tokens,
                "cached_tokens": usage.cached_tokens,
            }
            windows_read = (*before, window.model_copy(update=read))
            answer = answer.model_copy(update={"windows": windows_read})
            asked, more = answer.standalone_question, evidence is not windows[-1]
            sentences = self._mended(attribution, written, asked, more)
            answer = _grown(answer, sentences, self.clock, attribution)
            if abstention.after(written, answer.sentences, self.style, asked) is None:
                break
        yield answer

    async def _pieces(self, last: ChatMessage, usage: Usage) -> AsyncGenerator[str]:
        messages = [*prompts.constant(self.style), last]
        async with aclosing(self.model.stream(messages, usage, self.answer_tokens)) as pieces:
            async for piece in pieces:
                if self.clock.first_token is None:
                    self.clock.first_token = self.clock.now()
                yield piece
                # Words that came all at once would be worked through without a pause, in which
                # nobody could stop them.
                await asyncio.sleep(0)

    def _mended(
        self, attribution: Attribution, written: str, question: str, more: bool
    ) -> list[Sentence]:
        """Judge what was written, and put the article's words where it fails."""
        sentences = attribution.follow(written, True)
        if self.style == "short" or abstention.is_refusal(written):
            # A bare fact is no sentence, so no sentence can stand in for it.
            return sentences
        if only_restates(sentences, question):
            # Where there is more to read, that may answer.
            return sentences if more else [answered(sentences[0], attribution, question)]
        return [
            repair(one, attribution, question) or completed(one, attribution, question) or one
            for one in sentences
        ]


def _may_be_refusal(text: str) -> bool:
    """Hold back what may become "Not found.": shown, it would be taken back a moment later."""
    return prompts.NOT_FOUND.startswith(text.strip()) or abstention.is_refusal(text)


def _grown(
    answer: Answer,
    sentences: Sequence[Sentence],
    clock: Clock,
    attribution: Attribution | None = None,
) -> Answer:
    return answer.model_copy(
        update={
            "text": " ".join(sentence.text for sentence in sentences),
            "sentences": tuple(sentences),
            "citations": tuple(attribution.citations) if attribution else (),
            "timings": clock.timings(),
        }
    )
