"""Draws with matplotlib into SVG that stands inside a page: its colours and letters, no ids.

Equal drawings give equal texts: no date, no random id.
"""

import io
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from eval.meanings import STAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Draw = Callable[["Axes"], None]

WIDTH = 4.3  # inches; the page scales it
MARKS = "osD"  # of each series, for those who do not tell colours
# Colours that stand for the page's own, which differ in light and dark.
INK, FAINT = "#010101", "#010102"
SERIES = ("#010103", "#010104", "#010105")
STAGE_COLOURS = {stage: f"#0102{number:02d}" for number, stage in enumerate(STAGES)}
_PAGE = {
    INK: "currentColor",
    FAINT: "var(--line)",
    **dict(zip(SERIES, ("var(--first)", "var(--second)", "var(--third)"), strict=True)),
    **{colour: f"var(--{stage.name.lower()})" for stage, colour in STAGE_COLOURS.items()},
}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 10.5,
    "legend.fontsize": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}
_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


def svg(title: str, says: str, draw: Draw, height: float) -> str:
    """Draw into an `<svg>` element.

    Args:
        title: Makes its ids differ from those of others on the page.
        says: What it shows, for those who do not see it.
        draw: Draws on the axes, with the colours above.
        height: In inches.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    drawn = io.StringIO()
    with mpl.rc_context({**_STYLE, "svg.hashsalt": title}):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.subplots()
        axes.tick_params(length=3)
        draw(axes)
        figure.savefig(drawn, format="svg", transparent=True, metadata=_METADATA)
    text = drawn.getvalue()
    # The page has the head and the style; names stand only where something refers to them.
    text = re.sub(r"<!--.*?-->|<style.*?</style>", "", text[text.index("<svg") :], flags=re.DOTALL)
    text = text.replace("xlink:href", "href")
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', text))
    text = re.sub(
        r'(<\w[^<>]*?) id="([^"]*)"', lambda one: one[0] if one[2] in used else one[1], text
    )
    for colour, ours in _PAGE.items():
        text = text.replace(colour, ours)
    label = escape(f"{title}: {says}")
    box = re.search(r'viewBox="[^"]*"', text)
    assert box is not None
    inside = text[text.index(">") + 1 :].strip()
    return f'<svg role="img" aria-label="{label}" {box[0]}>{inside}'


def name_rows(axes: "Axes", names: Sequence[str]) -> None:
    """Name the rows of a plot from above, by texts that may hold anything."""
    shown = [name if len(name) <= 22 else name[:21] + "…" for name in names]
    axes.set_yticks(range(len(names)), shown, parse_math=False)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    for between in range(len(names) - 1):
        axes.axhline(between + 0.5, color=FAINT, linewidth=0.5)


def row_height(names: Sequence[str]) -> float:
    """Give the height of a plot with these rows, in inches."""
    return 0.75 + 0.34 * len(names)


def explain(axes: "Axes") -> None:
    """Say above the plot what its series are."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=3,
        frameon=False,
        borderaxespad=0.2,
        handlelength=1.2,
        columnspacing=1.0,
        handletextpad=0.5,
    )
