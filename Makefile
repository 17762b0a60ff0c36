# Everything sets itself up: `make demo` and `make test` need Python 3.10 or newer and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo test lint soak bench schema guides lock clean

demo: $(READY)
	$(BIN)/pairedtexts demo

# The environment is built anew when what it is made from changes; requirements-dev.txt pins every version.
$(READY): pyproject.toml requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

test: $(READY) lint
	$(BIN)/python tests/browser/find_browser.py --install
	node --test tests/scripts/*.test.js
	$(BIN)/pytest -n auto --dist loadgroup --durations 40

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Longer runs that are not part of `make test`.
soak: $(READY)
	$(BIN)/python tests/browser/find_browser.py --install
	$(BIN)/pytest -m soak -n auto --dist loadgroup --durations 40

bench: $(READY)
	$(BIN)/python benchmarks/student_side.py
	$(BIN)/python benchmarks/grading.py

schema: $(READY)
	$(BIN)/python -m pairedtexts.bank > quizzes/quiz.schema.json

guides: $(READY)
	$(BIN)/pairedtexts guide .

lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra teach --group dev --universal --python-version 3.10 \
	  --no-header --no-annotate --quiet --upgrade --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
