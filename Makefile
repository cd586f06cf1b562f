# Mingchuang 明窗. Two commands: make run, make test.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
PROCESSES ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
export MINGCHUANG_DATA ?= $(CURDIR)/var

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test test-sqlite test-together test-browser test-postgresql matrix lint format bench crash messages clean

help: ## show this list
	@grep -E '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

install: $(VENV)/.run ## make .venv with the program in it
install-dev: $(VENV)/.dev ## the same with everything the tests need

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml hatch_build.py $(wildcard src/mingchuang/locale/*/LC_MESSAGES/*.po) | $(BIN)/python
	@echo "installing (about a minute)"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "installing what the tests need"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

run: install ## set everything up and serve the demonstration district
	@$(BIN)/mingchuang setup --origin demo.mingchuang.example/log
	@$(BIN)/mingchuang demo --if-empty
	@$(BIN)/mingchuang welcome --port $(PORT)
	@exec $(BIN)/mingchuang serve --port $(PORT)

test: lint test-sqlite test-together ## everything CI runs

# The browser's tests wait much of their time, so PostgreSQL's run beside them, in one process.
test-together: install-dev
	@scripts/system-packages
	@log=$$(mktemp); status=0; \
	$(MAKE) --no-print-directory test-postgresql PROCESSES=1 >$$log 2>&1 & other=$$!; \
	$(MAKE) --no-print-directory test-browser || status=$$?; \
	wait $$other || status=$$?; cat $$log; rm -f $$log; exit $$status

test-sqlite: install-dev ## all tests but the browser's, on SQLite
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not browser"

test-browser: install-dev ## a real browser against a real server
	@scripts/system-packages
	$(BIN)/pytest -q -m browser

test-postgresql: install-dev ## the tests marked db on a private PostgreSQL
	@scripts/system-packages
	scripts/with-postgresql $(BIN)/pytest -q -n $(PROCESSES) --dist loadfile -m db

matrix: install-dev ## every address as every role
	$(BIN)/pytest -q -m matrix

lint: install-dev ## style, types, floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy

format: install-dev ## put the style right
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: install-dev ## figures: acts, pages, projections
	$(BIN)/python scripts/bench

crash: install-dev ## kill -9 of web and worker at random moments under writers
	$(BIN)/python scripts/crash

messages: install-dev ## collect interface strings into the catalogue
	cd src/mingchuang && MINGCHUANG_DATA=$(MINGCHUANG_DATA) ../../$(BIN)/mingchuang django makemessages -l zh_Hans --no-location --no-obsolete

clean: ## remove .venv and var
	rm -rf $(VENV) var
