"""Is a library sound, and if not, what mends it: catalogue, lexical index and vectors compared."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index import sentence_vectors
from index.catalogue import Catalogue
from index.errors import LibraryDamaged
from index.ingest import Ingest
from index.vectors import VectorIndex


@dataclass(frozen=True)
class Differences:
    """How the vectors differ from the catalogue.

    Attributes:
        missing: Ids of passages without a vector, or whose sentences have none.
        surplus: Ids of vectors without a passage, or stored for another article than its own.
    """

    missing: set[str]
    surplus: set[str]


def check(catalogue: Catalogue, folder: Path, embedding: str, unreadable: str) -> list[str]:
    """Say what is wrong, one sentence each; empty if all is sound.

    Args:
        catalogue: The library's catalogue.
        folder: The library's folder.
        embedding: The fingerprint of the embedding model in use.
        unreadable: Why the vectors cannot be read; "" if they can.
    """
    problems = []
    if unfinished := [*catalogue.in_state("pending"), *catalogue.in_state("removing")]:
        problems.append(f"{len(unfinished)} articles were interrupted half-way")
    if catalogue.manifest()["embedding"] != embedding:
        problems.append("the vectors were made with another embedding model")
    if wrong := catalogue.check_lexical():
        problems.append(wrong)
    left = (f"{old.name} is left of a repair that was interrupted" for old in _set_aside(folder))
    problems.extend(left)
    if unreadable:
        return [*problems, f"the vectors cannot be read: {unreadable}"]
    try:
        vectors = VectorIndex(folder / "vectors", catalogue.allowed)
        try:
            return problems + _told(compare(catalogue, vectors))
        finally:
            vectors.close()
    except LibraryDamaged as error:
        return [*problems, f"the vectors cannot be read: {error.__cause__}"]


def _told(found: Differences) -> list[str]:
    problems = []
    if found.missing:
        problems.append(f"{len(found.missing)} passages have no vector")
    if found.surplus:
        problems.append(f"{len(found.surplus)} vectors belong to no passage")
    return problems


def compare(catalogue: Catalogue, vectors: VectorIndex) -> Differences:
    """Compare every vector with the passage it stands for.

    Raises:
        LibraryDamaged: If the vectors cannot be read.
    """
    passages = catalogue.passage_ids()
    missing, surplus = set(passages), set()
    for page in vectors.pages():
        for passage_id, article_id in zip(page.ids, page.article_ids, strict=True):
            if passage_id in missing and passage_id.rpartition(":")[0] == article_id:
                missing.discard(passage_id)
            else:
                surplus.add(passage_id)
    with catalogue.reading() as connection:
        missing |= passages - sentence_vectors.passage_ids(connection)
    return Differences(missing, surplus)


def repair(catalogue: Catalogue, vectors: VectorIndex, ingest: Ingest) -> Iterator[str]:
    """Mend what `check` finds, from the catalogue; the vectors can be read.

    Args:
        catalogue: The library's catalogue.
        vectors: The library's vector index.
        ingest: Writes vectors anew.

    Yields:
        The id of each article mended.
    """
    # First, because nothing can be deleted from a lexical index that lacks it.
    if catalogue.check_lexical():
        catalogue.rebuild_lexical()
    yield from ingest.finish()
    found = compare(catalogue, vectors)
    vectors.delete_passages(sorted(found.surplus))
    incomplete = {passage_id.rpartition(":")[0] for passage_id in found.missing}
    yield from ingest.reindex(sorted(incomplete))


def set_aside(folder: Path) -> None:
    """Move a library's vectors out of the way of new ones; none are lost before those are whole.

    Args:
        folder: The library's folder; nothing has its vectors open.
    """
    vectors = folder / "vectors"
    if vectors.exists():
        taken = {left.name for left in _set_aside(folder)}
        free = (f"vectors.broken-{number}" for number in range(1, len(taken) + 2))
        vectors.rename(folder / next(name for name in free if name not in taken))


def clear_away(folder: Path) -> None:
    """Delete what `set_aside` moved."""
    for left in _set_aside(folder):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def _set_aside(folder: Path) -> list[Path]:
    return sorted(folder.glob("vectors.broken-*"))
