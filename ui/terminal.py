"""What the `dateline` command shows on a terminal. Progress and complaints go to standard error."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from assistant.answer import Hit
from assistant.prompts import written_date
from index.articles import Article
from index.entries import Entry, Passage
from index.mentions import written
from index.report import APART, KEPT, Outcome, Removal, Report
from index.temporal import Mention
from ui import wording

_OUTCOMES_SHOWN = 20
# They turn what is beside them on those terminals that know of directions.
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def plain(text: str) -> str:
    """Drop what a terminal obeys: its cursor would move, its title change, a line turn round."""
    return "".join(
        c
        for c in text
        if c == "\n"
        or (unicodedata.category(c) != "Cc" and unicodedata.bidirectional(c) not in _TURNING)
    )


class _Plain(Console):
    """Shows texts of anyone: what a terminal would obey stands in none of them."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(plain(segment.text), segment.style)


out = _Plain(highlight=False)
err = _Plain(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """Write one JSON document to standard output; controls stand in it as JSON writes them."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    print(re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", text))


def complain(text: str) -> None:
    """Write one line to standard error."""
    err.print(f"dateline: {text}", markup=False)


@contextmanager
def bytes_progress(name: str) -> Iterator[Callable[[int, int], None]]:
    """Show how much of a file is there; gives the function to call with done and total bytes."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def show_report(report: Report, folder: str, as_json: bool) -> None:
    """Tell what an `add` did."""
    facts = report.to_dict()
    if as_json:
        print_json({"library": folder, **facts})
        return
    counts = report.counts
    apart = f"{counts['quarantined']} quarantined, " if counts["quarantined"] else ""
    out.print(
        f"{facts['added']} added, {facts['changed']} changed, {facts['unchanged']} unchanged, "
        f"{apart}{counts['refused']} refused; {facts['passages']} passages written to {folder}",
        markup=False,
        soft_wrap=True,
    )
    _show_some("note    ", report.notes, report.noted)
    for status in APART:
        _show_some(f"{status:<8}", report.of(status), counts[status])
    if apart:
        out.print("`dateline list --quarantined` shows them, `dateline add --force` takes them in")


def _show_some(kind: str, outcomes: Sequence[Outcome], number: int) -> None:
    for outcome in outcomes[:_OUTCOMES_SHOWN]:
        out.print(f"  {kind} {outcome.origin}: {outcome.note}", markup=False, soft_wrap=True)
    if number > _OUTCOMES_SHOWN:
        listed = "all" if number <= KEPT else f"the first {KEPT:,}"
        more = f"  … and {number - _OUTCOMES_SHOWN:,} more; --json lists {listed}"
        out.print(more, markup=False)


def show_entries(entries: Sequence[Entry]) -> None:
    """List articles, as a table for people or as lines with tabs for other programs."""
    if not out.is_terminal:
        for entry in entries:
            facts = (entry.id, entry.published, entry.source, entry.title)
            print(*map(_line, facts), sep="\t")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("id", "published", "source"):
        table.add_column(name, no_wrap=True)
    table.add_column("title", no_wrap=True, overflow="ellipsis")
    for entry in entries:
        texts = (entry.source, entry.title)
        table.add_row(entry.id, entry.published or "undated", *map(Text, map(_line, texts)))
    out.print(table)
    undated = sum(not entry.published for entry in entries)
    out.print(f"{len(entries)} articles" + (f", {undated} undated" if undated else ""))


def _line(text: str) -> str:
    return plain(" ".join(text.split()))


def show_article(
    article: Article,
    passages: Sequence[Passage],
    mentions: Sequence[Mention] = (),
    others: Sequence[Entry] = (),
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Show an article, where its passages begin and end, and which days they mention.

    Args:
        article: The article.
        passages: Its passages; an earlier version has none, and its text is shown.
        mentions: The dates that it mentions.
        others: The other articles of its story.
        facts: What else there is to say: also_at, collections, versions.
    """
    show_head(article)
    if others:
        carried = (f"{e.source} ({written_date(e.published) or 'undated'}) {e.id}" for e in others)
        out.print(Text(f"also carried by: {', '.join(carried)}"), style="dim")
    for name, label in (("also_at", "also at"), ("collections", "in")):
        if facts.get(name):
            out.print(Text(f"{label}: {', '.join(facts[name])}"), style="dim")
    if facts.get("versions", 1) > 1:
        out.print(f"{facts['versions']} versions; --versions lists them", style="dim")
    if not passages:
        out.print()
        out.print(Text(plain(article.text)))
    for passage in passages:
        out.print()
        out.print(Text(f"{passage.id}  {passage.start}–{passage.end}"), style="dim")
        out.print(Text(passage.text))
        dates = [
            f"{article.text[m.start : m.end]} = {written(m.first, m.last)}"
            for m in mentions
            if passage.start <= m.start < passage.end
        ]
        if dates:
            out.print(Text("; ".join(dates)), style="dim")


def show_head(article: Article) -> None:
    """Show what is known of an article, without its text."""
    out.print(Text(article.title, style="bold"))
    out.print(Text(wording.byline(article.source, article.published, article.author)), style="dim")
    if article.published:
        out.print(Text(f"date found in: {article.published_origin}"), style="dim")
    for line in (article.url, f"id {article.id}"):
        if line:
            out.print(Text(line), style="dim")


def show_removal(removal: Removal) -> None:
    """Show the counts of every store before and after a removal."""
    table = Table("", "articles", "passages", "lexical", "vectors", box=None, pad_edge=False)
    for name, counts in (("before", removal.before), ("after", removal.after)):
        table.add_row(
            name, *map(str, (counts.articles, counts.passages, counts.lexical, counts.vectors))
        )
    out.print(table)
    out.print(f"{len(removal.article_ids)} articles removed")


def show_hits(hits: Sequence[Hit]) -> None:
    """Show passages, best first."""
    if not hits:
        out.print("nothing found")
    for number, hit in enumerate(hits, start=1):
        out.print(hit_lines(number, hit))


def hit_lines(number: int, hit: Hit) -> Text:
    """Draw a passage under its number."""
    text = Text.assemble((f"{number}. {plain(hit.title)}\n", "bold"))
    text.append(f"{plain(wording.byline(hit.source, hit.published))}  {hit.passage_id}", "dim")
    text.append_text(flags(hit))
    text.append(plain(f"\n{' '.join(hit.text.split())}\n"))
    return text


def flags(hit: Hit, before: str = "\n") -> Text:
    """Draw what is suspicious in a passage, each on a line of its own; mostly nothing."""
    warnings = (f"{before}{plain(wording.flag(flag))}" for flag in hit.flags)
    return Text("".join(warnings), style="yellow")
