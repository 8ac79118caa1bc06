"""GraphQL types of training, and the shelf from which a page of sessions is served."""

from collections.abc import Iterable, Mapping
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
from core.api.scalars import Date, Decimal
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations import types as organisation_types
from core.organisations.types import enum
from core.training import models, selectors
from core.training.selectors import AttendanceRow, SessionRow

TrainingLevel = enum(models.TrainingLevel, "TrainingLevel", "培训层级")
TrainingKind = enum(models.TrainingKind, "TrainingKind", "培训形式")


class Node(NamedTuple):
    """A session together with the shelf that it stands on."""

    row: SessionRow
    shelf: "Shelf"


class Shelf:
    """Sessions that are shown together, to one reader."""

    def __init__(self, rows: Iterable[SessionRow], *, principal: AnyPrincipal) -> None:
        self.principal, self.today = principal, timezone.localdate()
        self.nodes = [Node(row, self) for row in rows]

    @cached_property
    def organisers(self) -> dict[UUID, organisation_types.Node]:
        """The organisers as they stand today."""
        ids = {node.row.organiser_id for node in self.nodes}
        return organisation_types.Shelf(
            organisations.nearest(ids=ids, on=self.today).values(),
            on=self.today,
            principal=self.principal,
            reached=scope.reach(self.principal, "organisations.see", on=self.today),
        ).by_id

    @cached_property
    def counts(self) -> Mapping[UUID, selectors.Counts]:
        """How many people each of them has."""
        return selectors.counts(ids=[node.row.id for node in self.nodes])

    @cached_property
    def evaluations(self) -> Mapping[UUID, date]:
        """When the evaluation of each of them is due."""
        return selectors.evaluations_due(ids=[node.row.id for node in self.nodes])


def _column(name: str) -> Any:
    return lambda root, info: getattr(root.row, name)


def _text(name: str) -> Any:
    return lambda root, info: getattr(root.row, name) or None


class TrainingCounts(graphene.ObjectType):
    """一次培训的人数。"""

    enrolled = graphene.Int(required=True, description="报名")
    attended = graphene.Int(required=True, description="参加")
    tested = graphene.Int(required=True, description="有测试成绩")
    passed = graphene.Int(required=True, description="测试合格")


class TrainingSession(graphene.ObjectType):
    """一次培训；跨年的按末日计入年度。"""

    id = graphene.ID(required=True, resolver=_column("id"))
    version = graphene.Int(required=True, description="版本；办理时原样填回", resolver=_column("version"))
    title = graphene.String(required=True, description="名称", resolver=_column("title"))
    level = graphene.Field(TrainingLevel, required=True, description="层级", resolver=_column("level"))
    kind = graphene.Field(TrainingKind, required=True, description="形式", resolver=_column("kind"))
    topics = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="主题", resolver=_column("topics")
    )
    provider = graphene.String(description="承办单位", resolver=_text("provider"))
    place = graphene.String(description="地点", resolver=_text("place"))
    organiser = graphene.Field(
        organisation_types.Organisation, required=True, description="主办党组织，今天的样子"
    )
    from_on = Date(required=True, description="首日", resolver=_column("from_on"))
    last_on = Date(required=True, description="末日（含）", resolver=_column("last_on"))
    days = Decimal(required=True, description="天数，以半天为单位", resolver=_column("days"))
    counts = graphene.Field(TrainingCounts, required=True, description="人数")
    evaluation_due_on = Date(description="效果评估的到期日")
    evaluated_on = Date(description="评估日", resolver=_column("evaluated_on"))
    evaluation = graphene.String(description="评估情况", resolver=_text("evaluation"))
    evaluation_obligation = graphene.ID(description="评估待办", resolver=_column("evaluation_duty_id"))
    cancelled_on = Date(description="取消日；null 为未取消", resolver=_column("cancelled_on"))
    cancel_reason = graphene.String(description="取消的理由", resolver=_text("cancel_reason"))

    def resolve_organiser(root: Node, info: Any) -> Any:
        """Return who organises it, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return root.shelf.organisers[root.row.organiser_id]

    def resolve_counts(root: Node, info: Any) -> selectors.Counts:
        """Return how many people it has."""
        return root.shelf.counts.get(root.row.id, selectors.Counts())

    def resolve_evaluation_due_on(root: Node, info: Any) -> date | None:
        """Return when its evaluation is due, if one is asked for."""
        return root.shelf.evaluations.get(root.row.id)


SessionConnection = connections.of(TrainingSession)


class TrainingPerson(graphene.ObjectType):
    """参加培训的人。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True, description="姓名")


class AttendanceNode(NamedTuple):
    """An attendance together with its session."""

    row: AttendanceRow
    session: Node


class TrainingAttendance(graphene.ObjectType):
    """某人报名或参加某次培训的情况。"""

    id = graphene.ID(required=True, resolver=_column("id"))
    version = graphene.Int(required=True, description="版本；登记时原样填回", resolver=_column("version"))
    session = graphene.Field(TrainingSession, required=True, description="培训")
    person = graphene.Field(TrainingPerson, required=True, description="参加的人")
    attended_days = Decimal(
        description="参加天数；0 为未到，null 为尚未登记", resolver=_column("attended_days")
    )
    score = Decimal(description="测试成绩", resolver=_column("score"))
    pass_mark = Decimal(description="所适用的合格线", resolver=_column("pass_mark"))
    passed = graphene.Boolean(description="测试是否合格；没有成绩的为 null", resolver=_column("passed"))

    def resolve_person(root: AttendanceNode, info: Any) -> dict[str, Any]:
        """Return who attended."""
        return {"id": root.row.person_id, "name": root.row.person_name}


AttendanceConnection = connections.of(TrainingAttendance)


class TrainingYear(graphene.ObjectType):
    """某人一年内参加的培训；跨年的按末日计入，只计一次。"""

    person = graphene.ID(required=True)
    sessions = graphene.Int(required=True, description="次数")
    days = Decimal(required=True, description="天数")


def sessions(rows: Iterable[SessionRow], *, principal: AnyPrincipal) -> list[Node]:
    """Return the nodes of a page of sessions; what belongs to them is fetched once, when asked for."""
    return Shelf(rows, principal=principal).nodes


def attendances(rows: Iterable[AttendanceRow], *, principal: AnyPrincipal) -> list[AttendanceNode]:
    """Return the nodes of a page of attendances with their sessions; one query."""
    page = list(rows)
    found = selectors.sessions(ids={row.session_id for row in page})
    by_id = {node.row.id: node for node in sessions(found.values(), principal=principal)}
    return [AttendanceNode(row, by_id[row.session_id]) for row in page]
