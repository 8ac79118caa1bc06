"""Milestones of projects: obligations of the project's organisation, reminded of and checked as any other."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from core.actors import SYSTEM, Actor
from core.audit import acting
from core.obligations import deadlines
from core.obligations import services as obligations
from core.obligations.models import Kind, Obligation
from core.obligations.services import Duty
from core.projects import entries

SUBJECT = "PROJECT"
"""What obligations and decisions call a project that they are about."""


def add(
    *, project: UUID, title: str, due_on: date, on: date, today: date, actor: Actor = SYSTEM
) -> Obligation:
    """Open an obligation of the project's organisation to reach something by a day, and return it.

    Fulfilling, checking and cancelling it are those of any obligation.

    :raises InvalidObligation: if the day lies before `on`.
    :raises DomainError: as `entries.under_way` and `entries.dated`.
    """
    with acting(actor=actor):
        row = entries.under_way(project)
        entries.dated(row, on=on, today=today)
        duty = Duty(
            kind=Kind.MILESTONE,
            title=title,
            organisation=row.organisation_id,
            deadline=deadlines.fixed(due_on),
            subject_kind=SUBJECT,
            subject_id=row.pk,
        )
        return obligations.assign(duty, on=on, actor=actor)


def of(projects: Collection[UUID]) -> Mapping[UUID, list[Obligation]]:
    """Return the milestones of projects by due day, without those that were cancelled; one query."""
    result: dict[UUID, list[Obligation]] = defaultdict(list)
    found = Obligation.objects.filter(
        subject_id__in=list(projects), subject_kind=SUBJECT, kind=Kind.MILESTONE, cancelled_on__isnull=True
    )
    for one in found.order_by("due_on", "id"):
        if one.subject_id is not None:
            result[one.subject_id].append(one)
    return result
