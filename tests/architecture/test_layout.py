"""Where things stand, and why they must not stand elsewhere."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout.split()


def test_the_graphql_folder_is_no_package():
    # `import graphql` is graphql-core; a package of ours of that name would hide it whenever the
    # repository's root comes first on the path, so that things break depending on how one starts.
    assert not (ROOT / "graphql" / "__init__.py").exists()


def test_graphql_core_is_what_import_graphql_finds():
    import graphql

    assert hasattr(graphql, "GraphQLSchema")


def test_no_folder_of_tests_is_a_package():
    # `tests/core/__init__.py` would hide the package `core`.
    assert tracked("tests/**/__init__.py", "tests/__init__.py") == [
        "tests/fault_plugin/fault_plugin/__init__.py",
        "tests/sample_plugin/sample_scheme/__init__.py",
        "tests/sample_plugin/sample_scheme/migrations/__init__.py",
    ]


@pytest.mark.parametrize("package", ["core", "tenants", "plugins"])
def test_every_folder_with_modules_is_a_package(package):
    missing = [
        str(folder.relative_to(ROOT))
        for folder in {path.parent for path in (ROOT / package).rglob("*.py")}
        if not (folder / "__init__.py").exists()
    ]

    assert missing == []


def test_modules_stay_short():
    long = {
        name: count
        for name in tracked("*.py")
        if "/migrations/" not in name
        and (count := len((ROOT / name).read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}


def test_the_import_contracts_hold():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_no_rule_is_cut_by_a_tenants_name():
    import re

    pattern = re.compile(r"if .*tenant.*(schema_name|slug|name)\b *==")
    found = [
        f"{name}:{number}"
        for name in tracked("core/**/*.py", "tenants/**/*.py", "plugins/**/*.py", "graphql/**/*.py")
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]

    assert found == []
