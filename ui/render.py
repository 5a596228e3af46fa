"""Answers -> what the page shows. Pure functions; nothing of an article or a model runs as markup.

The page's Markdown keeps `id` and `class` and drops scripts, but it would fetch a remote picture
and follow any link. So every text is escaped twice over: as HTML, and as Markdown.
"""

import html
import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from assistant.answer import Answer, Citation, Hit, Sentence, Verdict
from assistant.prompts import written_date

# Markdown's own characters within a line; a copied answer should stay readable, so no more.
_MARKDOWN = {ord(c): f"&#{ord(c)};" for c in "\\`*_[]<>~|@"}
# What begins a heading, a list, a rule or a quotation, and what turns into a link by itself.
_AT_START = re.compile(r"\A(?:[#+=-]|\d+(?=[.)]))")
_LINK = re.compile(r"(?i)(?<=\bwww)\.|:(?=//)")
_DOUBTFUL = (Verdict.PARTLY_SUPPORTED, Verdict.NOT_FOUND)
_NEAREST_SHOWN = 3


def escape(text: str) -> str:
    """Write any text so that it is shown as it is, in one line of HTML or Markdown."""
    plain = " ".join(text.split()).replace("&", "&amp;").translate(_MARKDOWN)
    plain = _LINK.sub(lambda match: f"&#{ord(match[0])};", plain)
    return _AT_START.sub(lambda match: f"&#{ord(match[0][0])};{match[0][1:]}", plain)


def passages(number: int, which: str) -> str:
    """Count passages as people do: "8 nearest passages", "1 more passage"."""
    return f"{number} {which} passage{'' if number == 1 else 's'}"


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
    if answer.abstained:
        words = escape(answer.text)
    elif answer.sentences:
        words = " ".join(_sentence(sentence, turn) for sentence in answer.sentences)
    elif answer.hits and not note:
        words = f"Reading the {passages(len(answer.hits), 'nearest')} …"
    else:
        words = "" if note else "Searching …"
    return "\n\n".join(filter(None, (words, note and f"*{escape(note)}*")))


def _sentence(sentence: Sentence, turn: int) -> str:
    markers = "".join(f"[\\[{n}\\]](#{anchor(turn, n)})" for n in sentence.citations)
    doubt = f" *({sentence.verdict})*" if sentence.verdict in _DOUBTFUL else ""
    return escape(sentence.text) + (" " if markers else "") + markers + doubt


def sources(answers: Sequence[Answer]) -> str:
    """Write the panel beside the chat: what each answer rests on, the newest first."""
    turns = [_turn(answer, turn) for turn, answer in enumerate(answers, start=1)]
    return "\n\n".join(reversed(turns))


def _turn(answer: Answer, turn: int) -> str:
    cards = [_cited(citation, answer.hits, turn) for citation in answer.citations]
    cited = {citation.passage_id for citation in answer.citations}
    others = [_card(hit) for hit in answer.hits if hit.passage_id not in cited]
    if cards and others:
        summary = f"<summary>{passages(len(others), 'more')}</summary>"
        rest = f"<details>{summary}{''.join(others)}</details>"
    elif answer.abstained:
        rest = "".join(others[:_NEAREST_SHOWN])
    else:
        rest = "".join(others)
    heading = f"<h3>{escape(answer.question)}</h3>"
    if answer.dates:
        heading += f'<p class="dates">{escape(answer.dates)}</p>'
    return f'<section class="turn">{heading}{"".join(cards)}{rest}</section>'


def _cited(citation: Citation, hits: Sequence[Hit], turn: int) -> str:
    hit = next(hit for hit in hits if hit.passage_id == citation.passage_id)
    start, end = citation.start - hit.start, citation.end - hit.start
    passage = (
        f"{escape(hit.text[:start])} <mark>{escape(hit.text[start:end])}</mark> "
        f"{escape(hit.text[end:])}"
    )
    return (
        f'<div class="source cited" id="{anchor(turn, citation.marker)}">'
        f'<span class="marker">{citation.marker}</span>{_head(hit)}'
        f"<blockquote>{passage.strip()}</blockquote></div>"
    )


def _card(hit: Hit) -> str:
    return f'<div class="source">{_head(hit)}<blockquote>{escape(hit.text)}</blockquote></div>'


def _head(hit: Hit) -> str:
    date = written_date(hit.published) or "undated"
    byline = f"{escape(hit.source)}, {date}" if hit.source else date
    title = escape(hit.title)
    if address := safe_address(hit.url):
        title = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{title}</a>'
    return f'<strong>{title}</strong><br><span class="byline">{byline}</span>'


def safe_address(url: str) -> str:
    """Give a web address that may stand in a link, "" for anything else ("javascript:", say)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return html.escape(quote(url, safe=":/?#@!$&()*+,;=%~-._"), quote=True)
