# make demo   the five sample articles become a graph, and answer three questions
# make test   all that continuous integration runs: linter, format, types, tests
# make docs   write the generated pages of docs/ anew
# make bench  measure (see docs/performance.md)
# make clean  take away the virtual environment and all that was built
#
# Needs Python 3.11 or later and nothing else; PYTHON=... chooses one.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help demo test docs bench clean

VENV := .venv
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
	@$(BIN)/ruff check kg tests training benchmarks
	$(BIN)/ruff format --check kg tests training benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest

docs: $(VENV)/.installed
	@$(BIN)/python -m kg.cli.docs > docs/cli.md

bench: $(VENV)/.installed
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) demo $(DUMP) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
