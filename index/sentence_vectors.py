"""Each passage's sentences and their vectors, kept in the catalogue beside the passage.

One row a passage: the few hundred that a search looks at are read together, and nothing searches
among them, so they need no index. Eight bits a number keep the order of cosines and a quarter of
the room.
"""

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa

from index.embedding import Sentences
from index.passages import Span
from index.schema import batches, sentences

_SCALE = 127.0
# A span is two numbers of 32 bits.
_SPAN_BYTES = 8


def write(connection: sa.Connection, passages: Sequence[tuple[str, Sentences]]) -> None:
    """Write the sentences of passages, in the place of any that were there.

    Args:
        connection: To the catalogue, in a transaction.
        passages: Each with its id.
    """
    rows = [
        {
            "passage_id": passage_id,
            "article_id": passage_id.rpartition(":")[0],
            "spans": np.array([(s.start, s.end) for s in known.spans], np.int32).tobytes(),
            "vectors": np.clip(np.rint(known.vectors * _SCALE), -_SCALE, _SCALE)
            .astype(np.int8)
            .tobytes(),
        }
        for passage_id, known in passages
    ]
    if rows:
        articles = list({row["article_id"] for row in rows})
        connection.execute(sa.delete(sentences).where(sentences.c.article_id.in_(articles)))
        connection.execute(sa.insert(sentences), rows)


def read(connection: sa.Connection, passage_ids: Sequence[str]) -> dict[str, Sentences]:
    """Give the sentences of those of the passages that have any stored, by passage id."""
    found: dict[str, Sentences] = {}
    for some in batches(passage_ids):
        query = sa.select(sentences).where(sentences.c.passage_id.in_(some))
        rows = connection.execute(query).all()
        if not rows:
            continue
        # Unpacked together: one by one, the calls would cost more than the work.
        packed = np.frombuffer(b"".join(row.spans for row in rows), np.int32)
        spans = [Span(start, end) for start, end in packed.reshape(-1, 2).tolist()]
        packed = np.frombuffer(b"".join(row.vectors for row in rows), np.int8)
        vectors = packed.reshape(len(spans), -1).astype(np.float32) / _SCALE
        first = 0
        for row in rows:
            last = first + len(row.spans) // _SPAN_BYTES
            found[row.passage_id] = Sentences(tuple(spans[first:last]), vectors[first:last])
            first = last
    return found


def passage_ids(connection: sa.Connection) -> set[str]:
    """Give the ids of all passages whose sentences are stored."""
    return set(connection.scalars(sa.select(sentences.c.passage_id)))
