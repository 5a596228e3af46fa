"""Adds files to a new library and asks, all with the real models: LIBRARY QUESTION FILE..."""

import sys

from assistant import Assistant, Settings
from index import Library

folder, question, *files = sys.argv[1:]
with Library.open(folder) as library:
    library.add(*files)
    with Assistant(library, Settings()) as assistant:
        sys.stdout.write(assistant.ask(question).model_dump_json())
