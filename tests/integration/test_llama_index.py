import asyncio

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, QueryBundle

from index import ArticleRetriever, Library

QUESTION = "Why was the Asker Swing Bridge closed in March?"


@pytest.fixture
def engine(sample_library: Library) -> RetrieverQueryEngine:
    return RetrieverQueryEngine.from_args(sample_library.retriever(top_k=4), llm=MockLLM())


def test_the_retriever_drops_into_a_query_engine(engine: RetrieverQueryEngine):
    response = engine.query(QUESTION)
    assert len(response.source_nodes) == 4
    assert "bridge" in response.source_nodes[0].get_content().lower()
    assert "Swing Bridge" in str(response)


def test_it_does_so_asynchronously(engine: RetrieverQueryEngine):
    async def ask() -> tuple[list[str], list[str]]:
        one, other = await asyncio.gather(engine.aquery(QUESTION), engine.aquery("Osk ferry"))
        return [n.node_id for n in one.source_nodes], [n.node_id for n in other.source_nodes]

    bridge, ferry = asyncio.run(ask())
    assert bridge == [node.node_id for node in engine.query(QUESTION).source_nodes]
    assert ferry == [node.node_id for node in engine.query("Osk ferry").source_nodes]


def test_the_model_reads_text_and_what_helps_and_no_scores(sample_library: Library):
    node = sample_library.search(QUESTION)[0].node
    read = node.get_content(MetadataMode.LLM)
    assert node.get_content() in read
    assert node.metadata["title"] in read
    assert "scores" not in read
    assert node.metadata["article_id"] not in read


def test_a_hit_is_complete(sample_library: Library):
    hits = sample_library.search(QUESTION)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        article = sample_library.article(hit.node.metadata["article_id"])
        for name in ("title", "source", "author", "url", "published", "published_origin"):
            assert hit.node.metadata[name] == getattr(article, name)
        assert hit.node.source_node is not None
        assert hit.node.source_node.node_id == article.id
        scores = hit.node.metadata["scores"]
        assert scores["score"] == hit.score
        assert -1 <= scores["dense"] <= 1 + 1e-6
        assert scores["lexical"] is None or scores["lexical"] > 0


def test_no_more_hits_than_asked_for_are_given(sample_library: Library):
    assert len(sample_library.search(QUESTION, top_k=3)) == 3


@pytest.mark.parametrize("question", ["", "  \n"])
def test_a_question_of_nothing_finds_nothing(sample_library: Library, question: str):
    assert sample_library.search(question) == []


def test_copies_of_one_story_take_one_place(sample_library: Library):
    question = "Pellhaven Foods will close its fish cannery at Kelder Bay with the loss of 210 jobs"
    hits = sample_library.search(question, top_k=8)
    closing = [hit for hit in hits if "will close its fish cannery" in hit.node.get_content()]
    assert len(closing) == 1


def test_an_embedding_that_was_given_is_used(sample_library: Library):
    retriever = sample_library.retriever()
    assert isinstance(retriever, ArticleRetriever)
    vector = sample_library.embedding.get_query_embedding("Osk ferry pier")
    given = retriever.retrieve(QueryBundle("swing bridge", embedding=vector))
    plain = retriever.retrieve("swing bridge")
    assert {hit.node_id for hit in given} != {hit.node_id for hit in plain}
