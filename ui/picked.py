"""Which articles a person wants to see, or to be searched, as it was written or picked."""

from dataclasses import dataclass, replace

from assistant import Asking
from index import Library
from index.errors import FilterError
from index.filters import Filters, day, iso


@dataclass(frozen=True, kw_only=True)
class Picked:
    """What limits the articles.

    Attributes:
        since: First day of publication; "" for no limit.
        until: Last day; "" for no limit.
        sources: Outlets, any of them; empty for all.
        author: A part of the author line; "" for any.
        collections: Any of them; empty for all.
        undated: Let undated articles pass a limit of days.
    """

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    author: str = ""
    collections: tuple[str, ...] = ()
    undated: bool = False

    def filters(self, library: Library) -> Filters:
        """Make filters of it.

        Raises:
            FilterError: If a date cannot be read, the last day is before the first, or an author is
                not in the library.
        """
        since, until = day(self.since.strip(), 0, "From"), day(self.until.strip(), 1, "To")
        if since and until and since > until:
            one, other = self.since.strip(), self.until.strip()
            raise FilterError(
                f"From is later than To: nothing can be from {one} to {other}; write the earlier "
                f"one in From, as from {other} to {one}"
            )
        author = self.author.strip()
        named = library.filters(authors=[author] if author else (), undated=self.undated)
        # Outlets and collections are not written but picked. One that has left the library since
        # then is no mistake: nothing passes, and whoever looks is told so.
        return replace(
            named, since=since, until=until, sources=self.sources, collections=self.collections
        )


@dataclass(frozen=True, kw_only=True)
class Chosen(Picked):
    """What limits the search for an answer.

    Attributes:
        as_of: The day after which nothing is looked at; "" for none.
        dates: Whether dates in a question limit the search.
    """

    as_of: str = ""
    dates: bool = True

    def asking(self, library: Library) -> Asking:
        """Make of it how a question is asked, without its conversation.

        Raises:
            FilterError: As `filters`, or if the day is none, or before the first.
        """
        filters, last = self.filters(library), day(self.as_of.strip(), 1, "As of")
        if last and filters.since and filters.since > last:
            one, other = self.since.strip(), self.as_of.strip()
            raise FilterError(
                f"From is later than As of: on {other} nothing from {one} was known; write an "
                f"earlier day in From, or empty As of"
            )
        return Asking(filters, self.dates, as_of=iso(last) if last else "")
