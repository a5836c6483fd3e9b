PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help app test check eval load train

help:            ## show this help
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

app: $(VENV)/.app            ## install what the app needs and open it on http://127.0.0.1:7860
	$(BIN)/python app.py

test: $(VENV)/.dev           ## install everything and run all checks and tests
	$(MAKE) --no-print-directory check

check: $(VENV)/.dev          ## all that CI checks: lint, format, types, rubrics, corpus, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m coach rubric check
	$(BIN)/python -m training check-corpus
	$(BIN)/python -m pytest

train: $(VENV)/.dev          ## fit the linear baseline anew
	$(BIN)/python -m training fit

eval: $(VENV)/.dev           ## judge the shipped model by every task; report in runs/eval
	$(BIN)/python -m eval run

load: $(VENV)/.dev           ## twenty people write in the app for five minutes: waits, failures, memory
	$(BIN)/python -m eval load

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: $(VENV)/bin/python requirements-app.txt constraints.txt
	$(BIN)/pip install --quiet -r requirements-app.txt
	@touch $@

# The browser tests drive Debian's Chromium; where it is missing and apt is there, it is installed.
$(VENV)/.dev: $(VENV)/bin/python requirements-app.txt requirements.txt requirements-dev.txt constraints.txt
	$(BIN)/pip install --quiet -r requirements-dev.txt
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; } || \
		{ sudo apt-get update -qq && sudo apt-get install -y -qq chromium; }
	@touch $@ $(VENV)/.app
