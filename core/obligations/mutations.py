"""GraphQL mutations about obligations."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.declare import AccessDenied
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.obligations import deadlines, models, selectors, services, types
from core.obligations.deadlines import Deadline, InvalidDeadline
from core.obligations.selectors import ObligationRow
from core.obligations.services import Duty
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations.types import enum
from core.people import api as people

_CHANGE = "obligations.change"
ObligationKind = enum(models.Kind, "ObligationKind", "待办类别")
_OF_RECORDS = (models.Kind.TRAINING_EVALUATION, models.Kind.MILESTONE)
"""Kinds that other records open, never a person by hand."""
_COUNTED = {
    "working_days": deadlines.working_days,
    "calendar_days": deadlines.calendar_days,
    "months": deadlines.months,
}


class OpenObligationInput(graphene.InputObjectType):
    """交办；期限四选一：dueOn，或 workingDays、calendarDays、months 之一与起算日 after。"""

    kind = graphene.InputField(ObligationKind, required=True, description="类别")
    title = graphene.String(required=True, description="事项")
    organisation = graphene.ID(required=True, description="责任单位")
    due_on = Date(description="到期日")
    working_days = graphene.Int(description="起算日之后第几个工作日到期")
    calendar_days = graphene.Int(description="起算日之后第几天到期，遇非工作日顺延")
    months = graphene.Int(description="自起算日起满几个月到期")
    after = Date(description="起算日，当日不计；不填为今天")
    person = graphene.ID(description="所涉人员")


class _Change:
    """What every change of one obligation says."""

    id = graphene.ID(required=True, description="待办")
    version = graphene.Int(required=True, description="所见的版本；已被他人修改时不予办理")


class FulfilObligationInput(_Change, graphene.InputObjectType):
    """办结。"""

    evidence = graphene.String(required=True, description="办理情况")


class CheckObligationInput(_Change, graphene.InputObjectType):
    """核验。"""


class ReturnObligationInput(_Change, graphene.InputObjectType):
    """退回。"""

    reason = graphene.String(required=True, description="退回的理由")


class CancelObligationInput(_Change, graphene.InputObjectType):
    """取消。"""

    reason = graphene.String(required=True, description="取消的理由")


class OpenObligation(graphene.Mutation):
    """向本人权限范围内的党组织交办一件事。"""

    class Arguments:
        input = OpenObligationInput(required=True)

    obligation = graphene.Field(types.Obligation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Assign it by one call into the service."""
        today = timezone.localdate()
        reached = scope.reach(info.context.principal, _CHANGE, on=today)
        person = input.get("person")
        if input["kind"] in _OF_RECORDS:
            raise services.InvalidObligation("培训效果评估、项目节点由培训、项目生成，请在相应业务中办理。")
        duty = Duty(
            kind=models.Kind(input["kind"]),
            title=input["title"],
            organisation=scope.require(reached, parsed(input["organisation"]), named=input["organisation"]),
            deadline=_deadline(input, today=today),
            person=None if person is None else people.seen(info, person, _CHANGE).id,
        )
        return _shown(info, services.assign(duty, on=today, actor=info.context.principal.actor).pk)


class FulfilObligation(graphene.Mutation):
    """办结一项待办；逾期的照样可以办结，逾期情况保留。"""

    class Arguments:
        input = FulfilObligationInput(required=True)

    obligation = graphene.Field(types.Obligation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Fulfil it by one call into the service."""
        row = _reached(info, input["id"])
        services.fulfil(
            obligation=row.id,
            version=input["version"],
            evidence=input["evidence"],
            on=timezone.localdate(),
            actor=info.context.principal.actor,
        )
        return _shown(info, row.id)


class CheckObligation(graphene.Mutation):
    """核验一项已办结的待办；不能核验本人办结的。"""

    class Arguments:
        input = CheckObligationInput(required=True)

    obligation = graphene.Field(types.Obligation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Check it by one call into the service."""
        row = _reached(info, input["id"])
        services.check(
            obligation=row.id,
            version=input["version"],
            on=timezone.localdate(),
            actor=info.context.principal.actor,
        )
        return _shown(info, row.id)


class ReturnObligation(graphene.Mutation):
    """退回一项办理不到位的待办；到期日不变。"""

    class Arguments:
        input = ReturnObligationInput(required=True)

    obligation = graphene.Field(types.Obligation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Send it back by one call into the service."""
        row = _reached(info, input["id"])
        services.send_back(
            obligation=row.id,
            version=input["version"],
            reason=input["reason"],
            actor=info.context.principal.actor,
        )
        return _shown(info, row.id)


class CancelObligation(graphene.Mutation):
    """取消一项尚未办结的待办；由交办人或责任单位的上级办理，记录保留。"""

    class Arguments:
        input = CancelObligationInput(required=True)

    obligation = graphene.Field(types.Obligation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Cancel it by one call into the service."""
        today = timezone.localdate()
        row = _reached(info, input["id"])
        _may_cancel(info, row, today=today)
        services.cancel(
            obligation=row.id,
            version=input["version"],
            reason=input["reason"],
            on=today,
            actor=info.context.principal.actor,
        )
        return _shown(info, row.id)


def _deadline(input: Mapping[str, Any], *, today: date) -> Deadline:
    given = [name for name in ("due_on", *_COUNTED) if input.get(name) is not None]
    if len(given) != 1:
        raise InvalidDeadline(
            "到期日（dueOn）、工作日数（workingDays）、天数（calendarDays）、月数（months）须且只能填写一项。"
        )
    [name] = given
    if name == "due_on":
        return deadlines.fixed(input["due_on"])
    return _COUNTED[name](input[name], after=input.get("after") or today)


def _reached(info: Any, id: str) -> ObligationRow:
    reached = scope.reach(info.context.principal, _CHANGE, on=timezone.localdate())
    identifier = parsed(id)
    row = None if identifier is None else selectors.one(obligation=identifier, organisations=reached)
    if row is None:
        raise services.unknown(id)
    return row


def _may_cancel(info: Any, row: ObligationRow, *, today: date) -> None:
    """Check that it is cancelled by whoever assigned it or answers for the organisation above."""
    principal = info.context.principal
    reached = scope.reach(principal, _CHANGE, on=today)
    if reached is None or (row.opened_by_realm, row.opened_by_id) == (
        principal.actor.realm,
        principal.actor.id,
    ):
        return
    unit = organisations.nearest(ids=[row.organisation_id], on=today)[row.organisation_id]
    if unit.parent_id not in reached:
        raise AccessDenied("本单位不能自行取消上级或制度交办的事项：请由上级党组织或交办人取消。")


def _shown(info: Any, obligation: UUID) -> dict[str, Any]:
    row = selectors.one(obligation=obligation)
    assert row is not None
    shelf = types.Shelf([row], on=timezone.localdate(), principal=info.context.principal)
    return {"obligation": shelf.nodes[0]}
