"""The answer record: what chat, command line, scripts, history, export and evaluation all use.

A record is JSON by `answer.model_dump_json()` and comes back by `Answer.model_validate_json`.
"""

from enum import StrEnum

from llama_index.core.schema import NodeWithScore, TextNode
from pydantic import BaseModel, ConfigDict


class Verdict(StrEnum):
    """What checking a sentence against its source found."""

    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly supported"
    NOT_FOUND = "not found in source"
    NOT_CHECKED = "not checked"


class Reason(StrEnum):
    """Why there is no answer."""

    EMPTY_LIBRARY = "the library is empty"
    NO_MATCH = "no article passes the filters"
    NOTHING_NEAR = "nothing in the library comes near the question"
    NOT_ANSWERED = "the nearest passages do not answer the question"
    NOT_SUPPORTED = "no passage supports what the model wrote"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Sentence(_Record):
    """One sentence of an answer.

    Attributes:
        text: The sentence, without markers.
        verdict: What checking it found.
        citations: Markers of the citations that support it, in the order of their weight.
    """

    text: str
    verdict: Verdict = Verdict.NOT_CHECKED
    citations: tuple[int, ...] = ()


class Citation(_Record):
    """The exact words that support a sentence: `article.text[start:end] == quote`.

    Attributes:
        marker: The number shown for it, from 1 in the order of first use.
        article_id: The article's id.
        passage_id: The passage that was found.
        title: The article's headline.
        source: The outlet.
        published: ISO 8601, as exact as stated; "" when undated.
        url: The article's address; "" when unknown.
        start: Offset of the quote's first character in the article's text.
        end: Offset after its last character.
        quote: The quoted sentence.
    """

    marker: int
    article_id: str
    passage_id: str
    title: str
    source: str
    published: str
    url: str
    start: int
    end: int
    quote: str


class Hit(_Record):
    """A passage that was found: `article.text[start:end] == text`.

    Attributes:
        passage_id: The passage's id.
        article_id: The article's id.
        title: The article's headline.
        source: The outlet.
        published: ISO 8601, as exact as stated; "" when undated.
        url: The article's address; "" when unknown.
        start: Offset of the passage's first character in the article's text.
        end: Offset after its last character.
        text: The passage.
        score: What hits are ranked by.
        scores: "dense" (cosine), "lexical" (BM25, None where no word is shared), "coverage" (0 to
            1) and "score".
    """

    passage_id: str
    article_id: str
    title: str
    source: str
    published: str
    url: str
    start: int
    end: int
    text: str
    score: float
    scores: dict[str, float | None]

    @classmethod
    def from_node(cls, hit: NodeWithScore) -> "Hit":
        """Read a hit of `ArticleRetriever`."""
        node = hit.node
        if (
            not isinstance(node, TextNode)
            or node.start_char_idx is None
            or node.end_char_idx is None
        ):
            raise TypeError(f"a text node with offsets is expected, found {type(node).__name__}")
        fields = {name: node.metadata[name] for name in _HIT_METADATA}
        return cls(
            passage_id=node.node_id,
            start=node.start_char_idx,
            end=node.end_char_idx,
            text=node.text,
            score=hit.score or 0.0,
            **fields,
        )


_HIT_METADATA = ("article_id", "title", "source", "published", "url", "scores")


class Timings(_Record):
    """How long an answer took.

    Attributes:
        retrieval_ms: From the question to the hits.
        first_token_ms: From the question to the model's first word; None without a model.
        total_ms: From the question to the end.
        prompt_tokens: Read by the model, as its server counts them.
        cached_tokens: Of those, how many its server had read before.
        output_tokens: Written by the model.
    """

    retrieval_ms: float = 0.0
    first_token_ms: float | None = None
    total_ms: float = 0.0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0


class Answer(_Record):
    """A question's answer, whole or still growing.

    Attributes:
        question: As it was asked.
        standalone_question: As it was searched.
        dates: How dates in the question were read, in words; "" if it has none.
        text: The answer without markers, or why there is none.
        abstained: True if the library holds no answer.
        reason: Why, if it abstained.
        sentences: The sentences of the text with their verdicts; empty if it abstained.
        citations: What they cite, in the order of markers.
        hits: The passages that were found, best first.
        timings: How long it took.
        model: The language model's name; "none" for the extractive answer.
        library: The library's folder.
    """

    question: str
    standalone_question: str
    dates: str = ""
    text: str = ""
    abstained: bool = False
    reason: Reason | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    timings: Timings = Timings()
    model: str = ""
    library: str = ""
