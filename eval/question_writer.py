"""Questions written by a language model, each checked by code.

The model is given one sentence with its neighbours and an answer that stands in the sentence, and
writes one line. Nothing that it writes is believed: what is malformed, copied, holds its answer or
does not name its subject is dropped, and counted.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from llama_index.core.llms import ChatMessage, MessageRole

from assistant.llm import LanguageModel, Usage
from assistant.quantities import quantities
from eval.checking import is_copied
from eval.drafts import Draft
from eval.material import Stated, Words, opens_with_quotation, people
from eval.templates import days_written
from eval.wording import POINTING, day_of
from index.temporal import as_number, find

_RULES = (
    "You write questions for a quiz about news. You get a sentence of an article, what stands "
    "around it, and an answer that stands in the sentence. Write one question that the sentence "
    "answers with exactly this answer. The question must be understood by somebody who has not "
    "seen the article: name the people, places and things, never say he, she, it, they, this or "
    "the article. Do not copy the sentence: use words of your own. Do not write the answer. "
    "Reply with the question alone, on one line."
)
_REPLY = re.compile(r"\A\s*(?:QUESTION:[ \t]*)?([A-Z][^\n?]{8,240}\?)\s*\Z")
_NO_SUBJECT = re.compile(
    r"\b(?:the|this|that) (?:article|sentence|passage|text|author|report|speaker)\b", re.IGNORECASE
)
_OPENS = re.compile(r"(?:Who|Whose|What|Which|When|Where|How|In|On|At|By|For|From|To|According)\b")
_WORDS = (5, 30)


@dataclass
class Writer:
    """Asks a language model for questions.

    Attributes:
        model: Any.
        dropped: Why what it wrote was dropped, and how often.
    """

    model: LanguageModel
    dropped: Counter[str] = field(default_factory=Counter)

    def drafts(self, sentence: Stated, words: Words) -> list[Draft]:
        """Have one question written about a sentence; empty if it holds nothing to ask for.

        Raises:
            ModelUnavailable: If the model does not answer.
        """
        for wanted in spans(sentence, words):
            written = asyncio.run(self._written(sentence, wanted.answers[0]))
            question, problem = checked(written, wanted, words)
            if not problem:
                return [_asked(wanted, question, words)]
            self.dropped[problem] += 1
            # One attempt at a sentence: there are others.
            break
        return []

    async def _written(self, sentence: Stated, answer: str) -> str:
        around = (
            f"Before: {sentence.before or '-'}\nSentence: {sentence.text}\n"
            f"After: {sentence.after or '-'}\nOutlet: {sentence.article.source}\n"
            f"Headline: {sentence.article.title}\nAnswer: {answer}"
        )
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=_RULES),
            ChatMessage(role=MessageRole.USER, content=around),
        ]
        return "".join([piece async for piece in self.model.stream(messages, Usage())])


def spans(sentence: Stated, words: Words) -> Iterator[Draft]:
    """Give what can be asked for in a sentence: its numbers, dates and people.

    Returns:
        Drafts without a question, the one that is best to ask for first.
    """
    if opens_with_quotation(sentence.text):
        return
    for number in quantities(sentence.text):
        if (number.counted or number.dimension) and number.dimension not in ("rank", "clock"):
            written = number.text.split(f" {number.counted}")[0] if number.counted else number.text
            alone = re.match(r"[$£€]?[\d,.]+(?: (?:million|billion))?%?|[\w-]+", written)
            answer = alone[0] if alone and number.counted else written
            kind = number.counted or number.dimension
            yield Draft("", (answer.strip(),), sentence, "model", kind)
    if sentence.article.published:
        for found in find(sentence.text, sentence.article.published):
            if day_of(found):
                days = (as_number(found.days[0]), as_number(found.days[1]))
                answers = (sentence.text[found.start : found.end], *days_written(found))
                yield Draft("", answers, sentence, "model", "day", days=days)
    for name in people(sentence.article, words):
        if name in sentence.text:
            yield Draft("", (name,), sentence, "model", "person")


def checked(written: str, wanted: Draft, words: Words) -> tuple[str, str]:
    """Check what a model wrote.

    Args:
        written: Its whole reply.
        wanted: The draft with the answer that was to be asked for.
        words: Of the library, to tell names that narrow something down.

    Returns:
        The question and "", or "" and what is wrong with it.
    """
    reply = _REPLY.match(written)
    if not reply or not _OPENS.match(reply[1]):
        return "", "malformed output"
    question = " ".join(reply[1].split())
    problems = {
        "the answer is not in the sentence": wanted.answers[0] not in wanted.stated.text,
        "holds its answer": replace(wanted, question=question).holds_answer,
        "too short or too long": not _WORDS[0] <= len(question.split()) <= _WORDS[1],
        "copied": is_copied(question, wanted.stated.text),
        "does not name its subject": POINTING.search(question) is not None
        or _NO_SUBJECT.search(question) is not None
        or not words.tells(question[1:]),
        "asks for another kind of answer": not _fits(question, wanted.kind),
    }
    problem = next((name for name, wrong in problems.items() if wrong), "")
    return ("", problem) if problem else (question, "")


def _fits(question: str, kind: str) -> bool:
    """Tell whether the question word asks for such an answer."""
    if kind == "person":
        return re.search(r"\b(?:who|whose|whom|which|what)\b", question, re.I) is not None
    if kind == "day":
        return re.search(r"\b(?:when|what|which)\b", question, re.I) is not None
    return re.search(r"\b(?:how|what|which)\b", question, re.I) is not None


def _asked(wanted: Draft, question: str, words: Words) -> Draft:
    """Put the question in, and the person that it is about, if it names one."""
    named = [name for name in people(wanted.stated.article, words) if name in question]
    subject = named[0] if len(named) == 1 else ""
    return replace(wanted, question=question, subject=subject, person=bool(subject))
