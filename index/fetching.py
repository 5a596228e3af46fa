"""One web page by its address, guarded: no private network, limits on size, time and redirects."""

import re
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urldefrag, urljoin

import httpcore
import httpx

from index.connecting import Deadline, PublicWeb
from index.errors import UnreadableArticle

USER_AGENT = "Dateline/0.1 (article reader; obeys robots.txt as Dateline)"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, application/xml, text/plain, application/pdf, */*",
    # One kind of packing, which is undone here piece by piece: a few bytes may unpack to gigabytes.
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_REDIRECTS = (301, 302, 303, 307, 308)
# What no article can be in; it is not even loaded.
_NEVER_TEXT = ("image", "audio", "video", "font", "model")
_HTML = ("text/html", "application/xhtml+xml")
# Types that say nothing or little of what a page is: its first bytes say it.
_UNTOLD = ("", "application/octet-stream", "application/xml", "text/xml", "text/plain")
_COMMENT = re.compile(rb"<!--.*?(-->|\Z)", re.DOTALL)
_FIRST_ELEMENT = re.compile(rb"<(?:[a-z][\w.-]*:)?([a-z][\w.-]*)", re.IGNORECASE)
_ROOTS = {b"rss": "feed", b"feed": "feed", b"rdf": "feed", b"urlset": "sitemap"}
_ROOTS |= {b"sitemapindex": "sitemap", b"html": "html", b"head": "html", b"body": "html"}
# A name as the DNS has it, or a number; httpx quotes whatever else stands in its place.
_HOST = re.compile(rb"[\w.:-]+")
# More than any server's own; kept in the catalogue and sent back.
_LONGEST_VALIDATOR = 500


@dataclass(frozen=True)
class Page:
    """What a server answered.

    Attributes:
        data: The content, unpacked; empty unless the status is 200.
        url: Where it came from, after redirects.
        status: As in HTTP: 200, 304 (unchanged since it was last asked for), 404.
        content_type: As in HTTP: "text/html; charset=utf-8"; "" if not told.
        etag: What names this version of it; "" if not told.
        last_modified: When the server says it was changed; "" if not told.
        retry_after: When the server wants to be asked again; "" if not told.
    """

    data: bytes
    url: str
    status: int = 200
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after: str = ""

    @property
    def media_type(self) -> str:
        """The type without its parameters, in lower case: "text/html"."""
        return self.content_type.split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that the server names; "" if it names none."""
        message = Message()
        message["Content-Type"] = self.content_type
        return message.get_content_charset("")

    @property
    def kind(self) -> str:
        """What it holds: "html", "text", "pdf", "feed", "sitemap", "gzip", or "" for none of these.

        A feed is often sent as HTML and a page as nothing at all, so the first bytes are asked too.
        """
        head = self.data[:4000].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").replace(b"\0", b"")
        for mark, kind in ((b"%PDF-", "pdf"), (b"\x1f\x8b", "gzip")):
            if head.startswith(mark):
                return kind
        if head.startswith(b"{") and b"jsonfeed.org/version" in head.replace(b"\\/", b"/"):
            return "feed"
        root = _FIRST_ELEMENT.search(_COMMENT.sub(b"", head)) if head.startswith(b"<") else None
        found = _ROOTS.get(root[1].lower(), "") if root else ""
        if found in ("feed", "sitemap") or self.media_type in _HTML:
            return found or "html"
        if self.media_type == "application/pdf":
            return "pdf"
        if self.media_type in _UNTOLD and found:
            return found
        return "text" if self.media_type == "text/plain" else ""


@dataclass(frozen=True)
class Fetcher:
    """Fetches pages within limits.

    Attributes:
        allow_private: Let an address lead to this machine or the local network.
        max_bytes: The largest page, in bytes, packed or unpacked.
        timeout: Seconds to wait for a connection, and for each piece of the answer.
        seconds: Seconds that one answer may take in all.
        max_redirects: How many times a page may send the reader on.
        clock: Gives the time in seconds.
    """

    allow_private: bool = False
    max_bytes: int = 20_000_000
    timeout: float = 20.0
    seconds: float = 90.0
    max_redirects: int = 5
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)

    def fetch(self, url: str, arriving: Callable[[str], dict[str, str]] = lambda _: {}) -> Page:
        """Fetch one page.

        Args:
            url: An http or https address.
            arriving: Called with each address before it is asked, redirects too; gives more
                headers to send to it, or raises `UnreadableArticle` to have it left alone.

        Returns:
            The answer, whatever its status; redirects are followed.

        Raises:
            UnreadableArticle: If the address is not allowed, does not answer, is no article's
                media type, or exceeds a limit; the text says which.
        """
        here, passed = web_address(url), set[str]()
        for _ in range(self.max_redirects + 1):
            if str(here) in passed:
                raise UnreadableArticle("sends the reader round in a circle")
            passed.add(str(here))
            try:
                answer = self._ask(here, arriving(str(here)))
            except (httpcore.TimeoutException, TimeoutError) as error:
                raise UnreadableArticle("did not answer in time; try again later") from error
            except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
                reason = str(error) or type(error).__name__
                raise UnreadableArticle(f"could not be fetched: {reason}") from error
            if isinstance(answer, Page):
                return answer
            here = web_address(answer, str(here))
        raise UnreadableArticle(f"sends the reader on more than {self.max_redirects} times")

    def _ask(self, url: httpx.URL, headers: dict[str, str]) -> Page | str:
        """Give the answer, or the address that it redirects to."""
        deadline = Deadline(self.seconds, self.clock() + self.seconds, self.timeout, self.clock)
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        headers = {"Host": url.netloc.decode("ascii"), **_HEADERS, **headers}
        with (
            # Not httpx's own client: it would unpack whatever it is sent, as far as it goes.
            httpcore.ConnectionPool(
                ssl_context=httpx.create_ssl_context() if url.scheme == "https" else None,
                network_backend=PublicWeb(deadline, self.allow_private),
            ) as pool,
            pool.stream("GET", target, headers=list(headers.items())) as response,
        ):
            told = {_text(name).lower(): _text(value).strip() for name, value in response.headers}
            if response.status in _REDIRECTS and (to := told.get("location")):
                return to
            page = Page(
                b"",
                str(url),
                response.status,
                told.get("content-type", ""),
                _validator(told.get("etag", "")),
                _validator(told.get("last-modified", "")),
                told.get("retry-after", ""),
            )
            if page.status != httpx.codes.OK:
                return page
            if page.media_type.split("/")[0] in _NEVER_TEXT:
                raise UnreadableArticle(f"{page.media_type} is no article's format")
            pieces = response.iter_stream()
            data = self._unpacked(pieces, told.get("content-encoding", "").lower())
            return Page(**{**page.__dict__, "data": data})

    def _unpacked(self, pieces: Iterable[bytes], packing: str) -> bytes:
        if packing in ("gzip", "x-gzip"):
            return unzip(pieces, self.max_bytes)
        if packing not in ("", "identity"):
            raise UnreadableArticle(f"packed as {packing!r}; only gzip was asked for")
        data = bytearray()
        for piece in pieces:
            data += piece
            _check_size(data, self.max_bytes)
        return bytes(data)


def web_address(url: str, base: str = "") -> httpx.URL:
    """Read an address: a host in any script, a path in any characters, no name and password.

    Args:
        url: As it was written, perhaps relative to `base`.
        base: The address of where it was found.

    Returns:
        The address as the web writes it, in ASCII and without a fragment.

    Raises:
        UnreadableArticle: If it is no address of the web.
    """
    try:
        read = httpx.URL(urldefrag(urljoin(base, url.strip()) if base else url.strip())[0])
        # Written without the port that its scheme has anyway.
        read = read.copy_with(port=read.port)
        port = 80 if read.port is None else read.port
        is_web = (
            read.scheme in ("http", "https") and 0 < port < 65536 and _HOST.fullmatch(read.raw_host)
        )
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise UnreadableArticle(f"not an address that can be asked: {error}") from error
    if not is_web:
        raise UnreadableArticle(f"not an http or https address: {url[:200]}")
    if read.userinfo:
        raise UnreadableArticle("the address holds a name or password; leave them out")
    return read


def unzip(pieces: Iterable[bytes], limit: int) -> bytes:
    """Undo gzip, never making more bytes than allowed.

    Args:
        pieces: What was packed, piece by piece.
        limit: The most bytes of it, packed or unpacked.

    Raises:
        UnreadableArticle: If it is more, or no gzip, or cut short.
    """
    unpacker, data, packed = zlib.decompressobj(wbits=31), bytearray(), 0
    try:
        for piece in pieces:
            packed += len(piece)
            while piece:
                if unpacker.eof:
                    unpacker = zlib.decompressobj(wbits=31)
                data += unpacker.decompress(piece, limit + 1 - len(data))
                _check_size(data, limit)
                piece = unpacker.unused_data
            if packed > limit:
                _too_large(limit)
    except zlib.error as error:
        raise UnreadableArticle(f"packed as gzip, and cannot be unpacked ({error})") from error
    if packed and not unpacker.eof:
        raise UnreadableArticle("packed as gzip, and cut short")
    return bytes(data)


def _check_size(data: bytearray, limit: int) -> None:
    if len(data) > limit:
        _too_large(limit)


def _too_large(limit: int) -> None:
    raise UnreadableArticle(f"larger than {limit / 1_000_000:g} MB")


def _text(header: bytes) -> str:
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("latin-1")


def _validator(value: str) -> str:
    return value if len(value) <= _LONGEST_VALIDATOR and value.isascii() else ""
