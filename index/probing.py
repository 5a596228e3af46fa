"""Can the vectors be read at all? Tried in a process of its own.

Chroma's C++ part trusts its files: a damaged one can end the process that reads it, and no
exception tells. So it is another process that tries first: probing.py FOLDER.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

# Reading half a gigabyte takes seconds.
_SECONDS = 600
_UNREADABLE = 3
_PAGE = 1_000
_CRASHES = {signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE}


def why_unreadable(folder: Path) -> str:
    """Say why a folder of vectors cannot be read; "" if it can, or if there is none.

    Args:
        folder: Chroma's folder; no process has it open.
    """
    if not folder.exists():
        return ""
    # The same code as this process runs, wherever that is.
    home = str(Path(__file__).parents[1])
    paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "index.probing", str(folder)],
            env={**os.environ, "PYTHONPATH": paths},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"reading them was not done after {_SECONDS} seconds"
    if done.returncode == _UNREADABLE:
        return done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    if -done.returncode in _CRASHES:
        return f"reading them ends the process ({signal.strsignal(-done.returncode)})"
    # Killed by somebody, say, which tells nothing of the vectors.
    return ""


def _read_all(folder: Path) -> None:
    # By Chroma alone: what reads it elsewhere takes a second more to import.
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    for collection in client.list_collections():
        first, found = 0, None
        while page := collection.get(limit=_PAGE, offset=first, include=["embeddings"])["ids"]:
            first, found = first + len(page), page
        if found:
            vector = collection.get(ids=found[:1], include=["embeddings"])["embeddings"]
            collection.query(query_embeddings=vector, n_results=10, include=["distances"])


if __name__ == "__main__":
    try:
        _read_all(Path(sys.argv[1]))
    except BaseException as error:
        # Whatever it is, another process would meet it too.
        sys.stderr.write(f"\n{' '.join(str(error).split())}\n")
        sys.exit(_UNREADABLE)
