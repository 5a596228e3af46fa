"""A library: a folder holding one indexed collection of articles.

<folder>/catalogue.sqlite   the articles and passages, the source of truth
<folder>/vectors/           Chroma, rebuildable from the catalogue
<folder>/vectors.broken-1/  what could not be read, until a repair has made new ones
<folder>/owner.lock         held by the one process that owns the library
<folder>/owner.json         who that is, for the message that the next one shows
"""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from filelock import FileLock

from index import manifest, memberships, probing, removal, soundness
from index.disk import room_needed
from index.embedding import fingerprint, load
from index.errors import InputError, LibraryDamaged, LibraryError
from index.filters import Filters
from index.folders import prepared
from index.ingest import Ingest
from index.ownership import disown, own
from index.reading import Reading, check, read, until, visitor
from index.report import Counts, Outcome, Removal, Report
from index.retriever import ArticleRetriever
from index.shelf import Shelf
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.schema import NodeWithScore


class Library(Shelf):
    """One library, opened. Use `Library.open`; close it, or use it in a `with` statement.

    Safe to share between threads. One process at a time owns a library; others may open it
    read-only, to list and show articles.
    """

    def __init__(
        self, folder: Path, embedding: "BaseEmbedding | None", lock: FileLock | None
    ) -> None:
        super().__init__(folder)
        self._given = embedding
        self._loaded = embedding
        self._lock = lock
        self._vectors: VectorIndex | None = None
        self._readable = False
        # Apart, because loading the model takes seconds in which the vectors can be used.
        self._opening, self._loading = threading.Lock(), threading.Lock()
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
        token: str = "",
        repair: bool = False,
    ) -> Self:
        """Open a library, making it if need be.

        Args:
            folder: Where it is. Default: `folders.default_folder()`.
            embedding: Any LlamaIndex embedding model. Default: MiniLM, loaded when first needed.
            create: Make the library if there is none.
            read_only: Do not own it; only listing and showing articles work.
            address: Where the owner can be reached, to tell the next process.
            token: What the owner asks for there; only processes of the same user can read it.
            repair: Accept a library made by another embedding model, for `repair` to rebuild.

        Raises:
            LibraryNotFound: If there is none, and `create` is off or `read_only` on.
            LibraryHeld: If another process owns it.
            LibraryMismatch: If another embedding model or a newer Dateline made it.
        """
        path = prepared(folder, create and not read_only)
        with room_needed(path), ExitStack() as undo:
            lock = None if read_only else own(path, address, token)
            if lock is not None:
                undo.callback(disown, path, lock)
            library = cls(path, embedding, lock)
            undo.callback(library._catalogue.close)
            manifest.check(library._catalogue, path, fingerprint(embedding), bool(lock), repair)
            undo.pop_all()
        return library

    def close(self) -> None:
        """Close all files and let go of the library."""
        self._close_vectors()
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
        with self._loading:
            if self._loaded is None:
                self._loaded = load()
            return self._loaded

    @property
    def vectors(self) -> VectorIndex:
        """The vector index, opened when first needed.

        Raises:
            LibraryError: If the library is open read-only.
            LibraryDamaged: If they cannot be read, or are gone.
        """
        self._require_ownership()
        with self._opening, room_needed(self.folder):
            if self._vectors is None:
                opened = VectorIndex(self.folder / "vectors", self._catalogue.allowed)
                try:
                    opened.try_out(self._catalogue.expects_vectors())
                except BaseException:
                    opened.close()
                    raise
                self._vectors = opened
            return self._vectors

    def _require_ownership(self) -> None:
        if self._lock is None:
            raise LibraryError(f"{self.folder} is open read-only: only listing and showing work")

    def adding(
        self,
        *what: str | Path,
        how: Reading = Reading(),
        collections: Collection[str] = (),
        force: bool = False,
        standard_input: BinaryIO | None = None,
        stopped: Callable[[], bool] = bool,
    ) -> Iterator[Outcome]:
        """Add articles, giving each outcome once it is safely stored.

        Args:
            what: Files, folders, addresses, or "-" for standard input.
            how: How to read them.
            collections: To put all of them in, also those that are here and unchanged.
            force: Take in what seems to be no article and would go into quarantine.
            standard_input: What "-" stands for. Default: this process's own.
            stopped: Asked before each article is read; once it says yes, none is any more, and
                those that were read are stored. Default: never.

        Raises:
            InputError: If a path does not exist or an option does not fit; nothing is read then.
            DiskFull: If there is no room left; what was given before is stored.
        """
        joined = [collection.strip() for collection in collections]
        if not all(joined):
            raise InputError("a collection needs a name: --collection NAME")
        names = [str(name) for name in what]
        check(names, how)
        ingest = self._ingest()
        list(ingest.finish())
        with room_needed(self.folder):
            web = visitor(how, self._catalogue.fetches())
        found = (item for name in names for item in read(name, how, web, standard_input))
        yield from ingest.add(until(stopped, found), joined, force)

    def add(
        self,
        *what: str | Path,
        how: Reading = Reading(),
        collections: Collection[str] = (),
        force: bool = False,
    ) -> Report:
        """Add articles; see `adding`."""
        return Report(self.adding(*what, how=how, collections=collections, force=force))

    def remove(self, article_ids: list[str]) -> Removal:
        """Remove articles, in quarantine too, and make sure; see `index.removal.remove`."""
        return removal.remove(self._catalogue, self.vectors, self._ingest(), article_ids)

    def collect(self, article_id: str, collections: Collection[str]) -> list[str]:
        """Put an article in these collections and no others; gives their names as they are kept.

        Raises:
            UnknownArticle: If there is none with this id; nothing is written then.
            InputError: If a name is empty.
        """
        self._require_ownership()
        wanted = {name.strip() for name in collections}
        if "" in wanted:
            raise InputError("a collection needs a name")
        held = set(self.collections(self.article(article_id).id))
        with room_needed(self.folder), self._catalogue.writing() as connection:
            memberships.leave(connection, article_id, held - wanted)
            memberships.join(connection, article_id, wanted)
        return sorted(wanted)

    def counts(self) -> Counts:
        """Count what each store holds."""
        return removal.counts(self._catalogue, self.vectors)

    def retriever(
        self, top_k: int = 8, filters: Filters = Filters(), **options: Any
    ) -> ArticleRetriever:
        """Give a LlamaIndex retriever over the library.

        Args:
            top_k: The most hits to give.
            filters: As `filters()` makes them.
            options: `unit`, `dates`, `today` and `reranker`, see `ArticleRetriever`.
        """
        return ArticleRetriever(
            self._catalogue, self.vectors, lambda: self.embedding, top_k, filters, **options
        )

    def search(
        self, question: str, top_k: int = 8, filters: Filters = Filters(), **options: Any
    ) -> "list[NodeWithScore]":
        """Find the passages that a question is about, best first; see `retriever`."""
        return self.retriever(top_k, filters, **options).retrieve(question)

    @property
    def fingerprint(self) -> str:
        """Names the embedding model in use and its weights, without loading it."""
        return fingerprint(self._given)

    def keep_calibration(self, values: dict[str, Any]) -> None:
        """Keep what was fitted for the embedding model in use, in the place of what was before."""
        self._require_ownership()
        manifest.keep_calibration(self._catalogue, self.fingerprint, values)

    def check(self) -> list[str]:
        """Say what is wrong with the library, one sentence each; empty if it is sound."""
        self._require_ownership()
        made, unreadable = fingerprint(self._given), self._why_unreadable()
        with self._writing:
            return soundness.check(self._catalogue, self.folder, made, unreadable)

    def repair(self) -> Iterator[str]:
        """Mend what `check` finds, from the catalogue: yields the id of each article mended.

        Vectors that cannot be read, or are another model's, are made anew in a new folder; the old
        one goes when that is whole. Whenever a repair ends, the next one or an `add` goes on.
        """
        self._require_ownership()
        made = fingerprint(self._given)
        if self._catalogue.manifest()["embedding"] != made or not self._can_be_read():
            self._catalogue.unindex()
            self._close_vectors()
            soundness.set_aside(self.folder)
            self._catalogue.set_manifest({"embedding": made})
        yield from soundness.repair(self._catalogue, self.vectors, self._ingest())
        soundness.clear_away(self.folder)

    def _why_unreadable(self) -> str:
        if self._vectors is None and not self._readable:
            why = probing.why_unreadable(self.folder / "vectors")
            self._readable = not why
            return why
        return ""

    def _can_be_read(self) -> bool:
        if self._why_unreadable():
            return False
        try:
            self.vectors.try_out(self._catalogue.expects_vectors())
        except LibraryDamaged:
            return False
        return True

    def _ingest(self) -> Ingest:
        return Ingest(
            self._catalogue, self.vectors, lambda: self.embedding, self.folder, self._writing
        )

    def _close_vectors(self) -> None:
        if self._vectors is not None:
            self._vectors.close()
            self._vectors = None
