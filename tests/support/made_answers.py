"""Answer records made by hand, whatever the assistant would fill in."""

from assistant.answer import Answer, Citation, Evidence, Hit, Sentence, Verdict, Window
from assistant.remarks import Disagreement, Event, Limits, Side, Timings
from index import Filters

SUPPORTED = Verdict.SUPPORTED


def hit(passage: str = "One. Two. Three.", number: int = 1, **fields: object) -> Hit:
    known = {
        "passage_id": f"a:{number}",
        "article_id": "a",
        "title": "A title",
        "source": "The Paper",
        "published": "2025-04-30",
        "url": "https://paper.example/1",
        "start": 100,
        "end": 100 + len(passage),
        "text": passage,
        "score": 1.0,
        "scores": {"dense": 0.5, "lexical": 1.0, "fused": 1.0},
    }
    return Hit(**(known | fields))


def cited(source: Hit, quote: str, marker: int = 1) -> Citation:
    start = source.start + source.text.index(quote)
    shared = source.model_dump(exclude={"score", "scores", "text", "start", "end", "flags"})
    return Citation(marker=marker, start=start, end=start + len(quote), quote=quote, **shared)


def answer(**fields: object) -> Answer:
    return Answer(**({"question": "Why?", "standalone_question": "Why?"} | fields))


def read(text: str, article_id: str = "a", **fields: object) -> Evidence:
    known = {"passage_id": f"{article_id}:1", "source": "The Paper", "published": "2025-04-30"}
    span = {"start": 0, "end": len(text), "text": text, "article_id": article_id}
    return Evidence(**(known | span | fields))


def window(*evidence: Evidence) -> Window:
    return Window(evidence=evidence, prompt="Passages: …")


def full(text: str = "") -> Answer:
    """Make an answer with something in every place; `text` stands in all that others wrote."""
    source = hit(
        f"It hurt 17 people last week. {text} It was the third fire.",
        flags=(f"speaks to the assistant {text}".strip(),),
        title=f"A title {text}",
        source=f"The Paper {text}",
    )
    other = hit("Earlier it was said to be 12.", number=2, published="2025-04-29")
    quote = "It hurt 17 people last week."
    dated = f"last week: 21 – 27 Apr 2025 {text}".strip()
    citations = (
        cited(source, quote, 1).model_copy(update={"dates": (dated,)}),
        cited(other, other.text, 2),
    )
    sentences = (
        Sentence(text=f"The fire hurt 17 people. {text}", verdict=SUPPORTED, citations=(1,)),
        Sentence(
            text="The fire hurt 17 people in one night.",
            verdict=Verdict.PARTLY_SUPPORTED,
            citations=(1,),
            reason=f"the source does not say “in one night” {text}".strip(),
        ),
        Sentence(
            text=quote, verdict=SUPPORTED, citations=(1,), written=f"It hurt 71 people. {text}"
        ),
        Sentence(
            text="It began at noon.",
            verdict=Verdict.NOT_FOUND,
            reason=f"no source gives a time {text}".strip(),
        ),
    )
    return answer(
        question=f"And how many were hurt? {text}".strip(),
        standalone_question=f"How many people did the fire in Port Ellery hurt? {text}".strip(),
        rewritten="rules",
        as_of="2025-05-10",
        limits=Limits(
            filters=Filters(sources=(f"The Paper {text}".strip(),), until=20250430),
            dates=False,
        ),
        dates=f"“last week” was read as: articles {text}".strip(),
        text=" ".join(sentence.text for sentence in sentences),
        sentences=sentences,
        citations=citations,
        hits=(source, other, hit("Nothing near.", number=3)),
        windows=(window(read(f"{quote} {text}"), read("It was 12.", "b", published="2025-04")),),
        disagreements=(
            Disagreement(
                kind="updated",
                sides=(Side(value="17", citation=1), Side(value="12", citation=2)),
                text=f"17 people hurt; on the day before, 12 {text}".strip(),
            ),
        ),
        events=(
            Event(first=20250421, last=20250427, text=f"The fire began. {text}", citation=1),
            Event(first=20250429, last=20250429, text="Twelve were counted.", citation=2),
        ),
        timings=Timings(retrieval_ms=120, first_token_ms=2300, total_ms=5678),
        model="small",
    )
