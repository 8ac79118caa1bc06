"""How many of a cycle may be EXCELLENT, and the law's word on a grade: the one place that asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from core.assessments.design import Subject
from core.assessments.models import Assessment, AssessmentCycle
from core.assessments.periods import last_day
from core.decisions import checks
from core.decisions.services import Answer
from core.decisions.writes import CycleGrading, Grading
from core.law import clauses
from core.policy.vocabulary import PersonGrade

Facts = Mapping[str, Mapping[str, Any]]

_UNIT_GRADES = """
    SELECT DISTINCT ON (a.organisation_id) a.organisation_id, a.grade
      FROM core_assessment a JOIN core_assessmentcycle c ON c.id = a.cycle_id
     WHERE a.organisation_id = ANY(%s) AND a.person_id IS NULL AND a.withdrawn_reason = ''
       AND c.state = 'PUBLISHED' AND c.year = %s AND c.quarter IS NOT DISTINCT FROM %s
     ORDER BY a.organisation_id, c.published_on DESC, a.id DESC
"""


@dataclass(frozen=True)
class Headroom:
    """How many people of a cycle may still be EXCELLENT; `more` is negative where there are too many."""

    appraised: int
    places: int
    excellent: int

    @property
    def more(self) -> int:
        """How many more there may be."""
        return self.places - self.excellent

    @property
    def message(self) -> str:
        """The answer in words, with the clause that one more would break.

        >>> Headroom(appraised=20, places=3, excellent=1).message[:24]
        '还可评 2 名优秀，第 3 名将突破 3 名的上限'
        """
        of = f"（参加考核 {self.appraised} 人，已评 {self.excellent} 名）：{clauses.EXCELLENT.words}"
        if self.more < 0:
            return f"优秀已超出上限 {-self.more} 名{of}"
        return f"还可评 {self.more} 名优秀，第 {self.more + 1} 名将突破 {self.places} 名的上限{of}"


def ask(cycle: AssessmentCycle, *, facts: Facts | None = None, today: date) -> tuple[Answer, ...]:
    """Return what the law says of a cycle's grades as they stand in this transaction, all of it passing.

    :param facts: those that the user adds, by action.
    :raises Refused: if more are EXCELLENT than may be.
    :raises DomainError: as `checks.ask`.
    """
    return checks.ask(_grades(cycle, facts), today=today)


def ask_one(
    cycle: AssessmentCycle, row: Assessment, *, facts: Facts | None = None, today: date
) -> tuple[Answer, ...]:
    """Return what the law says of the grade on one person's row, all of it passing; organisations: nothing.

    :raises DomainError: as `checks.ask`.
    """
    if row.person_id is None:
        return ()
    write = Grading(
        on=last_day(cycle.year, cycle.quarter),
        facts=facts or {},
        cycle_id=cycle.pk,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        grade=row.grade,
        unit_grade=unit_grades(
            organisations=[row.organisation_id], year=cycle.year, quarter=cycle.quarter
        ).get(row.organisation_id),
    )
    return checks.ask(write, today=today)


def headroom(cycle: AssessmentCycle, *, today: date) -> Headroom | None:
    """Return how many people of a cycle may still be EXCELLENT; None for organisations, which have no cap.

    :raises DomainError: as `checks.answers`.
    """
    if cycle.subject != Subject.PERSON:
        return None
    write = _grades(cycle, None)
    outcomes = [
        answer.decision.outcome
        for answer in checks.answers(write, today=today)
        if answer.action.name == checks.CAP
    ]
    return Headroom(
        appraised=write.appraised,
        places=min(outcome["count"] for outcome in outcomes),
        excellent=write.excellent,
    )


def unit_grades(*, organisations: list[UUID], year: int, quarter: int | None) -> dict[UUID, str]:
    """Return the published grades of organisations for a period, by identifier; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_UNIT_GRADES, [organisations, year, quarter])
        return dict(cursor.fetchall())


def _grades(cycle: AssessmentCycle, facts: Facts | None) -> CycleGrading:
    rows = list(Assessment.objects.filter(cycle=cycle, withdrawn_reason="").values_list("grade", "sector"))
    return CycleGrading(
        on=last_day(cycle.year, cycle.quarter),
        facts=facts or {},
        cycle_id=cycle.pk,
        subject_kind=cycle.subject,
        appraised=len(rows),
        excellent=sum(grade == PersonGrade.EXCELLENT for grade, _ in rows),
        sectors=frozenset(sector for _, sector in rows),
    )
