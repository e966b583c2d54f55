# Everything a newcomer types. Needs Python 3.11+ and make; nothing outside this folder is touched
# but the package tool's own cache.
PORT ?= 8000
PYTHON ?= python3
ENGINE ?= podman
BIN := .venv/bin
DATA ?= ../shared/data
LOCK := requirements/lock.txt
BENCH_LOCK := requirements/bench.txt
SCAN_LOCK := requirements/scan.txt
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
export UV_LINK_MODE := copy
export UV_NO_CONFIG := 1
# Where this is set, each of the hundreds of processes that tests start compiles every module again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test test-alone test-long proxies check docs screenshots bench weights lock rivals messages sbom scan container clean

setup: .venv/.ready

.venv/.ready: $(LOCK) pyproject.toml tools/build_catalogues.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Panah needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@grep -A40 '^uv==' $(LOCK) | awk 'NR>1 && /^[a-z]/{exit} {print}' > .venv/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(LOCK)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

run: setup
	@$(BIN)/python tools/run_demo.py --port $(PORT)

test: setup
	@$(BIN)/python tools/browser.py
	@$(BIN)/python tools/build_catalogues.py
	$(BIN)/pytest -n 2 --dist loadgroup -m "not long and not timed"
	$(BIN)/python tools/with_postgres.py $(BIN)/pytest -n 2 --dist loadgroup -m "not long and not timed and not browser" tests/rooms

test-alone: setup  # the same with nothing but loopback: fails when anybody asks for more
	@$(BIN)/python tools/browser.py
	@$(BIN)/python tools/build_catalogues.py
	$(BIN)/python tools/alone.py $(BIN)/pytest -n 2 --dist loadgroup -m "not long and not timed"
	$(BIN)/python tools/alone.py $(BIN)/python tools/with_postgres.py $(BIN)/pytest -n 2 --dist loadgroup -m "not long and not timed and not browser" tests/rooms

scan: setup .venv-scan/.ready  # sqlmap, wapiti and schemathesis, as each role and at a canary
	$(BIN)/python tools/alone.py $(BIN)/pytest -m long tests/promises/test_p40_scanners.py

.venv-scan/.ready: $(SCAN_LOCK)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-scan
	$(BIN)/uv pip install --quiet --python .venv-scan/bin/python --require-hashes -r $(SCAN_LOCK)
	@touch $@

test-long: setup .venv-scan/.ready
	@$(BIN)/python tools/browser.py
	@$(BIN)/python tools/proxies.py
	$(BIN)/pytest -n 2 --dist loadgroup
	$(BIN)/python tools/with_postgres.py $(BIN)/pytest -n 2 --dist loadgroup tests/rooms

proxies: setup  # a centre behind nginx and behind Caddy, each on high ports of this machine
	@$(BIN)/python tools/browser.py
	@$(BIN)/python tools/proxies.py
	$(BIN)/pytest tests/walks/test_proxies.py

container: setup  # build the container and try it; ENGINE is podman or docker, TRY more words for the tool
	$(BIN)/python tools/try_container.py --engine "$(ENGINE)" $(TRY)

check: setup
	@$(BIN)/python tools/build_catalogues.py
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python tools/check_sizes.py
	$(BIN)/lint-imports
	$(BIN)/python tools/own_rules.py
	$(BIN)/python tools/find_secrets.py
	$(BIN)/python tools/run_bandit.py
	$(BIN)/mypy
	$(BIN)/python -m panah.cli.django makemigrations --check --dry-run
	$(BIN)/python tools/messages.py --check
	$(MAKE) docs

docs: setup
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

screenshots: setup
	@$(BIN)/python tools/browser.py
	PYTHONPATH=. $(BIN)/python tools/screenshots.py

bench: setup
	$(BIN)/panah bench

weights: setup  # fit the weights of names again; DATA is the folder with names/people.jsonl.gz
	$(BIN)/python tools/fit_weights.py $(DATA)

messages: setup
	$(BIN)/python tools/messages.py

lock: setup
	$(COMPILE) --extra postgres --extra lists --extra waits --group dev pyproject.toml -o $(LOCK)
	$(COMPILE) --extra bench -c $(LOCK) pyproject.toml -o $(BENCH_LOCK)
	$(COMPILE) --extra postgres --extra lists --extra waits -c $(LOCK) pyproject.toml -o requirements/run.txt
	$(COMPILE) --group pyproject.toml:scan -o $(SCAN_LOCK)

sbom: setup  # what a centre installs, for whoever has to know: var/sbom.cdx.json
	$(BIN)/python tools/make_sbom.py

rivals: setup  # what `panah bench` measures beside Panah, where it is installed
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(BENCH_LOCK)

clean:
	rm -rf .venv .venv-scan var docs/_build
