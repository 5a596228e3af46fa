"""What can be evaluated: an assistant, a library, LlamaIndex's retrievers and query engines."""

from pathlib import Path
from typing import Any

import pytest
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.llms import ChatMessage, ChatResponse, CompletionResponse, MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from pydantic import PrivateAttr

from assistant import Assistant, Settings, Verdict
from assistant.asking import Exchange
from eval import Question, QuestionSet, evaluate, runs
from eval.stages import Stage
from eval.systems import system_of
from index import Library

WEIGHT = Question(
    "weight",
    "How much does the new bearing of the swing bridge weigh?",
    ("14 tonnes",),
    asked="2025-10-31",
)
ELECTED = Question("mayor", "Who was elected mayor of Port Ellery?", ("Rosalind Teague",))


class Writes(MockLLM):
    """A language model of LlamaIndex that writes one text."""

    _text: str = PrivateAttr()

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """Write it."""
        return CompletionResponse(text=self._text)

    def chat(self, messages: Any, **kwargs: Any) -> ChatResponse:
        """Write it."""
        return ChatResponse(message=ChatMessage(role="assistant", content=self._text))


@pytest.fixture
def peer(embedding: Any) -> VectorStoreIndex:
    """LlamaIndex's own index over two texts."""
    texts = {
        "bridge": "The new bearing weighs 14 tonnes. It was cast in the north.",
        "mayor": "Rosalind Teague was elected mayor of Port Ellery on Thursday.",
    }
    documents = [
        Document(text=text, id_=name, metadata={"title": name}) for name, text in texts.items()
    ]
    return VectorStoreIndex.from_documents(documents, embed_model=embedding)


def test_a_library_is_searched(sample_library: Library, tmp_path: Path):
    run = evaluate(QuestionSet((WEIGHT, ELECTED)), sample_library, out=tmp_path)
    assert run.conditions.kind == "retrieval"
    assert run.conditions.articles == 33
    assert "em" not in run.metrics
    assert run.metrics["retrieval_ms.median"].n == 2
    for row in runs.rows(tmp_path):
        assert row.answer is not None
        assert row.answer.hits
        assert row.stage == (Stage.RIGHT if row.measures["Success@10"] else Stage.NOT_RETRIEVED)


def test_nothing_later_than_the_day_of_asking_is_searched(sample_library: Library):
    question = Question("early", "How much does the new bearing weigh?", ("x",), asked="2025-04-30")
    hits = system_of(sample_library)(question).hits
    assert hits
    assert all(hit.published <= "2025-04-30" for hit in hits)


def test_an_assistant_answers_with_its_conversation(sample_library: Library):
    followed = Question(
        "follow",
        "And when did it reopen?",
        ("9 August",),
        history=(Exchange("Why was the Asker Swing Bridge closed in March?", "A crack."),),
    )
    with Assistant(sample_library, Settings(llm="none")) as assistant:
        answer = system_of(assistant)(followed)
        run = evaluate(QuestionSet((WEIGHT, followed)), assistant)
    assert "Asker Swing Bridge" in answer.standalone_question
    assert run.conditions.settings["llm"] == "none"
    assert "llm_key" not in run.conditions.settings
    assert run.metrics["aurc"].excluded <= 2


def test_a_retriever_of_llama_index_is_measured(peer: VectorStoreIndex):
    run = evaluate(QuestionSet((WEIGHT, ELECTED)), peer.as_retriever(similarity_top_k=2))
    assert run.metrics["Success@5"].value == 1
    assert run.conditions.kind == "retrieval"
    assert run.conditions.library == ""


def test_a_query_engine_of_llama_index_is_measured_and_its_sentences_are_checked(
    peer: VectorStoreIndex,
):
    engine = RetrieverQueryEngine.from_args(
        peer.as_retriever(similarity_top_k=2),
        llm=Writes("The new bearing weighs 14 tonnes. [1] It cost nine billion crowns [7]."),
    )
    answer = system_of(engine)(WEIGHT)
    assert answer.text == "The new bearing weighs 14 tonnes. It cost nine billion crowns."
    assert [sentence.citations for sentence in answer.sentences] == [(1,), ()]
    assert answer.sentences[0].verdict == Verdict.SUPPORTED
    assert answer.sentences[1].verdict == Verdict.NOT_FOUND
    assert answer.citations[0].quote == answer.hits[0].text
    assert {hit.article_id for hit in answer.hits} == {"bridge", "mayor"}
    run = evaluate(QuestionSet((WEIGHT,)), engine, name="llama-index")
    assert run.metrics["right"].value == 1
    assert run.metrics["evidence_held"].value == 1
    # It has no measure of how sure it is.
    assert "aurc" not in run.metrics


def test_a_query_engine_that_says_no_has_refused(peer: VectorStoreIndex):
    engine = RetrieverQueryEngine.from_args(
        peer.as_retriever(), llm=Writes("The passages do not say how much it weighs.")
    )
    assert system_of(engine)(WEIGHT).abstained
