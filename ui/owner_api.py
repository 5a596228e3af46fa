"""What the process that owns a library does for other commands of the same user, under /api/.

Whoever asks must know the token in the library's owner.json, which only that user can read, and
be on this machine; no page in a browser can be either. Every answer is lines of JSON:
{"value": …} as often as there is something, then {"end": true}; or {"error": name, "message": …}.
"""

import hmac
import io
import ipaddress
import json
import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from typing import Annotated, Any, TypeVar

import fastapi
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from assistant import Asking, Assistant
from assistant.answer import Hit
from index import Filters, Library
from index.errors import DatelineError
from index.reading import Reading
from ui.owner_client import MOST_PIPED, TOKEN_HEADER

Order = TypeVar("Order", bound=BaseModel)
_LOG = logging.getLogger(__name__)
# Standard input, and an order of many paths before it.
_MOST_BYTES = MOST_PIPED + 10_000_000


class _Add(BaseModel):
    what: list[str]
    how: Reading
    collections: list[str] = []
    force: bool = False


class _Remove(BaseModel):
    article_ids: list[str]


class _Search(BaseModel):
    question: str
    top_k: int
    filters: Filters
    dates: bool = True


class _Ask(BaseModel):
    question: str
    how: Asking = Asking()


async def _body(request: fastapi.Request) -> bytes:
    whole = bytearray()
    async for part in request.stream():
        whole += part
        if len(whole) > _MOST_BYTES:
            raise fastapi.HTTPException(413, f"at most {_MOST_BYTES} bytes are taken")
    return bytes(whole)


Body = Annotated[bytes, fastapi.Depends(_body)]


def router(assistant: Assistant, token: str) -> fastapi.APIRouter:
    """Make the addresses that other commands use.

    Args:
        assistant: Answers, and holds the library.
        token: What those who ask must know; not empty.
    """

    def known(request: fastapi.Request) -> None:
        refusal = _refusal(request, token)
        if refusal:
            raise fastapi.HTTPException(403, refusal)

    api = fastapi.APIRouter(prefix="/api", dependencies=[fastapi.Depends(known)])
    library = assistant.library

    @api.get("/library")
    def greet() -> dict[str, str]:
        return {"folder": str(library.folder)}

    @api.post("/add")
    def add(given: Body) -> StreamingResponse:
        order, _, standard_input = given.partition(b"\n")
        return _answered(_add(library, _order(_Add, order), standard_input))

    @api.post("/remove")
    def remove(given: Body) -> StreamingResponse:
        order = _order(_Remove, given)
        return _answered(library.remove(order.article_ids) for _ in range(1))

    @api.post("/search")
    def search(given: Body) -> StreamingResponse:
        return _answered(_search(library, _order(_Search, given)))

    @api.post("/check")
    def check() -> StreamingResponse:
        return _answered((library.counts(), library.check()) for _ in range(1))

    @api.post("/ask")
    def ask(given: Body) -> StreamingResponse:
        order = _order(_Ask, given)
        return _streamed(_ask(assistant, order))

    return api


def _refusal(request: fastapi.Request, token: str) -> str:
    here = request.client.host if request.client else ""
    try:
        if not ipaddress.ip_address(here).is_loopback:
            return "only processes on this machine may ask here"
    except ValueError:
        return "only processes on this machine may ask here"
    if "origin" in request.headers:
        return "no page may ask here"
    given = request.headers.get(TOKEN_HEADER, "")
    if not hmac.compare_digest(given.encode(), token.encode()):
        return f"{TOKEN_HEADER} is not the token in the library's owner.json"
    return ""


def _order(kind: type[Order], given: bytes) -> Order:
    try:
        return kind.model_validate_json(given)
    except ValidationError as error:
        raise fastapi.HTTPException(422, str(error)) from error


def _add(library: Library, order: _Add, standard_input: bytes) -> Generator[Any]:
    yield from library.adding(
        *order.what,
        how=order.how,
        collections=order.collections,
        force=order.force,
        standard_input=io.BytesIO(standard_input),
    )


def _search(library: Library, order: _Search) -> Generator[Any]:
    nodes = library.search(order.question, order.top_k, order.filters, dates=order.dates)
    yield [Hit.from_node(node) for node in nodes]


async def _ask(assistant: Assistant, order: _Ask) -> AsyncGenerator[Any]:
    async with aclosing(assistant.stream(order.question, order.how)) as answers:
        async for answer in answers:
            yield answer


def _answered(values: Generator[Any]) -> StreamingResponse:
    """Answer with what is worked out in threads: the page goes on meanwhile.

    Where the one who asked goes away, the step at work is the last: each is whole.
    """

    async def in_threads() -> AsyncGenerator[Any]:
        end = object()
        try:
            while (value := await run_in_threadpool(next, values, end)) is not end:
                yield value
        finally:
            values.close()

    return _streamed(in_threads())


def _streamed(values: AsyncGenerator[Any]) -> StreamingResponse:
    async def lines() -> AsyncGenerator[bytes]:
        try:
            async with aclosing(values):
                async for value in values:
                    yield b'{"value":' + to_json(value) + b"}\n"
            yield b'{"end":true}\n'
        except DatelineError as error:
            yield _failure(type(error).__name__, str(error))
        except Exception:
            _LOG.exception("an order of another command failed")
            text = "something went wrong in the process that holds the library; its log says what"
            yield _failure("LibraryError", text)

    return StreamingResponse(lines(), media_type="application/x-ndjson")


def _failure(name: str, message: str) -> bytes:
    return json.dumps({"error": name, "message": message}).encode() + b"\n"
