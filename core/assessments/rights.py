"""Who may enter what about assessments.

Who answers for the cycle's organisation runs the cycle; who answers for the organisation that is assessed, or
whose people are, enters what its members and masses say, and its reports; organisations of the same level
speak for themselves.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from core.access.declare import AccessDenied
from core.api.identifiers import parsed
from core.assessments import api, selectors, services
from core.assessments.design import Group
from core.assessments.models import AssessmentCycle
from core.assessments.selectors import AssessmentRow, Sight
from core.people import api as people

CHANGE = "assessments.change"


def actor(info: Any) -> Any:
    """Return who acts."""
    return info.context.principal.actor


def reached(info: Any) -> frozenset[UUID] | None:
    """Return the organisations that the principal answers for; None = all."""
    return people.sight(info, CHANGE)


def managed(info: Any, cycle: Any) -> Any:
    """Return a cycle that the principal's organisation runs."""
    answers_for = reached(info)
    if answers_for is not None and cycle.organisation_id not in answers_for:
        raise AccessDenied(f"“{cycle.title}”由组织考核的党组织办理：请联系其工作人员。")
    return cycle


def cycle(info: Any, input: Mapping[str, Any]) -> dict[str, Any]:
    """Return which cycle, in which version, an input is about: one that the principal may run."""
    found = managed(info, api.seen_cycle(info, input["id"], CHANGE))
    return {"cycle": found.pk, "version": input["version"]}


def assessment(info: Any, input: Mapping[str, Any]) -> dict[str, Any]:
    """Return which assessment, in which version, an input is about: of a cycle that the principal may run."""
    row = api.seen(info, input["id"], CHANGE)
    managed(info, AssessmentCycle.objects.get(pk=row.cycle_id))
    return {"assessment": row.id, "version": input["version"]}


def judged(info: Any, id: str, by: list[tuple[Group | None, UUID | None]]) -> AssessmentRow:
    """Return an assessment of which the principal may enter what these groups say; no group = figures.

    Organisations of the same level judge also what they do not see, in cycles that they take part in.
    """
    identifier = parsed(id)
    answers_for = reached(info)
    view = Sight(answers_for, timezone.localdate())
    everything = Sight(None, view.today)
    row = None if identifier is None else selectors.one(id=identifier, sight=everything)
    if row is None:
        raise services.unknown(id)
    if answers_for is None:
        return row
    peers = all(group is Group.PEER_ORGANISATIONS and one in answers_for for group, one in by)
    if selectors.one(id=row.id, sight=view) is None and not (
        peers and selectors.cycle(id=row.cycle_id, sight=view) is not None
    ):
        raise services.unknown(id)
    cycle = AssessmentCycle.objects.get(pk=row.cycle_id)
    runs = cycle.organisation_id in answers_for
    for group, peer in by:
        own = group in (Group.MEMBERS, Group.MASSES) and row.organisation_id in answers_for
        if not (runs or own or (group is Group.PEER_ORGANISATIONS and peer in answers_for)):
            who = "定量数据" if group is None else f"{group.label}的评价"
            raise AccessDenied(f"您不能填写{who}：请由有权填写的党组织办理。")
    return row


def shown(info: Any, assessment: UUID) -> Any:
    """Return an assessment as it is shown after a change."""
    row = selectors.one(id=assessment, sight=api.sight(info))
    if row is None:
        raise services.unknown(assessment)
    return api.node(info, row)
