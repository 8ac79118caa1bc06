"""Bring the public schema and the tenants to the level of the code, each with its own tables only."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django_tenants.utils import app_labels, tenant_context
from psycopg import sql

from core.audit import services as audit
from tenants import registry, rights
from tenants.models import Tenant, TenantState
from tenants.registry import TenantRecord

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Failure:
    """A tenant that could not be migrated, and why."""

    schema_name: str
    reason: str


def silent(line: str) -> None:
    """Ignore a line of progress."""


def public(progress: Progress = silent) -> int:
    """Migrate the public schema; return how many migrations were applied."""
    connection.set_schema_to_public()
    with rights.owner(), _one_at_a_time():
        with transaction.atomic():
            rights.create_extensions()
            rights.grant_public()
        applied = _migrate(app_labels(settings.SHARED_APPS), progress)
        with transaction.atomic():
            rights.grant_public()
            audit.attach_triggers(connection)
    return applied


def tenant(record: TenantRecord, *, plugins: frozenset[str], progress: Progress = silent) -> int:
    """Migrate one tenant to core plus the given plugins in one transaction; return the migrations applied.

    :param plugins: names of the plugins whose tables stand in the schema, active or not.
    """
    target = replace(record, active_plugins=plugins)
    with tenant_context(target), rights.owner(), transaction.atomic():
        applied = _migrate([*app_labels(settings.CORE_TENANT_APPS), *sorted(plugins)], progress)
        audit.attach_triggers(connection)
    return applied


def drop_if_empty(record: TenantRecord, *, plugin: str) -> bool:
    """Drop a plugin's tables from a tenant unless one of them holds a row; return whether it was done."""
    models = apps.get_app_config(plugin).get_models(include_auto_created=True)
    tables = [sql.Identifier(model._meta.db_table) for model in models if model._meta.managed]
    with tenant_context(replace(record, active_plugins=record.active_plugins | {plugin})), rights.owner():
        with connection.cursor() as cursor:
            for table in tables:
                # The lock keeps a row from appearing between this look and the drop.
                cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
                cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(table))
                if cursor.fetchone()[0]:
                    return False
        MigrationExecutor(connection).migrate([(plugin, None)])
    return True


def structure(plugins: Iterable[str]) -> str:
    """Return the digest of the newest migrations of core and the given plugins, and of the audit's SQL."""
    nodes = _leaves(_loader(), [*app_labels(settings.CORE_TENANT_APPS), *plugins])
    return hashlib.sha256(f"{sorted(nodes)} {_audit()}".encode()).hexdigest()


def behind() -> list[Tenant]:
    """Return the tenants whose schema lacks a migration; two queries for any number of tenants."""
    expected: dict[frozenset[str], str] = {}
    lacking = []
    for row in Tenant.objects.exclude(state=TenantState.PROVISIONING).prefetch_related("plugins"):
        plugins = frozenset(plugin.plugin for plugin in row.plugins.all()) & _importable()
        if plugins not in expected:
            expected[plugins] = structure(plugins)
        if row.structure != expected[plugins]:
            lacking.append(row)
    return lacking


def all_tenants(progress: Progress = silent) -> list[Failure]:
    """Migrate every tenant that lacks a migration, past failing ones; return the failures."""
    failures = []
    lacking = behind()
    for number, row in enumerate(lacking, start=1):
        progress(f"租户 {row.schema_name}（{number}/{len(lacking)}）")
        try:
            _bring_up(row)
        except Exception as error:  # noqa: BLE001 - one tenant's failure must not keep the others back
            failures.append(Failure(row.schema_name, f"{type(error).__name__}: {error}"))
    return failures


def _bring_up(row: Tenant) -> None:
    record = registry.by_schema(row.schema_name)
    assert record is not None
    plugins = frozenset(row.plugins.values_list("plugin", flat=True)) & _importable()
    with transaction.atomic():
        Tenant.objects.select_for_update().get(pk=row.pk)
        tenant(record, plugins=plugins)
        Tenant.objects.filter(pk=row.pk).update(structure=structure(plugins))


def _importable() -> frozenset[str]:
    return frozenset(app_labels(settings.PLUGIN_APPS))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep a second migrating process waiting until this one is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('hongling.migrate'))")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('hongling.migrate'))")


@cache
def _loader() -> MigrationLoader:
    """Return the migrations of the code, without looking at any database."""
    return MigrationLoader(None)


@cache
def _audit() -> str:
    return hashlib.sha256(audit.installation("").as_string().encode()).hexdigest()


def _leaves(loader: MigrationLoader, labels: Iterable[str]) -> list[tuple[str, str]]:
    wanted = set(labels)
    return [node for node in loader.graph.leaf_nodes() if node[0] in wanted]


def _migrate(labels: list[str], progress: Progress) -> int:
    def report(action: str, migration: object = None, fake: bool = False) -> None:
        if action == "apply_start":
            progress(f"  {migration}")

    executor = MigrationExecutor(connection, report)
    targets = _leaves(executor.loader, labels)
    plan = executor.migration_plan(targets)
    strangers = sorted({migration.app_label for migration, _ in plan} - set(labels))
    if strangers:
        raise RuntimeError(
            f"Migrations of {', '.join(labels)} depend on apps outside their schema: {', '.join(strangers)}. "
            "A tenant's tables must not refer to them; use plain columns."
        )
    executor.migrate(targets, plan)
    return len(plan)
