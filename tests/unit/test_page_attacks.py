"""No text changes what a page is made of: with any attack it is built as with plain words."""

from collections import Counter
from collections.abc import Callable

import pytest
from made_answers import answer, cited, full, hit
from made_articles import article, entry
from page_attacks import ATTACKS, seen
from shown_page import Shown, as_markdown

from assistant.answer import Answer
from index.entries import Passage
from index.quarantine import Quarantined
from index.report import Counts, Outcome, Removal, Report
from ui import render, shelf_plot, shelf_views, wording
from ui.additions import Progress
from ui.exporting import Format, export
from ui.kept import Kept, KeptTurn, Place, Summary
from ui.shelf_list import Opened, Row

NOON = "2025-06-01T12:00:00.000000+00:00"
COUNTS = Counts(1, 1, 1, 1)


def conversation(text: str, form: Format) -> str:
    """Export a conversation with a text in every place."""
    url = hit("One.", url=f"no address: {text}", title=text, source=text)
    answers = (full(text), answer(citations=(cited(url, "One."),), question=text))
    turns = tuple(
        KeptTurn(one, text, place=Place("c", number), state="whole", asked=NOON)
        for number, one in enumerate(answers, start=1)
    )
    return export(Kept(Summary("c", text, NOON, NOON, False, len(turns)), turns), form)


def opened(text: str, **fields: str) -> Opened:
    it = article(text=text, **fields)
    return Opened(
        it, (Passage("a:1", "a", 0, len(text), text),), quarantined=fields.get("title", "")
    )


def report(text: str) -> Report:
    made = Report()
    for status in ("refused", "quarantined", "added"):
        made.take(Outcome(status, origin=text, note=text))
    return made


# Where a text can stand: a place that is added is a line here.
PLACES: dict[str, Callable[[str], Shown]] = {
    "a question": lambda text: as_markdown(render.escape(text)),
    "an answer": lambda text: as_markdown(render.message(full(text), 1, text)),
    "an answer that is none": lambda text: as_markdown(
        render.message(answer(text=text, abstained=True), 1)
    ),
    "the sources": lambda text: as_markdown(render.sources([full(text)])),
    "an article's head": lambda text: as_markdown(
        shelf_views.head(
            opened(
                "x",
                title=text,
                source=text,
                author=text,
                section=text,
                language=text,
                url=f"no address: {text}",
            )
        )
    ),
    "an article's text": lambda text: as_markdown(
        shelf_views.text(opened(f"Before. {text} After."))
    ),
    "a removal": lambda text: as_markdown(
        shelf_views.removal_question(opened("x", title=text, source=text))
        + "\n\n"
        + shelf_views.removed(Removal(COUNTS, COUNTS, ("a",)), text)
    ),
    "a report": lambda text: as_markdown(
        shelf_views.progress(Progress(error=text, report=report(text)))
    ),
    "what is being added": lambda text: as_markdown(
        shelf_views.progress(Progress(doing="Adding", now=text))
    ),
    "outlets": lambda text: as_markdown(shelf_plot.coverage([entry(source=text)])),
    "an export as HTML": lambda text: Shown(conversation(text, "html")),
    "an export as Markdown": lambda text: as_markdown(conversation(text, "markdown")),
}


def built(shown: Shown) -> Counter[str]:
    """Give what a page is made of, but for where its links to others lead."""
    # The lines of an article stay lines.
    parts = Counter(tag for tag in shown.tags if tag != "br")
    parts.update(name for given in shown.attributes for name in given)
    parts.update(
        f"{name}={given[name]}"
        for given in shown.attributes
        for name in ("id", "class")
        if name in given
    )
    return parts


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("tried", ATTACKS)
def test_no_text_changes_what_a_page_is_made_of(tried: str, place: str):
    text = ATTACKS[tried]
    shown, plain = PLACES[place](text), PLACES[place]("plain words")
    assert built(shown) == built(plain)
    assert seen(text) in seen(shown.text)
    assert Counter(shown.links) == Counter(plain.links)


@pytest.mark.parametrize("tried", ATTACKS)
def test_in_a_list_a_text_is_one_line(tried: str):
    text = ATTACKS[tried]
    rows = (
        shelf_views.label(Row(entry(title=text, source=text, language=text), (text, text), 2)),
        shelf_views.teller_label(entry(title=text, source=text)),
        shelf_views.confined_label(Quarantined("a", text, text, text, text, "", "", "")),
    )
    for row in rows:
        assert len(row.splitlines()) == 2
        assert seen(text) in seen(row)


def directions(text: str) -> tuple[int, int]:
    """Give how many isolates a text leaves open, and how many it closes that it did not open."""
    depth = surplus = 0
    for one in text:
        if one in "\u2066\u2067\u2068":
            depth += 1
        elif one == "\u2069":
            surplus += not depth
            depth = max(0, depth - 1)
    return depth, surplus


@pytest.mark.parametrize("tried", ATTACKS)
def test_a_line_keeps_its_direction_to_itself(tried: str):
    line = wording.line(ATTACKS[tried])
    assert directions(line) == (0, 0)
    assert not {"\u202d", "\u202e"} & set(line)
    turns = [one for one in line if one in "\u202a\u202b\u202c\u05e2\u062c"]
    if turns:
        assert (line[0], line[-1]) == ("\u2068", "\u2069")
    assert wording.line(line) == line or turns


@pytest.mark.parametrize("text", ["Plain words, 17 – “so”.", "Émigrés in 東京", "Ω, 5 € and 🙂"])
def test_a_text_that_turns_nothing_stays_as_it_is(text: str):
    assert wording.line(text) == text


@pytest.mark.parametrize(
    "url",
    ["https://bank.example@evil.example/", "https://a:b@evil.example", "https://:80/", "http:///x"],
)
def test_an_address_that_hides_its_host_is_no_link(url: str):
    assert render.safe_address(url) == ""
    assert as_markdown(shelf_views.head(opened("x", url=url))).links == []


def test_an_answer_of_attacks_is_an_answer():
    assert isinstance(full(ATTACKS["controls"]), Answer)
    assert len(ATTACKS) >= 50
