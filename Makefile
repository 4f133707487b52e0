# A bare Debian with python3, python3-venv and make is enough: each target installs what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SOURCES := models collectors netplan reports
MYPY_TARGETS := $(SOURCES) $(wildcard benchmarks)
WORKERS ?= 3
LAB_JOBS ?= 4

.DEFAULT_GOAL := help
.PHONY: help setup demo test lab fast check format golden filters engine lock clean

help:            ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

setup: $(STAMP)  ## install everything into .venv

demo: $(STAMP)   ## the demo city in demo-out/, from configs to a report
	BIN=$(BIN) sh demo/run.sh demo-out

test: $(STAMP)   ## all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

lab: $(STAMP)    ## two hundred random networks of real routers (root and FRR; an hour)
	$(BIN)/python -m tests.lab.truth 0-199 --jobs $(LAB_JOBS)

fast: $(STAMP)   ## the tests that answer at once
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow and not lab"

check: $(STAMP)  ## format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(MYPY_TARGETS)

format: $(STAMP) ## put every file into the one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden: $(STAMP) ## write the expected files anew; read the diff before you commit it
	$(BIN)/python -m pytest tests --update-golden -n 0
	git diff --stat -- tests

filters: $(STAMP) ## ten million answers about access lists, each compared with what the lines say
	$(BIN)/python -m tests.engine.filter_truth

engine: $(STAMP) ## five thousand changes against a computation from scratch, and random networks against other computations
	$(BIN)/python -m tests.engine.engine_truth
	$(BIN)/python -m tests.engine.engine_truth 0

lock: $(STAMP)   ## write requirements.lock from what is installed
	$(BIN)/python -m pip freeze --exclude-editable --disable-pip-version-check | grep -v ' @ ' > requirements.lock

clean:           ## remove what was built
	rm -rf $(VENV) demo-out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
