"""An answer kept whole in a file, and what has changed since: `ask --save`, `replay`."""

import datetime
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant import prompts
from assistant.answer import Answer, Citation, Evidence, Hit
from assistant.asking import Asking
from assistant.settings import Settings
from index import fingerprint, weights
from index.articles import Article
from index.disk import write_whole
from index.errors import InputError
from index.fingerprint import Fingerprint
from index.library import Library

FORMAT: Literal[1] = 1
# Scores are sums of 32-bit numbers, which other machines add in another order.
_SAME_SCORE = 0.001


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Model(_Record):
    """The language model and how it was asked, where this process ran it.

    Attributes:
        name: Its name, "none" for the extractive answer.
        file: The local model's file; "" for a server.
        file_bytes: The size of that file.
        url: The server, without its key; "" for the local model.
        temperature: Always 0.
        evidence_tokens: As set.
        windows: As set.
        answer_tokens: As set; an answer of another length than "full" had more or less.
    """

    name: str
    file: str
    file_bytes: int
    url: str
    temperature: float = 0.0
    evidence_tokens: int
    windows: int
    answer_tokens: int


class Saved(_Record):
    """An answer with all that it came from.

    Attributes:
        format: The version of this record's form.
        dateline: The version of Dateline that wrote it.
        saved: When, ISO 8601, UTC.
        how: How the question was asked.
        top_k: The most hits that were wanted.
        reranker: Folder of the cross-encoder that ordered them; "" for none.
        model: None where the process that owns the library answered with its own.
        constant: The constant part of the prompt: (role, text), in order. The rest of each prompt
            stands in the answer's windows.
        library: The library's fingerprint.
        articles: The digests of the articles that the hits are from, by id.
        answer: The record of the answer.
    """

    format: Literal[1] = FORMAT
    dateline: str
    saved: str
    how: Asking
    top_k: int
    reranker: str
    model: Model | None
    constant: tuple[tuple[str, str], ...]
    library: Fingerprint
    articles: dict[str, str]
    answer: Answer


class Moved(_Record):
    """A hit that is not where it was; ranks count from 1, None where it is no hit.

    Attributes:
        passage_id: The passage.
        title: Its article's headline.
        was: Its rank when the answer was saved.
        now: Its rank now.
        score_was: Its score then.
        score_now: Its score now.
    """

    passage_id: str
    title: str
    was: int | None
    now: int | None
    score_was: float | None = None
    score_now: float | None = None


class Drift(_Record):
    """What has changed since an answer was saved; everything is empty if nothing has.

    Attributes:
        library: What changed of the library, in words: "53 articles, now 54"; "" for nothing.
        changed: Ids of articles that were found then and read differently now.
        removed: Ids of those that are gone.
        hits: The hits that came, went or moved, or have another score.
        citations: The citations that no longer stand at their offsets.
        evidence: The sentences that the model read and that no longer stand there.
        titles: The headlines of the articles that are named by id.
    """

    library: str = ""
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    hits: tuple[Moved, ...] = ()
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    titles: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.library or self.changed or self.removed or self.hits or self.fallen)

    @property
    def fallen(self) -> bool:
        """Whether something that was cited or read no longer stands in its article."""
        return bool(self.citations or self.evidence)


def require_free(file: Path) -> None:
    """Refuse a file that cannot be written, before minutes are spent on an answer.

    Raises:
        InputError: If there is something already, or no folder to write in.
    """
    if file.exists():
        raise InputError(f"--save {file}: there is such a file already; name a new one")
    if not file.absolute().parent.is_dir():
        raise InputError(f"--save {file}: there is no folder {file.absolute().parent}")


def save(file: Path, answer: Answer, how: Asking, folder: Path, settings: Settings | None) -> None:
    """Write an answer with all that it came from, whole or not at all.

    Args:
        file: Where to.
        answer: The whole answer.
        how: How it was asked.
        folder: The library's folder.
        settings: How it was answered; None where another process did.

    Raises:
        InputError: If the file exists or cannot be written.
    """
    require_free(file)
    saved = Saved(
        dateline=version("dateline-qa"),
        saved=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        how=how,
        top_k=settings.top_k if settings else len(answer.hits),
        reranker=str(settings.reranker or "") if settings else "",
        model=_model(answer, settings) if settings else None,
        constant=tuple(
            (part.role.value, part.content or "") for part in prompts.constant(how.style)
        ),
        library=fingerprint.take(folder),
        articles=fingerprint.digests(folder, {hit.article_id for hit in answer.hits}),
        answer=answer,
    )
    write_whole(file, saved.model_dump_json(indent=2) + "\n")


def _model(answer: Answer, settings: Settings) -> Model:
    file = None
    if answer.model != "none" and not settings.llm_url:
        file = settings.llm_file or weights.LANGUAGE_MODEL.path
    return Model(
        name=answer.model,
        file=str(file or ""),
        file_bytes=file.stat().st_size if file and file.is_file() else 0,
        url=settings.llm_url,
        evidence_tokens=settings.evidence_tokens,
        windows=settings.windows,
        answer_tokens=settings.answer_tokens,
    )


def load(file: Path) -> Saved:
    """Read what `save` wrote.

    Raises:
        InputError: If it is something else; the text says what was found.
    """
    wanted = "a record that `dateline ask QUESTION --save FILE` wrote"
    try:
        content = json.loads(file.read_text())
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}; expected {wanted}") from error
    except ValueError as error:
        raise InputError(f"{file} is no JSON; expected {wanted}") from error
    keys = set(content) if isinstance(content, dict) else set()
    if {"question", "hits"} <= keys:
        raise InputError(
            f"{file} is an answer alone, as --json prints it, without what it came from; "
            f"expected {wanted}"
        )
    if "format" in keys and content["format"] != FORMAT:
        raise InputError(
            f"{file} is a record of format {content['format']!r}; this Dateline reads format "
            f"{FORMAT}: read it with the version that wrote it ({content.get('dateline', '?')})"
        )
    try:
        return Saved.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{file}: {place}: {first['msg']}; expected {wanted}") from error


def compare(saved: Saved, hits: Sequence[Hit], library: Library) -> Drift:
    """Tell what has changed since an answer was saved.

    Args:
        saved: The record.
        hits: What the same search finds now, best first.
        library: The library now; read-only will do.
    """
    answer = saved.answer
    now = fingerprint.digests(library.folder, saved.articles)
    texts = {article_id: library.article(article_id) for article_id in now}
    evidence = [part for window in answer.windows for part in window.evidence]
    return Drift(
        library=_library(saved.library, fingerprint.take(library.folder)),
        changed=tuple(
            article_id
            for article_id, digest in saved.articles.items()
            if now.get(article_id, digest) != digest
        ),
        removed=tuple(article_id for article_id in saved.articles if article_id not in now),
        hits=_moved(answer.hits, hits),
        citations=tuple(
            part
            for part in answer.citations
            if not _stands(texts.get(part.article_id), part.start, part.end, part.quote)
        ),
        evidence=tuple(
            part
            for part in evidence
            if not _stands(texts.get(part.article_id), part.start, part.end, part.text)
        ),
        titles={hit.article_id: hit.title for hit in answer.hits},
    )


def _stands(article: Article | None, start: int, end: int, text: str) -> bool:
    return article is not None and article.text[start:end] == text


def _library(was: Fingerprint, now: Fingerprint) -> str:
    if was == now:
        return ""
    said = [f"{was.articles} articles, now {now.articles}"]
    if was.articles == now.articles:
        said = [f"still {now.articles} articles, not the same"]
    if was.embedding != now.embedding:
        said = [f"embedded by {was.embedding}, now by {now.embedding}"]
    return "; ".join(said)


def _moved(was: Sequence[Hit], now: Sequence[Hit]) -> tuple[Moved, ...]:
    then = {hit.passage_id: (rank, hit) for rank, hit in enumerate(was, start=1)}
    later = {hit.passage_id: (rank, hit) for rank, hit in enumerate(now, start=1)}
    moved = []
    for passage_id in dict.fromkeys((*then, *later)):
        old, new = then.get(passage_id), later.get(passage_id)
        if old and new and old[0] == new[0] and abs(old[1].score - new[1].score) < _SAME_SCORE:
            continue
        _, hit = old or later[passage_id]
        moved.append(
            Moved(
                passage_id=passage_id,
                title=hit.title,
                was=old and old[0],
                now=new and new[0],
                score_was=old and old[1].score,
                score_now=new and new[1].score,
            )
        )
    return tuple(moved)
