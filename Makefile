# Everything one does with a checkout, from a bare python3 on: `make` lists it.
#
# Each tool lives in .venv. The stamp files in there remember which dependencies are installed and
# depend on pyproject.toml, so a second call starts at once and a changed list installs anew. All paths
# are relative: the folder may be called anything, spaces included.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# What to say where pip fails, in a line below pip's own many.
NOT_INSTALLED = { echo "Could not install; pip tells why above. Is the package index within reach?" >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help serve train evaluate bench test check clean

help: ## list what there is
	@echo 'make TARGET [ARGS="..."]   ARGS are handed to the program behind the target'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1  \2/p' Makefile | awk '{printf "  %-10s", $$1; $$1 = ""; print}'

serve: .venv/.base ## open the page where one draws; installs what reads and serves, never PyTorch
	@$(BIN)/inkdigits serve --open $(ARGS)

train: .venv/.train ## train a model; installs PyTorch
	@$(BIN)/inkdigits train $(ARGS)

evaluate: .venv/.train ## measure the model on MNIST's test set
	@$(BIN)/inkdigits evaluate $(ARGS)

bench: .venv/.dev ## measure speed and memory, and write them into docs/results.md and README.md
	@$(BIN)/python benchmarks/speed.py $(ARGS); fast=$$?; \
		$(BIN)/python benchmarks/hard.py $(ARGS) && exit $$fast

# Coverage is of the whole suite: a part of it, chosen by ARGS, would always be too little.  Tests of one file
# share what it needs, so each file runs in one of the processes.
test: .venv/.dev .venv/.browser .venv/.postgres ## run all tests; installs PyTorch, Chromium and PostgreSQL where missing
	@$(BIN)/python -m pytest $(or $(ARGS),--cov --numprocesses logical --maxprocesses 8 --dist loadfile)

check: .venv/.dev ## run the linters, the type checker, the import contracts and the tests of the documents
	@$(BIN)/python -m ruff check
	@$(BIN)/python -m ruff format --check
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest --quiet tests/promises/test_documents.py

clean: ## remove everything that make and the tools made
	rm -rf .venv build dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "inkdigits needs Python 3.11 or newer; $(PYTHON) is older or missing: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "$(PYTHON) cannot make virtual environments; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making .venv ..."
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.base: .venv/.made pyproject.toml
	@echo "Installing what reads and serves ..."
	@$(PIP) --editable . || $(NOT_INSTALLED)
	@touch $@

.venv/.train: .venv/.made pyproject.toml
	@echo "Installing what trains; PyTorch is large ..."
	@$(PIP) --editable '.[train]' || $(NOT_INSTALLED)
	@touch .venv/.base $@

.venv/.dev: .venv/.made pyproject.toml
	@echo "Installing what trains and what tests; PyTorch is large ..."
	@$(PIP) --editable '.[train,dev]' || $(NOT_INSTALLED)
	@touch .venv/.base .venv/.train $@

# A Chromium of the system is good enough; without any, the tests that need one say so and are skipped.
.venv/.browser: .venv/.dev
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then \
	    touch $@; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get && apt-get update -qq && apt-get install -y -qq chromium; then \
	    touch $@; \
	elif $(BIN)/python -m playwright install chromium; then \
	    touch $@; \
	else \
	    echo "No Chromium was found and none could be installed: the tests in a browser will be skipped." >&2; \
	fi

# Whichever PostgreSQL there is; the tests start one of their own, so none has to run.
.venv/.postgres: .venv/.dev
	@if command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null; then \
	    touch $@; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get && apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; then \
	    touch $@; \
	else \
	    echo "No PostgreSQL was found and none could be installed: the tests that need one will be skipped." >&2; \
	fi
