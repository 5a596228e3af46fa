"""Numbers in a text with their magnitude and unit, so that "$1.2m" is "1,200,000 dollars".

Values are kept in one unit of each dimension (metres, kilograms, seconds), so "11 miles" differs
from "11km" and "two weeks" is "14 days". A bare number counts the first plural after it ("214
wooden boats": boats).
"""

import math
import re
from dataclasses import dataclass

from assistant.units import MAGNITUDES, PARTS, RANKS, SMALL, UNITS, alike
from index.lexical import STOP_WORDS

_WORDED = "|".join((*SMALL, "hundred", "thousand", "million", "billion"))
_NUMBER = re.compile(
    r"(?P<currency>(?:US|A|C)?[$£€¥])?\s?"
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<words>\b(?:{_WORDED})(?:(?:-|\s(?:and\s)?)(?:{_WORDED}))*\b))"
    r"(?:[\s-]?(?P<magnitude>million|billion|trillion|thousand|hundred|bn|mn|tn|m|k|b)\b)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(\d{1,2})(?:[.:](\d\d))?\s?([ap])\.?m\b\.?", re.IGNORECASE)
_RANK = re.compile(rf"\b(?:(\d+)(?:st|nd|rd|th)|({'|'.join(RANKS)}))\b(?!-)", re.IGNORECASE)
_SHARE = re.compile(
    rf"\b(?P<n>\d+|{'|'.join(SMALL)})"
    r"(?:\s(?:in|out of)\s(?:every\s)?(?P<of>\d+|ten|five|four|three)\b"
    r"|[-\s](?P<part>thirds|quarters|fifths|tenths)\b)"
    rf"|\b(?P<one>a|one)[-\s](?P<onepart>{'|'.join(PARTS)})\b(?!\s(?:time|of\sthe\stime))"
    r"|\b(?P<half>half)\s(?:of|the)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(?<![\d.,$£€–-])\b(?:(\d{1,3})\s?[-–]\s?(\d{1,3})\b(?![.,]?\d)"
    rf"|(\d{{1,3}}|{'|'.join(SMALL)})\s(?:votes\s)?to\s(\d{{1,3}}|{'|'.join(SMALL)})\b(?![.,]?\d))",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[\s-]?(%|per\s?cent\b|[A-Za-z/]+)")
_FOLLOWING = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]")
_RATE = re.compile(
    r"[^.,;:\d]{0,24}?\b(?:(?:an?|per|each|every)\s(hour|day|week|month|year|night|head|household)\b"
    r"|(hourly|daily|weekly|monthly|yearly|annually)\b)",
    re.IGNORECASE,
)
_RATES = {"daily": "day", "annually": "year"}
_HEDGE = re.compile(
    r"\b(?:about|around|roughly|some|nearly|almost|approximately|over|more than|at least|under"
    r"|less than|fewer than|close to|up to)\s(?:the\s)?\Z",
    re.IGNORECASE,
)
_IRREGULAR = frozenset(("people", "children", "men", "women", "fish", "sheep", "staff", "police"))
_ROUGHLY, _YEAR = 0.05, 12


@dataclass(frozen=True)
class Quantity:
    """A number as a text means it.

    Attributes:
        start: Where it starts in the text.
        end: Where its number and unit end.
        text: As written, with what it counts.
        value: In the dimension's own unit.
        dimension: "length", "$", "percent", "clock", "rank" and so on; "" for a count.
        counted: For a count, the plural that it counts, lower case; "" if not told.
        rate: "day" for "a day"; "" for none.
        rough: Whether "about" or the like stands before it.
        number: The number without its unit.
    """

    start: int
    end: int
    text: str
    value: float
    dimension: str
    counted: str = ""
    rate: str = ""
    rough: bool = False
    number: float = 0.0

    def agrees(self, other: "Quantity") -> bool:
        """Tell whether a source's number says this one."""
        if not self.dimension and not self.counted:
            # "26" answers "how many tonnes?".
            return self._near(other.number)
        if self.dimension == "months" and not other.dimension and not other.counted:
            # "56 years old" says what "Ms Teague, 56," does.
            return self.value == _YEAR * other.number
        if self.dimension != other.dimension or not self._near(other.value):
            return False
        if self.rate and other.rate and self.rate != other.rate:
            return False
        return self.dimension != "" or alike(self.counted, other.counted)

    def _near(self, value: float) -> bool:
        if self.rough and abs(self.value - value) <= _ROUGHLY * abs(value):
            return True
        return math.isclose(self.value, value, rel_tol=1e-3 if self.dimension == "length" else 1e-9)


def quantities(text: str) -> list[Quantity]:
    """Read the numbers of a text, in its order.

    "One" in words is left out: it is a pronoun as often as a number.
    """
    found: list[Quantity] = []
    found += (_clock(match) for match in _CLOCK.finditer(text))
    for pattern, read in ((_SHARE, _share), (_RANK, _rank)):
        for match in pattern.finditer(text):
            if _free(match, found):
                found.append(read(match))
    for match in _NUMBER.finditer(text):
        if _free(match, found) and (quantity := _number(match)):
            found.append(quantity)
    # "19 to 16" is two numbers and a score.
    found += (_pair(match) for match in _PAIR.finditer(text))
    return sorted(found, key=lambda quantity: quantity.start)


def _free(match: re.Match[str], found: list[Quantity]) -> bool:
    return not any(match.start() < one.end and one.start < match.end() for one in found)


def _clock(match: re.Match[str]) -> Quantity:
    hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
    minutes = hour * 60 + int(match[2] or 0)
    return Quantity(match.start(), match.end(), match[0], minutes, "clock", number=minutes)


def _pair(match: re.Match[str]) -> Quantity:
    value = 1000 * _value(match[1] or match[3]) + _value(match[2] or match[4])
    return Quantity(match.start(), match.end(), match[0], value, "score", number=value)


def _rank(match: re.Match[str]) -> Quantity:
    value = float(match[1] or RANKS[match[2].lower()])
    return Quantity(match.start(), match.end(), match[0], value, "rank", number=value)


def _share(match: re.Match[str]) -> Quantity:
    groups = match.groupdict()
    part = (groups["part"] or groups["onepart"] or "half").lower().removesuffix("s")
    count = float(_value(groups["n"])) if groups["n"] else 1.0
    value = 100 * count / (_value(groups["of"]) if groups["of"] else PARTS[part])
    return Quantity(match.start(), match.end(), match[0], value, "percent", number=value)


def _value(word: str) -> float:
    return float(word) if word.isdigit() else float(SMALL[word.lower()])


def _number(match: re.Match[str]) -> Quantity | None:
    text, start = match.string, match.start() + len(match[0]) - len(match[0].lstrip())
    if start and (text[start - 1].isalnum() or text[start - 1] == "."):
        return None
    digits, words = match["digits"], match["words"]
    if words and words.lower() == "one" and not match["magnitude"]:
        return None
    number = float(digits.replace(",", "")) if digits else _spoken(words)
    magnitude, end = (match["magnitude"] or "").lower(), match.end()
    if magnitude == "m" and not match["currency"] and not _counts_millions(text, match):
        magnitude, end = "", match.start("magnitude")
    number *= MAGNITUDES.get(magnitude, 1.0)
    dimension, size = "", 1.0
    if currency := match["currency"]:
        dimension = currency[-1]
    elif unit := _UNIT.match(text, end):
        name = re.sub(r"\s", "", unit[1].lower())
        if name in UNITS:
            dimension, size = UNITS[name]
            end = unit.end()
    counted, shown = ("", end) if dimension else _counted(text, end)
    rate = _RATE.match(text, end)
    return Quantity(
        start,
        end,
        text[start:shown],
        number * size,
        dimension,
        counted,
        _RATES.get((rate[1] or rate[2]).lower(), rate[1] or "") if rate else "",
        _HEDGE.search(text, 0, start) is not None,
        number,
    )


def _counts_millions(text: str, match: re.Match[str]) -> bool:
    """Tell "1.2m people" from "1.2m wide"."""
    return text[match.end() :].startswith(" ") and _counted(text, match.end())[0] != ""


def _counted(text: str, end: int) -> tuple[str, int]:
    """Give the first plural after a number, and where it ends."""
    for match in list(_FOLLOWING.finditer(text, end, end + 60))[:4]:
        word = match[0].lower()
        if word == "-":
            continue
        if not word[0].isalpha() or word in STOP_WORDS:
            break
        if word in _IRREGULAR or (word.endswith("s") and not word.endswith(("ss", "us", "is"))):
            return word, match.end()
    return "", end


def _spoken(words: str) -> float:
    total = current = 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in SMALL:
            current += SMALL[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in MAGNITUDES:
            total, current = total + (current or 1) * MAGNITUDES[word], 0.0
    return total + current
