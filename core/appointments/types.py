"""GraphQL types of appointments and of the establishment."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.api import connections
from core.api.scalars import JSON, Date, DateTime
from core.appointments import models, nodes
from core.appointments.selectors import AppointmentRow, QuotaRow
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations import types as organisation_types
from core.organisations.types import enum

Post = enum(models.Post, "Post", "岗位类别")
AppointmentBasis = enum(models.Appointment.Basis, "AppointmentBasis", "专兼职")
EntryChannel = enum(models.EntryChannel, "EntryChannel", "进入方式")
EndReason = enum(models.EndReason, "EndReason", "离任原因")
AppointmentChangeKind = enum(models.AppointmentChange.Kind, "AppointmentChangeKind", "任职记载事项")


class Holder(graphene.ObjectType):
    """任职的人。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True, description="姓名")


class AppointmentChange(graphene.ObjectType):
    """关于任职的一条记载；以后的记载优先于以前的，以前的不删改。"""

    version = graphene.Int(required=True, description="记载后的版本")
    kind = graphene.Field(AppointmentChangeKind, required=True, description="事项")
    values = JSON(required=True, description="记载后的全部内容")
    reason = graphene.String(required=True, description="说明")
    recorded_by = graphene.String(required=True, description="记载人")
    recorded_at = DateTime(required=True, description="记载时间")

    def resolve_recorded_by(root: models.AppointmentChange, info: Any) -> str:
        """Return the name of who recorded it."""
        return root.recorded_by_name


class Appointment(graphene.ObjectType):
    """任职：某人自某日起在某党组织担任某一岗位。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理变动时原样填回")
    person = graphene.Field(Holder, required=True, description="任职的人")
    organisation = graphene.Field(
        organisation_types.Organisation, required=True, description="所在党组织，所查日期的样子"
    )
    basis = graphene.Field(AppointmentBasis, required=True, description="专兼职")
    post = graphene.Field(Post, required=True, description="岗位类别")
    title = graphene.String(required=True, description="职务名称")
    counts_as_worker = graphene.Boolean(required=True, description="是否计入党务工作者")
    also_head = graphene.Boolean(required=True, description="是否一肩挑")
    entry_channel = graphene.Field(EntryChannel, description="进入方式")
    from_on = Date(required=True, description="任职日")
    until_on = Date(description="离任日（当日已不在任）；null 为在任")
    end_reason = graphene.Field(EndReason, description="离任原因")
    history = graphene.List(
        graphene.NonNull(AppointmentChange), required=True, description="全部记载，按记载先后"
    )

    def resolve_person(root: nodes.Node, info: Any) -> dict[str, Any]:
        """Return who holds the post."""
        return {"id": root.person_id, "name": root.person_name}

    def resolve_organisation(root: nodes.Node, info: Any) -> Any:
        """Return where the post is, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return root.shelf.organisation(root.organisation_id)

    def resolve_entry_channel(root: nodes.Node, info: Any) -> str | None:
        """Return the channel, if it was recorded."""
        return root.entry_channel or None

    def resolve_end_reason(root: nodes.Node, info: Any) -> str | None:
        """Return the reason, if it ended."""
        return root.end_reason or None

    def resolve_history(root: nodes.Node, info: Any) -> list[models.AppointmentChange]:
        """Return all facts."""
        return root.shelf.histories[root.id]


AppointmentConnection = connections.of(Appointment)


class Quota(graphene.ObjectType):
    """一个党组织一类岗位的员额，某一天的样子。"""

    id = graphene.ID(required=True)
    post = graphene.Field(Post, required=True, description="岗位类别")
    places = graphene.Int(required=True, description="核定员额")
    minimum = graphene.Int(description="最低配备")
    filled = graphene.Int(required=True, description="专职在任人数")
    headroom = graphene.Int(required=True, description="还可任用的人数；超编时为负")
    short = graphene.Int(required=True, description="距最低配备尚缺的人数")
    basis = graphene.String(required=True, description="依据")
    from_on = Date(required=True, description="自该日起")
    until_on = Date(description="至该日（不含）；null 为至今")


class OrganisationQuota(graphene.ObjectType):
    """员额及其所属党组织。"""

    quota = graphene.Field(Quota, required=True)
    organisation = graphene.Field(organisation_types.Organisation, required=True)


def appointments(rows: Iterable[AppointmentRow], *, on: date, principal: AnyPrincipal) -> list[nodes.Node]:
    """Return the nodes of a page of appointments; their organisations are fetched once, when asked for."""
    page = list(rows)
    return nodes.Shelf(page, organisation=_finder([row.organisation_id for row in page], on, principal)).nodes


def quotas(rows: Iterable[QuotaRow], *, on: date, principal: AnyPrincipal) -> list[dict[str, Any]]:
    """Return a page of establishments with their organisations."""
    page = list(rows)
    find = _finder([row.organisation_id for row in page], on, principal)
    return [{"quota": row, "organisation": find(row.organisation_id)} for row in page]


def _finder(ids: list[UUID], on: date, principal: AnyPrincipal) -> Any:
    """Return the function that finds an organisation of a page; it fetches all of them the first time."""

    @cache
    def shelf() -> organisation_types.Shelf:
        return organisation_types.Shelf(
            organisations.nearest(ids=set(ids), on=on).values(),
            on=on,
            principal=principal,
            reached=scope.reach(principal, "organisations.see", on=timezone.localdate()),
        )

    return lambda organisation: shelf().by_id[organisation]
