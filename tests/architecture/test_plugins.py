"""What holds of every plugin and of the plugin API."""

import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pluggy
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from core import hookspecs, plugins

ROOT = Path(__file__).resolve().parents[2]
SCHEMES = ["fuquan_licensing", "guizhou_township", "jiangsu_four_level", "xiajiang_three_roles"]


def hook_names() -> list[str]:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    return sorted(name for name in vars(manager.hook) if not name.startswith("_"))


def test_the_four_schemes_are_entry_points():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = declared["project"]["entry-points"][settings.PLUGIN_GROUP]

    assert declared == {name: f"plugins.{name}" for name in SCHEMES}
    assert set(SCHEMES) <= {point.name for point in entry_points(group=settings.PLUGIN_GROUP)}


def test_the_four_schemes_can_be_used():
    assert sorted(plugins.usable()) == SCHEMES
    assert [plugin.quarantined for plugin in plugins.all_found()] == [None] * 4


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_says_its_title_and_its_source(name):
    scheme = plugins.usable()[name]

    assert re.search(r"[\u4e00-\u9fff]", scheme.title)
    assert re.search(r"[\u4e00-\u9fff]", scheme.source)


@pytest.mark.parametrize("hook", hook_names())
def test_every_hook_is_documented(hook):
    assert len(getattr(hookspecs, hook).__doc__.splitlines()) > 2


@pytest.mark.parametrize("hook", hook_names())
def test_every_hook_is_implemented_by_the_sample_plugin(hook):
    text = (ROOT / "tests/sample_plugin/sample_scheme/hooks.py").read_text(encoding="utf-8")

    assert f"@hookimpl\ndef {hook}(" in text


@pytest.mark.parametrize("name", SCHEMES)
def test_a_plugins_relations_to_the_core_leave_deleting_to_the_database(name):
    # Django's collector would ask tables that other tenants lack, and every delete there would fail.
    for model in apps.get_app_config(name).get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model._meta.app_label != name:
                assert field.remote_field.on_delete is models.DO_NOTHING, field
                assert field.remote_field.hidden, field


@pytest.mark.parametrize("name", SCHEMES)
def test_every_clause_of_a_scheme_has_a_case_that_names_it(name):
    text = "".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "plugins" / name).rglob("*.py"))
    )

    missing = [clause.code for clause in plugins.usable()[name].clauses if clause.code not in text]

    assert missing == []
