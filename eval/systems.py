"""What can be evaluated, as one thing: a question in, an answer record out.

An assistant, a library, any LlamaIndex retriever or query engine, or a function that does so.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore

from assistant import Answer, Asking, Assistant
from assistant.abstention import is_refusal
from assistant.answer import Citation, Evidence, Hit, Sentence, Window
from assistant.asking import Style
from assistant.attribution import Attribution
from assistant.remarks import Timings
from eval.questions import Question
from index import Filters, Library
from index.filters import as_of
from index.passages import sentences as split
from index.retriever import ArticleRetriever

System = Callable[[Question], Answer]

# What LlamaIndex's synthesizers write where nothing was found.
_EMPTY = "Empty Response"
_AFTER_STOP = re.compile(r"([.!?])((?:\s*\[\d+\])+)")
_MARKERS = re.compile(r"\s*\[(\d+)\]")


def system_of(thing: Any, style: Style = "full", top_k: int = 30) -> System:
    """Make a system of what can answer or find.

    Args:
        thing: An `Assistant`; a `Library`, of which only the search is asked; a LlamaIndex
            retriever, whose hits are all there is; a LlamaIndex query engine, whose response is
            the answer and whose source nodes are its hits; or a function of a `Question` that
            gives an `Answer`.
        style: What kind of answer an assistant is asked for.
        top_k: The most hits of a library.

    Raises:
        TypeError: If it is none of these.
    """
    if isinstance(thing, Assistant):
        return lambda question: thing.ask(question.question, asking(question, style))
    if isinstance(thing, Library):
        return lambda question: _found(question, _retriever(thing, question, top_k))
    if isinstance(thing, BaseRetriever):
        return lambda question: _found(question, thing)
    if isinstance(thing, BaseQueryEngine):
        return lambda question: _answered(question, thing)
    if callable(thing):
        function: System = thing
        return function
    raise TypeError(
        "an Assistant, a Library, a LlamaIndex retriever or query engine, or a function from "
        f"Question to Answer is expected, found {type(thing).__name__}"
    )


def asking(question: Question, style: Style) -> Asking:
    """Give how a question is asked: with its conversation, as of its day."""
    return Asking(style=style, as_of=question.asked, history=question.history)


def _retriever(library: Library, question: Question, top_k: int) -> ArticleRetriever:
    filters = as_of(Filters(), question.asked) if question.asked else Filters()
    return library.retriever(top_k, filters)


def _found(question: Question, retriever: BaseRetriever) -> Answer:
    started = time.perf_counter()
    hits = tuple(map(hit_of, retriever.retrieve(question.question)))
    return Answer(
        question=question.question,
        standalone_question=question.question,
        hits=hits,
        found=len(hits),
        timings=_timings(started, retrieval=_ms(started)),
        model="none",
    )


def _answered(question: Question, engine: BaseQueryEngine) -> Answer:
    """Ask a query engine; its markers [n] are citations of its n-th source as a whole."""
    started = time.perf_counter()
    first: float | None = None
    response: Any = engine.query(question.question)
    if hasattr(response, "response_gen"):
        text = ""
        for piece in response.response_gen:
            first = first or _ms(started)
            text += piece
    else:
        text = str(response)
    timings = _timings(started, first=first)
    hits = tuple(map(hit_of, response.source_nodes))
    abstained = not text.strip() or text.strip() == _EMPTY or is_refusal(_MARKERS.sub("", text))
    sentences, citations = ((), ()) if abstained else _checked(question, text, hits)
    return Answer(
        question=question.question,
        standalone_question=question.question,
        text=" ".join(sentence.text for sentence in sentences) or text.strip(),
        abstained=abstained,
        sentences=tuple(sentences),
        citations=tuple(citations),
        hits=hits,
        found=len(hits),
        windows=(Window(evidence=tuple(map(_evidence, hits)), prompt="", written=text),),
        timings=timings,
    )


def _checked(
    question: Question, text: str, hits: tuple[Hit, ...]
) -> tuple[list[Sentence], list[Citation]]:
    """Judge another's sentences by our verifier, and read its markers as its citations."""
    attribution = Attribution(question.question, hits)
    citations: dict[int, Citation] = {}
    sentences = []
    # "It ended. [1] He left." cites for what stands before.
    text = _AFTER_STOP.sub(r"\2\1", text)
    for written in (text[span.start : span.end] for span in split(text)):
        cited = list(dict.fromkeys(_marked(written, len(hits))))
        for number in cited:
            hit = hits[number - 1]
            citations.setdefault(number, Citation.of(hit, hit.start, hit.end, hit.text, number))
        plain = _MARKERS.sub("", written)
        judged = attribution.judge(plain)
        sentences.append(
            Sentence(
                text=plain, verdict=judged.verdict, reason=judged.reason, citations=tuple(cited)
            )
        )
    return sentences, [citations[number] for number in sorted(citations)]


def _marked(text: str, most: int) -> Iterable[int]:
    """Give the numbers in a text's markers that name a source."""
    return (number for one in _MARKERS.findall(text) if 1 <= (number := int(one)) <= most)


def hit_of(found: NodeWithScore) -> Hit:
    """Read a hit of any LlamaIndex retriever; what its node does not state is empty."""
    node: Any = found.node
    if "scores" in node.metadata:
        return Hit.from_node(found)
    text = node.get_content()
    start = getattr(node, "start_char_idx", None) or 0
    stated = {
        name: str(node.metadata.get(name) or "") for name in ("title", "source", "published", "url")
    }
    return Hit(
        passage_id=node.node_id,
        article_id=str(node.metadata.get("article_id") or node.ref_doc_id or node.node_id),
        start=start,
        end=start + len(text),
        text=text,
        score=found.score or 0.0,
        scores={},
        **stated,
    )


def _evidence(hit: Hit) -> Evidence:
    return Evidence(**{name: getattr(hit, name) for name in Evidence.model_fields})


def _timings(started: float, *, retrieval: float = 0.0, first: float | None = None) -> Timings:
    return Timings(retrieval_ms=retrieval, first_token_ms=first, total_ms=_ms(started))


def _ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000
