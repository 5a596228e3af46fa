"""Keyword search beside the catalogue: SQLite FTS5 with BM25.

The index reads its text from the passages table (an external-content table) and follows it by
triggers, so it can neither lag behind nor hold what was deleted.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from index.errors import LibraryDamaged

# Porter stems, and "Zürich" is found by "Zurich" (docs/decisions/0002).
_CREATE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS passages_fts USING fts5(
        text, content='passages', content_rowid='row',
        tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER IF NOT EXISTS passages_inserted AFTER INSERT ON passages BEGIN
        INSERT INTO passages_fts(rowid, text) VALUES (new.row, new.text); END""",
    """CREATE TRIGGER IF NOT EXISTS passages_deleted AFTER DELETE ON passages BEGIN
        INSERT INTO passages_fts(passages_fts, rowid, text)
        VALUES ('delete', old.row, old.text); END""",
)

# Words that stand in any question about anything; they find nothing and cost time.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further get gets got had has have having he her here hers him his how i if in into is it
    its itself just me more most my no nor not now of off on once only or other our out over
    own same she should so some such than that the their them then there these they this those
    through to too under until up us very was we were what when where which while who whom
    whose why will with would you your""".split()  # noqa: SIM905 - a hundred quoted words would be harder to read
)
# A word in a fifth of all passages tells little and costs most: in large libraries the rarest words
# find and rank (docs/decisions/0008). Below so many passages found, nothing is left out.
_WEIGHED = 8_000
# More words are taken until these find so many passages.
_ENOUGH = 300
_POOL = 1_000
# So many of the best are looked up at a time: mostly all are visible.
_CHECKED = 250
_INDEX = sa.table("passages_fts", sa.column("rowid", sa.Integer))
_ROWID = _INDEX.c.rowid
# A list of a thousand bound values would take longer to write than to look up.
_LISTED = sa.text("SELECT value FROM json_each(:rows)")
_MATCH = sa.text("passages_fts MATCH :match")
_WORD = re.compile(r"\w+(?:[.,'’:/-]\w+)*", re.UNICODE)


def create(connection: sa.Connection) -> None:
    """Make the index and its triggers unless they are there."""
    for statement in _CREATE:
        connection.execute(sa.text(statement))


def content_words(text: str) -> list[str]:
    """Give the words of a text that carry its meaning, lower case, in order.

    "1,200", "Johannesburg-based" and "Iran's" are one word each; a possessive s is dropped.
    """
    words = (re.sub(r"['’]s?$", "", match.lower()) for match in _WORD.findall(text))
    return [word for word in words if word and word not in STOP_WORDS]


def search(
    connection: sa.Connection,
    question: str,
    limit: int,
    passages: sa.Table,
    articles: sa.Table,
    conditions: Sequence[sa.ColumnElement[bool]],
) -> list[tuple[str, float]]:
    """Find the passages that share words with a question.

    Args:
        connection: To the catalogue.
        question: Any text; it is no query language.
        limit: The most passages to give.
        passages: The catalogue's passages table.
        articles: The catalogue's articles table.
        conditions: On the articles table.

    Returns:
        (passage id, BM25 score above 0), best first; empty if no word but stop words is asked.
    """
    # Quoted, a word is never an operator, and "1,200" stays together as a phrase.
    words = [f'"{word}"' for word in dict.fromkeys(content_words(question))]
    if not words:
        return []
    rare = _rarest(connection, words)
    found = _ranked(connection, rare, _POOL)
    best = _visible(connection, found, limit, passages, articles, conditions)
    if len(best) >= limit or (len(found) < _POOL and len(rare) == len(words)):
        return best
    # Too few of the best are visible: ask within the visible ones, at last by all words.
    visible = sa.select(articles.c.id).where(*conditions)
    within = sa.select(passages.c.row).where(passages.c.article_id.in_(visible))
    found = _ranked(connection, rare, limit, within)
    if len(found) < limit and len(rare) < len(words):
        found = _ranked(connection, words, limit, within)
    return _visible(connection, found, limit, passages, articles, conditions)


def _visible(
    connection: sa.Connection,
    found: Sequence[tuple[int, float]],
    limit: int,
    passages: sa.Table,
    articles: sa.Table,
    conditions: Sequence[sa.ColumnElement[bool]],
) -> list[tuple[str, float]]:
    """Give the first of the rows that are of articles which the conditions let through."""
    # The plus keeps the planner from looking up all articles' passages instead of these rows.
    of_article: sa.ColumnElement[str] = sa.literal_column("+passages.article_id")
    query = (
        sa.select(passages.c.row, passages.c.id)
        .select_from(passages)
        .join(articles, articles.c.id == of_article)
        .where(passages.c.row.in_(_LISTED), *conditions)
    )
    best: list[tuple[str, float]] = []
    for first in range(0, len(found), _CHECKED):
        some = found[first : first + _CHECKED]
        rows = json.dumps([row for row, _ in some])
        ids = {row.row: row.id for row in connection.execute(query, {"rows": rows})}
        best += [(ids[row], -negated) for row, negated in some if row in ids]
        if len(best) >= limit or len(best) * len(found) < limit * (first + len(some)):
            # Enough, or so few that the others would not bring enough.
            break
    return best[:limit]


def _rarest(connection: sa.Connection, words: list[str]) -> list[str]:
    """Take the rarest words, as many as find enough passages without finding too many."""
    counted = sa.select(sa.func.count()).select_from(_INDEX).where(_MATCH)
    counts = {word: connection.scalar(counted, {"match": word}) or 0 for word in words}
    taken: list[str] = []
    total = 0
    for word in sorted(words, key=lambda word: counts[word]):
        if total >= _ENOUGH and total + counts[word] > _WEIGHED:
            break
        taken.append(word)
        total += counts[word]
    return taken


def _ranked(
    connection: sa.Connection,
    words: list[str],
    limit: int,
    within: sa.Select[Any] | None = None,
) -> list[tuple[int, float]]:
    """Give the rows of the passages that words find, with BM25 scores negated, best first."""
    # FTS5's bm25() is the negated score, so that ascending order is best first. It weighs each row
    # that is left, so the plus keeps the planner from asking the index anew for every row.
    name = "rank" if within is None else "bm25(passages_fts)"
    score: sa.Label[float] = sa.literal_column(name).label("score")
    query = sa.select(_ROWID, score).select_from(_INDEX).where(_MATCH)
    if within is not None:
        query = query.where(sa.literal_column("+rowid").in_(within))
    query = query.order_by(sa.literal_column("score"), _ROWID).limit(limit)
    matched = connection.execute(query, {"match": " OR ".join(words)})
    return [(row, negated) for row, negated in matched.all()]


def count(connection: sa.Connection) -> int:
    """Count the passages in the index itself, not in the table it reads from."""
    return connection.scalar(sa.text("SELECT count(*) FROM passages_fts_docsize")) or 0


def check(connection: sa.Connection) -> str:
    """Say what is wrong, "" if nothing is: FTS5 compares the index with the passages."""
    command = "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)"
    try:
        connection.execute(sa.text(command))
    except (LibraryDamaged, sa.exc.DatabaseError) as error:
        return f"the lexical index differs from the passages ({error.__cause__})"
    return ""


def rebuild(connection: sa.Connection) -> None:
    """Build the index anew from the passages."""
    connection.execute(sa.text("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')"))
