"""One change of structure as SQL to be run in many tenants, where no Python is needed in each of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.migrations import Migration, operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import resolve_relation
from django.db.models import Field
from psycopg import sql

from tenants import migrating
from tenants.connections import connection
from tenants.registry import TenantRecord

_PLAIN = (
    *(operations.CreateModel, operations.DeleteModel, operations.RenameModel, operations.AlterModelTable),
    *(operations.AddField, operations.AlterField, operations.RemoveField, operations.RenameField),
    *(operations.AddIndex, operations.RemoveIndex, operations.RenameIndex),
    *(operations.AddConstraint, operations.RemoveConstraint, operations.AlterConstraint),
    *(operations.AlterUniqueTogether, operations.AlterModelOptions, operations.AlterModelManagers),
    *(operations.AlterModelTableComment, operations.RunSQL),
)
"""Operations whose SQL is the same for every tenant of the same structure."""
_OWN = (
    *(operations.CreateModel, operations.AddField, operations.RemoveField, operations.AlterModelOptions),
    *(operations.AddIndex, operations.RemoveIndex, operations.AddConstraint, operations.RemoveConstraint),
)
"""Operations that look at their own model and at those that it refers to, never at those that refer to it."""


@dataclass(frozen=True)
class Change:
    """What brings tenants of one structure to another one.

    :param applied: digest of the migrations that such a tenant records as applied.
    :param statements: what the migrations run, their record included; names without a schema.
    :param audited: whether the audit is to be attached anew afterwards.
    """

    applied: str
    statements: tuple[str, ...]
    audited: bool

    def script(self, schema: str) -> str:
        """Return the SQL for one tenant; it fails in a tenant that records other migrations."""
        parts = [
            sql.SQL("SET LOCAL search_path = {}, extensions").format(sql.Identifier(schema)).as_string(),
            # A division by zero, and with it the whole batch undone, where other migrations are recorded.
            _GUARD.format(recorded=sql.SQL(_APPLIED), applied=sql.Literal(self.applied)).as_string(),
            *self.statements,
        ]
        if self.audited:
            parts.append(migrating.triggers(schema))
        return ";\n".join(parts) + ";\n"


_APPLIED = """
    SELECT md5(string_agg(app || '.' || name, ',' ORDER BY app COLLATE "C", name COLLATE "C"))
      FROM django_migrations
"""
_GUARD = sql.SQL("SELECT 1 / coalesce(({recorded}) = {applied}, false)::int")
_AUDIT = """
    SELECT (SELECT md5(string_agg(t.tgrelid || t.tgname || t.tgtype || encode(t.tgargs, 'hex'), ','
                                  ORDER BY t.oid))
              FROM pg_depend d JOIN pg_trigger t ON t.tgrelid = d.objid AND NOT t.tgisinternal
             WHERE d.refclassid = 'pg_namespace'::regclass AND d.classid = 'pg_class'::regclass
               AND d.refobjid = %(schema)s::regnamespace),
           (SELECT md5(string_agg(p.prosrc || p.proconfig::text || p.proacl::text, ',' ORDER BY p.oid))
              FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
             WHERE d.refclassid = 'pg_namespace'::regclass AND d.classid = 'pg_proc'::regclass
               AND d.refobjid = %(schema)s::regnamespace)
"""


def change(record: TenantRecord, *, plugins: frozenset[str]) -> Change | None:
    """Return what a tenant lacks as SQL, or None where Django itself must migrate each tenant.

    The migrations are run in this tenant to see what they do, and rolled back.
    """
    with migrating.for_migration(record, plugins=plugins), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_APPLIED)
            applied = cursor.fetchone()[0]
        executor = MigrationExecutor(connection)
        steps = migrating.plan(executor, migrating.tenant_labels(plugins))
        if not all(_is_plain(step) for step in steps):
            return None
        with _recording() as statements:
            loader = executor.loader
            standing = loader.project_state(
                [key for key in loader.applied_migrations if key in loader.graph.nodes]
            )
            executor.migrate([], [(step, False) for step in steps], state=_narrowed(standing, steps))
        before = _audit_of(record.schema_name)
        migrating.attach_triggers()
        audited = before != _audit_of(record.schema_name)
        transaction.set_rollback(True)
    return Change(applied, (*statements, *map(_recorded, steps)), audited)


def _narrowed(state: ProjectState, steps: Sequence[Migration]) -> ProjectState:
    """Return the state with only those models that the steps look at: Django renders all that there are."""
    done = [(step.app_label, operation) for step in steps for operation in step.operations]
    if not all(isinstance(operation, _OWN) for _, operation in done):
        return state
    refers_to = defaultdict(set)
    for target, referring in state.relations.items():
        for model in referring:
            refers_to[model].add(target)
    wanted: set[tuple[str, str]] = set()
    waiting = {model for app_label, operation in done for model in _looked_at(app_label, operation)}
    while waiting:
        model = waiting.pop()
        if model in state.models and model not in wanted:
            wanted.add(model)
            waiting |= refers_to[model]
    return ProjectState(
        models={key: model for key, model in state.models.items() if key in wanted},
        real_apps=state.real_apps,
    )


def _looked_at(app_label: str, operation: Any) -> Iterator[tuple[str, str]]:
    """Yield the models that an operation names: its own, and those that its fields refer to."""
    name = operation.model_name if hasattr(operation, "model_name") else operation.name
    yield app_label, name.lower()
    fields = dict(getattr(operation, "fields", ())).values()
    for field in (*fields, getattr(operation, "field", None)):
        if field is not None and field.remote_field is not None:
            yield resolve_relation(field.remote_field.model, app_label, name.lower())


def _audit_of(schema: str) -> tuple[Any, ...]:
    """Return digests of a schema's triggers and functions."""
    with connection.cursor() as cursor:
        cursor.execute(_AUDIT, {"schema": f'"{schema}"'})
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def _is_plain(step: Migration) -> bool:
    return step.atomic and all(map(_is_plain_operation, step.operations))


def _is_plain_operation(operation: Any) -> bool:
    if isinstance(operation, operations.SeparateDatabaseAndState):
        return all(map(_is_plain_operation, operation.database_operations))
    field: Field[Any, Any] | None = getattr(operation, "field", None)
    # A default that is computed may differ from tenant to tenant.
    computed = field is not None and callable(field.default) and field.has_default()
    return isinstance(operation, _PLAIN) and not computed


@contextmanager
def _recording() -> Iterator[list[str]]:
    """Collect what schema editors run inside the block, values filled in."""
    statements: list[str] = []
    usual: Any = connection.SchemaEditorClass

    class Recorder(usual):
        def execute(self, statement: Any, params: Sequence[Any] | None = ()) -> None:
            with connection.cursor() as cursor:
                text = str(statement)
                filled = text if params is None else cursor.cursor.mogrify(text, tuple(params))
            statements.append(filled.rstrip().rstrip(";"))
            super().execute(statement, params)

    connection.SchemaEditorClass = Recorder
    try:
        yield statements
    finally:
        connection.SchemaEditorClass = usual


def _recorded(step: Migration) -> str:
    return (
        sql.SQL("INSERT INTO django_migrations (app, name, applied) VALUES ({}, {}, now())")
        .format(sql.Literal(step.app_label), sql.Literal(step.name))
        .as_string()
    )
