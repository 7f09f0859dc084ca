# `make demo` and `make test` do all the set-up they need; both begin with `make install`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install demo test test-long lint bench benchmark lock clean

install: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: install
	@$(BIN)/bilat read examples/strategic-dialogue.txt --side MDA

lint: install
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy

test: install lint
	$(BIN)/pytest -n 2 -m "not long"

test-long: install
	$(BIN)/pytest -n 2

bench: install
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/official.py

# Public benchmarks that lie beside the checkout, and our gold: scores, floors, calibration.
benchmark: install
	@$(BIN)/python benchmarks/benchmark.py

# Lock files name packages, versions and hashes, no registry.
lock:
	$(PYTHON) -m pip install --quiet uv
	uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header -o requirements/dev.txt requirements/dev.in

clean:
	rm -rf $(VENV) build src/*.egg-info
