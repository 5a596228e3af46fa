"""No text that others wrote reaches a terminal as an order."""

import io
import re
import unicodedata
from collections.abc import Callable

import pytest
from made_answers import hit
from made_articles import article, entry
from page_attacks import ATTACKS, seen

from index.entries import Passage
from index.report import Outcome, Report
from ui import blocks, terminal
from ui.blocks import Block

# What rich writes by itself: colours.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
Show = Callable[[str], object]


def report(text: str) -> Report:
    return Report([Outcome("refused", origin=text, note=text)])


SHOWN: dict[str, Show] = {
    "a line": lambda text: terminal.out.print(text, markup=False),
    "entries": lambda text: terminal.show_entries([entry(title=text, source=text)]),
    "an article": lambda text: terminal.show_article(
        article(title=text, source=text, author=text, url=text, text=text),
        [Passage("a:1", "a", 0, len(text), text)],
        facts={"also_at": [text], "collections": [text]},
    ),
    "hits": lambda text: terminal.show_hits([hit(text, title=text, source=text, flags=(text,))]),
    "a report": lambda text: terminal.show_report(report(text), text, False),
    "a complaint": terminal.complain,
    "a table": lambda text: blocks.show([Block(text, ("one",), ((text,),), note=text)]),
    "JSON": lambda text: terminal.print_json({"title": text}),
}


@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize("what", SHOWN)
def test_no_text_is_an_order_to_a_terminal(
    what: str, is_terminal: bool, monkeypatch: pytest.MonkeyPatch
):
    written = io.StringIO()
    for console in (terminal.out, terminal.err):
        monkeypatch.setattr(console, "_file", written)
        monkeypatch.setattr(console, "_force_terminal", is_terminal)
        monkeypatch.setattr(console, "_width", 10_000)
    monkeypatch.setattr("sys.stdout", written)
    for tried, text in ATTACKS.items():
        written.seek(0)
        written.truncate()
        SHOWN[what](text)
        told = written.getvalue()
        # What is left of a text's own colours is no order any more.
        own = _COLOURS.sub("", told) if is_terminal else told
        orders = [c for c in own if c not in "\n\t" and unicodedata.category(c) == "Cc"]
        assert orders == [], tried
        assert "\x1b[31m" not in told, tried
        if what != "JSON":
            assert not {"\u202e", "\u2067"} & set(told), tried
            assert seen(" ".join(text.split()))[:20] in seen(own), tried
