"""GraphQL types of honours, typical examples and punishments, and the shelf that serves a page of them."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.api import connections
from core.api.scalars import JSON, Date, DateTime
from core.appointments.types import Holder
from core.attachments import selectors as attachments
from core.attachments import types as attachment_types
from core.attachments.models import Attachment
from core.honours import models, services
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations import types as organisation_types
from core.organisations.types import enum

HonourNature = enum(models.Nature, "HonourNature", "性质")
HonourKind = enum(models.HonourKind, "HonourKind", "类型")
HonourLevel = enum(models.HonourLevel, "HonourLevel", "层级")
HonourState = enum(models.HonourState, "HonourState", "状态")


class Shelf:
    """Rows of one page; what belongs to them is fetched for all of them at once."""

    def __init__(self, rows: Iterable[models.Honour], *, principal: AnyPrincipal) -> None:
        self.rows = list(rows)
        self.principal = principal

    @cached_property
    def attachments(self) -> Mapping[UUID, list[Attachment]]:
        """The attachments of each."""
        return attachments.of(subject_kind=services.SUBJECT, ids=[row.pk for row in self.rows])

    @cached_property
    def organisations(self) -> Mapping[UUID, organisation_types.Node]:
        """The organisations of the rows, as they stand today."""
        today = timezone.localdate()
        return organisation_types.Shelf(
            organisations.nearest(ids={row.organisation_id for row in self.rows}, on=today).values(),
            on=today,
            principal=self.principal,
            reached=scope.reach(self.principal, "organisations.see", on=today),
        ).by_id


class Honour(graphene.ObjectType):
    """荣誉、典型或处分处理；没有 person 的属于党组织。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理变动时原样填回")
    nature = graphene.Field(HonourNature, required=True, description="性质")
    kind = graphene.Field(HonourKind, required=True, description="类型")
    level = graphene.Field(HonourLevel, required=True, description="层级")
    year = graphene.Int(required=True, description="年度")
    person = graphene.Field(Holder, description="所属人员；属于党组织的为 null")
    organisation = graphene.Field(
        organisation_types.Organisation, required=True, description="所属党组织，或保管记录的党组织"
    )
    title = graphene.String(required=True, description="名称")
    issuer = graphene.String(required=True, description="授予（决定）机关")
    basis = graphene.String(required=True, description="依据（文号）")
    write_up = graphene.String(required=True, description="事迹（事由）")
    state = graphene.Field(HonourState, required=True, description="状态")
    published_on = Date(description="公布日期")
    withdrawn_on = Date(description="撤销日期")
    withdrawn_reason = graphene.String(required=True, description="撤销理由")
    attachments = attachment_types.listed()
    history = JSON(required=True, description="更正前的记载及更正理由，按先后")
    recorded_by = graphene.String(required=True, description="登记人")
    recorded_at = DateTime(required=True, description="登记时间")

    def resolve_organisation(root: models.Honour, info: Any) -> organisation_types.Node:
        """Return whose it is, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return _shelf(root).organisations[root.organisation_id]

    def resolve_attachments(root: models.Honour, info: Any) -> list[Attachment]:
        """Return the files that belong to it."""
        return _shelf(root).attachments.get(root.pk, [])

    def resolve_recorded_by(root: models.Honour, info: Any) -> str:
        """Return the name of who recorded it."""
        return root.recorded_by_name


HonourConnection = connections.of(Honour)


def shown(rows: Iterable[models.Honour], *, principal: AnyPrincipal) -> list[models.Honour]:
    """Return the rows of a page, each with the shelf that it stands on."""
    shelf = Shelf(rows, principal=principal)
    for row in shelf.rows:
        row.shelf = shelf  # type: ignore[attr-defined]
    return shelf.rows


def place(page: connections.Page) -> tuple[int, UUID] | None:
    """Return year and identifier of the row before a page.

    :raises BadCursor: if the cursor holds anything else.
    """
    key = connections.texts(page, 2)
    if key is None:
        return None
    try:
        return int(key[0]), UUID(key[1])
    except ValueError as error:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。") from error


def _shelf(row: models.Honour) -> Shelf:
    return row.shelf  # type: ignore[attr-defined]
