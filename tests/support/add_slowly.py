"""Adds a folder to a library, taking time for every passage: add_slowly.py LIBRARY FOLDER."""

import sys

from hash_embedding import HashEmbedding

from index import Library

with Library.open(sys.argv[1], embedding=HashEmbedding(pause=0.002)) as library:
    sys.stdout.write("open\n")
    sys.stdout.flush()
    library.add(sys.argv[2])
    sys.stdout.write("done\n")
    sys.stdout.flush()
