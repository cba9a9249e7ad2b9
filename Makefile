# make help 看有哪些命令。.venv 的内容只由锁文件决定：锁没有变就不再安装。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYPINYIN_NO_PHRASES := true

.PHONY: help setup setup-dev run test check bench

help:
	@echo "make run     建好环境，用内置数据库和示范县启动，打开 http://127.0.0.1:$${PORT:-8000}"
	@echo "make test    建好环境，运行全部检查和测试"
	@echo "make check   只做静态检查：格式、类型、依赖方向、内容"
	@echo "make bench   并排测速"
	@echo "make setup   只建运行环境"

$(VENV)/.run-ready: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev-ready: requirements-dev.lock $(VENV)/.run-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.run-ready
setup-dev: $(VENV)/.dev-ready

run: setup
	@$(BIN)/python -m backend serve --demo

check: setup-dev
	$(BIN)/ruff check backend tests benchmarks
	$(BIN)/ruff format --check backend tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m backend content check

test: check
	$(BIN)/python -m pytest -n 2 --dist loadgroup

bench: setup-dev
	$(BIN)/python benchmarks/run.py
