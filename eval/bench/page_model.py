"""A language model's server that is quick to start: it echoes what it is asked, at a set pace.

    python -m eval.bench.page_model --port 8009 --pace 15

Every question of the benchmark bears a mark that says who asked it. An answer is a sentence of the
passages, which the page's checks let stand, behind one with the mark's echo: whoever sees a mark or
an echo of another person has seen another's text.
"""

import argparse
import json
import re
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from index.passages import sentences

_LETTERS = "abcdefghijklmnop"
# Small letters only: numbers and names would be checked against the articles.
_MARK = re.compile(r"q([yz])([a-p]{2})([a-p]{4})x")
_READ = re.compile(r"\[1\] .*\n(.+)")


def mark(person: int, number: int) -> str:
    """Write who asks, up to 256 people, and which question it is, into one made-up word."""
    return f"qz{_lettered(person, 2)}{_lettered(number, 4)}x"


def marks(text: str) -> Iterator[tuple[bool, int, int]]:
    """Find all marks: whether it is the model's echo, who asked, and which question it is."""
    for kind, person, number in _MARK.findall(text):
        yield kind == "y", _number(person), _number(number)


def _lettered(number: int, length: int) -> str:
    return "".join(_LETTERS[number >> 4 * place & 15] for place in reversed(range(length)))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 16 + _LETTERS.index(letter)
    return number


def reply(messages: list[dict[str, Any]]) -> str:
    """Answer a prompt of Dateline: with the echo of its question's mark, and its first sentence."""
    *_, last = messages
    prompt = str(last["content"])
    passages, _, question = prompt.rpartition("uestion: ")
    found = _READ.search(passages)
    if found is None:
        # It was asked to make a follow-up stand alone.
        return question
    read = found[1]
    first = sentences(read)[0]
    echo = _MARK.sub(lambda m: f"qy{m[2]}{m[3]}x", " ".join(m[0] for m in _MARK.finditer(question)))
    return f"{echo} is the mark. {read[first.start : first.end].strip()}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pause = 0.0

    def do_POST(self) -> None:
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/chat/completions":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for piece in re.findall(r"\S+\s*", reply(order["messages"])):
                time.sleep(self.pause)
                self._send(order, {"content": piece}, None)
            self._send(order, {}, "stop")
            self._write("data: [DONE]\n\n")
            self._write("")
        except (BrokenPipeError, ConnectionResetError):
            # The person stopped it, as they may.
            self.close_connection = True

    def _send(self, order: dict[str, Any], delta: dict[str, str], end: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": end}
        chunk = {
            "id": "echo",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": order["model"],
            "choices": [choice],
        }
        self._write(f"data: {json.dumps(chunk)}\n\n")

    def _write(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing of single requests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pace", type=float, default=15, help="words a second, for each answer")
    arguments = parser.parse_args()
    _Handler.pause = 1 / arguments.pace
    with _Server(("127.0.0.1", arguments.port), _Handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
