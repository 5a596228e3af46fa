"""What an answer still wants once it is written: the newest value, and what its dates mean."""

from assistant import times
from assistant.answer import Answer, Citation, Sentence, Verdict
from assistant.disagreement import disagreements, stale
from assistant.prompts import written_date
from assistant.remarks import Disagreement
from assistant.repair import renumbered
from assistant.timeline import timeline, wants_timeline
from assistant.times import MentionsOf
from index.mentions import written as days

# One event is no course of events.
_FEWEST_EVENTS = 2


def chronicle(answer: Answer, mentions_of: MentionsOf) -> Answer | None:
    """Answer "what happened with …?" by a timeline; None if it asks for none or none is found.

    Args:
        answer: The record with its hits.
        mentions_of: Gives the dates that an article mentions, by its id: `Library.mentions`.
    """
    question = answer.standalone_question
    if not wants_timeline(question):
        return None
    events, citations = timeline(question, answer.hits, mentions_of, today=answer.as_of)
    if len(events) < _FEWEST_EVENTS:
        return None
    return answer.model_copy(
        update={
            "text": "\n".join(f"{days(e.first, e.last)}: {e.text}" for e in events),
            "sentences": tuple(
                Sentence(text=e.text, verdict=Verdict.SUPPORTED, citations=(e.citation,))
                for e in events
            ),
            "events": tuple(events),
            "citations": tuple(citations),
        }
    )


def finished(answer: Answer, mentions_of: MentionsOf) -> Answer:
    """Put the newest value in the place of an older one, name disagreements, explain dates.

    Args:
        answer: The record with its sentences and citations.
        mentions_of: Gives the dates that an article mentions, by its id: `Library.mentions`.
    """
    found, more = disagreements(
        answer.standalone_question, answer.sentences, answer.citations, answer.hits, mentions_of
    )
    known = [*answer.citations, *more]
    current = [_current(sentence, found, known) for sentence in answer.sentences]
    sentences, citations, told = renumbered(current, known, found)
    return answer.model_copy(
        update={
            "text": " ".join(sentence.text for sentence in sentences),
            "sentences": tuple(sentences),
            "citations": times.explained(citations, mentions_of),
            "disagreements": tuple(told),
        }
    )


def _current(sentence: Sentence, found: list[Disagreement], citations: list[Citation]) -> Sentence:
    """Give the newest article's sentence in the place of one that gives an older value."""
    outdated = next((one for one in found if stale(sentence.text, one)), None)
    if outdated is None:
        return sentence
    marker = outdated.sides[0].citation
    newest = next(citation for citation in citations if citation.marker == marker)
    return Sentence(
        text=newest.quote,
        verdict=Verdict.SUPPORTED,
        citations=(marker,),
        reason=f"as of {written_date(newest.published)}",
        written=sentence.text,
    )
