# make run     a model forgets a series of books: set-up, the notebooks, tables and a report
# make real    the same with a real model, which is downloaded first (93 MB; its licence is told)
# make test    the same set-up, then the tests
# make lab     JupyterLab on the notebooks
# make models  the tiny base model and its never-knew twin, from scratch
# make figures the pictures and the table of the README, from the record that is shipped
# make versions the pipeline with the oldest and the newest packages, each in an environment of its own (long)
# make bench   measures, into runs/bench/bench.json
#
# PYTHON=python3.12       which Python makes the environment (3.11 or newer)
# WHP_VENV=~/envs/whp     where the environment is; one that is there already keeps its torch
# VENV_FLAGS=--system-site-packages   lets a new environment use the torch of PYTHON

WHP_VENV ?= .venv
VENV_FLAGS ?=
PRESET ?= tiny
RUN ?= demo
ARGS ?=
BIN := $(WHP_VENV)/bin
STAMP := $(WHP_VENV)/.whp-installed

.DEFAULT_GOAL := run
.PHONY: run real test lab models figures bench versions setup

run: setup
	@$(BIN)/whp-kit run --preset $(PRESET) --run $(RUN) $(ARGS)

real: setup
	@$(BIN)/whp-kit models get smollm2-135m
	@$(BIN)/whp-kit run --preset smollm2-135m --run real $(ARGS)

test: setup
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lab: setup
	@$(BIN)/jupyter lab notebooks

models: setup
	@$(BIN)/python -m tools.world
	@$(BIN)/python -m tools.world.train $(ARGS)

figures: setup
	@$(BIN)/python -m tools.readme_figures $(ARGS)

versions:
	@$(or $(PYTHON),python3) .ci/versions.py $(ARGS)

bench: setup
	@$(BIN)/python -m tools.bench $(ARGS)

# The stamp is a copy of pyproject.toml: a second call installs nothing, a changed dependency installs again.
setup:
	@cmp -s pyproject.toml $(STAMP) || PYTHON="$(PYTHON)" VENV_FLAGS="$(VENV_FLAGS)" sh .ci/setup $(WHP_VENV)
