"""Owns the library named by the first argument until its standard input ends."""

import sys

from hash_embedding import HashEmbedding

from index import Library

with Library.open(sys.argv[1], embedding=HashEmbedding(), address="http://127.0.0.1:7860"):
    sys.stdout.write("open\n")
    sys.stdout.flush()
    sys.stdin.read()
