"""Places in an HTML page: what belongs to its article's head, and what to something else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_OTHER_TAGS = ("aside", "footer", "nav", "template", "noscript", "blockquote", "table")
_OTHER_NAMES = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|recirc\w*|sidebar|most[_-]?read|most[_-]?popular|trending|"
    r"recommend\w*|promo\w*|teasers?|cards?|widgets?|footer|more[_-](?:stories|news|from)|read[_-]?"
    r"(?:more|next)|latest|newsletter|masthead|ticker|breaking|cookie\w*|disqus\w*|nav\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = (
    "p",
    "div",
    "span",
    "li",
    "time",
    "address",
    "dd",
    "small",
    "section",
    "header",
    "summary",
)
# How far from an element its surroundings are looked at, and how much of a page is its head.
_MOST_ANCESTORS = 40
_MOST_BLOCKS = 300
_PROSE_WORDS = 25
_LONGEST_BLOCK = 400


@dataclass(frozen=True)
class Head:
    """The head of a page's own article.

    Attributes:
        element: The element of its headline; None where there is none.
        holding: All elements that the headline stands in, and the article where there is one only.
    """

    element: Any
    holding: frozenset[Any]


def name_and_content(meta: Any) -> tuple[str, str]:
    """Give a meta element's name, lower case, and its content, in one line."""
    name = meta.get("property") or meta.get("name") or meta.get("itemprop")
    name = name or meta.get("http-equiv") or ""
    return name.strip().lower(), " ".join((meta.get("content") or "").split())


def find_head(tree: Any, title: str) -> Head:
    """Find the headline of a page's own article, and all that it stands in.

    Args:
        tree: The page.
        title: The headline as the page states it elsewhere; "" where it does not.
    """
    found = list(tree.iter("h1"))[:20]
    inside = [e for e in found if any(a.tag in ("article", "main") for a in e.iterancestors())]
    # Where the paper's own name is the h1, the headline is an h2.
    shared = {e: _shared_words(_text(e), title) for e in (*found, *list(tree.iter("h2"))[:20])}
    named = sorted((e for e in shared if shared[e]), key=lambda e: -shared[e])
    element = next(iter((*named, *inside, *found)), None)
    holding = set() if element is None else set(element.iterancestors())
    articles = list(tree.iter("article"))[:2]
    if len(articles) == 1:
        # The headline may stand above the article, or be no h1 at all.
        holding.add(articles[0])
    return Head(element, frozenset(holding))


def is_elsewhere(element: Any, head: Head) -> bool:
    """Tell whether an element belongs to a comment, a related article, a footer or the like.

    What the headline stands in itself is never that, whatever it is called.
    """
    ancestor, steps = element, 0
    while ancestor is not None and ancestor not in head.holding and steps < _MOST_ANCESTORS:
        if _is_other(ancestor, head):
            return True
        ancestor, steps = ancestor.getparent(), steps + 1
    return False


def _is_other(element: Any, head: Head) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in ("html", "body"):
        return False
    if element.tag in _OTHER_TAGS or _OTHER_NAMES.search(names):
        return True
    kind = element.get("itemtype") or ""
    if kind.endswith("Comment"):
        return True
    # An article that the headline is not in is another one.
    return bool(head.holding) and (element.tag == "article" or "Article" in kind)


def _shared_words(text: str, title: str) -> int:
    """Count the words that a heading shares with the title; 0 where most of its own are others."""
    one, other = (set(re.findall(r"\w+", part.lower())) for part in (text, title))
    shared = len(one & other)
    return shared if shared >= 0.6 * len(one) else 0


def header_blocks(tree: Any, head: Head) -> Iterator[tuple[Any, str]]:
    """Walk the head of the article: from its headline to its second paragraph of prose.

    Args:
        tree: The page.
        head: Its headline; without one, only a sole article tells where its head is.

    Yields:
        Each element that holds a text or is a `<time>`, with that text, outermost first; not the
        paragraphs of prose and what they hold.
    """
    container = _container(head)
    if container is None and head.element is None:
        return
    started, seen = container is not None, 0
    prose: list[Any] = []
    for element in (tree if container is None else container).iter(*_BLOCKS, "h1", "h2"):
        started = started or element is head.element
        if not started or element is head.element or is_elsewhere(element, head):
            continue
        seen += 1
        text = _text(element)
        if element.tag == "p" and len(text.split()) >= _PROSE_WORDS:
            prose.append(element)
        if len(prose) == 2 or seen > _MOST_BLOCKS:
            return
        if not any(ancestor in prose for ancestor in _near(element)):
            yield element, text


def _container(head: Head) -> Any | None:
    """Give the innermost article or main part that the headline stands in, or the sole article."""
    if head.element is None:
        return next(iter(head.holding), None)
    return next((a for a in head.element.iterancestors() if a.tag in ("article", "main")), None)


def _near(element: Any) -> list[Any]:
    """Give an element, its parent and its grandparent."""
    near = [element]
    while len(near) < 3 and (parent := near[-1].getparent()) is not None:
        near.append(parent)
    return near


def _text(element: Any) -> str:
    """Give an element's text as one line, no more than is needed to see that it is long."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > _LONGEST_BLOCK:
            break
    return " ".join(" ".join(parts).split())
