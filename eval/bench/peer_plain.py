"""The plain pipeline: fused passages pasted, 300 words of them, one prompt; what we must be above.

Everything about it is Dateline's own but what the issue is about: the same passages, models,
instructions and examples; no choice of sentences, no check, no second reading.
"""

import asyncio
import time
from pathlib import Path

from llama_index.core.llms import ChatMessage

from assistant import Answer, Assistant, abstention, prompts
from assistant.answer import Evidence, Hit, Sentence, Window
from assistant.attribution import Attribution
from assistant.llm import LanguageModel, Usage
from assistant.remarks import Timings
from eval.bench.retrieval import passage_vectors, plain_fusion
from eval.questions import Question
from eval.systems import System

_WORDS = 300


def plain(assistant: Assistant, work: Path) -> System:
    """Make the plain pipeline over the news, with an assistant's models."""
    library, model = assistant.library, assistant.model
    assert model is not None
    ids, vectors = passage_vectors(library, work / "news.npy")
    embed = library.embedding.get_query_embedding
    search = plain_fusion(library._catalogue, ids, vectors, embed)

    def answer(question: Question) -> Answer:
        started = time.perf_counter()
        read: list[Hit] = []
        for text in search(question.question):
            room = _WORDS - sum(len(hit.text.split()) for hit in read)
            if room <= 0:
                break
            read.append(_hit(len(read), " ".join(text.split()[:room])))
        found = (time.perf_counter() - started) * 1000
        evidence = [Evidence(**{f: getattr(hit, f) for f in Evidence.model_fields}) for hit in read]
        last = prompts.asked(question.question, evidence)
        usage = Usage()
        text, first = asyncio.run(_written(model, [*prompts.constant("short"), last], usage))
        refused = not text or abstention.is_refusal(text)
        judged = Attribution(question.question, read, bare=True).judge(text)
        return Answer(
            question=question.question,
            standalone_question=question.question,
            text=text,
            abstained=refused,
            sentences=() if refused else (Sentence(text=text, verdict=judged.verdict),),
            hits=tuple(read),
            found=len(read),
            windows=(
                Window(
                    evidence=tuple(evidence),
                    prompt=str(last.content),
                    written=text,
                    prompt_tokens=usage.prompt_tokens,
                    cached_tokens=usage.cached_tokens,
                ),
            ),
            timings=Timings(
                retrieval_ms=found,
                first_token_ms=(first - started) * 1000,
                total_ms=(time.perf_counter() - started) * 1000,
                prompt_tokens=usage.prompt_tokens,
                cached_tokens=usage.cached_tokens,
                output_tokens=usage.output_tokens,
            ),
            model=model.name,
        )

    return answer


def _hit(number: int, text: str) -> Hit:
    name = str(number)
    nowhere = {"title": "", "source": "", "published": "", "url": ""}
    return Hit(
        passage_id=name,
        article_id=name,
        start=0,
        end=len(text),
        text=text,
        score=-float(number),
        scores={},
        **nowhere,
    )


async def _written(
    model: LanguageModel, messages: list[ChatMessage], usage: Usage
) -> tuple[str, float]:
    """Let the model write; give the text, and when its first word came."""
    text, first = "", 0.0
    async for piece in model.stream(messages, usage):
        first = first or time.perf_counter()
        text += piece
    return text.strip(), first or time.perf_counter()
