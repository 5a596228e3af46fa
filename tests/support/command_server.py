"""Runs `dateline` commands in processes of their own that need not import the libraries anew.

Run as a script with the number of a socket: it imports what commands import and forks once for
every request, a JSON object that comes with three files for the command's input and outputs. It
answers with the command's number at once, and with its exit status when it has ended. It ends with
the socket.
"""

import atexit
import gc
import importlib
import json
import os
import socket
import sys
import threading
import traceback
from typing import Any

# What takes the time; each would be imported by the first command that wants it.
_HEAVY = ("chromadb", "sentence_transformers", "index.library", "index.retriever", "assistant")
_MOST_BYTES = 1 << 20


def serve(requests: socket.socket) -> None:
    """Fork for every request; returns only in the commands."""
    while True:
        told, files, _, _ = socket.recv_fds(requests, _MOST_BYTES, 3)
        if not told:
            os._exit(0)
        command = os.fork()
        if not command:
            requests.close()
            _become(json.loads(told), files)
            return
        for file in files:
            os.close(file)
        requests.send(str(command).encode())
        _, status = os.waitpid(command, 0)
        requests.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(request: dict[str, Any], files: list[int]) -> None:
    os.setpgid(0, 0)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv[:] = ["dateline", *request["arguments"]]


def _command() -> int:
    """Run the command to its end; give its exit status."""
    from ui.cli import main

    try:
        main()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    for heavy in _HEAVY:
        importlib.import_module(heavy)
    # What is imported is not looked through, and so not copied, in every command.
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
    status = _command()
    # As at any end, but for taking all modules down, which takes a second.
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
