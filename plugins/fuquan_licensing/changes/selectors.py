"""Read changes of units and how their duties stand."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.indicators.fragments import in_force

_CHANGES = f"""
SELECT c.id, c.version, c.kind, c.organisation_id, o.name, p.name, c.changed_on, c.description,
       c.source_id IS NOT NULL, c.filed_on, c.document_number, c.received_on,
       f.due_on, f.provisional, c.fill_id, l.fulfilled_on, c.filing_id, c.quota_id, q.fulfilled_on
  FROM fuquan_licensing_change c
  JOIN core_obligation f ON f.id = c.filing_id
  JOIN core_obligation l ON l.id = c.fill_id
  JOIN core_obligation q ON q.id = c.quota_id
  LEFT JOIN core_person p ON p.id = c.person_id AND p.erased_at IS NULL
  LEFT JOIN core_organisationperiod o
    ON o.organisation_id = c.organisation_id AND {in_force("o", on="c.changed_on")}
 WHERE true
"""  # noqa: S608 - made of constants
_CONDITIONS = {
    "id": "AND c.id = %(id)s",
    "organisations": "AND c.organisation_id = ANY(%(organisations)s)",
    "received": "AND (c.received_on IS NOT NULL) = %(received)s",
    "after": "AND (c.changed_on, c.id) < (%(after_on)s, %(after_id)s)",
}


class ChangeRow(NamedTuple):
    """A change with its duties; FILL and FILING fall due on the same day."""

    id: UUID
    version: int
    kind: str
    organisation_id: UUID
    organisation_name: str | None
    person_name: str | None
    changed_on: date
    description: str
    derived: bool
    filed_on: date | None
    document_number: str
    received_on: date | None
    due_on: date
    provisional: bool
    fill_id: UUID
    filled_on: date | None
    filing_id: UUID
    quota_id: UUID
    approved_on: date | None

    @property
    def on_time(self) -> bool | None:
        """Whether the filing was received by its due day; None while it is not received."""
        return None if self.received_on is None else self.received_on <= self.due_on


def changes(
    *,
    limit: int,
    after: tuple[date, UUID] | None = None,
    id: UUID | None = None,
    organisations: Collection[UUID] | None = None,
    received: bool | None = None,
) -> list[ChangeRow]:
    """Return changes, the latest first; one query.

    :param after: day and identifier of the row before the first.
    :param organisations: only those of these; None = all.
    :param received: only those whose filing was received, or was not.
    """
    given: dict[str, Any] = {
        "id": id,
        "organisations": None if organisations is None else list(organisations),
        "received": received,
        "after": after,
    }
    conditions = [_CONDITIONS[name] for name, value in given.items() if value is not None]
    values = {**given, "limit": limit}
    if after is not None:
        values |= {"after_on": after[0], "after_id": after[1]}
    sql = f"{_CHANGES} {' '.join(conditions)} ORDER BY c.changed_on DESC, c.id DESC LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [ChangeRow(*row) for row in cursor.fetchall()]
