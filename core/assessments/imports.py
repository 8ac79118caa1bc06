"""Write whole assessments at once: for imports of what was assessed elsewhere, and for demonstration data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actors import SYSTEM, Actor
from core.assessments import cycles, enrolment, scoring, services
from core.assessments import design as designs
from core.assessments.design import SCALES, Group, Subject
from core.assessments.models import Assessment, AssessmentCycle, AssessmentScore, State
from core.assessments.scoring import Mark
from core.assessments.texts import InvalidAssessment


@dataclass(frozen=True, kw_only=True)
class Appraisal:
    """What is known of one person, or organisation, in a cycle.

    `figures` are what was measured by item, `scores` what each group gave by item, `grade` what was decided.
    """

    whom: UUID
    grade: str
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    scores: Mapping[str, Mapping[Group, Decimal]] = field(default_factory=dict)

    def marks(self) -> list[Mark]:
        """Return the score sheet."""
        return [
            *(Mark(item=item, figures=figures) for item, figures in self.figures.items()),
            *(
                Mark(item=item, group=group, score=score)
                for item, given in self.scores.items()
                for group, score in given.items()
            ),
        ]


def appraise_many(
    *,
    cycle: UUID,
    appraisals: Iterable[Appraisal],
    decider: str,
    enrolled_on: date,
    on: date,
    actor: Actor = SYSTEM,
) -> AssessmentCycle:
    """Enrol, score and grade everybody in an open cycle, publish it and return it; few statements in all.

    The law is asked about the cycle as a whole, not about each grade by itself, and organisations of the same
    level are not told apart: what needs that is entered one by one.

    :param enrolled_on: the day whose posts say where people worked.
    :param on: the day of publication.
    :raises DomainError: as `services.enrol`, `scoring.score` and `services.publish`; then nothing is written.
    """
    given = {appraisal.whom: appraisal for appraisal in appraisals}
    with transaction.atomic():
        row = cycles.held(cycle, states=(State.OPEN,))
        if row.double_review:
            raise InvalidAssessment(f"“{row.title}”要求双述双评，须逐一提交述职报告和评议，不能成批办理。")
        design = designs.opened(row.design)
        rows = enrolment.rows(row, whom=list(given), on=enrolled_on)
        sheets: list[AssessmentScore] = []
        known = {grade.value for grade in SCALES[Subject[row.subject]]}
        for one in rows:
            appraisal = given[one.person_id or one.organisation_id]
            if appraisal.grade not in known:
                raise InvalidAssessment(
                    f"等次须为 {'、'.join(sorted(known))} 之一，不能是 {appraisal.grade}。"
                )
            one.grade = appraisal.grade
            sheets += (scoring.entry(one, design, mark, actor=actor) for mark in appraisal.marks())
        Assessment.objects.bulk_create(rows, batch_size=1000)
        AssessmentScore.objects.bulk_create(sheets, batch_size=1000)
        return services.publish(cycle=row.pk, version=row.version, decider=decider, on=on, actor=actor)
