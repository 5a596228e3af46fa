"""Starts the local model, says its process id and address, and waits to be killed."""

import sys

from assistant.llm import LanguageModel
from assistant.settings import Settings

model = LanguageModel.start(Settings())
assert model.local is not None
sys.stdout.write(f"{model.local.pid} {model.url}\n")
sys.stdout.flush()
sys.stdin.read()
