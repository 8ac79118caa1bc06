"""GraphQL: changes of units, their filing, and the duties that follow."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.organisations import scope
from core.people import api as people
from plugins.fuquan_licensing import offices
from plugins.fuquan_licensing.changes import selectors, services
from plugins.fuquan_licensing.changes.models import Change
from plugins.fuquan_licensing.changes.services import Report
from plugins.fuquan_licensing.paging import day_before

FuquanChangeKind = graphene.Enum(
    "FuquanChangeKind", [(one.name, one.value) for one in Change.Kind], description="变动类别"
)


class FuquanChange(graphene.ObjectType):
    """一个单位的一次变动，及其补齐配强、备案和重新核定员额的办理情况。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理时原样填回")
    kind = graphene.Field(FuquanChangeKind, required=True)
    organisation = graphene.ID(required=True)
    organisation_name = graphene.String(description="变动时的名称")
    person = graphene.String(description="所涉人员的姓名")
    changed_on = Date(required=True, description="生效日期")
    description = graphene.String(required=True, description="变动情况")
    derived = graphene.Boolean(required=True, description="是否由系统记录得出")
    due_on = Date(required=True, description="补齐配强和备案的期限")
    provisional = graphene.Boolean(required=True, description="期限是否暂按推算")
    filed_on = Date(description="单位报送备案的日期")
    document_number = graphene.String(required=True, description="备案报告文号")
    received_on = Date(description="组织部门收到备案的日期")
    on_time = graphene.Boolean(description="是否按时备案；未收到为 null")
    filled_on = Date(description="补齐配强的办结日")
    approved_on = Date(description="重新核定员额的办结日")
    fill = graphene.ID(required=True, description="补齐配强的待办")
    filing = graphene.ID(required=True, description="备案的待办")
    quota = graphene.ID(required=True, description="重新核定员额的待办，由上级办理")

    def resolve_organisation(root: Any, info: Any) -> Any:
        """Return the unit's identifier."""
        return root.organisation_id

    def resolve_person(root: Any, info: Any) -> str | None:
        """Return whom it is about."""
        name: str | None = root.person_name
        return name

    def resolve_fill(root: Any, info: Any) -> Any:
        """Return the duty's identifier."""
        return root.fill_id

    def resolve_filing(root: Any, info: Any) -> Any:
        """Return the duty's identifier."""
        return root.filing_id

    def resolve_quota(root: Any, info: Any) -> Any:
        """Return the duty's identifier."""
        return root.quota_id


FuquanChangeConnection = connections.of(FuquanChange)


class Part:
    """What changes bring to the plugin's root field."""

    changes = graphene.Field(
        FuquanChangeConnection,
        required=True,
        description="机构调整和人员变动，新的在前；只含本人权限范围内的单位。",
        received=graphene.Boolean(description="只要已收到备案的（true）或未收到的（false）"),
        **connections.arguments(),
    )

    def resolve_changes(
        root: Any, info: Any, *, first: int, after: str | None = None, received: bool | None = None
    ) -> dict[str, Any]:
        """Return one page of those in sight."""
        reached = offices.reached(info, offices.SEE)
        page = connections.page(first=first, after=after)
        rows = selectors.changes(
            limit=page.first + 1, after=day_before(page), organisations=reached, received=received
        )
        return connections.answer(rows, page, key=lambda row: (row.changed_on.isoformat(), str(row.id)))


class ReportChangeInput(graphene.InputObjectType):
    """报告一次变动。"""

    class Meta:
        name = "ReportFuquanChangeInput"

    kind = FuquanChangeKind(required=True)
    organisation = graphene.ID(required=True, description="变动的单位")
    changed_on = Date(required=True, description="生效日期")
    description = graphene.String(required=True, description="变动情况")
    person = graphene.ID(description="所涉人员")


class FileChangeInput(graphene.InputObjectType):
    """报送备案。"""

    class Meta:
        name = "FileFuquanChangeInput"

    id = graphene.ID(required=True)
    version = graphene.Int(required=True)
    document_number = graphene.String(required=True, description="备案报告文号")
    on = Date(description="报送日期；默认今天")


class ReceiveChangeInput(graphene.InputObjectType):
    """收到备案。"""

    class Meta:
        name = "ReceiveFuquanChangeInput"

    id = graphene.ID(required=True)
    version = graphene.Int(required=True)
    on = Date(description="收到日期；默认今天")


class ReportFuquanChange(graphene.Mutation):
    """报告机构调整或人员变动；随之产生补齐配强、备案和重新核定员额的待办。"""

    class Arguments:
        input = ReportChangeInput(required=True)

    change = graphene.Field(FuquanChange, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Report it by one call into the service."""
        named, reached = input["organisation"], offices.reached(info, offices.CHANGE)
        person = input.get("person")
        made = services.report(
            Report(
                kind=Change.Kind(input["kind"].value),
                organisation=scope.require(reached, parsed(named), named=named),
                changed_on=input["changed_on"],
                description=input["description"],
                person=None if person is None else people.seen(info, person, offices.CHANGE).id,
            ),
            today=timezone.localdate(),
            actor=info.context.principal.actor,
        )
        return _shown(made.pk)


class FindFuquanChanges(graphene.Mutation):
    """由任职和党组织记录得出尚未登记的变动，逐一登记并产生待办。"""

    class Arguments:
        since = Date(required=True, description="自哪一天起生效的")

    found = graphene.Int(required=True, description="新登记的变动数")

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, since: date) -> dict[str, int]:
        """Record them by one call into the service."""
        offices.department(info)
        made = services.derive(since=since, today=timezone.localdate(), actor=info.context.principal.actor)
        return {"found": len(made)}


class FileFuquanChange(graphene.Mutation):
    """单位报送备案。"""

    class Arguments:
        input = FileChangeInput(required=True)

    change = graphene.Field(FuquanChange, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """File it by one call into the service."""
        made = services.file(
            change=_known(info, input["id"]),
            version=input["version"],
            on=input.get("on") or timezone.localdate(),
            document_number=input["document_number"],
            today=timezone.localdate(),
            actor=info.context.principal.actor,
        )
        return _shown(made.pk)


class ReceiveFuquanChange(graphene.Mutation):
    """组织部门收到备案；单位的备案待办随之办结。"""

    class Arguments:
        input = ReceiveChangeInput(required=True)

    change = graphene.Field(FuquanChange, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Receive it by one call into the service."""
        offices.department(info)
        made = services.receive(
            change=_known(info, input["id"]),
            version=input["version"],
            on=input.get("on") or timezone.localdate(),
            today=timezone.localdate(),
            actor=info.context.principal.actor,
        )
        return _shown(made.pk)


def _known(info: Any, named: str) -> UUID:
    """Return a change of a unit that the principal answers for.

    :raises UnknownChange: if there is none of this identifier in reach.
    """
    reached, identifier = offices.reached(info, offices.CHANGE), parsed(named)
    if identifier is None or not selectors.changes(limit=1, id=identifier, organisations=reached):
        raise services.unknown(named)
    return identifier


def _shown(change: UUID) -> dict[str, Any]:
    [row] = selectors.changes(limit=1, id=change)
    return {"change": row}
