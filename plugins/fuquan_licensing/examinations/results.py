"""Publish what an examination found, and correct it by a new version."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from core.actors import Actor
from core.examinations import services as records
from core.examinations.models import Attendance, ExaminationResult
from core.examinations.services import Entry
from plugins.fuquan_licensing.examinations import services
from plugins.fuquan_licensing.examinations.models import Examination, Mark, Registration
from plugins.fuquan_licensing.examinations.stages import Stage
from plugins.fuquan_licensing.sittings import marking
from plugins.fuquan_licensing.sittings.marking import Changed


def newest_scores(*, examination: UUID) -> dict[UUID, Any]:
    """Return the score that counts of each registration, None for who did not come; one query."""
    newest = Mark.objects.filter(registration=OuterRef("pk")).order_by("-number").values("score")[:1]
    return dict(
        Registration.objects.filter(examination=examination, withdrawn_reason="")
        .annotate(newest=Subquery(newest))
        .values_list("pk", "newest")
    )


def publish(*, examination: UUID, version: int, on: date, actor: Actor) -> Examination:
    """Publish the results of a reviewed examination, put them into the archive, and return it.

    :raises DomainError: as every step: unknown, outdated, or at another stage.
    """
    with transaction.atomic():
        row = services.held(examination, version, Stage.REVIEWED, doing="公布成绩")
        scores = newest_scores(examination=examination)
        people = dict(Registration.objects.filter(pk__in=scores).values_list("pk", "person_id"))
        records.record_many(
            examination=row.record_id,
            entries=[_entry(people[registration], score) for registration, score in scores.items()],
            actor=actor,
        )
        records.publish(examination=row.record_id, version=row.record.version, on=on)
        return services.moved(row, Stage.PUBLISHED)


def mark_again(*, examination: UUID, reason: str, actor: Actor) -> list[Changed]:
    """Mark an examination by the bank's present keys and return whose score changes.

    What was published is corrected by a new version with the reason; a licence that rests on it is left to
    the department: revoking is a decision of its own.

    :raises BadRemark: if the reason is missing.
    :raises WrongStage: if nothing was marked yet.
    """
    with transaction.atomic():
        row = services.held(
            examination, None, Stage.SCORED, Stage.REVIEWED, Stage.PUBLISHED, doing="重新评分"
        )
        changed = marking.mark_again(examination=examination, reason=reason, actor=actor)
        if row.stage == Stage.PUBLISHED:
            standing = {
                result.person_id: result
                for result in ExaminationResult.objects.filter(
                    examination=row.record_id, superseded_at__isnull=True
                )
            }
            for one in changed:
                result = standing[one.person_id]
                records.correct(
                    result=result.pk,
                    version=result.version,
                    attendance=Attendance.PRESENT,
                    score=one.after,
                    reason=reason,
                    actor=actor,
                )
    return changed


def _entry(person: UUID, score: Any) -> Entry:
    if score is None:
        return Entry(person=person, attendance=Attendance.ABSENT)
    return Entry(person=person, attendance=Attendance.PRESENT, score=score)
