"""One conversation as a file to keep or send: Markdown, HTML, or JSON.

Numbers of citations are those of the page, where each answer counts its own from 1. The HTML needs
nothing else, runs nothing, and prints well. Only addresses are links, and they say where they lead.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePath
from typing import Literal

from assistant.answer import Answer, Citation
from assistant.prompts import written_date
from index.identity import linkable
from ui import render, wording
from ui.kept import Kept, KeptTurn

Format = Literal["markdown", "html", "json"]

# Of the JSON; raised when what is there is called or formed otherwise.
FORMAT = 1
MEDIA_TYPES: dict[Format, str] = {
    "markdown": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
_ENDINGS: dict[Format, str] = {"markdown": "md", "html": "html", "json": "json"}
_GROWING = "Still being written."


def export(kept: Kept, form: Format) -> str:
    """Write a conversation as the whole text of a file, UTF-8.

    Args:
        kept: As `History.read` gives it.
        form: "json" holds the records as they are, but of the library's folder only its name.
    """
    forms: dict[Format, Callable[[Kept], str]] = {
        "markdown": _markdown,
        "html": _html,
        "json": _json,
    }
    return forms[form](kept)


def file_name(kept: Kept, form: Format) -> str:
    """Name the file after the conversation, in letters that every system takes."""
    words = re.findall(r"[a-z0-9]+", kept.summary.title.lower())
    return f"{'-'.join(words)[:60].strip('-') or 'conversation'}.{_ENDINGS[form]}"


@dataclass(frozen=True)
class _Shown:
    """A turn as a file shows it: in words, with its answer in the page's Markdown."""

    number: int
    question: str
    asked: str
    answer: str
    sources: tuple["_Source", ...]

    @classmethod
    def of(cls, turn: KeptTurn, number: int) -> "_Shown":
        note = turn.note or (_GROWING if turn.state == "growing" else "")
        return cls(
            number=number,
            question=wording.line(turn.answer.question),
            asked=_day(turn.asked),
            answer=render.message(turn.answer, number, note, classes=False),
            sources=tuple(_Source.of(citation, number) for citation in turn.answer.citations),
        )


@dataclass(frozen=True)
class _Source:
    """A citation in words; `link` is its address where it may be followed, else ""."""

    anchor: str
    marker: int
    title: str
    byline: str
    quote: str
    dates: str
    address: str
    link: str

    @classmethod
    def of(cls, citation: Citation, number: int) -> "_Source":
        link = linkable(citation.url)
        return cls(
            anchor=render.anchor(number, citation.marker),
            marker=citation.marker,
            title=wording.line(citation.title),
            byline=wording.byline(citation.source, citation.published),
            quote=wording.line(citation.quote),
            dates="; ".join(map(wording.line, citation.dates)),
            # As it is followed: letters that look like others are written out.
            address=link or wording.line(citation.url),
            link=link,
        )


def _shown(kept: Kept) -> Iterator[_Shown]:
    return (_Shown.of(turn, number) for number, turn in enumerate(kept.turns, start=1))


def _about(kept: Kept) -> str:
    """Say what this is: "3 questions, 26 November 2026"."""
    number = wording.counted(kept.summary.turns, "question")
    return f"Dateline · {number} · {_day(kept.summary.created)}"


def _markdown(kept: Kept) -> str:
    parts = [f"# {render.escape(kept.summary.title)}", render.escape(_about(kept))]
    for turn in _shown(kept):
        parts += [f"## {turn.number}. {render.escape(turn.question)}", turn.answer]
        parts += [f"### Sources of {turn.number}"] if turn.sources else []
        parts += ["\n".join(_source_lines(source)) for source in turn.sources]
    return "\n\n".join(filter(None, parts)) + "\n"


def _source_lines(source: _Source) -> Iterator[str]:
    title = f"**{render.escape(source.title)}** – " if source.title.strip() else ""
    marker = f'<a id="{source.anchor}"></a>**\\[{source.marker}\\]**'
    yield f"- {marker} {title}{render.escape(source.byline)}"
    yield ""
    yield f"  > {render.escape(source.quote)}"
    if source.dates:
        yield ""
        yield f"  {render.escape(source.dates)}"
    if source.address:
        shown = render.escape(source.address)
        yield ""
        yield f"  [{shown}](<{render.safe_address(source.link)}>)" if source.link else f"  {shown}"


def _html(kept: Kept) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markdown_it import MarkdownIt

    pages = Environment(
        loader=PackageLoader("ui", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # The answers are read as the page reads them, but without any HTML that might stand in them.
    pages.filters["markdown"] = MarkdownIt("commonmark", {"html": False}).render
    style = resources.files("ui").joinpath("assets", "conversation.css").read_text("utf-8")
    return pages.get_template("conversation.html.j2").render(
        title=wording.line(kept.summary.title),
        about=_about(kept),
        turns=list(_shown(kept)),
        style=style,
    )


def _json(kept: Kept) -> str:
    summary = kept.summary
    told = {
        "format": FORMAT,
        "title": summary.title,
        "created": summary.created,
        "changed": summary.changed,
        "turns": [_told(turn, number) for number, turn in enumerate(kept.turns, start=1)],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _told(turn: KeptTurn, number: int) -> dict[str, object]:
    return {
        "number": number,
        "asked": turn.asked,
        "state": turn.state,
        "note": turn.note,
        "answer": _without_path(turn.answer).model_dump(mode="json"),
    }


def _without_path(answer: Answer) -> Answer:
    # Where the server keeps its files is nothing for whoever is sent this.
    return answer.model_copy(update={"library": PurePath(answer.library).name})


def _day(moment: str) -> str:
    return written_date(wording.local_day(moment))
