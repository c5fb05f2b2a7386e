# Every target does its own set-up in .venv; a stamp makes the second run instant.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := up
.PHONY: up test test-all bench lint lock catalogue

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEV := .venv/.dev
PORT ?= 8501
# make up SOURCE=folder MAPPING=file loads those files instead of building the demo bank; CLIENTS= sizes the bank.
UP := --port "$(PORT)" $(if $(SOURCE),--source "$(SOURCE)") $(if $(MAPPING),--mapping "$(MAPPING)") $(if $(CLIENTS),--clients "$(CLIENTS)")

up: $(RUNTIME)
	@$(BIN)/tandem up $(UP)

test: lint
	$(BIN)/pytest -n 2 -m "not long and not bench"

test-all: lint
	$(BIN)/pytest -n 2 -m "not bench"

bench: $(DEV)
	$(BIN)/pytest -s -m bench tests/benchmarks

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Looks for new texts, keeps the translations of zh-Hans.po, makes zh-Hant.po; says what is not translated yet.
catalogue: $(RUNTIME)
	$(BIN)/python -m dashboard.catalogue

# The newest versions that pyproject.toml allows, tools included; run `make test-all` on the result before committing it.
lock:
	fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	"$(PYTHON)" -m venv "$$fresh"; \
	"$$fresh/bin/pip" install --quiet --editable ".[dev]"; \
	"$$fresh/bin/pip" freeze --exclude-editable > requirements.lock

$(RUNTIME): pyproject.toml requirements.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tandem needs Python 3.11 or later: install it, or say make PYTHON=/path/to/python3.11." >&2; exit 1; }
	@echo "Installing Tandem into .venv (once) ..."
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

$(DEV): $(RUNTIME)
	@echo "Installing the tools for development into .venv (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable ".[dev]"
	@touch $@
