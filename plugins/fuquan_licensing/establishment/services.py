"""Approve a unit's establishment by Fuquan's law."""

from datetime import date
from uuid import UUID

from core.actors import Actor
from core.appointments import establishment
from core.appointments import selectors as appointments
from core.appointments.models import Post
from core.audit import acting
from core.decisions import services as decisions
from core.decisions.about import About
from core.decisions.services import Answer
from core.errors import DomainError
from core.obligations import services as obligations
from core.obligations.models import Obligation
from core.organisations import facts as organisation_facts
from core.organisations import selectors as organisations
from plugins.fuquan_licensing import checks
from plugins.fuquan_licensing.changes.duties import DutyKind
from plugins.fuquan_licensing.changes.models import Change
from plugins.fuquan_licensing.scheme import NAME


class BadApproval(DomainError):
    """An establishment cannot be approved as described."""

    code = "BAD_USER_INPUT"


def approve(
    *,
    organisation: UUID,
    places: int,
    on: date,
    basis: str,
    version: int,
    today: date,
    post: Post = Post.WORKER,
    actor: Actor,
) -> Answer:
    """Approve so many full-time places of a unit from a day on; return the decision that it rests on.

    The law judges all places that count together (`approve_quota`). Duties to approve the unit's
    establishment anew, for changes up to that day, are fulfilled by it.

    :raises BadApproval: if the basis is missing, the post does not count, or the unit's staff is not known.
    :raises Refused: if the law blocks; the findings say why.
    :raises Outdated: if the unit has another version by now.
    :raises UnknownOrganisation: if the unit does not stand on the day.
    """
    if not basis.strip():
        raise BadApproval("请填写核定的依据（basis），如文件名称和文号。")
    if post in checks.NOT_IN_QUOTA:
        raise BadApproval(f"{post.label}不计入专职党务工作者员额，不在此核定。")
    with acting(actor=actor):
        # Whoever appoints or approves here waits: the decision counts what stays so.
        organisation_facts.edit(organisation, version=version)
        unit = organisations.one(organisation=organisation, on=on)
        if unit.staff_count is None:
            raise BadApproval(f"{unit.name}未登记在岗人数，不能核定员额：请先登记。")
        others = sum(
            row.places
            for row in appointments.quotas(ids=[organisation], on=on)[organisation]
            if row.post not in checks.NOT_IN_QUOTA and row.post != post
        )
        answer = decisions.decide(
            action=f"{NAME}.approve_quota",
            facts={
                "sector": unit.sector,
                "staff_count": unit.staff_count,
                "approved_quota": others + places,
                "incumbents": len(checks.full_time(organisation, on)),
            },
            on=on,
            about=About(organisation=organisation),
            today=today,
        )
        decisions.keep(answer, actor=actor)
        minimum = answer.decision.outcome["minimum"]
        establishment.approve(
            organisation=organisation,
            post=post,
            places=places,
            minimum=None if minimum is None else min(max(minimum - others, 0), places),
            on=on,
            basis=basis,
            version=version,
            actor=actor,
        )
        _fulfil(organisation, on=on, today=today, basis=basis, actor=actor)
    return answer


def _fulfil(organisation: UUID, *, on: date, today: date, basis: str, actor: Actor) -> None:
    """Fulfil the open duties to approve a unit's establishment anew after changes up to a day."""
    open_duties = Obligation.objects.filter(
        pk__in=Change.objects.filter(organisation=organisation, changed_on__lte=on).values("quota"),
        kind=DutyKind.QUOTA.value,
        fulfilled_on__isnull=True,
        cancelled_on__isnull=True,
    )
    evidence = f"已重新核定：{basis.strip()}"[:500]
    for duty in open_duties.values_list("pk", flat=True).order_by("pk"):
        obligations.fulfil(obligation=duty, evidence=evidence, on=today, by_record=True, actor=actor)
