# `make demo` and `make test` do all the set-up they need: both begin with what `make install` installs, the tests add their tools.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TOOLS := $(VENV)/.tools
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps

.PHONY: install demo test test-long lint docs bench benchmark lock clean

install: $(STAMP)

$(STAMP): requirements/install.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements/install.txt
	$(PIP) --no-build-isolation -e .
	@touch $(STAMP)

# What tests and benchmarks need beside it.
$(TOOLS): $(STAMP) requirements/dev.txt
	@bash tests/system.sh
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $(TOOLS)

demo: install
	@$(BIN)/bilat read examples/strategic-dialogue.txt --side MDA

lint: $(TOOLS)
	$(BIN)/ruff check src tests benchmarks docs
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/mypy

test: lint
	$(BIN)/pytest -n 2 -m "not long"

test-long: $(TOOLS)
	$(BIN)/pytest -n 2

# Pages to read in a browser: docs/_build/index.html.
docs: $(TOOLS)
	$(BIN)/sphinx-build -b html -W --keep-going -q docs docs/_build

bench: $(TOOLS)
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/official.py

# Public benchmarks that lie beside the checkout, and our gold: scores, floors, calibration.
benchmark: $(TOOLS)
	@$(BIN)/python benchmarks/benchmark.py

# Lock files name packages, versions and hashes, no registry.
lock:
	$(PYTHON) -m pip install --quiet uv
	uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header -o requirements/dev.txt requirements/dev.in
	uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header -c requirements/dev.txt -o requirements/install.txt requirements/install.in

clean:
	rm -rf $(VENV) build src/*.egg-info
