"""A web site on a loopback port, for tests that fetch pages."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]


class WebSite:
    """Answers each path as the test says; every other one with 404.

    Attributes:
        pages: Path -> (status, headers, body).
        asked: The requests it got: path, and headers with names in lower case.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        handler = type("_", (_Handler,), {"site": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_port

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, body: str | bytes, media_type: str = "text/html") -> str:
        """Put a page in place and give its address."""
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = (200, {"Content-Type": media_type}, data)
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Put a redirect in place and give its address."""
        self.pages[path] = (status, {"Location": to}, b"")
        return self.url(path)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: WebSite

    def do_GET(self) -> None:
        self.site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        status, headers, body = self.site.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""
