"""A run as people look at it: one page of HTML, Markdown, or JSON.

Questions are read, written and forgotten one after the other, however many there are.
"""

import base64
import hashlib
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assistant.prompts import written_date
from eval import runs
from eval.overview import Overview
from eval.runs import Row, Run
from eval.shown import Shown
from eval.stages import Stage
from index.errors import InputError
from index.identity import host_of, linkable

if TYPE_CHECKING:
    from jinja2 import Environment

Format = Literal["html", "markdown", "json"]

# A page with more questions names those alone that were lost, unless all are asked for.
MOST = 500
# What Markdown, and GitHub's beside it, would read as more than text. Values stand inside lines.
_MARKS = re.compile(
    r"[\\`*\[\]<>~|&#$]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|@(?=[A-Za-z])|(?<=\bwww)\.",
    re.IGNORECASE,
)


def write_report(
    run_folder: Path,
    out: Path,
    format: Format,  # noqa: A002 - what it is called everywhere
    *,
    everything: bool = False,
) -> None:
    """Write a run's report into a file, which then stands there whole or as it was before.

    Equal runs give equal files.

    Args:
        run_folder: The run's folder; the run has ended.
        out: The file.
        format: "html" is one page that needs nothing else; "markdown" its figures and what was
            lost; "json" the run's record with each question's measures, without texts of articles.
        everything: Also of a long run write out the questions that were right; in Markdown, of
            any.

    Raises:
        InputError: If there is no run that has ended, or the file cannot be written.
    """
    run = Run.finished(run_folder)
    pieces: dict[Format, Callable[[], Iterable[str]]] = {
        "html": lambda: _html(run, run_folder, everything),
        "markdown": lambda: _markdown(run, run_folder, everything),
        "json": lambda: _json(run, run_folder),
    }
    try:
        # On the same disk as the file: from there it is put in its place in one step.
        with tempfile.TemporaryDirectory(dir=out.absolute().parent, prefix=".dateline-") as apart:
            whole = Path(apart, out.name)
            with whole.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(pieces[format]())
            os.replace(whole, out)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from error


def _html(run: Run, folder: Path, everything: bool) -> Iterable[str]:
    from eval.plots import plots

    overview = Overview.of(run, runs.rows(folder))
    long = len(overview.outcomes) > MOST and not everything
    script = _asset("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    stream = (
        _pages()
        .get_template("report.html.j2")
        .stream(
            overview=overview,
            run=run,
            plots=plots(overview),
            style=_asset("report.css"),
            script=script,
            digest=digest,
            long=long,
            tags=sorted({tag for one in overview.outcomes for tag in one.tags}),
            questions=_shown(folder, lost=long),
        )
    )
    stream.enable_buffering(64)
    return stream


def _markdown(run: Run, folder: Path, everything: bool) -> Iterable[str]:
    overview = Overview.of(run, runs.rows(folder))
    stream = (
        _texts()
        .get_template("report.md.j2")
        .stream(
            overview=overview,
            run=run,
            all=everything,
            questions=_shown(folder, lost=not everything),
        )
    )
    stream.enable_buffering(64)
    return stream


def _json(run: Run, folder: Path) -> Iterator[str]:
    head = json.dumps(run.model_dump(mode="json"), ensure_ascii=False, indent=2)
    # The record's closing brace comes after its questions.
    yield head.removesuffix("\n}") + ',\n  "questions": ['
    between = "\n"
    for row in runs.rows(folder):
        yield f"{between}    {json.dumps(_measured(row), ensure_ascii=False)}"
        between = ",\n"
    yield "\n  ]\n}\n"


def _measured(row: Row) -> dict[str, Any]:
    return {
        "id": row.question.id,
        "question": row.question.question,
        "tags": row.question.tags,
        "stage": row.stage,
        "measures": row.measures,
        "error": row.error,
        "grade": row.grade.label if row.grade else None,
    }


def _shown(folder: Path, lost: bool) -> Iterator[Shown]:
    return (Shown.of(row) for row in runs.rows(folder) if not lost or row.stage != Stage.RIGHT)


def _pages() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("eval", "assets"),
        autoescape=True,
        finalize=_straight,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"short": shortened, "day": _day, "address": linkable, "host": host_of}
    return pages


def _texts() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Nothing here becomes HTML by itself: `finalize` escapes every value, for Markdown.
    texts = Environment(  # noqa: S701
        loader=PackageLoader("eval", "assets"),
        finalize=_escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    texts.filters["short"] = shortened
    return texts


def _escaped(value: object) -> str:
    """Write a value so that Markdown shows it as it is, in one line."""
    line = " ".join(str(value).split())
    return _MARKS.sub(lambda found: f"&#{ord(found[0])};", line)


_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def _straight(value: Any) -> Any:
    """Leave out of a text what turns the direction of writing, for what stands beside it, too."""
    if type(value) is not str:
        return value
    return "".join(c for c in value if unicodedata.bidirectional(c) not in _TURNING)


def shortened(text: str, most: int) -> str:
    """Cut a text after a whole word, at so many characters; "…" says that it is cut."""
    if len(text) <= most:
        return text
    return (text[:most].rpartition(" ")[0] or text[:most]).rstrip(" ,;:") + " …"


def _day(published: str) -> str:
    try:
        return written_date(published)
    except ValueError:
        # What another system's record calls a date need not be one.
        return published


def _asset(name: str) -> str:
    return resources.files("eval").joinpath("assets", name).read_text(encoding="utf-8")
