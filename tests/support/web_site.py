"""A web site on a loopback port, for tests that fetch pages."""

import contextlib
import gzip
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]


class WebSite:
    """Answers each path as the test says; every other one with 404.

    A page with an `ETag` or `Last-Modified` is answered with 304 when that is what is asked.

    Attributes:
        pages: Path -> (status, headers, body), or a list of such: one after the other, the last
            one for ever.
        asked: The requests it got, but those for robots.txt: path, and headers with names in
            lower case.
        robots_asked: How often robots.txt was asked for.
        most_at_once: How many requests there were at most at the same moment.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Answer | list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.robots_asked = 0
        self.most_at_once = 0
        self.at_once = 0
        self.counting = threading.Lock()
        handler = type("_", (_Handler,), {"site": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order, but robots.txt."""
        return [path for path, _ in self.asked]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def page(
        self, path: str, body: str | bytes, media_type: str = "text/html", **headers: str
    ) -> str:
        """Put a page in place and give its address; `last_modified` is sent as Last-Modified."""
        data = body.encode() if isinstance(body, str) else body
        more = {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.pages[path] = (200, {"Content-Type": media_type, **more}, data)
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Put a redirect in place and give its address."""
        self.pages[path] = (status, {"Location": to}, b"")
        return self.url(path)

    def robots(self, rules: str) -> None:
        self.page("/robots.txt", rules, "text/plain")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: WebSite

    def do_GET(self) -> None:
        site = self.site
        with site.counting:
            site.at_once += 1
            site.most_at_once = max(site.at_once, site.most_at_once)
        self._answer({name.lower(): value for name, value in self.headers.items()})
        self.close_connection = True

    def _answer(self, asked: dict[str, str]) -> None:
        if self.path == "/robots.txt":
            self.site.robots_asked += 1
        else:
            self.site.asked.append((self.path, asked))
        answer = self.site.pages.get(self.path, (404, {}, b""))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        status, headers, body = answer
        conditions = {"If-None-Match": "Etag", "If-Modified-Since": "Last-Modified"}
        if any(asked.get(c.lower(), "-") == headers.get(name) for c, name in conditions.items()):
            status, body = 304, b""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        # Before the first byte goes out: who has the last one may ask again at once.
        with self.site.counting:
            self.site.at_once -= 1
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@contextlib.contextmanager
def raw_site(first: bytes, then: bytes = b"") -> Iterator[str]:
    """A server that sends bytes as they are to whoever connects, and gives its address.

    Args:
        first: What is sent at once.
        then: What is sent after it, again and again, until nobody listens; b"" for an end.
    """

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                asked = connection.recv(65536)
                if asked.startswith(b"GET /robots.txt"):
                    connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
                    continue
                connection.sendall(first)
                while then:
                    connection.sendall(then)

    server = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def packed(data: str) -> bytes:
    return gzip.compress(data.encode())
