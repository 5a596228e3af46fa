"""What becomes of an article that was read: is it new, changed, here already, or no article?"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from index import quarantine
from index.articles import Read
from index.catalogue import Catalogue, now
from index.disk import room_needed
from index.identity import Known, are_one
from index.passages import Span, passages
from index.report import Status
from index.seen import Seen

# One write for so many passages: small enough that a kill leaves little to finish, large enough
# that embedding sorts by length to advantage.
_BATCH = 128
# Nor do more originals than these bytes wait for that write, nor more articles.
_BATCH_BYTES, _BATCH_ARTICLES = 64_000_000, 1_000


@dataclass(frozen=True)
class Draft:
    """What was decided of one article, and what is to be written for it.

    Attributes:
        status: What is done with it.
        read: The article.
        article_id: Its id, or that of the article that it is one with.
        note: What to say of it; "" for nothing.
        spans: Of its passages; empty if nothing of it is written but its collections.
        twin: The id that it would have where it was found, if it is one with another article.
        keeps: Whether text and title are those that are stored, so that the vectors stay.
    """

    status: Status
    read: Read
    article_id: str
    note: str = ""
    spans: list[Span] = field(default_factory=list)
    twin: str = ""
    keeps: bool = False


@dataclass
class Run:
    """One `add` while it goes on: its wishes, what was seen, and what waits to be written.

    Attributes:
        collections: To put all articles in.
        force: Take in what would be put in quarantine.
        seen: The digests of the articles seen, by id.
        waiting: Drafts in the order of reading.
    """

    collections: Collection[str]
    force: bool
    seen: Seen
    waiting: list[Draft] = field(default_factory=list)

    def full(self) -> bool:
        """Whether it is time to write."""
        return (
            len(self.waiting) >= _BATCH_ARTICLES
            or sum(len(draft.spans) for draft in self.waiting) >= _BATCH
            or sum(len(draft.read.original) for draft in self.waiting) >= _BATCH_BYTES
        )

    def same_text(self, text_digest: str) -> list[Known]:
        """Give what waits with a text."""
        reads = [draft.read for draft in self.waiting if draft.spans]
        return [_known(read) for read in reads if read.article.text_digest == text_digest]


def judge(read: Read, run: Run, catalogue: Catalogue, folder: Path) -> Draft:
    """Decide what becomes of an article; what is no article goes into quarantine at once.

    Args:
        read: What was read.
        run: The `add` that it is read in; what was seen is noted there.
        catalogue: The library's catalogue.
        folder: The library's folder, to tell when its disk is full.

    Raises:
        DiskFull: If there is no room for what goes into quarantine.
    """
    article = read.article
    digest = article.digest
    stored = catalogue.known(article.id)
    if read.quarantine and not (run.force or _stays(stored, digest)):
        with room_needed(folder), catalogue.writing() as connection:
            quarantine.confine(connection, read, now())
        note = read.quarantine + ("; the article stored before is kept" if stored else "")
        return Draft("quarantined", read, article.id, note)
    earlier = run.seen.get(article.id)
    if earlier is None:
        run.seen.put(article.id, digest)
    elif earlier != digest:
        # Both texts would replace each other at every run.
        note = "another article in this run has the same address and another text"
        return Draft("refused", read, article.id, note)
    if stored is not None and stored.digest == digest:
        with room_needed(folder):
            _release(catalogue, article.id)
        return Draft("unchanged", read, article.id, read.note)
    if any(draft.article_id == article.id for draft in run.waiting if draft.spans):
        return Draft("unchanged", read, article.id, read.note)
    if stored is None and (first := _twin(read, run, catalogue)):
        note = f"the same text as {first.origin}, article {first.id}"
        return Draft("unchanged", read, first.id, note, twin=article.id)
    return Draft(
        "added" if stored is None else "changed",
        read,
        article.id,
        read.note,
        passages(article.text),
        keeps=stored is not None
        and (stored.text_digest, stored.title) == (article.text_digest, article.title),
    )


def _twin(read: Read, run: Run, catalogue: Catalogue) -> Known | None:
    """Find the article that an article at a new place is one with."""
    text_digest, words = read.article.text_digest, len(read.article.text.split())
    # What is about to be replaced by another text has this one no more.
    stored = (o for o in catalogue.same_text(text_digest) if run.seen.get(o.id) in (None, o.digest))
    same = [*stored, *run.same_text(text_digest)]
    return next((other for other in same if are_one(other, _known(read), words)), None)


def _release(catalogue: Catalogue, article_id: str) -> None:
    with catalogue.reading() as connection:
        held = quarantine.holds(connection, article_id)
    if held:
        with catalogue.writing() as connection:
            quarantine.release(connection, article_id)


def _stays(stored: Known | None, digest: str) -> bool:
    """Whether what is stored was forced in, or is the very same: then no reason puts it out."""
    return stored is not None and (bool(stored.forced) or stored.digest == digest)


def _known(read: Read) -> Known:
    article = read.article
    return Known(
        article.id,
        article.origin,
        article.title,
        read.outlet,
        article.url,
        article.published,
        article.digest,
        article.text_digest,
        read.quarantine,
    )
