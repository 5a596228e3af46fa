"""A small plot of when a library's articles were published, by outlet, and the same in words."""

import base64
import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.prompts import written_date
from index.date_words import MONTHS
from index.dates import date_bounds
from index.entries import Entry
from ui.render import escape
from ui.wording import counted

Unit = Literal["week", "month", "year"]

# So many spans can be told apart on a phone.
MOST_SPANS = 160
OUTLETS = 5
_OTHERS = "other outlets"
# By place; `--series-1` to `-6` in shelves.css are the same. Light and dark: Okabe and Ito's
# palette, which most of those who do not tell all colours can tell, darker on white.
_LIGHT = ("#0072b2", "#b35900", "#007d5c", "#8a4b8f", "#806600", "#64748b")
_DARK = ("#56b4e9", "#e69f00", "#2fc79a", "#d995c4", "#f0e442", "#94a3b8")
_WIDE, _NARROW, _HEIGHT = 860, 340, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 6, 10, 22


@dataclass(frozen=True)
class Timeline:
    """How many articles were published when, by outlet.

    Attributes:
        unit: How long the spans are.
        spans: The first day of each, one after the other without a gap.
        series: Outlets, that with most articles first, with their numbers in each span.
        undated: How many articles have no date.
        inexact: How many have one that may mean more than one span.
    """

    unit: Unit
    spans: tuple[datetime.date, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]
    undated: int
    inexact: int

    @property
    def totals(self) -> list[int]:
        """The articles in each span."""
        return [sum(numbers) for numbers in zip(*(of for _, of in self.series), strict=True)]


def timeline(entries: Iterable[Entry]) -> Timeline:
    """Count articles by week; by month or year where weeks are too many, or few dates name one."""
    dated, undated = [], 0
    for entry in entries:
        if entry.published:
            first, last = map(_day, date_bounds(entry.published))
            dated.append((entry.source or "no outlet", first, last))
        else:
            undated += 1
    for unit in ("week", "month", "year"):
        placed = [
            (source, start)
            for source, first, last in dated
            if (start := _start(first, unit)) == _start(last, unit)
        ]
        spans = _spans([start for _, start in placed], unit)
        if len(spans) <= MOST_SPANS and 2 * len(placed) >= len(dated):
            break
    sums = Counter(source for source, _ in placed)
    named = [source for source, _ in sums.most_common(OUTLETS + (len(sums) == OUTLETS + 1))]
    counts = Counter((source if source in named else _OTHERS, start) for source, start in placed)
    names = [*named, *([_OTHERS] if len(sums) > len(named) else [])]
    series = tuple((name, tuple(counts[name, span] for span in spans)) for name in names)
    return Timeline(unit, tuple(spans), series, undated, len(dated) - len(placed))


def _day(number: int) -> datetime.date:
    return datetime.date(number // 10000, number // 100 % 100, number % 100)


def _start(day: datetime.date, unit: Unit) -> datetime.date:
    if unit == "week":
        return day - datetime.timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _spans(starts: Sequence[datetime.date], unit: Unit) -> list[datetime.date]:
    """Give all spans from the first to the last; no more than one above what can be shown."""
    found: list[datetime.date] = []
    at = min(starts, default=None)
    while at is not None and at <= max(starts) and (unit == "year" or len(found) <= MOST_SPANS):
        found.append(at)
        # Nothing is longer than these, and nothing twice as long.
        at = _start(at + datetime.timedelta(days={"week": 7, "month": 31, "year": 366}[unit]), unit)
    return found


def coverage(entries: Iterable[Entry]) -> str:
    """Write the plot, who its colours are, and its numbers for those who do not see it."""
    held = timeline(entries)
    if not held.spans:
        return "No article here is dated to a week, a month or a year, so there is nothing to draw."
    says = _says(held)
    images = "".join(
        f'<img class="{name}" alt="{says}" src="{_address(_svg(held, width))}">'
        for name, width in (("wide", _WIDE), ("narrow", _NARROW))
    )
    legend = "".join(
        f'<li class="series-{number}">{escape(name)}: {counted(sum(of), "article")}</li>'
        for number, (name, of) in enumerate(held.series, start=1)
    )
    return (
        f'<h3>Articles by {held.unit} and outlet</h3><div class="plot">{images}</div>'
        f'<ul class="legend">{legend}</ul>{_left_out(held)}{_table(held)}'
    )


def _says(held: Timeline) -> str:
    most = max(held.totals)
    when = held.spans[held.totals.index(most)]
    return escape(
        f"{counted(sum(held.totals), 'article')}, {_named(held.spans[0], held.unit)} to "
        f"{_named(held.spans[-1], held.unit)}; at most {most} in one {held.unit}, "
        f"{_named(when, held.unit)}"
    )


def _named(start: datetime.date, unit: Unit) -> str:
    """Name a span: "the week of 3 March 2025", "March 2025", "2025"."""
    if unit == "week":
        return f"the week of {written_date(start.isoformat())}"
    return written_date(start.isoformat()[: 7 if unit == "month" else 4])


def _left_out(held: Timeline) -> str:
    told = [f"{held.undated:,} undated"] * bool(held.undated)
    told += [f"{held.inexact:,} not dated to one {held.unit}"] * bool(held.inexact)
    return f'<p class="byline">Not drawn: {", ".join(told)}</p>' if told else ""


def _table(held: Timeline) -> str:
    heads = "".join(f"<th>{escape(name)}</th>" for name, _ in held.series)
    rows = "".join(
        f"<tr><th>{escape(_named(span, held.unit))}</th>"
        f"{''.join(f'<td>{of[place] or chr(0x2013)}</td>' for _, of in held.series)}</tr>"
        for place, span in enumerate(held.spans)
        if held.totals[place]
    )
    return (
        f"<details><summary>The numbers</summary><table><thead><tr><th>{held.unit}</th>{heads}"
        f"</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def _address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _svg(held: Timeline, width: int) -> str:
    """Draw stacked bars; the only texts in it are numbers and dates."""
    right, floor = width - _RIGHT, _HEIGHT - _BOTTOM
    most = max(held.totals)
    step = (right - _LEFT) / len(held.spans)
    bar = max(min(step * 0.8, 24), 0.6)
    below = [0] * len(held.spans)
    paths = []
    for number, (_, of) in enumerate(held.series, start=1):
        drawn = []
        for place, value in enumerate(of):
            if value:
                below[place] += value
                x = _LEFT + step * (place + 0.5) - bar / 2
                y = floor - (floor - _TOP) * below[place] / most
                drawn.append(
                    f"M{x:.1f} {y:.1f}h{bar:.1f}v{(floor - _TOP) * value / most:.1f}h-{bar:.1f}z"
                )
        paths.append(f'<path class="s{number}" d="{"".join(drawn)}"/>')
    dark = "".join(f".s{n}{{fill:{colour}}}" for n, colour in enumerate(_DARK, 1))
    light = "".join(f".s{n}{{fill:{colour}}}" for n, colour in enumerate(_LIGHT, 1))
    style = (
        f"text{{font:12px system-ui,sans-serif;fill:#475569}}line{{stroke:#cbd5e1}}{light}"
        f"@media (prefers-color-scheme:dark){{text{{fill:#cbd5e1}}line{{stroke:#334155}}{dark}}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" '
        f'width="{width}" height="{_HEIGHT}"><style>{style}</style>'
        f"{_axes(held, most, right, floor)}{''.join(paths)}</svg>"
    )


def _axes(held: Timeline, most: int, right: int, floor: int) -> str:
    marks = sorted({0, most, most // 2 if most > 3 else 0})
    parts = []
    for mark in marks:
        y = floor - (floor - _TOP) * mark / most
        parts.append(f'<line x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{mark}</text>')
    step = (right - _LEFT) / len(held.spans)
    last = len(held.spans) - 1
    middle = {last // 2} if right > _NARROW and last > 8 else set()
    for place in sorted({0, last} | middle):
        x, anchor = _LEFT + step * (place + 0.5), "middle"
        if last and place in (0, last):
            x, anchor = (right, "end") if place else (_LEFT, "start")
        written = _short(held.spans[place], held.unit)
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - 5}" text-anchor="{anchor}">{written}</text>')
    return "".join(parts)


def _short(start: datetime.date, unit: Unit) -> str:
    day = f"{start.day} " if unit == "week" else ""
    month = f"{MONTHS[start.month - 1][:3].capitalize()} " if unit != "year" else ""
    return f"{day}{month}{start.year}"
