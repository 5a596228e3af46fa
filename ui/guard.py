"""The gate of the web server: every request passes it before anything else looks at it.

It checks under which name the page is asked for, from which page, how much is sent, and who asks;
and it gives every answer the headers of a page that is private.
"""

import logging
from urllib.parse import SplitResult, quote, urlsplit

from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import DatelineError
from ui.uploads import UploadLimits
from ui.users import Users

SIGN_IN = "/sign-in"
UPLOAD = "/gradio_api/upload"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_LOG = logging.getLogger(__name__)
# Gradio starts itself with inline scripts and styles; everything else is shut.
_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
_SHUT = (
    "camera",
    "display-capture",
    "geolocation",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
_HEADERS = [
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{what}=()" for what in _SHUT).encode()),
]
_NOT_KEPT = (b"cache-control", b"no-store")
# The page's own scripts and styles, the same for everybody; all else may be somebody's own.
_FOR_ALL = ("/assets/", "/static/", "/svelte/", "/theme.css", "/favicon.ico")
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_MOST_HEADERS = 32_000
# Bytes of a request's body, by path; what signs in is taken from people that nobody knows.
# Around the files of one upload stand their names.
_MOST_BYTES = 4_000_000
_MOST_BYTES_AT = {SIGN_IN: 20_000, UPLOAD: UploadLimits().together + 1_000_000}
# Longer numbers are no lengths, and Python would refuse to read the longest.
_DIGITS = 20


class Guard:
    """ASGI middleware: checks who asks for whom, and adds the security headers.

    Whoever it lets pass is in the request's state as `user`: a name, "" where nobody has to sign
    in, None where nobody is signed in (on the page that signs in, and for `/health`).

    Args:
        app: What it guards.
        hosts: Names under which the page may be asked for; None for any. A page of another site
            whose name was made to lead here (DNS rebinding) asks under its own name.
        users: Who may sign in. Where there is anybody, everybody has to.
        demanded: Whether people have to sign in even where there is no user.
        own_checks: Beginnings of paths that know by themselves who may ask, and for how much.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: set[str] | None,
        users: Users,
        demanded: bool,
        own_checks: tuple[str, ...] = (),
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._users = users
        self._demanded = demanded
        self._own_checks = own_checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        refused = (
            self._forbidden(scope, headers)
            or self._too_much(scope, headers)
            or self._unknown(scope, headers)
        )
        if scope["type"] == "websocket":
            if refused:
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self._app(scope, receive, send)
            return
        await (refused or self._app)(scope, receive, _with_headers(scope["path"], send))

    def _forbidden(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        """Refuse what nobody may ask."""
        text = self._refusal(scope, headers)
        return PlainTextResponse(text, status_code=403) if text else None

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> str:
        host = headers.get("host", "")
        if self._hosts is not None and _parts(f"//{host}").hostname not in self._hosts:
            return f"this page is not served under the name {host!r}"
        origin = headers.get("origin")
        # A browser asks for a web socket of another site as readily as for a picture.
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if changes and origin and _parts(origin).netloc != host:
            return f"a page of {origin} may not ask here"
        return ""

    def _too_much(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        """Refuse what is longer than anything that is asked here."""
        if sum(len(name) + len(value) for name, value in scope["headers"]) > _MOST_HEADERS:
            text = f"at most {_MOST_HEADERS:,} bytes of headers are taken"
            return PlainTextResponse(text, status_code=431)
        if scope["path"].startswith(self._own_checks):
            return None
        # The server holds a body to the length that was said.
        if "transfer-encoding" in headers:
            return PlainTextResponse("how long it is must be said beforehand", status_code=411)
        most = _MOST_BYTES_AT.get(scope["path"], _MOST_BYTES)
        length = headers.get("content-length", "0")
        if length.isdecimal() and len(length) < _DIGITS and int(length) <= most:
            return None
        return PlainTextResponse(f"at most {most:,} bytes are taken", status_code=413)

    def _unknown(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        """Find out who asks, and send those who must sign in first to where that is."""
        state = scope.setdefault("state", {})
        state["user"] = None
        path = scope["path"]
        if path == "/health" or path.startswith(self._own_checks):
            return None
        try:
            state["user"] = self._user(headers)
        except DatelineError:
            _LOG.exception("nobody can be let in")
            return PlainTextResponse("who may sign in cannot be read now", status_code=503)
        if state["user"] is not None or path == SIGN_IN:
            return None
        if scope["type"] == "http" and _navigates(headers):
            return RedirectResponse(_sign_in_before(scope), status_code=303)
        return PlainTextResponse("sign in first", status_code=401)

    def _user(self, headers: dict[str, str]) -> str | None:
        if not self._demanded and not self._users.any():
            return ""
        token = cookie_parser(headers.get("cookie", "")).get(cookie(headers.get("host", "")))
        return self._users.signed_in(token) if token else None


def cookie(host: str) -> str:
    """Name the cookie of a session: cookies know no ports, and two libraries may be served here.

    Args:
        host: As the request's header says it.
    """
    try:
        return f"dateline-{_parts(f'//{host}').port or 'session'}"
    except ValueError:
        return "dateline-session"


def _sign_in_before(scope: Scope) -> str:
    """Give the way to the page that signs in and leads back to what was asked for."""
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope.get("query_string", b"")
    back = path + (b"?" + query if query else b"")
    if back == b"/" or scope["method"] != "GET":
        return SIGN_IN
    return f"{SIGN_IN}?next={quote(back, safe='/')}"


def _navigates(headers: dict[str, str]) -> bool:
    # Browsers say so themselves, but only over https and to this machine.
    if mode := headers.get("sec-fetch-mode"):
        return mode == "navigate"
    return "text/html" in headers.get("accept", "")


def _with_headers(path: str, send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            if not path.startswith(_FOR_ALL):
                given = [pair for pair in given if pair[0].lower() != b"cache-control"]
                given.append(_NOT_KEPT)
            message["headers"] = [*given, *_HEADERS]
        await send(message)

    return guarded


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
