"""The page's keys, as people are told of them; ui/assets/keys.js is what they do."""

from collections.abc import Mapping

_KEYS: Mapping[str, str] = {
    "Enter or Ctrl+Enter": "ask",
    "Shift+Enter": "begin a new line",
    "Escape": "stop the answer, or close what is open",
    "↑ in an empty box": "bring back what was asked before; ↓ goes on again",
    "/ or Ctrl+K": "go to the question, from anywhere",
}


def shortcuts() -> str:
    """List them, as Markdown for the component `#keys`; folded up."""
    rows = "".join(f"<dt>{keys}</dt><dd>{does}</dd>" for keys, does in _KEYS.items())
    return f"<details><summary>Keyboard</summary><dl>{rows}</dl></details>"
