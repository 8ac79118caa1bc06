"""Read shadowing, mentoring and degree study, each with the people's names."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.people import selectors as people
from plugins.fuquan_licensing.growth.models import ShadowingBatch

_PLACEMENTS = """
SELECT l.id, l.batch_id, l.person_id, p.name, l.organisation_id, l.host, l.host_level, l.purpose, l.state,
       l.decline_reason
  FROM fuquan_licensing_placement l JOIN core_person p ON p.id = l.person_id AND p.erased_at IS NULL
 WHERE l.batch_id = ANY(%(batches)s) {visible}
 ORDER BY p.pinyin, l.id
"""
_MENTORINGS = """
SELECT m.id, m.version, m.mentor_id, q.name, m.mentee_id, p.name, m.programme, m.from_on, m.until_on, m.result
  FROM fuquan_licensing_mentoring m
  JOIN core_person p ON p.id = m.mentee_id AND p.erased_at IS NULL
  JOIN core_person q ON q.id = m.mentor_id
 WHERE (%(after)s::uuid IS NULL OR m.id > %(after)s) AND (%(id)s::uuid IS NULL OR m.id = %(id)s) {visible}
 ORDER BY m.id LIMIT %(limit)s
"""
_STUDIES = """
SELECT g.id, g.version, g.person_id, p.name, g.route, g.school, g.major, g.education, g.from_on, g.until_on,
       g.outcome
  FROM fuquan_licensing_degreestudy g JOIN core_person p ON p.id = g.person_id AND p.erased_at IS NULL
 WHERE (%(after)s::uuid IS NULL OR g.id > %(after)s) AND (%(id)s::uuid IS NULL OR g.id = %(id)s) {visible}
 ORDER BY g.id LIMIT %(limit)s
"""


class PlacementRow(NamedTuple):
    """Somebody nominated for a batch."""

    id: UUID
    batch_id: UUID
    person_id: UUID
    person_name: str
    organisation_id: UUID
    host: str
    host_level: str
    purpose: str
    state: str
    decline_reason: str


class MentoringRow(NamedTuple):
    """Who leads whom."""

    id: UUID
    version: int
    mentor_id: UUID
    mentor_name: str
    mentee_id: UUID
    mentee_name: str
    programme: str
    from_on: date
    until_on: date | None
    result: str


class StudyRow(NamedTuple):
    """Who studies what."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str
    route: str
    school: str
    major: str
    education: str
    from_on: date
    until_on: date | None
    outcome: str


def batches(*, year: int) -> list[ShadowingBatch]:
    """Return the batches that begin in a year, the first one first; one query."""
    return list(ShadowingBatch.objects.filter(from_on__year=year).order_by("from_on", "pk"))


def placements(
    *, batches: Collection[UUID], organisations: Collection[UUID] | None, today: date
) -> list[PlacementRow]:
    """Return who is nominated for batches, by pinyin; one query.

    :param organisations: only people who today belong to one of these; None = everybody.
    """
    return [PlacementRow(*row) for row in _rows(_PLACEMENTS, organisations, today, batches=list(batches))]


def mentorings(
    *,
    limit: int,
    after: UUID | None = None,
    id: UUID | None = None,
    organisations: Collection[UUID] | None,
    today: date,
) -> list[MentoringRow]:
    """Return pairs in the order in which they were recorded; one query.

    :param organisations: only mentees who today belong to one of these; None = everybody.
    """
    values = {"limit": limit, "after": after, "id": id}
    return [MentoringRow(*row) for row in _rows(_MENTORINGS, organisations, today, **values)]


def studies(
    *,
    limit: int,
    after: UUID | None = None,
    id: UUID | None = None,
    organisations: Collection[UUID] | None,
    today: date,
) -> list[StudyRow]:
    """Return studies in the order in which they were recorded; one query.

    :param organisations: as `mentorings`.
    """
    values = {"limit": limit, "after": after, "id": id}
    return [StudyRow(*row) for row in _rows(_STUDIES, organisations, today, **values)]


def _rows(
    statement: str, organisations: Collection[UUID] | None, today: date, **values: Any
) -> list[tuple[Any, ...]]:
    visible = ""
    if organisations is not None:
        visible = f"AND {people.VISIBLE}"
        values |= {"scope": list(organisations), "today": today}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(visible=visible), values)
        return cursor.fetchall()
