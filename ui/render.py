"""Answers -> what the page shows. Pure functions; nothing of an article or a model runs as markup.

The page's Markdown keeps `id` and `class` and drops scripts, but it would fetch a remote picture
and follow any link. So every text is escaped twice over: as HTML, and as Markdown.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence

from assistant.answer import Answer, Citation, Hit, Sentence
from assistant.remarks import Disagreement
from index.identity import host_of, linkable
from ui import wording

# Markdown's own characters within a line; a copied answer should stay readable, so no more.
_MARKDOWN = {ord(c): f"&#{ord(c)};" for c in "\\`*_[]<>~|@"}
# What begins a heading, a list, a rule or a quotation, and what turns into a link by itself.
_AT_START = re.compile(r"\A(?:[#+=-]|\d+(?=[.)]))")
_LINK = re.compile(r"(?i)(?<=\bwww)\.|:(?=//)")
# Looks like what stands in an address.
_ALIKE = str.maketrans("\u2044\u2215\u29f8\u2236\ua789\u3002\uff61", "///::..")
_NAMED = re.compile(
    r"\w:[/\\]+([^\s:/?#]+\.[^\s:/?#]*)|\b(www\.[^\s:/?#]+)|\A([\w-]+(?:\.[\w-]+)+)(?:[:/?#]\S*)?\Z"
)
_REPLACED = "What the model wrote, where the article's words stand in its place"


def escape(text: str) -> str:
    """Write any text so that it is shown as it is, in one line of HTML or Markdown."""
    plain = wording.line(text).replace("&", "&amp;").translate(_MARKDOWN)
    plain = _LINK.sub(lambda match: f"&#{ord(match[0])};", plain)
    return _AT_START.sub(lambda match: f"&#{ord(match[0][0])};{match[0][1:]}", plain)


def anchor(turn: int, marker: int) -> str:
    """Give the id under which a citation stands beside the chat, unique in a conversation."""
    return f"source-{turn}-{marker}"


def message(answer: Answer, turn: int, note: str = "") -> str:
    """Write an answer as the chat shows it, markers linked to its sources.

    Args:
        answer: Whole or still growing.
        turn: Its number in the conversation, from 1.
        note: What happened to it ("stopped", an error), shown below.
    """
    parts = [_aside(wording.understood(answer)), _words(answer, turn, waits=not note)]
    parts += [_disagreement(disagreement, turn) for disagreement in answer.disagreements]
    parts += [_timeline(answer, turn), _aside(note)]
    return "\n\n".join(filter(None, parts))


def _words(answer: Answer, turn: int, waits: bool) -> str:
    if answer.abstained:
        held = wording.coverage(answer.coverage) if answer.coverage else ""
        return " ".join(filter(None, (escape(answer.text), _aside(held))))
    told = {event.text for event in answer.events}
    if answer.sentences or answer.events:
        said = (sentence for sentence in answer.sentences if sentence.text not in told)
        return " ".join(_sentence(sentence, turn) for sentence in said)
    return wording.waiting(answer) if waits else ""


def _aside(words: str) -> str:
    return f"*{escape(words)}*" if words else ""


def _sentence(sentence: Sentence, turn: int) -> str:
    remarks = (sentence.written and wording.REPLACED, wording.doubt(sentence))
    asides = [_aside(f"({remark})") for remark in remarks if remark]
    return " ".join(filter(None, (_cite(sentence.text, sentence.citations, turn), *asides)))


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


def sources(answers: Sequence[Answer]) -> str:
    """Write the panel beside the chat: what each answer rests on, the newest first."""
    turns = [_turn(answer, turn) for turn, answer in enumerate(answers, start=1)]
    return "\n\n".join(reversed(turns))


def _turn(answer: Answer, turn: int) -> str:
    cards = [_cited(citation, answer.hits, turn) for citation in answer.citations]
    cited = {citation.passage_id for citation in answer.citations}
    # What stands behind the hits was only read from: it is in the fold of what was read.
    hits = answer.hits[: answer.found or None]
    others = [_card(hit) for hit in hits if hit.passage_id not in cited]
    if cards and others:
        cards.append(_fold("more", wording.counted(len(others), "more passage"), "".join(others)))
    elif answer.abstained:
        cards += others[: wording.NEAREST_SHOWN]
    else:
        cards += others
    heading = f"<h3>{escape(answer.question)}</h3>"
    heading += _line("dates", answer.dates)
    return f'<section class="turn">{heading}{"".join(cards)}{_read(answer)}</section>'


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


def _cited(citation: Citation, hits: Sequence[Hit], turn: int) -> str:
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
        f'<span class="marker">{citation.marker}</span>{_head(citation)}{flags}'
        f"<blockquote>{passage}</blockquote>{_line('dates', '; '.join(citation.dates))}</div>"
    )


def _card(hit: Hit) -> str:
    text = f"<blockquote>{escape(hit.text)}</blockquote>"
    return f'<div class="source">{_head(hit)}{_flags(hit)}{text}</div>'


def _flags(hit: Hit) -> str:
    return "".join(_line("flag", wording.flag(flag)) for flag in hit.flags)


def _head(found: Hit | Citation) -> str:
    title = escape(found.title)
    byline = escape(wording.byline(found.source, found.published))
    if address := safe_address(found.url):
        # Whoever reads an address believes to know where it leads.
        lies = names_another(found.title, found.url)
        linked = _link(address, escape(linkable(found.url)) if lies else title)
        title, byline = (title, f"{byline} · {linked}") if lies else (linked, byline)
    return f'<strong>{title}</strong><br><span class="byline">{byline}</span>'


def _link(address: str, words: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{words}</a>'


def link(url: str) -> str:
    """Link a web address under its own name, as it is followed; "" for anything else."""
    address = safe_address(url)
    return _link(address, escape(linkable(url))) if address else ""


def names_another(words: str, url: str) -> bool:
    """Say whether words name a web address, of another host than a link's."""
    plain = "".join(
        one for one in unicodedata.normalize("NFKC", words) if unicodedata.category(one) != "Cf"
    )
    plain = plain.translate(_ALIKE).strip().lower()
    named = {host for match in _NAMED.findall(plain) for host in match if host}
    return any(host.removeprefix("www.") != host_of(url) for host in named)


def safe_address(url: str) -> str:
    """Give a web address for the attribute of a link, "" for anything else."""
    return html.escape(linkable(url), quote=True)
