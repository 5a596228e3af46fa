"""Visits to web sites, with the manners that a site may expect of a reader.

Before a host's first page its robots.txt is read, and obeyed. A host is asked for one thing at a
time, with a pause between two; what it has not changed it need not send again; and when it asks to
be left alone, it is.
"""

import contextlib
import datetime
import email.utils
import time
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import httpx
from protego import Protego

from index.articles import Read, Unchanged
from index.errors import UnreadableArticle
from index.fetches import Fetch, Fetches
from index.fetching import USER_AGENT, Fetcher, Page, web_address

# A site may name its readers with their version or without.
NAME = USER_AGENT.split()[0]
PAUSE = 1.0
# A site may ask for more time between two pages, and for a rest; up to here it is done.
LONGEST_PAUSE = 30.0
LONGEST_REST = 60.0
# As much of a robots.txt as must be read (RFC 9309, section 2.5).
_ROBOTS_BYTES = 512_000
_TOO_MANY, _UNAVAILABLE = 429, 503


class Visitor:
    """Fetches pages politely, and remembers what it was told while it lives.

    Args:
        fetcher: Fetches one page within limits.
        pause: Seconds between two requests to one host.
        fetches: What was fetched before; without it every page is fetched whole.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        pause: float = PAUSE,
        fetches: Fetches | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._pause = pause
        self._fetches = fetches
        self._sleep = sleep
        self._robots: dict[str, Protego | UnreadableArticle] = {}
        self._resting: dict[str, str] = {}
        self._last: dict[str, float] = {}

    def page(self, url: str) -> Page | Unchanged:
        """Fetch a page, unless its article is in the library already and unchanged.

        Raises:
            UnreadableArticle: If it must not or cannot be read; the text says why.
        """
        known = self._fetches.article if self._fetches else lambda _: None
        page, before = self._visit(url, known)
        return Unchanged(url, before.article_id) if before else page

    def listing(self, url: str) -> Page:
        """Fetch a feed or sitemap; an unchanged one is taken from what was kept of it.

        Raises:
            UnreadableArticle: If it must not or cannot be read; the text says why.
        """
        known = self._fetches.listing if self._fetches else lambda _: None
        page, before = self._visit(url, known)
        if before is None:
            return page
        # Who answers "unchanged" need not tell again what names this version.
        return replace(
            page,
            status=200,
            data=before.content,
            content_type=before.content_type,
            etag=page.etag or before.etag,
            last_modified=page.last_modified or before.last_modified,
        )

    def remember(self, page: Page, read: Read | None = None) -> None:
        """Keep what the server needs to know to answer "unchanged" next time.

        Args:
            page: What was fetched.
            read: The article read from it; None for a feed or sitemap.
        """
        if self._fetches is None:
            return
        fetch = Fetch(page.etag, page.last_modified)
        if read is None:
            fetch = replace(fetch, content_type=page.content_type, content=page.data)
        else:
            fetch = replace(fetch, article_id=read.article.id, digest=read.article.digest)
        self._fetches.remember(page.url, fetch)

    def sitemaps(self, url: str) -> list[str]:
        """List the sitemaps that a site's robots.txt names.

        Raises:
            UnreadableArticle: If the robots.txt cannot be read.
        """
        named = []
        for found in self._rules(web_address(url)).sitemaps:
            with contextlib.suppress(UnreadableArticle):
                named.append(str(web_address(found, url)))
        return named

    def _visit(self, url: str, known: Callable[[str], Fetch | None]) -> tuple[Page, Fetch | None]:
        """Give the page, and what is known of it if the server says that it is unchanged."""
        asked: dict[str, Fetch] = {}

        def arriving(address: str) -> dict[str, str]:
            self._wait_for_turn(web_address(address))
            if fetch := known(address):
                asked[address] = fetch
                return fetch.condition
            return {}

        page = self._ask(url, arriving)
        if page.status in (_TOO_MANY, _UNAVAILABLE) and page.retry_after:
            self._sleep(self._rest(page))
            page = self._ask(page.url, arriving)
            if page.status in (_TOO_MANY, _UNAVAILABLE):
                self._leave_alone(page, "twice")
        if page.status == httpx.codes.NOT_MODIFIED and page.url in asked:
            return page, asked[page.url]
        if page.status == _TOO_MANY:
            self._leave_alone(page, "")
        if page.status != httpx.codes.OK:
            raise UnreadableArticle(f"the server answered {page.status}")
        return page, None

    def _ask(self, url: str, arriving: Callable[[str], dict[str, str]]) -> Page:
        host = web_address(url).host
        try:
            page = self._fetcher.fetch(url, arriving)
            host = web_address(page.url).host
        finally:
            self._last[host] = self._fetcher.clock()
        return page

    def _wait_for_turn(self, url: httpx.URL) -> None:
        """Wait until the host may be asked again, if the address may be asked for at all."""
        if reason := self._resting.get(url.host):
            raise UnreadableArticle(reason)
        rules = self._rules(url)
        if not rules.can_fetch(str(url), NAME):
            raise UnreadableArticle(
                f"the robots.txt of {url.host} does not let Dateline read it; save the page from a "
                "browser and add the file"
            )
        pause = max(self._pause, min(rules.crawl_delay(NAME) or 0.0, LONGEST_PAUSE))
        now = self._fetcher.clock()
        wait = self._last.get(url.host, now - pause) + pause - now
        if wait > 0:
            self._sleep(wait)
        self._last[url.host] = self._fetcher.clock()

    def _rules(self, url: httpx.URL) -> Protego:
        """Give the robots.txt of an address's site, read once."""
        site = str(url.copy_with(raw_path=b"/robots.txt"))
        if site not in self._robots:
            try:
                self._robots[site] = self._read_rules(site)
            except UnreadableArticle as error:
                self._robots[site] = error
        rules = self._robots[site]
        if isinstance(rules, UnreadableArticle):
            raise UnreadableArticle(str(rules))
        return rules

    def _read_rules(self, address: str) -> Protego:
        page = self._fetcher.fetch(address)
        if page.status == httpx.codes.OK:
            return Protego.parse(page.data[:_ROBOTS_BYTES].decode("utf-8-sig", "replace"))
        # A site without rules allows all; one that is out of order has not said (RFC 9309, 2.3.1).
        if page.status in range(400, 500) and page.status != _TOO_MANY:
            return Protego.parse("")
        raise UnreadableArticle(
            f"{address} cannot be read (the server answered {page.status}), so what the site "
            "allows is not known; try again later"
        )

    def _rest(self, page: Page) -> float:
        """Give the seconds that the server wants to rest, if they are few."""
        seconds = _seconds(page.retry_after)
        if seconds is None or seconds > LONGEST_REST:
            self._leave_alone(page, f"with Retry-After: {page.retry_after[:40]}")
        return seconds

    def _leave_alone(self, page: Page, how: str) -> NoReturn:
        host = web_address(page.url).host
        answered = f"{host} answered {page.status} {how}".rstrip()
        self._resting[host] = f"{answered} and is left alone; try again later"
        raise UnreadableArticle(self._resting[host])


def _seconds(retry_after: str) -> float | None:
    """Read a Retry-After: seconds, or a date of HTTP."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - datetime.datetime.now(datetime.UTC)).total_seconds())
