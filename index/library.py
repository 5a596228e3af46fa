"""A library: a folder holding one indexed collection of articles.

<folder>/catalogue.sqlite   the articles and passages, the source of truth
<folder>/vectors/           Chroma, rebuildable from the catalogue
<folder>/owner.lock         held by the one process that owns the library
<folder>/owner.json         who that is, for the message that the next one shows
"""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import platformdirs
from filelock import FileLock

from index import manifest, soundness
from index.articles import Article
from index.catalogue import Catalogue, Entry, Passage
from index.disk import room_needed
from index.embedding import fingerprint, load
from index.errors import (
    LibraryError,
    LibraryNotFound,
)
from index.filters import Filters, day, named
from index.ingest import Ingest, Outcome, Report
from index.ownership import OWN_FILES, disown, own
from index.reading import Reading, check, read, visitor
from index.retriever import ArticleRetriever
from index.temporal import Mention
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.schema import NodeWithScore


@dataclass(frozen=True)
class Counts:
    """How much each store of a library holds; the last three are equal in a sound one."""

    articles: int
    passages: int
    lexical: int
    vectors: int


@dataclass(frozen=True)
class Removal:
    """A removal, verified: what was counted before and after, and the ids that went."""

    before: Counts
    after: Counts
    article_ids: tuple[str, ...]


def default_folder() -> Path:
    """Give the library's folder: `$DATELINE_LIBRARY`, else in the platform's user data folder."""
    if folder := os.environ.get("DATELINE_LIBRARY"):
        return Path(folder)
    return platformdirs.user_data_path("dateline") / "library"


class Library:
    """One library, opened. Use `Library.open`; close it, or use it in a `with` statement.

    Safe to share between threads. One process at a time owns a library; others may open it
    read-only, to list and show articles.
    """

    def __init__(
        self, folder: Path, embedding: "BaseEmbedding | None", lock: FileLock | None
    ) -> None:
        self.folder = folder
        self._given = embedding
        self._loaded = embedding
        self._lock = lock
        self._catalogue = Catalogue(folder / "catalogue.sqlite")
        self._vectors: VectorIndex | None = None
        self._first_use = threading.Lock()
        self._writing = threading.RLock()

    @classmethod
    def open(
        cls,
        folder: str | Path | None = None,
        *,
        embedding: "BaseEmbedding | None" = None,
        create: bool = True,
        read_only: bool = False,
        address: str = "",
        repair: bool = False,
    ) -> Self:
        """Open a library, making it if need be.

        Args:
            folder: Where it is. Default: `default_folder()`.
            embedding: Any LlamaIndex embedding model. Default: MiniLM, loaded when first needed.
            create: Make the library if there is none.
            read_only: Do not own it; only listing and showing articles work.
            address: Where the owner can be reached, to tell the next process.
            repair: Accept a library made by another embedding model, for `repair` to rebuild.

        Raises:
            LibraryNotFound: If there is none, and `create` is off or `read_only` on.
            LibraryHeld: If another process owns it.
            LibraryMismatch: If another embedding model or a newer Dateline made it.
        """
        path = Path(folder if folder is not None else default_folder()).expanduser().resolve()
        if not (path / "catalogue.sqlite").exists():
            if path.exists() and not path.is_dir():
                raise LibraryNotFound(f"{path} is a file; a library is a folder")
            if read_only or not create:
                raise LibraryNotFound(
                    f"no library in {path}; `dateline add PATH --library {path}` makes one"
                )
            if path.is_dir() and {entry.name for entry in path.iterdir()} - OWN_FILES:
                raise LibraryNotFound(
                    f"{path} holds other files and no library; name a new or empty folder"
                )
            path.mkdir(parents=True, exist_ok=True)
        with room_needed(path):
            lock = None if read_only else own(path, address)
            try:
                library = cls(path, embedding, lock)
                manifest.check(library._catalogue, path, fingerprint(embedding), bool(lock), repair)
            except BaseException:
                if lock is not None:
                    disown(path, lock)
                raise
        return library

    def close(self) -> None:
        """Close all files and let go of the library."""
        if self._vectors is not None:
            self._vectors.close()
        self._catalogue.close()
        if self._lock is not None:
            disown(self.folder, self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def embedding(self) -> "BaseEmbedding":
        """The embedding model; the default one is loaded here, 7 s the first time."""
        with self._first_use:
            if self._loaded is None:
                self._loaded = load()
            return self._loaded

    @property
    def vectors(self) -> VectorIndex:
        """The vector index, opened when first needed.

        Raises:
            LibraryError: If the library is open read-only, or Chroma cannot open the folder.
        """
        if self._lock is None:
            raise LibraryError(f"{self.folder} is open read-only: only listing and showing work")
        with self._first_use:
            if self._vectors is None:
                self._vectors = VectorIndex(self.folder / "vectors", self._catalogue.allowed)
            return self._vectors

    def adding(self, *what: str | Path, how: Reading = Reading()) -> Iterator[Outcome]:
        """Add articles, giving each outcome once it is safely stored.

        Args:
            what: Files, folders, addresses, or "-" for standard input.
            how: How to read them.

        Raises:
            InputError: If a path does not exist or an option does not fit; nothing is read then.
            DiskFull: If there is no room left; what was given before is stored.
        """
        names = list(map(str, what))
        check(names, how)
        ingest = self._ingest()
        list(ingest.finish())
        web = visitor(how, self._catalogue.fetches())
        yield from ingest.add(item for name in names for item in read(name, how, web))

    def add(self, *what: str | Path, how: Reading = Reading()) -> Report:
        """Add articles; see `adding`."""
        return Report(list(self.adding(*what, how=how)))

    def remove(self, article_ids: list[str]) -> Removal:
        """Remove articles from all stores, and count to make sure.

        Raises:
            UnknownArticle: If one is not here; nothing is removed then.
            LibraryError: If a store still holds something of them afterwards.
        """
        for article_id in article_ids:
            self._catalogue.article(article_id)
        before = self.counts()
        passages = {p.id for a in article_ids for p in self._catalogue.passages(a)}
        self._ingest().remove(article_ids)
        if left := passages & (self._catalogue.passage_ids() | self.vectors.ids()):
            raise LibraryError(
                f"{len(left)} passages are still there; run `dateline doctor --repair`"
            )
        return Removal(before, self.counts(), tuple(article_ids))

    def article(self, article_id: str) -> Article:
        """Give one article; raises `UnknownArticle` if there is none with this id."""
        return self._catalogue.article(article_id)

    def entries(self, filters: Filters = Filters()) -> Iterator[Entry]:
        """List the articles, newest first, undated last."""
        return self._catalogue.entries(filters)

    def passages(self, article_id: str) -> list[Passage]:
        """Give the passages of one article, in the order of its text."""
        return self._catalogue.passages(article_id)

    def mentions(self, article_id: str) -> list[Mention]:
        """Give the dates that one article mentions, in the order of its text."""
        return self._catalogue.mentions([article_id])[article_id]

    def counts(self) -> Counts:
        """Count what each store holds."""
        return Counts(*self._catalogue.counts(), vectors=self.vectors.count())

    def filters(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        sources: tuple[str, ...] = (),
        authors: tuple[str, ...] = (),
    ) -> Filters:
        """Make filters out of what a person wrote.

        Args:
            since: First day: "2023-11-05"; "2023-11" is its first day.
            until: Last day: "2023-11-05"; "2023-11" is its last day.
            sources: Outlets by name, in any case.
            authors: Parts of author lines, in any case.

        Raises:
            FilterError: If a date cannot be read, or a name fits nothing in the library.
        """
        here = self._catalogue.distinct
        return Filters(
            since=day(since, 0, "--since"),
            until=day(until, 1, "--until"),
            sources=named("source", sources, here("source"), lambda name, known: name == known),
            authors=named("author", authors, here("author"), lambda name, known: name in known),
        )

    def retriever(self, top_k: int = 8, filters: Filters = Filters()) -> ArticleRetriever:
        """Give a LlamaIndex retriever over the library.

        Args:
            top_k: The most hits to give.
            filters: As `filters()` makes them.
        """
        return ArticleRetriever(
            self._catalogue, self.vectors, lambda: self.embedding, top_k, filters
        )

    def search(
        self, question: str, top_k: int = 8, filters: Filters = Filters()
    ) -> "list[NodeWithScore]":
        """Find the passages that a question is about, best first."""
        return self.retriever(top_k, filters).retrieve(question)

    def check(self) -> list[str]:
        """Say what is wrong with the library, one sentence each; empty if it is sound."""
        return soundness.check(self._catalogue, self.vectors, fingerprint(self._given))

    def repair(self) -> Iterator[str]:
        """Mend what `check` finds, from the catalogue: yields the id of each article mended."""
        if self._catalogue.manifest()["embedding"] != fingerprint(self._given):
            self._drop_vectors()
        yield from soundness.repair(self._catalogue, self.vectors, self._ingest())
        self._catalogue.set_manifest({"embedding": fingerprint(self._given)})

    def _ingest(self) -> Ingest:
        return Ingest(
            self._catalogue, self.vectors, lambda: self.embedding, self.folder, self._writing
        )

    def _drop_vectors(self) -> None:
        if self._vectors is not None:
            self._vectors.close()
            self._vectors = None
        shutil.rmtree(self.folder / "vectors", ignore_errors=True)
