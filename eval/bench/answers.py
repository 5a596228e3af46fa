"""Whether answers are right: Dateline beside a plain pipeline, on news questions, the same model.

    python -m eval.bench.answers --shared ../shared/data --work /tmp/retrieval

Needs the library that eval.bench.retrieval made in `--work`. Both systems give short answers to all
339 questions of realtimeqa-2023q4; Dateline is told the day on which each was asked, which the
plain pipeline has no use for. The plain pipeline is plain fusion, the first 300 words of its
passages pasted, one prompt with Dateline's own instructions and examples; a third system,
`citation`, is LlamaIndex's CitationQueryEngine as it comes. Each answer is kept in `--work`: a run
that was stopped goes on; `--again` begins anew. Prints Markdown tables.
"""

import argparse
import asyncio
import json
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant import Answer, Asking, Assistant, Settings, abstention, prompts
from assistant.answer import Evidence
from assistant.llm import LanguageModel, Usage
from eval.bench.retrieval import library_of, llama_index, passage_vectors, plain_fusion
from eval.gold import exact, f1, holds, normalised
from index import Library

_WORDS = 300
_MARKS = re.compile(r"\[\d+\]")
Ask = Callable[[dict[str, Any]], dict[str, Any]]


def plain(library: Library, model: LanguageModel, work: Path) -> Ask:
    """Give the plain pipeline."""
    ids, vectors = passage_vectors(library, work / "news.npy")
    embed = library.embedding.get_query_embedding
    search = plain_fusion(library._catalogue, ids, vectors, embed)

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        read: list[str] = []
        for text in search(question["question"]):
            room = _WORDS - sum(len(piece.split()) for piece in read)
            if room <= 0:
                break
            read.append(" ".join(text.split()[:room]))
        evidence = [_pasted(number, text) for number, text in enumerate(read)]
        messages = [*prompts.constant("short"), prompts.asked(question["question"], evidence)]
        usage = Usage()
        text = asyncio.run(_written(model, messages, usage)).strip()
        return {
            "text": "" if abstention.is_refusal(text) else text,
            "held": holds("\n".join(read), question["answers"]),
            "new_tokens": usage.prompt_tokens - usage.cached_tokens,
        }

    return ask


def citation(model: LanguageModel, work: Path) -> Ask:
    """Give LlamaIndex's CitationQueryEngine with its defaults, over its own default index."""
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.llms.openai_like import OpenAILike

    rows = [json.loads(line) for line in (work / "news.jsonl").read_text().splitlines()]
    index = llama_index(rows, work / "news-llama-index")
    llm = OpenAILike(**model.fields, context_window=4096)
    engine = CitationQueryEngine.from_args(index, llm=llm, streaming=True)

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        started, first, text = time.perf_counter(), 0.0, ""
        answer: Any = engine.query(question["question"])
        for piece in answer.response_gen:
            first = first or (time.perf_counter() - started) * 1000
            text += piece
        read = "\n".join(hit.node.get_content() for hit in answer.source_nodes)
        held = holds(read, question["answers"])
        return {"text": _MARKS.sub("", text).strip(), "held": held, "first_ms": first}

    return ask


def _pasted(number: int, text: str) -> Evidence:
    nowhere = {"source": "", "published": "", "start": 0, "end": len(text)}
    return Evidence(article_id=str(number), passage_id=str(number), text=text, **nowhere)


async def _written(model: LanguageModel, messages: list[Any], usage: Usage) -> str:
    return "".join([piece async for piece in model.stream(messages, usage)])


def dateline(assistant: Assistant, records: Path) -> Ask:
    """Give Dateline; the whole records are written into a folder."""
    records.mkdir(exist_ok=True)
    asyncio.run(asyncio.to_thread(assistant.library.search, "warm", 1))

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        how = Asking(style="short", as_of=question["asked"][:10])
        answer = assistant.ask(question["question"], how)
        (records / f"{question['id']}.json").write_text(answer.model_dump_json())
        read = "\n".join(one.text for window in answer.windows for one in window.evidence)
        first = answer.windows[0] if answer.windows else None
        return {
            "text": "" if answer.abstained else answer.text,
            "reason": answer.reason,
            "held": holds(read, question["answers"]),
            "windows": len(answer.windows),
            "new_tokens": first and first.prompt_tokens - first.cached_tokens,
            "first_ms": answer.timings.first_token_ms,
            "hits_ms": answer.timings.retrieval_ms,
            "cited": _cited(answer, question["answers"]),
            "verdicts": [sentence.verdict for sentence in answer.sentences],
        }

    return ask


def _cited(answer: Answer, gold: Sequence[str]) -> bool:
    """Tell whether a sentence that is cited first, with the one cited beside it, holds the gold."""
    return holds("\n".join(citation.quote for citation in answer.citations), gold)


def run(name: str, ask: Ask, questions: Sequence[dict[str, Any]], work: Path) -> None:
    """Ask all questions that were not asked before, and keep what comes."""
    file = work / f"answers-{name}.jsonl"
    done = (
        {json.loads(line)["id"] for line in file.read_text().splitlines()} if file.exists() else ()
    )
    with file.open("a") as lines:
        for question in questions:
            if question["id"] not in done:
                lines.write(json.dumps({"id": question["id"], **ask(question)}) + "\n")
                lines.flush()


def table(name: str, questions: Sequence[dict[str, Any]], answerable: set[str], work: Path) -> None:
    """Print the figures of one system."""
    lines = (work / f"answers-{name}.jsonl").read_text().splitlines()
    found = {row["id"]: row for row in map(json.loads, lines)}
    asked = [q for q in questions if q["id"] in found]
    held = {q["id"] for q in asked if found[q["id"]]["held"] and q["id"] in answerable}
    parts = {
        "all": asked,
        "answerable": [q for q in asked if q["id"] in answerable],
        "answer in what was read": [q for q in asked if q["id"] in held],
        "not answerable": [q for q in asked if q["id"] not in answerable],
    }
    for label, some in parts.items():
        rows = [(found[q["id"]], q["answers"]) for q in some]
        if not rows:
            continue
        right = [row for row, gold in rows if exact(row["text"], gold)]
        cited = [row["cited"] for row in right if "cited" in row]
        figures = [
            f"{statistics.mean(exact(row['text'], gold) for row, gold in rows):.3f}",
            f"{statistics.mean(f1(row['text'], gold) for row, gold in rows):.3f}",
            f"{statistics.mean(not row['text'] for row, _ in rows):.3f}",
            f"{statistics.mean(cited):.3f}" if cited else "–",
        ]
        print(f"| {name} | {label} | {len(rows)} | {' | '.join(figures)} |")
    for measure in ("new_tokens", "first_ms", "hits_ms"):
        counts = [row[measure] for row in found.values() if row.get(measure)]
        if counts:
            middle, most = statistics.median(counts), max(counts)
            told = f"{middle:.0f} | {most:.0f}"
            print(f"| {name} | {measure}: median, most | {len(counts)} | {told} | | |")


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--systems", default="dateline,plain")
    parser.add_argument("--name", default="", help="of this variant of Dateline")
    parser.add_argument("--again", action="store_true", help="forget the answers kept")
    parser.add_argument("--answerable", action="store_true", help="ask only those")
    parser.add_argument("--sample", type=int, default=1, help="ask every n-th question")
    arguments = parser.parse_args()
    work = arguments.work
    lines = (arguments.shared / "realtimeqa-2023q4" / "questions.jsonl").read_text().splitlines()
    questions = [json.loads(line) for line in lines]
    with library_of(work / "news.jsonl", work / "news") as library:
        texts = (library.article(entry.id).text for entry in library.entries())
        pool = "".join(map(normalised, texts))
        answerable = {
            q["id"] for q in questions if any(normalised(a) in pool for a in q["answers"])
        }
        if arguments.answerable:
            questions = [q for q in questions if q["id"] in answerable]
        questions = questions[:: arguments.sample]
        with Assistant(library, Settings()) as assistant:
            model = assistant.model
            assert model is not None
            asyncio.run(model.warm(prompts.constant("short")))
            variant = f"dateline{arguments.name}"
            asks = {variant: dateline(assistant, work / f"records{arguments.name}")}
            asks["plain"] = plain(library, model, work)
            if "citation" in arguments.systems:
                asks["citation"] = citation(model, work)
            wanted = arguments.systems.replace("dateline", variant).split(",")
            print("| system | questions | n | EM | F1 | refused | right ones cited |")
            print("|---|---|--:|--:|--:|--:|--:|")
            for name in wanted:
                if arguments.again:
                    (work / f"answers-{name}.jsonl").unlink(missing_ok=True)
                run(name, asks[name], questions, work)
                table(name, questions, answerable, work)


if __name__ == "__main__":
    main()
