"""Whether a gold answer stands in a text, as the published figures are scored."""

import string
from collections.abc import Sequence

_BLANKED = str.maketrans(dict.fromkeys(string.punctuation + "’‘“”–—…", " "))


def normalised(text: str) -> str:
    """Lower case, without punctuation and articles, in single spaces, with one at both ends."""
    words = text.lower().translate(_BLANKED).split()
    return f" {' '.join(word for word in words if word not in ('a', 'an', 'the'))} "


def holds(text: str, answers: Sequence[str]) -> bool:
    """Tell whether one of the answers stands in a text as whole words."""
    whole = normalised(text)
    return any(answer.strip() and normalised(answer) in whole for answer in answers)
