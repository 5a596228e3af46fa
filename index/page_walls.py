"""What an HTML page shows beside its text that tells it is no article: walls, lists of links."""

import re
from typing import Any

from index.cleaning import clean, is_prose
from index.extraction import canonical
from index.linked_data import is_article
from index.walls import suspicion, teaser

_UNSEEN = ("script", "style", "noscript", "template", "head", "svg", "iframe", "select", "button")
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "section", "article", "td", "br", "form")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_CHARACTERS = 50_000
# A text shorter than this beside a wall is what the wall lets through; a longer one is an article.
_TEASER_WORDS = 80
_INDEX_LINKS = 15
_HEADLINE_WORDS = range(4, 21)


def visible_text(tree: Any) -> str:
    """Give what a reader sees of a page, menus and all, one block to a line, canonical."""
    parts: list[str] = []
    length = 0
    pending: list[tuple[Any, bool]] = [(tree, False)]
    while pending and length < _MOST_CHARACTERS:
        element, is_over = pending.pop()
        if is_over:
            parts.append(element.tail or "")
        else:
            pending.append((element, True))
            if not _is_hidden(element):
                parts.append(element.text or "")
                pending += [(child, False) for child in reversed(element)]
        length += len(parts[-1]) if parts else 0
        if element.tag in _BLOCKS:
            parts.append("\n\n")
    return canonical("".join(parts))


def _is_hidden(element: Any) -> bool:
    return (
        not isinstance(element.tag, str)
        or element.tag in _UNSEEN
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def headline_links(tree: Any) -> int:
    """Count the links of a page that read as headlines: 4 to 20 words."""
    links = ("".join(link.itertext()).split() for link in tree.iter("a"))
    return sum(len(words) in _HEADLINE_WORDS for words in links)


def page_suspicion(thing: dict[str, Any], title: str, shown: str, links: int, body: str) -> str:
    """Say why a page seems to hold no article, where the text alone does not tell it.

    Args:
        thing: The JSON-LD object that describes the page's article; {} where there is none.
        title: The page's headline.
        shown: What the page shows, menus and all.
        links: How many links of the page read as headlines.
        body: The article's text as it was found; "" where none was.

    Returns:
        A short sentence that names what was seen, or "".
    """
    if not body:
        return suspicion(title, shown, clean(shown)) if shown else ""
    words = sum(len(line.split()) for line in body.split("\n") if is_prose(line))
    if words < _TEASER_WORDS:
        if reason := teaser(shown):
            return reason
        if not _is_free(thing) and body.rstrip().endswith(("…", "...")):
            return (
                "a paywall's teaser, not an article: the page says it is not free, and breaks off"
            )
    mostly_headlines = 2 * _headline_words(body) > len(body.split())
    few = links >= _INDEX_LINKS and words < _TEASER_WORDS
    if few and mostly_headlines and not is_article(thing):
        return f"an index page, not an article: {links} links to headlines and {words} words"
    return ""


def _is_free(thing: dict[str, Any]) -> bool:
    return str(thing.get("isAccessibleForFree", True)).lower() not in ("false", "no")


def _headline_words(body: str) -> int:
    """Count the words of lines that read as headlines do: short, and ending without a full stop."""
    lines = [line for line in body.split("\n") if not is_prose(line)]
    return sum(len(line.split()) for line in lines)
