"""Dateline beside its peers: the same questions, articles, embedding model and language model.

    pip install txtai==9.14.0 faiss-cpu==1.15.1
    python -m eval.bench.peers --shared ../shared/data --work /tmp/retrieval

Needs what eval.bench.retrieval made in `--work`. Answers: 120 questions of realtimeqa-2023q4 drawn
with a seed, answerable and not in their natural share, are asked of Dateline, LlamaIndex's default
query engine, its CitationQueryEngine and txtai's RAG pipeline, each with its defaults, and of the
plain pipeline (eval.bench.peer_plain), which only Dateline's own issue measures us by. Retrieval:
all 2,655 questions of nq-open, of each system's search. Every run is kept in `--work`/peers, so one
that was stopped goes on. Prints Markdown tables with 95 % intervals.

Set for the peers, because their defaults cannot be: the models, the context's size (`llm_context`),
the longest answer, temperature 0. Their answers are streamed, so that the first token's time is
known, and for nq-open ten hits are asked for. Only Dateline is told the day of asking; the others
have no use for it. Peers write sentences; a question that they answer ends with what Dateline's
short style is told (their search does not see it). With `--no-short-instruction` they are asked as
they come: then em, f1 and `right` say little of them. `choice` is fair to both: of the four
choices, which nobody is shown, the answer means the right one; see `contains` too. Verdicts on
their sentences are Dateline's. Where a system says nothing of the kind, the table has a dash.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.callbacks import CallbackManager, TokenCountingHandler
from llama_index.core.schema import QueryBundle

from assistant import Answer, Assistant, Settings, prompts
from eval.bench.peer_plain import plain
from eval.bench.peer_questions import news_questions, open_questions
from eval.bench.peer_table import DATELINE, table
from eval.bench.peer_txtai import TxtaiEngine, TxtaiRetriever, open_index
from eval.bench.retrieval import library_of, llama_index
from eval.evaluation import evaluate
from eval.questions import Question, QuestionSet, judged
from eval.runs import Row
from eval.systems import System, system_of
from index import Library

SYSTEMS = (DATELINE, "plain", "llama-index", "citation", "txtai")
# What Dateline's own short style is told, word for word.
SHORT = (
    "Answer with the name, number, date or phrase alone, as short as possible, no sentence. "
    "Write numbers in digits."
)
TOP_K = 10


class TimeUp(Exception):
    """The time for this session is over; the same command goes on."""


class Instructed(BaseQueryEngine):
    """A query engine whose model reads an instruction behind the question; its search does not.

    Args:
        engine: Any whose search embeds `QueryBundle.embedding_strs`.
        instruction: A sentence, or "" for none.
    """

    def __init__(self, engine: BaseQueryEngine, instruction: str) -> None:
        super().__init__(callback_manager=None)
        self._engine = engine
        self._instruction = instruction

    def _query(self, query_bundle: QueryBundle) -> Any:
        plain = query_bundle.query_str
        whole = f"{plain} {self._instruction}".strip()
        return self._engine.query(QueryBundle(whole, custom_embedding_strs=[plain]))

    async def _aquery(self, query_bundle: QueryBundle) -> Any:
        return self._query(query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


def counted(engine: BaseQueryEngine, tokens: TokenCountingHandler, model: str) -> System:
    """Make a system of a query engine, with the tokens that the model's server counted."""
    ask = system_of(engine)

    def answer(question: Question) -> Answer:
        tokens.reset_counts()
        found = ask(question)
        count = {
            "prompt_tokens": tokens.prompt_llm_token_count,
            "output_tokens": tokens.completion_llm_token_count,
        }
        timings = found.timings.model_copy(update=count)
        return found.model_copy(update={"timings": timings, "model": model})

    return answer


def peer(name: str, assistant: Assistant, work: Path, instruction: str) -> System:
    """Make a peer over the news, with the assistant's models."""
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.llms.openai_like import OpenAILike

    model = assistant.model
    assert model is not None
    llm = OpenAILike(**model.fields, context_window=assistant.settings.llm_context)
    engine: Any
    if name == "plain":
        return plain(assistant, work)
    if name == "txtai":
        engine = TxtaiEngine(txtai_of(work, "news", assistant.library), llm)
    elif name == "citation":
        index = llama_index_of(work, "news")
        engine = CitationQueryEngine.from_args(index, llm=llm, streaming=True)
    else:
        engine = llama_index_of(work, "news").as_query_engine(llm=llm, streaming=True)
    tokens = TokenCountingHandler()
    # Last: an engine gives its model a manager of its own.
    llm.callback_manager = CallbackManager([tokens])
    return counted(Instructed(engine, instruction), tokens, model.name)


def llama_index_of(work: Path, name: str) -> Any:
    """Open LlamaIndex's index of a library's articles, made the first time."""
    return llama_index(_articles(work, name), work / f"{name}-llama-index")


def txtai_of(work: Path, name: str, library: Library) -> Any:
    """Open txtai's, likewise, with the library's embedding model."""
    return open_index(_articles(work, name), work / f"{name}-txtai", library.embedding)


def _articles(work: Path, name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (work / f"{name}.jsonl").read_text().splitlines()]


@dataclass(frozen=True)
class Session:
    """What is asked, where it is kept, and until when.

    Attributes:
        shared: The data's folder.
        work: The folder that eval.bench.retrieval made.
        systems: Names, in the order of the table's columns.
        until: When to stop, as `time.monotonic` tells it.
    """

    shared: Path
    work: Path
    systems: tuple[str, ...]
    until: float

    def asked(self, questions: QuestionSet, name: str, make: Callable[[], Any], **how: Any) -> Path:
        """Evaluate a system, or go on with it; give the run's folder.

        Args:
            questions: What to ask.
            name: Of the run.
            make: Makes the system; not called when time is up.
            how: The other arguments of `evaluate`.
        """
        folder = self.work / "peers" / name
        if time.monotonic() < self.until:
            try:
                evaluate(questions, make(), out=folder, name=name, progress=self._told, **how)
            except TimeUp:
                print(f"{name}: time is up; the same command goes on", file=sys.stderr)
        return folder

    def _told(self, row: Row, done: int, number: int) -> None:
        if number < 1000 or done % 100 == 0:
            took = (row.measures.get("total_ms") or 0) / 1000
            print(f"{done}/{number} {took:.1f} s {row.error}", file=sys.stderr, flush=True)
        if done < number and time.monotonic() >= self.until:
            raise TimeUp


def answers(session: Session, sample: int, seed: int, instruction: str) -> str:
    """Ask the news questions, and make the table."""
    work, folders = session.work, {}
    with (
        library_of(work / "news.jsonl", work / "news") as library,
        Assistant(library, Settings()) as assistant,
    ):

        def system(name: str) -> Assistant | System:
            return assistant if name == DATELINE else peer(name, assistant, work, instruction)

        assert assistant.model is not None
        asyncio.run(assistant.model.warm(prompts.constant("short")))
        library.search("warm", 1)
        questions = judged(news_questions(session.shared).sample(sample, seed), library)
        # Not named by its number alone: another draw is another run.
        drawn = f"{sample}-{seed}"
        for name in session.systems:
            as_comes = "" if instruction or name == DATELINE else "-as-it-comes"
            folders[name] = session.asked(
                questions,
                f"{name}{as_comes}-{drawn}",
                partial(system, name),
                library=library,
                style="short",
            )
    return table(folders)


def retrieval(session: Session) -> str:
    """Ask the encyclopedia questions of each system's search, and make the table."""
    work, folders = session.work, {}
    with library_of(work / "nq.jsonl", work / "nq") as library:

        def search(name: str) -> Library | BaseRetriever:
            if name == DATELINE:
                return library
            if name == "txtai":
                return TxtaiRetriever(txtai_of(work, "nq", library), TOP_K)
            found: BaseRetriever = llama_index_of(work, "nq").as_retriever(similarity_top_k=TOP_K)
            return found

        questions = open_questions(session.shared)
        # The citation engine searches as LlamaIndex does; the plain pipeline's search is another
        # bench's, eval.bench.retrieval.
        for name in (one for one in session.systems if one not in ("citation", "plain")):
            folders[name] = session.asked(
                questions,
                f"{name}-nq",
                partial(search, name),
                library=library,
                retrieval_only=True,
            )
    return table(folders)


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--parts", default="retrieval,answers", help="one of them, or both")
    parser.add_argument("--sample", type=int, default=120, help="news questions to draw")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit-minutes", type=float, default=float("inf"))
    parser.add_argument("--short-instruction", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args()
    systems = tuple(given.systems.split(","))
    if unknown := set(systems) - set(SYSTEMS):
        parser.error(f"no system {', '.join(unknown)}; expected some of {', '.join(SYSTEMS)}")
    until = time.monotonic() + 60 * given.limit_minutes
    session = Session(given.shared, given.work, systems, until)
    if "retrieval" in given.parts:
        print(retrieval(session), flush=True)
    if "answers" in given.parts:
        instruction = SHORT if given.short_instruction else ""
        print(answers(session, given.sample, given.seed, instruction))


if __name__ == "__main__":
    main()
