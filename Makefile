# Needs Python 3.11 or later and make; everything else is put into .venv by `make setup`.

BIN := .venv/bin
STAMP := .venv/.installed
# Tests in so many processes; 0 is one process, in which a debugger works.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help setup test lint format demo bench docs clean

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

setup: $(STAMP) ## Put the program and its tools into .venv

$(STAMP): pyproject.toml constraints.txt .ci/setup
	@sh .ci/setup
	@touch $@

test: lint ## Every check and every test, on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --cov --cov-report= --cov-fail-under=0
	$(BIN)/coverage report

lint: $(STAMP) ## Format, lint, types, import layers
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP) ## Format the code, and mend what can be mended
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

demo: $(STAMP) ## Archive a sample day over HTTP from a server on this machine, and show its digest
	@$(BIN)/python -m tests.demo

bench: $(STAMP) ## Measure crawl, replay and reading, and bring docs/performance.md up to date; takes some minutes
	$(BIN)/python -m benchmarks --write --json build/benchmarks.json

docs: $(STAMP) ## Write what is made from the code: docs/cli.md, and parts of other documents
	$(BIN)/python -m tests.docs
	$(BIN)/python -m tests.documentation.generated

clean: ## Remove what was made, .venv too
	rm -rf .venv build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache .scrapy
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
