# Every command of the house. `make` alone lists them.
# Nothing needs to be installed beforehand but Python 3.11 or newer and make; nothing needs an activated environment.

PYTHON ?= python3
PORT ?= 8000
BIND ?= 127.0.0.1
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help setup assets run codes test unit journeys check format messages screenshots bench secret lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv and install everything that is missing or out of date
	@$(PYTHON) deploy/bootstrap.py

assets: ## copy the front-end files into static/vendor again
	@$(PYTHON) deploy/bootstrap.py --assets

run: setup ## start the whole product with demo data (PORT=8000 BIND=127.0.0.1); Ctrl-C stops it
	@exec $(MANAGE) demo --port $(PORT) --bind $(BIND)

codes: setup ## print the demo accounts with the sign-in codes of this moment
	@$(MANAGE) demo --codes

test: setup check unit journeys ## set up, then everything: lint, types, tests, browser journeys

unit: setup ## all tests but the browser journeys
	$(BIN)/pytest -n 2 -m "not journey"

journeys: setup ## the stories told in a real browser
	@sh deploy/browser.sh; case $$? in 0) ;; 3) exit 0 ;; *) exit 1 ;; esac; \
	echo '$(BIN)/pytest -m journey'; exec $(BIN)/pytest -m journey

check: setup ## lint and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/mypy

format: setup ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: setup ## collect new interface strings into the .po files, then compile them
	$(MANAGE) messages
	$(MANAGE) messages --compile

screenshots: setup ## pictures of the running demo (start it with `make run` first)
	$(MANAGE) screenshots --site http://$(BIND):$(PORT)

bench: setup ## measure: submissions per second, staff queue and search at a million cases
	$(BIN)/python -m bench

secret: ## print a secret key for production
	@$(PYTHON) -c "import secrets; print(secrets.token_urlsafe(64))"

lock: ## pin requirements.in anew into requirements.txt (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" -o requirements.txt requirements.in

clean: ## remove what can be made again: .venv, node_modules, caches, collected files (data under var/ stays)
	rm -rf .venv node_modules static/vendor var/static var/static.stamp .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
