# Two commands first: `make demo` and `make test`. Both can be run again: what is done is skipped.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo serve test test-fast truth docs lint lock venv venv-dev browser postgres clean

PORT ?= 8501
# of `make truth`
SEEDS ?= 1
DRAWS ?= 1000
# the newest interpreter that will do; make demo PYTHON=/path/to/python chooses another
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	if command -v $$name >/dev/null 2>&1 \
		&& $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo $$name; break; fi; done)
RUN := .venv/bin/python

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

demo: venv ## Sample data, load, gate, build, release, serve on http://localhost:8501
	@$(RUN) shortboard.py demo --port $(PORT)

serve: venv ## Serve the current release
	@$(RUN) shortboard.py serve --port $(PORT)

test: venv-dev browser postgres lint ## Lint and all tests, browser included
	@echo "== tests"
	@$(RUN) -m pytest

test-fast: venv-dev ## Tests that need neither warehouse nor browser
	@$(RUN) -m pytest -m "not warehouse and not browser"

truth: venv-dev ## Methods against a planted truth: make truth SEEDS="1 2 3" DRAWS=1000
	@$(RUN) -m tests.truth $(addprefix --seed ,$(SEEDS)) --draws $(DRAWS)

docs: venv ## One page of all models, columns and lineage, for a browser without network
	@.venv/bin/dbt docs generate --static --quiet
	@echo "target/static_index.html"

lint: venv-dev ## Style, types, SQL
	@echo "== ruff"; $(RUN) -m ruff check . && $(RUN) -m ruff format --check .
	@echo "== mypy"; $(RUN) -m mypy
	@echo "== sqlfluff"; .venv/bin/sqlfluff lint dbt_project/models dbt_project/tests --processes 0 --disable-progress-bar

lock: venv-dev ## Renew the pinned dependencies
	@.venv/bin/uv pip compile pyproject.toml -q --universal --python-version 3.11 --no-emit-index-url --upgrade \
		--custom-compile-command "make lock" -o requirements.lock
	@.venv/bin/uv pip compile pyproject.toml -q --universal --python-version 3.11 --no-emit-index-url --upgrade --extra dev \
		-c requirements.lock --custom-compile-command "make lock" -o requirements-dev.lock

clean: ## Remove what can be rebuilt; data stay
	@rm -rf target logs build .pytest_cache .ruff_cache .mypy_cache .hypothesis

# Stamps inside .venv say which lock files it holds, `.installing` that an installation was cut short:
# such a half-made .venv is made anew. uv installs several times faster than pip.
define install
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer is missing. Debian/Ubuntu: apt-get install python3 python3-venv"; exit 1; fi; \
	want=$$(cksum < $(1)); \
	if [ -x $(RUN) ] && [ "$$(cat .venv/$(2) 2>/dev/null)" = "$$want" ]; then exit 0; fi; \
	began=$$SECONDS; \
	if [ -e .venv ] && { [ ! -x $(RUN) ] || [ -e .venv/.installing ]; }; then \
		echo "== .venv is incomplete, making it anew"; rm -rf .venv; fi; \
	if [ ! -e .venv ]; then \
		echo "== making .venv with $$($(PYTHON) --version)"; \
		mkdir .venv; touch .venv/.installing; $(PYTHON) -m venv .venv \
			|| { echo "The venv module is missing. Debian/Ubuntu: apt-get install python3-venv"; exit 1; }; fi; \
	touch .venv/.installing; \
	echo "== installing $$(grep -c '==' $(1)) packages from $(1)"; \
	{ [ -x .venv/bin/uv ] || $(RUN) -m pip install --quiet --disable-pip-version-check uv; } \
		&& VIRTUAL_ENV="$(CURDIR)/.venv" .venv/bin/uv pip install --quiet --compile-bytecode -r $(1) \
		|| { echo "   uv could not, pip takes over"; \
			$(RUN) -m pip install --quiet --disable-pip-version-check -r $(1); }; \
	printf '#!/bin/sh\nexec "%s/.venv/bin/python" "%s/shortboard.py" "$$@"\n' "$(CURDIR)" "$(CURDIR)" \
		> .venv/bin/shortboard; chmod +x .venv/bin/shortboard; \
	echo "$$want" > .venv/$(2); rm .venv/.installing; \
	echo "== installed in $$((SECONDS - began)) s"
endef

venv:
	$(call install,requirements.lock,.holds-run)

venv-dev: venv
	$(call install,requirements-dev.lock,.holds-dev)

# Chromium and fonts for the browser tests: from Debian where we may, else Playwright's own
browser: venv-dev
	@fonts() { fc-list 2>/dev/null | grep -qi 'cjk\|han sans\|pingfang\|yahei'; }; \
	chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome \
		|| ls -d $${PLAYWRIGHT_BROWSERS_PATH:-$$HOME/.cache/ms-playwright}/chromium-* ; }; \
	if chromium >/dev/null 2>&1 && fonts; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "== installing chromium and fonts-noto-cjk (apt)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null; fi; \
	if ! chromium >/dev/null 2>&1; then \
		echo "== installing Chromium (Playwright)"; $(RUN) -m playwright install chromium; fi; \
	chromium >/dev/null 2>&1 || { echo "Chromium is missing and could not be installed."; exit 1; }; \
	fonts || echo "Note: no Chinese font found; screenshots will show boxes. Debian: fonts-noto-cjk"

# PostgreSQL's server for the journal's tests, which start one of their own: from Debian where we may.
postgres:
	@server() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }; \
	if server; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "== installing postgresql (apt)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends postgresql >/dev/null; fi; \
	server || { echo "PostgreSQL's server is missing and could not be installed."; \
		echo "Debian/Ubuntu: apt-get install postgresql; macOS: brew install postgresql"; exit 1; }
