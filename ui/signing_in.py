"""The page that signs people in and out: HTML and a form, no script."""

import asyncio
import ipaddress
import math
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import resources
from urllib.parse import parse_qs, urlsplit

import fastapi
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, StrictUndefined, Template

from ui.guard import SIGN_IN, cookie
from ui.users import IDLE, Users, named
from ui.waits import Waits
from ui.wording import counted

SIGN_OUT = "/sign-out"
# On top of the policy of all pages, and stricter: browsers hold both against a page.
_CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Each takes 32 MB and a core for a fraction of a second.
_AT_ONCE = 2
_LONGEST_NAME = 64


@dataclass(frozen=True)
class Doors:
    """How tries to sign in are slowed down, by name and by address.

    Of a name the wait is short, because anybody can make somebody else wait by it; of an address
    it is long.
    """

    names: Waits = field(default_factory=lambda: Waits(longest=60))
    addresses: Waits = field(default_factory=lambda: Waits(longest=900))

    def left(self, name: str, address: str) -> float:
        """Give the seconds until the next try is taken."""
        return max(self.names.left(name), self.addresses.left(address))

    def count(self, name: str, address: str) -> None:
        """Count a try as failed."""
        self.names.count(name)
        self.addresses.count(address)

    def take_back(self, name: str, address: str) -> None:
        """Uncount a try that did not fail."""
        self.names.take_back(name)
        self.addresses.take_back(address)


def router(users: Users, doors: Doors | None = None) -> fastapi.APIRouter:
    """Make the page, behind the `Guard`.

    Args:
        users: Who may sign in.
        doors: How tries are slowed down.
    """
    doors = doors or Doors()
    pages = fastapi.APIRouter()
    hashing = asyncio.Semaphore(_AT_ONCE)

    @pages.get(SIGN_IN)
    def show(request: fastapi.Request) -> fastapi.Response:
        user = request.state.user
        if user == "":
            return RedirectResponse("/", status_code=303)
        # A strict cookie is not sent along where a link of another site leads here, so that whoever
        # is signed in looks like a stranger. Our own page leads on once more, with the cookie.
        linked = user is None and request.headers.get("sec-fetch-site") == "cross-site"
        back = _inside(request.query_params.get("next", "/"))
        return _page(user=user, back=back, onward=linked)

    @pages.post(SIGN_IN)
    async def sign_in(request: fastapi.Request) -> fastapi.Response:
        if request.state.user == "":
            return RedirectResponse("/", status_code=303)
        given = await _form(request)
        name, password, back = (given.get(key, "") for key in ("name", "password", "next"))
        again = partial(_page, name=name[:_LONGEST_NAME], back=_inside(back))
        if not name.strip() or not password:
            return again(403, wrong="Write your name and your password.")
        who = (named(name)[:_LONGEST_NAME], _network(request))
        if seconds := math.ceil(doors.left(*who)):
            return again(429, wrong=_wait(seconds), seconds=seconds)
        doors.count(*who)
        async with hashing:
            token = await run_in_threadpool(users.sign_in, name, password)
        if not token:
            return again(403, wrong="Name or password is wrong.")
        doors.take_back(*who)
        answer = RedirectResponse(_inside(back), status_code=303)
        _set(answer, request, token)
        return answer

    @pages.post(SIGN_OUT)
    def sign_out(request: fastapi.Request) -> fastapi.Response:
        users.sign_out(request.cookies.get(_cookie(request), ""))
        answer = RedirectResponse(SIGN_IN, status_code=303)
        _set(answer, request, "")
        return answer

    return pages


async def _form(request: fastapi.Request) -> dict[str, str]:
    try:
        text = (await request.body()).decode()
        return {key: values[-1] for key, values in parse_qs(text, max_num_fields=10).items()}
    except ValueError:
        return {}


def _cookie(request: fastapi.Request) -> str:
    return cookie(request.headers.get("host", ""))


def _set(answer: fastapi.Response, request: fastapi.Request, token: str) -> None:
    """Set the cookie of a session; for no token, take it away."""
    answer.set_cookie(
        _cookie(request),
        token,
        max_age=IDLE if token else 0,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def _network(request: fastapi.Request) -> str:
    """Give what one person has of addresses: of IPv6, a network of 64 bits."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address.packed[:8] + bytes(8), 64)))
    return host


def _inside(back: str) -> str:
    """Give a path of this server, whatever is asked for: nobody is led elsewhere from here."""
    try:
        parts = urlsplit(back)
    except ValueError:
        return "/"
    good = (
        back.startswith("/")
        and not back.startswith(("//", SIGN_IN))
        and not (parts.scheme or parts.netloc)
        and back.isascii()
        and back.isprintable()
        and "\\" not in back
    )
    return back if good else "/"


def _wait(seconds: int) -> str:
    if seconds < 100:
        left = counted(seconds, "second")
    else:
        left = counted(math.ceil(seconds / 60), "minute")
    return f"Too many tries. Try again in {left}."


@cache
def _template() -> Template:
    text = resources.files("ui").joinpath("assets", "sign-in.html").read_text()
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(text)


def _page(
    status: int = 200,
    *,
    user: str | None = None,
    name: str = "",
    back: str = "/",
    wrong: str = "",
    seconds: int = 0,
    onward: bool = False,
) -> HTMLResponse:
    text = _template().render(user=user, name=name, back=back, wrong=wrong, onward=onward)
    headers = {"Content-Security-Policy": _CSP}
    if seconds:
        headers["Retry-After"] = str(seconds)
    return HTMLResponse(text, status, headers)
