"""Write the SQL that makes a schema, from PostgreSQL's own catalogue.

It knows what migrations make: tables with their constraints and indexes, functions, triggers, rights. Whether
that was all is not believed but compared: see `tenants.scripts`.
"""

from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from core import roles
from tenants import structure
from tenants.connections import connection

_STATEMENTS = (Path(__file__).with_name("sql") / "statements.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Piece:
    """One statement, and what it makes."""

    made: str
    statement: str


def pieces(schema: str) -> list[Piece]:
    """Return the statements that make the objects of a schema, in order; `CREATE SCHEMA` is not among them.

    Every name is written in full. Rights are given where they differ from those that `rights.create_schema`
    gives beforehand. The record of applied migrations is made as well. Needs the owner's rights; inside a
    transaction.
    """
    role = f'"{roles.of_schema(schema)}"'
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = pg_catalog")
        connection.search_path_set_schemas = None
        cursor.execute(_STATEMENTS, {"schema": schema, "role": role})
        found = [Piece(made, statement) for _, made, statement in cursor.fetchall()]
    return found + [_applied(schema, app, name) for app, name in sorted(structure.migrations(schema))]


def _applied(schema: str, app: str, name: str) -> Piece:
    statement = sql.SQL("INSERT INTO {} (app, name, applied) VALUES ({}, {}, now())").format(
        sql.Identifier(schema, "django_migrations"), sql.Literal(app), sql.Literal(name)
    )
    return Piece(f"migration {app}.{name}", statement.as_string())
