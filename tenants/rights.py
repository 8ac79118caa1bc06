"""Lift the least rights for migrations and provisioning, and give each role what it may do."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql

from core import roles
from core.outbox.models import TENANT_INSERTABLE
from core.reference.models import TENANT_READABLE
from core.runtime import database
from tenants.connections import connection


@contextmanager
def owner() -> Iterator[None]:
    """Run the block with the rights of the owner, without time limits on statements and locks.

    In a process that signed in as the application role PostgreSQL refuses what the block then tries.
    """
    if connection.is_owner:
        yield
        return
    connection.renew_when_worn()
    with connection.as_owner(), connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = '30s'")
        try:
            yield
        finally:
            if connection.is_usable():
                cursor.execute("RESET statement_timeout; RESET lock_timeout")


@contextmanager
def time_limit(milliseconds: int) -> Iterator[None]:
    """End any statement of the block that takes longer, inside the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [milliseconds])
        yield
        cursor.execute("SET LOCAL statement_timeout = 0")


def create_extensions() -> None:
    """Create the schema and the extensions that migrations need, where a database lacks them."""
    statements = [
        sql.SQL("CREATE SCHEMA IF NOT EXISTS extensions; GRANT USAGE ON SCHEMA extensions TO PUBLIC"),
        *(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA extensions").format(sql.Identifier(name))
            for name in database.EXTENSIONS
        ),
    ]
    for statement in statements:
        _execute(statement)


def grant_public() -> None:
    """Let the application role use the shared tables that exist and those to come, and all tenants some."""
    _execute(
        sql.SQL(
            "GRANT USAGE ON SCHEMA public TO {role};"
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};"
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
            " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};"
        ).format(role=sql.Identifier(roles.application()))
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [roles.all_tenants()])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(roles.all_tenants())))
        for right, names in (("SELECT", TENANT_READABLE), ("INSERT", TENANT_INSERTABLE)):
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            # Before the first migration there is none of them yet; this is called again after it.
            standing = {name for (name,) in cursor.fetchall()} & set(names)
            for name in sorted(standing):
                cursor.execute(
                    sql.SQL("GRANT {} ON {} TO {}").format(
                        sql.SQL(right), sql.Identifier("public", name), sql.Identifier(roles.all_tenants())
                    )
                )


def create_role(schema: str) -> None:
    """Create the role of a tenant where it is missing; the application may take it, and the owner through it.

    One membership a tenant, not two: PostgreSQL goes through all of them whenever one changed.
    """
    name = roles.of_schema(schema)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(
                sql.SQL("CREATE ROLE {role} NOLOGIN INHERIT IN ROLE {common} ROLE {application}").format(
                    role=sql.Identifier(name),
                    common=sql.Identifier(roles.all_tenants()),
                    application=sql.Identifier(roles.application()),
                )
            )


def drop_role(schema: str) -> None:
    """Drop the role of a tenant whose schema is gone, if it is there."""
    role, owner = sql.Identifier(roles.of_schema(schema)), sql.Identifier(roles.owner())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [roles.of_schema(schema)])
        if cursor.fetchone():
            # Only a member may take away what the role may do elsewhere.
            cursor.execute(
                sql.SQL("GRANT {role} TO {owner}; DROP OWNED BY {role}; DROP ROLE {role}").format(
                    role=role, owner=owner
                )
            )


def create_schema(schema: str) -> None:
    """Create an empty schema whose future tables the tenant's role may use."""
    _execute(
        sql.SQL(
            "CREATE SCHEMA {schema};"
            "GRANT USAGE ON SCHEMA {schema} TO {role};"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}"
            " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role};"
        ).format(schema=sql.Identifier(schema), role=sql.Identifier(roles.of_schema(schema)))
    )


def drop_schema(schema: str) -> None:
    """Drop a schema with all that is in it, if it is there."""
    _execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def _execute(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
