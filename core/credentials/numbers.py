"""Numbers of credentials: each once, none reused, without gaps."""

from typing import Any

from django.db import connection

from core import identifiers
from core.credentials import kinds
from core.credentials.kinds import CredentialKind

_TAKE = """
INSERT INTO core_credentialseries AS s (id, kind, prefix, taken)
VALUES (%(id)s, %(kind)s, %(prefix)s, %(count)s)
    ON CONFLICT (kind, prefix) DO UPDATE SET taken = s.taken + %(count)s
RETURNING taken
"""


def take(*, kind: CredentialKind, year: int, region: str, count: int = 1) -> list[str]:
    """Return the next numbers of a series, in one statement, inside the transaction that issues them.

    The series stays locked until the transaction ends; a rollback gives the numbers back.
    """
    prefix = kind.prefix(year=year, region=region)
    values: dict[str, Any] = {"id": identifiers.new(), "kind": kind.code, "prefix": prefix, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        last = int(cursor.fetchone()[0])
    return [kinds.number(prefix, serial) for serial in range(last - count + 1, last + 1)]
