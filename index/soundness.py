"""Is a library sound, and if not, what mends it: catalogue, lexical index and vectors compared."""

from collections.abc import Iterator

from index.catalogue import Catalogue
from index.ingest import Ingest
from index.vectors import VectorIndex


def check(catalogue: Catalogue, vectors: VectorIndex, embedding: str) -> list[str]:
    """Say what is wrong, one sentence each; empty if all is sound.

    Args:
        catalogue: The library's catalogue.
        vectors: The library's vector index.
        embedding: The fingerprint of the embedding model in use.
    """
    problems = []
    if unfinished := [*catalogue.in_state("pending"), *catalogue.in_state("removing")]:
        problems.append(f"{len(unfinished)} articles were interrupted half-way")
    if catalogue.manifest()["embedding"] != embedding:
        problems.append("the vectors were made with another embedding model")
    if wrong := catalogue.check_lexical():
        problems.append(wrong)
    stored, indexed = catalogue.passage_ids(), vectors.ids()
    if missing := stored - indexed:
        problems.append(f"{len(missing)} passages have no vector")
    if surplus := indexed - stored:
        problems.append(f"{len(surplus)} vectors belong to no passage")
    return problems


def repair(catalogue: Catalogue, vectors: VectorIndex, ingest: Ingest) -> Iterator[str]:
    """Mend what `check` finds, from the catalogue.

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
    stored, indexed = catalogue.passage_ids(), vectors.ids()
    vectors.delete_passages(sorted(indexed - stored))
    incomplete = sorted({passage.rpartition(":")[0] for passage in stored - indexed})
    yield from ingest.reindex(incomplete)
