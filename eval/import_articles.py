"""The articles that a question set of another format brings, and their addresses."""

import hashlib
from urllib.parse import quote

from index.extraction import canonical, one_line
from index.identity import Known, address_key, are_one, tidy_url


class Pool:
    """The articles that a set brings, each under the address by which a library will know it.

    A library takes one text at two addresses for one article (`index.identity`), and knows it by
    the first; so does the pool, else gold under the second would never be found.

    Args:
        source: The outlet to name.
        site: Where the addresses lie that are made for texts without one.
    """

    def __init__(self, source: str, site: str) -> None:
        self.records: list[dict[str, str]] = []
        self.folded = 0
        self._source, self._site = source, site
        self._at: dict[str, str] = {}
        self._same: dict[bytes, list[Known]] = {}

    def address(self, name: str) -> str:
        """Make an address out of a name: different for different names, whatever is in them."""
        # Nothing that is written in several ways in addresses is left in it.
        return f"https://{self._site}/{quote(name, safe='').replace('%', '=')}"

    def holds(self, url: str) -> str:
        """Give the address under which an address was put in; "" if it was not."""
        return self._at.get(_key(url), "")

    def put(self, text: str, title: str, url: str, **more: str) -> str:
        """Put an article in, unless its address is there.

        Args:
            text: Its text.
            title: Its title; "" for none.
            url: Its address.
            more: Other fields that are known: source, author, published.

        Returns:
            The address of the article that will stand for it: its own, or an earlier one's.
        """
        if known := self.holds(url):
            return known
        record = {"url": url, "title": title, "text": text, "source": self._source, **more}
        twin = self._twin(record)
        self._at[_key(url)] = twin or url
        self.folded += bool(twin)
        if not twin:
            self.records.append({name: value for name, value in record.items() if value})
        return twin or url

    def notes(self) -> tuple[str, ...]:
        """Say what was folded together."""
        told = f"{self.folded} articles have the text of an earlier one, which stands for them"
        return (told,) if self.folded else ()

    def _twin(self, record: dict[str, str]) -> str:
        text = canonical(record["text"])
        digest = hashlib.sha256(text.encode()).digest()
        own = Known(
            id="",
            origin=record["url"],
            # Where none is stated a library takes the opening, which texts that are equal share.
            title=one_line(record["title"]) or text[:80],
            outlet=one_line(record.get("source", "")),
            url=record["url"],
            published=record.get("published", "")[:10],
            digest="",
            text_digest="",
            forced="",
        )
        words, earlier = len(text.split()), self._same.setdefault(digest, [])
        for one in earlier:
            if are_one(one, own, words):
                return one.url
        earlier.append(own)
        return ""


def _key(url: str) -> str:
    return address_key(url) if tidy_url(url) else url
