"""The page of one stored article, at the words that were cited: HTML, no script.

A citation counts characters in one version of a text, and knows it by the quoted words: the page
shows the newest version in which they stand there, and says so where that is not the one in use.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import fastapi
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from assistant.prompts import written_date
from index.articles import Article
from index.errors import UnknownArticle
from index.shelf import Shelf
from index.versions import Version
from ui import links, wording
from ui.calm import in_words
from ui.uploads import shown_origin

# On top of the policy of all pages, and stricter: browsers hold both against a page.
_CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Up to an empty line; single ends of lines stay.
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![^\S\n]*\n))*")
# Longer numbers count nothing here, and Python would refuse to read the longest.
_DIGITS = 9
_GONE = (
    "If an answer cites it, it has been removed since. "
    "The quoted words still stand beside that answer."
)


@dataclass(frozen=True)
class Place:
    """The words that are asked for, as a link names them.

    Attributes:
        start: Offset of their first character; None if none are named, or not as a number.
        end: Offset after their last.
        quote: Their `links.digest`; "" where the link gives offsets only.
        asked: Whether any are named, well or badly.
    """

    start: int | None
    end: int | None
    quote: str
    asked: bool

    def within(self, text: str) -> tuple[int, int]:
        """Give where they stand in a text, (0, 0) if they do not."""
        if self.start is None or self.end is None or not self.start < self.end <= len(text):
            return (0, 0)
        quote = links.digest(text[self.start : self.end])
        return (self.start, self.end) if self.quote in ("", quote) else (0, 0)


@dataclass(frozen=True)
class Piece:
    """A part of a paragraph: quoted or not, and whether the quote begins with it."""

    text: str
    quoted: bool
    first: bool


@dataclass(frozen=True)
class _Opened:
    """An article in the version that is shown, and where the quote stands in it, if it does."""

    article: Article
    number: int
    versions: Sequence[Version]
    newest: Article
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def in_use(self) -> bool:
        return self.number == self.versions[-1].number

    @property
    def since(self) -> str:
        """When the one before it was replaced (ISO 8601, UTC); "" for the first."""
        before = [one.replaced_at for one in self.versions if one.number < self.number]
        return before[-1] if before else ""


def router(shelf: Shelf) -> fastapi.APIRouter:
    """Make the page, behind the `Guard`.

    Args:
        shelf: Holds the articles.
    """
    pages = fastapi.APIRouter()

    # All is taken as text, so that a link that somebody cut short leads to a page, too.
    @pages.get(links.PATH + "{article_id}")
    def show(
        article_id: str, version: str = "", start: str = "", end: str = "", quote: str = ""
    ) -> fastapi.Response:
        place = Place(_number(start), _number(end), quote, bool(start or end or quote))
        try:
            return _shown(_open(shelf, article_id, version, place), place)
        except UnknownArticle:
            return _missing(shelf, article_id)
        except Exception as error:
            return _page(503, title="This article cannot be shown now", told=in_words(error))

    return pages


def _open(shelf: Shelf, article_id: str, version: str, place: Place) -> _Opened:
    """Find the version that is meant: the one asked for, else the newest that holds the place."""
    versions = shelf.versions(article_id)
    newest = shelf.article(article_id, versions[-1].number)
    numbers = [one.number for one in reversed(versions)]
    if version:
        numbers = [number for number in numbers if number == _number(version)]
    # One at least, so that a version that does not exist is missed.
    articles = [shelf.article(article_id, number) for number in numbers or [0]]
    for number, article in zip(numbers, articles, strict=True):
        start, end = place.within(article.text)
        if end:
            return _Opened(article, number, versions, newest, start, end)
    return _Opened(articles[0], numbers[0], versions, newest, 0, 0)


def _shown(opened: _Opened, place: Place) -> HTMLResponse:
    it = opened.article
    notices = (_earlier(opened), _lost(opened, place))
    return _page(
        title=it.title,
        article=it,
        byline=wording.byline(it.source, it.published, it.author),
        facts=[(name, value) for name, value in _facts(opened) if value],
        original=links.original(it.url, opened.quote),
        address=links.original(it.url),
        site=links.site(it.url),
        told=" ".join(filter(None, notices)),
        onward="" if opened.in_use else _newest(opened),
        paragraphs=paragraphs(it.text, opened.start, opened.end),
        quoted=bool(opened.quote),
    )


def _facts(opened: _Opened) -> Iterator[tuple[str, str]]:
    it = opened.article
    yield "Published", wording.dated(it.published, it.published_origin, it.published_confidence)
    yield "Changed", written_date(it.updated)
    yield "Section", it.section
    if len(opened.versions) > 1:
        since = f", stored on {_day(opened.since)}" if opened.since else ""
        yield "Version", f"{opened.number} of {len(opened.versions)}{since}"
    if not links.original(it.url):
        yield "Read from", it.url or shown_origin(it.origin)


def _earlier(opened: _Opened) -> str:
    """Say that a newer version replaced this one, and what became of the quote in it."""
    if opened.in_use:
        return ""
    (until,) = (one.replaced_at for one in opened.versions if one.number == opened.number)
    replaced = f"This is an earlier version, replaced on {_day(until)}."
    if not opened.quote:
        return replaced
    if opened.quote in opened.newest.text:
        return f"{replaced} The quoted words stand in the newest one, too."
    return f"{replaced} The newest one does not have the quoted words any more."


def _lost(opened: _Opened, place: Place) -> str:
    if opened.quote or not place.asked:
        return ""
    return "The quoted words do not stand where the link says, so nothing is marked."


def _newest(opened: _Opened) -> str:
    """Give the way to the version in use, to the quoted words if it has them."""
    it, quote = opened.newest, opened.quote
    start = it.text.find(quote)
    if quote and start >= 0:
        return links.article_page(it.id, start, start + len(quote), quote)
    return f"{links.PATH}{it.id}"


def paragraphs(text: str, start: int, end: int) -> list[list[Piece]]:
    """Cut a text into its paragraphs, and those where a quote begins or ends.

    Args:
        text: An article's.
        start: Offset of the quote's first character.
        end: Offset after its last; `start` for no quote.
    """
    found = []
    first = True
    for match in _PARAGRAPH.finditer(text):
        begin, stop = match.span()
        inner, outer = (min(max(at, begin), stop) for at in (start, end))
        pieces = [
            Piece(text[begin:inner], False, False),
            Piece(text[inner:outer], True, first),
            Piece(text[outer:stop], False, False),
        ]
        found.append([piece for piece in pieces if piece.text])
        first = first and inner == outer
    return found


def _missing(shelf: Shelf, article_id: str) -> HTMLResponse:
    try:
        known = shelf.article(article_id)
    except UnknownArticle:
        return _page(404, title="This article is not in the library", told=_GONE)
    told = f"There is no such version of “{known.title}”."
    return _page(404, title="No such version", told=told, onward=f"{links.PATH}{known.id}")


def _page(
    status: int = 200, *, title: str, told: str, onward: str = "", **article: Any
) -> HTMLResponse:
    """Write the page.

    Args:
        status: Of the response.
        title: Its heading.
        told: What is to be known first, in words; "" for nothing.
        onward: The way to the newest version; "" for none.
        article: What `article.html.j2` shows of an article; nothing where there is none.
    """
    text = _template().render({"article": None, **article}, title=title, told=told, onward=onward)
    return HTMLResponse(text, status, {"Content-Security-Policy": _CSP})


@cache
def _template() -> Template:
    pages = Environment(
        loader=PackageLoader("ui", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("article.html.j2")


def _day(moment: str) -> str:
    return written_date(wording.local_day(moment))


def _number(text: str) -> int | None:
    good = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if good else None
