# make demo: set everything up and run the main job on the example corpus.
# make check: set everything up, check the code and run the quick tests; for every save.
# make test: set everything up, check the code and run every test.
# make explorer: build the page of graphmill explore from its sources, after their checks and tests.
# make test-cypher-25: the tests that ask a graph on a Neo4j server, on a newer release, with Cypher 25 (JAVA_HOME: Java 21 or newer).
# make test-fresh: install what the package index has today, without constraints, and try that (minutes, gigabytes).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Extra arguments for pip, for instance an index with PyTorch's CPU builds: make demo PIP_ARGS="--extra-index-url ..."
PIP_ARGS ?=
# Tests run side by side, one process a core, at most four, for some start a server each; make test PARALLEL= runs them one after the other.
PARALLEL ?= -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# A release of Neo4j whose databases take Cypher 25.
NEO4J_WITH_CYPHER_25 ?= 2026.09.0

.DEFAULT_GOAL := help
.PHONY: help setup demo check test explorer test-cypher-25 test-fresh lint clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("graphmill needs Python 3.11 or newer; call: make PYTHON=python3.11 ...") if sys.version_info < (3, 11) else 0'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV)/ (a few minutes the first time: PyTorch is large)"
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet $(PIP_ARGS) --constraint constraints.txt --group dev --editable ".[feeds,gliner2,mail,otlp,server,tables,training]"
	@touch $@

setup: $(VENV)/installed

demo: setup
	@$(BIN)/python -m flows.commands.demo

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint
	$(BIN)/python -m pytest $(PARALLEL) -m "not neo4j" tests/unit tests/property benchmarks

test: lint
	$(BIN)/python -m pytest $(PARALLEL)

explorer: setup
	@$(BIN)/python -m tests.support.page_build

# What is valid is judged by Neo4j 5.26 alone: later releases take more, as 'x' + true.
test-cypher-25: setup
	NEO4J_RELEASE=$(NEO4J_WITH_CYPHER_25) $(BIN)/python -m pytest $(PARALLEL) -m neo4j --ignore tests/integration/graph/cypher/test_cypher_validity_on_neo4j.py tests/integration/graph

# Named in full, for a plain pytest is not to collect it.
test-fresh: setup
	PIP_ARGS="$(PIP_ARGS)" $(BIN)/python -m pytest -rP tests/fresh_install/fresh_install.py

clean:
	rm -rf build dist .graphmill .pytest_cache .mypy_cache .ruff_cache
