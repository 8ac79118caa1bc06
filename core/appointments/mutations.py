"""GraphQL mutations about appointments and the establishment."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.declare import AccessDenied
from core.api.identifiers import parsed
from core.api.scalars import JSON, Date
from core.appointments import establishment, selectors, services, types
from core.appointments.models import Appointment as AppointmentModel
from core.decisions import record_types, records
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations.models import Organisation
from core.people import api as people
from core.people.models import Person

_CHANGE = "people.change"


def _facts() -> JSON:
    """Return the field for what the tenant's laws ask for and no record yields."""
    return JSON(
        description="各制度另需、而记录中没有的事实，按事项列出：{事项全名: {事实: 值}}；缺少的会逐项指出"
    )


def _decisions() -> graphene.List:
    """Return the field for the decisions that a change rests on."""
    return graphene.List(
        graphene.NonNull(record_types.DecisionRecord),
        required=True,
        description="本次办理所依据的各项认定，连同其提醒和提示",
    )


class AppointInput(graphene.InputObjectType):
    """任职。"""

    person = graphene.ID(required=True, description="任职的人")
    organisation = graphene.ID(required=True, description="党组织")
    basis = types.AppointmentBasis(required=True, description="专兼职")
    post = types.Post(required=True, description="岗位类别")
    title = graphene.String(default_value="", description="职务名称")
    on = Date(required=True, description="任职日")
    until = Date(description="离任日（当日已不在任）；不填为未定")
    end_reason = types.EndReason(description="离任原因；有离任日而不填时为任期届满")
    counts_as_worker = graphene.Boolean(description="是否计入党务工作者；不填则按岗位类别")
    also_head = graphene.Boolean(default_value=False, description="是否一肩挑")
    entry_channel = types.EntryChannel(description="进入方式")
    reason = graphene.String(default_value="", description="说明，如任免文号")
    facts = _facts()


class _Change:
    """What every change of one appointment says."""

    id = graphene.ID(required=True, description="任职记录")
    version = graphene.Int(required=True, description="所见的版本；已被他人修改时不予办理")
    reason = graphene.String(default_value="", description="说明，如任免文号")


class EndAppointmentInput(_Change, graphene.InputObjectType):
    """离任。"""

    on = Date(required=True, description="离任日（当日已不在任）")
    end_reason = types.EndReason(required=True, description="离任原因")
    facts = _facts()


class TransferAppointmentInput(_Change, graphene.InputObjectType):
    """转任：离任与新任职同日办理。"""

    to = graphene.ID(required=True, description="转任到哪个党组织")
    on = Date(required=True, description="转任日")
    end_reason = types.EndReason(description="离任原因；不填为组织调动")
    entry_channel = types.EntryChannel(description="新岗位的进入方式；不填为调入")
    post = types.Post(description="新岗位类别；不填则不变")
    title = graphene.String(description="新职务名称；不填则不变")
    basis = types.AppointmentBasis(description="专兼职；不填则不变")
    also_head = graphene.Boolean(default_value=False, description="是否一肩挑")
    facts = _facts()


class CorrectAppointmentInput(_Change, graphene.InputObjectType):
    """更正任职记载；不填的项目保持不变，untilOn 填 null 为在任。"""

    basis = types.AppointmentBasis(description="专兼职")
    post = types.Post(description="岗位类别")
    title = graphene.String(description="职务名称")
    counts_as_worker = graphene.Boolean(description="是否计入党务工作者")
    also_head = graphene.Boolean(description="是否一肩挑")
    entry_channel = types.EntryChannel(description="进入方式")
    from_on = Date(description="任职日")
    until_on = Date(description="离任日（当日已不在任）")
    end_reason = types.EndReason(description="离任原因")
    reason = graphene.String(required=True, description="更正的理由")


class SetQuotaInput(graphene.InputObjectType):
    """核定员额。"""

    organisation = graphene.ID(required=True, description="党组织")
    version = graphene.Int(required=True, description="所见党组织的版本；已被他人修改时不予办理")
    post = types.Post(required=True, description="岗位类别")
    places = graphene.Int(description="核定员额；填 null 为不再核定")
    minimum = graphene.Int(description="最低配备")
    on = Date(required=True, description="自哪一天起")
    until = Date(description="至哪一天（不含），此后恢复原核定；不填为至今")
    basis = graphene.String(default_value="", description="依据，如批准文号")


class Appoint(graphene.Mutation):
    """任职；同类岗位员额已满、专职重叠的，不予办理。"""

    class Arguments:
        input = AppointInput(required=True)

    appointment = graphene.Field(types.Appointment, required=True)
    decisions = _decisions()

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Appoint by one call into the service."""
        reached = _reached(info)
        given = {name: input[name] for name in ("until", "end_reason") if input.get(name) is not None}
        appointment = services.appoint(
            person=Person.objects.get(pk=people.seen(info, input["person"], _CHANGE).id),
            organisation=_organisation(reached, input["organisation"]),
            **{name: input[name] for name in ("basis", "post", "title", "on", "also_head", "reason")},
            **given,
            counts_as_worker=input.get("counts_as_worker"),
            entry_channel=input.get("entry_channel") or "",
            facts=input.get("facts"),
            actor=info.context.principal.actor,
        )
        return {**_shown(info, appointment, on=input["on"]), **_decided(appointment)}


class EndAppointment(graphene.Mutation):
    """离任。"""

    class Arguments:
        input = EndAppointmentInput(required=True)

    appointment = graphene.Field(types.Appointment, required=True)
    decisions = _decisions()

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """End it by one call into the service."""
        appointment = services.end(
            **_which(info, input),
            on=input["on"],
            end_reason=input["end_reason"],
            facts=input.get("facts"),
        )
        return {**_shown(info, appointment, on=input["on"]), **_decided(appointment)}


class TransferAppointment(graphene.Mutation):
    """转任：原岗位离任与新岗位任职一并办理，要么都成，要么都不成。"""

    class Arguments:
        input = TransferAppointmentInput(required=True)

    appointment = graphene.Field(types.Appointment, required=True, description="新的任职")
    ended = graphene.Field(types.Appointment, required=True, description="结束的任职")
    decisions = _decisions()

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Transfer by one call into the service."""
        optional = ("end_reason", "entry_channel", "post", "title", "basis")
        which = _which(info, input)
        begun = services.transfer(
            **which,
            to=_organisation(_reached(info), input["to"]),
            on=input["on"],
            also_head=input["also_head"],
            facts=input.get("facts"),
            **{name: input[name] for name in optional if input.get(name) is not None},
        )
        ended = AppointmentModel.objects.get(pk=which["appointment"])
        return {
            **_shown(info, begun, on=input["on"]),
            **_decided(begun),
            "ended": _shown(info, ended, on=input["on"])["appointment"],
        }


class CorrectAppointment(graphene.Mutation):
    """更正任职记载：另记一条，原记载保留。"""

    class Arguments:
        input = CorrectAppointmentInput(required=True)

    appointment = graphene.Field(types.Appointment, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Correct it by one call into the service."""
        said: Any = {name: input[name] for name in services.FIELDS if name in input}
        appointment = services.correct(**_which(info, input), **said)
        return _shown(info, appointment, on=appointment.from_on)


class SetQuota(graphene.Mutation):
    """核定一个党组织一类岗位的员额；由其上级办理。"""

    class Arguments:
        input = SetQuotaInput(required=True)

    quotas = graphene.List(
        graphene.NonNull(types.Quota), required=True, description="核定起始日该党组织的各类员额"
    )

    @declare.requires("organisations.change")
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Approve the establishment by one call into the service."""
        principal = info.context.principal
        reached = scope.reach(principal, "organisations.change", on=timezone.localdate())
        organisation = scope.require(reached, parsed(input["organisation"]), named=input["organisation"])
        parent = organisations.one(organisation=organisation, on=input["on"]).parent_id
        if reached is not None and parent not in reached:
            raise AccessDenied("员额由上级核定：请由上级党组织的人员办理。")
        establishment.approve(
            organisation=organisation,
            places=input.get("places"),
            minimum=input.get("minimum"),
            until=input.get("until"),
            **{name: input[name] for name in ("version", "post", "on", "basis")},
            actor=principal.actor,
        )
        return {"quotas": selectors.quotas(ids=[organisation], on=input["on"])[organisation]}


def _reached(info: Any) -> frozenset[UUID] | None:
    return scope.reach(info.context.principal, _CHANGE, on=timezone.localdate())


def _which(info: Any, input: Mapping[str, Any]) -> dict[str, Any]:
    identifier = parsed(input["id"])
    row = None
    if identifier is not None:
        row = selectors.one(appointment=identifier, organisations=_reached(info))
    if row is None:
        raise services.unknown(input["id"])
    return {
        "appointment": row.id,
        "version": input["version"],
        "reason": input["reason"],
        "actor": info.context.principal.actor,
    }


def _organisation(reached: frozenset[UUID] | None, identifier: str) -> Organisation:
    wanted = scope.require(reached, parsed(identifier), named=identifier)
    found = Organisation.objects.filter(pk=wanted).first()
    if found is None:
        raise organisations.unknown(identifier)
    return found


def _shown(info: Any, appointment: AppointmentModel, *, on: date) -> dict[str, Any]:
    row = selectors.one(appointment=appointment.pk)
    assert row is not None
    return {"appointment": types.appointments([row], on=on, principal=info.context.principal)[0]}


def _decided(appointment: AppointmentModel) -> dict[str, Any]:
    kept = records.several([record.pk for record in appointment.decided])
    return {"decisions": record_types.nodes(kept)}
