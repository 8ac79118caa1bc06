"""Read assessments: cycles, who is assessed, results and lists, always within what the reader may see.

A cycle is seen by who answers for its organisation or one below of which somebody is assessed; what is
recorded of a person by who may see the person today, of an organisation by who answers for it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch

from core.assessments.counting import number
from core.assessments.models import (
    AssessmentCycle,
    AssessmentReport,
    AssessmentResult,
    AssessmentReview,
    AssessmentScore,
)
from core.people import selectors as people

_VISIBLE = f"""(CASE WHEN a.person_id IS NULL THEN a.organisation_id = ANY(%(scope)s)
    ELSE {people.VISIBLE} END)"""
_ROW = """
    a.id, a.version, a.cycle_id, a.organisation_id, a.person_id, p.name, a.sector, a.grade, a.total, a.rank,
    a.withdrawn_reason, c.state
"""
_FROM = """
    core_assessment a
      JOIN core_assessmentcycle c ON c.id = a.cycle_id
      LEFT JOIN core_person p ON p.id = a.person_id
"""
_PAGE = f"SELECT {_ROW} FROM {_FROM} WHERE {{conditions}} ORDER BY a.id DESC LIMIT %(limit)s"  # noqa: S608
_CONDITIONS = {
    "after": "a.id < %(after)s",
    "scope": _VISIBLE,
    "cycle": "a.cycle_id = %(cycle)s",
    "person": "a.person_id = %(person)s",
    "organisation": "a.organisation_id = %(organisation)s",
    "grade": "a.grade = %(grade)s",
    "id": "a.id = %(id)s",
}
_CYCLES = """
    SELECT c.id FROM core_assessmentcycle c WHERE {conditions} ORDER BY c.id DESC LIMIT %(limit)s
"""
_CYCLE_CONDITIONS = {
    "after": "c.id < %(after)s",
    "scope": f"""(c.organisation_id = ANY(%(scope)s) OR EXISTS (
        SELECT FROM core_assessment a LEFT JOIN core_person p ON p.id = a.person_id
         WHERE a.cycle_id = c.id AND {_VISIBLE}))""",
    "subject": "c.subject = %(subject)s",
    "state": "c.state = %(state)s",
    "year": "c.year = %(year)s",
    "id": "c.id = %(id)s",
}
_LATEST = """
    SELECT DISTINCT ON (a.person_id) a.person_id, a.id, c.id, c.title, a.grade, a.total
      FROM core_assessment a JOIN core_assessmentcycle c ON c.id = a.cycle_id
      JOIN core_person p ON p.id = a.person_id
     WHERE a.person_id = ANY(%(people)s) AND a.withdrawn_reason = ''
       AND c.state = 'PUBLISHED' AND c.published_on <= %(on)s AND {conditions}
     ORDER BY a.person_id, c.year DESC, coalesce(c.quarter, 5) DESC, c.published_on DESC, a.id DESC
"""
_LISTED = f"""
    SELECT l.id, l.list, l.decider, l.listed_on, l.ended_on, l.end_decider, l.end_reason, {_ROW}
      FROM core_assessmentlisting l, {_FROM}
     WHERE a.id = l.assessment_id AND {{conditions}} ORDER BY l.id DESC LIMIT %(limit)s
"""  # noqa: S608 - made of constants
_LISTED_CONDITIONS = {
    "after": "l.id < %(after)s",
    "scope": _VISIBLE,
    "list": "l.list = %(list)s",
    "cycle": "a.cycle_id = %(cycle)s",
    "on": "l.listed_on <= %(on)s AND (l.ended_on IS NULL OR l.ended_on > %(on)s)",
    "id": "l.id = %(id)s",
}
_AFFECTED = f"""
    SELECT {_ROW} FROM {_FROM}, core_assessment q
      JOIN core_assessmentcycle b ON b.id = q.cycle_id
     WHERE q.id = %(id)s AND c.state = 'PUBLISHED' AND c.quarter IS NULL AND c.year = b.year
       AND c.organisation_id = b.organisation_id AND strpos(c.design, b.id::text) > 0
       AND a.withdrawn_reason = '' AND a.person_id IS NOT DISTINCT FROM q.person_id
       AND (a.person_id IS NOT NULL OR a.organisation_id = q.organisation_id)
     ORDER BY a.id
"""  # noqa: S608 - made of constants


class AssessmentRow(NamedTuple):
    """Somebody in a cycle; `total` and `rank` as published, None before."""

    id: UUID
    version: int
    cycle_id: UUID
    organisation_id: UUID
    person_id: UUID | None
    person_name: str | None
    sector: str
    grade: str
    total_text: str
    rank: int | None
    withdrawn_reason: str
    state: str

    @property
    def published_total(self) -> Fraction | None:
        """The exact total as published."""
        return number(self.total_text)

    @property
    def whom(self) -> UUID:
        """The person, or the organisation, that is assessed."""
        return self.person_id or self.organisation_id


class LatestRow(NamedTuple):
    """The last published assessment of a person."""

    person_id: UUID
    id: UUID
    cycle_id: UUID
    title: str
    grade: str
    total_text: str

    @property
    def total(self) -> Fraction | None:
        """The exact total."""
        return number(self.total_text)


class ListingRow(NamedTuple):
    """An entry of a list, and the assessment behind it."""

    id: UUID
    list: str
    decider: str
    listed_on: date
    ended_on: date | None
    end_decider: str
    end_reason: str
    assessment: AssessmentRow


@dataclass(frozen=True)
class Filters:
    """Which assessments a list holds; None = no matter."""

    cycle: UUID | None = None
    person: UUID | None = None
    organisation: UUID | None = None
    grade: str | None = None


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


def cycles(
    *,
    limit: int,
    sight: Sight,
    after: UUID | None = None,
    subject: str | None = None,
    state: str | None = None,
    year: int | None = None,
) -> list[AssessmentCycle]:
    """Return cycles that the reader may see, the newest first; two queries."""
    given = {"after": after, "subject": subject, "state": state, "year": year}
    ids = [row[0] for row in _selected(_CYCLES, _CYCLE_CONDITIONS, given, sight, limit=limit)]
    found = cycles_by_id(ids=ids)
    return [found[one] for one in ids]


def cycle(*, id: UUID, sight: Sight) -> AssessmentCycle | None:
    """Return a cycle, or None if there is none of this identifier in the reader's sight."""
    found = _selected(_CYCLES, _CYCLE_CONDITIONS, {"id": id}, sight, limit=1)
    return AssessmentCycle.objects.get(pk=id) if found else None


def cycles_by_id(*, ids: Collection[UUID]) -> dict[UUID, AssessmentCycle]:
    """Return cycles by identifier; one query."""
    return {row.pk: row for row in AssessmentCycle.objects.filter(pk__in=ids)}


def page(
    *, limit: int, sight: Sight, after: UUID | None = None, filters: Filters = Filters()
) -> list[AssessmentRow]:
    """Return assessments that the reader may see, the last entered first; one query."""
    given = {"after": after, **vars(filters)}
    return [AssessmentRow(*row) for row in _selected(_PAGE, _CONDITIONS, given, sight, limit=limit)]


def one(*, id: UUID, sight: Sight) -> AssessmentRow | None:
    """Return an assessment, or None if there is none of this identifier in the reader's sight; one query."""
    found = _selected(_PAGE, _CONDITIONS, {"id": id}, sight, limit=1)
    return AssessmentRow(*found[0]) if found else None


def latest(*, person_ids: Collection[UUID], on: date, sight: Sight | None = None) -> dict[UUID, LatestRow]:
    """Return the last assessment of each person that was published by a day; one query.

    That of the last period counts, the year's after its last quarter's. Who has none is left out.

    :param sight: people out of it are left out; None = everybody.
    """
    values = {} if sight is None else sight.values()
    statement = _LATEST.format(conditions=people.VISIBLE if values else "true")
    found = _rows(statement, people=list(person_ids), on=on, **values)
    return {row[0]: LatestRow(*row) for row in found}


def listings(
    *,
    limit: int,
    sight: Sight,
    after: UUID | None = None,
    list: str | None = None,
    cycle: UUID | None = None,
    on: date | None = None,
) -> list[ListingRow]:
    """Return entries of the lists that the reader may see, the last first; one query.

    :param on: only those who are listed on that day.
    """
    given = {"after": after, "list": list, "cycle": cycle, "on": on}
    return [_listing(row) for row in _selected(_LISTED, _LISTED_CONDITIONS, given, sight, limit=limit)]


def listing(*, id: UUID, sight: Sight) -> ListingRow | None:
    """Return an entry of a list, or None if there is none of this identifier in the reader's sight."""
    found = _selected(_LISTED, _LISTED_CONDITIONS, {"id": id}, sight, limit=1)
    return _listing(found[0]) if found else None


def affected(*, assessment: UUID) -> list[AssessmentRow]:
    """Return the published annual assessments into which a quarterly one has flowed; one query."""
    return [AssessmentRow(*row) for row in _rows(_AFFECTED, id=assessment)]


def scores(*, ids: Collection[UUID]) -> Mapping[UUID, list[AssessmentScore]]:
    """Return the entries of the score sheets of assessments; one query."""
    result: dict[UUID, list[AssessmentScore]] = defaultdict(list)
    for row in AssessmentScore.objects.filter(assessment__in=ids).order_by("id"):
        result[row.assessment_id].append(row)
    return result


def results(*, ids: Collection[UUID]) -> Mapping[UUID, list[AssessmentResult]]:
    """Return all versions of the results of assessments, the first first; one query."""
    result: dict[UUID, list[AssessmentResult]] = defaultdict(list)
    for row in AssessmentResult.objects.filter(assessment__in=ids).order_by("version"):
        result[row.assessment_id].append(row)
    return result


def reports(*, ids: Collection[UUID]) -> Mapping[UUID, list[AssessmentReport]]:
    """Return the reports of assessments with their reviews; two queries."""
    result: dict[UUID, list[AssessmentReport]] = defaultdict(list)
    found = AssessmentReport.objects.filter(assessment__in=ids).prefetch_related(
        Prefetch("reviews", AssessmentReview.objects.order_by("id"))
    )
    for row in found.order_by("id"):
        result[row.assessment_id].append(row)
    return result


def reports_before(*, cycle: UUID, audience: str, limit: int) -> list[AssessmentReport]:
    """Return reports of a cycle before one audience, the last first, with their reviews; two queries."""
    found = AssessmentReport.objects.filter(
        assessment__cycle=cycle, assessment__withdrawn_reason="", audience=audience
    ).prefetch_related(Prefetch("reviews", AssessmentReview.objects.order_by("id")))
    return list(found.order_by("-id")[:limit])


def report(*, id: UUID) -> AssessmentReport | None:
    """Return a report with its assessment and cycle, None if there is none; for whoever checks sight then."""
    return AssessmentReport.objects.select_related("assessment__cycle").filter(pk=id).first()


def _listing(row: tuple[Any, ...]) -> ListingRow:
    return ListingRow._make((*row[:7], AssessmentRow(*row[7:])))


def _selected(
    sql: str, conditions: Mapping[str, str], given: Mapping[str, Any], sight: Sight, *, limit: int
) -> list[tuple[Any, ...]]:
    values = {name: value for name, value in given.items() if value is not None} | sight.values()
    chosen = [text for name, text in conditions.items() if name in values] or ["true"]
    return _rows(sql.format(conditions=" AND ".join(chosen)), limit=limit, **values)


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
