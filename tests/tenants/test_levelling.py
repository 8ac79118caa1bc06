"""Bringing all tenants to the level of the code: which lack something, by SQL or by Django, past failures."""

import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

import core.migrations
from core.actors import Actor
from tenants import changes, levelling, migrating, provisioning, registry, rights, structure
from tenants.models import Tenant, TenantState

ACTOR = Actor(realm="public", id="1", name="管理员")
NEXT = """
from django.db import migrations, models


def visit(apps, schema_editor):
    apps.get_model("core", "Person").objects.filter(name="").update(name="无名")


class Migration(migrations.Migration):
    dependencies = [("core", {latest!r})]
    operations = [{operations}]
"""
COLUMN = 'migrations.AddField("Person", "nickname", models.CharField(max_length=20, db_default="小"))'
FIELDS = '("id", models.BigAutoField(primary_key=True)), ("token", models.TextField())'
TABLE = f'migrations.CreateModel("Note", [{FIELDS}])'
UNIQUE = 'migrations.AddConstraint("Person", models.UniqueConstraint(fields=["pinyin"], name="one_pinyin"))'
VISIT = "migrations.RunPython(visit, migrations.RunPython.noop)"


@pytest.fixture
def next_level(db, settings, tmp_path, monkeypatch) -> Callable[..., None]:
    """Let the code have one migration of the core more, made of the given operations."""

    def grow(*operations: str) -> None:
        package = f"core_migrations_{tmp_path.name}"
        folder = tmp_path / package
        shutil.copytree(
            Path(core.migrations.__path__[0]), folder, ignore=shutil.ignore_patterns("__pycache__")
        )
        latest = max(file.stem for file in folder.glob("0*.py"))
        (folder / "9999_next.py").write_text(
            NEXT.format(latest=latest, operations=", ".join(operations)), encoding="utf-8"
        )
        monkeypatch.syspath_prepend(tmp_path)
        settings.MIGRATION_MODULES = {"core": package}
        migrating.loaded.cache_clear()

    yield grow
    migrating.loaded.cache_clear()
    for name in [name for name in sys.modules if name.startswith("core_migrations_")]:
        del sys.modules[name]


def open_tenants(*slugs: str) -> None:
    for slug in slugs:
        provisioning.open_tenant(slug=slug, name=slug, region_code="360823", actor=ACTOR, on=date(2026, 5, 1))


def described(slug: str) -> dict[tuple[str, str], str]:
    with rights.owner(), transaction.atomic():
        return structure.describe(slug)


def lacking() -> list[str]:
    return [one.schema_name for one in migrating.behind()]


def change_for(slug: str) -> changes.Change | None:
    return changes.change(registry.by_schema(slug), plugins=registry.by_schema(slug).active_plugins)


def test_nothing_to_do_is_found_with_one_query(db, django_assert_num_queries):
    Tenant.objects.exists()  # From here on the session looks at the public schema.

    with django_assert_num_queries(1):
        assert levelling.all_tenants() == []


def test_every_tenant_but_an_unfinished_one_is_found_to_lack_a_new_migration(next_level):
    Tenant.objects.create(schema_name="unfinished", name="丙县", region_code="360823")
    Tenant.objects.filter(schema_name="beta").update(state=TenantState.ARCHIVED)
    next_level(COLUMN)

    assert lacking() == ["alpha", "beta"]


@pytest.mark.parametrize(
    "operations", [[COLUMN], [TABLE], [COLUMN, TABLE, UNIQUE]], ids=["column", "table", "all"]
)
def test_a_plain_change_by_sql_gives_the_same_structure_as_django(next_level, operations):
    open_tenants("gamma")
    next_level(*operations)
    migrating.tenant(registry.by_schema("gamma"), plugins=frozenset())
    Tenant.objects.filter(schema_name="gamma").update(structure=migrating.structure([]))

    assert change_for("beta") is not None
    assert levelling.all_tenants() == []

    assert lacking() == []
    assert structure.differences(described("beta"), described("gamma")) == []
    with rights.owner():
        assert ("core", "9999_next") in structure.migrations("beta")


def test_a_plain_change_is_made_in_batches(next_level, monkeypatch):
    monkeypatch.setattr(levelling, "BATCH", 2)
    open_tenants("gamma", "delta")
    next_level(COLUMN)
    lines = []

    assert levelling.all_tenants(lines.append) == []

    assert lines == [
        "4 个租户需要升级",
        "批量升级 1/1（至 alpha）",
        "批量升级 2/3（至 delta）",
        "批量升级 3/3（至 gamma）",
    ]


def test_showing_a_change_leaves_the_tenant_as_it_was(next_level):
    before = described("beta")
    next_level(COLUMN)

    change_for("beta")

    assert described("beta") == before


def test_a_new_column_needs_no_new_triggers(next_level):
    next_level(COLUMN)

    assert change_for("beta").audited is False


def test_a_new_table_gets_its_triggers(next_level):
    next_level(TABLE)

    assert change_for("beta").audited is True
    assert levelling.all_tenants() == []
    assert "token" in described("beta")["trigger", "core_note.audit_insert"]


def test_a_migration_with_python_is_left_to_django(next_level):
    next_level(VISIT)

    assert change_for("beta") is None
    assert levelling.all_tenants() == []
    assert lacking() == []


def test_a_tenant_whose_data_refuse_the_change_is_named_and_keeps_its_structure(next_level):
    open_tenants("gamma", "delta", "epsilon")
    with rights.owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delta.core_person (id, name, pinyin) SELECT gen_random_uuid(), '张三', 'zhang san'"
            " FROM generate_series(1, 2)"
        )
        # Foreign keys of the rows are looked at when a transaction ends, which this one does not.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    before = described("delta")
    next_level(COLUMN, UNIQUE)

    [failure] = levelling.all_tenants()

    assert failure.schema_name == "delta"
    assert "one_pinyin" in failure.reason
    assert lacking() == ["delta"]
    assert described("delta") == before
    assert ("constraint", "core_person.one_pinyin") in described("epsilon")


def test_a_rerun_levels_the_tenant_that_failed(next_level):
    open_tenants("gamma")
    with rights.owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gamma.core_person (id, name, pinyin) SELECT gen_random_uuid(), '张三', 'zhang san'"
            " FROM generate_series(1, 2)"
        )
    next_level(UNIQUE)
    assert [failure.schema_name for failure in levelling.all_tenants()] == ["gamma"]
    with rights.owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM gamma.core_person")
    connection.check_constraints()

    assert levelling.all_tenants() == []

    assert lacking() == []
    assert structure.differences(described("gamma"), described("beta")) == []


def test_a_tenant_that_records_other_migrations_than_its_neighbours_is_migrated_by_django(next_level):
    open_tenants("gamma")
    next_level(COLUMN)
    migrating.tenant(registry.by_schema("gamma"), plugins=frozenset())

    assert lacking() == ["alpha", "beta", "gamma"]
    lines = []

    assert levelling.all_tenants(lines.append) == []

    assert lines[-1] == "租户 gamma（1/1）"
    assert lacking() == []
    assert structure.differences(described("gamma"), described("beta")) == []


def test_the_same_run_levels_tenants_with_and_without_plugins(next_level):
    next_level(COLUMN)

    assert levelling.all_tenants() == []

    assert (
        described("alpha")["column", "core_person.nickname"]
        == described("beta")["column", "core_person.nickname"]
    )
