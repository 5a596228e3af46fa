"""The JSON-LD of an HTML page -> the one object that describes the page's own article."""

import json
import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

# schema.org's kinds of article, and those that stand for a page where no article is named.
_ARTICLES = (
    *("article", "blogposting", "liveblogposting", "socialmediaposting", "discussionforumposting"),
    *("report", "review", "recipe"),
)
_PAGES = ("webpage", "itempage", "videoobject", "podcastepisode", "radioepisode", "imagegallery")
# What hangs on these is another thing: a related article, a comment, an entry of a live blog.
_OTHERS = {
    *("itemListElement", "comment", "comments", "citation", "mentions", "relatedLink", "hasPart"),
    *("isBasedOn", "isPartOf", "liveBlogUpdate", "review", "video", "image", "publisher", "author"),
    *("about", "subjectOf", "significantLink", "associatedMedia", "breadcrumb", "itemReviewed"),
}
# Far more than any page has; a page with more is an attack or a mistake.
_MOST_OBJECTS = 5_000
_WRAPPING = re.compile(r"\A\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?://\]\]>|\]\]>|-->)\s*\Z")
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"\n]{4,40})"')


@dataclass(frozen=True)
class _Candidate:
    """An object that may describe the page.

    Attributes:
        thing: The object.
        rank: 2 for an article, 1 for a page or an object without a type.
        fit: 2 if its address or headline is the page's, 1 if it names none, 0 if it is another's.
    """

    thing: dict[str, Any]
    rank: int
    fit: int


def page_object(tree: Any, urls: Collection[str], titles: Collection[str]) -> dict[str, Any]:
    """Find the JSON-LD object that describes this page's article.

    An object whose address or headline is the page's own goes before one that names neither; an
    article goes before a page. What describes another article is never taken, and among several
    that could all be meant, none is.

    Args:
        tree: The page as an lxml element tree.
        urls: The addresses the page is known by.
        titles: The headlines the page is known by.

    Returns:
        The object's fields, or an empty dict.
    """
    found = [
        _Candidate(thing, rank, _fit(thing, urls, titles))
        for thing in _objects(tree)
        if (rank := _rank(thing)) and ("headline" in thing or _says_when(thing) or rank == 2)
    ]
    found = [candidate for candidate in found if candidate.fit]
    if not found:
        return {}
    best = max((candidate.fit, candidate.rank) for candidate in found)
    equal = [candidate.thing for candidate in found if (candidate.fit, candidate.rank) == best]
    if best[0] == 1 and len({(_day(thing), text_of(thing.get("headline"))) for thing in equal}) > 1:
        return {}
    merged: dict[str, Any] = {}
    # What the article leaves out, the page's own object may say.
    for thing in (*equal, *(c.thing for c in found if c.fit == 2)):
        for name, value in thing.items():
            merged.setdefault(name, value)
    return merged


def text_of(value: Any) -> str:
    """Give the text of a JSON-LD value: itself, its name, or that of a list's first; else ""."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = next((value[k] for k in ("@value", "name", "@id", "url") if k in value), "")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    pending: deque[Any] = deque()
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            pending.append(_parsed(script.text or ""))
    for _ in range(_MOST_OBJECTS):
        if not pending:
            return
        item = pending.popleft()
        if isinstance(item, list):
            pending.extend(item[:_MOST_OBJECTS])
        elif isinstance(item, dict):
            yield item
            pending.extend(
                value
                for name, value in item.items()
                if name not in _OTHERS and isinstance(value, (dict, list))
            )


def _parsed(script: str) -> Any:
    script = _WRAPPING.sub("", script)
    # Pages hold trailing commas and raw line ends within strings.
    for text in (script, re.sub(r",(\s{0,99}[}\]])", r"\1", script)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    stated = set(_PUBLISHED.findall(script))
    return {"datePublished": stated.pop()} if len(stated) == 1 else None


def is_article(thing: dict[str, Any]) -> bool:
    """Tell whether an object says that it is an article."""
    return _rank(thing) == 2


def _rank(thing: dict[str, Any]) -> int:
    kinds = thing.get("@type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    names = [str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for kind in kinds]
    if any(name.endswith("article") or name in _ARTICLES for name in names):
        return 2
    return 1 if not names or any(name in _PAGES for name in names) else 0


def _says_when(thing: dict[str, Any]) -> bool:
    return any(name in thing for name in ("datePublished", "dateModified", "dateCreated"))


def _day(thing: dict[str, Any]) -> str:
    return text_of(thing.get("datePublished"))[:10]


def _fit(thing: dict[str, Any], urls: Collection[str], titles: Collection[str]) -> int:
    stated = [thing.get("url"), thing.get("@id"), thing.get("mainEntityOfPage")]
    stated += [
        part.get(name) for part in stated if isinstance(part, dict) for name in ("@id", "url")
    ]
    addresses = {_place(value) for value in stated if isinstance(value, str)} - {""}
    own = {_place(url) for url in urls} - {""}
    headline, known = _words(text_of(thing.get("headline"))), [_words(t) for t in titles if t]
    if addresses & own or (headline and any(_alike(headline, words) for words in known)):
        return 2
    other_address = bool(addresses and own)
    other_headline = bool(headline and any(known))
    # A headline may be written twice, for readers and for search engines; an address is one.
    return 0 if other_address and (other_headline or not headline) else 1


def _place(url: str) -> str:
    """Give an address without what varies: "a.example/tram" for "https://www.a.example/tram/#x"."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    host = parts.netloc.lower().removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    path = parts.path.rstrip("/").lower()
    # A front page's address stands for the whole site, and so for no article.
    return f"{host}{path}" if host and path else ""


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return one == other if fewer < 3 else len(one & other) >= 0.6 * fewer
