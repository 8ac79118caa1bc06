"""Changes that the core's own records show: who came or went, and what became of a unit."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.appointments.models import AppointmentChange
from core.indicators.fragments import called
from core.organisations.models import OrganisationChange
from plugins.fuquan_licensing.checks import NOT_IN_QUOTA

_STRUCTURE = ("MOVED", "CLOSED", "REOPENED")
"""Facts about a unit that change its structure whatever they say."""
_FIGURES = ("sector", "staff_count", "kind")
"""Values of a unit on which its establishment rests."""

_UNRECORDED = f"""
SELECT * FROM (
    SELECT 'STAFF_CHANGE' AS kind, c.id AS source_id, a.organisation_id, a.person_id,
           CASE c.kind WHEN 'ENDED' THEN a.until_on ELSE a.from_on END AS changed_on,
           {called("c.kind", AppointmentChange.Kind.choices)} || '：' || p.name AS description
      FROM core_appointmentchange c
      JOIN core_appointment a ON a.id = c.appointment_id AND a.basis = 'FULL_TIME' AND a.counts_as_worker
       AND a.end_reason <> 'ORGANISATION_CLOSED'
      JOIN core_person p ON p.id = a.person_id
     WHERE c.kind IN ('BEGUN', 'ENDED') AND a.post <> ALL (%(not_in_quota)s)
    UNION ALL
    SELECT 'ORGANISATION_CHANGE', c.id,
           CASE c.kind WHEN 'CLOSED' THEN coalesce(
               (SELECT o.parent_id FROM core_organisationperiod o
                 WHERE o.organisation_id = c.organisation_id AND o.until_on = c.from_on), c.organisation_id)
             ELSE c.organisation_id END,
           NULL, c.from_on,
           {called("c.kind", OrganisationChange.Kind.choices)}
      FROM core_organisationchange c
     WHERE c.kind = ANY(%(structure)s) OR (c.kind = 'CHANGED' AND c.values ?| %(figures)s)
) found
 WHERE changed_on BETWEEN %(since)s AND %(on)s
   AND NOT EXISTS (SELECT FROM fuquan_licensing_change known WHERE known.source_id = found.source_id)
 ORDER BY changed_on, source_id
"""  # noqa: S608 - made of constants


class Found(NamedTuple):
    """A change that the core's records show."""

    kind: str
    source_id: UUID
    organisation_id: UUID
    person_id: UUID | None
    changed_on: date
    description: str


def unrecorded(*, since: date, on: date) -> list[Found]:
    """Return changes of a period, both days included, that nobody has recorded; one query.

    These are full-time people who came to or left a post of the establishment, and units that were moved,
    closed or reopened, or whose sector, kind or number of staff changed. A closed unit can do nothing more:
    its change is that of the unit above it.
    """
    values: dict[str, Any] = {
        "since": since,
        "on": on,
        "not_in_quota": [str(post) for post in NOT_IN_QUOTA],
        "structure": list(_STRUCTURE),
        "figures": list(_FIGURES),
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNRECORDED, values)
        return [Found(*row) for row in cursor.fetchall()]
