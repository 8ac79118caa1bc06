"""A law is made of the core's pure policy package, the standard library and pydantic, in short modules."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCHEMES = sorted({path.parent for path in (ROOT / "plugins").glob("*/policy.py")} | {ROOT / "core" / "law"})
PURE = {"policy", "facts", "clauses", "vocabulary", "scheme", "service"}
LONGEST = 400


def law_modules() -> list[Path]:
    """Return the modules that hold figures and rules of every scheme."""
    return [
        path
        for folder in SCHEMES
        for path in sorted(folder.glob("*.py"))
        if path.stem in ("policy", "service") or path.stem.startswith("rules")
    ]


def imported(path: Path) -> set[str]:
    """Return the dotted names of all modules that a file imports, also inside of functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def allowed(name: str, own: str) -> bool:
    """Tell whether a law's module may import something: its own scheme's pure modules count as itself."""
    first = name.split(".", 1)[0]
    if first in sys.stdlib_module_names or first == "pydantic" or name.startswith("core.policy."):
        return True
    part = name.removeprefix(f"{own}.").split(".", 1)[0]
    return name.startswith(f"{own}.") and (part in PURE or part.startswith("rules"))


@pytest.mark.parametrize("path", law_modules(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_figures_and_rules_rest_on_nothing_but_the_pure_package(path):
    own = ".".join(path.parent.relative_to(ROOT).parts)

    assert {name for name in imported(path) if not allowed(name, own)} == set()
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_every_scheme_has_figures_and_rules():
    found = {(path.parent.name, path.stem) for path in law_modules()}

    assert [folder.name for folder in SCHEMES] == [
        "law",
        "fuquan_licensing",
        "guizhou_township",
        "jiangsu_four_level",
        "xiajiang_three_roles",
    ]
    assert {(folder.name, stem) for folder in SCHEMES for stem in ("policy", "rules")} <= found
