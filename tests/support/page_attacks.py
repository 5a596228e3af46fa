"""The texts of tests/data/page-attacks.jsonl, and what of one can be seen on a page."""

import json
import unicodedata
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "page-attacks.jsonl"

# Each by what it tries.
ATTACKS: dict[str, str] = {
    attack["tries"]: attack["text"] for attack in map(json.loads, _FILE.read_text().splitlines())
}
_UNSEEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


def seen(text: str) -> str:
    """Give what can be seen of a text, wherever its lines were parted.

    Without what a page shows for what is no character.
    """
    return "".join(
        one for one in text if unicodedata.category(one) not in _UNSEEN and one != "\ufffd"
    )
