"""Guides that quote code quote what stands in the files."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "plugin-guide.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "tests" / "sample_plugin"
BLOCKS = re.findall(r"```(?:python|toml)\n(.*?)```", GUIDE, flags=re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[1].strip()[:40])
def test_the_plugin_guide_quotes_the_sample(block):
    files = [*SAMPLE.rglob("*.py"), SAMPLE / "pyproject.toml"]

    assert any(block.rstrip("\n") in path.read_text(encoding="utf-8") for path in files)


def test_the_plugin_guide_shows_every_hook():
    from core import hookspecs

    hooks = [name for name, value in vars(hookspecs).items() if hasattr(value, "hongling_spec")]

    assert sorted(hooks) == [
        "check",
        "credentials",
        "demo",
        "graphql_mutation",
        "graphql_query",
        "indicators",
        "scheme",
        "switched_on",
    ]
    for hook in hooks:
        assert f"def {hook}(" in GUIDE


@pytest.mark.parametrize(
    "page", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
)
def test_links_between_pages_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")

    for target in re.findall(r"\]\((?!https?://)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), target


@pytest.mark.parametrize("target", ["run", "test", "check", "test-faults", "bench"])
def test_the_readmes_commands_exist(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)
    assert f"make {target}" in (ROOT / "README.md").read_text(encoding="utf-8")
