# Two commands are all one needs: `make chat` and `make test`. Each sets up what it wants first.

PYTHON ?= python3
LIBRARY ?= build/sample-library
PORT ?= 7860
BIN := .venv/bin

.PHONY: help chat ask test check install models sample clean

help:
	@echo "make chat            serve the web chat over the sample articles on 127.0.0.1:$(PORT)"
	@echo 'make ask Q="…"       ask one question in the terminal'
	@echo "make test            lint, types, import contract and all tests"
	@echo "make check           the same without the tests"
	@echo "make clean           remove the environment and the sample library, not the models"
	@echo "LIBRARY=DIR chooses another library, PORT=N another port, PYTHON=python3.12 another Python"

chat: sample
	@$(BIN)/dateline chat --library $(LIBRARY) --port $(PORT) --examples tests/data/sample-examples.txt

ask: sample
	@test -n "$(Q)" || { echo 'write the question so: make ask Q="Who was elected mayor?"' >&2; exit 2; }
	@$(BIN)/dateline ask --library $(LIBRARY) "$(Q)"

# pytest comes last, so that its summary closes the output.
test: check models
	$(BIN)/pytest

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

install: .venv/installed

# Made again only when what is pinned changes. torch is pinned among the dependencies: left open,
# pip would take gigabytes of CUDA libraries. Where pip was broken off it leaves what it cannot read
# itself: then all begins anew.
.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) --version); set PYTHON=…" >&2; exit 2; }
	@test -x $(BIN)/python -a ! -e .venv/installing || $(PYTHON) -m venv --clear .venv
	@touch .venv/installing
	@echo "Installing the pinned dependencies into .venv (about 2.5 GB, a few minutes) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@rm .venv/installing
	@touch $@

models: install
	@$(BIN)/dateline models pull

sample: models
	@$(BIN)/dateline add tests/data/sample --library $(LIBRARY)

clean:
	rm -rf .venv build *.egg-info
