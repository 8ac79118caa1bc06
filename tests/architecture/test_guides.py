"""Guides say what is there: every hook, every link, every command."""

import re
import subprocess
import sys
from pathlib import Path

import guides
import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "plugin-guide.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(?:python|toml)\n(.*?)```", GUIDE, flags=re.DOTALL)


def test_every_block_of_the_plugin_guide_names_its_file():
    named = [re.match(r"# (pyproject\.toml|home_visits/[\w/]+\.py)\n", block) for block in BLOCKS]

    assert all(named)
    assert len(BLOCKS) == 17


def test_the_plugin_guides_package_is_in_house_style(tmp_path):
    guides.write_plugin(tmp_path)
    ruff = [sys.executable, "-m", "ruff"]
    configured = ["--config", str(ROOT / "pyproject.toml"), str(tmp_path)]

    # S608: an indicator's statement is put together from names written in code.
    for how in (["check", "--ignore", "INP001,S608"], ["format", "--check"]):
        done = subprocess.run([*ruff, *how, *configured], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


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
