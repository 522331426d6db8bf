# Needs make and Python 3.11 or newer; everything else is installed into .venv and .venv-demo.
# Choose another interpreter with: make test PYTHON=python3.13

PYTHON ?= python3
ARGS ?=
SEED ?= 0
EXAMPLES ?= 100000
PAIRS ?= $(EXAMPLES)

BIN := .venv/bin
DEMO := .venv-demo/bin
LOCK := .venv-lock/bin
# pyright looks at the interpreter it finds on PATH
IN_VENV := PATH="$$PWD/$(BIN):$$PATH"
# mypy reads these too, as soon as they are there
SCRIPTS := $(wildcard benchmarks examples compat)
PIP_INSTALL := -m pip install -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test quick drop-in differential-long round-trip bench bench-counts lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-18s %s\n", $$1, $$2}' Makefile

demo: .venv-demo/.installed  ## GitHub's REST table, served and searched (ARGS="..." are handed on)
	$(DEMO)/python examples/github_demo.py $(ARGS)

test: .venv/.installed  ## everything CI runs: format, lint, floors, types, tests with coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/lint-imports --no-logo --config compat/contract.toml
	$(BIN)/python -m mypy resrouter tests $(SCRIPTS)
	$(IN_VENV) pyright
	$(IN_VENV) pyright --verifytypes resrouter --ignoreexternal
	$(IN_VENV) pyright --verifytypes resrouter_compat --ignoreexternal
	$(BIN)/python -m pytest -n auto --dist worksteal --cov=resrouter --cov=resrouter_compat --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=95

quick: .venv/.installed  ## the inner loop, under 30 seconds: no ecosystem, no slow tests, few examples
	$(BIN)/python -m pytest -q -x -m "not ecosystem and not slow" --hypothesis-profile=quick $(ARGS)

drop-in: .venv/.installed  ## aiohttp's own tests of its dispatcher, run on resrouter's
	$(BIN)/python tests/drop_in/run.py $(ARGS)

differential-long: .venv/.installed  ## random tables and requests against aiohttp (SEED=0 EXAMPLES=100000)
	$(BIN)/python -m tests.differential.long --seed $(SEED) --pairs $(PAIRS)

round-trip: .venv/.installed  ## the law of links over random ones (SEED=0 EXAMPLES=100000)
	$(BIN)/python -m tests.links.long --seed $(SEED) --examples $(EXAMPLES)

bench: .venv/.installed  ## figures side by side, into docs/performance.* (ARGS=--quick only prints)
	$(BIN)/python -m benchmarks $(ARGS)

bench-counts: .venv/.installed  ## instructions per operation against benchmarks/counts.json (needs valgrind; ARGS=--write stores them)
	$(BIN)/python -m benchmarks.counts $(ARGS)

lock:  ## pin the newest versions of everything in requirements.lock
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	$(LOCK)/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	$(LOCK)/python $(PIP_INSTALL) --editable '.[demo]' --group dev
	$(LOCK)/python -m pip freeze --exclude-editable > requirements.lock
	rm -rf .venv-lock

clean:  ## remove the environments and what tools left behind
	rm -rf .venv .venv-demo .venv-lock build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is as old as the installation: a second run installs nothing, a changed dependency everything.
.venv/.installed: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "resrouter needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python $(PIP_INSTALL) --upgrade 'pip>=25.1'  # the first with --group (PEP 735)
	$(BIN)/python $(PIP_INSTALL) --constraint requirements.lock --editable '.[demo]' --group dev
	@touch $@

.venv-demo/.installed: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "resrouter needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv --clear .venv-demo
	$(DEMO)/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	$(DEMO)/python $(PIP_INSTALL) --constraint requirements.lock --editable '.[demo]'
	@touch $@
