"""Number words, units with their dimension and size, and plurals that count the same."""

_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL = {word: n for n, word in enumerate(_ONES, 1)} | {
    word: 10 * n for n, word in enumerate(_TENS, 2)
}
SMALL["dozen"] = 12
MAGNITUDES = {
    **dict.fromkeys(("thousand", "k"), 1e3),
    **dict.fromkeys(("million", "m", "mn"), 1e6),
    **dict.fromkeys(("billion", "bn", "b"), 1e9),
    **dict.fromkeys(("trillion", "tn"), 1e12),
    "hundred": 1e2,
}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
RANKS = {
    word: n
    for n, word in enumerate(
        ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 3
    )
}
# Dimension and size of each unit, by its names.
UNITS = {
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


def alike(one: str, other: str) -> bool:
    """Tell whether two plurals count the same; what is not told may be anything."""
    return (
        not one
        or not other
        or one == other
        or bool(_KIN.get(one, frozenset()) & _KIN.get(other, frozenset()))
    )
