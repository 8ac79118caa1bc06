# Two commands matter: `make run` brings up the product, `make test` proves it.
# Needed: Python 3.11 or newer, make, a C library. Everything else is fetched, pinned by hash.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run install install-dev front-end python test test-faults test-attacks test-browser check mutate bench bench-tenants bench-statistics schema rules lock clean

help: ## 列出全部目标
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 22

run: install ## 启动全部服务（Ctrl-C 停止）；端口与数据文件夹见 HONGLING_PORT、HONGLING_DATA
	@exec $(BIN)/hongling up --with-parent

install: $(VENV)/.runtime front-end ## 安装运行所需的全部依赖

install-dev: install $(VENV)/.development

test: install-dev ## 运行测试（不含故障与浏览器测试）
	@$(BIN)/pytest -n 2 --ignore=tests/faults --ignore=tests/browser tests

test-faults: install-dev ## 运行故障测试：终止进程、磁盘与端口问题等
	@$(BIN)/pytest tests/faults --ignore=tests/faults/test_statistics_attacks.py

test-attacks: install-dev ## 运行统计保密的攻击测试：200 组随机数据
	@$(BIN)/pytest -n 2 tests/faults/test_statistics_attacks.py

test-browser: install-dev ## 运行浏览器测试（需要 Chromium）
	@$(BIN)/pytest tests/browser

check: install-dev ## 静态检查：格式、类型、依赖方向、迁移、接口快照
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/hongling makemigrations --check --dry-run
	@$(BIN)/hongling graphql_schema --check
	@$(BIN)/hongling rules --check

mutate: install-dev ## 逐一改动规则中的一处，核对测试是否发现（MUTATE='--scheme … --minutes …'）
	@nice -n 10 $(BIN)/python tests/mutation $(MUTATE)

bench: install-dev ## 性能测试；超出标准则失败
	@$(BIN)/python bench/run.py

TENANTS ?= 100
bench-tenants: install-dev ## 测量租户的开通与升级，TENANTS=租户数（默认 100）；超出标准则失败
	@$(BIN)/python bench/tenants.py --tenants $(TENANTS)

bench-statistics: install-dev ## 测量跨地区统计，TENANTS=租户数（默认 100）；超出标准则失败
	@$(BIN)/python bench/regional_statistics.py --tenants $(TENANTS)

schema: install ## 重写 GraphQL 结构快照
	@$(BIN)/hongling graphql_schema

rules: install ## 重写 docs/rules 中各制度的规则说明
	@$(BIN)/hongling rules

COMPILE := $(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header

lock: install ## 重新锁定 Python 依赖的版本与校验值
	@$(COMPILE) pyproject.toml -o requirements.txt
	@$(COMPILE) --group tools -c requirements.txt -o requirements-tools.txt
	@$(COMPILE) --group node -o requirements-node.txt
	@$(COMPILE) pyproject.toml --extra dev -c requirements.txt -c requirements-tools.txt -o requirements-dev.txt

clean: ## 删除虚拟环境与下载的前端文件；数据文件夹 var/ 不受影响
	@rm -rf $(VENV) static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# uv does not read pip's configuration: hand it the package source that this machine is set to, unseen.
# It brings its own certificates: where the machine has a store (an office's own authority is in it), that counts.
CERTIFICATES := $(firstword $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem))
UV = source=$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}}; \
	env $${source:+UV_DEFAULT_INDEX=$$source} $(BIN)/uv $(if $(CERTIFICATES),--system-certs)

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "需要 Python 3.11 或更高版本。请安装后重试，或指明其位置：make run PYTHON=/路径/python3.11" >&2; exit 3; }
	@# A virtual environment does not survive being moved: its programs name its path.
	@if [ "$$(cat $(VENV)/.path 2>/dev/null)" != "$(CURDIR)" ]; then \
		rm -rf $(VENV); \
		$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
			echo "无法建立虚拟环境。请安装 Python 的 venv 模块（Debian：python3-venv）后重试。" >&2; exit 3; }; \
		echo "$(CURDIR)" > $(VENV)/.path; fi

$(VENV)/.runtime: requirements.txt requirements-tools.txt pyproject.toml | python
	@echo "安装依赖 …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@# Compiled once here: where the environment forbids Python to write bytecode, every start would compile it all.
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	@echo "安装开发依赖 …"
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

front-end: $(VENV)/.runtime
	@$(if $(CERTIFICATES),NODE_EXTRA_CA_CERTS=$${NODE_EXTRA_CA_CERTS:-$(CERTIFICATES)}) $(BIN)/python -m core.runtime.frontend
