"""Keyword search beside the catalogue: SQLite FTS5 with BM25.

The index reads its text from the passages table (an external-content table) and follows it by
triggers, so it can neither lag behind nor hold what was deleted.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa

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
    words = dict.fromkeys(content_words(question))
    if not words:
        return []
    match = " OR ".join(f'"{word}"' for word in words)
    index = sa.table("passages_fts", sa.column("rowid", sa.Integer))
    # FTS5's bm25() is the negated score, so that ascending order is best first.
    score: sa.ColumnElement[float] = sa.literal_column("bm25(passages_fts)")
    query = (
        sa.select(passages.c.id, score)
        .select_from(
            index.join(passages, passages.c.row == index.c.rowid).join(
                articles, articles.c.id == passages.c.article_id
            )
        )
        .where(sa.text("passages_fts MATCH :match"), *conditions)
        .order_by(score, passages.c.id)
        .limit(limit)
    )
    rows = connection.execute(query, {"match": match})
    return [(passage_id, -negated) for passage_id, negated in rows]


def count(connection: sa.Connection) -> int:
    """Count the passages in the index itself, not in the table it reads from."""
    return connection.scalar(sa.text("SELECT count(*) FROM passages_fts_docsize")) or 0


def check(connection: sa.Connection) -> str:
    """Say what is wrong, "" if nothing is: FTS5 compares the index with the passages."""
    command = "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)"
    try:
        connection.execute(sa.text(command))
    except sa.exc.DatabaseError as error:
        return f"the lexical index differs from the passages ({error.orig})"
    return ""


def rebuild(connection: sa.Connection) -> None:
    """Build the index anew from the passages."""
    connection.execute(sa.text("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')"))
