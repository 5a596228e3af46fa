"""What is stored in a library, to list and show: all that needs neither vectors nor a model."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index import coverage, filters, manifest, memberships, quarantine, versions
from index.articles import Article, Read
from index.catalogue import Catalogue
from index.coverage import Coverage
from index.entries import Entry, Passage
from index.errors import UnknownArticle
from index.filters import Field, Filters
from index.quarantine import Quarantined
from index.temporal import Mention
from index.versions import Version


class Shelf:
    """The articles of a library; `Library` adds to them and searches them.

    Safe to share between threads; works while another process owns the library.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._catalogue = Catalogue(folder / "catalogue.sqlite")

    def article(self, article_id: str, version: int | None = None) -> Article:
        """Give one article, the newest version or an earlier one.

        Raises:
            UnknownArticle: If there is none with this id, or no such version of it.
        """
        if version is None:
            return self._catalogue.article(article_id)
        with self._catalogue.reading() as connection:
            return versions.article(connection, article_id, version)

    def versions(self, article_id: str) -> list[Version]:
        """List the versions of an article, the first one first and the one in use last."""
        with self._catalogue.reading() as connection:
            return versions.listed(connection, article_id)

    def original(self, article_id: str, version: int | None = None) -> tuple[bytes, str]:
        """Give what an article (in quarantine too) was read from, and its media type.

        Raises:
            UnknownArticle: If there is no such article or version, or its original was not kept.
        """
        with self._catalogue.reading() as connection:
            if self._catalogue.known(article_id) is None:
                confined = quarantine.read(connection, article_id)
                return confined.original, confined.media_type
            return versions.original(connection, article_id, version)

    def story(self, article_id: str) -> list[Entry]:
        """Give the articles that tell the same as one, itself too: the oldest publication first.

        Raises:
            UnknownArticle: If there is none with this id.
        """
        entry = self._catalogue.entries_by_id([article_id]).get(article_id)
        if entry is None:
            raise UnknownArticle(f"no article {article_id!r} here; `dateline list` shows the ids")
        return self._catalogue.story(entry.story)

    def also_at(self, article_id: str) -> list[str]:
        """List the further places at which an article was found with the same text."""
        with self._catalogue.reading() as connection:
            return memberships.also_at(connection, article_id)

    def collections(self, article_id: str) -> list[str]:
        """List the collections that an article is in."""
        return self._catalogue.collections([article_id]).get(article_id, [])

    def quarantined(self) -> list[Quarantined]:
        """List what seems to be no article, the latest first."""
        with self._catalogue.reading() as connection:
            return quarantine.listed(connection)

    def confined(self, article_id: str) -> Read | None:
        """Give what is in quarantine and nowhere else, as it was read; None if it is not."""
        with self._catalogue.reading() as connection:
            apart = quarantine.holds(connection, article_id)
            if not apart or self._catalogue.known(article_id) is not None:
                return None
            return quarantine.read(connection, article_id)

    def entries(self, filters: Filters = Filters()) -> Iterator[Entry]:
        """List the articles, newest first, undated last."""
        return self._catalogue.entries(filters)

    def passages(self, article_id: str) -> list[Passage]:
        """Give the passages of one article, in the order of its text."""
        return self._catalogue.passages(article_id)

    def mentions(self, article_id: str) -> list[Mention]:
        """Give the dates that one article mentions, in the order of its text."""
        return self._catalogue.mentions([article_id])[article_id]

    def coverage(self, filters: Filters = Filters()) -> Coverage:
        """Say how many articles pass filters, of how many outlets, and of what days."""
        with self._catalogue.reading() as connection:
            return coverage.coverage(connection, filters)

    def names(self, field: Field) -> list[str]:
        """List the outlets, author lines, languages or collections here, in the order of names."""
        return self._catalogue.distinct(field)

    def languages(self) -> list[str]:
        """Give the languages of the articles, ISO 639-1; "" is among them if one states none."""
        with self._catalogue.reading() as connection:
            return coverage.languages(connection)

    def days(self) -> tuple[int | None, int | None]:
        """Give the first and the last day of the articles, YYYYMMDD; None if none is dated."""
        with self._catalogue.reading() as connection:
            return coverage.days(connection)

    def calibrations(self) -> dict[str, Any]:
        """Give what `Library.keep_calibration` kept, by the embedding model's fingerprint."""
        return manifest.calibrations(self._catalogue)

    def hiding(self, filters: Filters, article_ids: Sequence[str]) -> list[Filters]:
        """Give those parts of filters that leave out any of some articles."""
        with self._catalogue.reading() as connection:
            return coverage.hiding(connection, filters, article_ids)

    def filters(self, **wanted: Any) -> Filters:
        """Make filters out of what a person wrote; see `index.filters.chosen`."""
        return filters.chosen(self._catalogue.distinct, **wanted)
