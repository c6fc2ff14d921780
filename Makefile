# Thin on purpose: what each command does stands in protocol_portal/house/.

PYTHON ?= python3
HOUSE := $(PYTHON) -m protocol_portal.house
VENV := .venv/bin/python
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-header \
	--no-annotate --python-version 3.11

.PHONY: run test check bench prove prove-reminders format lock assets screenshots clean

run: ## The portal at http://127.0.0.1:8000/, with a demonstration council
	@$(HOUSE).run

test: ## The checks, then the whole suite on every database there is
	@$(HOUSE).test

check: ## Format, lint, types, imports, templates, migrations, settings
	@$(HOUSE).check

bench: ## The figures that the portal is held to
	@$(HOUSE).bootstrap
	@$(VENV) manage.py bench

prove: ## The long proofs: many kills, many thousand steps
	@$(HOUSE).test --proofs

prove-reminders: ## Of the proofs, that every reminder arrives whoever is killed
	@$(HOUSE).test --proofs tests/proofs/test_kills_reminders.py -s

format: ## Put code and templates into the form that check asks for
	@$(HOUSE).bootstrap
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
	@find templates -name '*.html' -exec .venv/bin/djade {} +

lock: ## Write both lock files anew from pyproject.toml; needs uv
	$(COMPILE) --upgrade --group dev pyproject.toml --output-file requirements.lock
	$(COMPILE) --constraint requirements.lock pyproject.toml \
		--output-file requirements-server.lock

assets: ## Styles and scripts of the pages, into static/build/
	@$(HOUSE).bootstrap

screenshots: ## The pictures in README.md, made anew
	@$(HOUSE).bootstrap
	@$(VENV) manage.py screenshots

clean: ## Everything that can be made again; the try-out's data in var/ stays
	rm -rf .venv node_modules static/build staticfiles .mypy_cache .ruff_cache \
		.pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
