"""The model reads evidence and writes; each sentence is attributed once it is whole."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from assistant import abstention, prompts
from assistant.answer import Answer, Evidence, Hit, Sentence, Window
from assistant.asking import Style
from assistant.attribution import Attribution
from assistant.llm import LanguageModel, Usage
from assistant.remarks import Timings
from assistant.repair import completed, repair


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


async def write(
    answer: Answer,
    windows: Sequence[tuple[Evidence, ...]],
    model: LanguageModel,
    clock: Clock,
    attributed: Callable[[str, Sequence[Hit]], Attribution] = Attribution,
    style: Style = "full",
    hint: str = "",
    told: prompts.Told = prompts.as_it_is,
) -> AsyncGenerator[Answer]:
    """Let the model answer, reading on while what it read holds no answer.

    Args:
        answer: The record so far; its hits hold the passages of all evidence.
        windows: What to read, the best first.
        model: Reads and writes.
        clock: Of this answer.
        attributed: Makes the attribution of question and hits.
        style: What kind of answer is wanted.
        hint: How to answer a question of its kind.
        told: Writes the words of a piece of evidence for the model.

    Yields:
        Records that grow. The last one's text is the answer, with sentences of articles in the
        place of those that failed; or a refusal, or a text that nothing supports: see
        `abstention.after`.
    """
    read: tuple[Window, ...] = ()
    for evidence in windows:
        last = prompts.asked(answer.standalone_question, evidence, hint, told)
        window = Window(evidence=evidence, prompt=str(last.content))
        answer = answer.model_copy(update={"windows": (*read, window)})
        yield _grown(answer, [], clock)
        usage = clock.uses()
        attribution = attributed(answer.standalone_question, answer.hits)
        written = ""
        messages = [*prompts.constant(style), last]
        async with aclosing(model.stream(messages, usage)) as pieces:
            async for piece in pieces:
                if clock.first_token is None:
                    clock.first_token = clock.now()
                written += piece
                # Words that came all at once would be worked through without a pause, in which
                # nobody could stop them.
                await asyncio.sleep(0)
                if not _may_be_refusal(written):
                    yield _grown(answer, attribution.follow(written, False), clock, attribution)
        window = window.model_copy(
            update={
                "written": written,
                "prompt_tokens": usage.prompt_tokens,
                "cached_tokens": usage.cached_tokens,
            }
        )
        read = (*read, window)
        answer = answer.model_copy(update={"windows": read})
        sentences = attribution.follow(written, True)
        if style == "full" and not abstention.is_refusal(written):
            # A bare fact is no sentence, so no sentence can stand in for it.
            question = answer.standalone_question
            sentences = [
                repair(one, attribution, question) or completed(one, attribution, question) or one
                for one in sentences
            ]
        answer = _grown(answer, sentences, clock, attribution)
        if abstention.after(written, answer.sentences, style) is None:
            break
    yield answer


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
