"""How many articles a library holds of each week and outlet, drawn and in words."""

import base64
import datetime
import re
import xml.etree.ElementTree as ET

from made_articles import entry
from shown_page import Shown

from index.entries import Entry
from ui import shelf_plot


def of(published: str, source: str = "The Paper", times: int = 1) -> list[Entry]:
    return [entry(published=published, source=source)] * times


def test_articles_are_counted_by_week_and_outlet():
    held = shelf_plot.timeline(
        [*of("2025-03-03"), *of("2025-03-09", "The Wire", 2), *of("2025-03-17"), *of("", times=3)]
    )
    days = [datetime.date(2025, 3, day) for day in (3, 10, 17)]
    assert (held.unit, list(held.spans)) == ("week", days)
    assert held.series == (("The Paper", (1, 0, 1)), ("The Wire", (2, 0, 0)))
    assert (held.totals, held.undated, held.inexact) == ([3, 0, 1], 3, 0)


def test_a_date_that_names_no_week_is_counted_and_not_drawn():
    held = shelf_plot.timeline([*of("2025-03-03", times=2), *of("2025-03"), *of("2025")])
    assert (held.totals, held.inexact) == ([2], 2)


def test_where_weeks_are_too_many_months_are_drawn_and_then_years():
    decade = shelf_plot.timeline([*of("2015-01-31"), *of("2025-03"), *of("2020")])
    assert (decade.unit, len(decade.spans), decade.inexact) == ("month", 123, 1)
    century = shelf_plot.timeline([*of("1925-01-31"), *of("2025-03-01"), *of("2020")])
    assert (century.unit, len(century.spans), century.inexact) == ("year", 101, 0)


def test_where_most_dates_name_only_a_month_months_are_drawn():
    held = shelf_plot.timeline([*of("2025-03", times=3), *of("2025-04-02"), *of("2025")])
    assert (held.unit, held.totals, held.inexact) == ("month", [3, 1], 1)


def test_small_outlets_are_counted_together():
    entries = [one for n in range(9) for one in of("2025-03-03", f"Paper {n}", 9 - n)]
    held = shelf_plot.timeline(entries)
    assert [name for name, _ in held.series][-2:] == ["Paper 4", "other outlets"]
    assert held.series[-1][1] == (4 + 3 + 2 + 1,)


def test_the_plot_says_in_words_what_it_shows():
    shown = Shown(shelf_plot.coverage([*of("2025-03-03", times=2), *of("2025-03-12"), *of("")]))
    [alt] = {attributes["alt"] for attributes in shown.attributes if "alt" in attributes}
    assert alt == (
        "3 articles, the week of 3 March 2025 to the week of 10 March 2025; "
        "at most 2 in one week, the week of 3 March 2025"
    )
    assert "Not drawn: 1 undated" in shown.text
    assert "The Paper: 3 articles" in shown.text


def test_each_picture_is_whole_and_holds_a_bar_for_each_number():
    page = shelf_plot.coverage([*of("2025-03-03"), *of("2025-03-12", "The Wire")])
    pictures = re.findall(r'base64,([^"]*)"', page)
    assert len(pictures) == 2
    for picture in pictures:
        root = ET.fromstring(base64.b64decode(picture))
        bars = [one.get("d", "") for one in root.iter() if one.tag.endswith("path")]
        assert [bar.count("M") for bar in bars] == [1, 1]


def test_without_a_date_there_is_nothing_to_draw():
    assert "nothing to draw" in shelf_plot.coverage(of(""))
    assert "nothing to draw" in shelf_plot.coverage([])
