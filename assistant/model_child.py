"""The local model's process: llama.cpp's OpenAI-compatible server on a loopback port.

Run by `assistant.local_model` as a file, so that nothing but the standard library and xllamacpp is
imported. It reads its settings from the first line of standard input, writes one JSON line (its
address, or what went wrong) to standard output, and ends when standard input does: however the
parent dies, the system closes that pipe, and no model outlives the program that started it.
"""

import json
import os
import signal
import sys
import threading


def _end_with_parent() -> None:
    sys.stdin.read()
    # Not sys.exit: taking the server down while it streams is a segmentation fault.
    os._exit(0)


def main() -> None:
    """Serve until the parent is gone."""
    # Ctrl+C reaches every process of the terminal; the parent decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # llama.cpp writes its log where it likes; the one line for the parent has a pipe of its own.
    report = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = settings["path"]
    params.model_alias = {settings["name"]}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [settings["key"]]
    params.cors_origins = ""
    params.ui = False
    params.endpoint_slots = False
    params.n_ctx = settings["context_tokens"]
    params.n_parallel = 1
    params.cache_ram_mib = 256
    params.cpuparams.n_threads = settings["threads"]
    params.cpuparams_batch.n_threads = settings["threads"]
    params.verbosity = 1
    try:
        server = xllamacpp.Server(params)
    except RuntimeError as error:
        print(json.dumps({"error": str(error)}), file=report, flush=True)
        os._exit(1)
    print(json.dumps({"address": server.listening_address}), file=report, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
