"""Read examinations and results; results of people whom the reader may not see today are not shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.examinations.models import Attendance, Examination
from core.people import selectors as people

_EXAMINATIONS = """
    SELECT e.id FROM core_examination e WHERE {conditions} ORDER BY e.on DESC, e.id DESC LIMIT %(limit)s
"""
_EXAMINATION_CONDITIONS = {
    "after": "(e.on, e.id) < (%(after_on)s, %(after_id)s)",
    "scope": f"""(e.organisation_id = ANY(%(scope)s) OR EXISTS (
        SELECT FROM core_examinationresult r JOIN core_person p ON p.id = r.person_id
         WHERE r.examination_id = e.id AND {people.VISIBLE}))""",
    "state": "e.state = %(state)s",
    "from_on": "e.on >= %(from_on)s",
    "until_on": "e.on <= %(until_on)s",
    "id": "e.id = %(id)s",
}
_RESULTS = """
    SELECT r.id, r.version, r.examination_id, r.person_id, p.name, r.organisation_id, r.attendance, r.score,
           r.reason, r.recorded_by_name, r.recorded_at, r.superseded_at
      FROM core_examinationresult r JOIN core_person p ON p.id = r.person_id
     WHERE {conditions} ORDER BY r.id DESC LIMIT %(limit)s
"""
_RESULT_CONDITIONS = {
    "after": "r.id < %(after)s",
    "scope": people.VISIBLE,
    "examination": "r.examination_id = %(examination)s",
    "person": "r.person_id = %(person)s",
    "attendance": "r.attendance = %(attendance)s",
    "id": "r.id = %(id)s",
    "ids": "r.id = ANY(%(ids)s)",
    "current": "r.superseded_at IS NULL",
}


class ResultRow(NamedTuple):
    """One version of a candidate's result."""

    id: UUID
    version: int
    examination_id: UUID
    person_id: UUID
    person_name: str
    organisation_id: UUID
    attendance: str
    score: Decimal | None
    reason: str
    recorded_by: str
    recorded_at: datetime
    superseded_at: datetime | None


@dataclass(frozen=True)
class Sight:
    """What a reader may see: everything (organisations None), or what these answer for today."""

    organisations: frozenset[UUID] | None
    today: date

    def values(self) -> dict[str, Any]:
        """Return what a statement needs to narrow its rows; nothing where everything is seen."""
        if self.organisations is None:
            return {}
        return {"scope": list(self.organisations), "today": self.today}


def examinations(
    *,
    limit: int,
    sight: Sight,
    after: tuple[date, UUID] | None = None,
    state: str | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> list[Examination]:
    """Return examinations that the reader holds or sees a candidate of, the last first; two queries."""
    given: dict[str, Any] = {"state": state, "from_on": from_on, "until_on": until_on}
    if after is not None:
        given |= {"after": True, "after_on": after[0], "after_id": after[1]}
    ids = [row[0] for row in _selected(_EXAMINATIONS, _EXAMINATION_CONDITIONS, given, sight, limit=limit)]
    found = examinations_by_id(ids=ids)
    return [found[one] for one in ids]


def examination(*, id: UUID, sight: Sight) -> Examination | None:
    """Return an examination, or None if there is none of this identifier in the reader's sight."""
    found = _selected(_EXAMINATIONS, _EXAMINATION_CONDITIONS, {"id": id}, sight, limit=1)
    return Examination.objects.get(pk=id) if found else None


def examinations_by_id(*, ids: Collection[UUID]) -> dict[UUID, Examination]:
    """Return examinations by identifier; one query."""
    return {row.pk: row for row in Examination.objects.filter(pk__in=ids)}


def results(
    *,
    limit: int,
    sight: Sight,
    after: UUID | None = None,
    examination: UUID | None = None,
    person: UUID | None = None,
    attendance: str | None = None,
    with_superseded: bool = False,
) -> list[ResultRow]:
    """Return results of people in the reader's sight, the last recorded first; one query.

    :param with_superseded: also what was published before a correction.
    """
    given = {
        "after": after,
        "examination": examination,
        "person": person,
        "attendance": attendance,
        "current": None if with_superseded else True,
    }
    return [ResultRow(*row) for row in _selected(_RESULTS, _RESULT_CONDITIONS, given, sight, limit=limit)]


def result(*, id: UUID, sight: Sight) -> ResultRow | None:
    """Return a result, or None if there is none of this identifier in the reader's sight; one query."""
    found = _selected(_RESULTS, _RESULT_CONDITIONS, {"id": id}, sight, limit=1)
    return ResultRow(*found[0]) if found else None


def results_by_id(*, ids: Collection[UUID]) -> list[ResultRow]:
    """Return results by identifier, in that order; for whoever has just written them; one query."""
    wanted = list(ids)
    everything = Sight(None, date.min)
    rows = [
        ResultRow(*row)
        for row in _selected(_RESULTS, _RESULT_CONDITIONS, {"ids": wanted}, everything, limit=len(wanted))
    ]
    found = {row.id: row for row in rows}
    return [found[one] for one in wanted]


def passed(attendance: str, score: Decimal | None, mark: Decimal) -> bool:
    """Tell whether somebody passed: was present and has at least the mark.

    >>> passed("PRESENT", Decimal(60), Decimal(60)), passed("ABSENT", None, Decimal(0))
    (True, False)
    """
    return attendance == Attendance.PRESENT and score is not None and score >= mark


def _selected(
    sql: str, conditions: Mapping[str, str], given: Mapping[str, Any], sight: Sight, *, limit: int
) -> list[tuple[Any, ...]]:
    values = {name: value for name, value in given.items() if value is not None} | sight.values()
    chosen = [text for name, text in conditions.items() if name in values] or ["true"]
    with connection.cursor() as cursor:
        cursor.execute(sql.format(conditions=" AND ".join(chosen)), {"limit": limit, **values})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
