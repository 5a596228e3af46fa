"""Stories: articles that tell the same thing, syndicated or lightly rewritten.

A story is what `index.likeness` finds alike: its founder, the earliest added of its articles, and
every article that is alike (`JOIN`) to one of the story and still akin (`KIN`) to the founder.
The second condition keeps a chain of rewrites from leading away from where it began. The story's
id is its founder's; an article that stands alone is its own founder.

Partners are found by MinHash: 96 permutations in 32 bands of 3 (Leskovec, Rajaraman, Ullman,
"Mining of Massive Datasets", chapter 3). Two texts that share half of their shingles have a band
in common in 986 of 1,000 cases, two that share a fiftieth in fewer than 1 in 1,000. The bands are
rows of the catalogue, so an article finds its partners by an index and reads no more than a few
texts, however large the library.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from index.likeness import Text, likeness
from index.schema import articles, story_bands

# Of 1,989 real articles, 84 pairs share a tenth of their shingles or more; read by eye, two pairs
# are copies or rewrites. Both are alike at 0.3 to 0.49, one only at 0.5 and above, no other pair
# at any of these. Of rewrites made by machine (150 articles), 0.45 finds 95 in 100 with a new
# lead, a fifth cut and words exchanged, and 76 in 100 that are cut by half; 0.6 finds 90 and 10.
JOIN = 0.45
KIN = 0.25
_BANDS, _ROWS = 32, 3
# Rows of bands read for one article, and texts compared with it: the worst case, a page that a
# site has ten thousand copies of, costs no more than this.
_ROWS_READ = 3_200
_COMPARED = 20


@dataclass(frozen=True, eq=False)
class _Member:
    id: str
    row: int
    story: str
    text: Text


def bands(text: Text) -> list[int]:
    """Give the bands of a text's MinHash signature, each a signed number of 64 bits."""
    from datasketch import MinHash

    # Scheme and seed are part of the library's format: other ones find no earlier article.
    signature = MinHash(num_perm=_BANDS * _ROWS, seed=1, scheme="affine32")
    signature.update_batch([shingle.encode() for shingle in text.shingles])
    values = signature.hashvalues.astype("<u8").reshape(_BANDS, _ROWS)
    return [
        int.from_bytes(
            hashlib.blake2b(bytes([number]) + values[number].tobytes(), digest_size=8).digest(),
            signed=True,
        )
        for number in range(_BANDS)
    ]


def place(connection: sa.Connection, article_id: str) -> None:
    """Find the story of an article whose text is new.

    It joins the one story that it belongs to, or brings those together that it is a bridge
    between, or founds its own.
    """
    (article,) = _members(connection, [article_id])
    connection.execute(sa.delete(story_bands).where(story_bands.c.article_id == article_id))
    hashes = set(bands(article.text))
    near = [
        other
        for other in _members(connection, _candidates(connection, hashes))
        if likeness(article.text, other.text) >= JOIN
    ]
    rows = [{"hash": value, "article_id": article_id} for value in hashes]
    connection.execute(sa.insert(story_bands), rows)
    met = _members(connection, {other.story for other in near})
    if len(met) > 1 or any(founder.row > article.row for founder in met):
        # A bridge, or an early article whose text is new: who founds what may change.
        joined = articles.c.story.in_([founder.id for founder in met])
        form(connection, {article_id, *connection.scalars(sa.select(articles.c.id).where(joined))})
        return
    akin = [founder.id for founder in met if likeness(founder.text, article.text) >= KIN]
    story = akin[0] if akin else article_id
    connection.execute(sa.update(articles).where(articles.c.id == article_id).values(story=story))


def companions(connection: sa.Connection, article_ids: Collection[str]) -> list[str]:
    """Give the other articles of the stories that some are in."""
    met = sa.select(articles.c.story).where(articles.c.id.in_(article_ids))
    query = sa.select(articles.c.id).where(
        articles.c.story.in_(met), articles.c.id.not_in(article_ids)
    )
    return list(connection.scalars(query))


def form(connection: sa.Connection, article_ids: Collection[str]) -> None:
    """Form the stories of articles anew, among themselves.

    Args:
        connection: To the catalogue, in a transaction.
        article_ids: All articles of one or more stories, less those that have left them.
    """
    if not article_ids:
        return
    left = sorted(_members(connection, article_ids), key=lambda member: member.row)
    while left:
        told = _story(left)
        founder = left[0].id
        changed = [member.id for member in told if member.story != founder]
        connection.execute(
            sa.update(articles).where(articles.c.id.in_(changed)).values(story=founder)
        )
        ids = {member.id for member in told}
        left = [member for member in left if member.id not in ids]


def _story(members: list[_Member]) -> list[_Member]:
    """Give the story that the first of some articles founds among them."""
    founder, *others = members
    nearness = [(likeness(founder.text, other.text), other) for other in others]
    story = [founder, *(other for near, other in nearness if near >= JOIN)]
    akin = [other for near, other in nearness if KIN <= near < JOIN]
    for member in story:
        joining = [other for other in akin if likeness(member.text, other.text) >= JOIN]
        # Grows while it is walked through: who joins may bring others.
        story += joining
        akin = [other for other in akin if other not in joining]
    return story


def _candidates(connection: sa.Connection, hashes: Collection[int]) -> list[str]:
    query = (
        sa.select(story_bands.c.article_id).where(story_bands.c.hash.in_(hashes)).limit(_ROWS_READ)
    )
    shared = Counter(connection.scalars(query))
    return [candidate for candidate, _ in shared.most_common(_COMPARED)]


def _members(connection: sa.Connection, article_ids: Iterable[str]) -> list[_Member]:
    columns = (
        articles.c[name]
        for name in ("id", "row", "story", "title", "text", "published_first", "published_last")
    )
    query = sa.select(*columns).where(
        articles.c.id.in_(list(article_ids)), articles.c.state != "removing"
    )
    return [
        _Member(
            row.id,
            row.row,
            row.story,
            Text(row.title, row.text, _ordinal(row.published_first), _ordinal(row.published_last)),
        )
        for row in connection.execute(query)
    ]


def _ordinal(day: int | None) -> int | None:
    """Turn YYYYMMDD into a count of days."""
    return None if day is None else date(day // 10000, day // 100 % 100, day % 100).toordinal()
