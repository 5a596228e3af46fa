import pytest
from llama_index.core.schema import NodeWithScore, TextNode
from pydantic import ValidationError

from assistant.answer import Answer, Citation, Hit, Reason, Sentence, Verdict
from assistant.remarks import Timings
from index import Library

HIT = Hit(
    passage_id="a:0",
    article_id="a",
    title="Tram “open”",
    source="The Larch Courier",
    published="2021-05",
    url="https://courier.example/tram",
    start=3,
    end=9,
    text="Zürich",
    score=0.0325,
    scores={"dense": None, "lexical": 4.5, "fused": 0.0325},
)
CITATION = Citation(
    marker=1,
    article_id="a",
    passage_id="a:0",
    title="Tram",
    source="The Larch Courier",
    published="",
    url="",
    start=3,
    end=9,
    quote="Zürich",
)
WHOLE = Answer(
    question="Is it open?",
    standalone_question="Is the tram open?",
    text="It is.",
    sentences=(Sentence(text="It is.", verdict=Verdict.SUPPORTED, citations=(1,)),),
    citations=(CITATION,),
    hits=(HIT,),
    timings=Timings(retrieval_ms=12.5, first_token_ms=None, total_ms=20, prompt_tokens=7),
    model="none",
    library="/news",
)
ABSTAINED = Answer(
    question="Who?",
    standalone_question="Who?",
    text="Nothing in the library comes near this question.",
    abstained=True,
    reason=Reason.NOTHING_NEAR,
)


@pytest.mark.parametrize("answer", [WHOLE, ABSTAINED], ids=["whole", "abstained"])
def test_a_record_comes_back_from_json_as_it_was(answer: Answer):
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_json_holds_the_words_of_verdicts_and_reasons():
    assert '"verdict":"supported"' in WHOLE.model_dump_json()
    assert (
        '"reason":"nothing in the library comes near the question"' in ABSTAINED.model_dump_json()
    )


def test_a_record_cannot_be_changed():
    with pytest.raises(ValidationError):
        WHOLE.text = "It is not."


def test_a_verdict_that_does_not_exist_is_refused():
    with pytest.raises(ValidationError):
        Sentence(text="It is.", verdict="true")


def test_a_hit_of_the_retriever_becomes_a_record(sample_library: Library):
    (node,) = sample_library.search("swing bridge crack", top_k=1)
    hit = Hit.from_node(node)
    article = sample_library.article(hit.article_id)
    assert article.text[hit.start : hit.end] == hit.text
    assert (hit.passage_id, hit.score) == (node.node.node_id, node.score)
    assert (hit.title, hit.source, hit.published) == (
        article.title,
        article.source,
        article.published,
    )
    assert set(hit.scores) == {"dense", "lexical", "coverage", "score"}


def test_a_node_without_offsets_is_no_hit():
    with pytest.raises(TypeError, match="a text node with offsets is expected, found TextNode"):
        Hit.from_node(NodeWithScore(node=TextNode(text="x"), score=1.0))
