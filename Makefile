# `make run` opens a chat with the bot, `make test` runs the tests. Both make their own environment in .venv first; all they
# need is Python 3.11 or newer. Another place for the environment: make run VENV=/somewhere/else

VENV ?= .venv
PIP = "$(VENV)/bin/python" -m pip --disable-pip-version-check --no-input install -qq --require-hashes --no-deps
LOCK = "$(VENV)/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header pyproject.toml

# One more than there are cores for us (a container may have a few of a large machine's): many tests wait for another process
# or a second of somebody's clock.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1); \
	if [ -r /sys/fs/cgroup/cpu.max ] && read -r quota period < /sys/fs/cgroup/cpu.max && [ "$$quota" != max ]; then \
		share=$$(expr \( $$quota + $$period - 1 \) / $$period); if [ $$share -lt $$n ]; then n=$$share; fi; \
	fi; expr $$n + 1)

# Bytecode is kept whatever the shell says: without it every process that a test starts compiles the house anew.
PYTEST = PYTHONDONTWRITEBYTECODE= "$(VENV)/bin/pytest"

BENCHES ?= startup sketch store kit stack telegram resilience

.PHONY: run test cover check lock bench soak peers clean
.DEFAULT_GOAL := run

run: $(VENV)/run.stamp
	@exec "$(VENV)/bin/bananabot" chat $(ARGS)

test: $(VENV)/dev.stamp
	$(PYTEST) -n $(WORKERS) --dist worksteal -m "not slow and not live" $(ARGS)

cover: $(VENV)/dev.stamp
	$(PYTEST) -n $(WORKERS) --dist worksteal -m "not slow and not live" --cov --cov-report=term:skip-covered $(ARGS)

check: $(VENV)/dev.stamp
	"$(VENV)/bin/ruff" format --check .
	"$(VENV)/bin/ruff" check .
	"$(VENV)/bin/mypy"
	"$(VENV)/bin/basedpyright"
	"$(VENV)/bin/lint-imports"

lock: $(VENV)/dev.stamp
	$(LOCK) --extra postgres --extra s3 --output-file requirements.lock
	$(LOCK) --all-extras --constraints requirements.lock --output-file requirements-dev.lock

bench: $(VENV)/dev.stamp
	@set -e; for name in $(BENCHES); do echo "── $$name"; "$(VENV)/bin/python" -m "tests.bench.$$name"; done

soak: $(VENV)/dev.stamp
	$(PYTEST) -m "(slow or hypothesis) and not live" --hypothesis-profile=soak -o faulthandler_timeout=1800 $(ARGS)

# The vendor's own Node packages: the tests that speak with them run where they are installed (needs node and npm).
peers:
	npm ci --prefix tests/peers --ignore-scripts --no-audit --no-fund

clean:
	rm -rf "$(VENV)" .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*

# ── the environment ──────────────────────────────────────────────────────────────────────────────────────────────────

$(VENV)/bin/python:
	@mkdir -p "$(VENV)" 2>/dev/null && test -w "$(VENV)" || \
		{ echo "$(VENV) cannot be written here; try: make $(MAKECMDGOALS) VENV=\$$HOME/bananabot-venv" >&2; exit 1; }
	@incomplete=; for python in python3.13 python3.12 python3.11 python3; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "Making the environment with $$($$python --version), once; this takes a minute or two ..."; \
			exec "$$python" -m venv --clear "$(VENV)"; \
		fi; \
		incomplete="$${incomplete:-$$python}"; \
	done; \
	if [ -n "$$incomplete" ]; then \
		echo "$$incomplete has no venv and ensurepip; install them, on Debian or Ubuntu: apt install $$incomplete-venv" >&2; \
	else \
		echo "Python 3.11 or newer is needed and none was found (looked for python3.13, python3.12, python3.11, python3)" >&2; \
	fi; exit 1

$(VENV)/run.stamp: requirements.lock $(VENV)/bin/python
	@$(PIP) -r requirements.lock
	@$(installed)
	@touch "$@"

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/bin/python
	@$(PIP) -r requirements-dev.lock
	@$(installed)
	@touch "$@" "$(VENV)/run.stamp"

# The project itself is not copied into the environment: a path there leads here, and the command is a line of shell
# that takes no module from the folder it is called in.
define installed
pwd > "$$("$(VENV)/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/bananabot.pth" && \
printf '%s\n' '#!/bin/sh' 'exec "$$(dirname "$$(readlink -f "$$0")")/python" -P -m adapters "$$@"' > "$(VENV)/bin/bananabot" && \
chmod +x "$(VENV)/bin/bananabot"
endef
