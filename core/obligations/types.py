"""GraphQL types of obligations, and the shelf from which a page of them is served."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.api import connections
from core.api.scalars import Date
from core.obligations import models, selectors
from core.obligations.selectors import ObligationRow
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations import types as organisation_types
from core.organisations.types import enum

ObligationRule = enum(models.Rule, "ObligationRule", "期限算法")
_STATES = {
    selectors.State.OPEN: "未到期、待办理",
    selectors.State.OVERDUE: "已逾期、待办理",
    selectors.State.FULFILLED: "已办结、待核验",
    selectors.State.CHECKED: "已核验",
    selectors.State.CANCELLED: "已取消",
}
ObligationState = graphene.Enum.from_enum(
    selectors.State,
    name="ObligationState",
    description=lambda state: _STATES[state] if state else "待办状态",
)


class Node(NamedTuple):
    """An obligation together with the shelf that it stands on."""

    row: ObligationRow
    shelf: "Shelf"


class Shelf:
    """Obligations that are shown together as of a day, to one reader."""

    def __init__(self, rows: Iterable[ObligationRow], *, on: date, principal: AnyPrincipal) -> None:
        self.on, self.principal = on, principal
        self.nodes = [Node(row, self) for row in rows]

    @cached_property
    def organisations(self) -> dict[UUID, organisation_types.Node]:
        """The responsible organisations as they stood on the day."""
        ids = {node.row.organisation_id for node in self.nodes}
        return organisation_types.Shelf(
            organisations.nearest(ids=ids, on=self.on).values(),
            on=self.on,
            principal=self.principal,
            reached=scope.reach(self.principal, "organisations.see", on=timezone.localdate()),
        ).by_id


def _column(name: str) -> Any:
    return lambda root, info: getattr(root.row, name)


def _coded(name: str) -> Any:
    return lambda root, info: getattr(root.row, name) or None


class Obligation(graphene.ObjectType):
    """待办：一个党组织须在某日前办理的一件事。"""

    id = graphene.ID(required=True, resolver=_column("id"))
    version = graphene.Int(required=True, description="版本；办理时原样填回", resolver=_column("version"))
    kind = graphene.String(
        required=True, description="类别代码，例如 REPORT；各制度另有自己的", resolver=_column("kind")
    )
    kind_title = graphene.String(description="类别名称；制度自己的类别为 null")
    title = graphene.String(required=True, description="事项", resolver=_column("title"))
    state = graphene.Field(ObligationState, required=True, description="所查日期的状态")
    subject_kind = graphene.String(description="所涉对象的类别", resolver=_coded("subject_kind"))
    subject = graphene.ID(description="所涉对象", resolver=_column("subject_id"))
    person = graphene.ID(description="所涉人员", resolver=_column("person_id"))
    organisation = graphene.Field(
        organisation_types.Organisation, required=True, description="责任单位，所查日期的样子"
    )
    by_record = graphene.Boolean(
        required=True,
        description="登记相应的业务记录时自动办结，不能直接办结",
        resolver=_column("by_record"),
    )
    opened_on = Date(required=True, description="交办日", resolver=_column("opened_on"))
    opened_by = graphene.String(required=True, description="交办人", resolver=_column("opened_by_name"))
    rule = graphene.Field(ObligationRule, required=True, description="到期日的算法", resolver=_column("rule"))
    counted_from_on = Date(description="起算日，当日不计", resolver=_column("counted_from_on"))
    counted_length = graphene.Int(
        description="期限：工作日、自然日或月数", resolver=_column("counted_length")
    )
    due_on = Date(required=True, description="到期日", resolver=_column("due_on"))
    provisional = graphene.Boolean(
        required=True,
        description="到期日暂按法定节假日推算，当年放假安排载入后重新计算",
        resolver=_column("provisional"),
    )
    calendar_version = graphene.String(
        description="所依据的工作日历版本", resolver=_coded("calendar_version")
    )
    fulfilled_on = Date(description="办结日", resolver=_column("fulfilled_on"))
    fulfilled_by = graphene.String(description="办结人", resolver=_coded("fulfilled_by_name"))
    late = graphene.Boolean(required=True, description="办结日晚于到期日", resolver=_column("late"))
    evidence = graphene.String(description="办理情况", resolver=_coded("evidence"))
    checked_on = Date(description="核验日", resolver=_column("checked_on"))
    checked_by = graphene.String(description="核验人", resolver=_coded("checked_by_name"))
    return_reason = graphene.String(description="最近一次退回的理由", resolver=_coded("return_reason"))
    cancelled_on = Date(description="取消日", resolver=_column("cancelled_on"))
    cancel_reason = graphene.String(description="取消的理由", resolver=_coded("cancel_reason"))

    def resolve_kind_title(root: Node, info: Any) -> str | None:
        """Return what the core calls a kind of its own."""
        return models.Kind(root.row.kind).label if root.row.kind in models.Kind.values else None

    def resolve_state(root: Node, info: Any) -> selectors.State:
        """Return how it stood on the day of the list."""
        return root.row.state(root.shelf.on)

    def resolve_organisation(root: Node, info: Any) -> Any:
        """Return who is responsible, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return root.shelf.organisations[root.row.organisation_id]


ObligationConnection = connections.of(Obligation)


class ObligationCounts(graphene.ObjectType):
    """某一天的待办数；已取消的不计。"""

    open = graphene.Int(required=True, description="尚未办结的")
    overdue = graphene.Int(required=True, description="其中已逾期的")
    due = graphene.Int(required=True, description="到期日已过的，不论是否办结")
    late = graphene.Int(required=True, description="其中逾期才办结的")
