"""Triggers that note, with each write, that figures may differ: at most one effect a transaction and table.

A mark says from which day on the changed rows tell anything, so that a new appointment makes nobody count
the periods before it again. It goes into the outbox in the transaction of the write and waits for nobody.
"""

from functools import cache
from pathlib import Path
from typing import Any

from psycopg import sql

from core.indicators import registry

FIRST_DAYS = ("from_on", "effective_from", "issued_on", "due_on")
"""Columns that hold the first day of which a row tells anything: the first of them that a table has counts.
A change of a table without any of them touches every period."""

_SQL = (Path(__file__).parents[1] / "sql" / "marks.sql").read_text(encoding="utf-8")


def attach(connection: Any) -> None:
    """Give each table of the connection's schema on which figures rest its triggers, and take others away.

    Idempotent, one round trip. Needs the owner's rights; comes after every change of the schema's tables.
    """
    with connection.cursor() as cursor:
        cursor.execute(installation(connection.schema_name))


def installation(schema: str) -> sql.Composed:
    """Return the SQL with which `attach` gives a schema its triggers."""
    return sql.SQL(_SQL).format(
        name=sql.Literal(schema),
        watched=sql.Literal(list(watched())),
        first_days=sql.Literal(list(FIRST_DAYS)),
    )


@cache
def watched() -> tuple[str, ...]:
    """Return the tables on which the figures of the core and of all usable plugins rest."""
    return tuple(sorted({table for one in registry.usable().values() for table in one.touched_by}))
