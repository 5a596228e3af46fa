"""Answers -> what the page shows. Pure functions; nothing of an article or a model runs as markup.

The page's Markdown keeps `id` and `class` and drops scripts, but it would fetch a remote picture
and follow any link. So every text is escaped twice over: as HTML, and as Markdown.
"""

import functools
import html
import re
from collections.abc import Callable, Iterable, Sequence

from assistant.answer import Answer, Citation, Hit, Sentence, Verdict
from assistant.remarks import Disagreement
from index.identity import linkable
from ui import links, wording

# Markdown's own characters within a line; a copied answer should stay readable, so no more.
_MARKDOWN = {ord(c): f"&#{ord(c)};" for c in "\\`*_[]<>~|@"}
# What begins a heading, a list, a rule or a quotation, and what turns into a link by itself.
_AT_START = re.compile(r"\A(?:[#+=-]|\d+(?=[.)]))")
_LINK = re.compile(r"(?i)(?<=\bwww)\.|:(?=//)")
# The style of a sentence in the chat that is not wholly supported.
_DOUBTS = {Verdict.NOT_FOUND: "doubt not-found", Verdict.PARTLY_SUPPORTED: "doubt"}
_REPLACED = "What the model wrote, where the article's words stand in its place"

# Says how old what was published on a day was when it was asked about.
_Age = Callable[[str], str]


@functools.lru_cache(maxsize=5_000)  # A growing answer's passages are written with every word.
def escape(text: str) -> str:
    """Write any text so that it is shown as it is, in one line of HTML or Markdown."""
    plain = wording.line(text).replace("&", "&amp;").translate(_MARKDOWN)
    plain = _LINK.sub(lambda match: f"&#{ord(match[0])};", plain)
    return _AT_START.sub(lambda match: f"&#{ord(match[0][0])};{match[0][1:]}", plain)


def anchor(turn: int, marker: int) -> str:
    """Give the id under which a citation stands beside the chat, unique in a conversation."""
    return f"source-{turn}-{marker}"


def message(answer: Answer, turn: int, note: str = "", classes: bool = True) -> str:
    """Write an answer as the chat shows it, markers linked to its sources.

    Args:
        answer: Whole or still growing.
        turn: Its number in the conversation, from 1.
        note: What happened to it ("stopped", an error), shown below.
        classes: Give doubtful sentences a class for the page's style; without, it is Markdown that
            holds no HTML.
    """
    said = _words(answer, turn, not note, classes)
    parts = [_aside(wording.understood(answer)), _aside(answer.dates), said]
    parts += [_disagreement(disagreement, turn) for disagreement in answer.disagreements]
    parts += [_timeline(answer, turn), _aside(note)]
    return "\n\n".join(filter(None, parts))


def _words(answer: Answer, turn: int, waits: bool, classes: bool) -> str:
    if answer.abstained:
        return escape(answer.text)
    told = {event.text for event in answer.events}
    if answer.sentences or answer.events:
        said = (sentence for sentence in answer.sentences if sentence.text not in told)
        return " ".join(_sentence(sentence, turn, classes) for sentence in said)
    return wording.waiting(answer) if waits else ""


def _aside(words: str) -> str:
    return f"*{escape(words)}*" if words else ""


def _sentence(sentence: Sentence, turn: int, classes: bool) -> str:
    said = _cite(sentence.text, sentence.citations, turn)
    replaced = _aside(f"({wording.REPLACED})" if sentence.written else "")
    words = wording.doubt(sentence)
    doubt = _aside(f"({words})" if words else "")
    if classes and (style := _DOUBTS.get(sentence.verdict)):
        said = f'<span class="{style}">{said}</span>'
        doubt = f'<em class="{style}">({escape(words)})</em>'
    return " ".join(filter(None, (said, replaced, doubt)))


def _cite(words: str, markers: Iterable[int], turn: int) -> str:
    links = "".join(f"[\\[{n}\\]](#{anchor(turn, n)})" for n in markers)
    return " ".join(filter(None, (escape(words), links)))


def _disagreement(disagreement: Disagreement, turn: int) -> str:
    markers = dict.fromkeys(side.citation for side in disagreement.sides)
    return f"**{wording.kind(disagreement)}:** {_cite(disagreement.text, markers, turn)}"


def _timeline(answer: Answer, turn: int) -> str:
    lines = (
        f"- **{wording.when(event)}** {_cite(event.text, (event.citation,), turn)}"
        for event in answer.events
    )
    return "\n".join(lines)


def sources(answers: Sequence[Answer], asked: Sequence[str] = (), address: str = "") -> str:
    """Write the panel beside the chat: what each answer rests on, the newest first.

    Args:
        answers: Those of the conversation, in order.
        asked: The days on which they were asked for, ISO 8601, to count ages to; "" if unknown.
        address: Of the conversation, "/?c=…"; "" where it has none.
    """
    days = (*asked, *[""] * len(answers))
    dated = enumerate(zip(answers, days, strict=False), start=1)
    turns = [_turn(answer, turn, day, address) for turn, (answer, day) in dated]
    return "\n\n".join(reversed(turns))


def _turn(answer: Answer, turn: int, asked: str, address: str) -> str:
    age = functools.partial(wording.age, asked=asked, as_of=answer.as_of)
    cards = [_cited(citation, answer.hits, turn, age) for citation in answer.citations]
    cited = {citation.passage_id for citation in answer.citations}
    # What stands behind the hits was only read from: it is in the fold of what was read.
    hits = answer.hits[: answer.found or None]
    others = [_card(hit, age) for hit in hits if hit.passage_id not in cited]
    if cards and others:
        cards.append(_fold("more", wording.counted(len(others), "more passage"), "".join(others)))
    elif answer.abstained:
        cards += others[: wording.NEAREST_SHOWN]
    else:
        cards += others
    heading = f"<h3>{escape(answer.question)}</h3>"
    link = f'<p class="link"><a href="{address}&amp;a={turn}">Link to this answer</a></p>'
    foot = f"{_read(answer)}{link if address else ''}"
    return f'<section class="turn">{heading}{"".join(cards)}{foot}</section>'


def _read(answer: Answer) -> str:
    """Fold away what the model read, and what it wrote where other words are shown."""
    read = [
        f'<li>{escape(one.text)} <span class="byline">'
        f"{escape(wording.byline(one.source, one.published))}</span></li>"
        for one in wording.evidence(answer)
    ]
    replaced = [f"<li>{escape(said.written)}</li>" for said in answer.sentences if said.written]
    folds = (("read", wording.was_read(answer), read), ("written", _REPLACED, replaced))
    return "".join(
        _fold(name, summary, f"<ul>{''.join(items)}</ul>")
        for name, summary, items in folds
        if items
    )


def _fold(name: str, summary: str, inside: str) -> str:
    return f'<details class="{name}"><summary>{summary}</summary>{inside}</details>'


def _line(name: str, words: str) -> str:
    return f'<p class="{name}">{escape(words)}</p>' if words else ""


def _cited(citation: Citation, hits: Sequence[Hit], turn: int, age: _Age) -> str:
    held = (hit for hit in hits if hit.passage_id == citation.passage_id)
    hit = next(
        (hit for hit in held if hit.start <= citation.start <= citation.end <= hit.end), None
    )
    passage, flags = f"<mark>{escape(citation.quote)}</mark>", ""
    if hit is not None:
        start, end = citation.start - hit.start, citation.end - hit.start
        passage = f"{escape(hit.text[:start])} {passage} {escape(hit.text[end:])}".strip()
        flags = _flags(hit)
    return (
        f'<div class="source cited" id="{anchor(turn, citation.marker)}">'
        f'<span class="marker">{citation.marker}</span>{_head(citation, age)}{flags}'
        f"<blockquote>{passage}</blockquote>{_line('dates', '; '.join(citation.dates))}"
        f"{_ways(citation, citation.quote)}</div>"
    )


def _card(hit: Hit, age: _Age) -> str:
    text = f"<blockquote>{escape(hit.text)}</blockquote>"
    return f'<div class="source">{_head(hit, age)}{_flags(hit)}{text}{_ways(hit, hit.text)}</div>'


def _flags(hit: Hit) -> str:
    return "".join(_line("flag", wording.flag(flag)) for flag in hit.flags)


def _head(found: Hit | Citation, age: _Age) -> str:
    facts = (wording.byline(found.source, found.published), age(found.published))
    byline = escape(" · ".join(filter(None, facts)))
    return f'<strong>{escape(found.title)}</strong><br><span class="byline">{byline}</span>'


def _ways(found: Hit | Citation, quote: str) -> str:
    """Link to the article as it is stored, and to the original where it has an address."""
    stored = links.article_page(found.article_id, found.start, found.end, quote)
    ways = [_link(stored, "Open article")]
    if original := links.original(found.url, quote):
        ways.append(_link(original, f"Original on {links.site(found.url)}"))
    return f'<p class="ways">{" · ".join(ways)}</p>'


def link(url: str) -> str:
    """Link a web address under its own name, as it is followed; "" for anything else."""
    address = linkable(url)
    return _link(address, address) if address else ""


def _link(address: str, words: str) -> str:
    """Lead to another tab: this one holds the conversation."""
    address = html.escape(address, quote=True)
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'


def safe_address(url: str) -> str:
    """Give a web address for the attribute of a link, "" for anything else."""
    return html.escape(linkable(url), quote=True)
