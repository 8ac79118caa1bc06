"""GraphQL types of talks, and the shelf from which a page of them is served."""

from collections.abc import Iterable, Mapping
from datetime import date
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
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations import types as organisation_types
from core.organisations.types import enum
from core.talks import models, services

TalkKind = enum(models.TalkKind, "TalkKind", "谈话类型")


class Shelf:
    """Talks of one page; what belongs to them is fetched for all of them at once."""

    def __init__(self, rows: Iterable[models.Talk], *, principal: AnyPrincipal) -> None:
        self.rows = list(rows)
        self.principal = principal

    @cached_property
    def attachments(self) -> Mapping[UUID, list[Attachment]]:
        """The attachments of each."""
        return attachments.of(subject_kind=services.SUBJECT, ids=[row.pk for row in self.rows])

    @cached_property
    def organisations(self) -> Mapping[UUID, organisation_types.Node]:
        """The organisations that keep the records, as they stand today."""
        today = timezone.localdate()
        return organisation_types.Shelf(
            organisations.nearest(ids={row.organisation_id for row in self.rows}, on=today).values(),
            on=today,
            principal=self.principal,
            reached=scope.reach(self.principal, "organisations.see", on=today),
        ).by_id


class Talk(graphene.ObjectType):
    """谈话记录；更正不删改原记载。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；更正时原样填回")
    kind = graphene.Field(TalkKind, required=True, description="谈话类型")
    person = graphene.Field(Holder, required=True, description="谈话对象")
    organisation = graphene.Field(
        organisation_types.Organisation, required=True, description="组织谈话并保管记录的党组织"
    )
    talkers = graphene.List(graphene.NonNull(graphene.String), required=True, description="谈话人")
    held_on = Date(required=True, description="谈话日期")
    place = graphene.String(required=True, description="地点")
    content = graphene.String(required=True, description="谈话内容")
    follow_up = graphene.String(required=True, description="后续措施")
    attachments = attachment_types.listed()
    history = JSON(required=True, description="更正前的记载及更正理由，按先后")
    recorded_by = graphene.String(required=True, description="登记人")
    recorded_at = DateTime(required=True, description="登记时间")

    def resolve_organisation(root: models.Talk, info: Any) -> organisation_types.Node:
        """Return who keeps it, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return _shelf(root).organisations[root.organisation_id]

    def resolve_attachments(root: models.Talk, info: Any) -> list[Attachment]:
        """Return the files that belong to it."""
        return _shelf(root).attachments.get(root.pk, [])

    def resolve_recorded_by(root: models.Talk, info: Any) -> str:
        """Return the name of who recorded it."""
        return root.recorded_by_name


TalkConnection = connections.of(Talk)


def shown(rows: Iterable[models.Talk], *, principal: AnyPrincipal) -> list[models.Talk]:
    """Return the talks of a page, each with the shelf that it stands on."""
    shelf = Shelf(rows, principal=principal)
    for row in shelf.rows:
        row.shelf = shelf  # type: ignore[attr-defined]
    return shelf.rows


def place(page: connections.Page) -> tuple[date, UUID] | None:
    """Return day and identifier of the row before a page.

    :raises BadCursor: if the cursor holds anything else.
    """
    key = connections.texts(page, 2)
    if key is None:
        return None
    try:
        return date.fromisoformat(key[0]), UUID(key[1])
    except ValueError as error:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。") from error


def _shelf(row: models.Talk) -> Shelf:
    return row.shelf  # type: ignore[attr-defined]
