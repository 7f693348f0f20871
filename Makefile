# Two commands are all a newcomer needs: make demo, make test. Each makes what it needs in .venv and says so.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 --constraint constraints.txt

.PHONY: demo test check format lint types wheel bench trial clean

demo: .venv/.made-run  ## play thirty days of the sample site; then look at demo/public/index.html
	$(BIN)/scnfeed demo

test: .venv/.made-test  ## every test but the long ones; needs no network and no database of yours
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: .venv/.made-test format lint types test wheel  ## all that CI runs

format: .venv/.made-test
	$(BIN)/ruff format --check .

lint: .venv/.made-test
	$(BIN)/ruff check .

types: .venv/.made-test
	$(BIN)/mypy

wheel: .venv/.made-test
	$(BIN)/python -m build --outdir dist >/dev/null && ls -l dist

bench: .venv/.made-test  ## each stage beside its limit or peer, in one run
	$(BIN)/python -m benchmarks

trial: .venv/.made-test  ## the long tests whole, with a ledger
	$(BIN)/python -m trials

clean:
	rm -rf .venv demo dist build .pytest_cache .mypy_cache .ruff_cache

.venv/bin/python:
	@echo "Making .venv with $(PYTHON) (needs Python 3.11 or newer with venv and pip)"
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer with venv is needed: apt-get install python3-venv, or make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.made-run: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing scnfeed and the libraries it stands on into .venv (about a minute)"
	$(PIP) --editable .
	@touch $@

.venv/.made-test: .venv/.made-run
	@echo "Installing what the tests need into .venv: test tools and a private PostgreSQL (about a minute)"
	$(PIP) --editable '.[test]'
	@touch $@
