"""An OpenAI-compatible server on a loopback port whose answers are scripted by the test."""

import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = {
    "prompt_tokens": 321,
    "completion_tokens": 17,
    "total_tokens": 338,
    "prompt_tokens_details": {"cached_tokens": 123},
}


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    Attributes:
        text: The answer, streamed word by word.
        status: The HTTP status; all but 200 are sent with `text` as the error's message.
        endless: Repeat the text until the client hangs up.
        cut: Close the connection after the first words, in the middle of the stream.
        gate: Called before each piece; to make answers wait for one another.
        pieces: The exact pieces to send instead of words.
    """

    text: str = ""
    status: int = 200
    endless: bool = False
    cut: bool = False
    gate: Callable[[], object] | None = None
    pieces: tuple[str, ...] = ()

    def parts(self) -> Iterator[str]:
        parts = self.pieces or tuple(re.findall(r"\S+\s*", self.text))
        yield from parts
        while self.endless:
            yield from parts


class ScriptedModel:
    """The server: give it replies, then look at what it was asked.

    Attributes:
        replies: Served one request each, in order; with none left it answers 500.
        answer: Chooses the reply by the request instead, when set.
        requests: The JSON bodies of the requests, in order.
        hung_up: Set once a client closed its connection before the answer's end.
        key: The key it asks for; "" for none.
        models: The names that it lists; None to list nothing, as many servers do.
    """

    def __init__(self) -> None:
        self.models: list[str] | None = None
        self.replies: deque[Reply] = deque()
        self.answer: Callable[[dict[str, Any]], Reply] | None = None
        self.requests: list[dict[str, Any]] = []
        self.hung_up = threading.Event()
        self.key = ""
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("_", (_Handler,), {"own": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def say(self, text: str = "", **how: Any) -> None:
        """Add a reply to the queue; see `Reply`."""
        self.replies.append(Reply(text, **how))

    def next_reply(self, request: dict[str, Any]) -> Reply:
        if self.answer:
            return self.answer(request)
        return self.replies.popleft() if self.replies else Reply("nothing is scripted", status=500)

    def pause(self) -> bool:
        """Wait a moment between the pieces of an endless answer; False when the test is over."""
        return not self._closing.wait(0.01)

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    own: ScriptedModel

    def do_GET(self) -> None:
        if self.own.key and self.headers.get("Authorization") != f"Bearer {self.own.key}":
            self._refuse(401, "a key is needed")
        elif self.path != "/v1/models" or self.own.models is None:
            self._refuse(404, f"nothing is served at {self.path}")
        else:
            listed = [{"id": name, "object": "model"} for name in self.own.models]
            self._send_json(200, {"object": "list", "data": listed})

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.own.key and self.headers.get("Authorization") != f"Bearer {self.own.key}":
            self._refuse(401, "a key is needed")
            return
        if self.path != "/v1/chat/completions" or not request.get("stream"):
            self._refuse(404, f"only streamed chat completions are served, not {self.path}")
            return
        self.own.requests.append(request)
        reply = self.own.next_reply(request)
        if reply.status != 200:
            self._refuse(reply.status, reply.text)
        else:
            try:
                self._stream(reply, request)
            except (BrokenPipeError, ConnectionResetError):
                self.own.hung_up.set()
                self.close_connection = True

    def _refuse(self, status: int, message: str) -> None:
        self._send_json(status, {"error": {"message": message, "type": "error", "code": status}})

    def _send_json(self, status: int, content: Any) -> None:
        body = json.dumps(content)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def _stream(self, reply: Reply, request: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in reply.parts():
            if reply.gate:
                reply.gate()
            self._send(request, [{"index": 0, "delta": {"content": piece}, "finish_reason": None}])
            if reply.cut:
                self.close_connection = True
                return
            if reply.endless and not self.own.pause():
                return
        self._send(request, [{"index": 0, "delta": {}, "finish_reason": "stop"}])
        if request.get("stream_options", {}).get("include_usage"):
            self._send(request, [], usage=USAGE)
        self._write("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _send(self, request: dict[str, Any], choices: list[Any], **more: Any) -> None:
        chunk = {
            "id": "scripted",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": request["model"],
            "choices": choices,
            **more,
        }
        self._write(f"data: {json.dumps(chunk)}\n\n")

    def _write(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""
