"""What the library's tab writes of articles: all that is known, and nothing of it as markup."""

import dataclasses
import html

import pytest
from made_articles import TEXT, article, entry
from shown_page import ATTACKS, Shown, as_markdown

from index.entries import Passage
from index.identity import linkable
from index.quarantine import Quarantined
from index.report import Counts, Outcome, Removal, Report
from index.temporal import Mention
from index.versions import Version
from ui import shelf_plot, shelf_views
from ui.additions import Progress
from ui.shelf_list import Listed, Opened, Row, Wanted


def opened(**fields: object) -> Opened:
    text = str(getattr(fields.get("article"), "text", TEXT))
    mention = Mention(10, 22, 20250429, 20250429)
    known: dict[str, object] = {
        "article": article(),
        "passages": (Passage("a:1", "a", 0, len(text), text),),
        "mentions": (mention,),
        "versions": (Version(1, "Tram opens", "2025-04-30", "", 8, ""),),
    }
    return Opened(**(known | fields))


def listed(rows: tuple[Row, ...] = (), **fields: int) -> Listed[Row]:
    known = {"number": 0, "found": len(rows), "undated": 0, "held": len(rows)}
    return Listed(rows, **(known | fields))


def text_of(markdown: str) -> str:
    return " ".join(as_markdown(markdown).text.split())


def test_a_row_says_what_is_known_in_two_lines():
    row = Row(entry(language="en", title="Tram\n  opens"), ("trams", "Larch"), 3)
    assert shelf_views.label(row) == (
        "Tram opens\nThe Paper, 30 April 2025 · en · trams, Larch · 3 tell this story"
    )


def test_a_row_of_little_says_undated_and_no_more():
    row = Row(entry(published="", source=""), (), 1)
    assert shelf_views.label(row) == "Tram opens\nundated"


@pytest.mark.parametrize(
    ("shown", "wanted", "told"),
    [
        (listed(held=9), Wanted(words="x"), "None of the 9 articles here is like that."),
        (listed((Row(entry(), (), 1),)), Wanted(), "1 article, newest first"),
        (
            listed((Row(entry(), (), 1),) * 50, found=1989, undated=12, held=2000, number=1),
            Wanted(words="x"),
            "51 to 100 of 1,989 articles of the 2,000 here, 12 undated, newest first",
        ),
    ],
)
def test_the_list_is_counted(shown: Listed[Row], wanted: Wanted, told: str):
    assert text_of(shelf_views.count(shown, wanted)).startswith(told)


def test_an_empty_library_says_how_to_fill_it():
    said = text_of(shelf_views.count(listed(), Wanted()))
    assert said.startswith("The library is empty")
    assert "Add" in said


def test_the_text_keeps_its_words_and_dates_say_what_they_mean():
    shown = shelf_views.text(opened())
    assert "opened <mark>last Tuesday</mark> " in shown
    assert "29 Apr 2025" in text_of(shown)
    assert "</span>.<br><br>The tram" in shown


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2019", 20190101, 20191231),
        ("February 2026", 20260201, 20260228),
        ("3 March 2025", 20250303, 20250303),
    ],
)
def test_a_date_that_says_itself_is_not_told_again(words: str, first: int, last: int):
    text = f"It was {words} then."
    mention = Mention(7, 7 + len(words), first, last)
    shown = opened(article=article(text=text), mentions=(mention,))
    assert text_of(shelf_views.text(shown)).endswith(f"1{text}")


def test_an_earlier_version_is_shown_without_passages():
    shown = shelf_views.text(opened(passages=(), mentions=()))
    assert text_of(shown) == "TextIt opened last Tuesday.The tram runs again."


def test_where_a_date_comes_from_is_told():
    told = text_of(shelf_views.head(opened()))
    assert "Published 30 April 2025 (found in: page, confidence high)" in told


def test_only_a_web_address_becomes_a_link():
    for url, links in (("https://p.example/1", ["https://p.example/1"]), ("javascript:x()", [])):
        shown = as_markdown(shelf_views.head(opened(article=article(url=url))))
        assert shown.links == links
        assert url in shown.text


def test_what_is_in_quarantine_says_why():
    shown = Opened(article(), quarantined="a cookie wall")
    assert "In quarantine, and not searched: a cookie wall" in text_of(shelf_views.head(shown))


def test_a_removal_names_what_goes_and_counts_what_went():
    versions = (Version(1, "", "", "", 8, "2025-05-01T00:00:00"), Version(2, "", "", "", 9, ""))
    asked = text_of(shelf_views.removal_question(opened(versions=versions)))
    assert asked.startswith(
        "Remove “Tram opens” (The Paper, 30 April 2025), with 1 passage and all 2 versions?"
    )
    removal = Removal(Counts(3, 1200, 1200, 1200), Counts(2, 9, 8, 7), ("a",))
    told = Shown(shelf_views.removed(removal, "Tram opens")).text
    assert "before31,2001,2001,200" in told
    assert "after2987" in told


def test_progress_says_how_far_how_fast_and_what():
    now = Progress("Adding", 12, 33, 4.07, "tram.txt")
    assert text_of(shelf_views.progress(now)) == (
        "Adding … 12 of about 33 articles · 4.1 a second · tram.txt"
    )
    stopping = shelf_views.progress(dataclasses.replace(now, stopping=True, total=None))
    assert text_of(stopping).startswith("Stopping, once what was read is stored … 12 articles")


def test_the_report_counts_all_and_gives_reasons():
    report = Report(
        [
            Outcome("added", "a.txt", "a", 2),
            *(Outcome("refused", f"{n}.bin", note=f"reason {n}") for n in range(23)),
            Outcome("quarantined", "wall.html", "w", note="a cookie wall"),
        ]
    )
    told = text_of(shelf_views.progress(Progress(report=report)))
    assert told.startswith(
        "Done: 1 added, 0 changed, 0 unchanged, 1 in quarantine, 23 refused; 2 passages written"
    )
    assert "Refused: 23" in told
    assert "19.bin reason 19" in told
    assert "20.bin" not in told
    assert "… and 3 more" in told
    assert "wall.html a cookie wall" in told


def test_an_upload_is_called_by_its_files_name():
    origin = "/home/x/library/uploads/0123456789abcdef/tram.txt"
    report = Report([Outcome("refused", origin, note="empty")])
    told = text_of(shelf_views.progress(Progress(report=report)))
    assert "tram.txt empty" in told
    assert "/home" not in told
    assert "/home" not in text_of(shelf_views.head(opened(article=article(origin=origin))))


def full(text: str) -> list[str]:
    """Write everything that is Markdown, with a text in all places that others write."""
    names = ("title", "source", "author", "section", "language", "published_origin", "origin")
    known = article(
        text=f"It opened last Tuesday. {text} It ran.", **dict.fromkeys(names, text), url=text
    )
    shown = opened(article=known, also_at=(text,), collections=(text,), quarantined=text)
    outcomes = [Outcome(one, text, note=text) for one in ("refused", "quarantined", "added")]
    report = Report(outcomes)
    return [
        shelf_views.head(shown),
        shelf_views.text(shown),
        shelf_views.text(dataclasses.replace(shown, passages=())),
        shelf_views.removal_question(shown),
        shelf_views.removed(Removal(Counts(1, 1, 1, 1), Counts(0, 0, 0, 0), ("a",)), text),
        shelf_views.progress(Progress("Adding", 1, 2, 1.0, text, report=report)),
        shelf_views.progress(Progress(report=report, error=text)),
        shelf_plot.coverage([entry(source=text), entry(source=f"other {text}")]),
    ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_others_wrote_becomes_markup(attack: str):
    plain = " ".join(attack.split())
    for calm, hostile in zip(full("word"), full(attack), strict=True):
        shown, expected = as_markdown(hostile), as_markdown(calm)
        tags = [tag for tag in shown.tags if tag != "a"]
        assert tags == [tag for tag in expected.tags if tag != "a"]
        assert plain in " ".join(shown.text.split())
        assert set(shown.links) <= {linkable(attack)}
        assert all("onerror" not in one for attributes in shown.attributes for one in attributes)


@pytest.mark.parametrize("attack", ATTACKS)
def test_rows_are_plain_text_in_two_lines(attack: str):
    odd = entry(title=f"a\n{attack}", source=f"b\r\n{attack}")
    confined = Quarantined("a", attack, f"{attack}\n\nx", attack, "", "", "", "")
    for label in (
        shelf_views.label(Row(odd, (f"{attack}\n",), 1)),
        shelf_views.teller_label(odd),
        shelf_views.confined_label(confined),
    ):
        assert label.count("\n") == 1
        assert html.unescape(attack).split()[0] in html.unescape(label)
