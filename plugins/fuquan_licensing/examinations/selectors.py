"""Read Fuquan's examinations and who registered for them."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from core.people import selectors as people
from plugins.fuquan_licensing.examinations.models import Examination

_REGISTRATIONS = """
SELECT r.id, r.person_id, p.name, r.organisation_id, r.number, r.seat, r.attended, r.withdrawn_reason,
       s.started_at, s.ended_at, m.score, m.number, m.source
  FROM fuquan_licensing_registration r
  JOIN core_person p ON p.id = r.person_id AND p.erased_at IS NULL
  LEFT JOIN fuquan_licensing_sitting s ON s.registration_id = r.id
  LEFT JOIN LATERAL (
       SELECT score, number, source FROM fuquan_licensing_mark m
        WHERE m.registration_id = r.id ORDER BY m.number DESC LIMIT 1) m ON true
 WHERE r.examination_id = %(examination)s AND r.seat > %(after)s {visible}
 ORDER BY r.seat LIMIT %(limit)s
"""


class RegistrationRow(NamedTuple):
    """A registration with its sitting and the score that counts."""

    id: UUID
    person_id: UUID
    person_name: str
    organisation_id: UUID
    number: str
    seat: int
    attended: bool | None
    withdrawn_reason: str
    started_at: datetime | None
    ended_at: datetime | None
    score: Decimal | None
    score_version: int | None
    score_source: str | None


def examinations(*, year: int | None = None) -> list[Examination]:
    """Return the examinations of a year, or of all years, the newest first; one query."""
    rows = _counted()
    if year is not None:
        rows = rows.filter(round__year=year)
    return list(rows.order_by("-round__year", "-number"))


def examination(*, id: UUID) -> Examination | None:
    """Return one examination, None if there is none of this identifier; one query."""
    return _counted().filter(pk=id).first()


def registrations(
    *,
    examination: UUID,
    limit: int,
    after: int = 0,
    organisations: Collection[UUID] | None = None,
    today: Any,
) -> list[RegistrationRow]:
    """Return registrations by seat; one query.

    :param after: the seat before the first.
    :param organisations: only people who today belong to one of these; None = everybody.
    """
    visible = "" if organisations is None else f"AND {people.VISIBLE}"
    values: dict[str, Any] = {"examination": examination, "after": after, "limit": limit}
    if organisations is not None:
        values |= {"scope": list(organisations), "today": today}
    with connection.cursor() as cursor:
        cursor.execute(_REGISTRATIONS.format(visible=visible), values)
        return [RegistrationRow(*row) for row in cursor.fetchall()]


def _counted() -> QuerySet[Examination]:
    return Examination.objects.select_related("round").annotate(
        registered=Count("registrations", filter=Q(registrations__withdrawn_reason=""))
    )
