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

load: $(VENV)/.dev           ## twenty people write in the app for five minutes; an archive of 100,000 conversations is asked
	$(BIN)/python -m eval load
	$(BIN)/python -m eval archive

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: $(VENV)/bin/python requirements-app.txt constraints.txt
	$(BIN)/pip install --quiet -r requirements-app.txt
	@touch $@

# The browser tests drive Debian's Chromium, the archive's run on Debian's PostgreSQL too; what is missing is installed
# where apt is there. The tests start a server of their own.
$(VENV)/.dev: $(VENV)/bin/python requirements-app.txt requirements.txt requirements-dev.txt constraints.txt
	$(BIN)/pip install --quiet -r requirements-dev.txt
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	test -z "$$missing" || { apt-get update -qq && apt-get install -y -qq $$missing; } || \
		{ sudo apt-get update -qq && sudo apt-get install -y -qq $$missing; }
	@touch $@ $(VENV)/.app
