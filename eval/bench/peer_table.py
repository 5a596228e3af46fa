"""Runs of one question set side by side: a Markdown table with a column for each system."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval import runs
from eval.figures import CONFIDENCE, COSTS, Figure, figures
from eval.runs import Row

# The name of the system that states how sure it is.
DATELINE = "dateline"


def table(folders: Mapping[str, Path]) -> str:
    """Make a Markdown table of runs, a column each, over the questions that all were asked.

    Args:
        folders: The runs' folders by the names of systems; a run that has not begun is left out,
            and so is a measure that no question is eligible for.
    """
    begun = {
        name: {row.question.id: row for row in runs.rows(folder)}
        for name, folder in folders.items()
        if folder.exists()
    }
    kept = {name: rows for name, rows in begun.items() if rows}
    if not kept:
        return "no question was asked"
    shared = set.intersection(*(set(rows) for rows in kept.values()))
    columns = {name: [rows[one] for one in rows if one in shared] for name, rows in kept.items()}
    number = runs.Run.read(folders[next(iter(kept))]).conditions.number
    found = {name: _figures(name, rows) for name, rows in columns.items()}
    answerable = sum(row.question.answerable is not False for row in next(iter(columns.values())))
    measures = dict.fromkeys(
        measure for column in found.values() for measure, one in column.items() if one.n
    )
    failed = (str(sum(bool(row.error) for row in rows)) for rows in columns.values())
    lines = [
        f"{len(shared)} of {number} questions, {answerable} answerable; 95 % intervals; (questions "
        "eligible)\n",
        _line("measure", columns),
        "|---|" + "--:|" * len(columns),
        *(
            _line(one, (told(one, column.get(one)) for column in found.values()))
            for one in measures
        ),
        _line("failed", failed),
    ]
    return "\n".join(lines)


def _figures(name: str, rows: Sequence[Row]) -> dict[str, Figure]:
    # Dateline's calibration reads confidence from any hits; a peer states none.
    dropped = () if name == DATELINE else (CONFIDENCE,)
    return figures([{m: v for m, v in row.measures.items() if m not in dropped} for row in rows])


def told(name: str, figure: Figure | None) -> str:
    """Write a figure with its interval and its number of questions; a dash for none."""
    if figure is None or figure.value is None:
        return "–"
    digits = 0 if name.partition(".")[0] in COSTS else 3
    value, low, high = (f"{x:,.{digits}f}" for x in (figure.value, figure.low, figure.high))
    return f"{value} [{low}, {high}] ({figure.n})"


def _line(name: str, cells: Iterable[str]) -> str:
    return f"| {' | '.join([name, *cells])} |"
