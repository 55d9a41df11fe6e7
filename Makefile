# The two commands a stranger needs are `make demo` and `make test`; both set everything up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NODE := tests/node/node_modules/.installed

.PHONY: demo test lint types docs bench lock clean

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Adjudge needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "The venv module is missing; on Debian install it with: apt-get install python3-venv"; exit 2; }
	@command -v git >/dev/null || { echo "git is missing; on Debian install it with: apt-get install git"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# What tests need from npm: a checker of TLA+ and the renderer of diagrams. Without it they are skipped.
$(NODE): tests/node/package-lock.json
	@if (cd tests/node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); then touch $@; \
	else echo "npm could not install tests/node; the tests that need it are skipped"; fi

demo: $(STAMP)
	@$(BIN)/python examples/bank/demo.py

test: $(STAMP) $(NODE) lint types
	$(BIN)/python -m pytest --numprocesses 2

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(STAMP)
	$(BIN)/mypy

docs: $(STAMP)
	$(BIN)/python docs/generate.py

bench: $(STAMP)
	$(BIN)/python benchmarks/all.py

lock: $(STAMP)
	$(BIN)/python requirements/lock.py

clean:
	rm -rf $(VENV) tests/node/node_modules .adjudge .mypy_cache .ruff_cache .pytest_cache .hypothesis
