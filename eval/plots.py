"""A report's plots, each with what it shows in words, or why it is missing."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eval.drawing import INK, MARKS, SERIES, STAGE_COLOURS, explain, name_rows, row_height, svg
from eval.figures import CONFIDENCE, Figure, Numbers, risk_coverage
from eval.meanings import STAGES, meaning
from eval.overview import Overview

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TAGS = 14  # the most that a plot names
_RANKS = 10
_TIMES = ("retrieval_ms", "first_token_ms", "total_ms")


@dataclass(frozen=True)
class Plot:
    """A plot, or why there is none.

    Attributes:
        title: Its heading.
        says: What it shows, in words, for those who do not see it; or why it is missing.
        svg: An `<svg>` element, safe to stand in a page; "" if there is nothing to draw.
        note: How it is to be read.
    """

    title: str
    says: str
    svg: str = ""
    note: str = ""


def plots(overview: Overview) -> list[Plot]:
    """Draw a run, as far as it was measured."""
    made = [_ranks(overview), _latency(overview)]
    if overview.run.conditions.kind == "answers":
        made.insert(1, _risks(overview))
    return [*made, _lost(overview), _tags(overview)]


def _ranks(overview: Overview) -> Plot:
    title = "Rank of the first gold"
    # It is one over the rank; 0 if there is none among ten.
    found = _values(overview, "MRR@10")
    if not len(found):
        return Plot(title, "no question says where its answer stands, or what it is")
    counts = Counter(round(1 / one) if one else 0 for one in found)
    numbers = [counts[rank] for rank in (*range(1, _RANKS + 1), 0)]

    def draw(axes: "Axes") -> None:
        colours = [SERIES[0]] * _RANKS + [SERIES[1]]
        bars = axes.bar(range(_RANKS + 1), numbers, color=colours, width=0.78)
        shown = [str(number or "") for number in numbers]
        axes.bar_label(bars, shown, padding=2, color=INK)
        ranks = map(str, range(1, _RANKS + 1))
        axes.set_xticks(range(_RANKS + 1), [*ranks, "none"])
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.margins(y=0.15)
        axes.set_xlabel("rank among the hits")

    told = [f"{number} at rank {rank}" for rank, number in enumerate(numbers[:-1], 1) if number]
    says = f"of {len(found)} questions: {', '.join(told)}; {numbers[-1]} not among the first ten"
    return Plot(title, says, svg(title, says, draw, 2.5), f"{len(found)} questions with gold")


def _risks(overview: Overview) -> Plot:
    title = "Risk over coverage"
    pairs = [
        (sure, risk)
        for one in overview.outcomes
        if (sure := one.measures.get(CONFIDENCE)) is not None
        and (risk := one.measures.get("risk")) is not None
    ]
    if len(pairs) < 2:
        return Plot(
            title,
            "fewer than two answers with gold and a confidence; only a run that names its library "
            "has one",
        )
    confidences, wrong = (np.array(column, float) for column in zip(*pairs, strict=True))
    coverages, risks = risk_coverage(confidences, wrong)

    def draw(axes: "Axes") -> None:
        axes.fill_between(coverages, risks, color=SERIES[0], alpha=0.18, linewidth=0)
        axes.plot(coverages, risks, color=SERIES[0], linewidth=1.8)
        axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="coverage: answers given, the surest first")
        axes.set_ylabel("risk: of these, wrong")

    half = risks[(len(risks) - 1) // 2]
    says = f"of {len(pairs)} answers {risks[-1]:.0%} are wrong; of the surer half, {half:.0%}"
    note = "The lower on the left, the better confidence tells wrong answers."
    return Plot(title, says, svg(title, says, draw, 2.7), note)


def _latency(overview: Overview) -> Plot:
    title = "Time to wait"
    series = {}
    for name in _TIMES:
        if len(values := _values(overview, name)):
            series[meaning(name).title] = values / 1000
    if not series:
        return Plot(title, "no answer says how long it took")
    longest = max(float(np.percentile(values, 99)) for values in series.values())

    def draw(axes: "Axes") -> None:
        for colour, (name, values) in zip(SERIES, series.items(), strict=False):
            # As many points as can be seen, however many questions.
            levels = np.linspace(0, 1, min(len(values), 200) + 1)
            steps = np.quantile(values, levels, method="inverted_cdf")
            steps, levels = np.append(steps, 2 * longest), np.append(levels, 1)
            axes.step(steps, levels, where="post", color=colour, linewidth=1.8, label=name)
        axes.set(xlim=(0, longest * 1.05), ylim=(0, 1.02), xlabel="seconds")
        axes.set_ylabel("share of questions")
        explain(axes)

    told = [
        f"{name}: half within {np.median(values):.2f} s, 95 % within "
        f"{np.percentile(values, 95):.2f} s"
        for name, values in series.items()
    ]
    return Plot(title, "; ".join(told), svg(title, "; ".join(told), draw, 2.7), "; ".join(told))


def _lost(overview: Overview) -> Plot:
    title = "Where it was lost, by tag"
    tags = _frequent(overview)
    if not tags:
        return Plot(title, "no question has a tag")
    counts = {
        tag: Counter(one.stage for one in overview.outcomes if tag in one.tags) for tag in tags
    }
    stages = [stage for stage in STAGES if any(of[stage] for of in counts.values())]

    def draw(axes: "Axes") -> None:
        left = np.zeros(len(tags))
        for stage in stages:
            shares = np.array([counts[tag][stage] / counts[tag].total() for tag in tags])
            axes.barh(range(len(tags)), shares, left=left, color=STAGE_COLOURS[stage], height=0.62)
            left += shares
        axes.set(xlim=(0, 1), xlabel="share of the tag's questions")
        name_rows(axes, tags)

    told = [
        f"{tag}: {', '.join(f'{n} {stage}' for stage, n in counts[tag].items())}" for tag in tags
    ]
    note = f"Colours as in the bar above. {_fewer(overview)}".strip()
    says = "; ".join(told)
    return Plot(title, says, svg(title, says, draw, row_height(tags)), note)


def _tags(overview: Overview) -> Plot:
    title = "Measures by tag"
    tags, names = _frequent(overview), overview.tag_names[: len(SERIES)]
    if not tags or not names:
        return Plot(title, "no tag has a measure" if tags else "no question has a tag")
    figures = {
        one: {
            place: figure
            for place, tag in enumerate(tags)
            if (figure := _figure(overview, tag, one.name))
        }
        for one in names
    }

    def draw(axes: "Axes") -> None:
        for number, (one, found) in enumerate(figures.items()):
            ys = [place + 0.22 * (number - (len(names) - 1) / 2) for place in found]
            table = [(figure.value, figure.low, figure.high) for figure in found.values()]
            values, lows, highs = np.array(table, float).T
            axes.hlines(ys, lows, highs, color=SERIES[number], linewidth=1.4)
            mark = MARKS[number]
            axes.plot(values, ys, mark, color=SERIES[number], markersize=5, label=one.title)
        axes.set(xlim=(-0.03, 1.03), xlabel="mean, with its 95 % interval")
        name_rows(axes, tags)
        explain(axes)

    told = [
        f"{tags[place]}: {one.title} {one.written(figure.value)}"
        for one, found in figures.items()
        for place, figure in found.items()
    ]
    says = "; ".join(told)
    height = row_height(tags) + 0.3
    return Plot(title, says, svg(title, says, draw, height), _fewer(overview))


def _values(overview: Overview, name: str) -> Numbers:
    """Give a measure of all questions that have it."""
    found = (one.measures.get(name) for one in overview.outcomes)
    return np.array([one for one in found if one is not None], float)


def _frequent(overview: Overview) -> list[str]:
    """Give the tags that most questions have, in the order of all."""
    counts = {tag: number for tag, number, _ in overview.tags}
    most = sorted(counts, key=lambda tag: -counts[tag])[:TAGS]
    return [tag for tag in counts if tag in most]


def _fewer(overview: Overview) -> str:
    number = len(overview.run.tags)
    return f"The {TAGS} most frequent of {number} tags." if number > TAGS else ""


def _figure(overview: Overview, tag: str, name: str) -> Figure | None:
    """Give a figure of a tag that at least one of its questions is eligible for."""
    found = overview.run.tags[tag].get(name)
    return found if found and found.value is not None else None
