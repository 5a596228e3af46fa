"""Numbers in a text with their magnitude and unit, so that "$1.2m" is "1,200,000 dollars".

Values are kept in one unit of each dimension (metres, kilograms, seconds), so "11 miles" differs
from "11km" and "two weeks" is "14 days". A bare number counts the first plural after it ("214
wooden boats": boats).
"""

import math
import re
from dataclasses import dataclass

from index.lexical import STOP_WORDS

_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: n for n, word in enumerate(_ONES, 1)} | {
    word: 10 * n for n, word in enumerate(_TENS, 2)
}
_SMALL["dozen"] = 12
_MAGNITUDES = {
    **{"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6},
    **{"billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12},
}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_RANKS = {
    word: n
    for n, word in enumerate(
        ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 3
    )
}
# Dimension and size of each unit, by its names.
_UNITS = {
    name: (dimension, size)
    for dimension, size, names in (
        ("length", 1.0, "m metre metres meter meters"),
        ("length", 1e3, "km kilometre kilometres kilometer kilometers"),
        ("length", 1e-2, "cm centimetre centimetres centimeter centimeters"),
        ("length", 1e-3, "mm millimetre millimetres millimeter millimeters"),
        ("length", 1609.344, "mile miles"),
        ("length", 0.9144, "yard yards"),
        ("length", 0.3048, "ft foot feet"),
        ("length", 0.0254, "inch inches"),
        ("mass", 1e-3, "g gram grams"),
        ("mass", 1.0, "kg kilogram kilograms kilo kilos"),
        ("mass", 1e3, "tonne tonnes"),
        ("mass", 907.18474, "ton tons"),
        ("mass", 0.45359237, "lb lbs"),
        ("volume", 1.0, "litre litres liter liters"),
        ("volume", 3.785411784, "gallon gallons"),
        ("volume", 158.987294928, "barrel barrels"),
        ("area", 1.0, "hectare hectares"),
        ("area", 0.40468564224, "acre acres"),
        ("time", 1.0, "second seconds"),
        ("time", 60.0, "minute minutes min mins"),
        ("time", 3600.0, "hour hours hr hrs"),
        ("time", 86400.0, "day days"),
        ("time", 604800.0, "week weeks"),
        ("months", 1.0, "month months"),
        ("months", 12.0, "year years"),
        ("months", 120.0, "decade decades"),
        ("months", 1200.0, "century centuries"),
        ("speed", 1.852, "knot knots"),
        ("speed", 1.609344, "mph"),
        ("speed", 1.0, "kph"),
        ("temperature", 1.0, "degree degrees"),
        ("percent", 1.0, "% percent"),
        ("$", 1.0, "dollar dollars"),
        ("$", 0.01, "cent cents"),
        ("£", 1.0, "pound pounds"),
        ("£", 0.01, "pence"),
        ("€", 1.0, "euro euros"),
        ("crowns", 1.0, "crown crowns"),
        ("¥", 1.0, "yen yuan"),
    )
    for name in names.split()
}
_WORDED = "|".join((*_SMALL, "hundred", "thousand", "million", "billion"))
_NUMBER = re.compile(
    r"(?P<currency>(?:US|A|C)?[$£€¥])?\s?"
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<words>\b(?:{_WORDED})(?:(?:-|\s(?:and\s)?)(?:{_WORDED}))*\b))"
    r"(?:[\s-]?(?P<magnitude>million|billion|trillion|thousand|hundred|bn|mn|tn|m|k|b)\b)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(\d{1,2})(?:[.:](\d\d))?\s?([ap])\.?m\b\.?", re.IGNORECASE)
_RANK = re.compile(rf"\b(?:(\d+)(?:st|nd|rd|th)|({'|'.join(_RANKS)}))\b(?!-)", re.IGNORECASE)
_SHARE = re.compile(
    rf"\b(?P<n>\d+|{'|'.join(_SMALL)})(?:\s(?:in|out of)\s(?:every\s)?(?P<of>\d+|ten|five|four|three)\b"
    rf"|[-\s](?P<part>thirds|quarters|fifths|tenths)\b)"
    rf"|\b(?P<one>a|one)[-\s](?P<onepart>{'|'.join(_PARTS)})\b(?!\s(?:time|of\sthe\stime))|\b(?P<half>half)\s(?:of|the)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"(?<![\d.,$£€])\b(\d{{1,3}}|{'|'.join(_SMALL)})(?:\s?[-–]\s?|\s(?:votes\s)?to\s)"
    rf"(\d{{1,3}}|{'|'.join(_SMALL)})\b(?![.,]?\d)",
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
# Alike enough to be counted as one: a model writes "passengers" for the article's "people".
_ALIKE = (
    "people persons passengers residents inhabitants islanders visitors marchers customers workers "
    "pupils children students patients members respondents firms voters men women protesters",
    "homes houses households dwellings properties",
    "jobs posts positions roles",
    "businesses firms companies shops",
    "schools",
    "votes members councillors",
    "goals headers",
    "cases infections patients",
    "times occasions",
    "timbers planks",
)
_KIN: dict[str, frozenset[int]] = {
    word: frozenset(n for n, line in enumerate(_ALIKE) if word in line.split())
    for line in _ALIKE
    for word in line.split()
}
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


def alike(one: str, other: str) -> bool:
    """Tell whether two plurals count the same; what is not told may be anything."""
    return (
        not one
        or not other
        or one == other
        or bool(_KIN.get(one, frozenset()) & _KIN.get(other, frozenset()))
    )


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
    value = 1000 * _value(match[1]) + _value(match[2])
    return Quantity(match.start(), match.end(), match[0], value, "score", number=value)


def _rank(match: re.Match[str]) -> Quantity:
    value = float(match[1] or _RANKS[match[2].lower()])
    return Quantity(match.start(), match.end(), match[0], value, "rank", number=value)


def _share(match: re.Match[str]) -> Quantity:
    groups = match.groupdict()
    part = (groups["part"] or groups["onepart"] or "half").lower().removesuffix("s")
    count = float(_value(groups["n"])) if groups["n"] else 1.0
    value = 100 * count / (_value(groups["of"]) if groups["of"] else _PARTS[part])
    return Quantity(match.start(), match.end(), match[0], value, "percent", number=value)


def _value(word: str) -> float:
    return float(word) if word.isdigit() else float(_SMALL[word.lower()])


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
    number *= _MAGNITUDES.get(magnitude, 1.0)
    dimension, size = "", 1.0
    if currency := match["currency"]:
        dimension = currency[-1]
    elif unit := _UNIT.match(text, end):
        name = re.sub(r"\s", "", unit[1].lower())
        if name in _UNITS:
            dimension, size = _UNITS[name]
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
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _MAGNITUDES:
            total, current = total + (current or 1) * _MAGNITUDES[word], 0.0
    return total + current
