"""What questions are made of: sentences of articles that say something on their own.

Better few good ones than many that only their article explains: a sentence that leans on the one
before it, is cut, or is no sentence of the article's text is passed over.
"""

import functools
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.facts import TITLES, names
from assistant.hostility import sentences_to_read
from index import Library
from index.articles import Article
from index.entries import Entry

FEWEST_WORDS, MOST_WORDS = 8, 40
# Forms of verbs are looked up among the words of so many articles.
_READ_FOR_WORDS = 2_000
_WORD = re.compile(r"(?<![\w'’-])[a-z]{2,}(?![\w'’-])")
_INNER = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+")
_NAME_WORD = re.compile(r"[A-Z][\w-]+")
_KNOWN_IN = 3
# A name in more than this share of the articles narrows nothing down.
_FEW, _FEW_ARTICLES = 0.1, 8
_ENDS = re.compile(r"[.!?][”\"’')]{0,2}\Z")
_DOTTED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Sen|Gov|Rep|Gen|Lt|Sgt|Col|Capt|Prof|Rev|St)\.(?= [A-Z])")
_LEANS = re.compile(
    r"\A[\"“‘(]*(?:and|but|or|so|yet|still|also|then|thus|however|instead|meanwhile|nor|plus"
    r"|it|its|he|she|they|his|her|their|this|that|these|those|such|we|i|you|my|our|your|there|here"
    r"|both|neither|either|others?|another|one|some|many|most|all|each|none|nobody|if|when|while"
    r"|related|read|watch|see|more|photo|image|advertisement|click|sign|updated?|source|opinion"
    r"|[a-z]\.|no|yes|well|what|who|why|how|where|as|for|because|since|though|although|after|before"
    r"|until|unless|once|with|by|to|from|among|like|despite|even|not|only|just|correction)(?:\b|(?<=\.))",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"\b(?:the (?:latter|former(?! [a-z]+)|same|other|others|two|pair|article|story|report below)"
    r"|above|below|aforementioned|pictured|click|subscribe|newsletter|copyright|likewise"
    r"|all rights reserved)\b",
    re.IGNORECASE,
)
_CLUTTER = re.compile(r"https?://|www\.|[@©|…]|\.\.\.|CNN —|\b[A-Z]{4,} [A-Z]{4,}\b")


@dataclass(frozen=True)
class Stated:
    """A sentence of an article, `article.text[start:start + len(text)] == text`.

    Attributes:
        article: Where it stands.
        start: Where it starts there.
        text: The sentence.
        before: The sentence before it; "" at the head of the text.
        after: The one after it; "" at the end.
    """

    article: Article
    start: int
    text: str
    before: str = ""
    after: str = ""

    @property
    def day(self) -> str:
        """The article's day of publication, "" unless it is exact."""
        return self.article.published[:10] if len(self.article.published) >= 10 else ""

    @property
    def plain(self) -> str:
        """The sentence for reading: titles without their dots, straight marks; of equal length."""
        return _undotted(self.text)


def stated(article: Article) -> list[Stated]:
    """Give the sentences of an article that can stand alone, in the order of its text."""
    text = article.text
    spans = sentences_to_read(text)
    found = [text[span.start : span.end] for span in spans]
    repeated = {one for one, times in Counter(found).items() if times > 1}
    return [
        Stated(
            article,
            span.start,
            sentence,
            found[number - 1] if number else "",
            found[number + 1] if number + 1 < len(found) else "",
        )
        for number, (span, sentence) in enumerate(zip(spans, found, strict=True))
        if stands_alone(sentence) and sentence not in repeated
    ]


def stands_alone(sentence: str) -> bool:
    """Tell whether a sentence is whole, of 8 to 40 words, and leans on no other one."""
    words = sentence.split()
    return (
        FEWEST_WORDS <= len(words) <= MOST_WORDS
        and _ENDS.search(sentence) is not None
        and sentence[0] in '"“' + sentence[0].upper()
        and sentence.count("“") == sentence.count("”")
        and sentence.count('"') % 2 == 0
        and sentence.count("(") == sentence.count(")")
        and "\n" not in sentence
        and not _LEANS.match(sentence)
        and not _LEANING.search(sentence)
        and not _CLUTTER.search(sentence)
    )


def opens_with_quotation(sentence: str) -> bool:
    """Tell whether a sentence begins with somebody's words; those may lean on anything."""
    return sentence[:1] in ("“", '"')


class Words:
    """How often words stand in lower case in a library: names hardly ever do.

    Args:
        texts: Of its articles.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._named: Counter[str] = Counter()
        self.articles = 0
        for text in texts:
            self.articles += 1
            self._counts.update(_WORD.findall(text))
            self._named.update(set(_INNER.findall(text)))

    def __contains__(self, word: str) -> bool:
        return self._counts[word] > 0

    def is_common(self, word: str) -> bool:
        """Tell whether a word that may open a sentence is no name."""
        return self._counts[word.lower()] > 1

    def is_known_name(self, word: str) -> bool:
        """Tell whether a name alone says what it means: several articles hold it."""
        return self._named[word] >= _KNOWN_IN and not self.is_common(word)

    def tells(self, name: str) -> bool:
        """Tell whether a name narrows down what is meant: few of the articles hold it."""
        few = max(_FEW_ARTICLES, _FEW * self.articles)
        return any(0 < self._named[word] <= few for word in _NAME_WORD.findall(name))


def words_of(library: Library, entries: Iterable[Entry]) -> Words:
    """Read the words of a library's articles, of 2,000 at the most."""
    some = [entry.id for _, entry in zip(range(_READ_FOR_WORDS), entries, strict=False)]
    return Words(library.article(article_id).text for article_id in some)


@functools.lru_cache(maxsize=256)
def people(article: Article, words: Words) -> tuple[str, ...]:
    """Give the full names of people in an article, without titles, in its order.

    People are told from places and firms by what is done with their last name alone ("Lund
    said"), by a title ("Mr Lund"), or by an age behind their name ("Karin Lund, 45,").
    """
    text = _undotted(article.text)
    return tuple(
        name
        for name, titled in _named(article, words).items()
        if len(name.split()) <= 3 and (titled or _acts_alone(name, text))
    )


@functools.lru_cache(maxsize=256)
def _named(article: Article, words: Words) -> dict[str, bool]:
    """Give the names of two words and more, without titles, and whether one stands before."""
    found: dict[str, bool] = {}
    for name in names(_undotted(article.text)):
        bare = _bare(name.text, words)
        if " " in bare:
            found[bare] = bool(name.title) or found.get(bare, False)
    return found


def _undotted(text: str) -> str:
    return _DOTTED.sub(lambda match: match[0][:-1] + " ", text)


def _bare(name: str, words: Words) -> str:
    parts = re.sub(r"['’]s?\Z", "", name).split()
    while parts and (parts[0].lower().rstrip(".") in TITLES | _RANKS):
        parts.pop(0)
    # "Coach Roberto Martinez": what else opens a name of three words and is a common word.
    while len(parts) > 2 and words.is_common(parts[0]):
        parts.pop(0)
    return " ".join(parts)


_RANKS = frozenset(
    """sen gov rep gen lt sgt col capt officer police democrat republican
    state unlike""".split()  # noqa: SIM905 - many quoted words are hard to read
)
_SPEAKS = "said|says|told|added|wrote|explained|tweeted|testified"


def _acts_alone(name: str, text: str) -> bool:
    last = re.escape(name.split()[-1])
    pattern = (
        rf"{re.escape(name)}, \d\d,|(?:\A|[\n,.”\"] ?){last} (?:{_SPEAKS})\b"
        rf"|[”\"] (?:said|says|added|explained) {last}\b|\b(?:Mr|Ms|Mrs|Miss|Dr) {last}\b"
    )
    return re.search(pattern, text) is not None


def full_name(name: str, article: Article, words: Words) -> str:
    """Give the whole name of a person named by a part of it; "" if that may be several."""
    own = _bare(name, words)
    known = people(article, words)
    if own in known:
        return own
    if len(own.split()) != 1:
        return ""
    found = [one for one in _named(article, words) if one.split()[-1] == own]
    return found[0] if len(found) == 1 and found[0] in known else ""


def spread(entries: Iterable[Entry], seed: int) -> Iterator[Entry]:
    """Give articles in an order that changes outlet and week as often as it can.

    Args:
        entries: Each once.
        seed: The same order for the same seed.
    """
    chance = random.Random(seed)  # noqa: S311 - a draw, no secret
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.id):
        groups.setdefault((entry.source, entry.published[:7]), []).append(entry)
    for group in groups.values():
        chance.shuffle(group)
    order = sorted(groups)
    while order:
        chance.shuffle(order)
        for key in order:
            yield groups[key].pop()
        order = sorted(key for key in order if groups[key])
