"""GraphQL mutations about honours, typical examples and punishments."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.api.identifiers import parsed
from core.attachments import types as attachments
from core.honours import models, selectors, services, types
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations.models import Organisation
from core.people import api as people
from core.people.models import Person

_CHANGE = "honours.change"


class RecordHonourInput(graphene.InputObjectType):
    """登记荣誉、典型或处分处理。"""

    nature = types.HonourNature(required=True, description="性质")
    kind = types.HonourKind(required=True, description="类型")
    level = types.HonourLevel(required=True, description="层级")
    year = graphene.Int(required=True, description="年度")
    person = graphene.ID(description="所属人员；属于党组织的不填")
    organisation = graphene.ID(required=True, description="所属党组织，或保管个人记录的党组织")
    title = graphene.String(required=True, description="名称")
    issuer = graphene.String(required=True, description="授予（决定）机关")
    basis = graphene.String(default_value="", description="依据（文号）")
    write_up = graphene.String(default_value="", description="事迹（事由）；不得写身份证号、电话")
    attachments = attachments.taken()


class _Change:
    """What every change of one row says."""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="所见的版本；已被他人修改时不予办理")


class CorrectHonourInput(_Change, graphene.InputObjectType):
    """更正；不填的项目保持不变，原记载保留。"""

    reason = graphene.String(required=True, description="更正的理由")
    kind = types.HonourKind(description="类型")
    level = types.HonourLevel(description="层级")
    year = graphene.Int(description="年度")
    title = graphene.String(description="名称")
    issuer = graphene.String(description="授予（决定）机关")
    basis = graphene.String(description="依据（文号）")
    write_up = graphene.String(description="事迹（事由）")
    attachments = attachments.taken()


class PublishHonourInput(_Change, graphene.InputObjectType):
    """公布荣誉或典型。"""


class WithdrawHonourInput(_Change, graphene.InputObjectType):
    """撤销荣誉、典型，或解除处分。"""

    reason = graphene.String(required=True, description="撤销的理由")


class RecordHonour(graphene.Mutation):
    """登记一项荣誉、典型或处分处理；处分处理还须有登记谈话的权限。"""

    class Arguments:
        input = RecordHonourInput(required=True)

    honour = graphene.Field(types.Honour, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Record it by one call into the service."""
        needed = _CHANGE
        if input["nature"] == models.Nature.PUNISHMENT:
            needed = "talks.change"
            declare.enforce(info.context.principal, Mark("requires", needed))
        where = scope.require(
            people.sight(info, needed), parsed(input["organisation"]), named=input["organisation"]
        )
        organisation = Organisation.objects.filter(pk=where).first()
        if organisation is None:
            raise organisations.unknown(input["organisation"])
        person = None
        if input.get("person") is not None:
            person = Person.objects.get(pk=people.seen(info, input["person"], needed).id)
        row = services.record(
            nature=input["nature"],
            organisation=organisation,
            person=person,
            on=timezone.localdate(),
            attached=attachments.identifiers(input["attachments"]),
            actor=info.context.principal.actor,
            **_said(input),
        )
        return {"honour": shown(info, row)}


class CorrectHonour(graphene.Mutation):
    """更正一条记录：另存一版，原记载和理由保留。"""

    class Arguments:
        input = CorrectHonourInput(required=True)

    honour = graphene.Field(types.Honour, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Correct it by one call into the service."""
        row = services.correct(
            honour=seen(info, input["id"], change=True).pk,
            version=input["version"],
            reason=input["reason"],
            on=timezone.localdate(),
            attached=attachments.identifiers(input["attachments"]),
            actor=info.context.principal.actor,
            **_said(input),
        )
        return {"honour": shown(info, row)}


class PublishHonour(graphene.Mutation):
    """公布一项荣誉或典型：本地所有可查看荣誉的人员都能看到。"""

    class Arguments:
        input = PublishHonourInput(required=True)

    honour = graphene.Field(types.Honour, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Publish it by one call into the service."""
        row = services.publish(
            honour=seen(info, input["id"], change=True).pk, version=input["version"], on=timezone.localdate()
        )
        return {"honour": shown(info, row)}


class WithdrawHonour(graphene.Mutation):
    """撤销荣誉、典型，或解除处分；记录保留。"""

    class Arguments:
        input = WithdrawHonourInput(required=True)

    honour = graphene.Field(types.Honour, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Withdraw it by one call into the service."""
        row = services.withdraw(
            honour=seen(info, input["id"], change=True).pk,
            version=input["version"],
            reason=input["reason"],
            on=timezone.localdate(),
        )
        return {"honour": shown(info, row)}


def seen(info: Any, id: str, *, change: bool = False) -> models.Honour:
    """Return a row that the principal may see, or change.

    :raises services.UnknownHonour: if there is none, here or in the principal's sight.
    """
    identifier = parsed(id)
    row = None
    if identifier is not None:
        row = selectors.one(
            honour=identifier, principal=info.context.principal, today=timezone.localdate(), change=change
        )
    if row is None:
        raise services.unknown(id)
    return row


def shown(info: Any, row: models.Honour) -> models.Honour:
    """Return a row as its type shows it."""
    return types.shown([row], principal=info.context.principal)[0]


def _said(input: Mapping[str, Any]) -> Any:
    return {name: input[name] for name in services.FIELDS if input.get(name) is not None}
