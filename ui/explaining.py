"""How a search came about, on a terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from index.explanation import Considered, Explanation, WhyNot, in_words
from index.library import Library
from index.retriever import Reranker
from ui.terminal import out, print_json

_SHOWN = 20


def chosen_reranker(folder: Path | None) -> Reranker | None:
    """Load the cross-encoder that a person named, if one."""
    if folder is None:
        return None
    from index.reranking import CrossEncoderReranker

    return CrossEncoderReranker(folder)


def show_explanation(explanation: Explanation, library: Library, as_json: bool) -> None:
    """Show what was searched, and what became of each of the best passages."""
    if as_json:
        print_json(asdict(explanation))
        return
    _show_dates(explanation)
    _show_considered(explanation.considered[:_SHOWN], library)
    if (more := len(explanation.considered) - _SHOWN) > 0:
        out.print(f"… and {more} more; --json lists all")


def show_why_not(why_not: WhyNot, library: Library) -> None:
    """Say why an article is no hit, with the places of its passages."""
    _show_dates(why_not.explanation)
    for name, rank in (("meaning", why_not.dense_rank), ("words", why_not.lexical_rank)):
        place = str(rank) if rank else f"beyond {why_not.looked_at}"
        out.print(f"best place by {name}: {place}")
    if why_not.considered:
        _show_considered(why_not.considered, library)
    out.print(Text(why_not.sentence, style="bold"))


def _show_dates(explanation: Explanation) -> None:
    if read := in_words(explanation.dates, explanation.filters):
        out.print(Text(f"{read}; --no-dates switches that off", style="dim"))
    if limits := str(explanation.filters):
        out.print(Text(f"searched: articles {limits}", style="dim"))


def _show_considered(considered: Sequence[Considered], library: Library) -> None:
    for one in considered:
        places = (
            f"meaning {one.dense:.2f} ({one.dense_rank or '–'})",
            f"words {one.lexical or 0:.1f} ({one.lexical_rank or '–'})",
            f"said {one.coverage:.0%}",
        )
        head = Text(f"{one.rank:>3}  {one.score:.2f}  {', '.join(places)}  {one.passage_id}  ")
        head.append(one.fate, style="green" if one.fate == "taken" else "yellow")
        out.print(head, soft_wrap=True)
        text = library.article(one.article_id).text[one.best.start : one.best.end]
        out.print(Text(f"     {' '.join(text.split())}", style="dim"), soft_wrap=True)
