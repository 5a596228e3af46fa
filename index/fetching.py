"""One web page by its address, guarded: no private network, limits on size, time and redirects."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from index.errors import UnreadableArticle

MEDIA_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")
USER_AGENT = "Dateline/0.1 (article reader)"


@dataclass(frozen=True)
class Page:
    """A fetched page: its bytes, the address it came from after redirects, and its media type."""

    data: bytes
    url: str
    media_type: str


@dataclass(frozen=True)
class Fetcher:
    """Fetches pages within limits.

    Attributes:
        allow_private: Let an address lead to this machine or the local network.
        max_bytes: The largest page, in bytes after decompression.
        timeout: Seconds to wait for a connection, and for each piece of the answer.
        max_redirects: How many times a page may send the reader on.
    """

    allow_private: bool = False
    max_bytes: int = 20_000_000
    timeout: float = 20.0
    max_redirects: int = 5

    def fetch(self, url: str) -> Page:
        """Fetch one page.

        Args:
            url: An http or https address.

        Raises:
            UnreadableArticle: If the address is not allowed, does not answer, is no article's
                media type, or exceeds a limit; the text says which.
        """
        # trust_env=False: a proxy from the environment would decide where the request really goes.
        with httpx.Client(timeout=self.timeout, trust_env=False) as client:
            for _ in range(self.max_redirects + 1):
                try:
                    answer = self._request(client, url)
                except (httpx.InvalidURL, ValueError) as error:
                    raise UnreadableArticle(f"not an address that can be asked: {error}") from error
                except httpx.HTTPError as error:
                    raise UnreadableArticle(
                        f"could not be fetched: {error or type(error).__name__}"
                    ) from error
                if isinstance(answer, Page):
                    return answer
                url = answer
        raise UnreadableArticle(f"sends the reader on more than {self.max_redirects} times")

    def _request(self, client: httpx.Client, url: str) -> Page | str:
        """Give the page, or the address that the answer redirects to."""
        host, address = self._resolve(url)
        parts = urlsplit(url)
        at = f"[{address}]" if ":" in address else address
        port = f":{parts.port}" if parts.port else ""
        # Connect to the very address that was checked: asking the resolver twice could give
        # another one the second time (DNS rebinding).
        pinned = parts._replace(netloc=at + port).geturl()
        with client.stream(
            "GET",
            pinned,
            headers={"Host": host + port, "User-Agent": USER_AGENT},
            extensions={"sni_hostname": host},
        ) as response:
            if response.is_redirect:
                return urljoin(url, response.headers["location"])
            if response.status_code != httpx.codes.OK:
                raise UnreadableArticle(f"the server answered {response.status_code}")
            media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
            if media_type not in MEDIA_TYPES:
                raise UnreadableArticle(f"{media_type or 'an unnamed type'} is no article's format")
            data = bytearray()
            for piece in response.iter_bytes():
                data += piece
                if len(data) > self.max_bytes:
                    raise UnreadableArticle(f"larger than {self.max_bytes // 1_000_000} MB")
            return Page(bytes(data), url, media_type)

    def _resolve(self, url: str) -> tuple[str, str]:
        """Give the host and the checked address to connect to."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UnreadableArticle(f"not an http or https address: {url}")
        try:
            found = socket.getaddrinfo(parts.hostname, parts.port or 0, type=socket.SOCK_STREAM)
        except OSError as error:
            raise UnreadableArticle(f"no such host: {parts.hostname}") from error
        addresses = [str(entry[4][0]) for entry in found]
        private = [a for a in addresses if not ipaddress.ip_address(a).is_global]
        if private and not self.allow_private:
            raise UnreadableArticle(
                f"{parts.hostname} is {private[0]}, in this machine's own network; "
                "--allow-private reads it all the same"
            )
        return parts.hostname, addresses[0]
