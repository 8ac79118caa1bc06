"""What a tenant's schema is made of, described so that two schemas can be compared."""

import re
from pathlib import Path

from psycopg import sql

from core import roles
from tenants.connections import connection

_DESCRIBE = (Path(__file__).with_name("sql") / "describe.sql").read_text(encoding="utf-8")

_TEXTS = re.compile(r"ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]::text\[\]")
"""How PostgreSQL shows a list of texts; read back, the same list is shown with a cast at each element."""


def describe(schema: str) -> dict[tuple[str, str], str]:
    """Return every object of a schema with its definition: columns, indexes, constraints, triggers, grants …

    Names of the schema and its role are replaced by marks, so that equal schemas have equal descriptions.
    Needs the owner's rights; inside a transaction.

    :returns: definitions by kind and name.
    """
    role = roles.of_schema(schema)
    own = re.compile(rf"""(?<![\w"$])"?{re.escape(schema)}"?(?=\.)|(?<='){re.escape(schema)}(?=')""")

    def neutral(text: str) -> str:
        if schema in text:
            text = own.sub("<schema>", text.replace(role, "<role>"))
        return _TEXTS.sub(_cast_each, text) if "ARRAY[" in text else text

    with connection.cursor() as cursor:
        # Pretty definitions leave out the name of the schema that is looked at.
        cursor.execute("SELECT set_config('search_path', quote_ident(%s), true)", [schema])
        connection.search_path_set_schemas = None
        cursor.execute(_DESCRIBE, {"schema": schema})
        rows = cursor.fetchall()
    return {(kind, name.replace(role, "<role>")): neutral(text or "") for kind, name, text in rows}


def differences(one: dict[tuple[str, str], str], other: dict[tuple[str, str], str]) -> list[str]:
    """Return the objects that two descriptions do not describe alike, as kind and name."""
    return sorted(" ".join(key) for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def migrations(schema: str) -> set[tuple[str, str]]:
    """Return the migrations that a schema's own record counts as applied, by app and name."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT app, name FROM {}").format(sql.Identifier(schema, "django_migrations"))
        )
        return set(cursor.fetchall())


def _cast_each(found: re.Match[str]) -> str:
    return f"ARRAY[{found[1].replace('::character varying', '::character varying::text')}]"
