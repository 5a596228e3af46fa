"""A library served as `dateline chat --llm none` does it, with vectors that need no weights.

serving.py LIBRARY PORT [PAUSE]: PAUSE seconds for each passage, so that adding takes its time. With
DATELINE_LLM=local in the environment, it has a local model.
"""

import os
import sys

from hash_embedding import HashEmbedding

from assistant import Settings
from index import embedding, library
from ui import server

folder, port, *pause = sys.argv[1:]
slow = HashEmbedding(pause=float(pause[0]) if pause else 0.0)
# The chat opens the library itself, with the default model: this stands in for it.
library.load = lambda: slow
library.fingerprint = embedding.fingerprint = lambda _: "HashEmbedding:hash-256"
settings = Settings(llm=os.environ.get("DATELINE_LLM", "none"))
server.serve(None if folder == "-" else folder, settings, "127.0.0.1", int(port), [])
