# Two commands: `make demo` shows Earshot, `make test` checks it. Both set everything up first.
# A Python from 3.11 on, make and a package index are all they need; PYTHON=... names another Python.

SHELL := /bin/bash
BIN := .venv/bin
# A file's tests share what is dear to set up; more than eight at once would each start a PostgreSQL for little.
CORES := --numprocesses auto --maxprocesses 8 --dist loadfile
export PYTHON

.PHONY: help setup demo test lint types contracts pytest soak bench bench-full bench-understanding lock pictures clean

help:            ## these lines
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 14

setup:           ## .venv with everything and its tools (instant when the lock has not changed)
	@scripts/setup

demo: setup      ## the bundled story: a morning digest, an /roi answer, then the local workspace
	@$(BIN)/earshot demo

lint: setup      ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup     ## mypy, strict
	$(BIN)/mypy

contracts: setup ## who may import whom
	$(BIN)/lint-imports

test: lint types contracts ## every check
	$(BIN)/python -m pytest -m "not soak" $(CORES) $(ARGS)

pytest: setup    ## the tests alone: make pytest ARGS="tests/bot -k ledger"
	$(BIN)/python -m pytest -m "not soak" $(CORES) $(ARGS)

soak: setup      ## the long tests: kills, storms, stories, hostile texts and forged requests by the thousand
	$(BIN)/python -m pytest -m soak $(ARGS)

bench: setup     ## measure against peers and floors
	$(BIN)/python -m bench $(ARGS)

bench-full: setup ## the same, with 10 million mentions
	$(BIN)/python -m bench --full $(ARGS)

bench-understanding: setup ## how well and how fast texts are read, beside VADER and TF-IDF
	$(BIN)/python -m bench $(ARGS) understanding themes spikes copies harm

lock: setup      ## write requirements/*.txt again from pyproject.toml: make lock ARGS=--upgrade
	scripts/lock $(ARGS)

pictures: setup  ## the README's pictures, taken from the demo in a real browser, and how it looks in Slack and Teams (needs npm)
	$(BIN)/python scripts/pictures.py $(ARGS)
	PYTHONPATH=. $(BIN)/python scripts/slack_pictures.py
	PYTHONPATH=. $(BIN)/python scripts/teams_pictures.py

clean:           ## forget .venv and every cache
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build
	find bot adapters store tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
