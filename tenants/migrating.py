"""Bring the public schema and the tenants to the level of the code, each with its own tables only."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django_tenants.utils import app_labels, tenant_context
from psycopg import sql

from core.audit import services as audit
from tenants import rights
from tenants.connections import connection
from tenants.models import TenantState
from tenants.registry import TenantRecord
from tenants.statistics import marks

Progress = Callable[[str], None]


_STRUCTURES = """
    SELECT t.schema_name, t.structure, array_remove(array_agg(p.plugin), NULL)
      FROM public.tenants_tenant t LEFT JOIN public.tenants_tenantplugin p ON p.tenant_id = t.id
     WHERE t.state <> %s GROUP BY t.id ORDER BY t.schema_name
"""


@dataclass(frozen=True)
class Lacking:
    """A tenant below the level of the code: plugins whose tables it has, its structure, the wanted one."""

    schema_name: str
    plugins: frozenset[str]
    structure: str
    wanted: str


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
    with for_migration(record, plugins=plugins), transaction.atomic():
        applied = _migrate(tenant_labels(plugins), progress)
        attach_triggers()
    return applied


def attach_triggers() -> None:
    """Give the connection's tenant the audit's and the statistics' triggers; after its tables changed."""
    audit.attach_triggers(connection)
    marks.attach(connection)


def triggers(schema: str) -> str:
    """Return the SQL with which `attach_triggers` does so."""
    return audit.installation(schema).as_string() + ";\n" + marks.installation(schema).as_string()


@contextmanager
def for_migration(record: TenantRecord, *, plugins: frozenset[str]) -> Iterator[None]:
    """Look at a tenant as the owner, as one that runs just these plugins, inside the block."""
    with tenant_context(replace(record, active_plugins=plugins)), rights.owner():
        yield


def tenant_labels(plugins: Iterable[str]) -> list[str]:
    """Return the apps whose tables stand in a tenant with these plugins."""
    return [*app_labels(settings.CORE_TENANT_APPS), *sorted(plugins)]


def plan(executor: MigrationExecutor, labels: list[str]) -> list[Migration]:
    """Return the migrations that bring these apps to the level of the code, in order.

    :raises RuntimeError: if one of them needs another app's.
    """
    found = [migration for migration, _ in executor.migration_plan(_leaves(executor.loader, labels))]
    strangers = sorted({migration.app_label for migration in found} - set(labels))
    if strangers:
        raise RuntimeError(
            f"Migrations of {', '.join(labels)} depend on apps outside their schema: {', '.join(strangers)}. "
            "A tenant's tables must not refer to them; use plain columns."
        )
    return found


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
    """Return the digest of the newest migrations of core and the given plugins, and of the triggers' SQL."""
    nodes = _leaves(loaded(), tenant_labels(plugins))
    return hashlib.sha256(f"{sorted(nodes)} {_triggers()}".encode()).hexdigest()


def has_migrations(plugin: str) -> bool:
    """Return whether a plugin has tables of its own."""
    return bool(_leaves(loaded(), [plugin]))


def behind() -> list[Lacking]:
    """Return the tenants whose schema lacks a migration; one query for any number of tenants."""
    with connection.cursor() as cursor:
        cursor.execute(_STRUCTURES, [TenantState.PROVISIONING])
        rows = cursor.fetchall()
    importable = frozenset(app_labels(settings.PLUGIN_APPS))
    wanted: dict[frozenset[str], str] = {}
    lacking = []
    for slug, standing, names in rows:
        plugins = importable.intersection(names)
        if plugins not in wanted:
            wanted[plugins] = structure(plugins)
        if standing != wanted[plugins]:
            lacking.append(Lacking(slug, plugins, standing, wanted[plugins]))
    return lacking


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
def loaded() -> MigrationLoader:
    """Return the migrations of the code, without looking at any database."""
    return MigrationLoader(None)


@cache
def _triggers() -> str:
    return hashlib.sha256(triggers("").encode()).hexdigest()


def _leaves(loader: MigrationLoader, labels: Iterable[str]) -> list[tuple[str, str]]:
    wanted = set(labels)
    return [node for node in loader.graph.leaf_nodes() if node[0] in wanted]


def _migrate(labels: list[str], progress: Progress) -> int:
    def report(action: str, migration: Migration | None = None, fake: bool | None = False) -> None:
        if action == "apply_start":
            progress(f"  {migration}")

    executor = MigrationExecutor(connection, report)
    steps = plan(executor, labels)
    executor.migrate(_leaves(executor.loader, labels), [(migration, False) for migration in steps])
    return len(steps)
