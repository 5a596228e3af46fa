"""The answer record: what chat, command line, scripts, history, export and evaluation all use.

A record is JSON by `answer.model_dump_json()` and comes back by `Answer.model_validate_json`.
"""

from enum import StrEnum

from llama_index.core.schema import NodeWithScore, TextNode

from assistant.remarks import Coverage, Disagreement, Event, Limits, Record, Timings


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
    OUTSIDE_DATES = "the library does not cover the time that is asked about"
    FILTERED = "the filters leave out what comes near the question"
    NOT_ANSWERED = "the nearest passages do not answer the question"
    NOT_SUPPORTED = "no passage supports what the model wrote"


class Sentence(Record):
    """One sentence of an answer.

    Attributes:
        text: The sentence, without markers.
        verdict: What checking it found.
        citations: Markers of the citations that support it, in the order of their weight.
        reason: Why it has its verdict ("the source says 17, not 12"); "" if supported.
        written: What the model wrote, where other words are shown in its place; else "".
    """

    text: str
    verdict: Verdict = Verdict.NOT_CHECKED
    citations: tuple[int, ...] = ()
    reason: str = ""
    written: str = ""


class Citation(Record):
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
        dates: What its relative dates mean: "last week: 27 Nov – 3 Dec 2023".
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
    dates: tuple[str, ...] = ()

    @classmethod
    def of(cls, hit: "Hit", start: int, end: int, quote: str, marker: int) -> "Citation":
        """Cite a sentence of a hit; offsets count in the article's text."""
        fields = {name: getattr(hit, name) for name in _CITED}
        return cls(marker=marker, start=start, end=end, quote=quote, **fields)


class Hit(Record):
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
        flags: What is suspicious in its text ("speaks to the assistant"); most have none.
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
    flags: tuple[str, ...] = ()

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


_CITED = ("article_id", "passage_id", "title", "source", "published", "url")
_HIT_METADATA = ("article_id", "title", "source", "published", "url", "scores")


class Evidence(Record):
    """Sentences that the model was given to read: `article.text[start:end] == text`.

    Attributes:
        article_id: The article's id.
        passage_id: The passage that they stand in.
        source: The outlet.
        published: ISO 8601, as exact as stated; "" when undated.
        start: Offset of the first character in the article's text.
        end: Offset after the last.
        text: The sentences.
    """

    article_id: str
    passage_id: str
    source: str
    published: str
    start: int
    end: int
    text: str


class Window(Record):
    """One reading of evidence by the model; a second one follows where the first held no answer.

    Attributes:
        evidence: In the order in which it was read.
        prompt: The part of the prompt that was not constant.
        written: What the model wrote, unchanged.
        prompt_tokens: Read by the model for it, as its server counts them.
        cached_tokens: Of those, how many its server had read before.
    """

    evidence: tuple[Evidence, ...]
    prompt: str
    written: str = ""
    prompt_tokens: int = 0
    cached_tokens: int = 0


class Answer(Record):
    """A question's answer, whole or still growing.

    Attributes:
        question: As it was asked.
        standalone_question: As it was searched.
        rewritten: Who made it stand alone: "rules", "model" or "person"; "" if it stood alone.
        as_of: The day after which nothing was looked at, ISO 8601; "" for none.
        limits: What the search was limited to besides.
        dates: How dates in the question were read, in words; "" if it has none.
        text: The answer without markers, or why there is none.
        abstained: True if the library holds no answer.
        reason: Why, if it abstained.
        sentences: The sentences of the text with their verdicts; empty if it abstained.
        citations: What they cite, in the order of markers.
        hits: The passages that were found, best first, and behind them others that were read from.
        found: How many of the hits the search gave.
        windows: What the model read and wrote, in order; none for the extractive answer.
        disagreements: Where sources differ on what the answer says.
        events: The timeline, the earliest event first; empty if the answer is none.
        coverage: What the library holds, where that explains why there is no answer.
        timings: How long it took.
        model: The language model's name; "none" for the extractive answer.
        library: The library's folder.
        ahead: How many answers must end before the model is asked for this one; 0 once it is.
        loading: Whether it waits for the model to be loaded.
    """

    question: str
    standalone_question: str
    rewritten: str = ""
    as_of: str = ""
    limits: Limits = Limits()
    dates: str = ""
    text: str = ""
    abstained: bool = False
    reason: Reason | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    found: int = 0
    windows: tuple[Window, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    events: tuple[Event, ...] = ()
    coverage: Coverage | None = None
    timings: Timings = Timings()
    model: str = ""
    library: str = ""
    ahead: int = 0
    loading: bool = False
