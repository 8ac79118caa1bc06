"""Install the audit in a schema, seal its chain, erase values lawfully."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql

from core import roles
from core.actors import Actor
from core.audit import acting, chain, columns
from core.errors import DomainError

_SQL = Path(__file__).with_name("sql")


class ErasureWithoutReason(DomainError):
    """Values were to be erased without columns, or without the legal ground."""

    code = "ERASURE_WITHOUT_REASON"


def attach_triggers(connection: Any) -> None:
    """Give the connection's schema its audit: functions, a trigger on every table, rights of its role.

    Idempotent, one round trip. Needs the owner's rights, and the audit's tables; comes after every change
    of the schema's tables and after the grants to its role.
    """
    with connection.cursor() as cursor:
        cursor.execute(installation(connection.schema_name))


def installation(schema: str) -> sql.Composed:
    """Return the SQL with which `attach_triggers` gives a schema its audit."""
    public = schema == settings.PUBLIC_SCHEMA_NAME
    values = {
        "schema": sql.Identifier(schema),
        "name": sql.Literal(schema),
        "role": sql.Literal(roles.of_schema(schema)),
        "exempt": sql.Literal(columns.exempt()),
        "declared": sql.Literal(json.dumps(columns.declared_secrets())),
        "pattern": sql.Literal(columns.SECRET_COLUMNS),
        "ignored": sql.Literal(sorted(columns.IGNORED_COLUMNS)),
        "own": sql.Literal(["audit_event", "audit_seal"]),
        "kept": sql.Literal(["audit_event", "audit_seal", *(["audit_head"] if public else [])]),
        "fields": sql.SQL(chain.FIELDS),
        "leaves": sql.SQL(chain.LEAVES),
        "hash": sql.SQL(chain.HASH),
    }
    return sql.SQL("{}\n{}").format(
        _template("functions").format(**values), _template("attach").format(**values)
    )


def seal() -> int:
    """Seal all events of finished transactions in the current schema; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT {}.audit_seal_events()").format(sql.Identifier(connection.schema_name))  # type: ignore[attr-defined]
        )
        return int(cursor.fetchone()[0])


def erase(*, table: str, row_key: str, fields: Sequence[str], actor: Actor, reason: str) -> int:
    """Erase the values of columns from all events of one row; return in how many events.

    The chain stays valid, and the erasure is an event of its own. The names ``@reason`` and ``@actor_name``
    erase the events' own texts.

    :param row_key: the row's primary key as text, several columns joined by commas.
    :raises ErasureWithoutReason: if no column is named, or the reason is empty.
    """
    if not fields or not reason.strip():
        raise ErasureWithoutReason("抹除审计内容须指明字段，并写明法律依据或理由。")
    with acting(actor=actor, reason=reason), connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT {}.audit_erase(%s, %s, %s, %s)").format(sql.Identifier(connection.schema_name)),  # type: ignore[attr-defined]
            [table, row_key, list(fields), reason],
        )
        return int(cursor.fetchone()[0])


@cache
def _template(name: str) -> sql.SQL:
    return sql.SQL((_SQL / f"{name}.sql").read_text(encoding="utf-8"))
