# Attune's commands. `make` alone prints them.
# A stamp beside each thing that is installed makes a second run quick; the stamps depend on the locks.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install -qq --disable-pip-version-check

CLIENT_SOURCES := $(shell find client/src client/public client/build client/types -type f 2>/dev/null) \
	client/index.html client/vite.config.ts client/tsconfig.base.json client/package-lock.json

.PHONY: help setup quick check fix run test bench dist lock client clean

help: ## print this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 16

setup: $(VENV)/.dev $(VENV)/.installed client/node_modules/.stamp ## set up whatever is missing, all of it
	@scripts/debian.sh

quick: $(VENV)/.dev $(VENV)/.installed client/node_modules/.stamp ## pure rooms, spec and client units: the inner loop, under 30 s
	@# The two at once; the phone's are printed when the other are through.
	@found=0; (cd client && npm run --silent quick) >.quick.log 2>&1 & \
	$(BIN)/pytest -q -n 2 -m "not slow and not e2e" tests/unit tests/spec || found=1; \
	wait $$! || found=1; cat .quick.log; rm -f .quick.log; exit $$found

check: $(VENV)/.dev $(VENV)/.installed client/node_modules/.stamp ## linters, types, import contracts, content check
	@scripts/check.sh

fix: $(VENV)/.dev $(VENV)/.installed client/node_modules/.stamp ## put right what the formatters and linters can
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .
	@cd client && npm run --silent fix

run: $(VENV)/.serve $(VENV)/.installed client/dist/index.html ## set up what serving needs, then serve a demo district
	@$(BIN)/attune demo --host $(HOST) --port $(PORT)

test: setup client ## set up whatever is missing, then every test
	@scripts/test.sh

bench: setup client ## the benchmarks, with ratios against peers where they can be installed
	@scripts/bench.sh $(ONLY)

dist: $(VENV)/.dev $(VENV)/.installed client ## a wheel with the built field app and the content inside
	@rm -rf dist
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null
	@ls -l dist/*.whl

lock: ## make the locks anew from pyproject.toml and client/package.json (needs uv)
	@scripts/lock.sh
	@cd client && npm update --package-lock-only --silent

client: client/dist/index.html ## build the field app

clean: ## remove what was built and installed here (not data/)
	@rm -rf $(VENV) build dist test-results client/node_modules client/dist benchmarks/node_modules \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src tests scripts benchmarks -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@echo "setup: Python environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Attune needs Python 3.11 or newer." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: requirements/serve.txt requirements/build.txt | $(BIN)/python
	@echo "setup: Python packages for serving"
	@$(PIP) --require-hashes -r requirements/serve.txt -r requirements/build.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(BIN)/python
	@echo "setup: Python packages, all of them"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $(VENV)/.serve $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.serve
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

client/node_modules/.stamp: client/package-lock.json client/package.json
	@command -v npm >/dev/null || { echo "Attune's field app is built with Node 20 or newer: install nodejs and npm." >&2; exit 2; }
	@echo "setup: npm packages"
	@cd client && npm ci --no-audit --no-fund --silent
	@touch $@

client/dist/index.html: $(CLIENT_SOURCES) client/node_modules/.stamp
	@echo "setup: build of the field app"
	@cd client && npm run --silent build
	@touch $@
