"""A migration that fails, or whose process is killed, in tenant 3 of 5 leaves all five serving."""

import re
import secrets
import shutil
import signal
from pathlib import Path

import pytest
from faults import towns

import core.migrations

SLUGS = ["one", "two", "three", "four", "five"]
MIGRATION = """
from django.db import migrations, models


def visit(apps, schema_editor):
    apps.get_model("core", "Person").objects.filter(name="").update(name="无名")


class Migration(migrations.Migration):
    dependencies = [("core", {latest!r})]
    operations = [
        migrations.AddConstraint(
            "Person", models.UniqueConstraint(fields=["name"], name="one_name"),
        ),
        {operation}
    ]
"""
SETTINGS = """
from core.settings import *

MIGRATION_MODULES = {"core": "later_migrations"}
"""
VISIT = "migrations.RunPython(visit, migrations.RunPython.noop)"


@pytest.fixture
def town(services, child_environment):
    with towns.built(services.admin_url, child_environment, f"faults_{secrets.token_hex(4)}") as built:
        for slug in SLUGS:
            done = built.open(slug)
            assert done.returncode == 0, done.stderr
        yield built


@pytest.fixture
def later(town, tmp_path):
    """Environment in which the code has one migration more, made of one operation beside a constraint."""

    def make(operation: str = "") -> dict[str, str]:
        package = tmp_path / "later_migrations"
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(Path(core.migrations.__path__[0]), package, ignore=unwanted)
        latest = max(file.stem for file in package.glob("0*.py"))
        text = MIGRATION.format(latest=latest, operation=operation)
        (package / "9999_later.py").write_text(text, encoding="utf-8")
        (tmp_path / "later_settings.py").write_text(SETTINGS, encoding="utf-8")
        path = f"{town.environment['PYTHONPATH']}:{tmp_path}"
        return {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "later_settings"}

    return make


def levelled(town) -> list[str]:
    return [
        slug
        for slug in SLUGS
        if town.rows(f"SELECT 1 FROM {slug}.django_migrations WHERE name = '9999_later'")
    ]


def assert_all_serve_and_a_rerun_levels_them(town, environment) -> None:
    assert [town.status(slug) for slug in SLUGS] == [200] * 5

    done = town.run("tenants", "migrate", **environment)

    assert done.returncode == 0, done.stderr
    assert levelled(town) == SLUGS
    [first, *others] = town.describe(*SLUGS)
    assert [other == first for other in others] == [True] * 4


@pytest.mark.parametrize("operation", ["", VISIT], ids=["by sql", "by django"])
def test_a_failing_tenant_is_named_and_the_others_are_levelled(town, later, operation):
    twice = "INSERT INTO three.core_person (id, {columns}) SELECT gen_random_uuid(), {values}"
    town.execute(twice.format(**required(town, "three", "core_person")) + " FROM generate_series(1, 2)")
    environment = later(operation)

    done = town.run("tenants", "migrate", **environment)

    assert done.returncode == 1
    assert re.findall(r"租户 (\w+) 升级失败.*one_name", done.stderr) == ["three"]
    assert levelled(town) == ["one", "two", "four", "five"]
    town.execute("DELETE FROM three.core_person")
    assert_all_serve_and_a_rerun_levels_them(town, environment)


def test_a_process_killed_in_one_tenant_leaves_that_tenant_as_it_was(town, later):
    environment = later(VISIT)
    before = town.describe("three")

    with town.locked("LOCK TABLE three.core_person IN ACCESS EXCLUSIVE MODE") as waiting:
        process = town.start("tenants", "migrate", "--processes", "1", **environment)
        waiting("three.core_person")
        process.send_signal(signal.SIGKILL)
        process.communicate()

    assert town.describe("three") == before
    assert_all_serve_and_a_rerun_levels_them(town, environment)


def required(town, schema: str, table: str) -> dict[str, str]:
    """Return columns without default and a plain value for each, the same in every row."""
    columns = town.rows(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = %s"
        " AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL AND column_name <> 'id'",
        schema,
        table,
    )
    plain = {"character varying": "'x'", "text": "'x'", "boolean": "false", "jsonb": "'{}'", "bytea": "''"}
    return {
        "columns": ", ".join(name for name, _ in columns),
        "values": ", ".join(plain.get(kind, "0") for _, kind in columns),
    }
