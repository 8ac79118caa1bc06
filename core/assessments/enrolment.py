"""Who is assessed in a cycle, and where."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from core.assessments import design as designs
from core.assessments.design import Subject
from core.assessments.models import Assessment, AssessmentCycle
from core.assessments.texts import InvalidAssessment
from core.organisations import selectors as organisations
from core.organisations.models import Sector

_POSTS = """
    SELECT DISTINCT ON (a.person_id) a.person_id, a.organisation_id, o.sector
      FROM core_appointment a
      JOIN core_person p ON p.id = a.person_id AND p.merged_into_id IS NULL AND p.erased_at IS NULL
      JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id
       AND o.from_on <= %(on)s AND (o.until_on IS NULL OR o.until_on > %(on)s)
     WHERE a.organisation_id = ANY(%(below)s)
       AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s)
       AND (a.person_id = ANY(%(people)s) OR %(people)s::uuid[] IS NULL AND a.counts_as_worker)
     ORDER BY a.person_id, a.basis = 'FULL_TIME' DESC, a.from_on, a.id
"""
_NAMES = """
    SELECT a.id, coalesce(p.name, (
           SELECT o.name FROM core_organisationperiod o WHERE o.organisation_id = a.organisation_id
            ORDER BY o.from_on DESC LIMIT 1))
      FROM core_assessment a LEFT JOIN core_person p ON p.id = a.person_id
     WHERE a.id = ANY(%(ids)s)
"""


def rows(cycle: AssessmentCycle, *, whom: Collection[UUID] | None, on: date) -> list[Assessment]:
    """Return unsaved rows for those to enrol in a cycle; None = all who are not enrolled yet.

    :raises InvalidAssessment: if somebody is enrolled already, does not belong below the cycle's
        organisation on the day, or is of a sector without items.
    """
    below = organisations.subtree(roots=[cycle.organisation_id], on=on)
    if cycle.subject == Subject.PERSON:
        people = None if whom is None else list(set(whom))
        found = _rows(_POSTS, below=list(below), people=people, on=on)
    else:
        wanted = (below if whom is None else below & set(whom)) - {cycle.organisation_id}
        found = [(one.id, one.id, one.sector) for one in organisations.rows(ids=wanted, on=on).values()]
    enrolled = set(
        Assessment.objects.filter(cycle=cycle, withdrawn_reason="").values_list(
            "person" if cycle.subject == Subject.PERSON else "organisation", flat=True
        )
    )
    if whom is None:
        found = [row for row in found if row[0] not in enrolled]
    elif missing := set(whom) - {row[0] for row in found}:
        raise InvalidAssessment(
            f"有 {len(missing)} 个对象在 {on} 不属于本次考核的范围（无在任职务或不在其下级）：请核对。",
            extensions={"subjects": sorted(map(str, missing))},
        )
    elif twice := enrolled & set(whom):
        raise InvalidAssessment(
            f"有 {len(twice)} 个对象已登记参加本次考核：请不要重复登记。",
            code="ALREADY_ENROLLED",
            extensions={"subjects": sorted(map(str, twice))},
        )
    design = designs.opened(cycle.design)
    bare = {sector for _, _, sector in found if not design.covers(sector)}
    if bare:
        labels = "、".join(sorted(Sector(sector).label for sector in bare))
        raise InvalidAssessment(
            f"“{cycle.title}”没有适用于{labels}领域的项目：请先补充项目，或只登记其他领域。"
        )
    return [
        Assessment(
            cycle=cycle,
            organisation_id=organisation,
            person_id=whose if cycle.subject == Subject.PERSON else None,
            sector=sector,
        )
        for whose, organisation, sector in sorted(found, key=lambda row: str(row[0]))
    ]


def names(rows: Sequence[Assessment]) -> dict[UUID, str]:
    """Return the names of those assessed by assessment; one query."""
    return dict(_rows(_NAMES, ids=[row.pk for row in rows]))


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
