# Two commands: `make run` and `make test`. The rest are their parts.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH := torch==2.13.0
CODE := esco_data talent matching web tests
WORKERS ?= 2

# Steps leave a stamp when they are whole; one that was killed is done again from its start.
MADE := $(VENV)/.made
RUNS := $(VENV)/.runs
TESTS := $(VENV)/.tests

.PHONY: run test lint format unit postgresql clean help

help: ## What there is.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: $(RUNS) ## Install, prepare and serve on http://127.0.0.1:8000
	@exec $(BIN)/talent run

test: lint unit ## What must pass before a commit; .ci/run adds PostgreSQL.

$(MADE):
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# torch comes first and pinned: left to a dependency's range, an installer may take a build with gigabytes of GPU parts.
$(RUNS): $(MADE) pyproject.toml
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --quiet $(TORCH)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --quiet -e .
	@touch $@

$(TESTS): $(RUNS)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --quiet -e '.[dev]'
	@touch $@

lint: $(TESTS) ## Format, lint, types, directions of imports, templates, translations.
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check --lint web/templates
	$(BIN)/talent messages check

format: $(TESTS) ## Put the code into its format.
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

unit: $(TESTS) ## All tests, the database ones on SQLite, the browser ones where there is a Chromium.
	@$(BIN)/talent frontend --tests
	@$(BIN)/talent model build
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

postgresql: $(TESTS) ## The database tests again, on a real PostgreSQL.
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m db --database=postgresql

clean: ## Remove what can be made again, except the database.
	rm -rf $(VENV) data/frontend data/frontend-tests data/models data/index data/vectors data/taxonomy.sqlite
