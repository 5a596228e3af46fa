"""A library's articles -> what the page shows of them. Pure functions; every text is escaped.

What stands in a list (`label`, `confined_label`) is shown by the page as plain text and is not
escaped; all else is Markdown, escaped by `render.escape`.
"""

from collections.abc import Iterable, Sequence

from assistant.prompts import written_date
from index.entries import Entry
from index.filters import iso
from index.mentions import written
from index.quarantine import Quarantined
from index.report import APART, KEPT, Outcome, Removal, Report, Status
from index.temporal import Mention
from index.versions import Version
from ui.additions import Progress
from ui.render import escape, link
from ui.shelf_list import PAGE, Listed, Opened, Row, Wanted
from ui.uploads import shown_origin
from ui.wording import byline, counted, dated, line

_OUTCOMES_SHOWN = 20
EMPTY = (
    "### The library is empty\n"
    "Put the first articles in under **Add**: drop files there, or write addresses. "
    "On the command line, `dateline add PATH` does the same."
)
_STORES = ("articles", "passages", "in the keyword index", "vectors")


def label(row: Row) -> str:
    """Write an article in a list: the headline in one line, what is known of it in the next."""
    entry = row.entry
    facts = [
        byline(entry.source, entry.published),
        line(entry.language),
        ", ".join(map(line, row.collections)),
        f"{row.tellers} tell this story" if row.tellers > 1 else "",
    ]
    return f"{line(entry.title)}\n{' · '.join(filter(None, facts))}"


def teller_label(entry: Entry) -> str:
    """Write another article of a story in a list, likewise."""
    return f"{line(entry.title)}\n{byline(entry.source, entry.published)}"


def confined_label(item: Quarantined) -> str:
    """Write what is in quarantine in a list: its headline or place, and the reason."""
    return f"{line(item.title or shown_origin(item.origin))}\n{line(item.reason)}"


def version_label(version: Version) -> str:
    """Name a version in a list: "2, in use: 310 words"."""
    until = f"until {written_date(version.replaced_at[:10])}" if version.replaced_at else "in use"
    return f"{version.number}, {until}: {counted(version.words, 'word')}"


def count(listed: Listed[Row], wanted: Wanted) -> str:
    """Say what part of what is shown: "1 to 50 of 1,989 articles, 12 undated"."""
    if not listed.held:
        return EMPTY
    if not listed.found:
        of = counted(listed.held, "article")
        return f"None of the {of} here is like that. **Clear** shows all of them again."
    last = listed.first + len(listed.rows) - 1
    part = f"{listed.first:,} to {last:,} of " if listed.found > PAGE else ""
    of = "" if wanted == Wanted() else f" of the {listed.held:,} here"
    undated = f", {listed.undated:,} undated" if listed.undated else ""
    return f"**{part}{counted(listed.found, 'article')}**{of}{undated}, newest first"


def confined_count(found: Listed[Quarantined]) -> str:
    """Say how much is in quarantine, and what that means."""
    if not found.held:
        return "Nothing is in quarantine: all that was added seems to be articles."
    of = f"{found.found:,} of the " if found.found != found.held else ""
    return (
        f"**{of}{found.held:,} in quarantine**, the latest first: what seems to be no article is "
        "kept apart and not searched. `dateline add --force` takes one in all the same."
    )


def head(opened: Opened) -> str:
    """Write what is known of an article, under its headline."""
    it = opened.article
    flag = ""
    if opened.quarantined:
        reason = f"In quarantine, and not searched: {opened.quarantined}"
        flag = f'<p class="flag">{escape(reason)}</p>'
    facts = "".join(f"<li><b>{name}</b> {value}</li>" for name, value in _facts(opened) if value)
    return (
        f'<h3>{escape(it.title)}</h3><p class="byline">'
        f"{escape(byline(it.source, it.published, it.author))}</p>"
        f'{flag}<ul class="facts">{facts}</ul>'
    )


def _facts(opened: Opened) -> Iterable[tuple[str, str]]:
    it = opened.article
    yield "Published", escape(dated(it.published, it.published_origin, it.published_confidence))
    yield "Changed", escape(written_date(it.updated)) if it.updated else ""
    yield "Section", escape(it.section)
    yield "Language", escape(it.language)
    if it.url:
        yield "Original", link(it.url) or escape(it.url)
    else:
        yield "Read from", escape(shown_origin(it.origin))
    yield "Also at", ", ".join(escape(shown_origin(place)) for place in opened.also_at)


def text(opened: Opened) -> str:
    """Write the text as it is stored, with its passages and the meaning of its dates marked."""
    whole = opened.article.text
    if not opened.passages:
        return f'<h4>Text</h4><div class="passage">{_piece(whole)}</div>'
    shown = "".join(
        f'<div class="passage"><span class="number">{number}</span>'
        f"{_marked(whole, passage.start, passage.end, opened.mentions)}</div>"
        for number, passage in enumerate(opened.passages, start=1)
    )
    dates = "; the days that dates mean stand behind them" if opened.mentions else ""
    told = f"{counted(len(opened.passages), 'passage')}, as searched{dates}"
    return f'<h4>Text</h4><p class="byline">{told}</p>{shown}'


def _marked(whole: str, start: int, end: int, mentions: Sequence[Mention]) -> str:
    parts, at = [], start
    for mention in mentions:
        if start <= mention.start and mention.end <= end:
            words = whole[mention.start : mention.end]
            parts.append(_piece(whole[at : mention.start]))
            parts.append(f"<mark>{_piece(words)}</mark>")
            if days := _meaning(mention, words):
                parts.append(f' <span class="means">{escape(days)}</span>')
            at = mention.end
    return "".join(parts) + _piece(whole[at:end])


def _meaning(mention: Mention, words: str) -> str:
    """Say which days a date in a text means; "" where its words say just that."""
    days, first = written(mention.first, mention.last), iso(mention.first)
    # It can say a day or a month in full only if it means that day or month.
    return "" if words in (days, written_date(first), written_date(first[:7])) else days


def _piece(text: str) -> str:
    """Escape a part of a text: its lines stay lines, and words do not grow together at its ends."""
    return "<br>".join(
        f"{' ' * line[:1].isspace()}{escape(line)}{' ' * (line[-1:].isspace() and len(line) > 1)}"
        for line in text.split("\n")
    )


def removal_question(opened: Opened) -> str:
    """Name what goes if an article is removed."""
    it = opened.article
    more = [counted(len(opened.passages), "passage")] if opened.passages else []
    if len(opened.versions) > 1:
        more.append(f"all {len(opened.versions)} versions")
    with_ = f", with {' and '.join(more)}" if more else ""
    named = f"“{it.title}” ({byline(it.source, it.published)})"
    return (
        f"**Remove {escape(named)}{with_}?** It goes from every store, and cannot be called back."
    )


def removed(removal: Removal, title: str) -> str:
    """Show the counts of every store before and after a removal."""
    rows = "".join(
        f"<tr><th>{name}</th>{''.join(f'<td>{number:,}</td>' for number in numbers)}</tr>"
        for name, numbers in (
            (when, (held.articles, held.passages, held.lexical, held.vectors))
            for when, held in (("before", removal.before), ("after", removal.after))
        )
    )
    heads = "".join(f"<th>{store}</th>" for store in _STORES)
    return (
        f"<p><b>Removed: {escape(title)}</b></p>"
        f"<table><thead><tr><th>counted</th>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def progress(now: Progress) -> str:
    """Say how far an adding is, or what it did; "" before the first one."""
    if now.doing:
        total = f" of about {max(now.total, now.done):,}" if now.total else ""
        rate = f"{now.rate:,.1f} a second" if now.done else ""
        of = now.total or now.done
        parts = (f"{now.done:,}{total} {'article' if of == 1 else 'articles'}", rate, now.now)
        doing = "Stopping, once what was read is stored" if now.stopping else now.doing
        told = " · ".join(escape(part) for part in parts if part)
        # Without a value it shows that something goes on.
        far = f' value="{now.done}" max="{max(now.total, now.done)}"' if now.total else ""
        return f"**{escape(doing)} …** {told}\n\n<progress{far}></progress>"
    error = f"**{escape(now.error)}**" if now.error else ""
    made = report(now.report, now.stopping and not now.error) if now.report else ""
    return "\n\n".join(filter(None, (error, made)))


def report(made: Report, stopped: bool) -> str:
    """Tell what an adding did, as `dateline add` does."""
    counts = made.counts
    statuses: tuple[Status, ...] = ("added", "changed", "unchanged")
    told = [f"{counts[status]:,} {status}" for status in statuses]
    told += [f"{counts['quarantined']:,} in quarantine", f"{counts['refused']:,} refused"]
    head = "Stopped; what was read is stored" if stopped else "Done"
    line = f"**{head}:** {', '.join(told)}; {counted(made.passages, 'passage')} written"
    names = {"refused": "Refused", "quarantined": "In quarantine"}
    lists = [_outcomes(names[status], made.of(status), counts[status]) for status in APART[::-1]]
    lists.append(_outcomes("Assumed in reading", made.notes, made.noted))
    return "\n\n".join([line, *filter(None, lists)])


def _outcomes(name: str, outcomes: Sequence[Outcome], number: int) -> str:
    if not outcomes:
        return ""
    items = "".join(
        f"<li><b>{escape(shown_origin(one.origin))}</b> {escape(shown_origin(one.note))}</li>"
        for one in outcomes[:_OUTCOMES_SHOWN]
    )
    if number > _OUTCOMES_SHOWN:
        kept = "" if number <= KEPT else ", of which the first are kept"
        items += f"<li>… and {number - _OUTCOMES_SHOWN:,} more{kept}</li>"
    summary = f"<summary>{name}: {number:,}</summary>"
    return f'<details class="outcomes" open>{summary}<ul>{items}</ul></details>'
