"""Sets of questions with answers -> ours: SQuAD, Natural Questions, MultiHop-RAG, RealTime QA."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.import_articles import Pool
from eval.import_files import Entry, records
from eval.importing import How, Imported, made
from eval.questions import Question, checked
from index.errors import InputError
from index.passages import Span, sentences

_UNANSWERABLE = "null_query"
CORPUS = "corpus.json"


def squad(path: Path, how: How) -> Imported:
    """Read SQuAD 1.1 or 2.0, as published: one JSON document.

    Each of its articles becomes an article, with its contexts as paragraphs. Gold is the sentence
    around each answer; where people marked several, any of them will do.
    """
    pool = Pool("SQuAD", "squad.example")
    return _imported(path, pool, _squad(path, pool, how))


def _squad(path: Path, pool: Pool, how: How) -> Iterator[tuple[Question, str]]:
    whole = next(records(path), None)
    if whole is None:
        raise InputError(f"{path} is an empty list; expected SQuAD's one JSON document")
    articles = whole.entries("data")
    for article in articles:
        how.progress(article.number, len(articles))
        title, paragraphs = article.text("title", default=""), article.entries("paragraphs")
        text = "\n\n".join(one.text("context").strip() for one in paragraphs)
        url = pool.address(title or f"article {article.number}")
        if pool.holds(url):
            url = pool.address(f"{title} {article.number}")
        address = pool.put(text, title.replace("_", " "), url)
        for paragraph in paragraphs:
            context = paragraph.text("context")
            spans = sentences(context)
            for one in paragraph.entries("qas"):
                yield _squad_question(one, context, spans, address), one.where


def _squad_question(entry: Entry, context: str, spans: Sequence[Span], address: str) -> Question:
    impossible = entry.flag("is_impossible")
    answers = [] if impossible else entry.entries("answers")
    wordings = dict.fromkeys(_around(answer, context, spans) for answer in answers)
    return checked(
        {
            "id": entry.text("id"),
            "question": entry.text("question").strip(),
            "answers": list(dict.fromkeys(answer.text("text") for answer in answers)),
            "answerable": None if impossible is None else not impossible,
            "articles": [] if impossible else [address],
            "evidence": [list(wordings)] if wordings else [],
        },
        entry.where,
    )


def _around(answer: Entry, context: str, spans: Sequence[Span]) -> str:
    """Give the sentence around an answer; from its first to its last, if it reaches over some."""
    text, start = answer.text("text"), answer.value.get("answer_start")
    if type(start) is not int or start < 0:
        raise answer.wrong("answer_start", start, "a number of characters")
    end = start + len(text)
    if context[start:end] != text or not text.strip():
        raise InputError(
            f"{answer.where}: the context has {context[start:end]!r} at {start}; "
            f"expected the answer {text!r}"
        )
    touched = [one for one in spans if one.start < end and start < one.end]
    return context[touched[0].start : touched[-1].end]


def natural_questions(path: Path, how: How) -> Imported:
    """Read Natural Questions with contexts: `question`, `answers`, `ctxs` with title and text.

    Every context becomes an article. Gold is the annotated one (`isgold`), else those that hold
    the answer (`hasanswer`): the format says which context answers, and not which sentence.
    """
    pool = Pool("Natural Questions", "nq.example")
    read = ((_nq_question(entry, pool), entry.where) for entry in records(path, how.progress))
    return _imported(path, pool, read)


def _nq_question(entry: Entry, pool: Pool) -> Question:
    annotated, holding = [], []
    for context in entry.entries("ctxs"):
        title, text = context.text("title", default=""), context.text("text")
        digest = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:16]
        address = pool.put(text, title, pool.address(digest))
        if context.flag("isgold"):
            annotated.append(address)
        if context.flag("hasanswer", "has_answer"):
            holding.append(address)
    return checked(
        {
            "id": entry.text("id", default=str(entry.number)),
            "question": entry.text("question").strip(),
            "answers": entry.texts("answers"),
            "articles": list(dict.fromkeys(annotated or holding)),
        },
        entry.where,
    )


def multihop(path: Path, how: How) -> Imported:
    """Read MultiHop-RAG: a folder with its two JSON files, or the questions alone.

    Every fact of a question's evidence is a gold sentence that its answer needs. Without a corpus
    (beside the questions: `corpus.json`) the articles are known by their addresses only.
    """
    questions, corpus = _multihop_files(path)
    pool = Pool("", "multihop-rag.example")
    for entry in records(corpus, how.progress) if corpus else ():
        more = {name: entry.text(name, default="") for name in ("source", "author")}
        more["published"] = entry.text("published_at", default="")
        pool.put(entry.text("body"), entry.text("title", default=""), entry.text("url"), **more)
    read = (
        (_multihop_question(entry, pool if corpus else None), entry.where)
        for entry in records(questions, how.progress)
    )
    return _imported(questions, pool, read)


def _multihop_files(path: Path) -> tuple[Path, Path | None]:
    if not path.is_dir():
        beside = path.with_name(CORPUS)
        return path, beside if beside.is_file() and beside != path else None
    first = {one: next(records(one), None) for one in sorted(path.glob("*.json*"))}
    questions = [one for one, entry in first.items() if entry and "query" in entry.value]
    if len(questions) != 1:
        found = ", ".join(one.name for one in questions) or "none"
        raise InputError(
            f"{path}: expected one JSON file of MultiHop-RAG's questions, found {found}"
        )
    return _multihop_files(questions[0])


def _multihop_question(entry: Entry, pool: Pool | None) -> Question:
    kind = entry.text("question_type", default="")
    value = {
        "id": entry.text("id", default=str(entry.number)),
        "question": entry.text("query").strip(),
        "tags": [kind] if kind else [],
    }
    if kind == _UNANSWERABLE:
        return checked({**value, "answerable": False}, entry.where)
    addresses: dict[str, None] = {}
    facts: dict[str, None] = {}
    for one in entry.entries("evidence_list"):
        url = one.text("url")
        address = pool.holds(url) if pool else url
        if not address:
            raise InputError(f"{one.where}: the corpus holds no article {url}")
        addresses[address] = facts[one.text("fact").strip()] = None
    gold = {"articles": list(addresses), "evidence": list(filter(None, facts))}
    return checked({**value, **gold, "answers": [entry.text("answer")]}, entry.where)


def realtime(path: Path, how: How) -> Imported:
    """Read RealTime QA, as published (the right choices by number) or with answers in words.

    Its explanations are the quiz's own words and its retrieved pages a search engine's guess:
    neither is gold.
    """
    read = ((_realtime_question(entry), entry.where) for entry in records(path, how.progress))
    return Imported(made(path, read))


def _realtime_question(entry: Entry) -> Question:
    choices = entry.texts("choices")
    return checked(
        {
            "id": entry.text("question_id", "id", default=str(entry.number)),
            "question": entry.text("question_sentence", "question").strip(),
            "asked": entry.text("question_date", "asked", default="").replace("/", "-"),
            "choices": choices,
            "answers": entry.texts("answers") or _chosen(entry, choices),
        },
        entry.where,
    )


def _chosen(entry: Entry, choices: list[str]) -> list[str]:
    """Read answers that are numbers of choices, from 0; without choices they are words."""
    given = entry.texts("answer")
    if not choices:
        return given
    if any(not one.isdecimal() or int(one) >= len(choices) for one in given):
        raise entry.wrong("answer", given, f"numbers of choices, from 0 to {len(choices) - 1}")
    return [choices[int(one)] for one in given]


def _imported(path: Path, pool: Pool, read: Iterator[tuple[Question, str]]) -> Imported:
    # The pool is full only once all questions were read.
    questions = made(path, read)
    return Imported(questions, tuple(pool.records), pool.notes())
